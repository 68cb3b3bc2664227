package Sitting;

# A command at a pseudo-terminal of its own, 80 columns wide, and somebody who types there and looks. The command ends
# with the sitting.
#
#     my $sitting = Sitting->new('sqlite3', ':memory:');
#     $sitting->await(qr/sqlite> /, 'prompt');
#     $sitting->type("select 1;\n");
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

# Linux's own way to a pseudo-terminal (pts(4), ioctl_tty(2)): perl brings none along.
my ($unlock, $number, $set_size) = (0x40045431, 0x80045430, 0x5414);

# Starts a command as the leader of a terminal.
sub new {
    my ($class, @command) = @_;
    sysopen my $terminal, '/dev/ptmx', O_RDWR | O_NOCTTY or die "/dev/ptmx: $!\n";
    my ($zero, $index) = (pack('i', 0), pack('I', 0));
    ioctl $terminal, $unlock, $zero or die "cannot unlock the terminal: $!\n";
    ioctl $terminal, $number, $index or die "cannot name the terminal: $!\n";
    my $size = pack 'S4', 24, 80, 0, 0;
    ioctl $terminal, $set_size, $size or die "cannot size the terminal: $!\n";
    my $child = fork() // die "cannot fork: $!\n";
    if ($child == 0) {
        POSIX::setsid();
        my $end = POSIX::open('/dev/pts/' . unpack('I', $index), O_RDWR) // POSIX::_exit(127);
        POSIX::dup2($end, $_) for 0 .. 2;
        { exec { $command[0] } @command }
        POSIX::_exit(127);
    }
    return bless { terminal => $terminal, child => $child, seen => '' }, $class;
}

# Waits for bytes that `pattern` is in. Returns when they were read, and all up to the end of the match, which is
# forgotten.
sub await {
    my ($self, $pattern, $what) = @_;
    my $deadline = clock_gettime(CLOCK_MONOTONIC) + 30;
    until ($self->{seen} =~ $pattern) {
        my $wanted = '';
        vec($wanted, fileno $self->{terminal}, 1) = 1;
        my $left = $deadline - clock_gettime(CLOCK_MONOTONIC);
        die "no $what was seen after: " . substr($self->{seen}, -300) . "\n"
            unless $left > 0
            and select($wanted, undef, undef, $left) > 0
            and sysread $self->{terminal}, $self->{seen}, 1 << 16, length $self->{seen};
    }
    my $time = clock_gettime(CLOCK_MONOTONIC);
    $self->{seen} =~ $pattern;
    return ($time, substr $self->{seen}, 0, $+[0], '');
}

# Forgets what can be read now.
sub drain {
    my ($self) = @_;
    while (1) {
        my $wanted = '';
        vec($wanted, fileno $self->{terminal}, 1) = 1;
        last unless select($wanted, undef, undef, 0) > 0 and sysread $self->{terminal}, $self->{seen}, 1 << 16;
    }
    $self->{seen} = '';
}

sub type {
    my ($self, $keys) = @_;
    syswrite $self->{terminal}, $keys or die "cannot type: $!\n";
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $!);
    kill 'KILL', $self->{child};
    waitpid $self->{child}, 0;
}

1;
