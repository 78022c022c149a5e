#!/bin/bash
# The parts as an array job of Slurm, and the sum as a job that waits for them. What else they take sbatch reads from
# variables: SBATCH_PARTITION, SBATCH_TIMELIMIT, SBATCH_MEM_PER_NODE; with SBATCH_WAIT=1 this ends with the sum.
set -euo pipefail
here=$(dirname "$0") out=$1 n=$2 name=${1//,/_}
jobs=$(squeue -h -o %i -n "$name" | paste -sd ' ')
[ -z "$jobs" ] || { echo "slurm: $out is being made, by jobs $jobs: wait, or scancel them" >&2 && exit 1; }
submit=(sbatch --requeue -J "$name" -c "$OMP_NUM_THREADS" -D "$out")
array=$(env -u SBATCH_WAIT "${submit[@]}" --parsable --array="1-$n" -o %a.log "$here/step.sh" "$out")
echo "Job ${array%;*} makes the parts, then another $out/sum.phm. What fails is told in $out/*.log."
# After any end of the parts, for the sum tells which are missing.
"${submit[@]}" --dependency="afterany:${array%;*}" --kill-on-invalid-dep=yes -o sum.log "$here/step.sh" "$out" sum ||
    { cat "$out/sum.log" >&2 && exit 1; }
