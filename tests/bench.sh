#!/bin/bash
# make bench: speeds and peak memory as ratios taken in one run on this machine. Times are compared
# with what the machine can do at all (its disk cache, its dsyrk) and, where $PYTHON has the phate
# package, with the reference implementation.
set -euo pipefail
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
measure=$BUILD/tests/measure

seconds() { cut -d' ' -f1 "$T/$1"; }
megabytes() { awk '{ printf "%.0f", $2 / 1024 }' "$T/$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '%-52s %8s %8s %9s\n' "$@"; }

# best NAME COMMAND...: the quickest of three runs is what the machine can do.
best() {
    local name=$1
    shift
    for try in 1 2 3; do
        "$measure" "$T/$name.$try" "$@"
    done
    sort -n "$T/$name".[123] | head -n 1 >"$T/$name"
}

# reading EPOCHS HIDDEN PARAMETERS: a network of that size is trained; its snapshots are read and
# multiplied, against cat and against the machine's own dsyrk.
reading() {
    local epochs=$1 hidden=$2 parameters=$3 snapshots=$(($1 + 1)) dsyrk
    echo "bench: training one network of $parameters parameters for $epochs epochs"
    rm -rf "$T/runs"
    mkdir "$T/runs"
    mlp -q --hidden "$hidden" --epochs "$epochs" --data examples/data -o "$T/runs" --run a

    best cat bash -c "cat $T/runs/* | cat >/dev/null"
    best stream bash -c "snapcat -q $T/runs/* | cat >/dev/null"
    best both bash -c "snapcat -q $T/runs/* | snapgram -o $T/gram"
    dsyrk=$("$BUILD/tests/blas_seconds" "$snapshots" "$parameters")

    row "$snapshots snapshots of $parameters parameters" seconds MB ratio
    row "cat FILES | cat" "$(seconds cat)" "$(megabytes cat)" 1
    row "snapcat FILES | cat (to cat)" "$(seconds stream)" "$(megabytes stream)" \
        "$(ratio "$(seconds stream)" "$(seconds cat)")"
    row "dsyrk, float64" "$dsyrk" - 1
    row "snapcat | snapgram (to dsyrk)" "$(seconds both)" "$(megabytes both)" \
        "$(ratio "$(seconds both)" "$dsyrk")"
}

reading 128 448,448 234762
reading 19 3300,3300 11140810

if ! "$PYTHON" -c 'import phate' 2>/dev/null; then
    echo "bench: $PYTHON has no phate: PYTHON=... make bench compares with the reference"
    exit 0
fi
for n in 500 2000; do
    "$PYTHON" -c "
import numpy, sys
rng = numpy.random.default_rng(0)
steps = rng.standard_normal(($n, 100)).cumsum(0)
numpy.save('$T/X.npy', steps + 0.1 * rng.standard_normal(steps.shape))"
    "$measure" "$T/ours" bash -c "knnaff $T/X.npy | diffop | potdist | mds -o $T/coords"
    "$measure" "$T/reference" env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$PYTHON" -W ignore -c "
import numpy, phate
phate.PHATE(n_landmark=None, n_pca=None, verbose=0).fit_transform(numpy.load('$T/X.npy'))"
    row "a walk of $n steps in 100 dimensions" seconds MB ratio
    row "phatetools" "$(seconds ours)" "$(megabytes ours)" 1
    row "the reference, with Python's start" "$(seconds reference)" "$(megabytes reference)" \
        "$(ratio "$(seconds reference)" "$(seconds ours)")"
done
