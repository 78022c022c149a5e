# A formatter for prove: its own report, and before the last lines what was skipped, and why.
package Skips;
use strict;
use warnings;
use TAP::Formatter::Console;
use TAP::Formatter::File;

our @ISA = -t STDOUT ? 'TAP::Formatter::Console' : 'TAP::Formatter::File';
my %skipped;    # how many tests, by file and reason

sub open_test {
    my ($self, $file, $parser) = @_;
    $parser->callback(test => sub { $skipped{$file}{ $_[0]->explanation }++ if $_[0]->has_skip });
    return $self->SUPER::open_test($file, $parser);
}

sub summary {
    my ($self, $aggregate, @rest) = @_;
    my ($tests, $files, @lines) = (0, 0);
    for my $file ($aggregate->descriptions) {
        my ($parser) = $aggregate->parsers($file);
        if ($parser->skip_all) {
            $files++;
            push @lines, "$file: all: " . $parser->skip_all;
        }
        for my $reason (sort keys %{ $skipped{$file} }) {
            $tests += $skipped{$file}{$reason};
            push @lines, "$file: $skipped{$file}{$reason}: $reason";
        }
    }
    $self->_output("\nSkipped: tests: $tests, whole files: $files\n", map {"    $_\n"} @lines);
    return $self->SUPER::summary($aggregate, @rest);
}

1;
