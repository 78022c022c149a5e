#!/bin/bash
# run.sh DIRECTORY SECONDS [NAME...]: runs the harnesses in DIRECTORY, each for so long from each of
# its seeds (all there are in tests/fuzz/seeds, or those named), and ends with status 1 at the first
# finding, which stays in DIRECTORY/findings. What is learnt stays in DIRECTORY/corpus.
#
# HDF5 is fuzzed only where it is named, otherwise its seeds are read once: in some ten thousand runs
# libhdf5 1.10.8 is found to divide by a chunk's size of 0, which is not ours to mend.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
seconds=$2
shift 2
once=
if [ $# -eq 0 ]; then
    once=checkpoint-hdf5
    cd "$here/seeds"
    set -- *
    cd - >/dev/null
fi

mkdir -p "$build/findings"
for name; do
    harness=${name%%-*}
    corpus=$build/corpus/$name
    options=(-max_total_time="$seconds" -max_len=16384 -timeout=60 -rss_limit_mb=512
        -artifact_prefix="$build/findings/$name-" -print_final_stats=1)
    [ "$name" != "$once" ] || options+=(-runs=0)
    for dict in "$here/$harness.dict" "$here/$name.dict"; do
        [ ! -e "$dict" ] || options+=(-dict="$dict")
    done
    mkdir -p "$corpus"
    if ! "$build/${harness}_fuzz" "${options[@]}" "$corpus" "$here/seeds/$name" 2>"$build/$name.log"; then
        tail -n 60 "$build/$name.log" >&2
        exit 1
    fi
    awk -v name="$name" '
        /^#.* cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
        /number_of_executed_units/ { runs = $2 }
        END { printf "%s: %d runs, %d edges, %d features, no finding\n", name, runs, cov, features }
    ' "$build/$name.log"
done
