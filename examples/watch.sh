#!/bin/sh
# Watch trainings while they go on:
#     examples/watch.sh RUNS live.html [OPTIONS OF SNAPCAT, SUCH AS -n '{run}/e{step}.pt']
# As checkpoints come to the folder RUNS, live.html is written anew, and loads itself anew in the browser, until an
# interrupt. New snapshots find their places in a picture that stays where it is. When they are as many as those
# that it was made of it is made again, of all, and turned to lie as before. What this needs is kept in
# live.watch/, so that another call goes on; remove it to begin anew.
set -eu
[ $# -ge 2 ] || {
    echo "usage: ${0##*/} RUNS PAGE.html [OPTIONS OF SNAPCAT]" >&2
    exit 2
}
runs=$1 page=$2
shift 2
export page work="${page%.html}.watch"
mkdir -p "$work"

# shellcheck disable=SC2016 # snapcat's shell expands this, each time $1 is new
draw='set -e
rows() { phm2tsv -k rows "$1" | sed 1d | wc -l; }
gram=$work/runs.gram base=$work/base.phm
snapgram -q --extend "$gram" -o "$work/new.gram" "$1" 2>"$work/why" || snapgram -q -o "$work/new.gram" "$1"
mv "$work/new.gram" "$gram"
n=$(rows "$gram")
[ "$n" -ge 8 ] || exit 0 # too few for a picture: the page waits
picture() { knnaff -q "$gram" | diffop -q -t relaxation | potdist -q --ground 0.5 | mds -q "$@" -o "$work/new.phm"; }
place() { mds -q --onto "$base" -o "$work/live.coords" "$gram" 2>"$work/why"; }
[ -e "$base" ] && [ "$n" -lt $((2 * $(rows "$base"))) ] && place || {
    picture --like "$base" 2>"$work/why" || picture
    mv "$work/new.phm" "$base"
    place
}
trajplot -q --refresh 5 -t "$n snapshots in a picture of $(rows "$base")" -o "$page" "$work/live.coords"'
exec snapcat --as-given --follow "$runs" "$@" -o "$work/live.phm" --then "$draw"
