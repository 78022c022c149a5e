#!/bin/bash
# snapgram and phmsum: snapshots in, Gram matrices and their sums out.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1

provenance() {
    phminfo -H "$1" | sed -n 's/^from //p' | paste -sd,
}

printf '1\t2\t3\n-1\t0\t1\n0\t0.5\t4\n' | tsv2phm -k snapshots >x.phm
printf '14\t2\t13\n2\t2\t4\n13\t4\t16.25\n' | tsv2phm -k gram >g.phm
printf 'file\na\nb\nc\n' | tsv2phm >names.phm
cat names.phm x.phm >named.phm

keeps_habits x.phm snapgram
keeps_habits g.phm phmsum
fails 2 "at most one file" "snapgram takes one file" snapgram x.phm x.phm

# ---- snapgram ----

{
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 0), }"
} >wide.npy
fails 1 "wide.npy: .*without columns: choose some tensors" \
    "snapshots without columns are refused, however many rows are claimed" snapgram wide.npy

snapgram x.phm >got.phm
agrees abs 0 got.phm g.phm "products agree with a calculation by hand"
is "$(provenance got.phm)" "tsv2phm -k snapshots,snapgram x.phm" "the provenance is carried on"
phm2npy -o x.npy x.phm
snapgram x.npy >got.phm
agrees abs 0 got.phm g.phm "a .npy array is taken for snapshots"
is "$(snapgram named.phm | phminfo -H | sed -n 's/^kind //p' | paste -sd,)" "rows,gram" \
    "the row table passes through"
cat x.phm named.phm | snapgram >two.phm
is "$(phminfo -H two.phm | sed -n 's/^kind //p' | paste -sd,)" "gram,rows,gram" \
    "every snapshots record has its Gram matrix, in order"
printf '5\n' | tsv2phm -k snapshots | snapgram >one.phm
is "$(phm2tsv one.phm)" 25 "one snapshot has a Gram matrix of one number"

fails 1 "row 1 holds NaN, Inf or values beyond 1e150" "NaN is refused by row" \
    snapgram <(printf '1\nnan\n3\n' | tsv2phm -k snapshots)
fails 1 "row 2 holds NaN, Inf or values beyond 1e150" "Inf is refused by row" \
    snapgram <(printf '1\t1\n1\t1\n3\t-inf\n' | tsv2phm -k snapshots)
fails 1 "row 0 holds NaN, Inf or values beyond 1e150" "what overflows is refused by row" \
    snapgram <(printf '1e200\n1\n' | tsv2phm -k snapshots)
fails 1 "expected snapshots, got gram \(from tsv2phm -k gram\)" "a Gram matrix is refused" snapgram g.phm
fails 1 "expected snapshots, got rows" "a row table alone is refused" snapgram names.phm
knnaff -k 1 x.phm >affinity.phm
fails 1 "expected snapshots, got affinity \(from knnaff -k 1 x.phm\)" "affinities are refused" \
    snapgram affinity.phm

# ---- phmsum ----

# Shards: the columns of the Gram matrix of all.
phm2tsv "$data/runs123/X.npy" >x.tsv
for columns in 1-800 801-801 802-; do
    cut -f $columns x.tsv | tsv2phm -k snapshots | snapgram -o shard$columns.phm
done
tsv2phm -k snapshots x.tsv | snapgram >all.phm
phmsum shard*.phm >sum.phm
agrees rel 1e-13 sum.phm all.phm "the sum over column shards is the Gram matrix of all columns"
cat shard*.phm | phmsum >sum2.phm
agrees abs 0 sum2.phm sum.phm "one stream of several Gram matrices is summed too"
phmsum - shard801-801.phm shard802-.phm <shard1-800.phm >sum3.phm
agrees abs 0 sum3.phm sum.phm "- is standard input"
is "$(phminfo -H sum.phm | sed -n 's/^attr //p')" "summands 3" "the number of summands is an attr"
like "$(provenance sum.phm)" ",snapgram,phmsum shard1-800.phm shard801-801.phm shard802-.phm$" \
    "the sum has the provenance of its first part"
knnaff all.phm >K.phm
knnaff sum.phm >K2.phm
agrees abs 1e-10 K2.phm K.phm "affinities of the sum are those of all columns"

cat names.phm g.phm >named_g.phm
cat g.phm names.phm >g_named.phm
is "$(phmsum named_g.phm g_named.phm | phminfo -H | sed -n 's/^kind //p' | paste -sd,)" "rows,gram" \
    "other records of the first stream pass through, of the others they do not"

fails 1 "one.phm: a Gram matrix of 1 snapshots, expected 3: give the same snapshots" \
    "Gram matrices of other sizes are refused, by name" phmsum g.phm one.phm
fails 1 "expected gram, got snapshots \(from tsv2phm -k snapshots\): snapgram missing\?" \
    "snapshots are refused" phmsum x.phm
fails 1 "expected gram, got affinity \(from knnaff -k 1 x.phm\)" "affinities are refused, also as a second operand" \
    phmsum g.phm affinity.phm
fails 1 "bad.phm: gram matrix: row 0, column 1: 2 is not symmetric" \
    "what is not symmetric is refused, by name" bash -c \
    "printf '1\t2\n1\t2\n' | tsv2phm -k gram -o bad.phm; phmsum bad.phm"
fails 1 "gram matrix: row 1, column 1: nan" "NaN is refused by row and column" \
    phmsum <(printf '1\t0\n0\tnan\n' | tsv2phm -k gram)
fails 1 "square: got 1 x 2" "what is not square is refused" \
    phmsum <(printf '1\t2\n' | tsv2phm -k gram)
phmsum shard1-800.phm shard802-.phm shard1-800.phm 2>"$T/err" >"$T/out"
is "$(cat "$T/err")" "phmsum: warning: shard1-800.phm: a matrix that came before, name and numbers: it counts twice: \
give each part once to phmsum" "a part that is given twice is warned of"
printf '0\t0\n0\t0\n' | tsv2phm -k gram >still.phm
for name in a b; do
    printf '1\t0\n0\t1\n' | tsv2phm -k gram | phm2npy | npy2phm -k gram -a name=$name
done >two_names.phm
phmsum still.phm still.phm two_names.phm 2>"$T/err" >"$T/out"
is "$(cat "$T/err")" "" "what did not move may come often, and equal matrices under two names"
fails 1 "none.phm: cannot open" "a second operand that is not there is refused" phmsum g.phm none.phm
head -c -1 g.phm >cut.phm
fails 1 "cut.phm: .*cut short" "a second operand cut short is refused" phmsum g.phm cut.phm

# ---- arrays that are wide ----

"${PYTHON:-python3}" -c 'import numpy as np
x = np.arange(60.0 * 400003).reshape(60, -1) % 1009 - 500
np.save("wide.npy", x.astype("f4"))
np.save("swapped.npy", x.astype(">i2"))
np.save("gram.npy", x @ x.T)'
for array in wide swapped; do
    succeeds "a file of few long rows ($array) is read" "$BUILD/tests/tools/measure" "size-$array" snapgram -q -o w.phm $array.npy
    "$BUILD/tests/tools/compare" abs 1e-4 w.phm gram.npy >/dev/null
    ok $? "with all its columns"
    snapgram -q <$array.npy >piped.phm && "$BUILD/tests/tools/compare" abs 1e-4 piped.phm gram.npy >/dev/null
    ok $? "and from standard input"
done
if ! ldd "$BUILD/snapgram" | grep -q libasan; then
    snapgram -q -o small.phm x.phm && "$BUILD/tests/tools/measure" size-small snapgram -q -o small.phm x.phm
    read -r _ largest _ <size-wide
    read -r _ least _ <size-small
    [ $((largest - least)) -lt 45000 ]
    ok $? "in less memory than half of its bytes (96 MB)" || diag "$largest, where the least is $least"
else
    skip 1 "the sanitizers take memory of their own"
fi
cat wide.npy wide.npy >two.npy
snapgram -q two.npy >two.phm
is "$(phminfo two.phm | grep -c 'shape 60 60')" 2 "an array behind another is found"
head -c 90000000 wide.npy >cut.npy
fails 1 "cut.npy: .*cut short" "a wide array cut short is refused" snapgram -q cut.npy

done_testing
