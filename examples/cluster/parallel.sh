#!/bin/bash
# The parts by GNU parallel, then the sum. PARALLEL has options of its own: '-S host1,host2' runs the parts there, by ssh,
# where the folders and the programs are the same; '-j 4' runs so many at a time, for else all processors are used.
set -euo pipefail
here=$(dirname "$0") out=$1 n=$2
export PARALLEL="-j$((99 / OMP_NUM_THREADS + 1))% ${PARALLEL-}"
seq "$n" | parallel -q --env PATH --env OMP_NUM_THREADS "$here/step.sh" "$out" || true # the sum tells what is missing
exec "$here/step.sh" "$out" sum
