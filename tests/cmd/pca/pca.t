#!/bin/bash
# pca: what the command adds to lib/embedding/pca.c (tests/lib/embedding/pca_test.c), and NumPy's singular value
# decomposition, whose results tests/data/pca holds; make.py there says how they were made.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
expected=$data/pca
python=${PYTHON:-python3}
cd "$T" || exit 1

attr() { # FILE KEY
    phminfo -H "$1" | sed -n "s/^attr $2 //p"
}

at_most() { # NUMBER LIMIT NAME
    awk -v x="$1" -v limit="$2" 'BEGIN { exit !(x != "" && x <= limit) }'
    ok $? "$3" || diag "got $1, limit $2"
}

# Four snapshots in a plane, about their mean a cross: 2 and 1 long.
printf '3\t1\n-1\t1\n1\t2\n1\t0\n' | tsv2phm -k snapshots >cross.phm
printf 'file\na\nb\nc\nd\n' | tsv2phm >names.phm
cat names.phm cross.phm >named.phm
printf '10\t-2\n-2\t2\n' | tsv2phm -k gram >g.phm

keeps_habits cross.phm pca -q
keeps_habits g.phm pca -q
fails 2 "g.phm: at most one file" "two files are refused" pca g.phm g.phm
fails 2 "dimensions 0" "no dimension is a usage error" pca -d 0 g.phm
fails 2 "about best: expected one of mean, first, last" "so is an unknown origin" pca --about best g.phm

# ---- by hand ----

succeeds "a cross has principal components" pca named.phm
cp "$T/out" out.phm
# 10^2 / (8^2 + 2^2). Of a walk of 4 points 0.1 / sin^2 (pi / 8) and 0.1 / sin^2 (pi / 4), and 5 x 15 / 39.
is "$(cat "$T/err")" "pca: note: explained variance, about the mean: 100 % = 80 + 20; participation ratio 1.47
pca: note: a random walk of as many points: 88.3 % = 68.3 + 20; participation ratio 1.92" \
    "what they explain is said, and what the axes of a random walk would"
is "$(attr out.phm about) $(attr out.phm explained-total)" "mean 1" "and stands in the attributes"
is "$(for key in participation-ratio walk-explained walk-explained-total walk-participation-ratio; do
    attr out.phm $key | tr ' ' '\n' | xargs printf '%.6f '
done)" "1.470588 0.682843 0.200000 0.882843 1.923077 " "so does what the walk would explain"
is "$(attr out.phm walks)" "" "rows that are in no run make no other walks"
is "$(phm2tsv out.phm | awk 'NR > 1 { printf "%.9g %.9g\n", $(NF - 1), $NF }' | sed 's/-0\b/0/g')" \
    $'2 0\n-2 0\n0 1\n0 -1' "the wider arm is the first axis"
succeeds "of one axis" pca -d 1 named.phm
cp "$T/out" line.phm
is "$(phm2tsv -k rows line.phm | awk '{ printf "%s %.6s %.6s\n", $1, $2, $3 }')" \
    $'file off-pl off-pl\na 0 0\nb 0 0\nc 1 1\nd 1 1' \
    "the row table tells how far each snapshot lies off it, also as a share"
is "$(phminfo -H out.phm | awk '/^kind/ { print $2 }' | paste -sd,)" rows,coords \
    "the table comes before the coordinates"
like "$(phminfo -H out.phm)" "from pca named.phm.*from pca named.phm" \
    "both records' provenance says so"
pca -q -d 5 named.phm >five.phm
like "$(phminfo -H five.phm)" "shape 4 5" "more axes than there are columns or rows may be asked for"
is "$(phm2tsv five.phm | awk 'NR > 1 && ($(NF - 2) != 0 || $NF != 0)')" "" "those past the rank are 0"
pca -q cross.phm >bare.phm
is "$(phminfo -H bare.phm | awk '/^kind/ { print $2 }')" coords "without a row table none is made"
printf '1\t2\n1\t2\n' | tsv2phm -k snapshots | pca -q >same.phm
is "$(phm2tsv same.phm | paste -sd' ') $(attr same.phm explained)" $'x\ty 0\t0 0\t0 0 0' \
    "equal snapshots are one point"

# ---- several runs ----

# Two runs of two points, from (0, 0) and (4, 0) by (0, 1) and (0, -3), steps of mean square 5. Walks have the rows
# (0, 0, 0), (0, s, 0) and (4, 0, 0), (4, 0, s) with s^2 = 5. Less their mean, the columns' products (16, -2 s, 2 s;
# -2 s, 15/4, -5/4; 2 s, -5/4, 15/4) have the eigenvalue 5/2 and those of (16, 2 sqrt 10; 2 sqrt 10, 5).
printf '0\t0\n4\t0\n0\t1\n4\t-3\n' | tsv2phm -k snapshots >two.rows
printf 'file\trun\tstep\n0\ta\t0\n1\tb\t0\n2\ta\t1\n3\tb\t1\n' | tsv2phm | cat - two.rows >two.runs
succeeds "several runs are compared with as many walks" pca -d 3 two.runs
cp "$T/out" out.phm
like "$(cat "$T/err")" "pca: note: a random walk of as many points: .*
pca: note: 2 random walks from the runs' starts: 100 % = " "which is said"
{ attr out.phm walks-explained && attr out.phm walks-participation-ratio; } | tr '\n' ' ' >figure
awk '{ root = sqrt((16 - 5) ^ 2 + 4 * 40); l[1] = (21 + root) / 2; l[2] = 2.5; l[3] = (21 - root) / 2
       for (k = 1; k <= 3; k++) { squares += (l[k] / 23.5) ^ 2; most += ($k - l[k] / 23.5) ^ 2 }
       exit !(NF == 4 && most < 1e-24 && ($4 * squares - 1) ^ 2 < 1e-24) }' figure
ok $? "by hand" || diag "$(cat figure)"
is "$(attr out.phm walks)" 2 "and how many there are is an attribute"
trajplot -g out.phm | tr '\n' ' ' >script
like "$(cat script)" '\(2 random walks: 80\.3 \+ 10\.6 \+ 9\.01 %\).*participation ratio [0-9.]* \(1\.5\)' \
    "which the caption tells"
printf 'file\trun\n0\ta\n1\tb\n2\ta\n3\t\n' | tsv2phm | cat - two.rows | pca -q >out.phm
is "$(attr out.phm about)$(attr out.phm walks)" mean "a row that is in no run cannot walk"
printf 'file\trun\n0\ta\n1\tb\n2\ta\n3\tb\n4\tc\n' | tsv2phm | cat - two.rows | pca -q >out.phm
is "$(attr out.phm about)$(attr out.phm walks)" mean "nor can those of a table of other rows"
pca -q named.phm | trajplot -g >script
like "$(cat script)" '80 \+ 20 % of the variance \(a random walk: 68\.3 \+ 20 %\).*participation ratio 1\.47 \(1\.92\)' \
    "and of a single run, the walk of as many points"

# ---- against the singular value decomposition ----

if "$python" -c 'import numpy' 2>/dev/null; then
    snapgram -o runs.gram "$data/runs123/X.npy"
    seq 123 | sed '1i row' | tsv2phm >rows.phm
    cat rows.phm runs.gram >runs.phm
    for about in mean first last; do
        pca -q -d 3 --about $about runs.phm >got.phm
        phm2tsv got.phm >got.tsv # row, off-plane, off-plane-share, x, y, z
        figure=$("$python" - got.tsv "$expected/$about.npy" <<'END'
import sys
import numpy as np
got, expected = np.loadtxt(sys.argv[1], skiprows=1)[:, [3, 4, 5, 1, 2]], np.load(sys.argv[2])
print(abs(got - expected).max())
END
        )
        at_most "$figure" 1e-9 "about the $about: coordinates and what lies off them agree with NumPy's"
        figure=$(attr got.phm explained | tr ' ' '\n' | paste - "$expected/$about.explained" |
            awk '{ d = $1 - $2; d = d < 0 ? -d : d; most = d > most ? d : most } END { print NR == 3 ? most : 1 }')
        at_most "$figure" 1e-9 "about the $about: so does what they explain"
    done
else
    skip 6 "no numpy for $python"
fi
npy2phm -k snapshots "$data/runs123/X.npy" | pca -q --about last -d 3 >direct.phm
"$BUILD/tests/tools/compare" abs 1e-12 got.phm direct.phm >figure
ok $? "snapshots are as good as their Gram matrix" || diag "$(cat figure)"
pca -q --about last runs.phm >again.phm
pca -q --about last runs.phm | cmp -s - again.phm
ok $? "the same input gives the same bytes"

# ---- streams ----

snapgram named.phm >named.gram
{ cat named.gram && snapgram cross.phm; } >two.gram
pca -q -d 1 two.gram >two.phm
is "$(phminfo -H two.phm | awk '/^kind/ { print $2 }' | paste -sd,)" rows,coords,rows,coords \
    "each of several Gram matrices has a row table of its own"

# ---- bad input ----

printf '1\t0\n0\t1\n' | tsv2phm -k affinity >k.phm
fails 1 "expected snapshots or gram, got affinity" "an affinity is refused by its kind" pca k.phm
printf '1\t2\t0\n2\t1\t0\n' | tsv2phm -k gram >flat.phm
fails 1 "square" "a Gram matrix that is not square is refused" pca flat.phm
printf '1\t2\n3\t1\n' | tsv2phm -k gram >askew.phm
fails 1 "symmetric" "so is an asymmetric one" pca askew.phm
printf '1\tnan\n3\t1\n' | tsv2phm -k snapshots >nan.phm
fails 1 "row 0 holds NaN" "a snapshot that holds NaN is named" pca nan.phm
npy2phm -k snapshots <(printf '\x93NUMPY\x01\x00v\x00%-117s\n' \
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }") >none.phm
fails 1 "without rows" "a record without snapshots is refused" pca none.phm
printf '1e6\t1\n1e6\t2\n1e6\t3.5\n' | tsv2phm -k snapshots >close.phm
pca -q close.phm >close.out 2>err
is "$(cat err)" "" "snapshots close to one another beside their lengths are seen"
is "$(phm2tsv -k coords close.out | awk 'NR > 1 { printf "%.14g ", $1 }')" \
    "-1.1666666666667 -0.16666666666667 1.3333333333333 " "with all digits"
printf '1000000000001\t1000000000002\n1000000000002\t1000000000004\n' | tsv2phm -k gram |
    pca -q -d 1 >close.out 2>err
like "$(cat err)" "pca: warning: 1 pairs of snapshots .*fewer than three digits: use snapcat FILE... \| snapgram$" \
    "products of too few digits are warned of"

# ---- plain distances ----

snapgram -q named.phm | mds -a classical >plain.phm
is "$(phm2tsv plain.phm | awk 'NR > 1 { printf "%.6f %.6f\n", $(NF - 1), $NF }' | sed 's/-0\.000000/0.000000/g')" \
    $'2.000000 0.000000\n-2.000000 0.000000\n0.000000 1.000000\n0.000000 -1.000000' \
    "snapgram | mds embeds plain distances: classically, the principal components"
like "$(attr plain.phm metric)" euclidean "and says which metric"

done_testing
