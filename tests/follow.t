#!/bin/bash
# snapcat --follow: snapshots are taken as a training writes them, each when it is whole.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$T" || exit 1

mkdir made
mlp -q --hidden 8 --epochs 7 --data "$data/../../examples/data" -o made --run a

# Each test has a directory `runs` of its own, and a snapcat that follows it in the background.
begin() { # OPTION...
    rm -rf runs out err
    mkdir runs
    [ ! -e early ] || mv -T early runs
    : >err
    # What a script starts in the background ignores interrupts.
    env --default-signal=INT snapcat -v --follow runs "$@" >out 2>err &
    follower=$!
}

# The follower's exit status, to $status.
finish() {
    local try
    for ((try = 0; try < 400; try++)); do
        kill -0 $follower 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL $follower 2>/dev/null && diag "not ended in 20 seconds: $(cat err)"
    wait $follower
    status=$?
}

end() { # SIGNAL
    kill -s "$1" $follower
    finish
}

# heard REGEX: waits until snapcat has said so.
heard() {
    local try
    for ((try = 0; try < 200; try++)); do
        grep -Eq "$1" err && return
        sleep 0.05
    done
    diag "not heard in 10 seconds: $1" "$(cat err)"
    return 1
}

files() { # of the row table
    phm2tsv -k rows out | tail -n +2 | cut -f 1 | paste -sd' '
}

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
like "$(cat err)" "note: 2 files in runs do not open as checkpoints and are left out, first: runs/(half|log)" \
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
like "$(cat err)" "the directory is gone: runs: it was moved or deleted" "which says so"
is "$(wc -c <out)" 0 "and leaves no output"
rm -r gone

# ---- with other options ----

begin --until 3 -n 'a_e{step}.safetensors' "$(e 5)"
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
    bash -c "snapcat -n 'a_e{step}.safetensors' --follow runs --until 5 $(e 5) | snapgram --extend gram.phm"

# ---- what is refused ----

begin
heard watching
end TERM
is "$status $(tail -n 1 err)" "1 snapcat: no snapshots: runs: no complete checkpoint was there, and none has come" \
    "a directory to which nothing has come is an error"
fails 1 "cannot watch none: No such file" "so is one that is not there" snapcat --follow none
fails 1 "cannot watch err: Not a directory" "and a file" snapcat --follow err
fails 2 "--until goes with --follow" "--until alone is a matter of usage" snapcat --until 3 "$(e 0)"
fails 2 "--until 0: expected a whole number" "so is no file at all" snapcat --follow runs --until 0

done_testing
