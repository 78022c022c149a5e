#!/bin/bash
# trajstat --distance: distances between runs, against packages of Python and numpy (data/between/make.py).
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
python=${PYTHON:-python3}
cd "$T" || exit 1
expected=$data/between
compare=$BUILD/tests/tools/compare

npy2phm -k coords -r "$expected/rows.tsv" "$expected/X.npy" >coords.phm
npy2phm -k snapshots -r "$expected/rows.tsv" "$expected/X.npy" >snapshots.phm
snapgram snapshots.phm >gram.phm

# ---- what is refused ----

fails 2 "--distance and --ends: one output per call" "a record and a table are one too many" \
    trajstat --distance mean --ends coords.phm
fails 2 "--distance hausdorff: expected one of frechet, mean" "a method must be known" trajstat --distance hausdorff coords.phm
fails 2 "--progress: needs --distance mean" "progress is of the mean" \
    trajstat --distance frechet --progress progress coords.phm
fails 2 "--progress: needs --distance mean" "and of distances" trajstat --progress progress coords.phm
fails 1 "column 'nope': not in the table" "a column of progress must be there" \
    trajstat -q --distance mean --progress nope coords.phm
fails 1 "column 'optimizer': has no numbers" "and have numbers" \
    trajstat -q --distance mean --progress optimizer coords.phm

# on_line TABLE NUMBER...: the stream of points on a line, with the rows of a table on standard input.
on_line() {
    tsv2phm
    printf '%s\n' "$@" | tsv2phm -k coords
}
printf 'run\tp\na\t1\nb\t\nb\tx\n' | on_line 0 1 2 >empty.phm
fails 1 "run b has no number in column 'p'" "every run must have one" trajstat -q --distance mean --progress p empty.phm
printf 'run\tp\na\t3\nb\t3\n' | on_line 0 1 >same.phm
fails 1 "column 'p' goes from 3 to 3" "progress that stands still compares nothing" \
    trajstat -q --distance mean --progress p same.phm
printf 'run\tp\na\t-1e308\nb\t1e308\n' | on_line 0 1 >far.phm
fails 1 "column 'p' goes from -1e\+308 to 1e\+308" "nor does what no number spans" \
    trajstat -q --distance mean --progress p far.phm

# ---- numbers ----

while read -r file options; do
    tsv2phm -k distance "$expected/$file" >expected.phm
    for space in coords snapshots gram; do
        # shellcheck disable=SC2086 # options
        trajstat -q --distance $options $space.phm >got.phm
        "$compare" abs 1e-9 got.phm expected.phm >figure
        ok $? "--distance $options of $space: as $file has them" || diag "$(cat figure)"
    done
done <<'END'
frechet.tsv frechet
mean.tsv mean
progress.tsv mean --progress progress
END
"$python" -c 'import numpy as np
X = np.load("'"$expected"'/X.npy")
np.save("D.npy", np.sqrt(((X[:, None] - X) ** 2).sum(2)))'
npy2phm -k distance -r "$expected/rows.tsv" D.npy | trajstat --distance frechet >got.phm
"$compare" abs 1e-12 got.phm <(tsv2phm -k distance "$expected/frechet.tsv") >figure
ok $? "distances of snapshots serve as well" || diag "$(cat figure)"
trajstat --distance mean --progress progress coords.phm 2>&1 >/dev/null | cmp -s - \
    <(echo "trajstat: note: 1 of 102 snapshots have no number in column 'progress', and are left out")
ok $? "a note counts snapshots without progress"

# numbers OPTION...: what the record of distances has, in one line.
numbers() {
    trajstat -q --distance "$@" | phm2tsv -k distance | paste -sd ' ' | tr '\t' ' '
}
# Run a is at 0 in its first half, then at 4; b is at 2 from a quarter to three quarters.
printf 'run\tstep\nb\t7\na\t1\nb\t3\na\t2\nb\t5\n' | on_line 4 0 0 4 2 >line.phm
is "$(numbers mean <line.phm)" "0 1 1 0" "at equal progress runs are at their nearest snapshots"
is "$(numbers frechet <line.phm)" "0 2 2 0" "the leash is as long as it must be"
# Both go from 0 to 6 and are at 0 otherwise: the same places, in another order.
printf 'run\tstep\na\t0\na\t1\na\t2\nb\t0\nb\t1\nb\t2\n' | on_line 0 6 0 0 0 6 >back.phm
is "$(numbers frechet <back.phm)" "0 6 6 0" "the order of snapshots counts"
printf 'run\tstep\na\t5\na\t5\nb\t0\nb\t4\n' | on_line 0 2 0 2 >still.phm
is "$(numbers mean <still.phm)" "0 0 0 0" "where steps stand still, progress is by snapshots"
is "$(numbers frechet <still.phm)" "0 0 0 0" "runs through the same places are not apart: both walkers go on at once"
printf 'run\tp\na\t0\na\t1\nb\t0\nb\t0\nb\t1\n' | on_line 0 0 1 2 1 >tie.phm
is "$(numbers mean --progress p <tie.phm)" "0 1.5 1.5 0" "of snapshots of one progress the last stands for what follows"
printf 'run\tp\na\t0\na\t1\nb\t0.5\n' | on_line 0 4 3 >ends.phm
is "$(numbers mean --progress p <ends.phm)" "0 2 2 0" "before its first snapshot and after its last a run stands still"
is "$(printf '1\n5\n' | tsv2phm -k coords | numbers mean)" 0 "a single run is nothing apart from itself"
printf '1\n5\n' | tsv2phm -k coords | trajstat -q --distance frechet | phm2tsv -k rows >got
is "$(paste -sd' ' got)" $'run\tsnapshots all\t2' "without a table it is called all"

# ---- the table of runs ----

trajstat --distance frechet coords.phm >map.phm
is "$(phm2tsv -k rows map.phm | paste -sd' ')" \
    $'run\tsnapshots\toptimizer\ttest_loss f\t22\tsgd\t0.045 d\t15\tsgd\t0.067 g\t4\tsgd\t0.250 c\t15\tsgd\t0.067 e\t15\tsgd\t0.067 h\t1\tsgd\t1.000 a\t15\tadam\t0.067 b\t15\tadam\t0.067' \
    "a row tells what all rows of a run have in common, and the last loss"
is "$(trajstat --distance frechet -c progress coords.phm | phm2tsv -k rows | head -2 | paste -sd' ')" \
    $'run\tsnapshots\toptimizer\tprogress f\t22\tsgd\t0.860767' "-c names another column for the last snapshot"
is "$(trajstat -q --distance frechet -r optimizer -s step coords.phm | phm2tsv -k rows | cut -f 1,2 | paste -sd' ')" \
    $'run\tsnapshots sgd\t72 adam\t30' "-r names other runs"
cut -f 1,2,3,5 "$expected/rows.tsv" >lossless.tsv
npy2phm -k coords -r lossless.tsv "$expected/X.npy" | trajstat --distance frechet 2>err >out
is "$? $(cat err)" "0 " "without a loss nothing is missed"
is "$(trajstat --distance mean --progress step coords.phm | phminfo -H | grep '^attr' | paste -sd' ')" \
    "attr between mean attr space picture attr progress step" "attributes tell the method, the space and the progress"
is "$(mds -q map.phm | phm2tsv -k coords | tail -n +2 | wc -l)" 8 "mds draws the map: a point per run"

printf '0\t9\n9\t0\n' | tsv2phm -k distance | phm2npy >D.npy
printf 'run\na\nb\n' | tsv2phm | phm2tsv >two.tsv
npy2phm -k distance -a squared=yes -r two.tsv D.npy | trajstat -q --distance frechet >squared.phm
is "$(phminfo -H squared.phm | grep -c '^attr squared yes') $(numbers frechet <squared.phm)" "1 0 9 9 0" \
    "squared distances stay squared, and say so"

# ---- several records ----

{ cat gram.phm && phm2npy coords.phm | npy2phm -k coords -a name=picture; } >both.phm
trajstat -q --distance frechet both.phm >out
is "$(phminfo -H out | grep -e '^kind' -e '^attr space' -e '^attr name' | paste -sd' ')" \
    "kind rows kind distance attr space weights kind distance attr space picture attr name picture" \
    "each record has its distances, after the rows of its runs"
cat line.phm back.phm | trajstat -q --distance frechet | phminfo -H | grep '^kind' | paste -sd' ' >got
is "$(cat got)" "kind rows kind distance kind rows kind distance" "other runs have other rows"

keeps_habits back.phm trajstat -q --distance frechet

done_testing
