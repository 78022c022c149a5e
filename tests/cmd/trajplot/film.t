#!/bin/bash
# trajplot in three dimensions, and films: heights, views, --turn and --animate. The expected numbers
# of frames, points and lines are those of the data made here.
# shellcheck source=tests/tools/tap.sh disable=SC2016 # names of gnuplot's data blocks
. tests/tools/tap.sh
# shellcheck source=tests/tools/plotdata.sh
. tests/tools/plotdata.sh

stream=$BUILD/tests/tools/plot_stream
cd "$T" || exit 1
command -v gnuplot >/dev/null || {
    skip_all "gnuplot is not installed"
}

plot_rows >rows.tsv
for d in 1 2 3; do
    plot_coords $d >coords$d.txt
    "$stream" rows.tsv coords$d.txt k 5 >in$d.phm
done
block() { # SCRIPT NAME: the lines of a data block
    sed -n "/^\\\$$2 << END/,/^END/p" <<<"$1" | grep -c '^[-0-9]'
}

# ---- heights ----

for kind in png svg pdf eps tex; do
    succeeds "a loss is drawn as a height, as $kind" trajplot -z train_loss -o z.$kind in2.phm
    is "$(cat "$T/err")" "" "without a word"
    trajplot -z train_loss -o z2.$kind in2.phm
    same_image z.$kind z2.$kind
    ok $? "and the same picture twice"
done
succeeds "the SVG is well-formed XML" xmllint --noout --nonet z.svg
script=$(trajplot -g -z train_loss in2.phm)
is "$(block "$script" snapshots)" 21 "each snapshot has a line"
like "$script" '# z is [0-9.]+ . [0-9.]+ . log10 of "train_loss"' "over three decades heights are logarithmic"
# The losses 3 .. 0.003 are 3 / 10^(i/2): on a logarithmic axis a line of even steps from the top
# to 0. The sides of the plane are 12 cos(..) long: what counts is that the steps are equal.
is "$(sed -n '/^# run 0/,/^$/p' <<<"$script" | awk 'NF == 4 { z[n++] = $3 }
    END { for (i = 1; i < n; i++) if ((z[i - 1] - z[i]) / (z[0] / 6) - 1 > 1e-6) bad = 1
          print n, (z[n - 1] < 1e-9 && z[n - 1] > -1e-9), bad + 0 }')" "7 1 0" \
    "and stand where their logarithms are"
numbers() { # the numbers of the axes of a script
    sed -n "s/^set label 3[0-9][0-9] '\\([^']*\\)' at .*/\\1/p"
}
is "$(numbers <<<"$script" | grep -vxc '[1235]\|0\.0*[1235]')" 0 "the axis has round numbers"
[ "$(numbers <<<"$script" | wc -l)" -ge 3 ]
ok $? "and several of them"
is "$(grep -c 'index 0:2 using 1:2:(-' <<<"$script")" 1 "a shadow of the paths lies on the floor"
like "$(trajplot -g -z train_loss --linear in2.phm)" '# z is [-0-9.]+ . [0-9.]+ . "train_loss"' "--linear makes them linear"
awk -F '\t' -v OFS='\t' 'NR > 8 && NR < 12 { $4 = "nan" } 1' rows.tsv >dead.tsv
"$stream" dead.tsv coords2.txt >dead.phm
succeeds "snapshots without a height are left out" trajplot -z train_loss -c step -o dead.png dead.phm
like "$(cat "$T/err")" "note: column 'train_loss': 3 of 21 rows have no finite value, so no height" \
    "and a note says how many"
# A run that diverged: its last losses are none, and its last point lies far off.
awk -F '\t' -v OFS='\t' 'NR > 1 && NR < 4 { $4 = "nan" } 1' rows.tsv >diverged.tsv
sed '1s/.*/99\t99/' coords2.txt >far.txt
"$stream" diverged.tsv far.txt >diverged.phm
script=$(trajplot -q -g -z train_loss diverged.phm)
is "$(block "$script" snapshots) $(block "$script" starts) $(block "$script" ends) $(grep -c '^99' <<<"$script")" \
    "19 3 3 0" "what has no height is nowhere, and a run ends where its heights do"
is "$(sed -n '/^\$ends/{n;p}' <<<"$script" | cut -d' ' -f1)" 4 "which is its fifth snapshot here"
is "$(trajplot -q -g -z train_loss --animate x.gif diverged.phm | sed -n '/^\$heads/,/^END/p' | grep -c NaN)" 0 \
    "also in a film"
awk -F '\t' -v OFS='\t' 'NR > 1 { $4 = 1000000 + NR / 100 } 1' rows.tsv >close.tsv
"$stream" close.tsv coords2.txt >close.phm
is "$(trajplot -g -z train_loss close.phm | numbers | sort | uniq -d | wc -l)" 0 \
    "no two numbers of the axis read the same"
fails 1 "no room for their numbers" "a page too narrow for the axis is refused" \
    trajplot -z train_loss --width 4cm --turn x.gif in2.phm
awk -F '\t' -v OFS='\t' 'NR > 1 { $4 = 0.5 } 1' rows.tsv >flat.tsv
"$stream" flat.tsv coords2.txt >flat.phm
succeeds "equal heights are drawn" trajplot -z train_loss -o flat.png flat.phm
is "$(cat "$T/err")" "" "without a word"
is "$(trajplot -g -z step -f run in2.phm | grep -c '^# z is -*0 + ')" 3 "facets have one scale of heights"
is "$(trajplot -g -z step -f run in2.phm | grep '^# z is ' | sort -u | wc -l)" 1 "which is the same in all"
trajplot -g -z step in3.phm >/dev/null 2>err
like "$(cat err)" "note: coords have 3 dimensions: the first 2 are drawn" "of three coordinates two are the plane"
fails 1 "-z: one coordinate makes no plane" "one coordinate has no heights" trajplot -z step in1.phm
fails 1 "column 'nope': .*: choose one of file" "a column that is not there is an error" trajplot -z nope in2.phm
fails 1 "column 'run': has no numbers" "so is one of words" trajplot -z run in2.phm
awk -F '\t' -v OFS='\t' 'NR > 1 { $4 = "inf" } 1' rows.tsv >none.tsv
"$stream" none.tsv coords2.txt >none.phm
fails 1 "has no finite value to draw as a height" "so is one without a finite number" trajplot -z train_loss none.phm

awk -F '\t' -v OFS='\t' 'NR > 8 && NR < 16 { $4 = "" } 1' rows.tsv >empty.tsv
"$stream" empty.tsv coords2.txt >empty.phm
for option in '' --free; do
    # shellcheck disable=SC2086 # none, or an option
    succeeds "facets of which one has no value are drawn $option" trajplot -f run -z train_loss $option -o empty.svg empty.phm
    is "$(wc -l <"$T/err")" 1 "with one note"
    like "$(cat "$T/err")" "note: column 'train_loss': 7 of 21 rows have no finite value, so no height" \
        "that counts the rows of all"
done
is "$(trajplot -q -g -f run -z train_loss empty.phm | grep -c '^set view equal')" 3 "in as many panels"
if has_pages; then
    succeeds "and in an HTML page" trajplot -q -f run -z train_loss -o empty.html empty.phm
else
    skip 1 "trajplot was built without three.js"
fi

# ---- views ----

like "$(trajplot -g in3.phm)" "set view 60, 30" "space is seen from 60 degrees off the top, turned by 30"
like "$(trajplot -g --view 90,-45 in3.phm)" "set view 90, 315" "unless --view tells otherwise"
for view in 30 200,0 60,400 a,b 60,30,1 ''; do
    fails 2 "not a view: expected a tilt" "--view '$view' is an error of usage" trajplot --view "$view" in3.phm
done
# The box must fit its frame however it is turned: nothing reaches the picture's edge.
for view in 0,0 90,0 60,30 45,45 120,200 180,90; do
    trajplot --dpi 60 --view $view -o view.png in3.phm
    is "$(convert view.png -bordercolor white -shave 0x0 -format '%[fx:mean]' info: | cut -c1-2)" "0." "view $view is drawn"
    [ "$(convert view.png -crop 1x99999+0+0 +repage -format '%[fx:minima]' info:)" = 1 ]
    ok $? "and stays within the page"
done

like "$(trajplot -g -z step --view 90,0 in2.phm)" "set label 3[0-9]* \"step\" at screen" "heights have an axis"
[[ ! $(trajplot -g -z step --view 0,0 in2.phm) =~ "\"step\" at screen" ]]
ok $? "but not where they are seen from above"
like "$(trajplot -q -g --terminal characters --view 70,20 in3.phm)" "set terminal dumb.*set view 70, 20" \
    "characters are seen from there too"

# ---- a turn ----

succeeds "a turn is drawn" trajplot --turn turn.gif --frames 9 in3.phm
is "$(cat "$T/err")" "" "without a word"
is "$(identify -format '%m %W %T\n' turn.gif | sort | uniq -c | sed 's/^ *//')" "9 GIF 709 8" \
    "it is a GIF of nine frames of 12 cm at 150 dpi, twelve a second"
trajplot --turn turn2.gif --frames 9 in3.phm
cmp -s turn.gif turn2.gif
ok $? "and the same bytes twice"
trajplot --turn fast.gif --frames 3 --fps 50 --dpi 50 in3.phm
is "$(identify -format '%T %W\n' fast.gif | sort -u)" "2 236" "--fps and --dpi set speed and size"
script=$(trajplot -g --turn turn.gif in3.phm)
like "$script" "frames = 72" "without --frames it has one for five degrees"
# Frame 1 looks from the view's own place: it is the picture itself, but for the size of its box.
succeeds "heights turn too" trajplot -z step --turn height.gif --frames 4 --dpi 50 in2.phm
is "$(identify height.gif | wc -l)" 4 "in as many frames"
fails 1 "two coordinates do not turn: make three with mds -d 3" "a plane does not" trajplot --turn no.gif in2.phm
[ ! -e no.gif ]
ok $? "and leaves no file"

# The frames of a GIF are those of a folder, in fewer colours.
succeeds "a name without an extension is a folder's" trajplot --turn frames --frames 9 in3.phm
is "$(find frames -name "*.png" -printf "%f\n" | sort | paste -sd' ')" "$(seq -f 'frame%04g.png' 1 9 | paste -sd' ')" "with a PNG a frame"
is "$(stat -c %a frames)" "$(mkdir plain && stat -c %a plain)" "and the permissions of any folder"
convert turn.gif -coalesce turned%04d.png
for i in 0000 0004 0008; do
    difference=$(compare -metric RMSE turned$i.png "frames/frame$(printf %04d $((10#$i + 1))).png" null: 2>&1 |
        sed 's/.*(\(.*\))/\1/')
    awk -v d="$difference" 'BEGIN { exit !(d < 0.02) }'
    ok $? "frame $i of the GIF is that of the folder" || diag "difference $difference"
done
is "$(convert turned0000.png -format '%[pixel:p{1,1}]' info:)" "srgb(255,255,255)" "its white is white"
[ "$(compare -metric AE frames/frame0001.png frames/frame0003.png null: 2>&1 | cut -d. -f1)" != 0 ]
ok $? "and frames differ"
trajplot -g --turn turn.gif --frames 3 in3.phm >turn.gp
LC_ALL=C.UTF-8 gnuplot -d turn.gp 2>err
is "$(printf "%s\n" frame000?.png | paste -sd' ')$(cat err)" "frame0001.png frame0002.png frame0003.png" \
    "the script of a film draws its frames"

# ---- training ----

succeeds "training is filmed" trajplot --animate training.gif in2.phm
is "$(cat "$T/err")" "" "without a word"
is "$(identify -format '%T\n' training.gif | paste -sd' ')" "8 8 8 8 8 8 150" \
    "it has a frame a step, and rests on the last"
trajplot --animate training2.gif in2.phm
cmp -s training.gif training2.gif
ok $? "and the same bytes twice"
script=$(trajplot -g --animate training.gif in2.phm)
like "$script" "moments = '0, 1, 2, 3, 4, 5, 6'" "the frames are the steps"
like "$(trajplot -g --animate training.gif --frames 3 in2.phm)" "moments = '0, 3, 6'" "--frames takes fewer, evenly"
is "$(block "$script" heads)" $((7 * 3)) "in each of them each run has come somewhere"
is "$(sed -n '/^\$heads/,/^END/p' <<<"$script" | awk 'NF == 4 { print $1 + 0 }' | head -4 | paste -sd' ')" "0 0 0 1" \
    "first all stand where they began"
trajplot --animate steps in2.phm
last=0
for i in 1 2 3 4 5 6 7; do
    ink=$(convert steps/frame000$i.png -crop 300x380+10+40 -fill black +opaque white -format '%[fx:1-mean]' info:)
    awk -v a="$last" -v b="$ink" 'BEGIN { exit !(b > a) }'
    ok $? "frame $i shows more than the one before" || diag "$last $ink"
    last=$ink
done
awk -F '\t' -v OFS='\t' 'NR > 8 { $3 += 10 } 1' rows.tsv >late.tsv
"$stream" late.tsv coords2.txt >late.phm
awk -F '\t' -v OFS='\t' 'NR > 1 { $3 += 1700000000 } 1' rows.tsv >stamps.tsv
"$stream" stamps.tsv coords2.txt >stamps.phm
script=$(trajplot -g --animate x.gif stamps.phm)
like "$script" "moments = '1700000000, 1700000001, " "steps of ten digits are told apart"
is "$(grep -c ' 1700000001$' <<<"$script")" 3 "also in the data"
like "$(trajplot -g --animate x.gif -t "$(printf 'a long title %.0s' 1 2 3 4 5)" in2.phm)" 'set label 1 "a long[^"]*…[^"]*"' \
    "a title too long leaves room for the step"
succeeds "runs that begin later appear later" trajplot --animate late.gif --dpi 60 late.phm
is "$(cat "$T/err")" "" "without a word"
is "$(identify late.gif | wc -l)" 14 "each step of any run is a frame"
succeeds "facets are filmed side by side" trajplot -f run --animate facets.gif --dpi 60 --frames 3 in2.phm
succeeds "and curves" trajplot --animate curve.gif --dpi 60 --frames 3 in1.phm
succeeds "and space" trajplot --animate space.gif --dpi 60 --frames 3 in3.phm
"$stream" - coords2.txt >plain.phm
succeeds "and plain points, one after the other" trajplot --animate plain.gif --dpi 60 plain.phm
is "$(cat "$T/err")" "" "all without a word"
is "$(identify plain.gif | wc -l)" 21 "a frame each"

# ---- where films go ----

fails 2 "film.mp4: not a film name: end it in .gif" "another extension is an error of usage" \
    trajplot --turn film.mp4 in3.phm
fails 2 "-o, --turn or --animate: a picture goes to one place" "so is -o beside a film" trajplot --turn a.gif -o b.png in3.phm
fails 2 "one film at a time" "so are two films" trajplot --turn a.gif --animate b.gif in3.phm
fails 2 "for films only: add --turn or --animate" "so are frames of no film" trajplot --frames 3 in3.phm
fails 2 "for films only: add --turn or --animate" "and its speed" trajplot --fps 3 -o a.png in3.phm
fails 2 "frames 0: expected" "so is a film of no frames" trajplot --turn a.gif --frames 0 in3.phm
fails 1 "frames: already exists and is not an empty folder" "a folder that is not empty is left alone" \
    trajplot --animate frames in2.phm
mkdir empty
ln -s empty linked
fails 1 "linked: already exists and is not an empty folder" "so is a link, whose place a folder cannot take" \
    trajplot --animate linked in2.phm
succeeds "an empty one is taken" trajplot --animate empty/ --frames 2 --dpi 50 in2.phm
is "$(find empty -type f | wc -l)" 2 "and filled"
fails 1 "no/such.gif: cannot write: check that its directory exists" "a directory that is not there is an error" \
    trajplot --animate no/such.gif in2.phm
head -c -20 in2.phm >cut.phm
fails 1 "cut.phm" "a stream cut short is an error" trajplot --animate cut.gif cut.phm
fails 1 "cut.phm" "also for a folder" trajplot --animate cut cut.phm
[ ! -e cut.gif ] && [ ! -e cut ]
ok $? "and leaves nothing"
(
    ulimit -f 8 # blocks of 1 KB: less than a frame
    trap '' XFSZ
    trajplot --animate full --frames 2 in2.phm 2>err
    echo $? >status
)
is "$(cat status) $(wc -l <err)" "1 1" "a disk that is full is an error of one line"
[ ! -e full ] && ! compgen -G 'full.*' >/dev/null
ok $? "and leaves no part of a folder"

# ---- surfaces ----

record() { # TSV KIND [-a ATTR]...: a record of these numbers
    local tsv=$1
    shift
    tsv2phm -k matrix "$tsv" | phm2npy | npy2phm -k "$@"
}
awk 'BEGIN {
    for (j = 0; j < 9; j++)
        for (i = 0; i < 9; i++)
            printf "%g%s", 0.1 + (i / 4 - 1) ^ 2 + (j / 4 - 1) ^ 2, i < 8 ? "\t" : "\n"
}' >bowl.tsv
printf -- '-1\t-1\n0.5\t0\n1\t1\n-1\t0\n0\t0.5\n' >way.tsv
printf 'file\trun\tstep\na\tone\t0\nb\tone\t1\nc\tone\t2\nd\ttwo\t0\ne\ttwo\t1\n' >way.rows
{
    tsv2phm way.rows
    record way.tsv coords
    record bowl.tsv grid -a x-from=-1 -a x-to=1 -a y-from=-1 -a y-to=1
} >bowl.phm
script=$(trajplot -q -g --surface bowl.phm)
like "$script" "set hidden3d" "a surface hides what is behind it"
is "$(sed -n '/^\$paths/,/^END/p' <<<"$script" | awk '/^[-0-9]/ { n++ } /^$/ { gaps++ } END { print n, gaps }')" \
    "$((2 * 16 + 1 + 17)) 2" "the paths of two runs lie on it in small steps, two lines apart"
trajplot -q --surface -o front.png bowl.phm
trajplot -q --surface --view 110,30 -o below.png bowl.phm
red() { convert "$1" -fill black +opaque '#ff4500' -fill white -opaque '#ff4500' -format '%[fx:mean * w * h]' info: | cut -d. -f1; }
[ "$(red front.png)" -gt $((3 * $(red below.png))) ]
ok $? "of paths little is seen from below" || diag "$(red front.png) $(red below.png)"
succeeds "a surface turns" trajplot -q --surface --turn surface.gif --frames 3 --dpi 60 bowl.phm
is "$(identify surface.gif | wc -l)" 3 "in as many frames"
fails 1 "heights \(-z\) stand on coordinates" "nor has it heights of a column" trajplot -q -z step --surface bowl.phm
fails 1 "a flat picture does not turn" "a plane does not" trajplot -q --turn no.gif bowl.phm
fails 1 "a film of training needs coordinates" "nor is it filmed" trajplot -q --animate no.gif bowl.phm

done_testing
