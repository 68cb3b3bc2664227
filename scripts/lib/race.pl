#!/usr/bin/env perl
# Times whole processes, turn by turn, so that a change in the machine's load meets all of them alike.
#
#     race.pl RUNS -- LABEL COMMAND [ARG…] [-- LABEL COMMAND [ARG…]]…
#
# Prints a table in milliseconds, and by what factor the first one's median exceeds each other one's. A command that
# fails stops it: what did not do its work is no measure.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $warm_up = 3;
my $runs = shift // 0;
my @racers;
for my $word (@ARGV) {
    if ($word eq '--') { push @racers, { words => [], times => [] } }
    else { push @{ $racers[-1]{words} }, $word }
}
die "usage: race.pl RUNS -- LABEL COMMAND [ARG…] …\n" unless $runs =~ /^[1-9]\d*$/ and @racers;
$_->{label} = shift @{ $_->{words} } for @racers;

sub milliseconds {
    my @command = @_;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    my $child = fork() // die "cannot fork: $!\n";
    if ($child == 0) {
        POSIX::dup2(POSIX::open('/dev/null', POSIX::O_RDWR()), $_) for 0, 1;
        { exec { $command[0] } @command }
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $time = (clock_gettime(CLOCK_MONOTONIC) - $start) * 1000;
    die "'@command' failed: wait status $?\n" if $? != 0;
    return $time;
}

sub median {
    my @sorted = sort { $a <=> $b } @_;
    return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

for my $round (1 .. $warm_up + $runs) {
    for my $racer (@racers) {
        my $time = milliseconds(@{ $racer->{words} });
        push @{ $racer->{times} }, $time if $round > $warm_up;
    }
}

printf "%-24s %8s %8s %8s  %s\n", "ms, of $runs runs", qw(min median max), "times as long";
my $subject = median(@{ $racers[0]{times} });
for my $racer (@racers) {
    my @sorted = sort { $a <=> $b } @{ $racer->{times} };
    my $ratio = $racer == $racers[0] ? '' : sprintf '%s takes %.2f', $racers[0]{label}, $subject / median(@sorted);
    printf "%-24s %8.2f %8.2f %8.2f  %s\n", $racer->{label}, $sorted[0], median(@sorted), $sorted[-1], $ratio;
}
