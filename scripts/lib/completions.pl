#!/usr/bin/env perl
# Measures how long the completion key takes to list what could follow: from the moment at which it is written into a
# pseudo-terminal to the moment at which the list is read there.
#
#     completions.pl ROUNDS PROMPT COMMAND [ARG…] -- TYPED SHOWN [TYPED SHOWN]…
#
# PROMPT is a regular expression; behind TYPED the key is pressed twice, and only the second time counts, when SHOWN, a
# regular expression too, comes up. Prints the median, the 99th percentile and the longest, in milliseconds.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Sitting;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC sleep);

my ($rounds, $prompt, @words) = @ARGV;
my ($border) = grep { $words[$_] eq '--' } 0 .. $#words;
my @command = @words[ 0 .. ($border // 0) - 1 ];
my @cases = defined $border ? @words[ $border + 1 .. $#words ] : ();
die "usage: completions.pl ROUNDS PROMPT COMMAND [ARG…] -- TYPED SHOWN …\n"
    unless @command and @cases and @cases % 2 == 0 and $rounds =~ /^[1-9]\d*$/;

my $sitting = Sitting->new(@command);
$sitting->await(qr/$prompt/, 'prompt');
# What a program does once it has started is no measure of its keys.
sleep 1;
my %times;
for my $round (1 .. $rounds) {
    for my $case (map { $_ * 2 } 0 .. $#cases / 2) {
        my ($typed, $shown) = @cases[ $case, $case + 1 ];
        $sitting->type($typed);
        sleep 0.02;
        # This fills in what all of them share, or rings the bell.
        $sitting->type("\t");
        sleep 0.1 + rand 0.01;
        $sitting->drain;
        my $start = clock_gettime(CLOCK_MONOTONIC);
        $sitting->type("\t");
        my ($time) = $sitting->await(qr/$shown/, 'list');
        push @{ $times{$typed} }, ($time - $start) * 1000;
        $sitting->type("\x15");
        sleep 0.02;
        $sitting->drain;
    }
}

printf "%-32s %8s %8s %8s\n", "ms, each of $rounds", 'median', '99 %', 'longest';
for my $case (map { $_ * 2 } 0 .. $#cases / 2) {
    my @sorted = sort { $a <=> $b } @{ $times{ $cases[$case] } };
    printf "%-32s %8.3f %8.3f %8.3f\n", $cases[$case], $sorted[ $#sorted / 2 ], $sorted[ $#sorted * 0.99 ], $sorted[-1];
}
