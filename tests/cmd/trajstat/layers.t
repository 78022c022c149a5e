#!/bin/bash
# trajstat --layers: how far layers move, of their Gram matrices or of snapshots.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1

# layers TENSOR FIRST COUNT...: the snapshots in x.tsv of the rows in rows.tsv, with those tensors.
layers() {
    tsv2phm rows.tsv
    { printf 'name\tfirst\tcount\n'; printf '%s\t%s\t%s\n' "$@"; } | tsv2phm -k tensors
    tsv2phm -k snapshots x.tsv
}

# Two runs of a (2 columns), b (2), c (1) and d (2); p's steps are out of order.
# p: a (3, 4) -> (3, 4) + (0, 1) -> (3, 4) + (3, 1); b 0 -> 0 -> (3, 4); c 2 -> 1 -> 2; d 0
# q: a (0, 1) -> (0, 3);                             b 0 -> (6, 8);      c 4 -> 4;      d 0
printf 'file\trun\tstep\n3\tp\t30\n1\tp\t0\n2\tp\t10\n4\tq\t0\n5\tq\t1\n' >rows.tsv
printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' 6 5 3 4 2 0 0 3 4 0 0 2 0 0 3 5 0 0 1 0 0 0 1 0 0 4 0 0 0 3 6 8 4 0 0 >x.tsv
layers a 0 2 b 2 2 c 4 1 d 5 2 >x.phm
snapgram --by-tensor x.phm >layers.gram

# ---- bad input ----

fails 2 "--layers and --steps: one table per call" "there is one table per call" trajstat --layers --steps x.phm
fails 2 "--distance and --layers: one output per call" "or distances" trajstat --layers --distance mean x.phm
fails 2 "--by-run: needs --layers" "--by-run is of layers" trajstat --by-run x.phm
fails 1 "no tensors record before the snapshots" "snapshots need the names of tensors" \
    trajstat --layers <(tsv2phm rows.tsv; tsv2phm -k snapshots x.tsv)
fails 1 "expected gram or snapshots, got distance" "distances have no norms" \
    trajstat --layers <(printf '0\t1\n1\t0\n' | tsv2phm -k distance)
fails 1 "expected gram or snapshots, got rows" "the names of tensors alone are no layers" \
    trajstat --layers <(tsv2phm rows.tsv; printf 'name\tfirst\tcount\na\t0\t7\n' | tsv2phm -k tensors)
fails 1 "attribute params: 'many' is not a whole number from 0" "params is a number" \
    trajstat -q --layers <(printf '1\t0\n0\t1\n' | tsv2phm -k gram | phm2npy | npy2phm -k gram -a name=a -a params=many)
fails 1 "step appears twice" "runs must be known" trajstat --layers <(cut -f 1,3 rows.tsv | sed 's/10$/0/' | tsv2phm; tail -n +1 x.tsv | tsv2phm -k gram)

# ---- by hand ----

heading=$(printf '%s\t' record name params runs run relative share rms displacement length norm_first norm_last | sed 's/\t$//')
# Of p and q: a moves sqrt(10) of sqrt(61) and 2 of 3; b 5 of 5 and 10 of 10; c returns; d is 0. Squares: 14, 125, 0, 0.
trajstat --layers x.phm >got.tsv 2>err
is "$(head -1 got.tsv)" "$heading" "the columns have headings"
is "$(cut -f 2-5,7-12 got.tsv | tail -n +2 | awk '{ printf "%s %s %s %s %.10f %.10f %.10f %.10f %.10f %.10f\n", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 }')" \
    "$(awk 'BEGIN { f = "%s %s 2 mean %.10f %.10f %.10f %.10f %.10f %.10f\n"
        printf f, "b", 2, 125 / 139, 7.5 / sqrt(2), 7.5, 7.5, 0, 7.5
        printf f, "a", 2, 14 / 139, (sqrt(10) + 2) / 2 / sqrt(2), (sqrt(10) + 2) / 2, (1 + 3 + 2) / 2, (5 + 1) / 2, (sqrt(61) + 3) / 2
        printf f, "c", 1, 0, 0, 0, 1, 3, 3
        printf f, "d", 2, 0, 0, 0, 0, 0, 0 }')" "norms, displacement, length, share and rms are means over runs, by hand"
is "$(cut -f 6 got.tsv | tail -n +2 | awk '{ printf "%.12f ", $1 }')" \
    "$(awk 'BEGIN { printf "1.000000000000 %.12f 0.000000000000 0.000000000000 ", (sqrt(10 / 61) + 2 / 3) / 2 }')" \
    "what moves most comes first: 1 of what began at 0, and 0 of what stays there"
is "$(cat err)" "" "and nothing need be said"
trajstat --layers layers.gram >from_gram.tsv
is "$(cut -f 2- from_gram.tsv)" "$(cut -f 2- got.tsv)" "their Gram matrices give the same, to the last bit"
is "$(cut -f 1,2 from_gram.tsv | tail -n +2 | paste -sd,)" $'4\tb,3\ta,5\tc,6\td' "with the numbers of their records"
trajstat --layers --by-run x.phm >runs.tsv
is "$(cut -f 2,4-6 runs.tsv | tail -n +2 | awk '{ printf "%s %s %s %.6f; ", $1, $2, $3, $4 }')" \
    "$(awk 'BEGIN { printf "b 1 p 1.000000; b 1 q 1.000000; a 1 q %.6f; a 1 p %.6f; c 1 p 0.000000; c 1 q 0.000000; d 1 p 0.000000; d 1 q 0.000000; ", 2 / 3, sqrt(10 / 61) }')" \
    "--by-run has a row for each run of a layer"
is "$(awk 'NR > 1 { printf "%s %s %.10f; ", $2, $5, $7 }' runs.tsv | tr ';' '\n' | grep '[ab] ' | sort | paste -sd,)" \
    "$(awk 'BEGIN { printf " a p %.10f, a q %.10f, b q %.10f,b p %.10f", 10 / 35, 4 / 104, 100 / 104, 25 / 35 }')" \
    "and shares of the run's movement"
is "$(snapgram -q -G ab='[ab]' x.phm | trajstat --layers | cut -f 2,3,7 | awk 'NR > 1 { printf "%s %s %.6f; ", $1, $2, $3 }')" \
    "ab 4 1.000000; other 3 0.000000; " "groups of tensors are layers as well"
snapgram x.phm | trajstat --layers >got.tsv 2>err
is "$(cut -f 2,7 got.tsv | tail -1)" $'\t1' "a Gram matrix without a name is one layer"
is "$(cat err)" "trajstat: note: record 3: a Gram matrix without a name, perhaps of all layers together: make one for each layer: snapgram --by-tensor" \
    "with a note"
is "$(printf '1\t2\n2\t4\n' | tsv2phm -k gram | phm2npy | npy2phm -k gram -a name=a | trajstat -q --layers | cut -f 3-6,8 | tail -1)" \
    $'nan\t1\tall\t0.5\tnan' "without a number of parameters there is no rms"
printf 'file\trun\tstep\n3\tp\t30\n1\tp\t0\n2\tp\t10\n4\tq\t0\n5\t\t1\n' >rows.tsv
is "$(layers a 0 7 | trajstat --layers --by-run 2>err | cut -f 5,9 | tail -n +2 | paste -sd,)" $'p\t5.916079783099616,q\t0' \
    "a run of one snapshot does not move, and snapshots of no run are left out"
is "$(cat err)" "trajstat: note: 1 of 5 snapshots are in no run (column 'run' is empty), and left out" "with the note of all tables"
layers a 0 7 | trajstat -q --layers >want.tsv
sed -i '1s/run\tstep/seed\titeration/' rows.tsv
layers a 0 7 | trajstat -q --layers -r seed -s iteration | cmp -s - want.tsv
ok $? "-r and -s name the columns of runs and steps"

# ---- against numpy ----

cat >numbers.py <<'END'
import csv, sys
X, rows = np.load(argv[0]).astype(np.longdouble), list(csv.DictReader(open(argv[1]), delimiter="\t"))
spans = {"a": (0, 20), "b": (20, 59), "c": (59, 60)}
runs = {r["run"]: sorted((i for i in range(len(rows)) if rows[i]["run"] == r["run"]),
                         key=lambda i: (float(rows[i]["step"] or "inf"), i)) for r in rows if r["run"]}
want = {}
for name, (first, end) in spans.items():
    of = []
    for order in runs.values():
        x = X[order, first:end]
        norm = lambda v: np.sqrt((v * v).sum())
        d = norm(x[-1] - x[0])
        of.append([d / max(norm(x[0]), norm(x[-1])), d * d, d / np.sqrt(np.longdouble(end - first)), d,
                   sum((norm(q - p) for p, q in zip(x, x[1:])), np.longdouble(0)), norm(x[0]), norm(x[-1])])
    want[name] = np.array(of).mean(0)
total = sum(w[1] for w in want.values())
worst = 0
for got in csv.DictReader(open(argv[2]), delimiter="\t"):
    w = want.pop(got["name"])
    w[1] /= total
    for value, key in zip(w, "relative share rms displacement length norm_first norm_last".split()):
        worst = max(worst, abs(float(got[key]) - value) / value)
print(len(want), worst < 1e-12 or worst)
END
if numpy 'print(1)' >one 2>err; then
    cp "$data/trajstat/rows.tsv" rows.tsv
    phm2tsv "$data/trajstat/X.npy" >x.tsv
    layers a 0 20 b 20 39 c 59 1 | tee x.phm | trajstat -q --layers | tee snapshots.tsv >got.tsv
    is "$(numpy "$(cat numbers.py)" "$data/trajstat/X.npy" rows.tsv got.tsv)" "0 True" "all numbers agree with numpy's to 1e-12"
    snapgram --by-tensor x.phm | trajstat -q --layers >got.tsv
    is "$(numpy "$(cat numbers.py)" "$data/trajstat/X.npy" rows.tsv got.tsv)" "0 True" "also of Gram matrices"
    is "$(cut -f 2- got.tsv)" "$(cut -f 2- snapshots.tsv)" "which are the same to the last bit"
    # Late in training: steps of 1e-9 of the length.
    numpy 'X = np.load(argv[0]); np.save("close.npy", 1e6 + 1e-3 * X)' "$data/trajstat/X.npy"
    phm2tsv close.npy >x.tsv
    layers a 0 20 b 20 39 c 59 1 | snapgram --by-tensor | trajstat -q --layers >got.tsv
    is "$(numpy "$(cat numbers.py)" close.npy rows.tsv got.tsv)" "0 True" "and where all moves are 1e-9 of the norms"
else
    skip 4 "no numpy"
fi

done_testing
