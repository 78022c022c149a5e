#!/usr/bin/perl
# words.pl FILE...: whether messages in C files begin with the place ("where: what: remedy"), whether
# what they say helps can be typed as it is, and whether C files and manual pages keep to plain words.
# Prints a line per complaint.
use strict;
use warnings;

my $LITERAL = qr/"(?:[^"\\]|\\.)*"|\bPRI[a-zA-Z0-9]+/;
my $COMPLAINING = qr/\b(?:error_new|error_prefix|report_line)\s*\(/;
my %plain = (
    qr/\bat +the +(?:most|least)\b/ => "at most, at least",
    qr/\bstands? +(?:there +)?twice\b/ => "appears twice",
    qr/(?<!there )\b(?:is|are|was|were) +no +(?!longer\b|more\b|less\b|other\b|such\b|two\b)\w+/i => "is not a",
    qr/\bno +(?:whole number|regular file|JSON|name of|length for)\b/ => "not a",
);
# A program, an option, or a function of the library; or an error's text, which has its own remedy.
my $TYPED = qr/\b(?:phate_\w+|knnaff|diffop|potdist|mds|pca|trajplot|trajstat|lossgrid|losshom|emb\w+|pred\w+|snap[a-z]+|phm\w+|\w+2phm)\b|(?:^|[ (])--?[a-zA-Z]|%s$/;
my $bad = 0;

sub complain {
    my ($place, $text, $remedy) = @_;
    print "$place: $text: $remedy\n";
    $bad = 1;
}

# The arguments of a call, from behind its parenthesis.
sub arguments_of {
    my ($text) = @_;
    my ($depth, @arguments) = (0, "");
    while ($text =~ /\G($LITERAL|.)/gs) {
        my $piece = $1;
        if ($depth == 0 && $piece eq ",") { push @arguments, ""; next }
        last if $depth == 0 && $piece eq ")";
        $depth += $piece =~ /^[(\[{]$/ ? 1 : $piece =~ /^[)\]}]$/ ? -1 : 0;
        $arguments[-1] .= $piece;
    }
    return map { s/\s+/ /gr =~ s/^ | $//gr } @arguments;
}

sub message_of {
    my ($argument) = @_;
    return join "", map { /^PRI/ ? "u" : substr $_, 1, -1 } $argument =~ /$LITERAL/g;
}

# The arguments that are printed by themselves, between colons or at the end, behind a clause.
sub behind_a_clause {
    my ($message, @values) = @_;
    my ($clause, @behind) = (0);
    for my $part (split /: /, $message) {
        my @conversions = $part =~ /%(?!%)[-+ #0]*(\*?)\d*(?:\.(\*?)\d*)?[a-zA-Z]+/g;
        my $count = () = $part =~ /%(?!%)[^a-zA-Z]*[a-zA-Z]/g;
        my $stars = grep { defined && $_ eq "*" } @conversions;
        my @taken = splice @values, 0, $count + $stars;
        push @behind, $taken[-1] if $clause && @taken && $part =~ /^%[-.*\d]*s$/;
        $clause = 1 if $part =~ /^(?:cannot|no|not|expected|malformed|empty|more|the|an?) /;
    }
    return @behind;
}

# Of a warning the last part, or that before what it explains, says what helps.
sub check_remedy {
    my ($place, $message, $level) = @_;
    my ($remedy) = $message =~ /: (.*)$/ ? $1 =~ s/.*: //r : "";
    complain($place, "'$message'", "a warning ends in the option or the program that helps")
        if $level eq "REPORT_WARNING" && $remedy !~ $TYPED;
    complain($place, "'$message'", "say the number, or the program (a larger -k of knnaff)")
        if $message =~ /\b(?:larger|smaller) -?[a-z]\b(?! of [a-z])/;
}

sub check_message {
    my ($place, @arguments) = @_;
    my ($format) = grep { $arguments[$_] =~ /^(?:$LITERAL\s*)+$/ } 0 .. $#arguments;
    return if !defined $format;
    my $message = message_of($arguments[$format]);
    complain($place, "'$message'", "FILE:LINE comes first") if $message =~ /, line %/;
    complain($place, "'$message'", "the place comes first") if $message =~ /: %s, (?:record|byte|row)\b/;
    for (behind_a_clause($message, @arguments[$format + 1 .. $#arguments])) {
        complain($place, "'$message'", "the place ($_) comes first") if /\b(?:path|file|name|directory|folder)\w*$/;
    }
    my ($level) = (grep(/^REPORT_/, @arguments), "");
    check_remedy($place, $message, $level);
    complain($place, "'$message'", "one line without a full stop") if $message =~ /\\n|\.$/ && $message !~ /\.\.\.$/;
}

sub line_at {
    my ($text, $offset) = @_;
    return 1 + (substr($text, 0, $offset) =~ tr/\n//);
}

for my $file (@ARGV) {
    open my $in, "<", $file or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    if ($file =~ /\.c$/) {
        while ($text =~ /$COMPLAINING/g) {
            check_message("$file:" . line_at($text, $-[0]), arguments_of(substr $text, pos $text));
        }
    }
    # The lines of a comment or of a literal are one text.
    (my $joined = $text) =~ s{"\s*\n\s*"|\n(?: \*|\s+)?(?= )|\n}{" " x length $&}ge;
    for my $words (keys %plain) {
        while ($joined =~ /$words/g) {
            complain("$file:" . line_at($text, $-[0]), "'$&'", $plain{$words});
        }
    }
}
exit $bad;
