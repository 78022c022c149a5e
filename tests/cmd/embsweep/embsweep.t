#!/bin/bash
# embsweep: the pictures of many settings brought together, and what they agree on.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
compare=$BUILD/tests/tools/compare
cd "$T" || exit 1

# column NAME FILE: the cells of a table's column, in one line.
column() {
    awk -F'\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at[name] }' "$2" |
        paste -sd ' '
}
attr() { # NAME FILE: of the last record
    phminfo -H "$2" | sed -n "s/^attr $1 //p" | tail -n 1
}

# ---- habits, on nine snapshots of three runs ----

for run in 0 1 2; do
    for step in 0 1 2; do
        printf 'r%s-%s\tr%s\t%s\n' $run $step $run $step >>rows
        awk -v r=$run -v s=$step 'BEGIN { printf "%g\t%g\t%g\n", r * (s + 1), s * s - r, s + r * r / 3 }' >>x
    done
done
{ printf 'file\trun\tstep\n' && cat rows; } | tsv2phm | cat - <(tsv2phm -k snapshots x) >x.phm
keeps_habits x.phm embsweep -k 2,3 -r 0
fails 2 "x.phm: at most one file" "two files are refused" embsweep -k 2 x.phm x.phm

# ---- one picture is the plain pipe's ----

# The pipe has one thread too: where BLAS divides the work, its last digits, and so the last steps of
# mds, are others.

{
    awk 'BEGIN { print "file\trun\tstep"; for (i = 0; i < 123; i++) printf "%d\trun%d\t%d\n", i, i / 41, i % 41 }' |
        tsv2phm && npy2phm -k snapshots "$data/runs123/X.npy"
} >runs.phm
snapgram runs.phm >runs.gram
for setting in "euclidean 5 auto" "euclidean 5 relaxation" "cosine 4 9"; do
    read -r metric k t <<<"$setting"
    knnaff -j 1 -k "$k" -m "$metric" runs.gram | diffop -j 1 -t "$t" 2>err | potdist -j 1 | mds -j 1 -r 3 >plain.phm
    embsweep -m "$metric" -k "$k" -t "$t" -r 3 --force --settings one.tsv runs.gram >one.phm
    figure=$("$compare" abs 1e-9 one.phm plain.phm)
    ok $? "the picture of one setting ($setting) is the plain pipe's" || diag "$figure"
    is "$(column t one.tsv) $(column stress one.tsv | xargs printf %.6g)" \
        "$(attr t plain.phm) $(attr stress plain.phm | xargs printf %.6g)" "so are its t and its stress"
done
phm2npy -k gram runs.gram >g.npy
"${PYTHON:-python3}" -c '
import numpy as np
g = np.load("g.npy")
n = np.sqrt(np.diag(g))
d = 1 - g / np.outer(n, n)
np.fill_diagonal(d, 0)
np.save("d.npy", np.maximum((d + d.T) / 2, 0))' && npy2phm -k distance d.npy >cosine.distance
embscore cosine.distance plain.phm >scores 2>err
is "$(for measure in trustworthiness rank-correlation demap; do column $measure one.tsv; done | xargs printf '%.8f ')" \
    "$(for measure in trustworthiness rank-correlation demap; do
        awk -v m=$measure '$1 == m { print $2 }' scores
    done | xargs printf '%.8f ')" "and its scores, embscore's in its metric"

# Two clusters, of which potdist knows the distances between.
for i in 0 1 2 3 4 5 6 7; do
    printf '%s\t%s\n%s\t%s\n' "0.$i" "0.$((i * i / 8))" "0.$((i * i / 10))" "1$i"
done | tsv2phm -k snapshots | snapgram >clusters.gram
knnaff -j 1 -k 3 clusters.gram | diffop -j 1 2>err | potdist -j 1 --ground 0.5 2>err | mds -j 1 >plain.phm
embsweep -k 3 -r 0 --ground 0.5 clusters.gram >one.phm
is "$(attr components one.phm) $(attr between one.phm)" "$(attr components plain.phm) $(attr between plain.phm)" \
    "of several components data tell how they lie, as potdist has it"
figure=$("$compare" abs 1e-9 one.phm plain.phm)
ok $? "in the plain pipe's picture" || diag "$figure"

# ---- a sweep ----

sweep() { # OPTION...
    embsweep -k 5,4 -t auto,9 -m euclidean,cosine -r 0:1 --ground 0,0.5 "$@"
}
succeeds "a sweep is made" sweep --settings settings.tsv --pairs pairs.tsv -o sweep.phm runs.gram
is "$(wc -l <settings.tsv) $(attr sweep sweep.phm)" "33 32" "with a picture of each setting"
is "$(column k settings.tsv | tr ' ' '\n' | sort | uniq -c | xargs) $(column time settings.tsv | tr ' ' '\n' | sort | uniq -c | xargs)" \
    "16 4 16 5 16 9 16 auto" "each value in half of them"
is "$(cut -f 1-8 settings.tsv | sed -n '2p;33p')" \
    "$(printf '1\t5\tauto\t22\t0\teuclidean\t0\t\n32\t4\t9\t9\t0.5\tcosine\t1\t')" "the first has the first values"
is "$(attr sweep-k sweep.phm) $(attr sweep-t sweep.phm) $(attr sweep-metric sweep.phm) $(attr sweep-seed sweep.phm) $(attr sweep-ground sweep.phm)" \
    "5,4 auto,9 euclidean,cosine 0,1 0,0.5" "the lists are attributes"
mkdir once && mv settings.tsv pairs.tsv sweep.phm once
sweep --force --settings settings.tsv --pairs pairs.tsv -o sweep.phm runs.gram
for file in settings.tsv pairs.tsv sweep.phm; do
    cmp -s once/$file $file
    ok $? "$file of two sweeps is the same"
done
for threads in 1 2 3; do
    sweep -j $threads --force --settings threads.tsv --all runs.gram >threads$threads.phm
    cmp -s settings.tsv threads.tsv && cmp -s threads1.phm threads$threads.phm
    ok $? "$threads threads make the same"
done
embsweep -k 5 -r 0 runs.gram --settings - -o mean.phm >out
is "$(head -c 9 out)" "picture	k" "a table may go to standard output"

# ---- the mean, and the spread ----

embsweep -k 4:6 -r 0 --all runs.gram >all.phm
for number in 1 2 3 4; do
    phm2tsv -k coords -n $number all.phm | tail -n +2 >$number.txt
done
phm2tsv -k rows all.phm >rows.tsv
for name in spread spread-xx spread-xy spread-yy pictures; do
    column $name rows.tsv | tr ' ' '\n' >$name.txt
done
paste <(awk '{ print $(NF-1), $NF }' 1.txt) <(awk '{ print $(NF-1), $NF }' 2.txt) <(awk '{ print $(NF-1), $NF }' 3.txt) \
    <(awk '{ print $(NF-1), $NF }' 4.txt) spread.txt spread-xx.txt spread-xy.txt spread-yy.txt pictures.txt |
    awk 'function off(a, b) { d = a - b; return (d < 0 ? -d : d) > 1e-9 }
    {
        mx = ($3 + $5 + $7) / 3; my = ($4 + $6 + $8) / 3
        xx = xy = yy = 0
        for (i = 3; i <= 7; i += 2) {
            xx += ($i - mx) ^ 2 / 3; yy += ($(i + 1) - my) ^ 2 / 3
            xy += ($i - mx) * ($(i + 1) - my) / 3
        }
        if (off($1, mx) || off($2, my) || off($9, sqrt(xx + yy)) || off($10, xx) || off($11, xy) ||
            off($12, yy) || $13 != 3 || $9 <= 0)
            wrong++
    }
    END { print NR, wrong + 0 }' >got
is "$(cat got)" "123 0" "the first coords are the mean of the others, and the columns tell how these are spread"
embsweep -k 4 -r 0 runs.gram | phm2tsv -k coords | tail -n +2 >first.txt
paste first.txt 2.txt | awk -F'\t' '{ d = $(NF / 2 - 1) - $(NF - 1); if (d * d > 1e-12) wrong++ } END { exit wrong > 0 }'
ok $? "the first picture stays where it is"
embsweep -d 3 -k 4,5 -r 0 runs.gram | phm2tsv -k rows | head -n 1 >out
like "$(cat out)" $'spread\tspread-xx\tspread-xy\tspread-xz\tspread-yy\tspread-yz\tspread-zz\tpictures\tcomponent$' \
    "three dimensions have six covariances"
snapgram "$data/runs123/X.npy" | embsweep -k 5 | phminfo -H | sed -n 's/^kind //p' | paste -sd ' ' >out
is "$(cat out)" "rows coords" "without a table of rows there is one afterwards"
embsweep -k 5 cosine.distance --settings out.tsv >out.phm
is "$(column metric out.tsv)" "given distances given distances given distances" "distances that are given have their own metric"

# ---- runs left out ----

embsweep -k 5,4 -r 0 --leave-out runs --force --settings settings.tsv --all runs.gram >left.phm
is "$(column left-out settings.tsv) $(column rows settings.tsv)" \
    "  run0 run0 run1 run1 run2 run2 123 123 82 82 82 82 82 82" "each run is left out once"
is "$(phm2tsv -k rows left.phm | awk -F'\t' 'NR > 1 { print $2 }' | uniq -c | xargs)" "41 run0 41 run1" \
    "a picture without a run comes behind a table without its rows"
is "$(phminfo -H left.phm | sed -n 's/^attr left-out //p' | paste -sd ' ')" "run0 run0 run1 run1 run2 run2" \
    "and names it"
embsweep -k 5,4 -r 0 --leave-out runs runs.gram | phm2tsv -k rows >out.tsv
is "$(column pictures out.tsv | tr ' ' '\n' | uniq)" 6 "a snapshot is in the pictures that have its run"

# Three branches, and a snapshot as near to each snapshot of the first two as the branch's last one
# is: it is at the end of both.
awk 'BEGIN {
    n = 20; turn = 6.283185307179586 / 3
    for (b = 0; b < 3; b++)
        for (i = 1; i <= n; i++) { x[++rows] = i * cos(b * turn); y[rows] = i * sin(b * turn) }
    for (i = 1; i <= rows + 1; i++)
        for (j = 1; j <= rows + 1; j++) {
            p = i > rows && j <= n ? n : i > rows ? 2 * n : i
            q = j > rows && i <= n ? n : j > rows ? 2 * n : j
            d = i == j ? 0 : sqrt((x[p] - x[q]) ^ 2 + (y[p] - y[q]) ^ 2)
            printf "%.17g%s", d, j <= rows ? "\t" : "\n"
        }
    }' | tsv2phm -k distance >odd.distance
awk 'BEGIN { print "file\trun\tstep"; for (i = 0; i < 60; i++) printf "%d\tbranch%d\t%d\n", i, i / 20, i % 20; print "odd\t\t" }' |
    tsv2phm >odd.rows
cat odd.rows odd.distance | embsweep -r 0 --ground 0.5 --leave-out runs | phm2tsv -k rows >odd.tsv
paste <(column file odd.tsv | tr ' ' '\n') <(column spread odd.tsv | tr ' ' '\n') | sort -k 2gr >widest
is "$(head -n 1 widest | cut -f 1)" odd "a snapshot that is at the end of two branches has the largest spread"
awk 'NR == 1 { odd = $2 } NR == 2 { exit !(odd > 2 * $2) }' widest
ok $? "by far" || diag "$(head -n 3 widest)"

# ---- pairs ----

is "$(head -n 1 pairs.tsv)" $'kind\tone\tother\tpictures\tdistance\tcv\tleast\tmost' "pairs have a table"
is "$(cut -f 1-4 pairs.tsv | tail -n +2)" \
    $'run\trun0\trun1\t32\nrun\trun0\trun2\t32\nrun\trun1\trun2\t32' "of runs, where there is one component"
embsweep -k 5 -r 0 --leave-out runs --force --pairs pairs.tsv runs.gram >out
is "$(cut -f 4 pairs.tsv | paste -sd ' ')" "pictures 2 2 2" "in pictures that have both"
# Two clusters of four snapshots, 10 apart: their centroids are too, in units of about 5.
for i in 0 1 2 3; do
    printf '%s\t0\n%s\t10\n' "0.$i" "0.$i"
done | tsv2phm -k snapshots | embsweep -k 2,3 --force --pairs pairs.tsv >out 2>err
is "$(cut -f 1-4 pairs.tsv | tail -n +2) $(cut -f 5 pairs.tsv | tail -n +2 | xargs printf %.2f)" \
    $'component\t1\t2\t6 2.00' "components lie as far apart as the data"
awk -F'\t' 'NR == 2 { exit !($6 >= 0 && $6 < 0.01 && $7 <= $5 && $5 <= $8) }' pairs.tsv
ok $? "in all pictures" || diag "$(cat pairs.tsv)"

# ---- bad input ----

fails 1 "k = 9: not less than the 9 snapshots: use -k 8 at most$" "k is less than n" embsweep -k 2,9 x.phm
fails 1 "without run r0, k = 6: not less than the 6 snapshots" "also where a run is left out" \
    embsweep -k 6 --leave-out runs x.phm
printf '1\n2\n' | tsv2phm -k snapshots >two.phm
fails 1 "2 snapshots: a picture needs at least 3" "two snapshots are refused" embsweep -k 1 two.phm
printf 'run\na\na\nb\nb\n' | tsv2phm | cat - <(seq 4 | tsv2phm -k snapshots) >four.phm
fails 1 "without run a, 2 snapshots: a picture needs at least 3" "and two that a run leaves" \
    embsweep -k 1 --leave-out runs four.phm
seq 9 | tsv2phm -k snapshots >plain.phm
fails 1 "--leave-out runs: the table of rows tells of 0 runs" "runs need a column" \
    embsweep -k 2 --leave-out runs plain.phm
fails 1 "column 'none': the stream has no table of rows" "a column needs a table" embsweep -k 2 --run none plain.phm
fails 1 "column 'none': not in the table of rows" "a column that is not there is named" embsweep -k 2 --run none x.phm
printf 'file\na\nb\n' | tsv2phm | cat - plain.phm >rows9.phm
fails 1 "table of rows: has 2 rows, but snapshots has 9" "a table of other rows is refused" embsweep -k 2 rows9.phm
fails 1 "a second record, snapshots: one sweep at a time" "two records are refused" \
    embsweep -k 2 <(cat plain.phm plain.phm)
fails 1 "-m: needs snapshots or a gram record, got distance" "distances have their metric" \
    embsweep -m cosine cosine.distance
printf '1\nnan\n3\n4\n5\n' | tsv2phm -k snapshots >nan.phm
fails 1 "row 1 holds NaN" "NaN is refused" embsweep -k 2 nan.phm
printf '0\t1\t2\n1\t0\t-1\n2\t-1\t0\n' | tsv2phm -k distance >bad.phm
fails 1 "distance matrix: row 1, column 2: -1 is negative" "a negative distance is refused" embsweep -k 1 bad.phm
printf '0\t1\t2\n1\t0\t3\n2\t1\t0\n' | tsv2phm -k distance >bad.phm
fails 1 "distance matrix: row 1, column 2" "so are distances that are not symmetric" embsweep -k 1 bad.phm
printf '1\n1\n1\n1\n' | tsv2phm -k snapshots >equal.phm
fails 1 "picture 1: all its points coincide" "equal snapshots are refused" embsweep -k 2 equal.phm
fails 1 "expected snapshots or gram or distance, got coords" "coords are refused" embsweep one.phm

# ---- bad options ----

while IFS='|' read -r option argument why; do
    fails 2 "$option.*$why" "$option '$argument' is refused" embsweep "$option" "$argument" x.phm
done <<'END'
-k||neither a whole number nor a range
-k|0|expected numbers from 1 on
-k|5,|neither a whole number nor a range
-k|5,5|appears twice
-k|4:6,5|appears twice
-k|1:101|more than 100 values
-r|-1|neither a whole number nor a range
-t||expected whole numbers from 1 to 1000000000, auto or relaxation
-t|auto,|expected whole numbers
-t|0|expected whole numbers
-t|20,020|appears twice
-t|auto,auto|appears twice
-t|relaxation,5,relaxation|appears twice
-t|relaxed|expected whole numbers
-t|99999999999999999999999|expected whole numbers
-m|correlation|expected euclidean, cosine, or both
-m|cosine,cosine|appears twice
-m||expected euclidean
--ground|1.5|expected numbers from 0 to 1
--ground|-0.1|expected numbers from 0 to 1
--ground|0.5,0.5|appears twice
--ground|0.5,0.50|'0.50' appears twice
--ground|x|not a number
--dimensions|4|expected
--leave-out|files|expected
END
fails 2 "--settings -: another output goes there too" "standard output takes one thing" embsweep --settings - x.phm
fails 2 "--pairs -: another output goes there too" "or the other" embsweep --settings - --pairs - -o out x.phm
fails 2 "--pairs one: another output goes there too" "a file takes one thing, too" embsweep --settings one --pairs one x.phm
fails 2 "--settings out: another output" "which may be the picture" embsweep --settings out -o out x.phm
fails 1 "at most 10000 pictures" "there are not too many pictures" embsweep -k 1:60 -r 0:99 -t 1,2 runs.gram
fails 1 "No space left" "a full disk behind --settings is noticed" embsweep -k 2 --settings /dev/full x.phm

done_testing
