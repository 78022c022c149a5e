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

snapshots=129 epochs=128 hidden=448,448 parameters=234762
echo "bench: training one network of $parameters parameters for $epochs epochs"
mkdir "$T/runs"
mlp -q --hidden "$hidden" --epochs "$epochs" --data examples/data -o "$T/runs" --run a
cat "$T"/runs/* >/dev/null

"$measure" "$T/cat" bash -c "cat $T/runs/* | cat >/dev/null"
"$measure" "$T/snapcat" snapcat -q -o "$T/snapshots" "$T"/runs/*
"$measure" "$T/stream" bash -c "snapcat -q $T/runs/* | cat >/dev/null"
"$measure" "$T/snapgram" snapgram -o "$T/gram" "$T/snapshots"
"$measure" "$T/both" bash -c "snapcat -q $T/runs/* | snapgram -o $T/gram"
dsyrk=$("$BUILD/tests/blas_seconds" $snapshots $parameters)
"$measure" "$T/rest" bash -c "knnaff $T/gram | diffop | potdist | mds -o $T/coords"

row "$snapshots snapshots of $parameters parameters" seconds MB ratio
row "cat FILES | cat" "$(seconds cat)" "$(megabytes cat)" 1
row "snapcat FILES | cat (to cat)" "$(seconds stream)" "$(megabytes snapcat)" \
    "$(ratio "$(seconds stream)" "$(seconds cat)")"
row "dsyrk, float64" "$dsyrk" - 1
row "snapgram from a file (to dsyrk)" "$(seconds snapgram)" "$(megabytes snapgram)" \
    "$(ratio "$(seconds snapgram)" "$dsyrk")"
row "snapcat | snapgram (to dsyrk)" "$(seconds both)" "$(megabytes both)" \
    "$(ratio "$(seconds both)" "$dsyrk")"
row "knnaff | diffop | potdist | mds" "$(seconds rest)" "$(megabytes rest)" -

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
