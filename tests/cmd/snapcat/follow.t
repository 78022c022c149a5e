#!/bin/bash
# snapcat --follow: snapshots are taken as a training writes them, each when it is whole.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/cmd/snapcat/following.sh
. tests/cmd/snapcat/following.sh
cd "$T" || exit 1

mkdir made
mlp -q --hidden 8 --epochs 7 --data "$data/../../examples/data" -o made --run a

# slowly FILE TO: written piece by piece, with pauses, under its own name.
slowly() {
    local size piece=700 at
    size=$(stat -c %s "$1")
    for ((at = 0; at < size; at += piece)); do
        tail -c +$((at + 1)) "$1" | head -c $piece
        sleep 0.15
    done >"$2"
}

e() { # STEP: the file of that step
    echo made/a_e00"$1".safetensors
}

# ---- files that come ----

begin --until 3
slowly "$(e 0)" runs/slow.safetensors
cp "$(e 1)" runs/.hidden
mv runs/.hidden runs/moved.safetensors
cp "$(e 2)" runs/fast.safetensors
finish
is $status 0 "--until ends when so many files have come"
is "$(files)" "runs/slow.safetensors runs/moved.safetensors runs/fast.safetensors" \
    "rows stand in the order in which the files came"
snapcat "$(e 0)" "$(e 1)" "$(e 2)" | phm2npy -k snapshots >expected.npy
phm2npy -k snapshots out | cmp -s - expected.npy
ok $? "a file that is written slowly is read whole"
is "$(grep -c slow.safetensors err)" 1 "and is not taken before"

# A program that writes a file without a name, and then links it, as mlp does, never closes it by that name.
begin --until 3
heard watching
ln "$(e 0)" runs/linked.safetensors
mkdir runs/a
ln "$(e 1)" runs/a/linked.safetensors
mlp -q --hidden 8 --epochs 0 --data "$data/../../examples/data" -o runs/a --run b
finish
is "$status $(files)" "0 runs/linked.safetensors runs/a/linked.safetensors runs/a/b_e000.safetensors" \
    "a file that is linked in is taken"

# ---- files that are there ----

mkdir early
for i in 3 1 2; do
    cp "$(e $i)" early/b$((4 - i)).safetensors
    touch -d "2026-01-01 00:00:0$i" early/b$((4 - i)).safetensors
done
begin --until 2
finish
is "$(files)" "runs/b3.safetensors runs/b2.safetensors" \
    "files that were there count, the oldest first"

mkdir early
cp "$(e 0)" early/whole.safetensors
head -c 1000 "$(e 1)" >early/half.safetensors
echo "epoch 1" >early/log.txt
mkdir early/sub.safetensors
ln -s whole.safetensors early/latest.safetensors
begin
heard "1: runs/whole" && cat "$(e 1)" >runs/other.tmp && cp "$(e 2)" runs/new.safetensors && heard "2: runs/new"
end TERM
is $status 0 "it ends well when it is terminated"
is "$(files)" "runs/whole.safetensors runs/new.safetensors" \
    "half a file, other files, directories, links and temporary files are left out"
like "$(cat err)" "note: runs: 3 files or folders do not open as checkpoints and are left out, first: runs/(half|log|sub)" \
    "files that do not open are told of"

mkdir early
head -c 1000 "$(e 1)" >early/half.safetensors
begin --until 1
heard watching
tail -c +1001 "$(e 1)" >>runs/half.safetensors
finish
is "$(files)" "runs/half.safetensors" "half a file that was there counts when the rest has come"

# ---- files that go ----

begin
cp "$(e 0)" "$(e 1)" "$(e 2)" runs
heard "3: "
rm runs/a_e001.safetensors
mv runs/a_e002.safetensors runs/renamed.safetensors
heard "runs/renamed"
truncate -s 500 runs/a_e000.safetensors
cp "$(e 3)" runs
heard "a_e003"
end INT
is "$status $(files)" "0 runs/renamed.safetensors runs/a_e003.safetensors" \
    "files that are deleted, renamed or cut short meanwhile are left out, also after an interrupt"

begin
cp "$(e 0)" runs
heard "1: "
mv runs gone
finish
is $status 1 "a directory that goes is an error"
like "$(cat err)" "runs: the directory is gone: it was moved or deleted" "which says so"
is "$(wc -c <out)" 0 "and leaves no output"
rm -r gone

# ---- a file that grows ----

begin --as-given -n 'a_e{step}.safetensors' -o now.phm "$(e 7)"
cp "$(e 0)" runs
has 2
is "$(phm2tsv -k rows now.phm | cut -f 1 | tail -n +2 | paste -sd' ')" \
    "$(e 7) runs/a_e000.safetensors" "the file has the first snapshot as soon as it has come"
cp "$(e 1)" "$(e 2)" "$(e 3)" "$(e 4)" "$(e 5)" runs
has 7
ok $? "and those that come later"
cp err before
sleep 0.5
cmp -s err before
ok $? "while nothing comes nothing is written" || diag "$(diff before err)"
knnaff -q -k 2 now.phm | diffop -q | potdist -q | mds -q >now.coords
is "$(phm2npy -k coords now.coords | wc -c) $(kill -0 $follower && echo waiting)" \
    "$((128 + 7 * 2 * 8)) waiting" "a picture can be had of it while more are waited for"
rm runs/a_e003.safetensors
has 6
ok $? "what has gone is not in it any longer"
cp now.phm before.phm
mkdir other
mlp -q --hidden 9 --epochs 1 --data "$data/../../examples/data" -o other --run b
cp other/b_e001.safetensors runs/a_e009.safetensors
heard "warning: not written while more are waited for: runs.*: tensor .*: is "
cmp -s before.phm now.phm
ok $? "what cannot be written is told of, and leaves the file as it was"
cp "$(e 6)" runs
rm runs/a_e009.safetensors
has 7
ok $? "until it can be written again"
is "$(grep -c "warning: not written.*: tensor" err)" 1 "the same fault is told of once"
end TERM
snapcat --as-given -n 'a_e{step}.safetensors' "$(e 7)" runs/* | phm2npy -k snapshots | cmp -s - <(phm2npy -k snapshots now.phm)
is "$status $?" "0 0" "at the end the file has all"
is "$(find . -maxdepth 1 -name 'now.phm*')" ./now.phm "no temporary file is left"
rm now.phm

begin --until 8 -o now.phm
(
    until [ -e now.phm ]; do :; done
    while kill -0 $follower 2>/dev/null; do phminfo now.phm || echo "not whole"; done
) >whole 2>&1 &
looker=$!
for i in 0 1 2 3 4 5 6 7; do
    cp "$(e $i)" runs
    sleep 0.1
done
finish
wait $looker
is "$(grep -c 'not whole' whole) $(grep -o '^shape [0-9]* 610$' whole | sort -u | wc -l | sed 's/[2-8]/several/')" \
    "0 several" "whoever looks finds a whole file"
rm now.phm

begin
cp "$(e 0)" runs
heard "1: "
sleep 0.3
is "$(wc -c <out)" 0 "a pipe gets nothing before the end"
end TERM
is "$(files)" runs/a_e000.safetensors "and all of it then"

# The pauses between writings are nine times as long as these. A file comes as soon as the others are written, and
# none changes, for a writing that fails is followed by its own pause.
mkdir early
head -c 2000000 /dev/zero >big
for i in 1 2 3 4 5 6 7 8 9; do
    cp big early/$i.raw
done
begin --raw f32 -o now.phm
for i in 1 2 3; do
    cp big runs/.big
    mv runs/.big runs/late$i.raw
    for ((try = 0; try < 1200 && $(grep -c 'are written, in' err) < i; try++)); do
        sleep 0.05
    done
done
end TERM
awk '/are written, in/ {
        for (i = 1; i < NF; i++) if ($i == "in") took = $(i + 1)
        if (n++ && $NF < 8.9 * before) exit failed = 1
        before = took
    } END { exit failed || n < 3 }' err
ok $? "most of the time nothing is written" || diag "$(grep written err)"

# ---- with other options ----

begin --as-given --until 3 -n 'a_e{step}.safetensors' "$(e 5)"
cp "$(e 0)" runs
heard "1: "
cp "$(e 1)" "$(e 2)" runs
finish
is "$(files)" "$(e 5) runs/a_e000.safetensors runs/a_e001.safetensors runs/a_e002.safetensors" \
    "operands come before the files that come"
is "$(phm2tsv -k rows out | cut -f 3 | paste -sd,)" step,005,000,001,002 "names give columns as ever"
snapgram out >gram.phm
cp "$(e 6)" "$(e 7)" runs
succeeds "what was followed can be followed further" \
    bash -c "snapcat --as-given -n 'a_e{step}.safetensors' --follow runs --until 5 $(e 5) | snapgram --extend gram.phm"

begin --until 4 -n 'a_e{step}.safetensors' "$(e 5)"
heard watching
for step in 2 0 3 1; do
    cp "$(e $step)" runs
    heard "runs/a_e00$step"
done
finish
is "$(phm2tsv -k rows out | cut -f 3 | paste -sd,)" step,000,001,002,003,005 \
    "rows are put in the order of their steps, in whatever order the files come"

# ---- what is refused ----

begin
heard watching
end TERM
is "$status $(tail -n 1 err)" "1 snapcat: runs: no snapshots: no complete checkpoint was there, and none has come: name the directory that training writes to" \
    "a directory to which nothing has come is an error"
fails 1 "none: cannot watch: No such file" "so is one that is not there" snapcat --follow none
fails 1 "err: cannot watch: Not a directory" "and a file" snapcat --follow err
fails 2 "--until: needs --follow" "--until alone is a matter of usage" snapcat --until 3 "$(e 0)"
fails 2 "--until 0: expected a whole number" "so is no file at all" snapcat --follow runs --until 0

# ---- folders ----

folders=$data/folders

# write_folder FROM TO: file by file, with pauses, as a training does; what a Trainer writes last is last.
write_folder() {
    local file
    mkdir -p "$2"
    for file in "$1"/*; do
        sleep 0.15
        slowly "$file" "$2/${file##*/}"
    done
}

begin --until 2
write_folder "$folders/sharded/checkpoint-4" runs/checkpoint-4
cp -r "$folders/whole/checkpoint-8" runs/tmp-checkpoint-8
mv runs/tmp-checkpoint-8 runs/checkpoint-8
finish
is "$status $(files)" "0 runs/checkpoint-4 runs/checkpoint-8" \
    "folders count, each when its files are whole and nothing happens in it"
snapcat -q "$folders/whole/checkpoint-4" "$folders/whole/checkpoint-8" | phm2npy -k snapshots | cmp -s - <(phm2npy -k snapshots out)
ok $? "with the numbers of all its files"
is "$(phm2tsv -k rows out | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "eval_loss") c = i; next }
    $c { n++ } END { print n }')" 2 "and its losses, which come last"

mkdir -p early/checkpoint-12 early/logs
cp "$folders"/sharded/checkpoint-12/model* early/checkpoint-12
rm early/checkpoint-12/model-00001*
touch early/logs/events.out
begin
heard watching
cp -r "$folders/whole/checkpoint-4" runs
heard "1: runs/checkpoint-4"
cp -r "$folders/whole/checkpoint-8" runs
heard "2: runs/checkpoint-8"
mv runs/checkpoint-4 gone
cp -r "$folders/whole/checkpoint-12" runs/checkpoint-16
end TERM
is "$status $(files)" "0 runs/checkpoint-8 runs/checkpoint-16" \
    "folders that go are left out; those that have come before the signal count"
like "$(cat err)" "2 files or folders do not open as checkpoints .* first: runs/(checkpoint-12: .*model-00001|logs)" \
    "folders that lack a file, and others, are told of"
rm -r gone

mkdir -p early/checkpoint-12
cp "$folders"/sharded/checkpoint-12/* early/checkpoint-12
mv early/checkpoint-12/model-00002* .
begin --until 1
sleep 1.5
mv model-00002* runs/checkpoint-12
finish
is "$status $(files)" "0 runs/checkpoint-12" "a folder that was there counts when its last file has come"

# As accelerate writes: the files are in a folder of the folder, where the index comes last.
inner=checkpoint-5/pytorch_model_fsdp_0
begin --until 1
mkdir -p runs/$inner
cp "$data"/dcp/two/*.distcp runs/$inner
sleep 1.5
cp "$data/dcp/two/.metadata" runs/$inner
finish
is "$status $(files)" "0 runs/checkpoint-5" "what happens in a folder of the folder counts"
mkdir early
cp -r runs/checkpoint-5 early
rm early/$inner/.metadata
begin --until 1
heard 'watching runs'
sleep 1.5
cp "$data/dcp/two/.metadata" runs/$inner
finish
is "$status $(files)" "0 runs/checkpoint-5" "also in one that was there"
mkdir -p early/draft
cp -r "$folders/sharded/checkpoint-12" early/draft
mv early/draft/checkpoint-12/model-00002* .
begin --until 1
heard 'watching runs'
mv runs/draft/checkpoint-12 runs
sleep 1.5
mv model-00002* runs/checkpoint-12
finish
is "$status $(files)" "0 runs/checkpoint-12" "a folder that left another one counts as itself"

# Such as lost+found. The superuser reads all folders, but for these rights.
[ "$(id -u)" != 0 ] || rights=(setpriv --bounding-set "-dac_override,-dac_read_search")
rm -rf runs
mkdir -p runs/closed
chmod 0 runs/closed
cp "$(e 0)" runs
is "$("${rights[@]}" snapcat --follow runs --until 1 2>&1 >out)" "" "a folder that may not be read is no obstacle"
is "$(files)" "runs/a_e000.safetensors" "to the files beside it"
chmod 700 runs/closed

done_testing
