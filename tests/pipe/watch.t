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

# come STEP...: both runs reach these.
come() {
    local step run
    for step; do
        for run in a b; do
            mkdir -p runs/$run
            cp made/${run}_e00"$step".safetensors runs/$run/e"$step".safetensors
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
begin() {
    "$top/examples/watch.sh" runs live.html -v -n '{run}/e{step}.safetensors' >out 2>err &
    watcher=$!
}
end() {
    kill -TERM $watcher
    wait $watcher
    status=$?
}

begin
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
come 4 5
drawn "12 snapshots in a picture of 8"
ok $? "new snapshots are placed in it"
is "$(places | grep -cFxf first)" 8 "where the old ones stay, to the last digit"
places >second
come 6 7
drawn "16 snapshots in a picture of 16"
ok $? "the picture is made anew when there are twice as many"
end
is "$status $(title)" "0 16 snapshots in a picture of 16" "a signal ends it well"
# Turned by 90 degrees or mirrored, run a would end elsewhere than before.
is "$(join -j 1 <(sort second) <(places) | awk '{ s += $2 * $4 + $3 * $5; a += $2 ^ 2 + $3 ^ 2; b += $4 ^ 2 + $5 ^ 2 }
    END { s /= sqrt(a * b); print (s > 0.7 ? "alike" : "turned: " s) }')" alike "and lies as it lay"
rm live.html
come 8
begin
drawn "18 snapshots in a picture of 16"
ok $? "another call goes on where it ended"
come 9
drawn "20 snapshots in a picture of 16"
rm runs/b/e9.safetensors
drawn "19 snapshots in a picture of 16"
ok $? "what goes is in it no longer"
rm runs/a/e2.safetensors
drawn "18 snapshots in a picture of 18"
ok $? "and a picture of what is gone is made anew"
end
is "$status $(grep -c warning err)" "0 0" "without a warning"
is "$(tail -n +2 <(phm2tsv -k rows live.watch/live.coords) | cut -f 1 | sort | paste -sd' ')" \
    "$(find runs -name '*.safetensors' | sort | paste -sd' ')" "in the end the page has all there are"
fails 2 "usage: watch.sh RUNS PAGE.html" "it says how it is called" bash -c "'$top/examples/watch.sh' runs 2> >(sed 's/^/x: /' >&2); s=\$?; sleep 0.2; exit \$s"

done_testing
