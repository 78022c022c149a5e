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
"$BUILD/tests/tools/compare" abs 1e-9 "$T/placed" "$T/out" >/dev/null
ok $? "so are distances"
mds --onto "$T/old.picture" "$T/old.phm" >"$T/same"
is "$(phm2tsv "$T/same")" "$(phm2tsv "$T/old.picture" | cut -f 1,3-)" "without new snapshots it is the old picture"
succeeds "which new ones can be placed in" mds --onto "$T/same" "$T/all.phm"

knnaff --bandwidth 1e-3 "$T/old.phm" | diffop -q -t 2 2>/dev/null | potdist -q | mds -q >"$T/narrow" 2>"$T/err"
succeeds "new snapshots out of every old one's reach are placed" \
    mds --onto "$T/narrow" -o "$T/placed" "$T/all.phm"
like "$(cat "$T/err")" "warning: 40 new snapshots .*on the nearest" "with a warning"

# Bad input.
fails 1 "row[0-9]+.pt: in the old picture, but not in the input.*together" \
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

done_testing
