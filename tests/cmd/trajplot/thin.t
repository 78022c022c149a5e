#!/bin/bash
# trajplot: of many snapshots those are left out that others hide, and the picture stays as it is.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# walks RUNS ROWS DIMENSIONS: noisy spirals into one middle, and their rows; a third of them has no loss.
walks() {
    awk -v runs="$1" -v rows="$2" -v dims="$3" 'BEGIN {
        srand(7); print "run\tstep\ttrain_loss" >"rows.tsv"
        for (k = 0; k < runs; k++)
            for (i = 0; i < rows; i++) {
                share = 1 - i / rows; angle = 6.2831853 * k / runs + 2 * share
                x = share * cos(angle) + 0.03 * rand(); y = share * sin(angle) + 0.03 * rand()
                printf dims == 3 ? "%.6f\t%.6f\t%.6f\n" : dims == 2 ? "%.6f\t%.6f\n" : "%.6f\n", x, y, rand() / 9
                print "r" k "\t" i "\t" (i % 3 ? 0.01 + share + rand() / 9 : "") >"rows.tsv"
            }
    }' >places.tsv
    tsv2phm rows.tsv && tsv2phm -k coords places.tsv
}

# data BLOCK SCRIPT: the lines of a block of data that have numbers.
data() {
    sed -n "/^\$$1 << END/,/^END/p" "$2" | grep '^[-0-9]'
}

# same SHARE NAME OPTIONS... STREAM: with both choices the pixels are the same but for that share.
same() {
    local most=$1 name=$2 differ pixels
    shift 2
    trajplot -q --no-caption --dpi 150 --thin always -o thin.png "$@"
    trajplot -q --no-caption --dpi 150 --thin never -o all.png "$@"
    differ=$(compare -metric AE -fuzz 5% thin.png all.png null: 2>&1 | cut -d. -f1)
    pixels=$(identify -format '%[fx:w*h]' all.png)
    awk -v differ="$differ" -v pixels="$pixels" -v most="$most" 'BEGIN { exit !(differ ~ /^[0-9]+$/ && differ <= most * pixels) }'
    ok $? "$name: the picture is the same but for $most of its pixels" || diag "$differ of $pixels"
}

# ---- the same picture ----

walks 4 1000 2 >few.phm
same 0.002 "a few runs" few.phm
same 0.002 "heights" -z train_loss few.phm
walks 30 100 2 >many.phm
same 0.002 "many runs" many.phm
walks 4 1000 3 >space.phm
same 0.002 "space" space.phm
walks 4 1000 1 >curve.phm
same 0.002 "a curve" curve.phm

# ---- what is left out ----

trajplot -g --thin always few.phm >thin.gp 2>err
trajplot -g --thin never few.phm >all.gp 2>err2
data snapshots thin.gp >thin.txt
data snapshots all.gp >all.txt
[ "$(wc -l <all.txt)" -eq 4000 ] && [ "$(wc -l <thin.txt)" -lt 3200 ]
ok $? "most of what is hidden is left out" || diag "$(wc -l thin.txt all.txt)"
is "$(diff all.txt thin.txt | grep -c '^>')" 0 "the rest is in its order"
like "$(cat err)" "picture: $(wc -l <thin.txt) of 4000 snapshots are drawn, which hide the others: draw all with --thin never" \
    "a note says how many snapshots are drawn"
succeeds "the caption does so, too" grep -q "$(wc -l <thin.txt) of 4000 snapshots drawn: the others are hidden by these" thin.gp
! grep -q 'hide\|hidden' err2 all.gp
ok $? "nothing is said where all are drawn"
for block in starts ends best directions; do
    is "$(data $block thin.gp)" "$(data $block all.gp)" "\$$block has all that it had"
done

# ---- when ----

awk 'BEGIN { srand(3); for (i = 0; i < 30001; i++) print rand() * rand() "\t" rand() * rand() }' >places.tsv
tsv2phm -k coords places.tsv | trajplot -g >thin.gp 2>err
[ "$(data snapshots thin.gp | wc -l)" -lt 27000 ]
ok $? "of more than 30000 snapshots the hidden ones are left out"
like "$(cat err)" 'of 30001 snapshots' "which a note says"
head -n 30000 places.tsv | tsv2phm -k coords >most.phm
trajplot -g most.phm >auto.gp 2>err
trajplot -g --thin never most.phm >all.gp
cmp -s auto.gp all.gp && [ ! -s err ]
ok $? "of 30000 none is"
fails 2 "--thin x: expected one of auto, always, never" "--thin takes its names alone" trajplot --thin x few.phm
trajplot -g --show --thin always space.phm >window.gp 2>err
is "$(data snapshots window.gp | wc -l)" 4000 "nor in a window where space turns"

# ---- films ----

trajplot -g --frames 3 --animate x.gif --thin always few.phm >film.gp 2>err
is "$(sed -n '/^[$]snapshots/,/^END/p' film.gp | grep -c '^$')" $((2 * (3 * 4 - 1))) "a film has a block for each frame and run"
like "$(cat err)" 'of 4000 snapshots are drawn' "a note tells what is drawn in any frame"
for thin in always never; do
    trajplot -q --no-caption --dpi 150 --frames 2 --turn $thin --thin $thin space.phm
done
most=0
for frame in 1 2; do
    differ=$(compare -metric AE -fuzz 5% always/frame000$frame.png never/frame000$frame.png null: 2>&1 | cut -d. -f1)
    [ "$differ" -gt "$most" ] && most=$differ
done
[ "$most" -lt $(($(identify -format '%[fx:w*h]' never/frame0001.png) / 500)) ]
ok $? "space looks the same from all around" || diag "$most pixels differ"

# ---- pages ----

# 15 MB of text: a walk to and fro over 500 places.
awk 'BEGIN {
    for (long = "x"; length(long) < 2000;) long = long long
    print "run\tstep\ttext" >"rows.tsv"
    for (i = 0; i < 8000; i++) {
        print "r\t" i "\t" long >"rows.tsv"
        print i % 500 "\t" i % 2
    }
}' >places.tsv
cat <(tsv2phm rows.tsv) <(tsv2phm -k coords places.tsv) >wide.phm
page() { "$PYTHON" "$tests_dir/cmd/trajplot/html_page.py" "$@"; }
if has_pages && command -v "$PYTHON" >/dev/null; then
    trajplot -o wide.html wide.phm 2>err
    page head wide.html >head.json
    page numbers wide.html | tr ' ' '\n' >numbers.txt
    # Each place is visited by every 500th row: first by those below 500, last by those of the last 500.
    seq 0 7999 | awk '$1 < 500 || $1 >= 7500' >wanted
    is "$(cat numbers.txt)" "$(cat wanted)" "a page too large has of each place the first snapshot and the last"
    like "$(cat head.json)" '"rows": 1000, ' "and no others"
    is "$(page cells wide.html | sed -n 2p | tr -d '[]", ' | tr -d '\n' | md5sum)" "$(tr -d '\n' <wanted | md5sum)" \
        "with the rows of its table"
    like "$(cat head.json)" '"caption": \["n = 8000", "1000 of 8000 snapshots: of each run the first' "the caption says so"
    like "$(cat err)" 'page: 1000 of 8000 snapshots.*all with --thin never' "and a note"
    trajplot --thin never -o all.html wide.phm 2>err
    is "$(page head all.html | grep -o '"rows": [0-9]*')" '"rows": 8000' "--thin never keeps all"
else
    skip 6 "trajplot was built without three.js, or there is no Python"
fi

done_testing
