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
use FindBin;
use lib $FindBin::RealBin;
use Sitting;
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

# Each character is new on the screen: nothing but its key can have brought it there, even where the line is drawn again
# and again. The alphabets take turns, so that what is left of one line is no letter of the next.
my @alphabets = map { [ map { my $letter = chr; utf8::encode($letter); $letter } @$_ ] }
    [ 0x3B1 .. 0x3C9 ], [ 0x430 .. 0x44F ], [ 0x561 .. 0x586 ];

sub measure {
    my ($racer) = @_;
    my $sitting = Sitting->new(@{ $racer->{words} });
    $sitting->await(qr/$racer->{prompt}/, 'prompt');
    my $begin = clock_gettime(CLOCK_MONOTONIC);
    my $notices = 0;
    # What a program does once it has started is no measure of its keys.
    sleep 0.2;
    for my $alphabet (@alphabets) {
        for my $letter (@$alphabet) {
            my $start = clock_gettime(CLOCK_MONOTONIC);
            $sitting->type($letter);
            my ($time, $seen) = $sitting->await(qr/\Q$letter\E/, 'key');
            push @{ $racer->{times} }, ($time - $start) * 1000;
            $notices += () = $seen =~ /$notice/g;
            # A quick typist, at moments that are no multiples of anything.
            sleep 0.005 + rand 0.010;
        }
        $sitting->type("\x15");
    }
    $racer->{seconds} += clock_gettime(CLOCK_MONOTONIC) - $begin;
    $racer->{notices} += $notices;
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
