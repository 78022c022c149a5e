#!/bin/bash
# Snapshots close beside their lengths: the distances keep their digits, in memory and in records.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
cd "$T" || exit 1

kind_of() {
    phminfo -H "$@" | sed -n 's/^kind //p' | paste -sd,
}

# ---- by hand: integers, which float64 holds to 2^53 ----

# 5, 13 and 8 apart, 1e8 out, and as far again from one to the other side.
near=$'100000003\t100000004\t100000000'
printf '100000000\t100000000\t100000000\n%s\n100000003\t100000012\t100000000\n-100000000\t0\t0\n' "$near" |
    tsv2phm -k snapshots >x.phm
snapgram x.phm >s.phm
is "$(kind_of s.phm)" squares "where products would lose digits squares are written"
is "$(phm2tsv s.phm | awk 'NR < 4 { printf "%.0f %.0f %.0f; ", $1, $2, $3 }')" \
    "30000000000000000 25 153; 25 30000001400000024 64; 153 64 30000003000000152; " \
    "which are squared distances, and on the diagonal squared lengths"
knnaff -a 1 --bandwidth 8 --threshold 0 x.phm >K.phm
is "$(phm2tsv K.phm | awk 'NR < 3 { printf "%.12f %.12f ", $2, $3 }')" \
    "$(awk 'BEGIN { printf "%.12f %.12f 1.000000000000 %.12f ", exp(-5 / 8), exp(-sqrt(153) / 8), exp(-1) }')" \
    "affinities are of these distances"
printf '1\t2\n2\t3.5\n' | tsv2phm -k snapshots >far.phm
is "$(snapgram far.phm | phm2tsv)" "$(printf '5\t9\n9\t16.25')" "elsewhere products stay what is written"
is "$(kind_of <(snapgram far.phm))" gram "as a gram record"
printf '100000000\t1\n100000000\t1\n5\t5\n' | tsv2phm -k snapshots >equal.phm
is "$(kind_of <(snapgram equal.phm))" gram "so they do where rows are equal"

# ---- every program that takes a Gram matrix ----

printf 'file\trun\tstep\n' >rows.tsv
for i in $(seq 0 29); do printf 'r%s\ta\t%s\n' "$i" "$i"; done >>rows.tsv
tsv2phm rows.tsv >rows.phm
# Thirty steps of 1e-9 of the length of 1e6, about two starts.
awk 'BEGIN { for (i = 0; i < 30; i++) { for (c = 0; c < 40; c++) printf "%s%.9f", c ? "\t" : "",
    (i % 2 ? 1e5 : -2e5) * cos(c) + 1e-4 * (i * sin(3 * c) + cos(i * c)); print "" } }' >close.tsv
{ cat rows.phm && tsv2phm -k snapshots close.tsv; } >close.phm
snapgram close.phm >close.squares
is "$(kind_of close.squares)" rows,squares "two starts, each with steps of 1e-9 of the length"
for options in "-m euclidean" "-m cosine" "-m euclidean -c" "-m cosine -p 3"; do
    # shellcheck disable=SC2086 # several options
    knnaff $options close.phm 2>err >direct.phm
    # shellcheck disable=SC2086
    knnaff $options close.squares 2>>err >cached.phm
    cmp -s <(phm2tsv cached.phm) <(phm2tsv direct.phm)
    is "$? $(cat err)" "0 " "snapgram | knnaff $options is knnaff, to the last bit"
done
fails 1 "needs snapshots, got squares" "correlations need the snapshots" knnaff -m correlation close.squares
is "$(pca -q close.squares | phm2tsv -k coords)" "$(pca -q close.phm | phm2tsv -k coords)" "pca takes either"
is "$(trajstat -q close.squares)" "$(trajstat -q close.phm)" "so does trajstat"
succeeds "mds makes a picture of them" mds -a classical -o coords.phm close.squares
is "$(embscore -q -k 3 close.squares <(tsv2phm -k coords close.tsv) | awk '$1 == "rank-correlation" { print ($2 > 0.999) }')" 1 \
    "embscore finds their own coordinates right"
{ sed -n 1,21p rows.tsv | tsv2phm && head -20 close.tsv | tsv2phm -k snapshots; } >some.phm
knnaff some.phm | diffop -q 2>/dev/null | potdist | mds -q >some.coords
is "$(mds --onto some.coords close.squares | phm2tsv)" "$(mds --onto some.coords close.phm | phm2tsv)" \
    "mds --onto places by them"
succeeds "trajplot draws them" trajplot -k squares -o squares.svg close.squares

# ---- sums and extensions ----

cut -f 1-25 close.tsv | tsv2phm -k snapshots | snapgram >left.phm
cut -f 26-40 close.tsv | tsv2phm -k snapshots | snapgram >right.phm
phmsum left.phm right.phm >sum.phm
is "$(kind_of sum.phm)" squares "sums of squares are squares"
agrees() { # LIMIT GOT WANT NAME: relative
    paste <(phm2tsv "$2" | tr '\t' '\n') <(phm2tsv "$3" | tr '\t' '\n') |
        awk -v limit="$1" '{ off = $1 - $2; if (off < 0) off = -off
            if (off > limit * ($2 < 0 ? -$2 : $2)) bad++ } END { exit bad > 0 || NR == 0 }'
    ok $? "$4"
}
agrees 1e-13 sum.phm close.squares "those of shards of the columns are the squares of all"
awk 'BEGIN { for (i = 0; i < 30; i++) printf "%d\t1\n", i }' | tsv2phm -k snapshots >apart.phm
snapgram apart.phm >products.phm
is "$(kind_of products.phm)" gram "a gram record of the same snapshots"
for order in "products.phm sum.phm" "sum.phm products.phm"; do
    # shellcheck disable=SC2086 # two files
    phmsum $order >both.phm
    is "$(kind_of both.phm)" squares "products and squares add up to squares ($order)"
    agrees 1e-12 both.phm <(paste <(phm2tsv -k snapshots apart.phm) close.tsv | tsv2phm -k snapshots | snapgram) \
        "which are those of all columns"
done
snapgram some.phm >old.phm
succeeds "squares are extended" snapgram --extend old.phm -o grown.phm close.phm
agrees 1e-13 grown.phm close.squares "by the squares of the new snapshots"
is "$(phm2tsv -k squares grown.phm | head -20 | cut -f 1-20)" "$(phm2tsv -k squares old.phm)" \
    "and keep what they were to the last bit"
{ sed -n 1,3p rows.tsv | tsv2phm && head -2 close.tsv | tsv2phm -k snapshots; } | snapgram >old.phm
is "$(kind_of old.phm)" rows,gram "of two distant snapshots there are products"
snapgram --extend old.phm close.phm >grown.phm
is "$(kind_of grown.phm)" rows,squares "which become squares when close ones come"
agrees 1e-9 grown.phm close.squares "with all digits"

# ---- what products cannot tell ----

printf '4000000\t3999999.9999999995\n3999999.9999999995\t4000000\n' | tsv2phm -k gram >blur.phm
fails 1 "the snapshots differ, but all distances are below what products resolve \(4e-8" \
    "products of too few digits are not taken for those of equal snapshots" knnaff -k 1 blur.phm
printf '4\t4\n4\t4\n' | tsv2phm -k gram >same.phm
fails 1 "all 2 snapshots are equal" "those of equal ones are" knnaff -k 1 same.phm

# ---- fifty different snapshots ----

awk 'BEGIN { srand(1); for (i = 0; i < 50; i++) { for (c = 0; c < 4; c++)
    printf "%s%.15g", c ? "\t" : "", 1000 + 1e-6 * (i * cos(c) / 5 + rand()); print "" } }' >fifty.tsv
tsv2phm -k snapshots fifty.tsv >fifty.phm
for metric in euclidean cosine correlation; do
    knnaff -m $metric fifty.phm 2>err >K.phm
    is "$? $(cat err)" "0 " "fifty snapshots that differ in the 9th digit have affinities: $metric"
done
knnaff fifty.phm | diffop -q 2>/dev/null | potdist | mds -q -d 1 | phm2tsv |
    awk 'NR > 2 { up += $1 > last } { last = $1 } END { exit !(up < 12 || up > 37) }'
ok $? "and are drawn as the path that they are"
knnaff -k 3 fifty.phm >dense.phm
knnaff -k 3 --sparse fifty.phm >sparse.phm
agrees 1e-9 <(phm2npy sparse.phm | npy2phm -k affinity) <(phm2npy dense.phm | npy2phm -k affinity) \
    "the search finds the same affinities"

# ---- against exact arithmetic ----

cat >exact.py <<'END'
# The worst relative error of squares, as TSV, of snapshots, as TSV, by fractions.
import sys
from fractions import Fraction
read = lambda name: [line.split("\t") for line in open(name).read().splitlines()]
x = [[Fraction(float(v)) for v in row] for row in read(sys.argv[1])]
got = [[Fraction(float(v)) for v in row] for row in read(sys.argv[2])]
worst = 0
for i, a in enumerate(x):
    for j, b in enumerate(x):
        want = sum((p - (q if j != i else 0)) ** 2 for p, q in zip(a, b))
        worst = max(worst, abs(got[i][j] - want) / want)
print(worst < Fraction(1, 10 ** 13) or float(worst))
END
for set in close fifty; do
    if "$python" -c 0 2>/dev/null; then
        tsv2phm -k snapshots $set.tsv | snapgram | phm2tsv >got.tsv
        is "$("$python" exact.py $set.tsv got.tsv)" True "squares agree with fractions to 13 digits ($set)"
    else
        skip 1 "no Python"
    fi
done

# ---- bad input ----

printf '1\t-1\n-1\t1\n' | tsv2phm -k squares >bad.phm
fails 1 "squares matrix: row 0, column 1: -1 is negative" "negative squares are refused" knnaff -k 1 bad.phm
printf '1\t2\n1\t1\n' | tsv2phm -k squares >bad.phm
fails 1 "squares matrix: row 0, column 1: 2 is not symmetric" "so are squares that are not symmetric" pca bad.phm
printf '1\tnan\nnan\t1\n' | tsv2phm -k squares >bad.phm
fails 1 "squares matrix: row 0, column 1: nan is not a finite" "so is NaN" mds bad.phm
printf '1\t4\n4\t1\n' | tsv2phm -k squares >good.phm
succeeds "vectors of length 1 may be 2 apart" phmsum good.phm
printf '1\t4.1\n4.1\t1\n' | tsv2phm -k squares >bad.phm
for program in pca phmsum mds; do
    fails 1 "squares matrix: row 1, column 0: 4.1 is more than 4, which" "but not more ($program)" "$program" bad.phm
done
fails 1 "4.1 is more than 4" "(knnaff)" knnaff -k 1 bad.phm
printf '1\t2\t3\n2\t1\t3\n' | tsv2phm -k squares >bad.phm
fails 1 "squares matrix: not square: got 2 x 3" "so is what has not as many columns as rows" phmsum bad.phm

done_testing
