#!/bin/bash
# make bench: every stage and the whole pipeline, as ratios taken in one run on this machine: to what
# the machine can do at all (its disk cache, its memory, its dsyrk and dgemm) and, where $PYTHON has
# the phate package, to the reference implementation. BENCH=full takes the large sizes too. Tables go
# to standard output; the figures and a plot of how they grow to build/bench.
set -euo pipefail
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
measure=$BUILD/tests/measure
bench=$BUILD/bench
full=${BENCH:-quick}
mkdir -p "$bench"
rm -f "$bench"/*.tsv

# The reference's OpenBLAS and ours choose for themselves.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

seconds() { cut -d' ' -f1 "$T/$1"; }
megabytes() { awk '{ printf "%.0f", $2 / 1024 }' "$T/$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '%-54s %9s %8s %8s\n' "$@"; }
timed() { # NAME COMMAND...: a row of its own, ratio to nothing
    "$measure" "$T/$1" "${@:2}"
    row "  $1" "$(seconds "$1")" "$(megabytes "$1")" -
}

if "$PYTHON" -c 'import phate' 2>/dev/null; then
    reference=yes
else
    reference=
    echo "bench: $PYTHON has no phate: make bench-deps, then make bench PYTHON=build/venv/bin/python"
fi

machine() {
    echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) processors, $(date +%F)"
    phminfo "$1" >/dev/null
    mds -v -o /dev/null "$1" 2>&1 | sed -n 's/^mds: \(OpenBLAS.*\)/\1/p'
}

# ---- what the machine can do ----

printf '0\t1\n1\t0\n' | tsv2phm -k distance >"$T/two"
machine "$T/two"
row "the machine" GFLOP/s GB/s ratio
read -r dsyrk dgemm bandwidth < <("$BUILD/tests/machine")
read -r older _ < <(OPENBLAS_CORETYPE=Haswell "$BUILD/tests/machine")
row "dsyrk" "$dsyrk" - 1
row "dsyrk with the Haswell kernels" "$older" - "$(ratio "$older" "$dsyrk")"
row "dgemm" "$dgemm" - "$(ratio "$dgemm" "$dsyrk")"
row "memory, a copy" - "$bandwidth" -

# ---- files to Gram matrix ----

# best NAME COMMAND...: the quickest of three runs is what the machine can do.
best() {
    local name=$1
    shift
    for try in 1 2 3; do
        "$measure" "$T/$name.$try" "$@"
    done
    sort -n "$T/$name".[123] | head -n 1 >"$T/$name"
}

# What dsyrk alone would take for ROWS x COLUMNS.
dsyrk_seconds() {
    awk -v n="$1" -v p="$2" -v rate="$dsyrk" 'BEGIN { printf "%.6f", n * n * p / rate / 1e9 }'
}

# reading EPOCHS HIDDEN PARAMETERS: a network of that size is trained; its snapshots are read and
# multiplied, against cat and against dsyrk.
reading() {
    local epochs=$1 hidden=$2 parameters=$3 snapshots=$(($1 + 1)) needed
    rm -rf "$T/runs"
    mkdir "$T/runs"
    mlp -q --hidden "$hidden" --epochs "$epochs" --data examples/data -o "$T/runs" --run a

    best cat bash -c "cat $T/runs/* | cat >/dev/null"
    best stream bash -c "snapcat -q $T/runs/* | cat >/dev/null"
    best both bash -c "snapcat -q $T/runs/* | snapgram -q -o $T/G"
    needed=$(dsyrk_seconds "$snapshots" "$parameters")

    row "$snapshots snapshots of $parameters parameters" seconds MB ratio
    row "cat FILES | cat" "$(seconds cat)" "$(megabytes cat)" 1
    row "snapcat FILES | cat (to cat)" "$(seconds stream)" "$(megabytes stream)" \
        "$(ratio "$(seconds stream)" "$(seconds cat)")"
    row "snapcat FILES | snapgram (to dsyrk)" "$(seconds both)" "$(megabytes both)" \
        "$(ratio "$(seconds both)" "$needed")"
}

reading 128 448,448 234762
reading 19 3300,3300 11140810

walk() { # ROWS COLUMNS FILE: a random walk with noise, as .npy
    "$PYTHON" -c "
import numpy, sys
n, p = $1, $2
rng = numpy.random.default_rng(0)
x = numpy.lib.format.open_memmap('$3', 'w+', 'f4' if p > 1000 else 'f8', (n, p))
for first in range(0, p, 1000):
    last = min(first + 1000, p)
    steps = rng.standard_normal((n, last - first)).cumsum(0)
    x[:, first:last] = steps + 0.1 * rng.standard_normal(steps.shape)"
}

gram_row() { # ROWS COLUMNS
    local needed
    walk "$1" "$2" "$T/X.npy"
    npy2phm -k snapshots "$T/X.npy" >"$T/snapshots"
    "$measure" "$T/gram" snapgram -q -o "$T/G" "$T/snapshots"
    needed=$(dsyrk_seconds "$1" "$2")
    row "$1 x $2 (to dsyrk)" "$(seconds gram)" "$(megabytes gram)" \
        "$(ratio "$(seconds gram)" "$needed")"
    printf '%s\t%s\t%s\t%s\n' "$2" "$1" "$(seconds gram)" "$needed" >>"$bench/columns.tsv"
    rm "$T/X.npy" "$T/snapshots"
}

row "snapgram, float32" seconds MB ratio
for columns in 100 1000 10000 100000; do gram_row 500 "$columns"; done
if [ "$full" = full ]; then
    gram_row 500 1000000
    gram_row 2000 200000
fi

# ---- snapshots to picture ----

stages() { # ROWS OPTIONS-OF-DIFFOP...
    timed knnaff knnaff -o "$T/K" "$T/X.npy"
    timed diffop diffop "${@:2}" -o "$T/P" "$T/K"
    timed potdist potdist -o "$T/D" "$T/P"
    timed mds mds -o "$T/Y" "$T/D"
    rm "$T/K" "$T/P" "$T/D"
}

pipeline_row() { # ROWS REFERENCE'S-LANDMARKS OPTIONS-OF-DIFFOP...
    local rows=$1 landmarks=$2 theirs=-
    walk "$rows" 100 "$T/X.npy"
    row "a walk of $rows steps in 100 dimensions ${3+(diffop ${*:3})}" seconds MB ratio
    stages "$rows" "${@:3}"
    "$measure" "$T/ours" bash -c "knnaff $T/X.npy | diffop ${*:3} | potdist | mds -o $T/coords"
    row "  all, in a pipe" "$(seconds ours)" "$(megabytes ours)" 1
    if [ "$reference" ]; then
        "$measure" "$T/reference" "$PYTHON" -W ignore -c "
import time, numpy, phate
x = numpy.load('$T/X.npy')
start = time.time()
phate.PHATE(n_landmark=$landmarks, n_pca=None, verbose=0).fit_transform(x)
open('$T/fit', 'w').write('%.3f' % (time.time() - start))"
        theirs=$(cat "$T/fit")
        row "  the reference's fit_transform, n_landmark=$landmarks" "$theirs" \
            "$(megabytes reference)" "$(ratio "$theirs" "$(seconds ours)")"
    fi
    printf '%s\t%s\t%s\n' "$rows" "$(seconds ours)" "$theirs" >>"$bench/points.tsv"
}

pipeline_row 500 None
pipeline_row 2000 None
if [ "$full" = full ]; then
    pipeline_row 5000 2000
    if diffop -h | grep -q -- --landmarks; then
        pipeline_row 20000 2000 -l 2000
    fi
fi

# ---- the plot ----

gnuplot <<END
set terminal pngcairo size 1000,420
set output "$bench/growth.png"
set multiplot layout 1,2
set logscale xy
set key top left
set xlabel "snapshots (of 100 numbers)"
set ylabel "seconds"
set datafile missing "-"
plot "$bench/points.tsv" using 1:2 with linespoints title "phatetools", \
     "$bench/points.tsv" using 1:3 with linespoints title "reference"
set xlabel "parameters (of 500 snapshots)"
plot "< awk '\$2 == 500' $bench/columns.tsv" using 1:3 with linespoints title "snapgram", \
     "< awk '\$2 == 500' $bench/columns.tsv" using 1:4 with lines title "dsyrk"
END
echo "bench: plot: $bench/growth.png"
