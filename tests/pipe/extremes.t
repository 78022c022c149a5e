#!/bin/bash
# Numbers so small or so large that their squares leave float64: each program is right, or says so.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1

# Two runs of ten random steps in 30 columns, times a power of two: what is right at 1 is right elsewhere,
# bit for bit or by the power.
numpy '
r = np.random.default_rng(1)
x = np.vstack([np.cumsum(r.normal(size=(10, 30)), axis=0) for _ in "ab"])
d = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
for power in 0, -300, 300, -565, -1040, 535:
    np.save(f"x{power}", np.ldexp(x, power))
    np.save(f"d{power}", np.ldexp(d, power))
    np.save(f"c{power}", np.ldexp(x[:, :2], power))
for name, row, factor in ("first", 0, 1e10), ("eighth", 7, 1e10), ("far", 0, 1e20), ("near", 7, 1e-20), ("tiny", 7, 1e-170):
    y = x.copy(); y[row] *= factor; np.save(name, y)
z = x.copy(); z[:, 1:] = 0; z[3:5] = 0; z[3] = -0.0; np.save("zeros", z)
z = x.copy(); z[1] = z[0]; z[1, 3] = 0; z[0, 3] = 1e-170; np.save("close", z)
'
{ printf 'file\trun\tstep\tloss\n'
  for i in $(seq 0 19); do printf 'f%s\t%s\t%s\t%s\n' "$i" $((i / 10)) $((i % 10)) $((i * 7 % 20)); done
} | tsv2phm >rows.phm

# stream KIND FILE: the rows, and a record of that kind.
stream() {
    cat rows.phm <(npy2phm -k "$1" "$2")
}
snapshots=("snapgram" "knnaff" "knnaff --sparse" "knnaff -m cosine" "knnaff -c -p 5" "pca" "trajstat"
    "trajstat --distance mean" "embsweep -q -r 0 -t 3")
scaled=("mds -a classical" "mds" "mds -a nonmetric" "embscore -k 3 - coords.phm")

# ---- the same at every scale ----

for power in 0 -300 300; do
    for metric in euclidean cosine correlation; do
        for sparse in '' --sparse; do
            # shellcheck disable=SC2086 # an option
            knnaff -q -m $metric $sparse x$power.npy | phm2tsv >$metric$sparse.$power
        done
    done
done
for affinity in {euclidean,cosine,correlation}{,--sparse}; do
    is "$(cat "$affinity.-300" "$affinity.300" | md5sum)" "$(cat "$affinity.0" "$affinity.0" | md5sum)" \
        "affinities do not depend on the unit ($affinity)"
done

# ---- what cannot be squared ----

for power in -565 -1040; do
    stream snapshots x$power.npy >x.phm
    for command in "${snapshots[@]}"; do
        # shellcheck disable=SC2086 # a command and its options
        fails 1 "row 0 holds no values but below 1e-150.*: multiply all snapshots by 1e100" \
            "$command says that squares of 2^$power are 0" $command x.phm
    done
    stream distance d$power.npy >d.phm
    stream coords c0.npy >coords.phm
    for command in "${scaled[@]}"; do
        # shellcheck disable=SC2086 # a command and its options
        fails 1 "distance matrix: no number is greater than [0-9.e-]*, .*: multiply all by 1e100" \
            "$command says so of distances of 2^$power" $command <d.phm
    done
    stream coords c$power.npy >coords.phm
    for command in "trajstat" "trajplot -o x.png" "embscore -k 3 d0.npy"; do
        # shellcheck disable=SC2086 # a command and its options
        fails 1 "coords: no number is greater than [0-9.e-]*, .*: multiply all by 1e100" \
            "$command says so of coordinates of 2^$power" $command coords.phm
    done
done
stream distance d0.npy >d.phm
stream distance d-565.npy >small.phm
for command in "knnaff -k 3" "losshom -q -k 3 -c loss"; do
    # shellcheck disable=SC2086 # a command and its options
    is "$($command small.phm | phm2tsv)" "$($command d.phm | phm2tsv)" "$command does without squares of 2^-565"
done
for command in "${snapshots[@]}"; do
    # shellcheck disable=SC2086 # a command and its options
    fails 1 "row 0 holds NaN, Inf or values beyond 1e150" "$command says that squares of 2^535 overflow" \
        $command <(stream snapshots x535.npy)
done
for command in "snapgram" "knnaff" "knnaff --sparse"; do
    # shellcheck disable=SC2086 # a command and its options
    fails 1 "row 7 holds no values but below 1e-150" "$command finds one row of such values" $command tiny.npy
done
fails 1 "rows 0 and 1 differ, but by less than 1e-150" "equal rows but for such a value are no duplicates" \
    knnaff close.npy
succeeds "rows of zeros, of either sign, are no such rows" knnaff -q -k 3 zeros.npy
succeeds "nor for a search without a Gram matrix" knnaff -q -k 3 --sparse zeros.npy
fails 1 "gram matrix: row 0, column 0: 1e-310 holds few digits" "a Gram matrix from elsewhere says so, too" \
    knnaff -k 1 <(printf '1e-310\t0\t0\n0\t1\t0\n0\t0\t1\n' | tsv2phm -k gram)

# ---- rows of unlike lengths ----

# cosines FILE: 1 - cos of all rows but the first and the eighth, from affinities exp(-d).
cosines() {
    knnaff -m "$2" -a 1 --bandwidth 1 --threshold 0 "$1" 2>err | phm2npy -k affinity --force -o got.npy
    numpy '
x = np.load(argv[0])
if argv[1] == "correlation":
    x = x - x.mean(1)[:, None]
x = x / np.linalg.norm(x, axis=1)[:, None]
keep = np.delete(np.arange(20), [0, 7])
off = np.abs(1 - x @ x.T + np.log(np.load("got.npy")))
print(off[np.ix_(keep, keep)].max() < 1e-9, off.max() < 1e-4)' "$1" "$2"
}
for metric in cosine correlation; do
    for file in first eighth; do
        is "$(cosines $file.npy $metric) $(cat err)" "True True " \
            "a row 1e10 times as long costs the others no digits ($metric, $file)"
    done
    for file in far near; do
        is "$(cosines $file.npy $metric)" "True False" "nor does one of 1e20 times ($metric, $file)"
        like "$(cat err)" "warning: 19 pairs .* fewer than three digits" "of whose own angles it is said ($metric, $file)"
    done
done

# ---- checkpoints ----

numpy '
r = np.random.default_rng(2)
for name, factor in ("one", 1), ("two", 1), ("small", 1e-170), ("large", 1e50):
    np.savez(name, **{"0.weight": factor * r.normal(size=(5, 4)), "1.weight": factor * r.normal(size=(3, 5))})
'
for norm in filter layer; do
    fails 1 "small.npz: tensor 0.weight: slice 0: its numbers are below 1e-150.*--norm weight" \
        "a direction of a norm that is 0 by underflow is refused (--norm $norm)" \
        snapjump -s 1 -r 1 -n $norm --force -o moved.npz small.npz
done
snapjump -q -s 1 -r 1 -n weight -o moved.npz small.npz
snapjump -q -s 1 -r 1 -n weight -o moved1.npz one.npz
is "$(numpy 'print(all((np.load("moved.npz")[k] != np.load("small.npz")[k]).all() for k in np.load("small.npz")))')" \
    True "which takes a norm without squares"
for name in small large; do
    fails 1 "$name.npz: its greatest number is [0-9.e+-]*, and the search is in float32" \
        "what float32 cannot hold is not matched ($name)" snapalign --to one.npz -n '{run}.npz' one.npz $name.npz
done
fails 1 "rows 0 and 1 differ|holds no values but" "principal directions of such snapshots are refused" \
    lossgrid --pca -x -1:1:2 -y -1:1:2 -e cat small.npz small.npz moved.npz

done_testing
