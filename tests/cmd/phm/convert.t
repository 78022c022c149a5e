#!/bin/bash
# phminfo, phm2npy, npy2phm, phm2tsv, tsv2phm.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

programs=(phminfo phm2npy npy2phm phm2tsv tsv2phm)

# The bytes of numbers: pack TEMPLATE NUMBER...
pack() {
    perl -e 'binmode STDOUT; $t = shift; print pack($t, @ARGV)' "$@"
}

# npy DESCR FORTRAN SHAPE: a .npy file as numpy.save writes it, data on standard input.
npy() {
    local header="{'descr': '$1', 'fortran_order': $2, 'shape': $3, }"
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "$header"
    cat
}

# flip FILE BYTE: the file with the lowest bit of that byte (from 0) flipped.
flip() {
    perl -e 'local $/; binmode STDOUT; open F, "<", $ARGV[0]; $_ = <F>;
        substr($_, $ARGV[1], 1) ^= "\1"; print' "$1" "$2"
}

# run PROGRAM FILE...: with the options that it cannot do without.
run() {
    local program=$1
    shift
    case $program in
    npy2phm) npy2phm -k matrix "$@" ;;
    *) "$program" "$@" ;;
    esac
}

# ---- round trips ----

values="1 -2.5 0.25 4 1e10 -0"
# shellcheck disable=SC2086 # one argument a number
{
    pack 'd<*' $values | npy '<f8' False '(3, 2)' >c8.npy
    pack 'f<*' $values | npy '<f4' False '(3, 2)' >c4.npy
    pack 'd<*' $values | npy '<f8' True '(3, 2)' >fortran8.npy
    pack 'f<*' $values | npy '<f4' True '(2, 3)' >fortran4.npy
    pack 'd>*' $values | npy '>f8' False '(3, 2)' >big8.npy
    pack 'f>*' $values | npy '>f4' True '(2, 3)' >big4.npy
}
for f in c8 c4 fortran8 fortran4; do
    npy2phm -k coords $f.npy | phm2npy | cmp -s - $f.npy
    ok $? "$f.npy comes back byte for byte"
    npy2phm -k coords <$f.npy | phm2npy -o $f.back && cmp -s $f.back $f.npy
    ok $? "$f.npy comes back through pipes, and into a file"
done
npy2phm -k coords big8.npy | phm2npy | cmp -s - c8.npy
ok $? "big-endian float64 comes back as little-endian"
npy2phm -k coords big4.npy | phm2npy | cmp -s - fortran4.npy
ok $? "big-endian float32 in Fortran order comes back as little-endian"

pack 'f<*' 1 100 3 4 | npy '<f4' False '(2, 2)' >small4.npy
pack 'd<*' 1 100 3 4 | npy '<f8' False '(2, 2)' >small8.npy
while read -r descr template back; do
    pack "$template*" 1 100 3 4 | npy "$descr" False '(2, 2)' | npy2phm -k matrix | phm2npy |
        cmp -s - "small$back.npy"
    ok $? "$descr comes back as <f$back"
done <<'END'
|i1 c 4
|u1 C 4
<i2 s< 4
>i2 s> 4
<u2 S< 4
>u2 S> 4
<i4 l< 8
>i4 l> 8
<u4 L< 8
<i8 q< 8
>i8 q> 8
<u8 Q< 8
END
# 1, 100, 3, 4 as IEEE 754 binary16
pack 'S<*' 15360 22080 16896 17408 | npy '<f2' False '(2, 2)' | npy2phm -k matrix | phm2npy |
    cmp -s - small4.npy
ok $? "<f2 comes back as <f4"
pack 'S>*' 15360 22080 16896 17408 | npy '>f2' False '(2, 2)' | npy2phm -k matrix | phm2npy |
    cmp -s - small4.npy
ok $? ">f2 comes back as <f4"
is "$(pack 'C*' 0 1 1 | npy '|b1' False '(3,)' | npy2phm -k matrix | phm2tsv)" $'0\n1\n1' \
    "truth values are 0 and 1, a single dimension is one column"

if "${PYTHON:-python3}" -c 'import numpy' 2>/dev/null; then
    "${PYTHON:-python3}" - <<'END'
import numpy as np
x = np.random.default_rng(1).standard_normal((37, 53))
np.save("numpy_c.npy", x)
np.save("numpy_f.npy", np.asfortranarray(x.astype("f4")))
END
    for f in numpy_c numpy_f; do
        npy2phm -k gram $f.npy | phm2npy | cmp -s - $f.npy
        ok $? "what numpy.save wrote comes back byte for byte ($f)"
    done
    npy2phm -k gram numpy_c.npy | phm2tsv | tsv2phm -k gram | phm2npy | cmp -s - numpy_c.npy
    ok $? "float64 comes back through text, bit for bit"
    npy2phm -k gram numpy_f.npy | phm2tsv | tsv2phm -k gram | phm2npy -o text.npy
    "${PYTHON:-python3}" -c '
import numpy as np
a, b = np.load("numpy_f.npy"), np.load("text.npy")
raise SystemExit(not np.array_equal(a, b.astype("f4")))'
    ok $? "float32 comes back through text, bit for bit"
else
    skip 4 "no numpy"
fi

# ---- a stream of three records ----

printf 'file\tstep\nruns/a b.pt\t1\ntab\\there\t2\n\t3\n' >rows.tsv
npy2phm -k coords -a t=7 -a metric=cosine -r rows.tsv c8.npy >two.phm
{
    cat two.phm
    npy2phm -k snapshots fortran4.npy
} >three.phm

is "$(phminfo three.phm)" "record 1
kind rows
type text
shape 3 2
layout dense
bytes $(wc -c <rows.tsv)
from npy2phm -k coords -a t=7 -a metric=cosine -r rows.tsv c8.npy
column file
column step

record 2
kind coords
type f64
shape 3 2
layout dense
bytes 48
attr t 7
attr metric cosine
from c8.npy (npy f64)
from npy2phm -k coords -a t=7 -a metric=cosine -r rows.tsv c8.npy
min -2.5
max 10000000000
mean 1666666667.125
nan 0
inf 0

record 3
kind snapshots
type f32
shape 2 3
layout panel 1
bytes 24
from fortran4.npy (npy f32)
from npy2phm -k snapshots fortran4.npy
min -2.5
max 10000000000
mean 1666666667.125
nan 0
inf 0" "phminfo tells kind, shape, provenance and numbers of each record"
# (1 - 2.5 + 0.25 + 4 + 1e10 + 0) / 6 = 1666666667.125
is "$(phminfo -H three.phm | grep -c '^kind')" 3 "phminfo -H tells the headers"
is "$(phminfo -H three.phm | grep -c '^min')" 0 "phminfo -H tells no numbers"
is "$(phminfo -H <three.phm)" "$(phminfo -H three.phm)" "phminfo -H jumps in standard input too"
# shellcheck disable=SC2002 # a pipe is meant
is "$(cat three.phm | phminfo -H)" "$(phminfo -H three.phm)" "phminfo -H reads a pipe"
is "$(pack 'd<*' nan inf -inf 2 nan 4 | npy '<f8' False '(6,)' | phminfo | tail -5)" \
    $'min 2\nmax 4\nmean 3\nnan 2\ninf 2' "what is not finite is counted, and left out of the rest"
is "$(pack 'd<*' nan | npy '<f8' False '(1,)' | phminfo | tail -5)" \
    $'min nan\nmax nan\nmean nan\nnan 1\ninf 0' "without a finite number there is no mean"
is "$(pack 'd<*' 1.5e308 1.5e308 | npy '<f8' False '(2,)' | phminfo | grep mean)" "mean 1.5e+308" \
    "a mean exists where the sum overflows"

is "$(phm2tsv -k rows three.phm)" "$(cat rows.tsv)" "a row table comes back as it was"
is "$(phm2tsv two.phm)" "$(printf 'file\tstep\tx\ty\n')
$(printf 'runs/a b.pt\t1\t1\t-2.5\n')
$(printf 'tab\\there\t2\t0.25\t4\n')
$(printf '\t3\t10000000000\t-0\n')" "coordinates come with the columns of the row table"
is "$(npy2phm -k coords c8.npy | phm2tsv | head -1)" $'x\ty' "coordinates alone have a heading"
is "$(pack 'f<*' 1 2 3 4 | npy '<f4' False '(1, 4)' | npy2phm -k coords | phm2tsv)" \
    $'y1\ty2\ty3\ty4\n1\t2\t3\t4' "more than three coordinates are numbered"
is "$(phm2tsv three.phm)" $'1\t0.25\t1e+10\n-2.5\t4\t-0' "other matrices have no heading"
phm2npy three.phm | cmp -s - fortran4.npy
ok $? "phm2npy takes the last record of numbers"
phm2npy -k coords three.phm | cmp -s - c8.npy
ok $? "phm2npy -k takes the record of that kind"
phm2npy -n 2 three.phm | cmp -s - c8.npy
ok $? "phm2npy -n takes the record of that number"
cat two.phm two.phm two.phm | phm2npy -k coords -n 2 | cmp -s - c8.npy
ok $? "phm2npy -k -n takes the record of that number among those of the kind"
npy2phm -k distance c4.npy | phm2npy | cmp -s - c4.npy &&
    { cat two.phm c4.npy; } | npy2phm -k distance | phm2npy | cmp -s - c4.npy
ok $? "npy2phm passes on the records before an array"

printf 'file,note\r\n"a,b","said ""no"""\r\n' >rows.csv
is "$(tsv2phm rows.csv | phm2tsv)" $'file\tnote\na,b\tsaid "no"' "tsv2phm reads CSV too"
printf 'x\ty\r\n 1 \t nan\r\n\r\n-inf\t2e3' >numbers.tsv
is "$(tsv2phm -k coords numbers.tsv | phm2tsv)" $'x\ty\n1\tnan\n-inf\t2000' \
    "a heading, CR LF, spaces, empty lines and a missing last newline do no harm"
is "$(phm2tsv -k rows two.phm | tsv2phm | phminfo | grep -c '^column')" 2 "tsv2phm makes a row table"
is "$(phminfo c8.npy | head -2)" $'record 1\nkind npy' "phminfo reads .npy files"

# ---- the same bytes, and few of them in memory ----

npy2phm -k coords -r rows.tsv c8.npy | cmp -s - <(npy2phm -k coords -r rows.tsv c8.npy)
ok $? "the same input gives the same bytes"
if [[ $BUILD != */san ]]; then
    truncate -s 200M zeros
    npy '<f4' True '(100, 524288)' <zeros | head -c $((128 + 100 * 524288 * 4)) >large.npy
    for command in "npy2phm -k snapshots -o large.phm large.npy" "phminfo large.phm" \
        "phm2npy -o large.back large.phm"; do
        # shellcheck disable=SC2086
        "$BUILD/tests/tools/measure" measured $command >/dev/null
        read -r _ kilobytes _ <measured
        [ "$kilobytes" -lt 60000 ]
        ok $? "a matrix of 200 MB goes through ${command%% *} in less than 60 MB" || diag "$kilobytes kB"
    done
    cmp -s large.npy large.back
    ok $? "and comes back the same"
    rm -f large.* zeros
else
    skip 4 "the sanitizers take memory of their own"
fi

# ---- damage ----

# prefixes [-f CUT] FILE PROGRAM: the lengths of the prefixes of FILE that the program, with the options
# that it cannot do without, does not refuse.
prefixes() {
    local program=("${@: -1}")
    [ "${program[0]}" = npy2phm ] && program+=(-k matrix)
    [ "$1" = -f ] && program+=("$2")
    "$BUILD/tests/tools/prefixes" "$ALIKE" "${@:1:$#-1}" "${program[@]}" 2>&1
}

{ without_end two.phm && printf p; } >begun.phm # prefixes of the end record are all alike
two_end=$(($(wc -c <begun.phm) - 1))
rows_end=$(perl -e 'local $/; open F, "<", "two.phm"; $_ = <F>; print index($_, "phm 1\nkind coords")')
for program in phm2npy phm2tsv npy2phm; do
    touch cut.phm
    is "$(prefixes -f cut.phm begun.phm $program)" "" \
        "$program refuses every prefix of a stream, without output"
done
# phminfo shows the records before the damage.
wrong=
for ((cut = 0; cut <= two_end + 1; cut += ALIKE)); do
    head -c $cut begun.phm | phminfo >out 2>err
    if [ "${PIPESTATUS[1]}" -ne 1 ] || ! [[ $(<err) =~ ^[^$'\n']+$ ]] || 
        [ "$(grep -c '^record' out)" -ne $(((cut >= rows_end) + (cut >= two_end))) ]; then
        wrong+=" $cut"
    fi
done
is "$wrong" "" "phminfo refuses every prefix of a stream, and shows what comes before the damage"

for program in phminfo phm2npy phm2tsv npy2phm; do
    is "$(prefixes c8.npy $program)" "" "$program refuses every prefix of a .npy in a pipe, without output"
done

flip two.phm $((two_end - 30)) >payload.phm
flip two.phm $((two_end - 3)) >trailer.phm
flip two.phm 20 >header.phm
for damage in payload trailer header; do
    for program in phm2npy phm2tsv; do
        fails 1 "record [12].*damaged" "$program refuses a flipped bit in the $damage" \
            $program $damage.phm
    done
    fails 1 "record [12].*damaged" "npy2phm refuses a flipped bit in the $damage that passes through" \
        npy2phm -k coords $damage.phm
    phminfo $damage.phm >out 2>err
    is $? 1 "phminfo finds a flipped bit in the $damage"
    is "$(wc -l <err)" 1 "phminfo says so in one line ($damage)"
done
is "$(phminfo payload.phm 2>/dev/null | grep -c '^record')" 1 "phminfo shows what comes before the damage"
phminfo -o info payload.phm 2>/dev/null
is "$(echo info*)" "info*" "phminfo -o leaves no file when the stream is damaged"
succeeds "phminfo -H does not read payloads" phminfo -H payload.phm
printf 'phm 1\nkind gram\ntype f64\nshape 1048576 131072\nlayout dense\nbytes 1099511627776\n\n' \
    >sparse.phm
if truncate -s $(($(wc -c <sparse.phm) + 1099511627776 + 22)) sparse.phm 2>/dev/null; then
    succeeds "phminfo -H jumps over a terabyte" timeout 10 phminfo -H sparse.phm
else
    skip 1 "no sparse files of a terabyte here"
fi
rm -f sparse.phm

# A text record whose header and text disagree is damage too.
printf 'phm 1\nkind rows\ntype text\nshape 9 2\nlayout dense\nbytes 8\n\na\tb\n1\t2\n' >shape.body
{
    cat shape.body
    { cat shape.body; echo 'xxh3 0123456789abcdef'; } >shape.wrong
    phm2tsv shape.wrong 2>&1 | sed -n 's/.*(\(xxh3 [0-9a-f]*\)).*/\1/p'
} >shape.phm
for program in phminfo phm2tsv "npy2phm -k coords" "knnaff -q" phmsum trajplot; do
    # shellcheck disable=SC2086 # a command and its arguments
    fails 1 "record 1 .rows.: the header says 9 2, the text has 1 2: write" "$program finds a table of another shape" \
        $program <(cat shape.phm three.phm)
done

# ---- wrong input ----

for program in "${programs[@]}"; do
    fails 1 "empty|no " "$program refuses empty input" run "$program" /dev/null
    fails 1 "/nowhere" "$program names a file that is not there" run "$program" /nowhere
    fails 1 "directory" "$program refuses a directory" run "$program" /
    fails 2 "unknown option" "$program refuses an unknown option" run "$program" -Z
    fails 2 "one file" "$program takes one file" run "$program" a b
done
head -c 100000 /dev/zero >zeros
for program in phminfo phm2npy npy2phm phm2tsv; do
    fails 1 "not phm.*: snapcat FILE\.\.\. reads checkpoints" "$program refuses what is no stream" run "$program" zeros
done
for program in phm2npy npy2phm phm2tsv; do
    fails 1 "record 4: does not begin with 'phm 1': damaged" "$program refuses what comes after the records" \
        run "$program" <(cat three.phm zeros)
done
fails 1 "three.phm: has no distance record; it has rows, coords, snapshots" \
    "phm2npy lists the kinds there are" phm2npy -k distance three.phm
fails 1 "three.phm: has no distance record; it has rows, coords, snapshots" \
    "phm2tsv lists the kinds there are" phm2tsv -k distance three.phm
fails 1 "no record number 4" "phm2npy refuses a number that is not there" phm2npy -n 4 three.phm
fails 1 "it is text: use phm2tsv" "phm2npy refuses text" phm2npy -k rows three.phm
fails 1 "no numeric record" "phm2npy refuses a stream of text" phm2npy <(tsv2phm rows.tsv)
fails 1 "expected distance, got coords" "npy2phm refuses a stream without its kind" npy2phm -k distance two.phm
fails 1 "rows.tsv: has 3 rows, small8.npy has 2" "npy2phm compares the rows" npy2phm -k coords -r rows.tsv small8.npy
fails 1 "not a kind" "npy2phm refuses a kind that is no word" npy2phm -k 'two words' c8.npy
fails 1 "not a kind" "tsv2phm refuses a kind that is no word" tsv2phm -k 'two words' numbers.tsv
fails 1 "not an attribute" "npy2phm refuses a key that is no word" npy2phm -k coords -a 'a b=1' c8.npy
fails 2 "KEY=VALUE" "npy2phm refuses an attribute without a value" npy2phm -k coords -a t c8.npy
fails 2 "-k: needed" "npy2phm wants a kind" npy2phm c8.npy
fails 1 "/nowhere" "npy2phm names a table that is not there" npy2phm -k coords -r /nowhere c8.npy
fails 1 "3 dimensions" "npy2phm refuses three dimensions" \
    npy2phm -k coords <(pack C 1 | npy '|u1' False '(1, 1, 1)')
fails 1 "complex128 is not read" "npy2phm refuses complex numbers" \
    npy2phm -k coords <(pack dd 1 1 | npy '<c16' False '(1,)')
pack C 1 | npy '|u1' False '(4294967296, 4294967296)' >overflow.npy
pack C 1 | npy '|u1' False '(1000000, 1000000)' >promise.npy
for program in phminfo phm2npy npy2phm phm2tsv; do
    fails 1 "overflows" "$program refuses a shape that overflows" run "$program" overflow.npy
    fails 1 "cut short.*promises 1000000000000 bytes" "$program refuses a shape larger than its file" \
        run "$program" promise.npy
done
npy '|u1' False '(1000000000000000000, 0)' </dev/null >rows.npy
npy '|u1' False '(0, 1000000000000000000)' </dev/null >columns.npy
succeeds "phm2tsv has nothing to write of rows without columns, however many" timeout 10 phm2tsv rows.npy
is "$(cat "$T/out")" "" "phm2tsv writes nothing of rows without columns"
fails 1 "coordinates of 1000000000000000000 dimensions" "phm2tsv refuses headings without end" \
    timeout 10 phm2tsv -k coords columns.npy
fails 1 ":2: .*2 columns" "tsv2phm names a ragged line" \
    tsv2phm -k gram <(printf '1\t2\t3\n1\t2\n')
fails 1 ":2: column 2: 'x' is not a number" "tsv2phm names what is no number" \
    tsv2phm -k gram <(printf '1\t2\n1\tx\n')
fails 1 ":1: column 2: ''" "tsv2phm refuses an empty value" tsv2phm -k gram <(printf '1\t\n')
fails 1 "no numbers" "tsv2phm refuses a heading alone" tsv2phm -k gram <(printf 'x\ty\n')
fails 1 ":3: 1 fields" "tsv2phm names a ragged line of a table" tsv2phm <(printf 'a\tb\n1\t2\n3\n')
printf "a\tb\n3\n" >ragged.tsv
fails 1 "standard input:2: 1 fields" "and standard input by that name" tsv2phm <ragged.tsv
fails 1 "column x: appears twice" "phm2tsv refuses a table with a column named like a coordinate" \
    phm2tsv <(printf 'x\n1\n2\n3\n' >x.tsv && npy2phm -k coords -r x.tsv c8.npy)
fails 1 "3 coordinates for 2 rows" "phm2tsv refuses a table of other snapshots" \
    phm2tsv <(printf 'a\n1\n2\n' | tsv2phm && npy2phm -k coords c8.npy)

# ---- output ----

for program in "${programs[@]}"; do
    in=two.phm
    [ "$program" = npy2phm ] && in=c8.npy
    [ "$program" = tsv2phm ] && in=rows.tsv
    run "$program" --force -o result $in && run "$program" $in | cmp -s - result
    ok $? "$program -o writes what it would print"
    run "$program" $in >&- 2>err
    is "$? $(wc -l <err)" "1 1" "$program fails when standard output is closed"
    run "$program" $in >/dev/full 2>err
    is "$? $(wc -l <err)" "1 1" "$program fails when the disk is full"
    run "$program" -o /dev/full $in 2>err
    is "$? $(wc -l <err)" "1 1" "$program -o fails when the disk is full"
    fails 1 "no/such/place" "$program -o names a directory that is not there" \
        run "$program" -o no/such/place $in
    echo before >kept
    run "$program" --force -o kept two.phm.missing 2>/dev/null
    is "$(cat kept)" before "$program -o leaves what was there when it fails"
done
is "$(echo result.* kept.* info.*)" "result.* kept.* info.*" "no temporary file is left"

if has_terminal; then
    script -qec "npy2phm -k coords c8.npy" /dev/null </dev/null >terminal 2>&1
    like "$(cat terminal)" "binary output to a terminal" "npy2phm writes no binary to a terminal"
    script -qec "phm2npy two.phm" /dev/null </dev/null >terminal 2>&1
    like "$(cat terminal)" "binary output to a terminal" "phm2npy writes no binary to a terminal"
    script -qec "tsv2phm rows.tsv" /dev/null </dev/null >terminal 2>&1
    like "$(cat terminal)" "binary output to a terminal" "tsv2phm writes no binary to a terminal"
    script -qec "phm2tsv two.phm" /dev/null </dev/null >terminal 2>&1
    like "$(cat terminal)" "tab.there" "phm2tsv writes text to a terminal"
else
    skip 4 "no terminal to be had"
fi

done_testing
