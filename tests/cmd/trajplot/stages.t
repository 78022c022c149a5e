#!/bin/bash
# trajplot of what stages make besides coordinates: grids, diagrams, matrices, spectra. The expected
# numbers of points and lines are those of the data made here.
# shellcheck source=tests/tools/tap.sh disable=SC2016 # names of gnuplot's data blocks
. tests/tools/tap.sh

cd "$T" || exit 1
command -v gnuplot >/dev/null || {
    skip_all "gnuplot is not installed"
}

record() { # TSV KIND [-a ATTR]...: a record of these numbers
    local tsv=$1
    shift
    tsv2phm -k matrix "$tsv" | phm2npy | npy2phm -k "$@"
}

block() { # SCRIPT NAME: the lines of a data block
    sed -n "/^\\\$$2 << END/,/^END/p" <<<"$1" | sed 1d | grep -c '[0-9]'
}

# A bowl with its least at (1, 0), a point missing; three snapshots of one run lead there.
plane='-a value=loss -a x-from=-2 -a x-to=2 -a x-direction=pca-1 -a y-from=-1 -a y-to=1 -a y-direction=pca-2'
awk 'BEGIN {
    for (j = 0; j < 9; j++)
        for (i = 0; i < 17; i++) {
            x = -2 + i / 4; y = -1 + j / 4
            printf "%s%s", i == 16 && j == 8 ? "nan" : (x - 1) ^ 2 + 2 * y ^ 2 + 0.1, i < 16 ? "\t" : "\n"
        }
}' >bowl.tsv
printf -- '-1.5\t0.5\n0\t0.25\n1\t0\n' >way.tsv
printf 'file\trun\tstep\nr/a.npy\tone\t0\nr/b.npy\tone\t1\nr/c.npy\tone\t2\n' >way.rows
# shellcheck disable=SC2086 # the attributes are words
{
    tsv2phm way.rows
    record way.tsv coords
    record bowl.tsv grid $plane
} >plane.phm
printf '3\t2\t1\tnan\t1\n' >line.tsv
printf '0.1\t0.2\t0.3\t0.3\t0.2\n' >accuracy.tsv
for value in loss accuracy; do
    file=line.tsv
    [ $value = loss ] || file=accuracy.tsv
    record $file grid -a value=$value -a x-from=0 -a x-to=1 -a x-direction='runs/end x.npy'
done >line.phm
# Two components, one of which dies, and a cycle.
printf '0\t0.5\t4\t0\t-1\t-1\t1\n0\t1\t2.5\t1\t2\t3\t0\n1\t3\t4\t2\t-1\t-1\t1\n' >diagram.tsv
record diagram.tsv diagram -a column=test_loss -a filtration=sublevel -a k=2 >diagram.phm
awk 'BEGIN { for (i = 0; i < 6; i++) for (j = 0; j < 6; j++)
    printf "%g%s", i == j ? 1 : (i + j) % 3 ? 0 : 10 ^ -(i + j) / 2, j < 5 ? "\t" : "\n" }' >affinity.tsv
printf 'file\trun\tstep\n' >six.rows
for i in 0 1 2 3 4 5; do printf 'f%d\tr%d\t%d\n' $i $((i % 2)) $((9 - i)); done >>six.rows
{
    tsv2phm six.rows
    record affinity.tsv affinity -a k=5 -a metric=cosine
} >affinity.phm
seq 1 20 | awk '{ print 1 / $1 }' >spectrum.tsv
record spectrum.tsv spectrum -a values=singular -a t=7 -a t-max=40 >spectrum.phm

# ---- files of each kind ----

for kind in plane line diagram affinity spectrum; do
    for type in png svg pdf; do
        succeeds "a $kind is drawn as $type" trajplot -q -o $kind.$type $kind.phm
        is "$(cat "$T/err")" "" "without a word"
        trajplot -q -g -o script.$type $kind.phm >script.gp
        gnuplot -d script.gp 2>err && [ -s script.$type ]
        ok $? "the script of it draws it"
        unmarked $kind.$type >unmarked.$type
        same_image unmarked.$type script.$type
        ok $? "the same stream gives the same picture"
    done
    is "$(identify -format '%m %w' $kind.png)" "PNG 1417" "the PNG of a $kind is 12 cm wide"
    succeeds "the SVG of a $kind is well-formed XML" xmllint --noout --nonet $kind.svg
    pdftoppm -r 50 $kind.pdf page
    is "$(find . -name 'page*.ppm' | wc -l)" 1 "the PDF of a $kind has one page"
    rm page*
done
succeeds "a plane is drawn as a surface" trajplot -q --surface -o surface.png plane.phm
[ "$(identify -format '%k' surface.png)" -gt 50 ]
ok $? "which has the colours of a scale"
fails 1 "TikZ has no images" "what needs an image is not drawn in TikZ" trajplot -q -o x.tex plane.phm
succeeds "what needs none is" trajplot -q -o x.tex diagram.phm

# ---- a plane ----

script=$(trajplot -q -g plane.phm)
is "$(block "$script" grid)" $((17 * 9)) "a plane's script has a line a point"
is "$(sed -n '/^\$grid/,/^END/p' <<<"$script" | grep -c NaN)" 1 "a point without a value is NaN there"
is "$(block "$script" tracks)" 3 "and a line a snapshot"
is "$(block "$script" starts) $(block "$script" ends)" "1 1" "and its start and its end"
is "$(sed -n '/^\$starts/{n;p}' <<<"$script")" "-1.5 0.5" "the start is that of the run"
like "$script" "principal direction 1.*principal direction 2" "the axes are named"
like "$script" "grid of 17 × 9, loss from 0.1 to 11.1, 3 snapshots" "the caption tells what is drawn"
levels=$(sed -n "s/^levels = '\(.*\)'/\1/p" <<<"$script")
is "$levels" "0.2, 0.5, 1, 2, 5, 10" "two decades have logarithmic levels"
is "$(trajplot -q -g --linear plane.phm | sed -n "s/^levels = '\(.*\)'/\1/p")" \
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11" "--linear has others"
is "$(sed '/^\$labels/,/^END/!d' <<<"$script" | awk 'NF == 3 && $1 != "$labels" { print $3 }' | sort -gu | paste -sd,)" \
    "0.5,1,2,5" "levels are written on their lines, unless these are short or end under a snapshot"
# On an SVG each label is a text of its own.
[ "$(grep -c '>0.5<\|> 0.5<' plane.svg)" -ge 1 ]
ok $? "an SVG has them as text"
trajplot -g plane.phm 2>err >/dev/null
is "$(cat err)" "" "a plane of one number says nothing"
# shellcheck disable=SC2086
{ cat plane.phm; record bowl.tsv grid $plane -a value=accuracy; } >two.phm
trajplot -g two.phm 2>err >/dev/null
like "$(cat err)" "note: 2 grids: only the first \(loss\) is drawn: -n 2 draws accuracy" "of two a note says which"
like "$(trajplot -q -g -n 2 two.phm)" "accuracy from" "-n draws the other"
like "$(trajplot -g -k coords two.phm)" 'index 0 using 1:2|\$snapshots' "-k coords draws the snapshots alone"
printf -- '-3\t0.5\n0\t0.25\n1\t0\n' >off.tsv
# shellcheck disable=SC2086
{ record off.tsv coords; record bowl.tsv grid $plane; } >off.phm
trajplot -g off.phm 2>err >/dev/null
like "$(cat err)" "note: 1 of 3 snapshots lie outside the grid: lossgrid (-x -[3-9][^ ]* -y [^ ]*) takes them in$" \
    "snapshots off the grid are told of, with axes that hold them"

# ---- a line ----

script=$(trajplot -q -g line.phm)
is "$(block "$script" curves)" 5 "a line's script has a line a point"
is "$(grep -c '^plot ' <<<"$script")" 2 "each number has a panel"
like "$script" "towards end x" "the axis leads to the other's name"
is "$(trajplot -q -g -n 2 line.phm | grep -c '^plot ')" 1 "-n draws one of them"

# ---- a diagram ----

script=$(trajplot -q -g diagram.phm)
is "$(for i in 0 1 2 3; do block "$script" group$i; done | paste -sd' ')" "1 1 0 1" \
    "a diagram's points are told apart by dimension, and whether they die"
like "$script" "2 components \(1 essential\), 1 cycles \(1 essential\)" "the caption counts them"
is "$(grep -c '^set arrow' <<<"$script")" 2 "there are the diagonal, and the line of what never dies"
like "$script" "birth \(test_loss\)" "the axes name the column"

# ---- a matrix ----

script=$(trajplot -q -g affinity.phm)
is "$(block "$script" cells)" 6 "a matrix' script has a line a row"
is "$(sed -n '/^\$cells/,/^END/p' <<<"$script" | sed -n 2p)" "1 5e-07 0 5e-10 0 0" \
    "rows stand run by run in the order of steps"
like "$script" 'set ytics .*"r0" 1, "r1" 4' "the runs are named"
is "$(block "$script" dividers)" 4 "a line parts them, both ways"
like "$script" "set logscale cb" "affinities over decades have a logarithmic scale"
like "$script" "affinity, 6 × 6, k = 5, cosine; white: 0" "the caption says what white is"
[[ ! $(trajplot -q -g --linear affinity.phm) =~ logscale ]]
ok $? "--linear has a linear one"
phm2npy affinity.phm | npy2phm -k affinity | diffop -q >operator.phm 2>err
like "$(trajplot -q -g operator.phm)" "operator, 6 × 6, t = " "a pipe from diffop draws its operator"
phm2npy affinity.phm >affinity.npy
succeeds "-k draws a .npy array as that kind" trajplot -k distance -o npy.png affinity.npy
perl -e 'print pack("d<*", map { $_ % 7 } 1 .. 1500 * 1500)' >big.raw
{
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': (1500, 1500), }"
    cat big.raw
} >big.npy
script=$(trajplot -q -g -k distance big.npy)
is "$(block "$script" cells)" 1000 "1,500 rows become 1,000 cells"
like "$script" "a cell is the mean of 1.5 × 1.5 entries" "the caption says so"
# heat SCALE KIND: the colours of three cells of such a matrix (the axes and the bar have others).
heat() {
    printf '0\t1\t4\n1\t0\t2\n4\t2\t0\n' | awk -v scale="$1" 'BEGIN { OFS = "\t" }
        { for (i = 1; i <= NF; i++) $i = $i == 0 ? 0 : $i scale } 1' | tsv2phm -k "$2" | trajplot -q -o heat.png
    convert heat.png -format "$(printf '%%[pixel:u.p{%s*w,0.15*h}] ' 0.17 0.42 0.68)" info:
}
plain=$(heat "" distance)
is "$(tr ' ' '\n' <<<"$plain" | sort -u | grep -c srgb)" 3 "three numbers have three colours"
for scale in e-60 e-290 e60 e300; do
    is "$(heat $scale distance)" "$plain" "gnuplot has no such numbers, but their colours are right ($scale)"
done
script=$(printf '1\t1e-50\t0\n1e-50\t1\t0.5\n0\t0.5\t1\n' | tsv2phm -k affinity | trajplot -q -g)
is "$(sed -n '/^\$cells/,/^END/p' <<<"$script" | sed -n 2p)" "1 1.1755e-38 0" "what is not 0 is not white"

# ---- a spectrum ----

script=$(trajplot -q -g spectrum.phm)
is "$(block "$script" entropy)" 40 "a spectrum's script has the points of the curve"
is "$(block "$script" fits) $(block "$script" knee)" "4 1" "two lines, and the knee"
# By numpy: p = s^(i+1) / sum, - sum p ln p: 2.5279969 at i = 0, 2.6274e-11 at 39.
is "$(sed -n '/^\$entropy/,/^END/p' <<<"$script" | sed -n '2p;41p' | cut -c 1-8 | paste -sd' ')" "0 2.5279 39 2.627" \
    "the entropies are those of the powers"
like "$script" "20 singular values; the knee is at [0-9]+, t = 7" "the caption names knee and t"
diffop -q -e curve.tsv -o op.phm affinity.npy 2>err
diffop -q -e curve.phm -o op2.phm affinity.npy 2>err
[ "$(phm2tsv op.phm)" = "$(phm2tsv op2.phm)" ]
ok $? "diffop's operator does not depend on how the curve is written"
knee=$(awk '$3 == 1 { print $1 }' curve.tsv)
script=$(trajplot -q -g curve.phm)
like "$script" "the knee is at $knee, t = $knee" "the spectrum that diffop writes has the knee of its curve"
is "$(sed -n '/^\$entropy/,/^END/p' <<<"$script" | sed '1d;$d' | awk '{ printf "%d %.6f\n", $1, $2 }')" \
    "$(awk 'NR > 1 { printf "%d %.6f\n", $1, $2 }' curve.tsv)" "and its points"
diffop -q -t 2,5 -e powers.phm -o op.phm affinity.npy 2>err
like "$(phminfo -H powers.phm)" "attr t 2,5" "all powers that were taken are noted"
is "$(trajplot -q -g powers.phm | grep -c '^set arrow from')" 2 "and drawn"

# ---- characters ----

if has_terminal; then
    for kind in plane line diagram affinity spectrum; do
        TERM=dumb script -qec "trajplot -q $kind.phm" /dev/null </dev/null >typed 2>&1
        [ "$(wc -l <typed)" -ge 15 ] && ! grep -q $'\033\|error' typed
        ok $? "on a terminal a $kind is made of characters"
    done
else
    skip 5 "no terminal to be had"
fi

# ---- hostile names ----

# shellcheck disable=SC2016 # meant for gnuplot, or a shell it would start
evil='`touch own`'"'"'"; system("touch own"); @x{^_'
record bowl.tsv grid -a value="$evil" -a x-direction="$evil" -a y-direction="/$evil" >evil.phm
record diagram.tsv diagram -a column="$evil" -a k="$evil" >>evil2.phm
record line.tsv grid -a value="$evil" -a x-direction="$evil" >evil3.phm
{
    sed "s/\tr/\t${evil//\//}r/" six.rows | tsv2phm
    record affinity.tsv affinity -a k="$evil" -a metric="$evil" -a t="$evil"
} >evil4.phm
{
    sed "s/one/$evil/;s/one/two/" way.rows | tsv2phm
    record way.tsv coords
    # shellcheck disable=SC2086
    record bowl.tsv grid $plane
} >evil5.phm
for file in evil evil2 evil3 evil4 evil5; do
    succeeds "$file.phm is drawn" trajplot -q -t "$evil" -o evil.svg $file.phm
    xmllint --noout --nonet evil.svg
    ok $? "as a well-formed SVG"
    grep -q 'touch own' evil.svg
    ok $? "which shows the name"
done
[ ! -e own ]
ok $? "no name is run as a command"
record spectrum.tsv spectrum -a t="$evil" >evil6.phm
fails 1 "touch own" "a power that is no number is an error" trajplot -o x.png evil6.phm

# ---- bad input, and little of it ----

printf 'nan\tnan\nnan\tinf\n' >nan.tsv
record nan.tsv grid >nan.phm
fails 1 "grid: 2 x 2: no point has a finite value" "a grid of NaN is an error" trajplot -o x.png nan.phm
record nan.tsv distance >nan.phm
fails 1 "distance: 2 x 2: no number is finite" "a matrix of NaN is an error" trajplot -o x.png nan.phm
printf '1\t1\t1\n1\t1\t1\n' >same.tsv
record same.tsv grid >same.phm
succeeds "a grid of equal values is drawn" trajplot -q -o same.png same.phm
succeeds "and its surface" trajplot -q --surface -o same.png same.phm
record same.tsv gram >same.phm
succeeds "a matrix of equal values is drawn" trajplot -o same.png same.phm
is "$(cat "$T/err")" "" "without a word"
printf '0\t0\n0\t0\n' >zero.tsv
record zero.tsv affinity >zero.phm
succeeds "a matrix of zeros is drawn" trajplot -o zero.png zero.phm
record zero.tsv grid >zero.phm
fails 1 "no number is positive: use --linear" "a logarithmic scale of zeros is an error" \
    trajplot --log -o x.png zero.phm
printf '7\n' >one.tsv
for kind in grid distance spectrum; do
    record one.tsv $kind >one.phm
    succeeds "a $kind of 1 x 1 is drawn" trajplot -q -o one.png one.phm
    is "$(cat "$T/err")" "" "without a word"
done
printf '7\n8\n' >column.tsv
record column.tsv grid >column.phm
fails 1 "grid: 2 x 1: expected at least two columns" "a grid of one column is an error" trajplot -o x.png column.phm
record bowl.tsv grid -a x-from=1 -a x-to=-1 >turned.phm
fails 1 "x from 1 to -1" "an axis that runs backwards is an error" trajplot -o x.png turned.phm
record bowl.tsv grid -a x-from=abc >word.phm
fails 1 "attribute x-from: 'abc' is not a finite number" "an axis' end that is no number is an error" trajplot -o x.png word.phm
record bowl.tsv diagram >wrong.phm
fails 1 "diagram" "a diagram that is none is an error" trajplot -o x.png wrong.phm
fails 1 "record 3 of grid, only 2" "-n past the last grid is an error" trajplot -n 3 -o x.png two.phm
cat diagram.phm diagram.phm >twice.phm
fails 1 "2 records of diagram .1, 2.: choose one: -n 1" "two diagrams ask for a choice" trajplot -o x.png twice.phm
succeeds "which is made by -n" trajplot -n 2 -o x.png twice.phm
printf -- '-1\n2\n' >negative.tsv
record negative.tsv spectrum >negative.phm
fails 1 "value 1: -1 is negative" "a negative value of a spectrum is an error" trajplot -o y.png negative.phm
record zero.tsv spectrum >zero.phm
fails 1 "all values are 0" "a spectrum of zeros is an error" trajplot -o y.png zero.phm
head -c -20 plane.phm >cut.phm
fails 1 "cut.phm" "a stream cut short is an error" trajplot -q -o y.png cut.phm
perl -e 'print "phm 1\nkind diagram\ntype f64\nshape 0 7\nlayout dense\nbytes 0\n\nxxh3 2d06800538d394c2\n"' >empty.phm
fails 1 "diagram: has no points" "an empty diagram is an error" trajplot -o y.png empty.phm
fails 1 "expected grid, got diagram" "-k of a kind that is not there is an error" trajplot -k grid -o y.png diagram.phm
[ ! -e y.png ]
ok $? "none of them leaves an image"

done_testing
