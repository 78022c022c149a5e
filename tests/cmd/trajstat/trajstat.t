#!/bin/bash
# trajstat: numbers of runs against what numpy says of the same snapshots (data/trajstat/make.py).
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1
expected=$data/trajstat

# agrees LIMIT GOT EXPECTED NAME: tables with the same texts, and numbers that differ by no more than
# LIMIT times the larger of 1 and the expected one.
agrees() {
    awk -F '\t' -v limit="$1" '
        function differ() { print FILENAME ": line " FNR ", column " i ": " got[i] " for " $i; wrong++ }
        NR == FNR { line[NR] = $0; count = NR; next }
        {
            fields = split(line[FNR], got, "\t")
            if (fields != NF) { print "line " FNR ": " fields " fields for " NF; wrong++ }
            for (i = 1; i <= NF; i++) {
                if (got[i] == $i) continue
                if (FNR == 1 || $i !~ /^-?[0-9]/ || got[i] !~ /^-?[0-9]/) { differ(); continue }
                d = got[i] - $i; d = d < 0 ? -d : d
                size = $i < 0 ? -$i : $i; size = size < 1 ? 1 : size
                if (d > limit * size) differ()
            }
        }
        END { if (count != FNR || FNR < 2) { print count " lines for " FNR; wrong++ }; exit wrong > 0 }
    ' "$2" "$3" >differences
    ok $? "$4" || diag "$(cat differences)"
}

# Of the rows of a space the columns from `run` on.
rows_of() { # SPACE FILE
    awk -F '\t' -v space="$1" 'NR == 1 || $2 == space' "$2" | cut -f 4-
}

npy2phm -k snapshots -r "$expected/rows.tsv" "$expected/X.npy" >snapshots.phm
snapgram snapshots.phm >gram.phm
{ cat gram.phm && npy2phm -k coords "$expected/Y.npy"; } >both.phm

# ---- against numpy ----

for table in runs steps ends; do
    trajstat -q --$table both.phm >both.tsv
    for space in weights picture; do
        rows_of $space both.tsv >got.tsv
        agrees 1e-9 got.tsv "$expected/$space.$table.tsv" "--$table are numpy's in the space of the $space"
    done
done
trajstat -q both.phm >got.tsv
trajstat -q --runs both.phm | cmp -s - got.tsv
ok $? "--runs is what happens without it"
is "$(cut -f 1,2,4 got.tsv | tail -n +2 | paste -sd' ')" \
    "$(printf '%s\t' 2 weights d | sed 's/\t$//') $(printf '2\tweights\t%s ' a b c; printf '3\tpicture\t%s ' d a b c | sed 's/ $//')" \
    "rows tell the number of their record, and the space"
trajstat -q snapshots.phm >one.tsv
trajstat -q gram.phm | cmp -s - one.tsv
ok $? "snapshots and their Gram matrix have the same numbers"
trajstat -q -c accuracy --highest gram.phm | rows_of weights /dev/stdin >got.tsv
agrees 1e-9 got.tsv "$expected/accuracy.runs.tsv" "with --highest the best has the highest value"
is "$(trajstat -q -c accuracy gram.phm | awk -F '\t' '$4 == "d" { print $13, $14 }')" "0 0" \
    "-c names the column, whose lowest value is the best otherwise"
sed '1s/run\tstep/seed\titeration/' "$expected/rows.tsv" >other.tsv
npy2phm -k snapshots -r other.tsv "$expected/X.npy" | trajstat -q -r seed -s iteration >got.tsv
cmp -s got.tsv <(trajstat -q snapshots.phm)
ok $? "-r and -s name the columns of runs and steps"
npy2phm -k coords -r "$expected/rows.tsv" "$expected/X.npy" | trajstat -q --steps >both.tsv
rows_of picture both.tsv >got.tsv
agrees 1e-9 got.tsv "$expected/weights.steps.tsv" "coordinates of any number of dimensions are taken"

# All pairs of the table of ends, as a distance record: three points and their angles.
cut -f 2- "$expected/weights.ends.tsv" | tsv2phm -k distance >d.phm
{ printf 'step\n0\n1\n2\n3\n' | tsv2phm; cat d.phm; } >distances.phm
is "$(trajstat -q --steps distances.phm | cut -f 2,4-6 | tail -n +2)" \
    "$(printf 'distance\tall\t%d\t%d\n' 0 0 1 1 2 2 3 3)" \
    "without a column of runs a table's rows are one run"
# Law of cosines by hand from the table's own distances: d to a, a to b, d to b.
trajstat -q --steps distances.phm | awk -F '\t' 'NR == 4 { print $9 }' >got
awk -F '\t' -v got="$(cat got)" '
    NR == 2 { da = $3; db = $4 } NR == 3 { ab = $4 }
    END { c = (db ^ 2 - da ^ 2 - ab ^ 2) / (2 * da * ab); d = got - c; exit !(d < 1e-12 && d > -1e-12) }' \
    "$expected/weights.ends.tsv"
ok $? "of distances alone the cosine follows from the law of cosines"

# ---- squared distances ----

# Three points on a line, at 0, 3 and 4, by their squares.
tsv2phm -k distance >on_line.phm <<<$'0\t9\t16\n9\t0\t1\n16\t1\t0'
# numbers_of SQUARED [OPTION...]: of these, with the attribute squared.
numbers_of() {
    phm2npy on_line.phm | npy2phm -k distance -a squared="$1" | trajstat -q "${@:2}"
}
is "$(numbers_of yes | cut -f 6-8,12 | tail -1)" $'4\t4\t1\t1' "lengths are roots where distances are squared"
is "$(numbers_of no | cut -f 6-8 | tail -1)" $'10\t16\t1.6' "and else the distances"
is "$(numbers_of yes --steps | cut -f 8-11 | tail -1)" $'1\t1\t4\t0' "so are steps and turns"
phm2npy on_line.phm | npy2phm -k distance -a squared=yes | mds -q -a inpca | trajstat -q >got
is "$(cut -f 2,6-8 got | tail -1 | tr '\t' '\n' | awk 'NR > 1 { $1 = sprintf("%.6f", $1) } 1' | paste -sd' ')" \
    "picture 4.000000 4.000000 1.000000" "InPCA's picture of them has the same lengths"
npy2phm -k coords -a squared=yes - < <(printf '0\n3\n4\n' | tsv2phm -k coords | phm2npy) | trajstat -q >got
is "$(cut -f 6-8 got | tail -1)" $'4\t4\t1' "of other pictures they are those in the picture"

# ---- what is left out, and what is made up ----

succeeds "snapshots in no run are passed over" trajstat gram.phm
is "$(cat err)" "trajstat: note: 1 of 20 snapshots are in no run (column 'run' is empty), and left out" "a note says how many"
for loss in val_loss eval_loss loss train_loss 'Val Loss' loss/val valid-loss validation_loss Training.Loss; do
    sed "s|test_loss|$loss|" "$expected/rows.tsv" >other.tsv
    npy2phm -k snapshots -r other.tsv "$expected/X.npy" | trajstat -q >got
    cmp -s got <(npy2phm -k snapshots -r "$expected/rows.tsv" "$expected/X.npy" | trajstat -q)
    ok $? "without a column test_loss it is $loss that tells the best"
done
awk -F '\t' -v OFS='\t' '{ print $0, NR == 1 ? "val_loss" : NR % 3 }' "$expected/rows.tsv" >other.tsv
npy2phm -k snapshots -r other.tsv "$expected/X.npy" | trajstat -q | cmp -s - got
ok $? "but test_loss comes first"
for other in lossy 'Loss Test 2' my_val_loss; do
    sed "s|test_loss|$other|" "$expected/rows.tsv" >other.tsv
    npy2phm -k snapshots -r other.tsv "$expected/X.npy" | trajstat -q | cut -f 13 | sort -u >got
    is "$(paste -sd' ' got)" 'best_step nan' "a column $other is no usual loss"
done
sed 's/test_loss/quality/' "$expected/rows.tsv" >other.tsv
npy2phm -k snapshots -r other.tsv "$expected/X.npy" | trajstat 2>notes | cut -f 13-16 | sort -u >got
is "$(cat got)" $'best_step\tbest_value\tfirst_to_best\tbest_to_final\nnan\tnan\tnan\tnan' \
    "without a loss no snapshot is the best"
like "$(cat notes)" "no column of a usual loss has numbers.*: name the loss, -c COLUMN, one of [a-z]+" "and a note says so"
is "$(trajstat -q --steps d.phm | cut -f 4,5 | tail -n +2 | paste -sd' ')" $'all\t0 all\t1 all\t2 all\t3' \
    "without a table the rows are one run, in their order"
is "$(trajstat d.phm 2>&1 >/dev/null)" \
    "trajstat: note: no table of rows: the 4 rows are taken as one run, in their order: npy2phm -r TABLE adds one" "and a note says so"
mlp -q --hidden 4 --epochs 2 --data "$tests_dir/../examples/data" -o .
snapcat mlp_e00*.safetensors >mlp.phm
is "$(snapgram --by-tensor mlp.phm | trajstat | cut -f 3,5 | tail -n +2 | paste -sd' ')" \
    $'layers.0.bias\t3 layers.0.weight\t3 layers.1.bias\t3 layers.1.weight\t3' "layers are told by their names"
trajstat --steps mlp.phm >steps.tsv
snapcat -m steps.tsv mlp_e00*.safetensors | phm2tsv -k rows | tr '\t' '\n' | grep -cx to_final >got
is "$(cat got)" 1 "snapcat takes the table of steps, by its column file, so that pictures can be coloured by it"
# As many columns as rows: no Gram matrix comes in between.
phm2npy "$expected/Y.npy" | npy2phm -k snapshots -r "$expected/rows.tsv" | trajstat -q --steps |
    sed 's/\tweights\t/\tpicture\t/' >both.tsv
rows_of picture both.tsv >got.tsv
agrees 1e-9 got.tsv "$expected/picture.steps.tsv" "snapshots of few weights have their own numbers"

# ---- barriers ----

tsv2phm -k grid "$expected/line.tsv" | phm2npy >line.npy
npy2phm -k grid -a x-from=-0.5 -a x-to=2.5 -a value=loss line.npy >line.phm
trajstat --barrier line.phm | cut -f 4- >got.tsv
agrees 1e-12 got.tsv "$expected/barrier.tsv" "the barrier between 0 and 1 is numpy's"
is "$(trajstat --barrier line.phm | cut -f 1,3 | tail -1)" $'1\tloss' "the row tells what the values are"
printf '1\n4\n2\n' | tsv2phm -k grid >column.phm
is "$(trajstat --barrier column.phm | cut -f 4-5,10,12- | tail -1)" $'0\t1\t4\t2.5\t0.5\t2.5' \
    "a line may stand as a column, and goes from 0 to 1 unless it says otherwise"
# Accuracies 0.9 to 0.7; at the middle 0.3 where interpolation gives 0.8.
printf '0.9\t0.3\t0.7\n' | tsv2phm -k grid | trajstat --barrier --highest | awk -F '\t' 'NR == 2 {
    exit !($10 == 0.3 && $12 > 0.5 - 1e-12 && $12 < 0.5 + 1e-12 && $13 == 0.5) }'
ok $? "with --highest a barrier is what the values lack"
cat both.phm line.phm column.phm | trajstat --barrier | cut -f 1 | tail -n +2 | paste -sd' ' >got
is "$(cat got)" "4 5" "a row a grid, whatever else is in the stream"
fails 1 "grid: 2 x 2 points are not a line" "a plane is no line" \
    trajstat --barrier <(printf '1\t2\n3\t4\n' | tsv2phm -k grid)
fails 1 "grid: 1 points" "neither is a point" trajstat --barrier <(echo 1 | tsv2phm -k grid)
fails 1 "grid record: attribute x-from: 'left' is not a finite number" "places are numbers" \
    trajstat --barrier <(npy2phm -k grid -a x-from=left line.npy)
fails 1 "expected grid, got gram" "a stream without a grid has no barriers" trajstat --barrier gram.phm
head -c -1 line.phm >cut.phm
fails 1 "cut.phm" "a grid cut short is refused" trajstat --barrier cut.phm

# ---- what is refused ----

fails 2 "--steps and --ends: one table per call" "two tables are one too many" trajstat --steps --ends gram.phm
succeeds "the same one twice is not" trajstat --steps --steps gram.phm
fails 1 "column 'nope': not in the table of rows: choose one of file, run, step" "a column that is not there is refused, with a list" \
    trajstat -c nope gram.phm
fails 1 "column 'nope': not in the table" "so is one of runs" trajstat -r nope gram.phm
fails 1 "column 'nope': not in the table" "and one of steps" trajstat -s nope gram.phm
fails 1 "column 'file': has no numbers" "a column of words ranks nothing" trajstat -c file gram.phm
fails 1 "table of rows: has no runs.*snapcat -n" "where runs cannot be told apart that is an error" \
    trajstat <(sed 1s/run/seed/ "$expected/rows.tsv" >seeds.tsv
        npy2phm -k snapshots -r seeds.tsv "$expected/X.npy")
{ printf 'run\tstep\na\t0\n' | tsv2phm; cat d.phm; } >unequal.phm
fails 1 "a table of 1 rows, but distance of 4" "a table of other snapshots is refused" trajstat unequal.phm
fails 1 "expected gram or snapshots or distance or coords, got affinity" "other kinds are not taken" \
    trajstat <(printf '1\t0\n0\t1\n' | tsv2phm -k affinity)
fails 1 "distance matrix: row 0, column 1" "distances that differ by direction are refused" \
    trajstat <(printf '0\t1\n2\t0\n' | tsv2phm -k distance)
fails 1 "negative" "so are negative ones" trajstat <(printf '0\t-1\n-1\t0\n' | tsv2phm -k distance)
fails 1 "not square: got 1 x 2" "so is what is not square" trajstat <(printf '0\t1\n' | tsv2phm -k distance)
fails 1 "coords: row 1, column 0: nan" "a place that is none is refused" \
    trajstat <(printf '0\t1\nnan\t1\n' | tsv2phm -k coords)
fails 1 "snapshots: row 1 holds NaN" "so are weights that are none" \
    trajstat <(printf '0\t1\t2\nnan\t1\t2\n' | tsv2phm -k snapshots)
{ printf 'run\tstep\na\t0\na\t1\nb\t0\nb\t1\n' | tsv2phm; cat d.phm
    printf 'run\tstep\na\t0\na\t1\nc\t0\nc\t1\n' | tsv2phm; cat d.phm; } >others.phm
fails 1 "of different runs" "a table of ends has one set of runs" trajstat --ends others.phm
is "$(trajstat -q others.phm | cut -f 1,4 | tail -n +2 | paste -sd' ')" $'2\ta 2\tb 4\ta 4\tc' \
    "other tables have as many as there are"

printf '2\t1\n1\t2\n' | tsv2phm -k gram >small.phm
keeps_habits small.phm trajstat -q

done_testing
