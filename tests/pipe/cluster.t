#!/bin/bash
# Parts of a Gram matrix, and of sketches, by make and GNU parallel: examples/cluster. By Slurm: slurm.t.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
unset MAKEFLAGS MFLAGS MAKELEVEL PARALLEL
export HOME=$T # where GNU parallel keeps files
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
    ! "${command[@]}" >"$T/out" 2>"$T/err"
    ok $? "a part that is killed fails the run"
    like "$(cat "$T/err")" "step: .*/parts/3.phm: not made.*step: .*/parts/sum.phm: .* 3: lines above" "which names it"
    is "$(asked) $(ls -A parts)" "1 3 $(printf '%s\n' 1.phm 2.phm 4.phm list request)" "and leaves no sum"
    rm "$T/dies"
    succeeds "the same command goes on" "${command[@]}"
    is "$(asked) $(times | grep '[24].phm')" "3 $(grep '[24].phm' <<<"$before")" "with what was not whole"
    cmp parts/sum.phm whole/sum.phm
    ok $? "and gives the same bytes"
    rm -r whole
done

# ---- one request ----

command=("$run" --make 'my runs/*' 4 -- "${options[@]}")
cp -p "my runs/a_e002.safetensors" late
mv late "my runs/a_e999.safetensors"
succeeds "the same command, while the training goes on" "${command[@]}"
is "$(asked)" "" "keeps to the snapshots that were listed first"
fails 1 "parts/request is another request, of .*: take another folder, OUT=" "another number of parts is another request" \
    "$run" --make 'my runs/*' 5 -- "${options[@]}"
fails 1 "another request, of n=.4.: " "and what is told apart is named" "$run" --make 'my runs/*' 5 -- "${options[@]}"
fails 1 "is another request" "so are other options" "$run" --make 'my runs/*' 4
fails 1 "is another request" "and other files" "$run" --make '*runs/*' 4 -- "${options[@]}"
fails 1 "is another request" "and sketches" env SKETCH=64 "${command[@]}"
is "$(asked)" "" "of which nothing is made"
OUT="$T/out of here/2" succeeds "in another folder the request is made" "${command[@]}"
is "$(asked) $(phminfo "$T/out of here/2/sum.phm" | grep -m 1 shape | cut -d ' ' -f 2)" "1 2 3 4 11" "of all snapshots"

# Programs that are not there, or are stopped, say nothing of what is whole.
before=$(times)
! PATH=/usr/bin:/bin "$examples/cluster/step.sh" "$PWD/parts" 1 >"$T/out" 2>"$T/err"
ok $? "a machine without the programs"
like "$(cat "$T/err")" "phminfo: not found.*step: .*PATH on .* must lead to the programs" "says so"
printf '#!/bin/bash\nkill $$\n' >"$T/bin/phminfo"
chmod +x "$T/bin/phminfo"
! "$examples/cluster/step.sh" "$PWD/parts" 1 >"$T/out" 2>"$T/err"
ok $? "a step that is stopped while it looks"
rm "$T/bin/phminfo"
is "$(times)" "$before" "leave whole parts alone"
rm parts/1.phm
mkdir "$T/far" && cp -rp "my runs" "$T/far" && mv "$T/$top" "$T/elsewhere" && cd "$T/far" || exit 1
! "$examples/cluster/step.sh" "$T/elsewhere/parts" 1 >"$T/out" 2>"$T/err"
ok $? "a machine without the folder"
like "$(cat "$T/err")" "step: .*/1.phm: .* must see the same folders" "takes no other in its place"
mv "$T/elsewhere" "$T/$top" && cd "$T/$top" || exit 1
succeeds "where all is there again, the same command goes on" "${command[@]}"
rm -f "$T/asked"

# Calls at once, of which one alone makes what it asks for.
for i in 1 2 3 4 5 6; do
    for n in 2 3; do
        (OUT=race$i "$run" --make 'my runs/*' $n >/dev/null 2>"race.$i.$n" && echo made >>"race.$i") &
    done
    wait
    echo "$(cat race.$i) $(grep -c '^run: race.*another request' <(cat race.$i.?))"
    find race$i ! -name '*.phm' -name '*.*'
done | sort -u >each
is "$(cat each)" "made 1" "of calls at once, for two numbers of parts, one makes its own, and the other says so"
mkdir -- there there/-o
export CDPATH=$PWD/there
OUT=-o succeeds "a folder named like an option, and like one on CDPATH" "$run" --make 'my runs/*' 1
unset CDPATH
is "$(cd ./-o && echo ./*)" "./1.phm ./list ./request ./sum.phm" "is the one that is here"
rm -rf race* ./-o there "$T/asked"

mv "my runs/a_e005.safetensors" gone
succeeds "snapshots that are gone when all is made" "${command[@]}"
mv gone "my runs/a_e005.safetensors"
touch "my runs/a_e005.safetensors"
! "${command[@]}" >"$T/out" 2>"$T/err"
ok $? "one that has changed"
like "$(cat "$T/err")" "step: .*/parts/2.phm: my runs/a_e005.safetensors has changed since it was listed: take another folder, OUT=" \
    "is never mixed with what was read before"
mkdir folder
"$BUILD/snapcat" -q -o folder/stream "my runs"/a_e00[01]*
mv "my runs" folder
OUT=folders "$run" --make 'folder/*' 2 >"$T/out" 2>&1
touch "folder/my runs/a_e000.safetensors"
OUT=folders "$run" --make 'folder/*' 2 >"$T/out" 2>&1
like "$(cat "$T/out")" "step: .*/folders/1.phm: folder/my runs/a_e000.safetensors has changed" \
    "a file in a folder that is listed is looked at, too"
mv "folder/my runs" .
rm "$T/asked"

# ---- sketches ----

SKETCH=64 OUT=sketches succeeds "parts of sketches are made" "${command[@]}"
is "$(asked)" "1 2 3 4" "each once"
"$BUILD/snapcat" -q --sketch 64 "${options[@]}" -T sketches/list | phm2npy -k snapshots >whole.npy
phm2npy -k snapshots sketches/sum.phm >sum.npy
agrees abs 1e-5 sum.npy whole.npy "and add up to the sketches of whole snapshots"

# ---- GNU parallel over ssh ----

if [[ ${engines[*]} == *parallel* ]]; then
    cat >"$T/bin/far" <<'END'
#!/bin/bash
# In place of ssh: the command by a shell that has nothing of this one.
echo "$1" >>"${0%/bin/*}/hosts"
shift
[ "$1" != -- ] || shift
cd / && exec env -i HOME="$HOME" SHELL=/bin/bash PATH=/usr/bin:/bin BUILD="$BUILD" bash -c "$*"
END
    chmod +x "$T/bin/far"
    OUT=far PARALLEL="--ssh far -S 2/one,2/two" succeeds "GNU parallel runs the parts on other machines" \
        "$run" --parallel 'my runs/*' 4 -- "${options[@]}"
    is "$(asked) $(sort -u "$T/hosts" | paste -sd ' ')" "1 2 3 4 one two" "each once, on both"
else
    skip 2 "no GNU parallel: make cluster-deps"
fi

done_testing
