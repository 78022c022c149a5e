#!/bin/bash
# embscore: distances and coords in, numbers out. What they should be tests/data/embscore tells,
# from scikit-learn and SciPy; make.py there says how.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
expected=$data/embscore
cd "$T" || exit 1

value() { # MEASURE: of the table in $T/out
    awk -F'\t' -v name="$1" '$1 == name { print $2 }' "$T/out"
}

near() { # GOT EXPECTED NAME
    awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(a != "" && (d < 0 ? -d : d) <= 1e-9) }'
    ok $? "$3" || diag "got $1, expected $2"
}

# Six points on a line, drawn as they are, and with the ends exchanged.
printf '%s\n' 0 1 3 6 10 15 | tsv2phm -k snapshots | snapgram -o line.gram
printf '%s\n' 0 1 3 6 10 15 | tsv2phm -k coords >line.phm
printf '%s\n' 15 1 3 6 10 0 | tsv2phm -k coords >swapped.phm
printf 'file\na\nb\nc\nd\ne\nf\n' | tsv2phm >names.phm
cat names.phm line.phm >named.phm

keeps_habits line.phm embscore -k 2 --attrs line.gram

succeeds "a picture is scored" embscore -k 2 -B swapped.phm line.gram line.phm
is "$(cut -f1 out | paste -sd' ')" \
    "measure rows k stress trustworthiness continuity rank-correlation demap demap-inside demap-left-out $(
        printf '%s-shuffled %s-shuffled-most ' {trustworthiness,continuity,rank-correlation,demap}{,})procrustes components component-1 axis-1" \
    "by these measures, in a table"
near "$(value stress)" 0 "a faithful picture has no stress"
is "$(value trustworthiness) $(value continuity)" "1 1" "it keeps every neighbourhood"
near "$(value rank-correlation)" 1 "and the order of distances"
near "$(value demap)" 1 "along the graph as well"
is "$(cat err)" "" "nothing is said where the graph is connected"
cp out first
embscore -k 2 -B swapped.phm line.gram - <line.phm | cmp -s - first
ok $? "the picture may come from standard input"
embscore -k 2 -B swapped.phm -o file line.gram line.phm && cmp -s file first
ok $? "the table may go to a file"
embscore -j 1 -k 2 -B swapped.phm line.gram line.phm | cmp -s - first
ok $? "threads do not change it"
phm2tsv line.phm | awk 'NR > 1 { x[NR - 1] = $NF }
    END { for (i = 1; i < NR; i++) for (j = 1; j < NR; j++)
        printf("%g%s", (x[i] > x[j]) ? x[i] - x[j] : x[j] - x[i], (j < NR - 1) ? "\t" : "\n") }' |
    tsv2phm -k distance >line.distance
embscore -k 2 -B swapped.phm line.distance line.phm | cut -c1-16 >out
cut -c1-16 first | cmp -s - out
ok $? "a distance record is as good as a Gram matrix"

fails 2 "DISTANCE -: more than one input" "two inputs cannot both come from standard input" \
    embscore -k 2 - <line.phm
fails 2 "B -: more than one input" "nor the picture to compare with" \
    embscore -k 2 -B - line.gram <line.phm

# ---- against scikit-learn and SciPy ----

while IFS=$'\t' read -r name x y other k; do
    if [ "$name" = potential ]; then
        cp "$data/${x%.U}.potdist.npy" distance
    else
        snapgram --force -o distance "$data/$x.npy"
    fi
    succeeds "$name, k = $k: a score" embscore -k "$k" -B "$data/$other.npy" distance "$data/$y.npy"
    while IFS=$'\t' read -r measure number; do
        near "$(value "$measure")" "$number" "$name, k = $k: $measure agrees"
    done < <(awk -F'\t' -v name="$name" -v k="$k" '$1 == name && $5 == k { print $6 "\t" $7 }' \
        "$expected/expected.tsv")
done < <(cut -f1-5 "$expected/expected.tsv" | uniq)
like "$(cat err)" \
    "^embscore: note: graph of 7 nearest neighbours: has 2 connected components: .* spanning tree, demap-inside leaves these 45.2 % of the pairs out: to join some, use embscore -k 14$" \
    "a note tells of pairs that neighbours do not join"
snapgram --force -o distance "$expected/clusters.npy"
embscore -k 7 distance "$expected/grid.Y.npy" >out 2>err
near "$(value rank-correlation)" "$(cat "$expected/ties.txt")" "equal distances have the mean of their ranks"

# ---- by chance ----

# The mean of many shuffles is 1 - (n - k) (n - k - 1) / ((n - 1) (2 n - 3 k - 1)), here 0.513.
snapgram -q -o tree.gram "$data/tree200/X.npy"
succeeds "a picture is compared with shuffled rows" embscore tree.gram "$data/tree200/euclidean.Y_smacof.npy"
figures() { # MEASURE: its own, the mean of the shuffles, the largest
    echo "$(value "$1") $(value "$1-shuffled") $(value "$1-shuffled-most")"
}
for measure in trustworthiness continuity; do
    figures "$measure" | awk '{ exit !(NF == 3 && $2 > 0.5 && $2 < 0.53 && $3 > $2 && $3 < 0.56 && $1 > 0.8) }'
    ok $? "they keep half of the $measure" || diag "$(figures "$measure")"
done
for measure in rank-correlation demap; do
    figures "$measure" | awk '{ exit !(NF == 3 && $2 > -0.02 && $2 < 0.02 && $3 > $2 && $3 < 0.1 && $1 > 0.5) }'
    ok $? "and nothing of the $measure" || diag "$(figures "$measure")"
done

# ---- in the pipe ----

potentials=$data/runs123/euclidean.potdist.npy
npy2phm -k distance "$potentials" | tee tee.phm | mds | embscore --attrs tee.phm >scored.phm
like "$(phminfo -H scored.phm)" "attr score-k 12.*attr score-trustworthiness 0\.99.*from embscore --attrs tee.phm" \
    "--attrs passes the coords on, with the numbers as attributes"
mds "$potentials" >plain.phm
is "$(phm2tsv scored.phm)" "$(phm2tsv plain.phm)" "and the coordinates as they are"
trajplot -g scored.phm >script
like "$(cat script)" 'trustworthiness 0\.99[0-9]*, continuity 0\.99[0-9]*, rank correlation 0\.98[0-9]*, DEMaP 0\.9[0-9]*;.*of shuffled rows at most 0\.5[0-9]*, 0\.5[0-9]*, -?0\.0[0-9]*, -?0\.0' \
    "which trajplot's caption tells"
trajplot -g plain.phm | grep -q trustworthiness
is "$?" 1 "and does not where they are not there"
cat named.phm named.phm >twice.phm
succeeds "--attrs scores each of several pictures" embscore -k 2 --attrs line.gram twice.phm
is "$(phminfo -H out | grep -c 'attr score-stress')" 2 "with numbers of its own"

# ---- another network's picture ----

# Points of two runs; and six of them turned, doubled and moved, in another order, of other files and
# with epochs for steps. Each picture has a row that the other lacks; a row of the second has no epoch.
printf '%s\n' '0 0' '1 0' '3 1' '6 2' '10 5' '15 9' '20 20' | tr ' ' '\t' | tsv2phm -k coords >shape.phm
printf '%s\n' a1 a2 a3 b1 b2 b3 b4 | awk '{ print $1 ".pt\t" substr($1, 1, 1) "\t" substr($1, 2) }' |
    sed '1i file\trun\tstep' >shape.rows
printf '%s\n' '-11 11' '7 -19' '-50 3' '-3 1' '7 -17' '5 -13' '3 -7' '99 99' | tr ' ' '\t' |
    tsv2phm -k coords >wide.phm
printf '%s\n' b3 a1 c1 b2 a2 a3 b1 b | awk '{ print "wide/" $1 ".npy\t" substr($1, 1, 1) "\t" (length($1) > 1 ? "0" : "") substr($1, 2) }' |
    sed '1i file\trun\tepoch' >wide.rows
cat <(tsv2phm shape.rows) shape.phm >small.phm
cat <(tsv2phm wide.rows) wide.phm >large.phm
snapgram -o shape.gram <(phm2npy shape.phm)
snapgram -o wide.gram <(phm2npy wide.phm)
succeeds "a picture of another network's snapshots is compared" embscore -k 2 -B large.phm shape.gram small.phm
near "$(value procrustes)" 0 "rows of one run and one step are a pair, wherever they stand"
is "$(cat err)" "$(printf 'embscore: note: %s: the Procrustes disparity leaves them out\n' \
    "the coords: 1 of 7 rows have no row of their run and step in large.phm, the first is b4.pt" \
    "large.phm: 2 of 8 rows have no row of their run and step in the coords, the first is wide/c1.npy")" \
    "rows that one of the two alone has are counted"
embscore -k 2 --attrs -B large.phm shape.gram small.phm >scored.phm 2>err
near "$(phminfo -H scored.phm | sed -n 's/^attr score-procrustes //p')" 0 "with --attrs too"
embscore -q -k 2 -B large.phm shape.gram small.phm >out 2>err
is "$(cat err)" "" "-q keeps the note to itself"
sed 's/^b4/a3/; s/b\t4/a\t3/' shape.rows >same.rows
fails 1 "the coords: step 3 of run a appears twice" "a pair of which one appears twice is none" \
    embscore -k 2 -B large.phm shape.gram <(cat <(tsv2phm same.rows) shape.phm)
succeeds "but of the same files a pair is the rows at one place" \
    embscore -k 2 -B <(cat <(tsv2phm same.rows) shape.phm) shape.gram <(cat <(tsv2phm same.rows) shape.phm)
cut -f 1 wide.rows | tsv2phm | cat - wide.phm >wide.files
sed 's/\ta\t/\tA\t/; s/\tb\t/\tB\t/' wide.rows | tsv2phm | cat - wide.phm >wide.other
fails 1 "wide.files: row 0: wide/b3.npy here, but a1.pt in the table of the coords: .*snapcat -n" \
    "other files without runs and steps are refused" \
    embscore -k 2 -B wide.files wide.gram <(cat <(sed '$a c.pt\tc\t1' shape.rows | tsv2phm) wide.phm)
fails 1 "wide.other: no row has the run and step of a row of the coords" "pictures without a pair are refused" \
    embscore -k 2 -B wide.other shape.gram small.phm

# ---- bad input ----

fails 2 "expected DISTANCE" "no operand is a usage error" embscore
fails 2 "at most one file" "so are three" embscore line.gram line.phm line.phm
fails 2 "knn 0" "so is k = 0" embscore -k 0 line.gram line.phm
fails 1 "k = 12: not less than half of the 6 rows: use -k 2 at most$" "more neighbours than there can be are refused" \
    embscore line.gram line.phm
fails 1 "k = 3: not less than half of the 6 rows" "half of the rows are too many" \
    embscore -k 3 line.gram line.phm
printf '1\n2\n3\n' | tsv2phm -k coords >three.phm
fails 1 "coords of 3 rows, but distances of 6" "coords of another number of rows are refused" \
    embscore -k 2 line.gram three.phm
fails 1 "coords of 6 rows and of 3" "also of the other picture" embscore -k 2 -B three.phm line.gram line.phm
printf 'file\na\nb\nd\nc\ne\nf\n' | tsv2phm | cat - line.gram >others.gram
fails 1 "others.gram: row 2: d here, but c in the table of the coords" "coordinates of other rows are refused" \
    embscore -k 2 others.gram named.phm
fails 1 "others.gram: row 2: d here, but c in" "with --attrs too" embscore -k 2 --attrs others.gram named.phm
cat names.phm line.gram >same.gram
succeeds "the same rows are not" embscore -k 2 same.gram named.phm
fails 1 "expected distance or gram, got coords" "coords are no distances" embscore -k 2 line.phm line.phm
fails 1 "expected coords, got gram" "and a Gram matrix is no picture" embscore -k 2 line.gram line.gram
cat line.gram line.gram >two.gram
fails 1 "two.gram: has several records to choose from" "of two Gram matrices none is chosen" \
    embscore -k 2 two.gram line.phm
fails 1 "twice.phm: has several records" "nor of two pictures" embscore -k 2 line.gram twice.phm
printf '%s\n' 7 7 7 7 7 7 | tsv2phm -k coords >point.phm
fails 1 "Procrustes.*coincide" "a single point cannot be fitted" embscore -k 2 -B point.phm line.gram line.phm
succeeds "but it can be scored" embscore -k 2 line.gram point.phm
is "$(value stress) $(value rank-correlation) $(value axis-1)" "1 nan 0" "with what there is to say of it"
printf '%s\n' 0 1 nan 6 10 15 | tsv2phm -k coords >nan.phm
fails 1 "coords: row 2, column 0: nan" "NaN is refused, with its place" embscore -k 2 line.gram nan.phm
printf '0\t1\t2\n1\t0\t3\n2\t4\t0\n' | tsv2phm -k distance >askew.phm
fails 1 "symmetric" "so are asymmetric distances" embscore -k 1 askew.phm three.phm
printf '0\t-1\t2\n-1\t0\t3\n2\t3\t0\n' | tsv2phm -k distance >negative.phm
fails 1 "row 0, column 1.*negative" "and negative ones" embscore -k 1 negative.phm three.phm
head -c -10 line.gram >short.gram
fails 1 "short" "and distances cut short" embscore -k 2 short.gram line.phm
fails 1 "No such file" "a file that is not there is named" embscore -k 2 none.gram line.phm
fails 1 "No space left" "a full disk is noticed" bash -c 'embscore -k 2 line.gram line.phm >/dev/full'

done_testing
