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

# ---- ends ----

cd "$T" || exit 1
# first FILE COUNT: so many of its records.
first() {
    perl -0777 -ne 'BEGIN { $n = pop } @all = split /(?=^phm 1\n)/m; print @all[0 .. $n - 1]' "$1" "$2"
}
first dense 1 >short.phm
is "$(./reader <dense)" "gram 2 2 10.5" "the reader in C shows no end record"
is "$(./reader <short.phm 2>&1 >out; echo "$?")" $'cut short\n1' "it refuses what is cut between records"
[ -e reader.py ] &&
    is "$("${PYTHON:-python3}" reader.py <short.phm 2>&1 >out; echo "$?")" $'cut short\n1' "so does the reader in Python"

# A run of twelve snapshots with three tensors, and a layer of each in what the stages make of them.
{
    awk 'BEGIN { print "file\trun\tstep\ttrain_loss"; for (i = 0; i < 12; i++) print "x" i "\ta\t" i "\t" 1 / (i + 1) }' | tsv2phm
    printf 'name\tfirst\tcount\na\t0\t1\nb\t1\t2\nc\t3\t1\n' | tsv2phm -k tensors
    awk 'BEGIN { OFS = "\t"; for (i = 0; i < 12; i++) print i, sin(i), cos(i), i * i / 9 }' | tsv2phm -k snapshots
} >parts
npy2phm -k snapshots -o snapshots parts
snapgram --by-tensor snapshots >gram
knnaff -q -k 4 gram >affinity
diffop -q -t 4 affinity >operator
potdist -q operator >distance
mds -q distance >coords
losshom -q -k 4 -c train_loss distance >diagram
snapgram snapshots >one
first coords 3 | sed '/^attr end-record /d; /^head /d' >picture
is "$(for kind in gram affinity operator distance coords diagram; do grep -ac "^kind $kind" $kind; done | paste -sd' ')" "3 3 3 3 3 3" \
    "each stage makes three records"

# Whatever a program takes, it writes nothing of what is cut between two records.
for kind in snapshots one gram affinity operator distance coords diagram; do
    perl -0777 -ne 'for (split /(?=^phm 1\n)/m) { last if /^kind end/m; $all .= $_; open F, ">", "$ARGV.cut" . ++$n; print F $all }' $kind
done
while read -r kind command; do
    status=1
    [[ $command != snapaudit* ]] || status=2
    for cut in "$kind".cut*; do
        # shellcheck disable=SC2086 # a command and its arguments
        fails $status "record ${cut#*.cut} .*: cut short behind this record: .*an end record follows" \
            "$command refuses ${cut/.cut/ cut behind record }" ${command/CUT/$cut} <"$cut"
    done
done <<'END'
snapshots snapgram
snapshots snapgram --list -G a
snapshots knnaff -q
snapshots pca -q
snapshots preddist -q -c 2
snapshots snapaudit -q
snapshots phm2npy
gram phmsum
gram knnaff -q -k 4
gram trajstat -q
gram trajstat -q --layers
one embscore -q -k 4 CUT picture
gram phm2tsv
gram npy2phm -k gram
affinity diffop -q -t 4
operator potdist -q
distance mds -q
distance mds -q --onto CUT distance
distance mds -q -a metric --weights CUT distance
distance losshom -q -k 4 -c train_loss
coords embscore -q -k 4 --attrs one
coords trajplot -q -o picture.svg
coords phm2tsv -k rows
diagram trajplot -q -k diagram -o picture.svg
END
[ ! -e picture.svg ]
ok $? "no picture appears"

is "$(sed '/^$/q' "$T/dense" | head -3)" $'phm 1\nkind gram\ntype f64' \
    "the page's example shows a header"

done_testing
