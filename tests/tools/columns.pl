#!/usr/bin/perl
# columns.pl FILE...: whether no line is longer than 100 characters, comments too, which clang-format
# leaves as they are. Prints a line per complaint.
use strict;
use warnings;
use open qw(:std :encoding(UTF-8));

my $bad = 0;
while (<>) {
    chomp;
    if (length > 100) {
        print "$ARGV:$.: ", length, " characters: a line has at most 100\n";
        $bad = 1;
    }
    close ARGV if eof; # each file's lines are counted from 1
}
exit $bad;
