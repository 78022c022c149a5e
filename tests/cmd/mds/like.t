#!/bin/bash
# mds --like: a picture lies as another one of some of its snapshots does.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1

# Points in a plane, and their distances; `few` are the first 20 of the 30, in another order.
"$PYTHON" - <<'END'
import numpy as np
rng = np.random.default_rng(5)
X = rng.normal(size=(30, 2)) * [1, 3]
D = np.sqrt(((X[:, None] - X[None]) ** 2).sum(2))
few = rng.permutation(20)
turned = X[few] @ np.array([[0.6, 0.8], [0.8, -0.6]]) + [7, -4] # mirrored and moved
np.save("all.npy", D)
np.save("few.npy", turned)
np.save("wanted.npy", X @ np.array([[0.6, 0.8], [0.8, -0.6]]) + [7, -4])
name = lambda rows, file: open(file, "w").write("file\n" + "".join(f"row{i}.pt\n" for i in rows))
name(range(30), "all.tsv")
name(few, "few.tsv")
name(range(100, 130), "other.tsv")
open("steps.tsv", "w").write("file\trun\tstep\n" + "".join(f"a.log\ta\t{i}\n" for i in range(30)))
open("fewsteps.tsv", "w").write("file\trun\tstep\n" + "".join(f"a.log\ta\t{i}\n" for i in few))
END
npy2phm -k distance -r all.tsv all.npy >all.phm
npy2phm -k coords -r few.tsv few.npy >few.phm
succeeds "a picture is turned" mds -q --eps 0 -o like.phm --like few.phm all.phm
phm2npy -k coords like.phm >like.npy
agrees abs 1e-3 like.npy wanted.npy "and mirrored and moved, so that it lies as the other does"
mds -q --eps 0 all.phm >plain.phm
is "$(attrs like.phm)" "$(attrs plain.phm)" "its attributes are those of the picture as ever"
npy2phm -k distance -r steps.tsv all.npy >steps.phm
npy2phm -k coords -r fewsteps.tsv few.npy >fewsteps.phm
mds -q --eps 0 --like fewsteps.phm steps.phm | phm2npy -k coords >like.npy
agrees abs 1e-3 like.npy wanted.npy "rows of one file are known by their steps"
npy2phm -k distance -r other.tsv all.npy >other.phm
fails 1 "--like: 0 common rows" "a picture of other snapshots is an error" mds -q --like few.phm other.phm
fails 1 "few.phm: has 2 dimensions, the picture 3: give one of as many" "so is one of other dimensions" \
    mds -q -d 3 --like few.phm all.phm
fails 1 "none.phm: " "and one that is not there" mds -q --like none.phm all.phm
fails 2 "--like: turns a new picture" "--onto makes no new picture" mds --like few.phm --onto few.phm all.phm
fails 2 "--like: turns a new picture" "axes of InPCA do not turn" mds --like few.phm -a inpca all.phm

done_testing
