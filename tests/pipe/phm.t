#!/bin/bash
# phm(5): the readers that the page shows read every layout, as they stand there.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

page=$tests_dir/../man/phm.5

# literal HEADING: what is in the page's display below that heading.
literal() {
    awk -v heading=".Ss $1" '$0 == heading { found = 1 }
        found && /^\.Ed/ { exit }
        shown { gsub(/\\e/, "\\"); print }
        found && /^\.Bd/ { shown = 1 }' "$page"
}

# The bytes of little-endian numbers: pack TEMPLATE NUMBER...
pack() {
    perl -e 'binmode STDOUT; $t = shift; print pack($t, @ARGV)' "$@"
}

npy() { # DESCR FORTRAN SHAPE, data on stdin
    local header="{'descr': '$1', 'fortran_order': $2, 'shape': $3}"
    printf '\x93NUMPY\x01\x00'
    pack v ${#header}
    printf %s "$header"
    cat
}

# The trailer of a payload whose own is wrong: phminfo names the right one.
trailer_of() {
    phminfo "$1" 2>&1 | sed -n 's/.*(\(xxh3 [0-9a-f]*\)).*/\1/p'
}

{
    printf 'phm 1\nkind affinity\ntype f32\nshape 2 3\nlayout csr 3\nbytes 60\nattr k 5\n\n'
    pack 'q<6 f<3' 0 1 3 2 0 1 0.5 0.25 8
    echo 'xxh3 0123456789abcdef'
} >"$T/csr_wrong"
{
    head -c -22 "$T/csr_wrong"
    trailer_of "$T/csr_wrong"
} >"$T/csr"

printf 'file\tstep\na\t1\nb\t2\n' | tsv2phm >"$T/rows"
printf '1\t2\n3\t4.5\n' | tsv2phm -k gram >"$T/dense"
pack 'f<6' 1 2 3 4 5 -6 | npy '<f4' True '(2, 3)' | npy2phm -k snapshots >"$T/panel"
cat "$T/rows" "$T/dense" "$T/panel" "$T/csr" >"$T/stream"
succeeds "phminfo finds all layouts whole" phminfo "$T/stream"

literal 'A reader in C' >"$T/reader.c"
succeeds "the reader in C compiles without a warning" \
    "${CC:-cc}" -Wall -Wextra -Werror -o "$T/reader" "$T/reader.c" -lxxhash
"$T/reader" <<<"" >/dev/null 2>&1
is $? 1 "the reader in C refuses what is cut short"
"$T/reader" <"$T/csr_wrong" >/dev/null 2>&1
is $? 1 "the reader in C refuses what is damaged"
is "$(cat "$T/rows" "$T/dense" "$T/panel" | "$T/reader")" \
    $'rows 2 2 0\ngram 2 2 10.5\nsnapshots 2 3 9' "the reader in C reads what is written"
"$T/reader" <"$T/csr" >/dev/null
is $? 0 "the reader in C agrees on the checksum of a sparse matrix"

if "${PYTHON:-python3}" -c 'import numpy' 2>/dev/null; then
    literal 'A reader in Python' >"$T/reader.py"
    is "$("${PYTHON:-python3}" "$T/reader.py" <"$T/stream" 2>&1)" \
        $'rows 2\ngram 2 2 10.5\nsnapshots 2 3 9\naffinity 2 3 8.75' \
        "the reader in Python reads every layout"
    "${PYTHON:-python3}" "$T/reader.py" < <(head -c -1 "$T/stream") >/dev/null 2>&1
    is $? 1 "the reader in Python refuses what is cut short"
else
    skip 2 "no numpy"
fi

is "$(sed '/^$/q' "$T/dense" | head -3)" $'phm 1\nkind gram\ntype f64' \
    "the page's example shows a header"

done_testing
