#!/bin/bash
# Options: --help, --version and the man page of every program agree.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
version=$(sed -n 's/^VERSION *= *//p' Makefile)

# A man page as it is set, each paragraph in one line.
set_page() {
    mandoc -Tascii -Owidth=500 "man/$1.1" | sed 's/.\x08//g'
}

# Where a page, on standard input, differs from the --help of the program: options of SYNOPSIS are
# those of --help, with the same argument or with the choices; the list of options has those of
# --help, and defaults in numbers or names as they are there.
differences() {
    "$1" --help | perl -e '
        my (%by, %seen, $items);
        while (<STDIN>) {
            /^  (?:-(\w), |    )--([\w-]+)(?: ([A-Z]\S*))? +(.*)$/ or next;
            my $o = {long => "--$2", arg => lc($3 // ""), letter => defined $1 ? "-$1" : undef};
            my $text = $4;
            $o->{default} = $1 if $text =~ s/ \(([^ ()]+)\)$//;
            # Signs are other spellings of the words before them.
            $o->{choices} = $1 =~ s/\|[^\w|]+//gr if $text =~ /: (\S+\|\S+)$/;
            $by{$o->{long}} = $o;
            $by{$o->{letter}} = $o if $o->{letter};
        }
        # "a[,b]" as it may be set: "a[,b ...]"
        sub set { join "\\s*", map { quotemeta } grep { /\S/ } split /([^\w.-]+?|\.\.\.)/, shift }
        sub fits {
            my ($o, $rest) = @_;
            return $rest =~ /^\s*(?:[][|]|-|file\b|$)/ if !$o->{arg}; # the file is an operand
            my @may = map { set($_) } grep { $_ } @$o{qw(arg choices)};
            return grep { $rest =~ /^\s+$_(?=[\s\]]|$)/ } @may;
        }
        local $/;
        open my $page, "<", $ARGV[0] or die;
        my $text = <$page>;

        my ($synopsis) = $text =~ /^SYNOPSIS\n(.*?)^DESCRIPTION/ms or die "no SYNOPSIS";
        $synopsis =~ s/\n\s+/ /g;
        while ($synopsis =~ /(?<![\w-])(--?[A-Za-z][\w-]*)([^\n]*)/g) {
            my ($word, $rest) = ($1, $2);
            pos($synopsis) = $+[1];
            if ($word =~ /^-(\w{2,})$/) { # letters in one: none takes an argument
                for (map { "-$_" } split //, $1) {
                    my $o = $by{$_};
                    print "SYNOPSIS: $_\n" if !$o || $o->{arg};
                    $seen{$o->{long}} = 1 if $o;
                }
            } elsif (my $o = $by{$word}) {
                print "SYNOPSIS: $word: $rest\n" if !fits($o, $rest);
                $seen{$o->{long}} = 1;
            } else {
                print "SYNOPSIS: $word: not in --help\n";
            }
        }
        for (sort keys %by) { print "--help: $_: not in SYNOPSIS\n" if !$seen{$by{$_}->{long}} }

        # "     -k, --knn neighbours", or with the argument twice, then lines that are indented deeper.
        while ($text =~ /^( {4,8})(?:(-\w)[^\n]*?, )?(--[\w-]+)([^\n]*)\n((?:\1 +[^\n]*\n|\n)*)/mg) {
            my ($letter, $long, $rest, $words) = ($2, $3, $4, $5);
            $words = $1 . $words if $rest =~ s/ {2,}(.*)//;
            my $o = $by{$long};
            $items++;
            print "list: $long: not in --help\n" if !$o;
            next if !$o;
            print "list: $long: letter\n" if ($letter // "") ne ($o->{letter} // "");
            print "list: $long: $rest\n" if !fits($o, $rest);
            my ($said) = $words =~ /The\s+default\s+is\s+([\w.-]*\w)(?=[.,;]?\s*(?:\n|$|;|,|\.))/;
            my $default = $o->{default} // next;
            next if !defined $said;
            print "list: $long: default $said, and $default in --help\n"
                if $said =~ /^[\d.e-]+$/ ? $said != $default : $said ne $default;
        }
        print "list: empty\n" if !$items;' "$2" || echo "they cannot be compared"
}

for program in $PROGRAMS mlp; do
    succeeds "$program tells its version" "$program" --version
    is "$(cat "$T/out")" "$program (phatetools) $version" "$program names itself and VERSION"
    is "$("$program" -V)" "$(cat "$T/out")" "$program has -V for --version"
    set_page "$program" >"$T/page"
    is "$(differences "$program" "$T/page")" "" "the page of $program has the options of --help"
done

like "$(knnaff -V -v)" $'^knnaff .phatetools. [0-9.]+\nOpenBLAS [0-9.]+, kernels for .* threads?\nbuilt with: .*HDF5 [0-9]' \
    "--version --verbose also tells the BLAS, its kernels and threads, and the libraries"
is "$(knnaff -v -V 2>&1)" "$(knnaff --version --verbose)" "in any order, and only once"
fails 2 "--dimensions x: " "--version does not hide a wrong option" mds --version -d x

# The default is the variable's first value, whatever was given before.
is "$(knnaff -k 7 --help)" "$(knnaff --help)" "--help tells the defaults behind other options too"
like "$(knnaff --help)" "-k, --knn [^()]*\(5\)" "the default of a whole number is shown"
like "$(mds --help)" "--eps [^()]*\(1e-8\)" "the default of a number is shown"
like "$(losshom --help)" "--column [^()]*\(test_loss\)" "the default of a text is shown"
like "$(pca --help)" "--about [^()]*: mean\|first\|last \(mean\)" "a choice is shown with its default"
is "$(snapcat --help | grep -c -- '--raw.*)$')" 0 "a choice that nothing is chosen of has no default"

done_testing
