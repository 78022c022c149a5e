#!/bin/bash
# The Gram matrix of snapshots, or their sketches, in N parts, which others run: phatetools-cluster(7).
#
#     [OUT=parts] [SKETCH=K] run.sh --slurm|--parallel|--make 'runs/*' N [-- OPTION-OF-SNAPCAT ...]
#
# OUT is the folder of this request, which lists its snapshots once. The same command goes on with it.
set -euo pipefail
shopt -s nullglob globstar
fail() { echo "run: $2" >&2 && exit "$1"; }
[[ $# -ge 3 && $1 =~ ^--(slurm|parallel|make)$ && $3 =~ ^[1-9][0-9]*$ && ${4---} = -- ]] ||
    fail 2 "usage: run.sh --slurm|--parallel|--make 'runs/*' N [-- OPTION-OF-SNAPCAT ...]: the pattern in quotes"
here=$(cd "$(dirname "$0")" && pwd) folder=$PWD pattern=$2 n=$3 sketch=${SKETCH-} options=("${@:5}")
mkdir -p "${OUT:=parts}" && out=$(cd "$OUT" && pwd) && request=$(declare -p folder pattern n sketch options)
if [ ! -e "$out/request" ]; then
    # shellcheck disable=SC2206 # the pattern becomes names
    IFS='' && files=($pattern)
    [ ${#files[@]} -gt 0 ] || fail 1 "$pattern: there are no such files"
    printf '%s\n' "${files[@]}" >"$out/list"
    [ "$(wc -l <"$out/list")" = ${#files[@]} ] || fail 1 "$pattern: a file's name has a line break: rename the file"
    printf '%s\n' "$request" >"$out/request.new" && mv "$out/request.new" "$out/request"
fi
[ "$(<"$out/request")" = "$request" ] || fail 1 "$OUT/request is another request: take another folder, OUT=..."
OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} exec "$here/${1#--}.sh" "$out" "$n"
