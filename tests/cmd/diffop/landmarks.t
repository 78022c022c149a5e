#!/bin/bash
# Landmarks, sparse affinities, several powers and components, from knnaff to trajplot.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
cd "$T" || exit 1
"$python" -c 'import numpy' 2>/dev/null || {
    skip_all "numpy is not installed"
}

kinds() { # FILE: but for companions
    phminfo -H "$1" | awk '/^kind / { kind = $2 } /^attr of / { kind = "" } /^$/ { print kind } END { print kind }' |
        grep . | paste -sd' '
}

attrs() { # FILE KEY
    phminfo -H "$1" | sed -n "s/^attr $2 //p" | paste -sd' '
}

# tree: random walks in 30 dimensions that branch off each other; chain: along a spiral;
# star: twelve rays; duplicates: 3 in 10 rows, some 20 times over, and one row far from all.
"$python" - <<'END'
import numpy as np
rng = np.random.default_rng(3)
tree = np.cumsum(rng.uniform(-1, 1, (200, 30)), 0)
for branch in range(4):
    tree = np.vstack([tree, tree[rng.integers(len(tree))] + np.cumsum(rng.uniform(-1, 1, (200, 30)), 0)])
np.save("tree.npy", tree + rng.normal(0, 0.5, tree.shape))
np.save("trunk.npy", tree[:200])
s = np.linspace(1, 20, 700)
np.save("chain.npy", np.c_[s * np.cos(s), s * np.sin(s), s])
np.save("star.npy", np.vstack([np.outer(np.arange(50), rng.normal(0, 1, 20)) for ray in range(12)]))
x = rng.normal(0, 1, (1000, 10))
x[700:] = x[rng.integers(0, 15, 300)]
x[42] += 1e6
np.save("duplicates.npy", x)
np.save("scales.npy", np.outer(10.0 ** np.linspace(-12, 12, 600), [1, 2, 3]) + 0)
END

# ---- sparse affinities ----

knnaff tree.npy >dense.phm
succeeds "knnaff --sparse is at home with snapshots" knnaff --sparse tree.npy
cp out sparse.phm
agrees abs 1e-12 sparse.phm dense.phm "sparse affinities are the dense ones"
like "$(phminfo -H sparse.phm)" "layout csr [0-9]+" "in layout csr"
for options in "-m cosine -c" "-m cosine -p 5" "-p 5 -k 9" "-m correlation" "--knn-max 8 --decay 3"; do
    # shellcheck disable=SC2086 # several options
    knnaff $options tree.npy >d.phm && knnaff --sparse $options tree.npy >s.phm
    agrees abs 1e-9 s.phm d.phm "also with $options"
done
snapgram <(npy2phm -k snapshots tree.npy) | knnaff --sparse >from_gram.phm
agrees abs 0 from_gram.phm dense.phm "a Gram matrix leads to sparse affinities too"
knnaff --sparse duplicates.npy >s.phm 2>err
like "$(cat err)" "warning: [0-9]+ snapshots, the first is row 0: each has 5 or more duplicates" "duplicates are warned of"
knnaff duplicates.npy >d.phm 2>err
agrees abs 1e-9 s.phm d.phm "and are treated as in the dense matrix"
diffop -t 2 sparse.phm >p_sparse.phm && diffop -t 2 dense.phm >p_dense.phm
agrees abs 1e-12 p_sparse.phm p_dense.phm "without -l, diffop makes sparse affinities dense"
fails 1 "threshold 0: keeps every affinity" "a sparse matrix of everything is refused" \
    knnaff --sparse --threshold 0 tree.npy
"$python" -c 'import numpy; numpy.save("nan.npy", numpy.full((9, 2), numpy.nan))'
fails 1 "row 0 holds NaN" "NaN is refused" knnaff --sparse nan.npy

# 20000 snapshots on a line: 16 million affinities would be the whole matrix.
"$python" -c 'import numpy; numpy.save("line.npy", numpy.arange(20000.0)[:, None])'
succeeds "many snapshots have sparse affinities without being asked" knnaff -k 1 line.npy
cp out line.phm
is "$(phminfo -H line.phm | grep -E "^(shape|layout)" | tail -2 | paste -sd' ')" "shape 20000 20000 layout csr 59998" \
    "of each its own, and those of its two neighbours"
fails 1 "20000 snapshots: their sparse affinity would become a dense operator of 2 GB: use landmarks" \
    "too many for a dense operator are told of -l" diffop line.phm

# ---- landmarks ----

succeeds "diffop -l reduces to landmarks" diffop -l 300 -t 8 sparse.phm
cp out l.phm
is "$(kinds l.phm)" "transition operator" "the transition goes before the operator"
is "$(attrs l.phm landmarks)" "300 300 300" "all know how many landmarks there are"
like "$(phminfo -H l.phm)" "shape 1000 300.*shape 300 300" "they have the shapes"
for kind in transition operator; do
    phm2tsv -k $kind l.phm | awk '{ s = 0; for (i = 1; i <= NF; i++) s += $i
        if (s < 1 - 1e-9 || s > 1 + 1e-9) bad = 1 } END { exit bad }'
    ok $? "rows of the $kind sum to 1"
done
diffop -l 300 -t 8 sparse.phm | cmp -s - l.phm
ok $? "the same again is the same to the byte"
diffop -l 300 -t 8 -r 1 sparse.phm 2>err | cmp -s - l.phm
[ $? -eq 1 ]
ok $? "another seed is another choice"
OMP_NUM_THREADS=1 diffop -l 300 -t 8 dense.phm >one.phm
phm2npy -k operator l.phm >a.npy && phm2npy -k operator one.phm >b.npy
agrees abs 1e-9 a.npy b.npy "dense affinities lead to the same landmarks"
diffop -l 300 -t 8 --landmarks random sparse.phm >random.phm
is "$(kinds random.phm)" "transition operator" "landmarks can be random rows"
potdist l.phm | mds -o coords.phm
is "$(kinds coords.phm)" coords "mds uses the transition up"
like "$(phminfo -H coords.phm)" "shape 1000 2" "and places every row"
phm2npy -k transition l.phm >t.npy
potdist l.phm | phm2npy -k distance | mds >m.phm
phm2npy -k coords coords.phm >c.npy && phm2npy m.phm >m.npy
"$python" -c 'import numpy as np
t, m, c = (np.load(f) for f in ("t.npy", "m.npy", "c.npy"))
raise SystemExit(int(abs(t @ m - c).max() > 1e-9 * abs(c).max()))'
ok $? "at the mean of the landmarks, weighted by the transition"
diffop dense.phm | potdist | mds | phm2npy >exact.npy
diffop -l 600 dense.phm | potdist | mds | phm2npy >near.npy
"$python" -c 'import numpy as np
def pairs(file):
    x = np.load(file)
    return np.sqrt(((x[:, None] - x[None]) ** 2).sum(2))[np.triu_indices(len(x), 1)]
r = np.corrcoef(pairs("exact.npy"), pairs("near.npy"))[0, 1]
print("# correlation", r)
raise SystemExit(int(r < 0.95))'
ok $? "distances in the picture correlate with the exact picture's by more than 0.95"
like "$(diffop -t 2 -l 1000 dense.phm 2>&1 >plain.phm)" "note: 1000 snapshots, and 1000 landmarks of them: -l is left out" \
    "with as many landmarks as snapshots there are none"
agrees abs 0 plain.phm p_dense.phm "but the plain operator"
diffop -t 3 l.phm >further.phm
is "$(attrs further.phm t) $(kinds further.phm)" "24 transition operator" \
    "an operator of landmarks is powered on, its transition passes"
"$python" - <<'END'
import numpy as np
a = np.zeros((900, 900))
for step in 1, 2, 31:
    a[np.arange(900 - step), np.arange(step, 900)] = 1
a += a.T
np.save("adjacency.npy", a)
np.save("with_loops.npy", a + np.eye(900))
END
npy2phm -k adjacency adjacency.npy | diffop -l 100 | phm2npy -k operator >graph.npy
npy2phm -k affinity with_loops.npy | diffop -l 100 | phm2npy -k operator >loops.npy
agrees abs 0 graph.npy loops.npy "landmarks of an adjacency are those of the affinity with a loop at each row"
fails 1 "-l: needs affinities, got operator" "landmarks of an operator are refused" diffop -l 5 l.phm
potdist l.phm | phm2npy -k distance | npy2phm -k distance >bare.phm
succeeds "distances that do not tell of landmarks are embedded as they are" mds bare.phm
cat <(diffop -l 200 -t 2 sparse.phm) <(potdist l.phm) >mixed.phm
succeeds "each transition goes with the distances after it" mds mixed.phm
phmhead=$(potdist l.phm | "$python" -c 'import sys
data = sys.stdin.buffer.read()
sys.stdout.buffer.write(data[data.index(b"phm 1\nkind distance"):])' | mds 2>&1 >/dev/null)
like "$phmhead" "distances of 300 landmarks: no transition" "a transition that was lost is missed"
for option in "-l 0" "-l x" "-r -1" "--landmarks far"; do
    # shellcheck disable=SC2086 # an option and its argument
    fails 2 "expected" "$option is refused" diffop $option dense.phm
done

# ---- distances ----

"$python" - <<'END'
import numpy as np
x = np.array([0, 1, 2, 3, 20, 21, 22, 23, 24.0])[:, None]
np.save("ends.npy", x)
END
printf 'file\na\nb\nc\nd\ne\nf\ng\nh\ni\n' | tsv2phm >files.phm
cat files.phm <(npy2phm -k snapshots ends.npy) >ends.phm
for sparse in "" --sparse; do
    # shellcheck disable=SC2086 # an option or none
    knnaff -k 2 $sparse ends.phm >two.phm
    what=${sparse:-dense}
    diffop -q -t 2 two.phm >all.phm
    is "$(phminfo -H all.phm | sed -n 's/^kind //p' | paste -sd' ')" \
        "rows $([ "$sparse" ] && echo snapshots || echo distance) operator" \
        "$what: distances pass between the table and the operator"
    kind=$(phminfo -H all.phm | sed -n 's/^kind //p' | sed -n 2p)
    cmp -s <(phm2npy -k "$kind" all.phm) <(phm2npy -k "$kind" two.phm)
    ok $? "$what: as they are"
    diffop -q -t 2 -l 2 two.phm >few.phm
    is "$(phm2tsv -k "$kind" few.phm | tr '\t' ' ' | paste -sd' ')" "$([ "$sparse" ] && echo 1 22 || echo 0 21 21 0)" \
        "$what: of landmarks there are those of the rows in their middle"
    is "$(attrs few.phm landmarks | tr ' ' '\n' | sort -u)" 2 "$what: and they say so"
    potdist few.phm >landmarks.phm 2>err
    is "$(cat err) $(phm2tsv landmarks.phm | tr '\t' ' ' | paste -sd' ')" " 0 21 21 0" \
        "$what: which potdist takes for the distances of landmarks"
    mds landmarks.phm >placed.phm 2>err
    is "$(phminfo -H placed.phm | awk '/^shape/ { print $2 }' | tail -1)" 9 "$what: among which mds places all rows"
done
phm2npy -k snapshots -n 1 ends.phm | npy2phm -k snapshots >bare.phm
cat <(knnaff -k 2 ends.phm) <(knnaff -k 2 bare.phm | diffop -q -t 1) | diffop -q -t 3 | phminfo -H - |
    sed -n 's/^kind //p' >out
is "$(paste -sd' ' out)" "rows distance operator distance operator" "each operator has its own distances before it"
cat <(knnaff -k 2 bare.phm) <(npy2phm -k distance -a of=snapshots <(phm2npy -k distance <(knnaff -k 2 bare.phm))) |
    diffop -q -t 1 | phminfo -H - | sed -n 's/^kind //p' >out
is "$(paste -sd' ' out)" "distance operator distance" "distances that nothing follows are passed on at the end"
cat <(knnaff -k 2 <(printf '0\n1\n2\n' | tsv2phm -k snapshots) | phm2npy -k distance | npy2phm -k distance -a of=snapshots) \
    <(knnaff --no-distances -k 2 bare.phm) >other.phm
fails 1 "the snapshots' distances: 3 rows, but affinity of 9 rows" "landmarks of other rows have none" \
    diffop -q -l 2 -t 1 other.phm
cat <(npy2phm -k distance -a of=snapshots ends.npy) <(knnaff --no-distances -k 2 bare.phm) >other.phm
fails 1 "distance matrix: not square: got 9 x 1" "nor have they of distances that are not square" \
    diffop -q -l 2 -t 1 other.phm

# ---- several powers ----

diffop -t 4 dense.phm >t4.phm && diffop -t 9 dense.phm >t9.phm
diffop -t 9,2,4 dense.phm >several.phm
is "$(attrs several.phm t)" "2 4 9" "-t 9,2,4 makes three operators, in ascending order"
for n in 1,p_dense 2,t4 3,t9; do
    phm2npy -k operator -n "${n%,*}" several.phm >got.npy
    agrees abs 1e-13 got.npy "${n#*,}.phm" "operator ${n%,*} is the one made alone"
done
knnaff trunk.npy | diffop -t 9,2,4 | potdist | mds >pictures.phm
is "$(attrs pictures.phm t) $(kinds pictures.phm)" "2 4 9 coords coords coords" "the stages after it follow"
diffop -l 300 -t 2,5 sparse.phm | potdist | mds >two.phm
like "$(phminfo -H two.phm)" "shape 1000 2.*shape 1000 2" "with landmarks too"
diffop -t 2,4 -e curve.tsv dense.phm >out
is "$(awk '$3 == 1 { print $1 }' curve.tsv | paste -sd' ')" "2 4" "the entropy curve marks all of them"
is "$(trajplot -g pictures.phm | sed -n 's/^# Panel //p' | paste -sd' ')" '1: "t 2" 2: "t 4" 3: "t 9"' \
    "trajplot draws a panel of each, titled by its t"
fails 1 "no record 4 of coords, only 3" "and how many" trajplot -n 4 -o p.png pictures.phm
trajplot -g -n 2 pictures.phm >chosen.gp
phm2npy -n 2 pictures.phm | npy2phm -k coords | trajplot -g >alone.gp
is "$(grep -c . chosen.gp)" "$(grep -c . alone.gp)" "trajplot -n 2 draws the second"
like "$(cat chosen.gp)" "t = 4|t 4" "with its t"
for list in 2,2 "2," ",2" 2,x 0,3 2,auto; do
    fails 2 "expected|twice" "-t $list is refused" diffop -t $list dense.phm
done

# ---- components ----

printf 'file\trun\na\tx\nb\ty\nc\tx\nd\ty\n' | tsv2phm -k rows >rows.phm
printf '1\t0\t1\t0\n0\t1\t0\t1\n1\t0\t1\t0\n0\t1\t0\t1\n' | tsv2phm -k affinity >two_parts.phm
cat rows.phm two_parts.phm | diffop -t 2,3 >labelled.phm 2>err
is "$(kinds labelled.phm)" "rows operator operator" "the row table goes before the operators, once"
is "$(phm2tsv -k rows labelled.phm | cut -f 3 | paste -sd' ')" "component 1 2 1 2" \
    "with each snapshot's component"
like "$(phminfo -H labelled.phm)" "from diffop -t 2,3" "and says where that is from"
cat rows.phm sparse.phm | diffop -t 2 >unlabelled.phm
is "$(phm2tsv -k rows unlabelled.phm)" "$(phm2tsv -k rows rows.phm)" \
    "a table of other rows stays as it is"
diffop -t 2 labelled.phm 2>err | phm2tsv -k rows >again.tsv
is "$(head -1 again.tsv)" $'file\trun\tcomponent' "an operator's rows are labelled anew, in the same column"

# ---- hard cases ----

for set in chain star duplicates scales; do
    for landmarks in "" "-l 150"; do
        # shellcheck disable=SC2086 # an option and its argument
        knnaff --sparse $set.npy 2>err | diffop $landmarks 2>>err | potdist | mds >hard.phm 2>>err
        is "$(phminfo hard.phm | grep -E '^(nan|inf|shape)' | paste -sd' ')" \
            "shape $("$python" -c "import numpy; print(len(numpy.load('$set.npy')), 2, sep=' ')") nan 0 inf 0" \
            "$set ${landmarks:-exact}: finite coordinates of all rows" || diag "$(cat err)"
    done
done

done_testing
