#!/bin/bash
# trajplot: streams in, images out. The expected numbers of points and lines are those of the data
# made here.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/plotdata.sh
. tests/tools/plotdata.sh

stream=$BUILD/tests/tools/plot_stream
cd "$T" || exit 1
gnuplot=$(command -v gnuplot) || {
    skip_all "gnuplot is not installed"
}

plot_rows >rows.tsv
for d in 1 2 3 4; do
    plot_coords $d >coords$d.txt
    "$stream" rows.tsv coords$d.txt k 5 t 12 metric cosine stress 0.0721 >in$d.phm
done

# ---- files of each kind ----

for d in 1 2 3; do
    succeeds "a PNG of $d coordinates is drawn" trajplot -o "a$d.png" "in$d.phm"
    is "$(cat "$T/err")" "" "drawing $d coordinates says nothing"
    is "$(identify -format '%m %w' "a$d.png")" "PNG 1417" "it is a PNG of 12 cm at 300 dpi"
    [ "$(identify -format '%k' "a$d.png")" -gt 50 ]
    ok $? "it has the colours of a scale"
done

trajplot -o a.svg in2.phm
succeeds "an SVG is well-formed XML" xmllint --noout --nonet a.svg
is "$(grep -c "xlink:href='#gpPt[0-9]*' transform" a.svg)" $((21 + 3 + 3 + 3 + 2 + 3)) \
    "it has 21 points, 3 starts, 3 ends and their rims, the best on its ground, and the legend's"
is "$(grep -o "xlink:href='#gpPt[468]' transform.*color='rgb" a.svg | grep -o 'gpPt[468]' | sort | uniq -c |
    awk '{ print $1 }' | paste -sd' ')" "8 9 8" "each run's points have a shape of their own"
is "$(grep -c stroke-dasharray a.svg)" 0 "their lines are solid"
is "$(awk '/stroke-width=/ { match($0, /stroke-width="[0-9.]*/); wide = substr($0, RSTART + 14, RLENGTH - 14) }
    /<path/ && / L/ && /rgb\((238, 119,  51| 68, 119, 170|170,  51, 119)\)/ { print wide }' a.svg | sort -u)" \
    1.33 "of a point's width, thinner than what they join"
for run in 0 1 2; do
    is "$(grep -c ">run $run<" a.svg)" 1 "the name of run $run stands once"
done
trajplot -o a.pdf in2.phm
succeeds "a PDF can be rendered" pdftoppm -r 50 a.pdf page
is "$(find . -name 'page*.ppm' | wc -l)" 1 "it has one page"
trajplot -o a.PNG in2.phm && cmp -s a.PNG a2.png
ok $? "an extension in capitals is the same"

trajplot -o a.eps in2.phm
is "$(head -c 11 a.eps)" "%!PS-Adobe-" "an EPS is PostScript"
is "$(grep -c '^%%BoundingBox: 0 0 34[01] ' a.eps)" 1 "of the figure's 12 cm"
trajplot -o a.tex in2.phm
like "$(head -1 a.tex)" '^\\begin\{tikzpicture\}' "a .tex is a TikZ picture"
is "$(grep -c '\\gp3point\|\\gppoint' a.tex)" $((21 + 3 + 3 + 3 + 2 + 3)) \
    "it has as many points"

for kind in png svg pdf eps tex; do
    trajplot -o one.$kind in2.phm
    sleep 1.1 # PDF would carry the time of day in seconds
    TZ=Asia/Tokyo LC_ALL=C LANG=de_DE trajplot -o two.$kind in2.phm
    same_image one.$kind two.$kind
    ok $? "the same stream gives the same $kind, at another time and in another locale"
done
! grep -aq '/CreationDate (D:[^1]' two.pdf
ok $? "a date that a PDF tells openly is not the time of day"

# ---- size and type ----

size() { # OPTION...: width and height of a PNG
    trajplot -o size.png "$@" in2.phm && identify -format '%wx%h' size.png
}
is "$(size --width 8.5cm --height 6cm)" 1004x709 "--width and --height set the size, at 300 dpi"
is "$(size --width 2.54 --height 1in --font-size 3)" 300x300 "which may be in inches"
is "$(size --width 72pt --height 25.4mm --font-size 3 --dpi 100)" 100x100 "points or mm, at --dpi"
trajplot -o size.pdf --width 8.5cm --height 6cm in2.phm
like "$(pdfinfo size.pdf | sed -n 's/^Page size: *//p')" "^24[01](\.[0-9]*)? x 1(70|69)" \
    "a PDF has that size in points"
trajplot -o size.svg --width 8.5cm --height 6cm --font-size 7pt --font "DejaVu Serif" in2.phm
like "$(head -5 size.svg)" 'width="321" height="227"' "an SVG has it in pixels"
is "$(grep -o 'font-family="[^"]*"' size.svg | sort -u)" 'font-family="DejaVu Serif"' \
    "--font sets all of its type"
is "$(grep -o 'font-size="[^"]*"' size.svg | sort -u | paste -sd' ')" \
    'font-size="8.29" font-size="9.33"' "--font-size too, but for a smaller caption, at 96 dots an inch"
lowest() { # OPTION...: how high the name of the third run and the picture begin, shares of the page
    trajplot -g "$@" | sed -n 's/^set label .* "run 2" at screen [0-9.]*, screen \([0-9.]*\) .*/\1/p
        s/^set bmargin at screen \(-*[0-9.]*\)/\1/p'
}
lowest --width 8.5cm in3.phm | sort -c 2>/dev/null
ok $? "the legend of a narrow figure is below it"
fails 2 "wide: not a length" "a length that is none is an error of usage" \
    trajplot --width wide in2.phm
fails 2 "1cm: not a length" "so is one too small" trajplot --height 1cm in2.phm
fails 2 "8em: not a size of type" "so is a size of type that is none" trajplot --font-size 8em in2.phm
fails 2 "not a font name" "so is a font of signs" trajplot --font 'a,b"' in2.phm
fails 2 "dpi 0: expected a number" "so is no dot an inch" trajplot --dpi 0 in2.phm
fails 1 "has no room for the picture: make the figure larger" "a figure without room is an error" \
    trajplot --width 3cm --font-size 20 in2.phm

trajplot <in2.phm >piped.png
cmp -s piped.png a2.png
ok $? "without -o a pipe gets a PNG"
trajplot -o - in2.phm >dash.png
cmp -s dash.png a2.png
ok $? "-o - is standard output"

# ---- the script ----

script=$(trajplot -g in2.phm)
like "$script" "set output \"trajectories.png\"" "-g without -o names a PNG"
is "$(grep -c 'index [0-9]* using 1:2 with lines' <<<"$script")" 3 "the script draws a line a run"
# shellcheck disable=SC2016 # a sed script
is "$(sed -n '/^\$snapshots/,/^END/p' <<<"$script" | grep -c '^[-0-9]')" 21 \
    "and holds a line a snapshot"
is "$(sed -n '/^# run 0/,/^$/p' <<<"$script" | sed -n '2s/ .*//p;8s/ .*//p' | paste -sd' ')" \
    "0 6" "a run's snapshots are in the order of their steps"
like "$script" "set logscale cb" "a loss over three decades has a logarithmic scale"
like "$script" "n = 21, k = 5, t = 12, cosine, stress = 0.0721" "the caption tells how it was made"
is "$(grep -c 'lie to each other\|with labels' <<<"$script")" 0 "of one component nothing is said"

# ---- imaginary axes ----

"$stream" rows.tsv coords2.txt signature +- explained-stress "0.5 0.75" negative-share 0.125 >signed2.phm
"$stream" rows.tsv coords3.txt signature +-- explained-stress "0.5 0.75 0.8 0.9" >signed3.phm
"$stream" rows.tsv coords1.txt signature - >signed1.phm
"$stream" rows.tsv coords2.txt signature +-+ >unsigned.phm
names() { # those of axes in a script, each once
    trajplot -g "$@" | grep -o 'axis [0-9] ([a-z]*)' | sort -u | paste -sd ';'
}
fails 1 "attribute signature: \+-\+ is not a \+ or a - for each of the 2 axes" \
    "a signature of other axes is refused" trajplot -o unsigned.png unsigned.phm
is "$(names signed2.phm)" 'axis 1 (real);axis 2 (imaginary)' "axes are named, where some are imaginary"
is "$(names signed3.phm)" 'axis 1 (real);axis 2 (imaginary);axis 3 (imaginary)' "so they are in space"
is "$(names signed1.phm)" 'axis 1 (imaginary)' "and over the step"
is "$(names -z train_loss signed2.phm)" 'axis 1 (real);axis 2 (imaginary)' "and under heights"
is "$(names --turn turn signed3.phm)" 'axis 1 (real);axis 2 (imaginary);axis 3 (imaginary)' "and in films that turn"
is "$(names --animate film signed2.phm)" 'axis 1 (real);axis 2 (imaginary)' "and in those of training"
is "$(names in2.phm)$(names in3.phm)" "" "those of other pictures are not"
trajplot -o signed.svg signed2.phm
is "$(grep -c '>axis 2 (imaginary)<' signed.svg)" 1 "an SVG has the name as text"
like "$(trajplot --terminal characters signed2.phm)" "axis 1 \(real\), axis 2 \(imaginary\)" "a terminal says it in a line"
like "$(trajplot -g signed2.phm)" "n = 21, explained stress 75 %, axis 2 imaginary, negative eigenvalues 12.5 %" \
    "the caption tells what the axes hold"
like "$(trajplot -g --width 30cm signed3.phm)" "explained stress 80 %, axis 2 imaginary, axis 3 imaginary" \
    "of those that are drawn"

# ---- runs, directions, the best snapshot ----

# shellcheck disable=SC2016 # a sed script
is "$(sed -n '/^\$directions/,/^END/p' <<<"$script" | grep -c '^[-0-9]')" 6 \
    "each run shows twice which way it goes"
# outwards: a run goes from the origin away
# shellcheck disable=SC2016
is "$(sed -n '/^\$directions/,/^END/p' <<<"$script" |
    awk '/^[-0-9]/ && ($1 * $3 + $2 * $4) / sqrt(($1^2 + $2^2) * ($3^2 + $4^2)) > 0.99' | wc -l)" 6 \
    "and that is the way of time"
# shellcheck disable=SC2016
is "$(sed -n '/^\$best/,/^END/p' <<<"$script" | grep '^[-0-9]')" "6 3.241814 0.003" \
    "the snapshot of the lowest loss is marked"
like "$script" 'set label [0-9]* "lowest train_loss" at screen' "and in the legend"
sed '1s/train_loss/Train Loss/; 1s/step/Val Loss/' rows.tsv >spelt.tsv
like "$("$stream" spelt.tsv coords2.txt | trajplot -g)" '"lowest Val Loss" at screen' \
    "a loss that is spelt as in a heading colours the points"
[[ ! $(trajplot -g -c step in2.phm) =~ best ]]
ok $? "the least of what is no loss is not"
# shellcheck disable=SC2016
[[ ! $(trajplot -g in1.phm) =~ '$directions' ]]
ok $? "a curve over the step needs no arrows"
awk -F '\t' -v OFS='\t' 'NR > 1 { $2 = "a run of a name too long " int((NR - 2) / 7) } 1' rows.tsv >long.tsv
"$stream" long.tsv coords2.txt >long.phm
is "$(trajplot -g long.phm | grep -c '^set arrow [0-9]* from .* nohead ls ')" 3 "long names stand in the legend"
awk -F '\t' -v OFS='\t' 'NR > 1 { $2 = "optimizer=sgd,seed=" int((NR - 2) / 7) ",batch_size=64,weight_decay=0.0005" } 1' \
    rows.tsv >long.tsv
"$stream" long.tsv coords2.txt >long.phm
is "$(trajplot -g long.phm | grep -c '^set label .* "…seed=[012]…" at')" 3 \
    "of longer ones what they have in common is left out"

awk -F '\t' -v OFS='\t' 'NR > 8 && NR < 16 { $4 = "nan" } 1' rows.tsv >dead.tsv
"$stream" dead.tsv coords2.txt >dead.phm
for option in '-q' '-q -f run'; do
    # shellcheck disable=SC2086
    succeeds "a run that has no value at all is drawn, $option" trajplot $option -o dead.svg dead.phm
    is "$(cat "$T/err")" "" "without a word"
    is "$(grep -c "xlink:href='#gpPt[0-9]*' transform.*color='rgb(187" dead.svg)" 8 \
        "its points and the legend's are grey"
done

# ---- panels ----

awk -F '\t' -v OFS='\t' '{ print $0, NR == 1 ? "opt" : NR < 9 ? "sgd" : "it'"'"'s {adam}@x" }' rows.tsv >opt.tsv
"$stream" opt.tsv coords2.txt k 5 >opt.phm
for kind in png svg pdf eps tex; do
    succeeds "facets are drawn as $kind" trajplot -f opt -o facets.$kind opt.phm
    is "$(cat "$T/err")" "" "without a word"
    trajplot -f opt -o facets2.$kind opt.phm
    same_image facets.$kind facets2.$kind
    ok $? "and the same picture twice"
done
is "$(grep -c ">sgd<\|>it's {adam}@x<" facets.svg)" 2 "each facet has its value for a title"
is "$(grep -c "xlink:href='#gpPt[0-9]*' transform" facets.svg)" $((21 + 3 + 3 + 3 + 4 + 3)) \
    "all points are drawn, in one panel each"
is "$(identify -format '%w' facets.png)" 2008 "a figure of panels is 17 cm wide"
is "$(trajplot -g -f opt opt.phm | grep -c 'set yrange' )" 2 "each panel has its axes"
is "$(trajplot -g -f opt opt.phm | grep 'set yrange' | sort -u | wc -l)" 1 "of common limits"
is "$(trajplot -g -f opt --free opt.phm | grep 'set yrange' | sort -u | wc -l)" 2 "but with --free"
succeeds "several streams are panels" trajplot -o both.svg in2.phm in1.phm
is "$(grep -c '>in[12]<' both.svg)" 2 "named by their files"
is "$(grep -c '>n = 21, k = 5' both.svg)" 2 "with a caption each"
trajplot -g in2.phm in1.phm | sed -n '/^unset label/,$p' | grep -q '^set size noratio'
ok $? "the axes of a curve beside a plane have scales of their own"
is "$(trajplot -q -g -c step --log in2.phm | grep -c "^set datafile missing 'NaN'")" 1 \
    "points without a value are drawn once"
trajplot -o both.svg --titles 'PHATE,P{C}A' -f opt opt.phm
is "$(grep -c '>PHATE<\|>P{C}A<' both.svg)" 2 "--titles gives them other names"
succeeds "a stream may be in space, another in a plane" trajplot -o both.svg in2.phm in3.phm
is "$(grep -c '<text.*>run [012]<' both.svg)" 3 "then the legend names the runs"
fails 1 "3 titles for 2 panels" "titles that are not as many are an error" \
    trajplot --titles a,b,c in2.phm in3.phm
fails 1 "column 'nope': .*: choose one of file" "a facet that is not there is an error" \
    trajplot -f nope in2.phm
fails 1 "no table of rows" "so is one of a stream without a table" trajplot -f run <("$stream" - coords2.txt)
fails 1 "missing.phm" "so is a second file that is not there" trajplot in2.phm missing.phm
mapfile -t many < <(yes in2.phm | head -401)
fails 2 "401 files: a figure has room for 400" "too many files are an error of usage" \
    trajplot "${many[@]}"

# ---- components ----

# The runs as components, in a column that gives them other numbers, and an evil word.
awk 'BEGIN { split("2 system(1) 1", name) }
    { print $0 "\t" (NR == 1 ? "component" : name[int((NR - 2) / 7) + 1]) }' rows.tsv >parts.tsv
"$stream" parts.tsv coords2.txt components 3 >parts.phm
script=$(trajplot -g parts.phm)
like "$script" "3 components.*how the numbered components lie to each other is not data" \
    "the caption says of components that how they lie is not data"
remark() { # KEY VALUE ...
    "$stream" parts.tsv coords2.txt components 3 "$@" >said.phm
    trajplot -g said.phm | grep -o 'how the numbered [^"]*\|each drawn [^"]*\|, ground = [^,]*' | paste -sd' '
}
is "$(remark between constant)" "how the numbered components lie to each other is not data" \
    "nor is it by the constant"
is "$(remark between data unit data)" "how the numbered components lie to each other is data" \
    "by the snapshots' distances it is"
is "$(remark between geodesic magnify 2.8125 ground 0.29999999999999999)" \
    ", ground = 0.3 how the numbered components lie to each other is data (geodesics), each drawn 2.81 times larger" \
    "by geodesics too, and how much larger components are drawn is said, and the ground"
highest() { # RUN
    awk -F '\t' -v run="$1" 'int((NR - 1) / 7) == run && (!n++ || $2 > y) { x = $1; y = $2 }
        END { printf "%.9g %.9g %d\n", x, y, run + 1 }' coords2.txt
}
# On the page, the highest points of which component is nearest to a number, and whether it is near.
nearest() { # NUMBER
    { highest 0; highest 1; highest 2; } | awk -v number="$1" -v script="$script" '
        function after(text) { split(script, parts, text); return parts[2] }
        function page(value, axis, low, high) {
            from = after("set " axis "range [[]") + 0
            split(after("set " axis "range [[]"), ends, ":")
            least = after("set " low "margin at screen ") + 0
            return least + (value - from) / (ends[2] - from) * (after("set " high "margin at screen ") - least)
        }
        BEGIN {
            label = after("set label [0-9]+ \"" number "\" at screen ")
            split(label, places, ", screen ")
        }
        {
            d = (page($1, "x", "l", "r") - label) ^ 2 + (page($2, "y", "b", "t") - places[2]) ^ 2
            if (NR == 1 || d < nearest) { nearest = d; best = $3 }
        }
        END { print best, nearest < 0.1 ^ 2 ? "near" : "far" }'
}
is "$(nearest 1; nearest 2; nearest 3)" "1 near"$'\n'"2 near"$'\n'"3 near" \
    "each is marked at its highest point, by our own numbers"
numbers() { # OPTION...: how many components have one
    trajplot -g "$@" parts.phm | grep -cE 'set label [0-9]+ "[123]" '
}
is "$(numbers) $(numbers --no-caption)" "3 0" "without the caption, which explains the numbers, there are none"
succeeds "they are drawn" trajplot -o parts.png parts.phm
awk '{ print $0 "\t" (NR == 1 ? "component" : NR) }' rows.tsv >many.tsv
"$stream" many.tsv coords2.txt components 21 >many.phm
like "$(trajplot -g many.phm)" "how the components lie to each other is not data" \
    "more than 20 are not numbered"
"$stream" rows.tsv coords2.txt components 2 >unknown.phm
like "$(trajplot -g unknown.phm)" "how the components lie to each other is not data" \
    "nor are those that the table does not tell"
script=$(trajplot -g in2.phm)
[[ ! $(trajplot -g --linear in2.phm) =~ logscale ]]
ok $? "unless --linear forbids it"
like "$(trajplot -g --log --range 0.5:2 in2.phm)" "set cbrange \[0.5:2\].*set logscale cb" \
    "--log and --range set the scale"
for map in viridis cividis magma plasma inferno grey; do
    like "$(trajplot -g --palette $map in2.phm)" "colours \($map\).*set palette defined" \
        "there is a palette $map"
done
succeeds "steps of which one is not positive are drawn on a logarithmic scale" \
    trajplot -c step --log -o steps.png in2.phm
like "$(cat "$T/err")" "'step': 3 of 21 rows have no finite and positive value: drawn as 'no value'" \
    "and a note says which are not"
is "$(trajplot -q -g -c step --log in2.phm | grep -c 'set label .* "no value (3)" at screen')" 1 "as does the legend"
[[ ! $(trajplot -g -c step in2.phm) =~ logscale ]]
ok $? "steps from 0 have a linear scale"
for kind in png svg pdf; do
    trajplot -g -o script.$kind in2.phm >script.gp
    [ ! -e script.$kind ]
    ok $? "-g -o script.$kind draws nothing itself"
    succeeds "gnuplot takes the script of a $kind as it is" "$gnuplot" -d script.gp
    [ -s script.$kind ]
    ok $? "and writes script.$kind"
done
unmarked a2.png | cmp -s - script.png
ok $? "the script's PNG is trajplot's, but for the mark"
like "$(trajplot -g in4.phm 2>"$T/err")" "splot" "of four coordinates three are drawn"
like "$(cat "$T/err")" "note: coords have 4 dimensions: the first 3 are drawn" "and a note says so"

# ---- streams of other shapes ----

"$stream" - coords2.txt >plain.phm
succeeds "a stream without a table of rows gives plain points" trajplot -o plain.png plain.phm
[[ ! $(trajplot -g plain.phm) =~ 'with lines' ]]
ok $? "which no line joins"
printf 'run\tstep\tloss\nr\t0\tnan\n' >one.tsv
printf '3\t3\n' >one.txt
"$stream" one.tsv one.txt >one.phm
succeeds "one snapshot is drawn" trajplot -o one.png one.phm
succeeds "a column of NaN is drawn in grey" trajplot -c loss -o nan.png one.phm
like "$(cat "$T/err")" "no finite value: all points are grey: .* trajplot -c COLUMN" "and a warning says so, and what to do"
sed 's/.*/0.5\t0.5/' coords2.txt >same.txt
"$stream" rows.tsv same.txt >same.phm
succeeds "equal points are drawn" trajplot -o same.png same.phm
is "$(cat "$T/err")" "" "without a word"

# ---- maps, whose points are whole runs ----

map_of() { # RUNS
    seq "$1" | sed 's/.*/run&\t&/; 1i run\tloss' | tsv2phm
    seq "$1" | awk '{ print cos($1) "\t" sin($1) }' | tsv2phm -k coords
}
map_of 5 | trajplot -g >map.gp
is "$(grep -c 'lc rgb variable' map.gp) $(grep -c 'starts using\|ends every\|ends using\|"start"\|"end"' map.gp)" "5 0" \
    "where each run is one point, no mark of a start or an end hides its colour"
like "$(cat map.gp)" '"run3"' "its name stays"
map_of 30 | trajplot -g >map.gp
is "$(grep -c 'lc rgb variable' map.gp) $(grep -c 'starts using\|ends using\|"30 runs"' map.gp)" "1 0" "nor of many runs"
map_of 15 | trajplot -g >map.gp
is "$(grep -c 'ends every' map.gp) $(grep -c '"start"' map.gp)" "30 1" "but they tell the runs of a legend apart"

# ---- characters ----

if has_terminal; then
    TERM=dumb script -qec "trajplot in2.phm" /dev/null </dev/null >typed 2>&1
    like "$(tr -d '\r' <typed)" "A run 0" "on a terminal the picture is made of characters"
    [ "$(grep -o 'B' typed | wc -l)" -ge 5 ]
    ok $? "a run's points are its letter"
    ! grep -q $'\033' typed
    ok $? "without colours where TERM is dumb"
else
    skip 3 "no terminal to be had"
fi

# ---- hostile names ----

# shellcheck disable=SC2016,SC1003 # meant for gnuplot, or a shell it would start
hostile=("it's" '`touch own`' '$(touch own)' "'; system('touch own');'" '"; system("touch own");"'
    "''';system(\"touch own\")" '@GPVAL_TERM' '{/=50 big}_a^b' 'END' '{' '# x' "a''b" '日本' 'x\\'
    '\n!touch own' '%s%n' '<a>&b;' '|touch own')
{
    # shellcheck disable=SC2016
    printf 'run\tstep\t`touch own`'"'"'"@x{\n'
    for name in "${hostile[@]}"; do
        printf '%s\t0\t1\n%s\t1\t2\n' "$name" "$name"
    done
} >hostile.tsv
seq $((2 * ${#hostile[@]})) | awk '{ print $1 "\t" $1 % 7 }' >hostile.txt
# shellcheck disable=SC2016
"$stream" hostile.tsv hostile.txt metric '`touch own`' t "'@x" >hostile.phm
for kind in png svg pdf; do
    # shellcheck disable=SC2016
    succeeds "a $kind with hostile names is drawn" \
        trajplot -c '`touch own`'"'"'"@x{' -t "'"'`touch own`"@x{' -o hostile.$kind hostile.phm
    is "$(cat "$T/err")" "" "without a word"
done
[ ! -e own ]
ok $? "none of them is run as a command"
# shellcheck disable=SC2016
trajplot -q -c '`touch own`'"'"'"@x{' -t '\input{/etc/passwd} 5 % $x$ ~^_&#' -o hostile.tex hostile.phm
# shellcheck disable=SC2016
grep -qF 'textbackslash{}input\{/etc/passwd\} 5 \% \$x\$' hostile.tex && ! grep -q '\\input' hostile.tex
ok $? "nor, in a .tex, as a command of TeX"
xmllint --noout --nonet hostile.svg
ok $? "the SVG is well-formed"
for name in "${hostile[@]}"; do
    shown=$(printf '%s' "$name" | sed 's/\\\\/\\/g; s/&/\&amp;/g; s/</\&lt;/g')
    grep -qF ">$shown<" hostile.svg
    ok $? "$(printf 'the legend shows %q as it is' "$name" | tr '#\n' '? ')"
done
# shellcheck disable=SC2016
trajplot -g -c '`touch own`'"'"'"@x{' -o '|touch own.png' hostile.phm >hostile.gp
"$gnuplot" -d hostile.gp 2>/dev/null
[ ! -e own.png ] && [ -s '|touch own.png' ]
ok $? "a file name that looks like a pipe is a file name"

# ---- text that is not UTF-8 ----

# Names in ISO 8859-1, a byte that continues nothing, a character of UTF-8 cut short, one in more bytes than
# it needs, half of a pair, and what XML has no place for.
{
    printf 'run\tstep\tl\366ss\n'
    for name in 'caf\351' 'x\200y' 'cut\343\203' 'long\300\257' 'half\355\240\200' 'none\357\277\277'; do
        printf '%b\t0\t1\n%b\t1\t2\n' "$name" "$name"
    done
} >latin.tsv
seq 12 | awk '{ print $1 "\t" $1 % 7 }' >latin.txt
"$stream" latin.tsv latin.txt metric $'na\xefve' t 3 >latin.phm
succeeds "names that are not UTF-8 are drawn" trajplot -c $'l\xf6ss' -t $'d\xe9but' -o latin.svg latin.phm
is "$(sed 's/convert.*//' err)" 'trajplot: note: d\xe9but: not UTF-8, so some bytes are drawn as \xHH: 
trajplot: note: caf\xe9: not UTF-8, so some bytes are drawn as \xHH: ' "with a note of the title, and of the first name"
is "$(trajplot -t plain -o plain.svg in2.phm 2>&1 | grep -c UTF-8)" 0 "where all is text there is none"
xmllint --noout --nonet latin.svg
ok $? "the SVG is well-formed"
for shown in 'caf\xe9' 'd\xe9but' 'l\xf6ss' 'na\xefve' 'x\x80y' 'cut\xe3\x83' 'none\xef\xbf\xbf'; do
    grep -qF "$shown" latin.svg
    ok $? "and shows $shown"
done

# ---- bad input ----

fails 1 "column 'nope': .*: choose one of file, run, step, train_loss" \
    "a colour column that is not there is an error that lists those there are" trajplot -c nope in2.phm
fails 2 "2:1: not a range of colours" "a range upside down is an error of usage" \
    trajplot --range 2:1 in2.phm
fails 2 "palette jet: expected one of viridis" "an unknown palette is too" trajplot --palette jet in2.phm
fails 1 "cannot begin at 0: give --range positive ends" "a logarithmic scale from 0 is an error" \
    trajplot --log --range 0:1 in2.phm
fails 1 "column 'nope': .*: choose one of file" "so is a run column" trajplot -r nope in2.phm
fails 1 "column 'nope': .*: choose one of file" "so is a step column" trajplot -s nope in2.phm
fails 1 "column 'run': has no numbers" "a colour column of words is an error" trajplot -c run in2.phm
fails 1 "the stream has no table of rows" "a column of a stream without a table is an error" \
    trajplot -c step plain.phm
"$stream" one.tsv coords2.txt >unequal.phm
fails 1 "table of rows: has 1 rows, the coordinates have 21" "a table of another length is an error" \
    trajplot unequal.phm
printf '1\tnan\n' >nan.txt
"$stream" - nan.txt >nan.phm
fails 1 "row 0, column 1" "a coordinate that is not finite is an error that names it" trajplot nan.phm
head -c -20 in2.phm >cut.phm
fails 1 "cut.phm" "a stream cut short is an error" trajplot -o cut.png cut.phm
[ ! -e cut.png ]
ok $? "and leaves no image"
fails 2 "one.jpg: unknown kind of image: .*png, .svg, .pdf, .eps, .tex or .html" "an unknown extension is an error of usage" \
    trajplot -o one.jpg in2.phm
fails 1 "no/such/one.png" "an unwritable output is an error that names it" \
    trajplot -o no/such/one.png in2.phm
if [ -w /dev/full ]; then
    trajplot in2.phm >/dev/full 2>err
    is $? 1 "a full disk is an error"
else
    skip 1 "there is no /dev/full"
fi

# ---- gnuplot missing or failing ----

program=$(command -v trajplot)
mkdir bin
fails 1 "gnuplot: not found in PATH: install it .*gnuplot-nox" \
    "a missing gnuplot is an error that says what to install" env PATH="$T/bin" "$program" -o none.png in2.phm
succeeds "-g needs no gnuplot" env PATH="$T/bin" "$program" -g in2.phm
printf '#!/bin/sh\nkill -9 $$\n' >bin/gnuplot
chmod +x bin/gnuplot
fails 1 "gnuplot: ended by signal 9" "a gnuplot that is killed is an error" \
    env PATH="$T/bin" "$program" -o none.png in2.phm
printf '#!/bin/sh\nhead -c 100 /dev/zero; echo no memory >&2; exit 1\n' >bin/gnuplot
fails 1 "gnuplot: failed: no memory" "a gnuplot that fails is quoted" \
    env PATH="$T/bin:/bin:/usr/bin" "$program" -o none.png in2.phm
is "$(find . -name '*none*')" "" "none of them leaves a file"

done_testing
