#!/bin/bash
# examples/watch.sh: trainings are watched while they go, in one page whose picture stays put.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

has_pages || skip_all "trajplot was built without three.js"
top=$PWD
cd "$T" || exit 1
mkdir made runs
mlp -q --hidden 8 --epochs 9 --data "$top/examples/data" -o made --run a
mlp -q --hidden 8 --epochs 9 --seed 1 --data "$top/examples/data" -o made --run b

# come_to RUN STEP: that run reaches that step; come STEP...: both runs reach these.
come_to() {
    mkdir -p runs/"$1"
    cp made/"$1"_e00"$2".safetensors runs/"$1"/e"$2".safetensors
}
come() {
    local step run
    for step; do
        for run in a b; do
            come_to $run "$step"
        done
    done
}
# title: of the page; drawn TITLE: waits until it is that.
title() {
    sed -n 's,^<title>\(.*\)</title>$,\1,p' live.html 2>/dev/null
}
drawn() {
    local try
    for ((try = 0; try < 600; try++)); do
        [ "$(title)" = "$1" ] && return
        sleep 0.05
    done
    diag "the page is not of $1 in 30 seconds, but of $(title): $(cat err)"
    return 1
}
places() { # the points of the page's picture, with their names
    phm2tsv -k coords live.watch/live.coords | awk -F '\t' 'NR > 1 { print $1, $(NF - 1), $NF }' | sort
}
begin() { # OPTION...
    "$top/examples/watch.sh" runs live.html -v "$@" >out 2>err &
    watcher=$!
}
end() {
    kill -TERM $watcher
    wait $watcher
    status=$?
}

begin -n '{run}/e{step}.safetensors'
come 0 1
for ((try = 0; try < 400; try++)); do
    ! grep -q "4 files or folders are written" err || break
    sleep 0.05
done
sleep 0.5
is "$(ls live.html 2>/dev/null)" "" "a page of four snapshots waits"
come 2 3
drawn "8 snapshots in a picture of 8"
ok $? "that of eight is drawn"
places >first
come_to a 4
drawn "9 snapshots in a picture of 8"
ok $? "a new snapshot is placed in it"
is "$(places | grep -cFxf first)" 8 "where the old ones stay, to the last digit"
come_to b 4
drawn "10 snapshots in a picture of 10"
ok $? "the picture is made anew when there are a quarter more"
end
is "$status $(title)" "0 10 snapshots in a picture of 10" "a signal ends it well"
rm live.html
come_to a 5
begin -n '{run}/e{step}.safetensors'
drawn "11 snapshots in a picture of 10"
ok $? "another call goes on where it ended"
come_to b 5
drawn "12 snapshots in a picture of 10"
places >second
rm runs/a/e2.safetensors
drawn "11 snapshots in a picture of 11"
ok $? "a picture of what is gone is made anew"
# Turned by 90 degrees or mirrored, run a would end elsewhere than before.
is "$(join -j 1 second <(places) | awk '{ s += $2 * $4 + $3 * $5; a += $2 ^ 2 + $3 ^ 2; b += $4 ^ 2 + $5 ^ 2 }
    END { s /= sqrt(a * b); print (s > 0.7 ? "alike" : "turned: " s) }')" alike "and lies as it lay"
is "$(places | grep -c a/e2)" 0 "without what is gone"
"$top/examples/watch.sh" runs live.html 2>other
is "$? $(cat other)" "1 watch.sh: live.watch: another call writes it: end that first" "a second call does not disturb it"
come_to a 2
drawn "12 snapshots in a picture of 11"
{ # with what it says of the step, but another number
    head -c -4 made/a_e003.safetensors
    printf '\0\0\300\100'
} >other
mv other runs/a/e3.safetensors
drawn "12 snapshots in a picture of 12"
ok $? "a picture of what has been written again is made anew"
end
# A file that is put in its place, or linked, while it is read is read in the next round.
is "$status $(grep warning err | grep -v 'changed while it was read')" "0 " "without a warning"
is "$(tail -n +2 <(phm2tsv -k rows live.watch/live.coords) | cut -f 1 | sort | paste -sd' ')" \
    "$(find runs -name '*.safetensors' | sort | paste -sd' ')" "in the end the page has all there are"
fails 2 "usage: watch.sh RUNS PAGE.html" "a picture is no page" \
    bash -c "'$top/examples/watch.sh' runs live.png 2> >(sed 's/^/x: /' >&2); s=\$?; sleep 0.2; exit \$s"
fails 2 "usage: watch.sh RUNS PAGE.html" "it says how it is called" bash -c "'$top/examples/watch.sh' runs 2> >(sed 's/^/x: /' >&2); s=\$?; sleep 0.2; exit \$s"


# ---- logs of sketches ----

# log RUN SEED FIRST LAST: a training appends these steps to its log.
log() {
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" - "$top" "$@" <<'END'
import sys
sys.path.insert(0, sys.argv[1] + "/examples")
import numpy as np, snapsketch
run, seed, first, last = sys.argv[2], *map(int, sys.argv[3:])
log = snapsketch.Log(f"runs/{run}.sketch", 64, run=run)
for step in range(first, last + 1):
    w = np.random.default_rng(seed).normal(size=(step + 1, 500)).sum(0).astype("f4")
    log.step(step, [("w", w)], loss=(1 + seed) / (step + 1))
END
}
rm -r runs live.*
mkdir runs
log a 0 0 5
log b 1 0 5
begin
drawn "12 snapshots in a picture of 12"
ok $? "logs of sketches are watched"
log a 0 6 6
drawn "13 snapshots in a picture of 12"
ok $? "as they grow"
end
is "$status" 0 "to the end"
: >live.watch/made # as a full disk leaves it, or a kill -9; not under a watch, which may yet draw a log's closing
log a 0 7 7
begin
drawn "14 snapshots in a picture of 14"
ok $? "a picture of which it is not known how many it is of is made anew"
end
is "$status" 0 "to the end"
log b 2 4 6
begin
drawn "15 snapshots in a picture of 15"
ok $? "and drawn anew when a training that is resumed has left its way"
rm live.watch/live.coords
mkdir live.watch/live.coords
log a 0 8 8
for ((try = 0; try < 400; try++)); do
    ! grep -q "the command ended with" err || break
    sleep 0.05
done
like "$(cat err)" "mds: live.watch/live.coords: " "what keeps snapshots from their places is said"
end

done_testing
