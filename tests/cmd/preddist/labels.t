#!/bin/bash
# preddist --labels, and phmsum of distances over parts of the samples.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

rows() { # of numbers, tab-separated, on standard input: snapshots
    tsv2phm -k snapshots -o x.phm
}

"${PYTHON:-python3}" - <<'PYTHON'
import numpy as np
rng = np.random.default_rng(7)
np.save("random.npy", rng.standard_normal((37, 11 * 3)))
np.save("labels.npy", np.arange(11) % 3)
np.save("one_hot.npy", np.eye(3)[np.arange(11) % 3])
np.save("floats.npy", np.arange(11) % 3 + 0.5)
# Wider than a panel of 8 MB, which ends inside a sample, and than a block of 16 MB.
wide = rng.standard_normal((3, 100001 * 7)).astype("f4")
for name, first, last in ("one", 0, 17), ("two", 17, 60000), ("three", 60000, 100001), ("wide", 0, 100001):
    np.save(name + ".npy", wide[:, first * 7:last * 7])
    np.save(name + ".labels.npy", np.arange(first, last) % 7)
PYTHON

# ---- bad input ----

labels() { # LINES REGEX NAME
    printf '%b' "$1" >labels.tsv
    fails 1 "$2" "$3" preddist -c 3 --labels labels.tsv random.npy
}
column="0\n1\n2\n0\n1\n2\n0\n1\n2\n0\n"
labels "label\n$column" "labels.tsv: 10 labels, but 11 samples" "too few labels are refused"
labels "label\n${column}1\n1\n" "12 labels, but 11 samples" "and too many"
labels "label\n${column}3\n" "sample 10: the label 3, expected a whole number from 0 to 2: of labels that begin at 1 subtract 1" \
    "labels that begin at 1 are noticed"
labels "label\n${column}-100\n" "sample 10: the label -100, expected" "a label that means none is refused"
labels "label\n${column}1.5\n" "sample 10: the label 1.5, expected" "and half a class"
labels "label\n${column}nan\n" "sample 10: the label nan, expected" "and NaN"
labels "label\n${column}cat\n" "row 10: the label 'cat' is not a number" "and a name"
labels "a\tb\n1\t2\n" "has 2 columns, but none is called label" "a column of labels must be told"
fails 1 "an array of 11 x 3, expected one number per sample: of one-hot labels numpy.argmax" \
    "one-hot labels are refused" preddist -c 3 --labels one_hot.npy random.npy
fails 1 "floats.npy: sample 0: the label 0.5" "an array of fractions is refused" preddist -c 3 --labels floats.npy random.npy
fails 1 "none.tsv: .*No such file" "labels must be there" preddist -c 3 --labels none.tsv random.npy
head -c -8 labels.npy >cut.npy
fails 1 "cut short" "an array that is cut short is refused" preddist -c 3 --labels cut.npy random.npy

# ---- scores ----

preddist -c 3 random.npy >first.phm
preddist -c 3 --labels labels.npy random.npy >scored.phm
is "$(phminfo -H scored.phm | sed -n 's/^kind //p' | paste -sd,)" "rows,distance" "scores are rows before the distances"
is "$(phm2tsv -k rows scored.phm | head -1)" "$(printf 'accuracy\tcross_entropy\tprogress')" "with these columns"
like "$(attrs scored.phm)" "scores accuracy,cross_entropy,progress$" "which the distances tell of"
phm2npy -k distance scored.phm | cmp -s - <(phm2npy first.phm)
ok $? "and do not depend on"
{ echo label && seq 0 10 | awk '{ print $1 % 3 }'; } >labels.tsv
for form in "sed -n p" "tail -n +2"; do
    preddist -c 3 --labels <($form labels.tsv) random.npy | phm2tsv -k rows | cmp -s - <(phm2tsv -k rows scored.phm)
    ok $? "labels may be a table (${form%% *})"
done
printf 'id,label\n%s\n' "$(seq 0 10 | awk '{ print "x" $1 "," $1 % 3 }')" >labels.csv
preddist -c 3 --labels labels.csv random.npy | phm2tsv -k rows | cmp -s - <(phm2tsv -k rows scored.phm)
ok $? "with other columns"
{ { printf 'accuracy\tfile\n' && seq 37 | sed 's/^/old\t/'; } | tsv2phm && npy2phm -k snapshots random.npy; } | preddist -c 3 --labels labels.npy | phm2tsv -k rows >out
is "$(head -1 out)" "$(printf 'accuracy\tfile\tcross_entropy\tprogress')" "a table that there is gets the columns"
is "$(cut -f1,3,4 out | tail -n +2)" "$(phm2tsv -k rows scored.phm | tail -n +2)" "with the same numbers, in place of old ones"
# Two classes: of the label 0 p = 1/4 in both samples; one is right. -(2 ln p) / 2, with p = 1/4 and 3/4.
printf '0.25\t0.75\t0.25\t0.75\n0.5\t0.5\t0.5\t0.5\n0\t1\t1\t0\n' | rows
printf 'label\n0\n1\n' >two.tsv
preddist -m hellinger -c 2 --labels two.tsv x.phm | phm2tsv -k rows >out
is "$(sed -n 2p out | cut -f1,2 | cut -c1-18)" "$(printf '0.5\t0.836988216785')" "accuracy and cross-entropy are as by hand"
is "$(sed -n 3p out)" "$(printf '0.5\t0.6931471805599453\t0')" "ignorance has no progress, and the first of equals is the likeliest"
is "$(sed -n 4p out | cut -f1,2)" "$(printf '0\tinf')" "certain errors have an infinite cross-entropy"
printf '1\t0\t0\t1\n' | rows
preddist -c 2 --labels two.tsv x.phm | phm2tsv -k rows | awk 'END { exit !($1 == 1 && $2 == 0 && $3 > 1 - 1e-7 && $3 <= 1) }'
ok $? "the truth has progress 1"
printf '1\n2\n1\n2\n1\n1\n1\n1\n1\n1\n1\n' >ones.tsv
preddist -c 3 --labels ones.tsv random.npy 2>err >got.phm
like "$(cat err)" "note: ones.tsv: no sample has the label 0" "labels without a 0 are told of"

# ---- parts of the samples ----

for measure in bhattacharyya hellinger jeffreys disagreement; do
    for part in one two three wide; do
        preddist -m $measure -c 7 --labels $part.labels.npy -o $part.phm $part.npy
    done
    phmsum one.phm two.phm three.phm 2>err >sum.phm
    agrees rel 1e-12 sum.phm wide.phm "parts of the samples add up, of $measure"
done
is "$(attrs sum.phm)" \
    "metric disagreement,squared no,samples 100001,classes 7,values logits,scores accuracy,cross_entropy,summands 3" \
    "the sum tells of how many"
like "$(cat err)" "^phmsum: note: progress is left out" "progress is not a mean, which a note says"
paste <(phm2tsv -k rows sum.phm) <(phm2tsv -k rows wide.phm) | awk 'NR == 1 { print; next }
    { for (i = 1; i < 3; i++) if (($i - $(i + 2)) ^ 2 > 1e-26) print }' >out
is "$(cat out)" "$(printf 'accuracy\tcross_entropy\taccuracy\tcross_entropy\tprogress')" "the other scores add up"
phmsum one.phm two.phm one.phm 2>err >twice.phm
like "$(cat err)" "phmsum: warning: one.phm: a matrix that came before, .*: it counts twice" "a part that is given twice is warned of"
is "$(cat one.phm two.phm three.phm | phmsum -q | phminfo -H - | grep -c '^kind')" 2 "so they do in one stream"
preddist -c 3 -m hellinger random.npy >hellinger.phm
preddist -c 11 random.npy >eleven.phm
phm2npy first.phm | npy2phm -k distance >plain.phm
"${PYTHON:-python3}" -c 'import numpy; numpy.save("few.npy", numpy.load("random.npy")[:3])'
preddist -c 3 few.npy >few.phm
phm2npy first.phm | npy2phm -k gram >gram.phm
phm2npy first.phm | npy2phm -k distance -a samples=0 >zero.phm
phm2npy -o skew.npy first.phm
"${PYTHON:-python3}" -c 'import numpy; d = numpy.load("skew.npy"); d[1, 0] += 1; numpy.save("skew.npy", d)'
npy2phm -k distance -a samples=11 -a metric=bhattacharyya -a classes=3 skew.npy >skew.phm
# ordered TABLE: the first part's distances of its first three snapshots, with this table of rows.
ordered() {
    phm2tsv few.phm | tsv2phm -k distance | phm2npy | npy2phm -k distance -a samples=5 -a metric=m -a classes=3 -r "$1"
}
printf 'run\tstep\na\t0\na\t1\nb\t0\n' >abc.tsv
printf 'run\tstep\na\t0\nb\t0\na\t1\n' >acb.tsv
printf 'run\tstep\nc\t0\nc\t1\nd\t0\n' >other.tsv
ordered abc.tsv >abc.phm
ordered acb.tsv >acb.phm
ordered other.tsv >other.phm
fails 1 "acb.phm: row 1 is the snapshot of row 2 of the first: give the same snapshots in the same order" \
    "nor the same snapshots in another order" phmsum abc.phm acb.phm
fails 1 "row 1 is the snapshot of row 2" "in one stream neither" phmsum <(cat abc.phm acb.phm)
for table in abc acb; do
    printf '2\t0\t0\n0\t2\t0\n0\t0\t2\n' | tsv2phm -k gram | phm2npy | npy2phm -k gram -r $table.tsv >$table.gram
done
fails 1 "acb.gram: row 1 is the snapshot of row 2" "nor Gram matrices in another order" phmsum abc.gram acb.gram
succeeds "but those in one order do" phmsum abc.phm abc.phm
succeeds "and those that others call otherwise" phmsum abc.phm other.phm
fails 1 "attribute metric hellinger, but bhattacharyya before" "other measures do not add up" phmsum first.phm hellinger.phm
fails 1 "attribute classes 11, but 3 before" "nor other classes" phmsum first.phm eleven.phm
fails 1 "distances of 3 snapshots, expected 37" "nor other snapshots" phmsum first.phm few.phm
fails 1 "scores of labels are in some of the streams alone" "nor scores with none" phmsum first.phm scored.phm
fails 1 "expected gram, got distance" "nor other distances" phmsum plain.phm
fails 1 "distances and Gram matrices do not add up" "nor Gram matrices" phmsum first.phm gram.phm
fails 1 "attribute samples: '0' is not a whole number from 1 on" "nor no samples" phmsum zero.phm
fails 1 "not symmetric" "nor what is no distance" phmsum first.phm skew.phm
fails 1 "-i and -x: choose Gram matrices by their names" "nor are they chosen by name" phmsum -i x first.phm
fails 1 "row 0 has no accuracy" "scores must be where they are said to be" \
    phmsum <({ printf 'file\n'; seq 37; } | tsv2phm; phm2npy -k distance scored.phm |
        npy2phm -k distance -a samples=11 -a metric=bhattacharyya -a classes=3 -a scores=accuracy)
# The mean of 3 samples at 1 and 1 at 5.
for part in "3 1" "1 5"; do
    printf '0\t%s\n%s\t0\n' "${part#* }" "${part#* }" | tsv2phm -k distance | phm2npy |
        npy2phm -k distance -a "samples=${part% *}" -a metric=m -a classes=2 -o "${part% *}.phm"
done
is "$(phmsum 3.phm 1.phm | phm2tsv | head -1)" "$(printf '0\t2')" "the mean is weighted by the samples"
done_testing
