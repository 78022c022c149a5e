#!/bin/bash
# A step of a request of run.sh, its part I or their sum: step.sh FOLDER I|sum. What is there whole is not made again.
# shellcheck source=/dev/null disable=SC2154,SC2094 # folder, n, sketch and options are variables of the request
set -euo pipefail
out=$1 what=${2-$SLURM_ARRAY_TASK_ID} made=$1/${2-$SLURM_ARRAY_TASK_ID}.phm parts=() missing=
fail() { echo "step: $made: $1" >&2 && exit 1; }
type phminfo phmsum snapcat snapgram >/dev/null || fail "PATH on $(uname -n) must lead to the programs of phatetools"
{ . "$out/request" && cd "$folder"; } || fail "$(uname -n) must see the same folders"
while IFS= read -r file; do # a snapshot may be a folder
    for f in "$file" "$file"/*; do
        [ ! "$f" -nt "$out/list" ] || fail "$f has changed since it was listed: take another folder, OUT=..."
    done
done <"$out/list"
[ "$what" != sum ] || for part in $(seq "$n"); do
    parts+=("$out/$part.phm") && [ -e "$out/$part.phm" ] || missing+=" $part"
done
[ -z "$missing" ] || fail "of $n parts there is no$missing: lines above, or in $out/*.log, say why; the same command goes on"
phminfo "$made" >/dev/null 2>&1 && exit || [ $? -eq 1 ] || fail "phminfo was stopped"
rm -f "$made" "$out/sum.phm"
case $what,$sketch in
sum,*) phmsum -q -o "$made" "${parts[@]}" ;;
*,) snapcat -q --part "$what/$n" -T "$out/list" "${options[@]}" | snapgram -q -o "$made" ;;
*) snapcat -q --part "$what/$n" -T "$out/list" "${options[@]}" --sketch "$sketch" -o "$made" ;;
esac || fail "not made, for what is said above"
