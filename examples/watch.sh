#!/bin/sh
# Watch trainings while they go on:
#     examples/watch.sh RUNS live.html [OPTIONS OF SNAPCAT, SUCH AS -n '{run}/e{step}.pt']
# As checkpoints come to the folder RUNS, live.html is written anew, and loads itself anew in the browser, until an
# interrupt. New snapshots find their places in a picture that stays where it is: among the old ones, so that a run
# seems to halt, or to turn back, at its end. When they are a quarter of those that it was made of, or when a snapshot is
# gone, or has been written again with other numbers, it is made again, of all, and turned to lie as before. What this
# needs is kept in live.watch/, so that another call goes on; remove it to begin anew.
set -eu
case ${2-} in
*.html) ;;
*)
    echo "usage: ${0##*/} RUNS PAGE.html [OPTIONS OF SNAPCAT]" >&2
    exit 2
    ;;
esac
runs=$1 page=$2
shift 2
export page work="${page%.html}.watch"
mkdir -p "$work"
exec 9>"$work/lock" # which the commands inherit, and so one that outlives a kill -9 of snapcat
flock -w 2 9 || {
    echo "${0##*/}: $work: another call writes it: end that first" >&2
    exit 1
}

# shellcheck disable=SC2016 # snapcat's shell expands this, each time $1 is new
draw='set -e
gram=$work/runs.gram base=$work/base.phm made=$work/made
{ [ -e "$gram" ] && snapgram -q --extend "$gram" -o "$work/new.gram" "$1" 2>"$work/why"; } || {
    snapgram -q -o "$work/new.gram" "$1"
    rm -f "$made" # a snapshot is gone, or has been written again: the picture is not of these
}
mv "$work/new.gram" "$gram"
n=$(phm2tsv -k rows "$gram" | sed 1d | wc -l)
[ "$n" -ge 8 ] || exit 0 # too few for a picture: the page waits
picture() { knnaff -q "$gram" | diffop -q -t relaxation | potdist -q --ground 0.5 | mds -q "$@" -o "$work/new.phm"; }
place() { mds -q --onto "$base" -o "$work/live.coords" "$gram"; }
{ [ -s "$made" ] && [ $((4 * n)) -lt $((5 * $(cat "$made"))) ] && place 2>"$work/why"; } || {
    picture --like "$base" 2>"$work/why" || picture
    mv "$work/new.phm" "$base"
    echo "$n" >"$made"
    place
}
trajplot -q --refresh 5 -t "$n snapshots in a picture of $(cat "$made")" -o "$page" "$work/live.coords"'
exec snapcat --as-given --follow "$runs" "$@" -o "$work/live.phm" --then "$draw"
