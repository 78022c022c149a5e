#!/bin/bash
# Parts of a Gram matrix, and of sketches, by make and GNU parallel: examples/cluster. By Slurm: slurm.t.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
unset MAKEFLAGS MFLAGS MAKELEVEL PARALLEL
run=$PWD/examples/cluster/run.sh
examples=$PWD/examples
engines=(make)
LC_ALL=C parallel --version 2>/dev/null | grep -q '^GNU parallel' && engines+=(parallel)
is "$(wc -l "$examples"/cluster/* | awk '$1 > 24 && $2 != "total"')" "" "each file of the recipes is shorter than 25 lines"

# Names that a shell would take apart.
cd "$T" || exit 1
top="it's a \"\$top\"; 50% (of) {it}"
mkdir -p "$top/my runs" bin
cd "$top" || exit 1
mlp -q --run a --hidden 8 --epochs 9 --data "$examples/data" -o "my runs"
mv "my runs/a_e003.safetensors" "my runs/'b\" \$c \\_e003.safetensors"
options=(-n '{run}_e{step}.safetensors' -x '4$|no such')

# The first of all words that is snapcat: what it is asked for stands in the file asked; it dies at the part in the file dies.
cat >"$T/bin/snapcat" <<'END'
#!/bin/bash
top=${0%/bin/*}
[[ $* =~ --part\ ([0-9]+) ]] && part=${BASH_REMATCH[1]}
echo "$part" >>"$top/asked"
[ "$part" != "$(cat "$top/dies" 2>/dev/null)" ] || kill -KILL $$
exec "$BUILD/snapcat" "$@"
END
chmod +x "$T/bin/snapcat"
PATH=$T/bin:$PATH
asked() { # which parts, in order
    sort -n "$T/asked" 2>/dev/null | paste -sd ' '
    rm -f "$T/asked"
}
times() {
    stat -c '%n %y' parts/*
}

# ---- requests ----

usage='usage: run.sh --slurm|--parallel|--make .* N'
fails 2 "$usage" "a command without N is wrong" "$run" --make 'my runs/*'
fails 2 "$usage" "so is one without an engine" "$run" 'my runs/*' 4
fails 2 "$usage" "none of no parts" "$run" --make 'my runs/*' 0
fails 2 "pattern in quotes" "a pattern without quotes" "$run" --make "my runs"/* 4
fails 1 "none/\*: there are no such files" "no files are an error" "$run" --make 'none/*' 4
is "$(ls parts)" "" "of which nothing is left"
mkdir broken
touch broken/$'line\nbreak' broken/other
fails 1 "broken/\*: .* has a line break: rename" "a line break cannot be listed" "$run" --make 'broken/*' 4
rm -r broken

# ---- each engine ----

# In one process.
mkdir one
printf '%s\n' "my runs"/* >list
for part in 1 2 3 4; do
    "$BUILD/snapcat" -q --part "$part/4" "${options[@]}" -T list | snapgram -q -o "one/$part.phm"
done
phmsum -q -o one/sum.phm one/[1-4].phm
same() { # ONE TWO: the same rows and the same sums
    cmp <(phm2npy -k gram "$1") <(phm2npy -k gram "$2") && cmp <(phm2tsv -k rows "$1") <(phm2tsv -k rows "$2")
}

for engine in "${engines[@]}"; do
    rm -rf parts "$T/asked"
    command=("$run" "--$engine" 'my runs/*' 4 -- "${options[@]}")
    succeeds "a run by $engine" "${command[@]}"
    is "$(asked)" "1 2 3 4" "makes all parts"
    same parts/sum.phm one/sum.phm
    ok $? "and a sum of the same bytes as one process"
    before=$(times)
    succeeds "the same command again" "${command[@]}"
    is "$(asked)$(times)" "$before" "makes nothing"

    # A part that is gone, one that is damaged, and one that is killed.
    cp -r parts whole
    rm parts/1.phm
    truncate -s -1 parts/3.phm
    echo 3 >"$T/dies"
    "${command[@]}" >"$T/out" 2>"$T/err"
    [ $? -ne 0 ]
    ok $? "a part that is killed fails the run"
    like "$(cat "$T/err")" "step: .*/parts/3.phm: not made.*step: .*/parts/sum.phm: .* 3: lines above" "which names it"
    is "$(asked) $(ls -A parts)" "1 3 $(printf '%s\n' 1.phm 2.phm 3.phm 4.phm list request)" "and leaves no sum"
    rm "$T/dies"
    succeeds "the same command goes on" "${command[@]}"
    is "$(asked) $(times | grep '[24].phm')" "3 $(grep '[24].phm' <<<"$before")" "with what was not whole"
    cmp parts/sum.phm whole/sum.phm
    ok $? "and gives the same bytes"
    rm -r whole
done

done_testing
