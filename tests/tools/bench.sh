#!/bin/bash
# make bench: every stage and the whole pipeline, as ratios taken in one run on this machine: to what
# the machine can do at all (its disk cache, its memory, its dsyrk and dgemm) and, where one of the
# Pythons $REFERENCES has the phate package, to the reference implementation. BENCH=full takes the large
# sizes too; BENCH=ratios only the pipelines of 2,000 rows and more, and two runs of each in place of
# three. Tables go to standard output; the figures and a plot of how they grow to build/bench.
set -euo pipefail
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
measure=$BUILD/tests/tools/measure
bench=$BUILD/bench
full=${BENCH:-quick}
mkdir -p "$bench"
rm -f "$bench"/*.tsv

# The reference's OpenBLAS and ours choose for themselves.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

seconds() { cut -d' ' -f1 "$T/$1"; }
megabytes() { awk '{ printf "%.0f", $3 / 1024 }' "$T/$1"; } # of all processes together
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '%-54s %9s %8s %8s\n' "$@"; }
timed() { # NAME UNIT COMMAND...: a row of its own, ratio to a unit of seconds
    "$measure" "$T/$1" "${@:3}"
    row "  $1" "$(seconds "$1")" "$(megabytes "$1")" "$(ratio "$(seconds "$1")" "$2")"
}

# The reference implementations: the Pythons of $REFERENCES that have the phate package.
references=()
for candidate in ${REFERENCES:-}; do
    ! "$candidate" -c "import phate" 2>/dev/null || references+=("$candidate")
done
[ "${#references[@]}" -gt 0 ] || echo "bench: no reference to compare with: make bench-deps"

machine() {
    echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) processors, $(date +%F)"
    phminfo "$1" >/dev/null
    mds -v -o /dev/null "$1" 2>&1 | sed -n 's/^mds: \(OpenBLAS.*\)/\1/p'
}

# ---- what the machine can do ----

printf '0\t1\n1\t0\n' | tsv2phm -k distance >"$T/two"
machine "$T/two"
row "the machine" GFLOP/s GB/s ratio
read -r dsyrk dgemm bandwidth < <("$BUILD/tests/tools/machine")
read -r older _ < <(OPENBLAS_CORETYPE=Haswell "$BUILD/tests/tools/machine")
row "dsyrk" "$dsyrk" - 1
row "dsyrk with the Haswell kernels" "$older" - "$(ratio "$older" "$dsyrk")"
row "dgemm" "$dgemm" - "$(ratio "$dgemm" "$dsyrk")"
row "memory, a copy" - "$bandwidth" -

# ---- files to Gram matrix ----

# best NAME COMMAND...: the quickest run is what the machine can do. (The reference has as many.)
tries=3
[ "$full" != ratios ] || tries=2
best() {
    local name=$1
    shift
    for ((try = 1; try <= tries; try++)); do
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
    best audit bash -c "snapaudit -q $T/runs/* >/dev/null || [ \$? -eq 1 ]"
    best both bash -c "snapcat -q $T/runs/* | snapgram -q -o $T/G"
    needed=$(dsyrk_seconds "$snapshots" "$parameters")

    row "$snapshots snapshots of $parameters parameters" seconds MB ratio
    row "cat FILES | cat" "$(seconds cat)" "$(megabytes cat)" 1
    row "snapcat FILES | cat (to cat)" "$(seconds stream)" "$(megabytes stream)" \
        "$(ratio "$(seconds stream)" "$(seconds cat)")"
    row "snapaudit FILES (to cat)" "$(seconds audit)" "$(megabytes audit)" \
        "$(ratio "$(seconds audit)" "$(seconds cat)")"
    row "snapcat FILES | snapgram (to dsyrk)" "$(seconds both)" "$(megabytes both)" \
        "$(ratio "$(seconds both)" "$needed")"
}

if [ "$full" != ratios ]; then
    reading 128 448,448 234762
    reading 19 3300,3300 11140810
fi

# points KIND ROWS COLUMNS FILE: a random walk, as a training run is one, or a tree of twenty of them
# that set out from one another's ends; with noise. Or, by a reference, its own tree of twenty
# branches (dla).
points() {
    if [ "$1" = dla ]; then
        "${references[0]}" -W ignore -c "
import numpy, phate
numpy.save('$4', phate.tree.gen_dla(n_dim=$3, n_branch=20, branch_length=$2 // 20)[0])"
        return
    fi
    "$PYTHON" -c "
import numpy, sys
kind, n, p = '$1', $2, $3
rng = numpy.random.default_rng(0)
x = numpy.lib.format.open_memmap('$4', 'w+', 'f4' if p > 1000 else 'f8', (n, p))
runs = 20 if kind == 'tree' else 1
length, noise = n // runs, 1 if kind == 'tree' else 0.1
parents = [rng.integers(run) if run else None for run in range(runs)]
for first in range(0, p, 1000):
    last = min(first + 1000, p)
    for run, parent in enumerate(parents):
        steps = rng.standard_normal((length, last - first)).cumsum(0)
        x[run * length:][:length, first:last] = steps + (
            0 if parent is None else ends[parent])
        if run == 0:
            ends = []
        ends.append(x[(run + 1) * length - 1, first:last].copy())
    x[:, first:last] += noise * rng.standard_normal((n, last - first))"
}

gram_row() { # ROWS COLUMNS
    local needed
    points walk "$1" "$2" "$T/X.npy"
    cat "$T/X.npy" >/dev/null
    best gram snapgram -q -o "$T/G" "$T/X.npy"
    needed=$(dsyrk_seconds "$1" "$2")
    row "$1 x $2 (to dsyrk)" "$(seconds gram)" "$(megabytes gram)" \
        "$(ratio "$(seconds gram)" "$needed")"
    printf '%s\t%s\t%s\t%s\n' "$2" "$1" "$(seconds gram)" "$needed" >>"$bench/columns.tsv"
    rm "$T/X.npy"
}

if [ "$full" != ratios ]; then
    row "snapgram, float32" seconds MB ratio
    for columns in 100 1000 10000 100000; do gram_row 500 "$columns"; done
fi
if [ "$full" = full ]; then
    gram_row 500 1000000
    gram_row 2000 200000
fi

# Logits of ROWS snapshots, for SAMPLES of 10 classes.
predictions_row() { # ROWS SAMPLES
    local needed
    points walk "$1" $(($2 * 10)) "$T/X.npy"
    cat "$T/X.npy" >/dev/null
    best predictions preddist -q -c 10 -o "$T/D" "$T/X.npy"
    needed=$(dsyrk_seconds "$1" $(($2 * 10)))
    row "$1 x $2 samples x 10 classes (to dsyrk)" "$(seconds predictions)" "$(megabytes predictions)" \
        "$(ratio "$(seconds predictions)" "$needed")"
    rm "$T/X.npy"
}

if [ "$full" != ratios ]; then
    row "preddist, float32" seconds MB ratio
    predictions_row 2000 1000
fi
if [ "$full" = full ]; then
    predictions_row 2000 10000
fi

# ---- snapshots to picture ----

# Each stage, to one dsyrk of SIZE x SIZE, SIZE the rows or landmarks that the operator is of.
stages() { # SIZE OPTIONS-OF-DIFFOP...
    local unit
    unit=$(dsyrk_seconds "$1" "$1")
    timed knnaff "$unit" knnaff -q -o "$T/K" "$T/X.npy"
    timed diffop "$unit" diffop -q "${@:2}" -o "$T/P" "$T/K"
    timed potdist "$unit" potdist -q -o "$T/D" "$T/P"
    timed mds "$unit" mds -q -o "$T/Y" "$T/D"
}

# What is kept of the neighbours: trustworthiness (of 12; Venna and Kaski 2001), the share of a
# picture's 12 nearest that are among the data's 50, of at most 2,000 rows; and of LABELS, the distance
# of rows from the mean of their cluster (rms) and the share of clusters with rows farther apart than
# 100 steps of a walk take them.
quality_row() { # NAME PICTURE.npy [LABELS.npy]
    local trust share rms far
    read -r trust share rms far < <("$PYTHON" tests/tools/quality.py "$T/X.npy" "${@:2}")
    printf '  %-26s trust %s  neighbours %s%s\n' "$1" "$trust" "$share" "${rms:+  rms $rms  far $far}"
}

# Normalised stress of both pictures with our distances, which are the reference's where that takes
# no landmarks.
stresses() {
    phm2npy "$T/D" >"$T/D.npy"
    "$PYTHON" -c "
import numpy
d = numpy.load('$T/D.npy')
def stress(y):
    r = numpy.sqrt(((y[:, None] - y) ** 2).sum(2))
    return numpy.sqrt(1 - (d * r).sum() ** 2 / (r * r).sum() / (d * d).sum())
ours, theirs = stress(numpy.load('$T/Y.npy')), stress(numpy.load('$T/fit.npy'))
print('%.6f %.6f %.5f' % (ours, theirs, ours / theirs))"
}

# The quickest run of a reference on X.npy, its picture, and where it has landmarks, its clusters.
fit_reference() { # PYTHON LANDMARKS
    rm -f "$T/their_labels.npy"
    "$measure" "$T/reference" "$1" -W ignore -c "
import time, numpy, phate
x = numpy.load('$T/X.npy')
seconds = []
for _ in range($tries):
    start = time.time()
    fit = phate.PHATE(n_landmark=$2, n_pca=None, verbose=0)
    y = fit.fit_transform(x)
    seconds.append(time.time() - start)
open('$T/fit', 'w').write('%.3f' % min(seconds))
open('$T/version', 'w').write(phate.__version__)
numpy.save('$T/fit.npy', y)
if hasattr(fit.graph, 'clusters'):
    numpy.save('$T/their_labels.npy', numpy.unique(fit.graph.clusters, return_inverse=True)[1])"
}

# pipeline KIND ROWS REFERENCE'S-LANDMARKS OPTIONS-OF-DIFFOP... The pipe computes what the reference does: without the
# distances that place components, which take one more matrix of snapshots by snapshots through the pipe.
pipeline() {
    local kind=$1 rows=$2 landmarks=$3 theirs=- ours_stress theirs_stress share
    points "$kind" "$rows" 100 "$T/X.npy"
    row "a $kind of $rows points in 100 dimensions ${4+(diffop ${*:4})}" seconds MB ratio
    stages "${5:-$rows}" "${@:4}"
    best ours bash -c "knnaff -q --no-distances $T/X.npy | diffop -q ${*:4} |
        potdist -q --between constant | mds -q -o $T/coords"
    row "  all, in a pipe" "$(seconds ours)" "$(megabytes ours)" 1
    phm2npy -k coords "$T/coords" >"$T/Y.npy"
    rm -f "$T/labels.npy"
    [ "$#" -eq 3 ] || phm2npy -k transition "$T/P" >"$T/labels.npy"
    quality_row "our picture" "$T/Y.npy" "$T/labels.npy"
    for reference in "${references[@]}"; do
        fit_reference "$reference" "$landmarks"
        theirs=$(cat "$T/fit")
        row "  PHATE $(cat "$T/version"), n_landmark=$landmarks" "$theirs" \
            "$(megabytes reference)" "$(ratio "$theirs" "$(seconds ours)")"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$kind of $rows" "$(cat "$T/version")" \
            "$(seconds ours)" "$theirs" "$(ratio "$theirs" "$(seconds ours)")" \
            "$(megabytes ours)" "$(megabytes reference)" >>"$bench/ratios.tsv"
        quality_row "its picture" "$T/fit.npy" "$T/their_labels.npy"
        if [ "$landmarks" = None ]; then
            read -r ours_stress theirs_stress share < <(stresses)
            row "  stress: ours, its" "$ours_stress" "$theirs_stress" "$share"
        fi
    done
    printf '%s\t%s\t%s\n' "$rows" "$(seconds ours)" "$theirs" >>"$bench/$kind.tsv"
    rm "$T/K" "$T/P" "$T/D"
}

kinds="walk tree"
[ "${#references[@]}" -eq 0 ] || kinds="walk tree dla"
for kind in $kinds; do
    [ "$full" = ratios ] || pipeline "$kind" 500 None
    pipeline "$kind" 2000 None
    if [ "$full" != quick ] && [ "$kind" != dla ]; then
        pipeline "$kind" 5000 2000
        pipeline "$kind" 20000 2000 -l 2000
    fi
done

# ---- large pictures ----

# Twenty runs of ROWS snapshots in all, in two dimensions, as a stream with a table.
tree_stream() { # ROWS
    points tree "$1" 2 "$T/X.npy"
    awk -v rows="$1" 'BEGIN {
        print "run\tstep\tloss"
        for (i = 0; i < rows; i++)
            printf "r%d\t%d\t%.5f\n", i * 20 / rows, i % (rows / 20), 1 - i % (rows / 20) * 20 / rows
    }' >"$T/rows.tsv"
    npy2phm -k coords -r "$T/rows.tsv" -o "$T/Y" "$T/X.npy"
}

pictures() { # ROWS
    tree_stream "$1"
    row "pictures of $1 snapshots" seconds MB "file, MB"
    for kind in png svg pdf html; do
        best picture trajplot -q -o "$T/picture.$kind" "$T/Y"
        row "  trajplot -o x.$kind" "$(seconds picture)" "$(megabytes picture)" \
            "$(ratio "$(stat -c %s "$T/picture.$kind")" 1e6)"
    done
}

# What leaving out the hidden snapshots costs: pixels that differ by more than 3 %, of all.
thinning() { # ROWS
    tree_stream "$1"
    for thin in always never; do
        trajplot -q --no-caption --thin "$thin" -o "$T/$thin.png" "$T/Y"
    done
    row "  pixels that --thin changes, $1 snapshots, %" - - "$(awk \
        -v differ="$(compare -metric AE -fuzz 3% "$T/always.png" "$T/never.png" null: 2>&1)" \
        -v all="$(identify -format '%[fx:w*h]' "$T/never.png")" \
        'BEGIN { printf "%.3f", 100 * differ / all }')"
}

if [ "$full" != ratios ]; then
    pictures 1000000
    thinning 20000
fi

# ---- the ratios once more, and the plot ----

if [ -e "$bench/ratios.tsv" ]; then
    { printf 'set\tPHATE\tours, s\tits, s\ttimes\tMB\tits\n' && cat "$bench/ratios.tsv"; } |
        awk -F '\t' '{ printf "%-16s %-8s %9s %9s %8s %7s %7s\n", $1, $2, $3, $4, $5, $6, $7 }'
fi
[ "$full" != ratios ] || exit 0

gnuplot <<END
set terminal pngcairo size 1000,420
set output "$bench/growth.png"
set multiplot layout 1,2
set logscale xy
set key top left
set xlabel "snapshots (of 100 numbers)"
set ylabel "seconds"
set datafile missing "-"
plot for [kind in "walk tree"] "$bench/".kind.".tsv" using 1:2 with linespoints title kind, \
     for [kind in "walk tree"] "$bench/".kind.".tsv" using 1:3 with linespoints dashtype 2 \
         title kind.", the reference"
set xlabel "parameters (of 500 snapshots)"
plot "< awk '\$2 == 500' $bench/columns.tsv" using 1:3 with linespoints title "snapgram", \
     "< awk '\$2 == 500' $bench/columns.tsv" using 1:4 with lines title "dsyrk"
END
echo "bench: plot: $bench/growth.png"
