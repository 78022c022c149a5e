#!/bin/bash
# A step of a request of run.sh, its part I or their sum: step.sh FOLDER I|sum. What is there whole is not made again.
# shellcheck source=/dev/null disable=SC2154,SC2094 # folder, n, sketch and options are variables of the request
set -euo pipefail
out=$1 what=${2-$SLURM_ARRAY_TASK_ID} parts=() missing=
made=$out/$what.phm
fail() { echo "step: $made: $1" >&2 && exit 1; }
. "$out/request" && cd "$folder"
while IFS= read -r file; do # a snapshot may be a folder
    for f in "$file" "$file"/*; do
        [ ! "$f" -nt "$out/list" ] || fail "$f has changed since it was listed: take another folder, OUT=..."
    done
done <"$out/list"
[ "$what" != sum ] || for part in $(seq "$n"); do
    parts+=("$out/$part.phm") && [ -e "$out/$part.phm" ] || missing+=" $part"
done
[ -z "$missing" ] || fail "of $n parts there is no$missing: lines above, or in $out/*.log, say why; the same command goes on"
! phminfo "$made" >/dev/null 2>&1 || exit 0
rm -f "$made" "$out/sum.phm"
case $what,$sketch in
sum,*) phmsum -q -o "$made" "${parts[@]}" ;;
*,) snapcat -q --part "$what/$n" -T "$out/list" "${options[@]}" | snapgram -q -o "$made" ;;
*) snapcat -q --part "$what/$n" -T "$out/list" "${options[@]}" --sketch "$sketch" -o "$made" ;;
esac || fail "not made, for what is said above"
