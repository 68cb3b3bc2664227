#!/usr/bin/env perl
# Measures how long keys take to be seen at prompts, turn by turn, so that a change in the machine's load meets all of
# them alike: from the moment at which a key is written into a pseudo-terminal to the moment at which its character is
# read there.
#
#     keystrokes.pl ROUNDS NOTICE -- LABEL PROMPT COMMAND [ARG…] [-- LABEL PROMPT COMMAND [ARG…]]…
#
# PROMPT is a regular expression, typed at when it is first seen, and NOTICE one that is counted meanwhile. Prints the
# median and the 99th percentile in milliseconds, and by what factor they exceed those of the first.
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC sleep);

my ($rounds, $notice, @words) = @ARGV;
my @racers;
for my $word (@words) {
    if ($word eq '--') { push @racers, { words => [], times => [], notices => 0, seconds => 0 } }
    else { push @{ $racers[-1]{words} }, $word }
}
die "usage: keystrokes.pl ROUNDS NOTICE -- LABEL PROMPT COMMAND [ARG…] …\n"
    unless @racers and $rounds =~ /^[1-9]\d*$/;
for my $racer (@racers) { ($racer->{label}, $racer->{prompt}) = splice @{ $racer->{words} }, 0, 2 }

# Linux's own way to a pseudo-terminal (pts(4), ioctl_tty(2)): perl brings none along.
my ($unlock, $number, $set_size) = (0x40045431, 0x80045430, 0x5414);
my $child;
END { kill 'KILL', $child if $child }

# Starts a command as the leader of a terminal; returns the side where a person would be.
sub start {
    my @command = @_;
    sysopen my $terminal, '/dev/ptmx', O_RDWR | O_NOCTTY or die "/dev/ptmx: $!\n";
    my ($zero, $index) = (pack('i', 0), pack('I', 0));
    ioctl $terminal, $unlock, $zero or die "cannot unlock the terminal: $!\n";
    ioctl $terminal, $number, $index or die "cannot name the terminal: $!\n";
    my $size = pack 'S4', 24, 80, 0, 0;
    ioctl $terminal, $set_size, $size or die "cannot size the terminal: $!\n";
    $child = fork() // die "cannot fork: $!\n";
    if ($child == 0) {
        POSIX::setsid();
        my $end = POSIX::open('/dev/pts/' . unpack('I', $index), O_RDWR) // POSIX::_exit(127);
        POSIX::dup2($end, $_) for 0 .. 2;
        { exec { $command[0] } @command }
        POSIX::_exit(127);
    }
    return { terminal => $terminal, seen => '', notices => 0 };
}

# Waits for bytes that `pattern` is in, and forgets all up to its end; returns when they were read.
sub await {
    my ($sitting, $pattern, $what) = @_;
    my $deadline = clock_gettime(CLOCK_MONOTONIC) + 30;
    until ($sitting->{seen} =~ $pattern) {
        my $wanted = '';
        vec($wanted, fileno $sitting->{terminal}, 1) = 1;
        my $left = $deadline - clock_gettime(CLOCK_MONOTONIC);
        die "no $what was seen after: " . substr($sitting->{seen}, -300) . "\n"
            unless $left > 0
            and select($wanted, undef, undef, $left) > 0
            and sysread $sitting->{terminal}, $sitting->{seen}, 1 << 16, length $sitting->{seen};
    }
    my $time = clock_gettime(CLOCK_MONOTONIC);
    $sitting->{seen} =~ $pattern;
    my $taken = substr $sitting->{seen}, 0, $+[0], '';
    $sitting->{notices} += () = $taken =~ /$notice/g;
    return $time;
}

sub type {
    my ($sitting, $keys) = @_;
    syswrite $sitting->{terminal}, $keys or die "cannot type: $!\n";
}

# Each character is new on the screen: nothing but its key can have brought it there, even where the line is drawn again
# and again. The alphabets take turns, so that what is left of one line is no letter of the next.
my @alphabets = map { [ map { my $letter = chr; utf8::encode($letter); $letter } @$_ ] }
    [ 0x3B1 .. 0x3C9 ], [ 0x430 .. 0x44F ], [ 0x561 .. 0x586 ];

sub measure {
    my ($racer) = @_;
    my $sitting = start(@{ $racer->{words} });
    await($sitting, qr/$racer->{prompt}/, 'prompt');
    my $begin = clock_gettime(CLOCK_MONOTONIC);
    $sitting->{notices} = 0;
    # What a program does once it has started is no measure of its keys.
    sleep 0.2;
    for my $alphabet (@alphabets) {
        for my $letter (@$alphabet) {
            my $start = clock_gettime(CLOCK_MONOTONIC);
            type($sitting, $letter);
            push @{ $racer->{times} }, (await($sitting, qr/\Q$letter\E/, 'key') - $start) * 1000;
            # A quick typist, at moments that are no multiples of anything.
            sleep 0.005 + rand 0.010;
        }
        type($sitting, "\x15");
    }
    $racer->{seconds} += clock_gettime(CLOCK_MONOTONIC) - $begin;
    $racer->{notices} += $sitting->{notices};
    kill 'KILL', $child;
    waitpid $child, 0;
    $child = 0;
}

for my $round (1 .. $rounds) { measure($_) for @racers }

my $keys = @{ $racers[0]{times} };
printf "%-32s %8s %8s %9s  %s\n", "ms, of $keys keys", 'median', '99 %', 'notices/s', "times as long as $racers[0]{label}";
my ($peer_median, $peer_last);
for my $racer (@racers) {
    my @sorted = sort { $a <=> $b } @{ $racer->{times} };
    my ($median, $last) = ($sorted[ $#sorted / 2 ], $sorted[ $#sorted * 0.99 ]);
    $peer_median //= $median;
    $peer_last //= $last;
    my $ratio = $racer == $racers[0] ? '' : sprintf '%.2f, 99 %% %.2f', $median / $peer_median, $last / $peer_last;
    printf "%-32s %8.3f %8.3f %9.0f  %s\n", $racer->{label}, $median, $last, $racer->{notices} / $racer->{seconds}, $ratio;
}
