#!/bin/bash
# mds --onto: new snapshots in an old picture. tests/data/onto holds the reference's transitions of
# 40 new snapshots to 80 old ones; make.py says how they were made.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}

if ! "$python" -c 'import numpy' 2>/dev/null; then
    skip_all "no numpy for $python"
fi

# Old rows, and all rows in another order, with tables that name each.
"$python" - "$data" "$T" <<'END'
import sys
import numpy as np
data, T = sys.argv[1:]
X = np.load(data + "/tree200/X.npy").astype("f8")
rows = np.load(data + "/onto/rows.npy")
def write(name, which):
    np.save(f"{T}/{name}.npy", X[which])
    with open(f"{T}/{name}.tsv", "w") as f:
        f.write("file\n" + "".join(f"row{i}.pt\n" for i in which))
write("old", rows[:80])
write("all", rows[::-1])
write("new", rows[80:])
write("part", rows[40:])
np.save(f"{T}/distance.npy", np.linalg.norm(X[rows[::-1], None] - X[None, rows[::-1]], axis=2))
END
for set in old all new part; do
    npy2phm -k snapshots -r "$T/$set.tsv" "$T/$set.npy" >"$T/$set.phm"
done

# The largest differences from the reference's places, and from the old points' own.
differences() { # OLD NEW TRANSITION
    phm2npy -k coords "$1" >"$T/old.xy.npy" && phm2npy -k coords "$2" >"$T/new.xy.npy" &&
        "$python" - "$T" "$3" <<'END'
import sys
import numpy as np
T, name = sys.argv[1:]
old, placed = np.load(T + "/old.xy.npy"), np.load(T + "/new.xy.npy")[::-1]
expected = np.load(name) @ old
print("%g %g" % (abs(placed[80:] - expected).max() / abs(old).max(), abs(placed[:80] - old).max()))
END
}

for case in euclidean cosine pca; do
    case $case in
    pca) options=(-p 10) ;;
    *) options=(-m "$case") ;;
    esac
    knnaff "${options[@]}" "$T/old.phm" | diffop | potdist | mds >"$T/old.picture"
    succeeds "$case: all snapshots are placed" mds --onto "$T/old.picture" -o "$T/placed" "$T/all.phm"
    read -r new old < <(differences "$T/old.picture" "$T/placed" "$data/onto/$case.transition.npy")
    awk -v x="${new:-1}" 'BEGIN { exit !(x < 1e-9) }'
    ok $? "$case: new ones lie where the reference's transform puts them" || diag "off by $new"
    is "$old" 0 "$case: old ones have not moved by a bit"
done
is "$(phminfo -H "$T/placed" | awk '/^(kind|shape) /')" \
    $'kind rows\nshape 120 1\nkind coords\nshape 120 2' \
    "the row table of all snapshots comes with the coords"
like "$(phminfo -H "$T/placed")" "from mds --onto" "the provenance says so"
attrs() {
    phminfo -H "$1" | grep -E '^attr (k|t|pca|mds|gamma|placed) ' | sort
}
is "$(attrs "$T/placed")" "$({ attrs "$T/old.picture" && echo "attr placed 40"; } | sort)" \
    "how the picture was made is told of both, and how many were placed"
is "$(phminfo -H "$T/placed" | grep -c '^attr stress')" 0 "its stress is not theirs"
fails 1 "40 of its snapshots were placed.*use the picture that they were placed in" \
    "nothing is placed among what was placed" mds --onto "$T/placed" "$T/all.phm"

knnaff "$T/old.phm" | diffop | potdist | mds >"$T/old.picture"
mds --onto "$T/old.picture" "$T/all.phm" >"$T/placed"
snapgram "$T/all.phm" | mds --onto "$T/old.picture" >"$T/out"
is "$(phm2tsv "$T/out")" "$(phm2tsv "$T/placed")" "a Gram record is as good as the snapshots"
npy2phm -k distance -r "$T/all.tsv" "$T/distance.npy" | mds --onto "$T/old.picture" >"$T/out"
agrees abs 1e-9 "$T/placed" "$T/out" "so are distances"

# Distances of any measure make a picture, in which such distances have to place.
npy2phm -k distance -a metric=bhattacharyya -r "$T/all.tsv" "$T/distance.npy" >"$T/all.distance"
"$python" -c 'import sys, numpy as np
np.save(sys.argv[1] + "/old.distance.npy", np.load(sys.argv[1] + "/distance.npy")[:39:-1, :39:-1])' "$T"
npy2phm -k distance -a metric=bhattacharyya -r "$T/old.tsv" "$T/old.distance.npy" |
    knnaff | diffop | potdist | mds >"$T/measured.picture"
succeeds "a picture of distances of another measure takes such distances" \
    mds --onto "$T/measured.picture" -o "$T/out" "$T/all.distance"
agrees abs 1e-6 "$T/placed" "$T/out" "which place as their like do"
fails 1 "old picture: is of bhattacharyya distances: give these" "and no snapshots" \
    mds --onto "$T/measured.picture" "$T/all.phm"
fails 1 "of jeffreys, but the old picture is of bhattacharyya distances: give these" "and no other distances" \
    mds --onto "$T/measured.picture" <(npy2phm -k distance -a metric=jeffreys -r "$T/all.tsv" "$T/distance.npy")

mds --onto "$T/old.picture" "$T/old.phm" >"$T/same"
is "$(phm2tsv "$T/same")" "$(phm2tsv "$T/old.picture" | cut -f 1,3-)" "without new snapshots it is the old picture"
succeeds "which new ones can be placed in" mds --onto "$T/same" "$T/all.phm"

knnaff --bandwidth 1e-3 "$T/old.phm" | diffop -q -t 2 2>/dev/null | potdist -q | mds -q >"$T/narrow" 2>"$T/err"
succeeds "new snapshots out of every old one's reach are placed" \
    mds --onto "$T/narrow" -o "$T/placed" "$T/all.phm"
like "$(cat "$T/err")" "warning: 40 new snapshots are too far .* without mds --onto$" "with a warning"

# An InPCA picture: distances whose triangle inequality is broken, and some rows twice, the second time as
# new ones.
"$python" - "$T" <<'END'
import sys
import numpy as np
T = sys.argv[1]
rng = np.random.default_rng(5)
n, twice = 30, 10
D = rng.uniform(1, 2, (n, n))
D = (D + D.T) / 2 * (1 - np.eye(n))
rows = np.concatenate([np.arange(twice), np.arange(n)])
def write(name, D, names):
    np.save(f"{T}/{name}.npy", D)
    with open(f"{T}/{name}.tsv", "w") as f:
        f.write("file\n" + "".join(f"{row}.pt\n" for row in names))
write("few", D, range(n))
write("more", D[np.ix_(rows, rows)], [f"new{i}" for i in range(twice)] + list(range(n)))
write("off", (D * 1.01)[np.ix_(rows, rows)], [f"new{i}" for i in range(twice)] + list(range(n)))
D[3, 4] = D[4, 3] = np.nan
write("nan", D, range(n))
END
for set in few more off nan; do
    npy2phm -k distance -a metric=jeffreys -r "$T/$set.tsv" "$T/$set.npy" >"$T/$set.phm"
done
fails 1 "row 3, column 4" "NaN has no InPCA" mds -a inpca "$T/nan.phm"
mds -a inpca -d 30 "$T/few.phm" >"$T/inpca.picture"
like "$(phminfo -H "$T/inpca.picture")" "attr signature [+]*-" "a picture with imaginary axes"
fails 1 "0.pt: its distances to the other old snapshots do not lead to its place.*axis 1 is .* for .*give the distances" \
    "other distances than those of the picture are refused" mds --onto "$T/inpca.picture" "$T/off.phm"
phm2npy "$T/few.phm" | npy2phm -k snapshots -r "$T/few.tsv" >"$T/snapshots.phm"
fails 1 "old picture: is of jeffreys distances: give these" "so are snapshots" \
    mds --onto "$T/inpca.picture" "$T/snapshots.phm"
fails 1 "row 3, column 4" "so is NaN" mds --onto "$T/inpca.picture" "$T/nan.phm"
phm2npy "$T/inpca.picture" >"$T/old.xy.npy"
npy2phm -k coords -a signature=+ -r "$T/few.tsv" "$T/old.xy.npy" >"$T/unsigned"
fails 1 "attribute signature: \\+ is not" "so is a signature of too few axes" \
    mds --onto "$T/unsigned" "$T/more.phm"
npy2phm -k coords -a signature=+++++++++++++++------------+++ -a landmarks=9 -r "$T/few.tsv" \
    "$T/old.xy.npy" >"$T/landmarks.phm"
fails 1 "placed at means of 9 landmarks.*without landmarks" "so is a picture of landmarks" \
    mds --onto "$T/landmarks.phm" "$T/more.phm"
succeeds "new snapshots are placed in an InPCA picture" \
    mds --onto "$T/inpca.picture" -o "$T/placed" "$T/more.phm"
phm2npy "$T/placed" >"$T/new.xy.npy"
is "$("$python" -c 'import sys, numpy as np
old, new = (np.load(f"{sys.argv[1]}/{name}.xy.npy") for name in ("old", "new"))
print((new[10:] == old).all(), abs(new[:10] - old[:10]).max() < 1e-10)' "$T")" \
    "True True" "old ones stay where they are to the bit, new ones with the distances of old ones lie there"
making() {
    phminfo -H "$1" | sed -n 's/^attr \(signature\|placed\|mds\|metric\) //p' | paste -sd' '
}
is "$(making "$T/placed")" "$(making "$T/inpca.picture") 10" "its signature is theirs"
is "$(phminfo -H "$T/placed" | grep -c -E '^attr (explained-stress|negative-share)')" 0 \
    "what its axes explain is not"
snapgram "$T/old.phm" | mds -a inpca >"$T/plain.picture"
mds --onto "$T/plain.picture" "$T/all.phm" >"$T/placed"
is "$(phminfo -H "$T/placed" | sed -n 's/^shape //p' | tail -n 1)" "120 2" \
    "snapshots are placed in an InPCA picture of their Euclidean distances"

# Bad input.
fails 1 "old picture: row[0-9]+.pt is not in the input.*together" \
    "old snapshots that are not there are named" mds --onto "$T/old.picture" "$T/part.phm"
fails 1 "expected coords, got snapshots" "the old picture has to be a picture" \
    mds --onto "$T/old.phm" "$T/all.phm"
fails 1 "no-such-file" "a picture that is not there is an error" \
    mds --onto "$T/no-such-file" "$T/all.phm"
fails 1 "row table" "snapshots without a row table cannot be told apart" \
    mds --onto "$T/old.picture" "$T/all.npy"
phm2npy -k coords "$T/old.picture" >"$T/xy.npy"
npy2phm -k coords -r "$T/old.tsv" "$T/xy.npy" >"$T/bare"
fails 1 "say how its affinities were made" \
    "a picture without a kernel in its attributes is refused" mds --onto "$T/bare" "$T/all.phm"
{ cat "$T/old.tsv" && tail -n 1 "$T/old.tsv"; } | sed 2d >"$T/twice.tsv"
npy2phm -k snapshots -r "$T/twice.tsv" "$T/old.npy" >"$T/twice.phm"
fails 1 "row120.pt appears twice" "a file that stands twice is refused" \
    mds --onto "$T/old.picture" "$T/twice.phm"
fails 1 "expected snapshots or gram or distance, got affinity" "so are affinities" \
    mds --onto "$T/old.picture" <(knnaff "$T/all.phm")

# ---- rows of a log of sketches, which have one file ----

"$PYTHON" - "$T" <<'END'
import sys
import numpy as np
T = sys.argv[1]
X = np.cumsum(np.random.default_rng(3).normal(size=(40, 6)), axis=0)
for name, rows in ("few", range(30)), ("more", range(39, -1, -1)):
    np.save(f"{T}/{name}.npy", X[list(rows)])
    open(f"{T}/{name}.tsv", "w").write("file\tstep\n" + "".join(f"a.log\t{i}\n" for i in rows))
END
for name in few more; do
    npy2phm -k snapshots -r "$T/$name.tsv" "$T/$name.npy" >"$T/$name.phm"
done
knnaff -q "$T/few.phm" | diffop -q | potdist -q | mds -q -o "$T/picture.phm"
succeeds "rows of one file are known by their steps" mds -q --onto "$T/picture.phm" -o "$T/placed.phm" "$T/more.phm"
is "$(phm2tsv "$T/placed.phm" | sed 1d | tac | head -n 30)" "$(phm2tsv "$T/picture.phm" | sed 1d | cut -f 1,2,4,5)" "and stay in their places"

done_testing
