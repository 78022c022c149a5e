#!/bin/bash
# snapcat --follow on a tree of runs: folders at any depth, and those that are checkpoints themselves.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/cmd/snapcat/following.sh
. tests/cmd/snapcat/following.sh
cd "$T" || exit 1

mkdir made
mlp -q --hidden 8 --epochs 7 --data "$data/../../examples/data" -o made --run a
e() { # STEP: the file of that step
    echo made/a_e00"$1".safetensors
}

# ---- folders of runs ----

mkdir -p early/sgd early/deep/er
cp "$(e 0)" early/sgd/e0.safetensors
cp "$(e 1)" early/deep/er/e1.safetensors
begin --until 4 -n '{run}/e{step}.safetensors'
heard '2: runs'
cp "$(e 1)" runs/sgd/e1.safetensors
mkdir runs/adam
cp "$(e 2)" runs/adam/e2.safetensors
finish
is "$status $(files)" "0 runs/sgd/e0.safetensors runs/sgd/e1.safetensors runs/deep/er/e1.safetensors runs/adam/e2.safetensors" \
    "files in folders count, those that were there and those that are made, at any depth"
is "$(phm2tsv -k rows out | cut -f 2 | paste -sd,)" run,sgd,sgd,er,adam "names are made of their folders"

# Folders and what is in them appear at once: before they are watched.
begin --until 60
heard watching
for i in {1..20}; do
    mkdir -p runs/"$i"/x
    cp "$(e 0)" runs/"$i"/e0.safetensors
    cp "$(e 1)" "$(e 2)" runs/"$i"/x
done
finish
is "$status $(files | wc -w)" "0 60" "no file is missed that is made before its folder is watched"

mkdir -p stage/b/c
cp "$(e 0)" stage/b/c/e0.safetensors
cp "$(e 1)" stage/b/e1.safetensors
begin --as-given
heard watching
mv stage/b runs
heard "2: runs/b/"
mv runs/b runs/d
heard "2: runs/d/"
cp "$(e 2)" runs/d/c/e2.safetensors
heard "3: runs/d/c/e2"
mkdir runs/f
cp "$(e 3)" runs/f/e3.safetensors
heard "runs/f/e3"
rm -r runs/d/c
cp "$(e 4)" runs/f/e4.safetensors
heard "runs/f/e4"
end TERM
is "$status $(files)" "0 runs/d/e1.safetensors runs/f/e3.safetensors runs/f/e4.safetensors" \
    "a folder counts with what it has when it is moved in, is renamed, and goes"
is "$(grep -c 'runs/b/c/e0' err)" 1 "each file is taken once"

mkdir -p early/a aside early/.hidden early/late.tmp
cp "$(e 0)" early/a/e0.safetensors
cp "$(e 1)" aside/e1.safetensors
cp "$(e 1)" early/.hidden/e1.safetensors
cp "$(e 2)" early/late.tmp/e2.safetensors
ln -s ../aside early/link
begin
heard watching
ln -s ../aside runs/a/link
cp "$(e 3)" runs/a/best.safetensors
cp "$(e 3)" runs/a/optimizer.pt
mv runs/late.tmp runs/late
heard runs/late/e2
heard optimizer
end INT
is "$status $(files)" "0 runs/a/e0.safetensors runs/late/e2.safetensors" \
    "links, and hidden and unfinished folders are left out; so are, in folders, copies and states of optimisers"
is "$(grep -c 'passed over for its name' err)" 2 "which -v says"

mkdir early
begin
heard watching
mkdir runs/none
heard 'watching'
cp "$(e 0)" runs
heard "1: "
end TERM
like "$(cat err)" "1 files or folders do not open as checkpoints .* first: runs/none: " "an empty folder is told of"

# ---- folders that are checkpoints ----

folders=$data/folders
begin --until 3
heard watching
mkdir -p runs/hf/checkpoint-4
for file in "$folders"/sharded/checkpoint-4/*; do
    cp "$file" runs/hf/checkpoint-4
    sleep 0.1
done
cp -r "$folders/whole/checkpoint-8" runs/hf
heard "2: "
cp "$folders/whole/checkpoint-12/"*.safetensors runs/hf
finish
is "$status $(files)" "0 runs/hf/checkpoint-4 runs/hf/checkpoint-8 runs/hf/model.safetensors" \
    "a folder in a folder is one checkpoint, and the file beside it another"
mkdir -p early/hf
cp "$folders/whole/checkpoint-12/"*.safetensors early/hf
begin --until 2
heard "1: runs/hf$"
cp -r "$folders/whole/checkpoint-8" runs/hf
finish
is "$status $(files)" "0 runs/hf/checkpoint-8 runs/hf/model.safetensors" \
    "a folder is none itself any longer when a checkpoint comes in it"

begin --until 2
heard watching
mkdir -p runs/a/step-1 runs/a/step-2/pytorch_model_fsdp_0
cp "$data"/dcp/two/*.distcp runs/a/step-1
cp "$data"/dcp/two/*.distcp runs/a/step-2/pytorch_model_fsdp_0
cp "$data/dcp/two/.metadata" runs/a/step-1
cp "$data/dcp/two/.metadata" runs/a/step-2/pytorch_model_fsdp_0
finish
is "$status $(files)" "0 runs/a/step-1 runs/a/step-2" "what DCP writes in folders is one checkpoint each"

begin --until 3
heard watching
mkdir runs/a
cp "$(e 0)" runs/a/init.safetensors
heard "1: runs/a$"
cp "$(e 1)" runs/a/e1.safetensors
cp "$(e 2)" runs/a/e2.safetensors
finish
is "$status $(files)" "0 runs/a/init.safetensors runs/a/e1.safetensors runs/a/e2.safetensors" \
    "a folder that seemed to be one checkpoint gives its files when others come"

# ---- the system's limit ----

if unshare -Ur sh -c 'echo 3 >/proc/sys/user/max_inotify_watches' 2>/dev/null; then
    mkdir -p many/{1..5}
    # shellcheck disable=SC2016
    fails 1 "many/.: cannot watch more than 2 folders: the user's limit in /proc/sys/fs/inotify/max_user_watches.*: raise it" \
        "too many folders are an error that names the limit" \
        unshare -Ur sh -c 'echo 3 >/proc/sys/user/max_inotify_watches; exec "$@"' sh snapcat --follow many
else
    skip 1 "this system lets nobody make a namespace of users"
fi

# ---- a command after each writing ----

fails 2 "--then: needs --follow" "--then alone is a matter of usage" snapcat --then true "$(e 0)"
fails 2 "--then: needs a file that is new each time: name one with -o" "so is --then without a file" \
    snapcat --follow early --then true
fails 2 "--then: needs a file" "and with a pipe for one" snapcat --follow early --then true -o /dev/stdout
fails 2 "--guess and --follow: .* -n TEMPLATE" "what is to come cannot be guessed" snapcat --guess --follow runs

# rounds N: waits until `rounds` has so many lines.
rounds() {
    local try
    for ((try = 0; try < 400; try++)); do
        [ "$(wc -l <rounds)" -ge "$1" ] && return
        sleep 0.05
    done
    diag "not $1 rounds in 20 seconds: $(cat rounds err)"
    return 1
}
# shellcheck disable=SC2016
count='phminfo -H "$1" | sed -n "s/^shape \([0-9]*\) 610$/\1/p"'
: >rounds
begin -o now.phm --then "[ ! -e busy ] || echo two at once >>rounds; touch busy; $count >>rounds
    until [ -e go ]; do sleep 0.05; done; rm busy"
mkdir runs/a
cp "$(e 0)" runs/a/e0.safetensors
rounds 1
cp "$(e 1)" "$(e 2)" "$(e 3)" runs/a
heard "4: "
touch go
rounds 2
cp "$(e 4)" runs/a
rounds 3
end TERM
is "$status $(paste -sd' ' rounds)" "0 1 4 5 5" \
    "the command sees each state, never runs twice at once, and sees the last at the end"
rm -f go busy now.phm

for signal in TERM INT; do
    : >rounds
    begin -o now.phm --then "trap 'echo ended >>rounds; exit 3' TERM; $count >>rounds; [ -e go ] || sleep 30 & wait \$!"
    cp "$(e 0)" runs
    rounds 1
    cp "$(e 1)" runs
    heard "2: "
    touch go
    end $signal
    is "$status $(paste -sd' ' rounds)" "0 1 ended 2" "SIG$signal ends it, and the last state is its still"
    rm go now.phm
done

# sh ends at once; what it had begun does not heed the signal. (Dead is also what nobody has waited for.)
: >rounds
begin -o now.phm --then "[ ! -s pid ] || ! grep -q '^State:.[^ZX]' /proc/\$(cat pid)/status || echo two at once >>rounds; $count >>rounds; [ -e go ] ||
    { (trap '' TERM; exec sleep 60) & echo \$! >pid; wait; }"
cp "$(e 0)" runs
rounds 1
for ((try = 0; try < 200; try++)); do
    [ ! -s pid ] || break
    sleep 0.05
done
sleep 0.2
touch go
end TERM
is "$status $(paste -sd' ' rounds)" "0 1 1" "what ignores the signal is killed before the last run"
rm go pid now.phm

: >rounds
begin -o now.phm --then "$count >>rounds; exit 3"
cp "$(e 0)" runs
heard "ended with status 3"
cp "$(e 1)" runs
rounds 2
end TERM
is "$status $(grep -c 'warning: the command ended with status 3: see --then' err)" "1 3" "a command that fails is warned of each time"
is "$(tail -n 1 err) $(paste -sd' ' rounds)" \
    "snapcat: --then: 3 of 3 runs of the command failed: see what it said 1 2 2" "which in the end is an error"
rm now.phm

begin -o now.phm --then 'kill -9 $$'
cp "$(e 0)" runs
heard "the command was killed"
end TERM
is "$status" 1 "so is one that was killed"
rm now.phm

# The first signal is snapcat's, which then waits for the command; the second ends both.
begin -o now.phm --then "echo \$\$ >pid; sleep 30 & wait"
cp "$(e 0)" runs
heard "are written"
rm -f pid
kill -TERM "$follower"
for ((try = 0; try < 200; try++)); do
    [ ! -s pid ] || break
    sleep 0.05
done
sleep 0.2
end TERM
is "$status $(kill -0 "$(cat pid)" 2>/dev/null && echo alive)" "1 " "a second signal ends the last run, too"
like "$(tail -n 1 err)" "the command was interrupted" "which is an error"
rm now.phm

# ---- logs of sketches ----

# log RUN FIRST LAST: appends these steps to runs/RUN/log.sketch.
log() {
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" - "$@" <<'END'
import os, sys
import numpy as np
sys.path.insert(0, os.environ["data"] + "/../../examples")
import snapsketch
run, first, last = sys.argv[1], *map(int, sys.argv[2:])
os.makedirs(f"runs/{run}", exist_ok=True)
for step in range(first, last + 1):
    w = np.random.default_rng(step).normal(size=3000).astype("f4")
    snapsketch.Log(f"runs/{run}/log.sketch", 64, run=run).step(step, [("w", w)], loss=1 / (step + 1))
END
}
steps() { # of the row table
    phm2tsv -k rows "$1" | sed 1d | cut -f 2,3 | tr '\t\n' '  '
}

begin -o now.phm
log a 0 1
has 2
log b 0 0
has 3
log a 2 2
has 4
log a 3 3
cp runs/a/log.sketch whole
truncate -s -100 runs/a/log.sketch
log b 1 1
has 5
is "$(steps now.phm)" "a 0 a 1 a 2 b 0 b 1 " "the rows of logs come as the logs grow; a torn record is waited for"
! grep -q "whole record" err
ok $? "and not told of"
tail -c 100 whole >>runs/a/log.sketch
has 6
printf 'phm 1\nkind' >>runs/a/log.sketch
end TERM
is "$status $(steps now.phm)" "0 a 0 a 1 a 2 a 3 b 0 b 1 " "until it is whole"
like "$(cat err)" "note: runs/a/log.sketch: bytes [0-9]* to [0-9]* are not a whole record" "at the end what is torn is told of"
rm now.phm

# A log that its writer leaves open is never closed.
begin -o now.phm
heard watching
exec 7>>runs/open.sketch
head -c 300 whole >&7
heard 'runs/open.sketch|watching'
tail -c +301 whole >&7
has 4
ok $? "a log that is open all the time counts, too"
exec 7>&-
cp "$(e 0)" runs
heard "warning: not written.*: a log of sketches, but runs/a_e000.safetensors is none: give either logs or checkpoints"
end TERM
is "$status $(tail -n 1 err | cut -c 1-39)" "1 snapcat: runs/open.sketch: a log of ske" \
    "a tree has either logs or checkpoints"
rm -f now.phm
mkdir -p early/a
cp whole early/a/a.sketch
begin --sketch 64 -o now.phm
finish
is "$status $(tail -n 1 err)" \
    "2 snapcat: --sketch: is for checkpoints, and the files are logs of sketches: leave it out" \
    "what is for checkpoints alone ends it when a log comes"
is "$(find . -maxdepth 1 -name 'now.phm*')" "" "and leaves no file"

done_testing
