#!/bin/bash
# preddist: predictions of real networks of two shapes, against the loops of tests/data/predictions/make.py.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
golden=$data/predictions
compare=$BUILD/tests/tools/compare

for metric in bhattacharyya hellinger jeffreys disagreement; do
    preddist -q -c 10 -m $metric -o "$T/$metric.phm" "$golden/logits.npy"
    figure=$("$compare" rel 1e-12 "$T/$metric.phm" "$golden/$metric.npy")
    ok $? "$metric is that of a plain loop within 1e-12" || diag "$figure"
done

# The minimiser that made progress is as near as the square root of its own rounding lets it be.
preddist -q -c 10 --labels "$golden/labels.npy" "$golden/logits.npy" | phm2tsv -k rows >"$T/rows.tsv"
is "$(head -1 "$T/rows.tsv")" "$(head -1 "$golden/scores.tsv")" "labels add three columns"
paste "$T/rows.tsv" "$golden/scores.tsv" | awk -F '\t' '
    function far(a, b, limit) { return a - b > limit || b - a > limit }
    NR > 1 { if (far($1, $4, 1e-12) || far($2, $5, 1e-12) || far($3, $6, 1e-6)) exit bad = 1 }
    END { exit bad || NR != 11 }'
ok $? "accuracy and cross-entropy are those of the loop, progress that of SciPy within 1e-6" || diag "$(cat "$T/rows.tsv")"

done_testing
