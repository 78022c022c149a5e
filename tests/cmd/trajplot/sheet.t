#!/bin/bash
# trajplot: several pictures in one figure. Titles, places and lengths are worked out by hand.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh

stream=$BUILD/tests/tools/plot_stream
cd "$T" || exit 1

# Two runs of four snapshots; the L that run a goes along, and b beside it.
for run in a b=1; do
    for step in 0 1 2 3; do
        printf '%s_%s.pt\t%s\t%s\t%s\n' "$run" "$step" "$run" "$step" "0.$((9 - step))"
    done
done >cells
{ printf 'file\trun\tstep\tloss\n' && cat cells; } >rows.tsv
printf '%s\n' '0 0' '2 0' '4 0' '4 1' '0 2' '1 2' '2 2' '3 3' | tr ' ' '\t' >ell.txt
picture() { # COORDS ATTR VALUE ...
    "$stream" rows.tsv "$@"
}
block() { # NAME SCRIPT: what stands in a data block
    sed -n "/^\$$1 <<.*END/,/^END/p" "$2" | sed '1d;$d;/^#/d'
}
titles() { # TRAJPLOT'S ARGUMENTS
    trajplot -q -g "$@" | sed -n "s/^# Panel [0-9]*: //p" | tr -d "'\"" | paste -sd '|'
}
grid() { # TRAJPLOT'S ARGUMENTS: columns, and the rows they make
    trajplot -q -g "$@" | awk '/^set lmargin/ { x[$NF] } /^set tmargin/ { y[$NF] }
        END { print length(x) " x " length(y) }'
}
places() { # SUFFIX: of the snapshots of a panel, moved by 10 so that no rounded number is -0
    block "snapshots$1" script | awk 'NF > 1 { printf "%.3f %.3f\n", $1 + 10, $2 + 10 }'
}

picture ell.txt k 5 t 5 metric euclidean stress 0.1 >one.phm
for k in 3 5; do
    for t in 5 10 20; do
        picture ell.txt k $k t $t metric euclidean stress 0.0$t
    done
done >sweep.phm
awk '{ print 10 - $2 "\t" 20 - $1 }' ell.txt >mirrored.txt # and turned, and moved
picture mirrored.txt k 5 t 5 metric cosine stress 0.1 | cat one.phm - >two.phm

# ---- what is refused ----

for number in 0 x 3: :3 5:2 -1 1:2:3 '' ' 1' 99999999999999999999; do
    fails 2 "$number: not a number of a record" "-n '$number' is not a number of a record" trajplot -n "$number" two.phm
done
fails 1 "two.phm: has no record 3 of coords, only 2 \(1: t 5, 2: t 5\): choose another" "there is no third picture of two" \
    trajplot -n 2:3 two.phm
fails 2 "--all and -n" "all pictures and one are a contradiction" trajplot --all -n 1 two.phm
fails 2 "--columns 0" "a row has a column" trajplot --columns 0 two.phm
fails 1 "3 titles for 2 panels" "titles that are not as many are refused" trajplot --titles a,b,c two.phm
fails 1 "has no room for the picture" "so are more columns than the width has room for" trajplot -o x.png --columns 6 --width 5 sweep.phm
printf '0 1\n1 0\n' | tr ' ' '\t' | tsv2phm -k distance >matrix.phm
cat matrix.phm matrix.phm >matrices.phm
fails 1 "only coordinates are drawn side by side: choose one record: -n 1" "matrices have no sheet" \
    trajplot -o x.png -n 1:2 matrices.phm
fails 1 "only coordinates are drawn side by side" "nor do they stand beside coordinates" trajplot -o x.png matrix.phm one.phm
fails 1 "only coordinates are drawn side by side" "in either order" trajplot -o x.png one.phm matrix.phm
fails 1 "cut short" "a sheet of a stream that is not whole is refused" trajplot -o x.png <(head -c -1 two.phm)

for label in a =text a= ''; do
    fails 2 "not a label of a run: give it as RUN=TEXT" "--label '$label' is not a label" trajplot --label "$label" one.phm
done
fails 1 "--label c=text: no such run: there are a, b=1" "a run that is not there has no label" trajplot --label c=text one.phm
fails 1 "--label b=x: no such run" "nor has the beginning of a name" trajplot --label b=x one.phm
fails 1 "--label ax=y: no such run" "nor what begins with one" trajplot --label ax=y one.phm
fails 1 "runs a and b=1 would both be called b=1" "two runs do not become one" trajplot --label a=b=1 one.phm
fails 1 "run a has two labels" "a run has one label" trajplot --label a=x --label a=y one.phm
fails 1 "no table has runs in a column 'run': name the column of the runs: -r COLUMN" "no runs, no labels" \
    trajplot --label a=x <("$stream" - ell.txt)

cut -f 1 ell.txt | "$stream" rows.tsv /dev/stdin | cat one.phm - >dims.phm
fails 1 "--align: 2: has 1 dimensions to draw, the first picture has 2: give pictures of as many \(mds -d\)" \
    "pictures of other dimensions do not lie on each other" trajplot -o x.png --align dims.phm
sed 's/_/-/; s/^a/c/; s/\ta/\tc/' rows.tsv >others.tsv
"$stream" others.tsv ell.txt k 7 | cat one.phm - >others.phm
sed -n '1,3p;7,9p' rows.tsv | sed 's/^b.*_[23]/&x/; s/b=1/c/g' >few.tsv
sed -n '1,2p;6,8p' ell.txt | "$stream" few.tsv /dev/stdin k 7 | cat one.phm - >few.phm
fails 1 "--align: k 7: 2 common rows: do not tell how the picture is turned" "nor do those that share two snapshots" \
    trajplot -o x.png --align few.phm
"$stream" rows.tsv ell.txt k 7 signature +- | cat one.phm - >signed.phm
fails 1 "--align: k 7: axis 2 is imaginary, and does not turn" "an imaginary axis stays where it is" \
    trajplot -o x.png --align signed.phm
"$stream" - <(head -n 5 ell.txt) k 7 | cat <("$stream" - ell.txt k 3) - >bare.phm
fails 1 "5 rows and 8, which no columns file, or run and step, tell apart" "nameless rows that are not as many do not match" \
    trajplot -o x.png --align bare.phm
yes "$(sed -n 2p rows.tsv)" | head -n 5000 | nl -n ln -s _ | cat <(head -n 1 rows.tsv) - >longer.tsv
"$stream" longer.tsv ell.txt k 7 | cat one.phm - >longer.phm
fails 1 "--align: k 7: table of rows: has 5000 rows, the coordinates have 8" "a table of other snapshots matches none" \
    trajplot -o x.png --align longer.phm

# ---- panels and titles ----

succeeds "a stream of two pictures is drawn" trajplot -o two.svg two.phm
is "$(cat "$T/err")" "" "without a word"
is "$(grep -c '>euclidean<\|>cosine<' two.svg)" 2 "what differs between them is their titles"
is "$(grep -o '>n = 8[^<]*<' two.svg)" ">n = 8, k = 5, t = 5, stress = 0.1<" "and what does not, their caption"
trajplot -g --all two.phm | cmp -s - <(trajplot -g two.phm)
ok $? "--all changes nothing"
is "$(titles sweep.phm)" "k 3, t 5|k 3, t 10|k 3, t 20|k 5, t 5|k 5, t 10|k 5, t 20" "a sweep of two settings has both in its titles"
trajplot -g sweep.phm >script
like "$(grep 'n = 8' script)" 'n = 8, euclidean, stress = 0.01 to 0.05"' "of the stress the caption tells how far it goes"
is "$(titles -n 2:3 sweep.phm) $(titles -n 4 sweep.phm)" "t 10|t 20 " "-n takes some pictures, or one, which has no title"
is "$(titles <(cat one.phm one.phm))" "1|2" "equal pictures are numbered"
is "$(titles <(picture ell.txt k 3; picture ell.txt k 5; picture ell.txt k 5))" "k 3|k 5 (1)|k 5 (2)" "so are those of equal settings"
for name in layers.0.weight layers.0.bias; do
    picture ell.txt name $name k 5 t ${#name}00 ground 0.10000000000000001 stress 0.1
done >layers.phm
is "$(titles layers.phm)" "layers.0.weight|layers.0.bias" "tensors are called by their names, without the power that was found"
trajplot -g layers.phm | grep -q 'n = 8, k = 5, t = 1300 to 1500, ground = 0.1, stress = 0.1'
ok $? "which the caption has"
is "$(titles <(for ground in 0.10000000000000001 0.5; do picture ell.txt k 5 ground $ground; done))" "ground 0.1|ground 0.5" \
    "numbers are as they were typed"
is "$(titles <(picture ell.txt k 5 mds metric; picture ell.txt k 5 mds classical))" "metric MDS|classical MDS" "so are methods"
is "$(titles one.phm two.phm)" "one|two: euclidean|two: cosine" "of several files the name stands in front"
mkdir -p other && cp one.phm other
is "$(titles one.phm other/one.phm)" "one (1)|one (2)" "files of one name are told apart"
is "$(titles --titles 'A,B' two.phm)" "A|B" "--titles has the last word"
trajplot -g <(picture ell.txt k 5 components 1 t 5; picture ell.txt k 5 components 3 between data t 10) >script
like "$(cat script)" 'n = 8, k = 5, 1 to 3 components.*how the components lie to each other is data' \
    "what is said of components is of pictures that have some"
sed '5d' rows.tsv >seven.tsv
"$stream" seven.tsv <(sed 4d ell.txt) k 3 | cat one.phm - | trajplot -g | grep -q 'n = 7 to 8'
ok $? "pictures of other snapshots are counted"

# ---- the grid ----

is "$(grid sweep.phm)" "3 x 2" "a sweep of k and t has k down and t across"
is "$(grid -n 1:5 sweep.phm)" "3 x 2" "five pictures have three columns"
is "$(grid --columns 2 sweep.phm) $(grid --columns 6 --width 20 sweep.phm) $(grid --columns 9 -n 1:2 sweep.phm)" "2 x 3 6 x 1 2 x 1" \
    "--columns says how many"
for k in 3 5 7 9; do
    for t in 5 10; do
        picture ell.txt k $k t $t
    done
done >pairs.phm
is "$(grid pairs.phm)" "4 x 2" "pairs stand side by side, where one per row would be too high"
is "$(grid <(for k in 1 2 3 4 5 6 7 8; do picture ell.txt k $k t $((9 - k)); done))" "3 x 3" "settings that change together have no order"
for i in {1..50}; do
    picture ell.txt name model.layers."$i".attn.head_$((i % 2)).weight
done >fifty.phm
succeeds "fifty pictures are drawn" trajplot -o fifty.svg fifty.phm
is "$(grep -c '>…17.attn.<' fifty.svg) $(grep -c '>head_1…<' fifty.svg)" "1 25" \
    "with titles of two lines, without what all have"
for part in encoder decoder; do
    for i in {1..20}; do
        for parameter in weight bias; do
            picture ell.txt name $part.block.layer_module."$i".attention.self.lora_embedding_A.default.$parameter
        done
    done
done >alike.phm
trajplot -q -o alike.svg alike.phm
is "$(grep -c '>[1-9][0-9]*: ' alike.svg) $(grep -c '>[1-9][0-9]*: ' fifty.svg)" "80 0" "titles that would look alike have the panel's number"
is "$(awk -F '"' '/^ width=/ { print ($4 < 1.5 * $2) }' fifty.svg)" 1 "on a page that is no longer than a sheet of paper"
for ((i = 0; i < 9; i++)); do
    cat fifty.phm
done >many.phm
trajplot -g many.phm >script 2>err
is "$(cat err)" "trajplot: note: 450 pictures: 400 of them are drawn, evenly chosen: draw the others by their numbers: trajplot -n 1:400" \
    "of more pictures than a sheet has room for some are drawn"
is "$(sed -n 's/^# Panel 1: //p;s/^# Panel 400: //p' script | tr -d "'\"" | sed 's/.*layers\.\([0-9]*\).*(\(.*\))/\1 \2/' | paste -sd ' ')" \
    "1 1 50 9" "the first and the last among them"

# ---- one scale, and one direction ----

awk '{ print 10 * $1 "\t" 10 * $2 }' ell.txt >large.txt
picture large.txt k 7 | cat one.phm - >sizes.phm
widths() { # TRAJPLOT'S ARGUMENTS: of the axes x, in units of the data
    trajplot -q -g "$@" | sed -n 's/^set xrange \[\(.*\):\(.*\)\]/\1 \2/p' | awk '{ printf "%.2f ", $2 - $1 }'
}
is "$(widths sizes.phm | awk '{ print $2 / $1 }')" 10 "each picture fills its panel"
is "$(widths --one-scale sizes.phm | awk '{ print $2 / $1, ($1 > 40) }')" "1 1" "with --one-scale lengths can be compared"
trajplot -g --one-scale sizes.phm | sed -n 's/^set xrange \[\(.*\):\(.*\)\]/\1 \2/p' >ranges
is "$(awk '{ printf "%.2f ", ($1 + $2) / 2 }' ranges)" "2.00 20.00 " "each about its own middle"
awk -F'\t' -v OFS='\t' 'NR > 1 { $3 *= 10 } 1' rows.tsv >later.tsv
{ cut -f 1 ell.txt | "$stream" rows.tsv /dev/stdin k 3 && cut -f 1 large.txt | "$stream" later.tsv /dev/stdin k 5; } >curves.phm
is "$(trajplot -q -g --one-scale curves.phm | sed -n 's/^set \([xy]\)range \[\(.*\):\(.*\)\]/\1 \2 \3/p' |
    awk '{ printf "%s%.1f ", $1, $3 - $2 }')" "x3.3 y44.0 x33.0 y44.0 " "of curves the coordinate has one scale, and steps keep their own"

trajplot -g two.phm >script
is "$(places 2 | head -n 2 | paste -sd ' ')" "20.000 30.000 20.000 28.000" "(the second picture lies otherwise)"
trajplot -g --align two.phm >script 2>err
is "$(places 2)" "$(places 1)" "--align turns and mirrors a picture onto the first"
is "$(places 1)" "$(trajplot -g one.phm >script && places '')" "which stays where it is"
trajplot -g --align sizes.phm >script 2>err
is "$(places 2 | sed -n '1p;3p' | paste -sd ' ' | awk '{ print $3 - $1, $4 - $2 }') $(cat err)" "40 0 " "but does not scale it"
tac cells | sed 's/\.pt//' | { printf 'file\trun\tstep\tloss\n' && cat; } >reversed.tsv
"$stream" reversed.tsv <(tac mirrored.txt) k 7 | cat one.phm - | trajplot -g --align >script 2>err
is "$(places 2 | sort)" "$(places 1 | sort)" "snapshots are known by run and step, where their files have other names"
sed '3d;5d' rows.tsv >fewer.tsv
"$stream" fewer.tsv <(sed '2d;4d' mirrored.txt) k 7 | cat one.phm - | trajplot -g --align >script 2>err
is "$(places 2)" "$(places 1 | sed '2d;4d')" "those that both have are enough"
cat rows.tsv <(printf 'c_0.pt\tc\t0\t1\n') >more.tsv
"$stream" more.tsv <(cat mirrored.txt; printf '0\t0\n') k 7 | cat one.phm - | trajplot -g --align >script 2>err
is "$(cat err)" "trajplot: note: --align: k 7: by 8 of its 9 snapshots, those of euclidean, k 5, t 5" "which a note says"
is "$(places 2 | tail -n 1)" "30.000 20.000" "the others go with them"
trajplot -g --align -z loss two.phm >script 2>err
ok $? "heights stand on aligned floors"
trajplot -g --align one.phm | cmp -s - <(trajplot -g one.phm)
ok $? "a picture alone is aligned already"

# ---- labels and captions ----

trajplot -o labelled.svg --label 'a=Adam, lr=0.1' --label b=1=SGD two.phm
is "$(grep -o '>Adam, lr=0.1<\|>SGD<\|>a<\|>b=1<' labelled.svg | sort | uniq -c | awk '{ print $1 $2 $3 }' | paste -sd ' ')" \
    "2>Adam,lr=0.1< 2>SGD<" "runs have their labels at their ends, also with = in run or text"
trajplot -o labelled.svg --label a=Adam sweep.phm pairs.phm
is "$(grep -c '>Adam<' labelled.svg) $(grep -c '>a<' labelled.svg)" "1 0" "and in a legend"
trajplot --terminal characters --label a=Adam one.phm | grep -q ' Adam'
ok $? "in a terminal"
trajplot -g --animate film.gif --label a=Adam one.phm | grep -q 'Adam'
ok $? "in a film"
is "$(titles -f run --label a=Adam one.phm)" "Adam|b=1" "and as titles of facets"
trajplot -g -r optimizer --label a=Adam <(sed '1s/run/optimizer/' rows.tsv | "$stream" /dev/stdin ell.txt) | grep -q Adam
ok $? "-r says which column has the runs"
awk 'BEGIN { for (i = 0; i < 8; i++) { for (j = 0; j < 8; j++) printf "%s%d", j ? "\t" : "", i != j; print "" } }' >matrix.txt
{ tsv2phm rows.tsv && tsv2phm -k distance matrix.txt; } >named.phm
trajplot -g --label a=Adam named.phm | grep -q Adam
ok $? "a heat map has them, too"

trajplot -o x.svg --no-caption two.phm
is "$(grep -c '>n = ' x.svg)" 0 "--no-caption leaves the caption of a sheet out"
trajplot -o x.svg --no-caption one.phm other/one.phm
is "$(grep -c '>n = ' x.svg)" 0 "and those of panels"
trajplot -g --no-caption -f run one.phm | grep -q 'n = '
is $? 1 "those of facets"
is "$(trajplot -g named.phm | grep -c '"distance, 8') $(trajplot -g --no-caption named.phm | grep -c '"distance, 8')" "1 0" "that of a heat map"
trajplot --terminal characters --no-caption one.phm | grep -q 'n = '
is $? 1 "and in a terminal"

if has_pages && command -v "$PYTHON" >/dev/null; then
    page() { "$PYTHON" "$tests_dir/cmd/trajplot/html_page.py" "$@"; }
    trajplot -o x.html --label a=Adam sweep.phm
    like "$(page head x.html)" '"columns": 0, "across": 3, "small": false.*"runs": \[\["Adam",' "a page has the labels and the order of the sheet"
    is "$(page parts x.html)" "" "and is well-formed"
    trajplot -o x.html --columns 2 --no-caption pairs.phm
    like "$(page head x.html)" '"caption": \[\], "columns": 2, "across": 2, "small": true' "the columns that were asked for, and no caption"
else
    skip 3 "trajplot was built without three.js, or there is no Python"
fi

done_testing
