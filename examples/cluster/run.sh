#!/bin/bash
# The Gram matrix of snapshots, or their sketches, in N parts, which others run: phatetools-cluster(7).
#
#     [OUT=parts] [SKETCH=K] run.sh --slurm|--parallel|--make 'runs/*' N [-- OPTION-OF-SNAPCAT ...]
#
# OUT is the folder of this request, which lists its snapshots once. The same command goes on with it.
set -euo pipefail && shopt -s nullglob globstar && unset CDPATH
fail() { echo "run: $2" >&2 && exit "$1"; }
once() { # FILE, of what is read, unless it is there: of two calls at once the first counts
    local new=$1.$HOSTNAME.$$
    cat >"$new" && { ln "$new" "$1" || mv -n "$new" "$1"; } 2>/dev/null && rm -f "$new"
}
[[ $# -ge 3 && $1 =~ ^--(slurm|parallel|make)$ && $3 =~ ^[1-9][0-9]*$ && ${4---} = -- ]] ||
    fail 2 "usage: run.sh --slurm|--parallel|--make 'runs/*' N [-- OPTION-OF-SNAPCAT ...]: the pattern in quotes"
here=$(cd "$(dirname "$0")" && pwd) folder=$PWD pattern=$2 n=$3 sketch=${SKETCH-} options=("${@:5}")
mkdir -p -- "${OUT:=parts}" && out=$(cd -- "$OUT" && pwd) && request=$(declare -p folder pattern n sketch options) || exit
# shellcheck disable=SC2206 # the pattern becomes names
[ -e "$out/list" ] || { IFS='' && files=($pattern) && [ ${#files[@]} -gt 0 ]; } || fail 1 "$pattern: there are no such files"
[[ ${files[*]-} != *$'\n'* ]] || fail 1 "$pattern: a file's name has a line break: rename the file"
[ -e "$out/list" ] || once "$out/request" <<<"$request"
[ "$(<"$out/request")" = "$request" ] || fail 1 "$OUT/request is another request, of \
$(grep -vxFf - "$out/request" <<<"$request" | cut -d ' ' -f 3- | paste -sd ' '): take another folder, OUT=..., or remove this one"
[ -e "$out/list" ] || printf '%s\n' "${files[@]}" | once "$out/list"
OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} exec "$here/${1#--}.sh" "$out" "$n"
