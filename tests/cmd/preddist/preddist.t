#!/bin/bash
# preddist: predictions in, distances out. What they should be numpy says, by the plain formulas.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/habits.sh
. tests/tools/habits.sh
cd "$T" || exit 1

rows() { # of numbers, tab-separated, on standard input: snapshots
    tsv2phm -k snapshots -o x.phm
}

"${PYTHON:-python3}" - <<'PYTHON'
import numpy as np
rng = np.random.default_rng(7)

def logs(z):
    top = z.max(-1, keepdims=True)
    return z - top - np.log(np.exp(z - top).sum(-1, keepdims=True))

def expected(name, z, classes):
    z = z.reshape(len(z), -1, classes).astype(float)
    l = logs(z)
    best = z.argmax(2)
    d = np.zeros((4, len(z), len(z)))
    for u in range(len(z)):
        for v in range(u):
            half = (l[u] + l[v]) / 2
            top = half.max(1)
            d[0, u, v] = -np.mean(top + np.log(np.exp(half - top[:, None]).sum(1)))
            d[1, u, v] = 2 - 2 * np.mean(np.exp(half).sum(1))
            d[2, u, v] = np.mean(((np.exp(l[u]) - np.exp(l[v])) * (l[u] - l[v])).sum(1))
            d[3, u, v] = np.mean(best[u] != best[v])
    for m, which in zip("bhattacharyya hellinger jeffreys disagreement".split(), d):
        np.save(f"{name}.{m}.npy", which + which.T)
    np.save(f"{name}.npy", z.reshape(len(z), -1))

def confident(size, m, n, classes):
    return size * np.eye(classes)[rng.integers(classes, size=(m, n))] + rng.standard_normal((m, n, classes))

expected("random", rng.standard_normal((37, 11 * 3)), 3)
expected("sixty", confident(60, 37, 11, 10), 10)
expected("huge", confident(1e4, 37, 11, 10), 10)
expected("many", 3 * rng.standard_normal((5, 4 * 130)), 130)
# Wider than a panel of 4 MB, which ends inside a sample, and than a block of 16 MB.
wide = rng.standard_normal((3, 100001 * 7)).astype("f4")
expected("wide", wide, 7)
np.save("wide.npy", wide)
np.save("fortran.npy", np.asfortranarray(np.load("random.npy")))
np.save("half.npy", np.load("random.npy").astype("f2"))
np.save("widened.npy", np.load("random.npy").astype("f2").astype("f8"))
p = np.exp(logs(np.load("random.npy").reshape(37, 11, 3)))
np.save("classes.npy", np.arange(6) % 3)
for i in range(4):
    np.save(f"activations{i}.npy", np.random.default_rng(i).normal(size=(6, 4)))
np.save("p.npy", p.reshape(37, -1))
np.save("p32.npy", p.reshape(37, -1).astype("f4"))
np.save("log_p.npy", np.log(p).reshape(37, -1))
for i in range(3):
    np.save(f"file{i}.npy", np.load("random.npy")[i].reshape(11, 3))
    np.save(f"turned{i}.npy", np.load("random.npy")[i].reshape(3, 11))
PYTHON

# ---- bad input ----

snapcat -q file*.npy >files.phm
fails 1 "-c: needed, for nothing tells how many classes a sample has: the last axis .* is 11x3" \
    "classes must be known, and the shape is told" preddist files.phm
fails 1 "-c: needed" "also where there is no shape" preddist random.npy
fails 1 "rows of 33 numbers are not whole samples of 4 classes: 1 are left over" \
    "ragged samples are refused" preddist -c 4 random.npy
fails 1 "tensor array: its shape is 11x3, expected a last axis of 11 classes" \
    "other classes than the last axis are refused" preddist -c 11 files.phm
snapcat -q turned*.npy >turned.phm
fails 1 "its shape is 3x11, expected a last axis of 3 classes: .*transpose" \
    "classes by samples are refused" preddist -c 3 turned.phm
phm2npy -k snapshots files.phm | npy2phm -k snapshots -a classes=3 >told.phm
fails 1 "-c 11: the snapshots have the attribute classes 3" "contradicting the attribute is an error" preddist -c 11 told.phm
snapcat -q classes.npy >classes.phm
fails 1 "tensor array: 6 whole numbers, one per sample as labels are: save logits" \
    "the likeliest classes are no predictions" preddist -c 3 classes.phm
snapcat -q --cka activations*.npy >activations.phm
fails 1 "rows of activations \(snapcat --cka\).*knnaff -m cosine" "activations are refused" preddist -c 3 activations.phm
phm2npy -k snapshots turned.phm | npy2phm -k snapshots -a classes=11 | preddist >/dev/null 2>err
is "$(cat err)" "preddist: note: 3 samples of 11 classes: more classes than samples: if the array is classes x samples, transpose it (in numpy predictions.T) before it is saved" \
    "a note asks where classes are more than samples"
for classes in 0 2.5 three; do
    phm2npy -k snapshots files.phm | npy2phm -k snapshots -a classes=$classes >bad.phm
    fails 1 "classes" "an attribute classes of $classes is refused" preddist bad.phm
done
fails 1 "1 class, of which all predictions are certain: of a single logit" "one class is refused" preddist -c 1 random.npy
for classes in 0 -1 x 1e3; do
    fails 2 "--classes.*expected" "-c $classes is a usage error" preddist -c $classes random.npy
done
fails 2 "--metric.*expected" "an unknown measure is refused" preddist -m far random.npy
fails 2 "--values.*expected" "and unknown values" preddist --values odds random.npy
fails 1 "expected snapshots, got distance" "distances are no predictions" preddist -c 3 <(preddist -q -c 3 random.npy)
"${PYTHON:-python3}" -c 'import numpy; numpy.save("none.npy", numpy.zeros((3, 0))); numpy.save("no_rows.npy", numpy.zeros((0, 6)))'
fails 1 "3 snapshots of 0 numbers: there is nothing to compare" "zero samples are refused" preddist -c 3 none.npy
fails 1 "0 snapshots of 6 numbers: there is nothing to compare" "zero snapshots are refused" preddist -c 3 no_rows.npy

bad() { # CELLS REGEX NAME [OPTION...]: of two classes, two samples, two snapshots
    printf '%b' "$1" | rows
    fails 1 "$2" "$3" preddist -c 2 "${@:4}" x.phm
}
bad '1\t2\t3\t4\n1\t2\tnan\t4\n' "snapshots: row 1: sample 1: class 0 is NaN" "NaN is refused, with its place"
bad '1\t2\t3\t4\n1\t2\t3\tinf\n' "row 1: sample 1: class 1 is inf, which is not a logit" "so is infinity"
bad '1\t2\t3\t4\n1e200\t2\t3\t4\n' "row 1: sample 0: class 0 is 1e\+200, which is not a logit" "and what is as good as infinite"
bad '1\t-inf\t3\t4\n1\t2\t-inf\t-inf\n' "row 1: sample 1: all logits are -inf" "and a sample without any class"
bad '0.5\t0.5\t0.5\t0.4\n0.5\t0.5\t1\t0\n' "row 0: sample 1: the probabilities sum to 0.9, expected 1: check -c" \
    "probabilities that do not sum to 1 are refused"
bad '0.5\t0.5\t0.5\t0.5\n0.5\t0.5\t1.25\t-0.25\n' "row 1: sample 1: class 1 is -0.25, which is not a probability" \
    "and negative ones"
bad '0.5\t0.5\t0.5\t0.5\n0.5\t0.5\tnan\t0\n' "row 1: sample 1: class 0 is NaN" "and those that are NaN"
bad '0.5\t0.5\t0.5\t0.5\n0.5\t0.5\tinf\t0\n' "row 1: sample 1: the probabilities sum to inf" "and infinite ones"
bad '0.5\t0.5\t3\t4\n0.5\t0.4\t3\t4\n' "sample 0 has numbers as probabilities are, but .*say --values logits or" \
    "what may be either is asked about"
bad '0.5\t0.5\t3\t4\n2\t1\t3\t4\n' "say --values logits or" "also where it differs between snapshots"
bad '1\t2\t3\t4\n5\t6\t7\t8\n' "row 0: sample 0: the probabilities sum to 3" "logits are not taken for probabilities by force" \
    --values probabilities
bad '1\t0\t0.5\t0.5\n0\t1\t0.5\t0.5\n' "sample 0: no class has a probability above 0 in both row 1 and row 0, so that bhatt" \
    "an infinite distance is an error"
bad '0.5\t0.5\t1\t0\n0.5\t0.5\t0.5\t0.5\n' "sample 1: class 1 has the probability 0 in either row 1 or row 0, so that jeff" \
    "also of jeffreys" -m jeffreys
printf 'file\na.npy\nb.npy\n' | tsv2phm >names.phm
printf '1\t2\t3\t4\n1\t2\tnan\t4\n' | rows
fails 1 "snapshots: b.npy: sample 1: class 0 is NaN" "a snapshot is told by its file" preddist -c 2 <(cat names.phm x.phm)
fails 1 "a table of 2 rows before 37 snapshots" "a table of other rows is refused" preddist -c 3 <(cat names.phm && npy2phm -k snapshots random.npy)

printf '1\t2\t3\t4\n1\t2\t0\t4\n' | rows
keeps_habits x.phm preddist -c 2

# ---- measures ----

for name in random:3 sixty:10 huge:10 many:130 wide:7; do
    for measure in bhattacharyya hellinger jeffreys disagreement; do
        preddist -c ${name#*:} -m $measure -o got.phm ${name%:*}.npy
        agrees rel 1e-12 got.phm ${name%:*}.$measure.npy "${name%:*} predictions have the $measure of the formula"
    done
done
is "$(attrs got.phm)" "metric disagreement,squared no,samples 100001,classes 7,values logits" "the attributes tell"
preddist -c 3 random.npy >first.phm
is "$(attrs first.phm)" "metric bhattacharyya,squared yes,samples 11,classes 3,values logits" "and what is a square"
preddist -c 3 fortran.npy | phm2npy >got.npy
phm2npy first.phm | cmp -s - got.npy
ok $? "columns may come one by one"
for threads in 1 2 3; do
    preddist -j $threads -c 7 wide.npy | phm2npy -o "$threads.npy"
done
cmp -s 1.npy 2.npy && cmp -s 1.npy 3.npy
ok $? "the number of threads does not matter"
preddist -c 3 half.npy | phm2npy >got.npy
preddist -c 3 widened.npy | phm2npy | cmp -s - got.npy
ok $? "float16 is what its numbers are"

for measure in bhattacharyya hellinger jeffreys disagreement; do
    preddist -c 3 -m $measure -o got.phm p.npy
    agrees rel 1e-12 got.phm random.$measure.npy "of probabilities $measure is the same"
done
like "$(attrs got.phm)" "values probabilities$" "which are told from logits"
preddist -c 3 --values probabilities p32.npy >got.phm
agrees rel 1e-5 got.phm random.bhattacharyya.npy "those in float32 sum to 1 well enough"
preddist -c 3 log_p.npy >got.phm
agrees rel 1e-12 got.phm random.bhattacharyya.npy "logarithms of probabilities are logits"
printf '0.5\t0.5\n0.25\t0.75\n' | rows
preddist -c 2 x.phm >p.phm
preddist -c 2 --values logits x.phm >z.phm
! cmp -s p.phm z.phm
ok $? "--values logits overrides what they look like"
# -ln(sqrt(0.5 0.25) + sqrt(0.5 0.75)).
is "$(phm2tsv p.phm | head -1 | cut -f2 | cut -c1-12)" "0.0346682320" "probabilities have the distance of the formula"

# ---- zeros ----

printf '%s\n' '0 -inf 2' '0.5 -inf 0' '2 -inf -1' | tr ' ' '\t' | rows
printf '%s\n' '0 2' '0.5 0' '2 -1' | tr ' ' '\t' | tsv2phm -k snapshots -o y.phm
for measure in bhattacharyya hellinger jeffreys disagreement; do
    preddist -m $measure -c 3 x.phm >got.phm
    preddist -m $measure -c 2 y.phm >want.phm
    agrees rel 1e-15 got.phm want.phm "a class that no snapshot allows does not count in $measure"
done
printf '0\t-inf\n3\t-1\n' | rows
is "$(preddist -m hellinger -c 2 x.phm | phm2tsv | head -1 | cut -f2 | cut -c1-10)" "0.01806782" "a class may have the probability 0"
# 2 - 2 sqrt(1/(1 + e^-4)).

succeeds "the distances are distances to knnaff" knnaff -k 5 first.phm
done_testing
