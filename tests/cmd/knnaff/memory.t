#!/bin/bash
# knnaff --memory: rows past memory, read from their file again and again.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
cd "$T" || exit 1
mkdir tmp
export TMPDIR=$T/tmp

# Walks of 60 steps that lead far away, 2400 rows of 1000 numbers, of which some are equal and one is of zeros.
# shellcheck source=tests/tools/numpy.sh
. "$tests_dir/tools/numpy.sh"
numpy "
r = np.random.default_rng(1)
way = np.cumsum(r.standard_normal((40, 60, 8)) + .5, 1).reshape(2400, 8) + np.repeat(np.arange(40), 60)[:, None] * 9
x = (way @ r.standard_normal((8, 1000))).astype('f4')
x[1200:1203] = x[10]; x[2000:2002] = x[1999]; x[900] = 0
np.save('rows.npy', x); np.save('fortran.npy', np.asfortranarray(x)); np.save('swapped.npy', x.astype('>f4'))
np.save('wide.npy', x.astype('f8'))"
for name in rows fortran wide; do
    npy2phm -k snapshots $name.npy >$name.phm
done

sums() { # of the payloads, the companion's and the affinities', but not of the end record
    grep -ao 'xxh3 [0-9a-f]\{16\}' | sed '$ d'
}

# ---- sizes ----

for size in 2 2X G -1G 1.5.2G 1e3M 2GB "" 0M 9999999T; do
    fails 2 "--memory.*expected a size" "--memory '$size' is refused" knnaff -q --sparse --memory "$size" rows.npy
done
least=$(knnaff -q --sparse --memory 1M rows.npy 2>&1 | sed -n 's/.*give at least \([0-9]*M\)$/\1/p')
fails 1 "--memory: 1M is too little for these snapshots: give at least [0-9]*M$" \
    "of too little the least that works is named" knnaff -q --sparse --memory 1M rows.npy
succeeds "that is enough" knnaff -v --sparse --memory "$least" -o least.phm rows.npy
like "$(cat err)" "[0-9]+ of 2400 snapshots are in memory at once" "and fewer snapshots than there are stay in memory"
held=$(sed -n 's/.*: \([0-9]*\) of 2400 snapshots.*/\1/p' err)
[ "${held:-2400}" -lt 2400 ]
ok $? "so the others pass through" || diag "$held"
fails 1 "--memory: .* too little for a matrix of all distances: give at least [0-9]*M" \
    "dense affinities take what they take" knnaff --memory 1M rows.npy
succeeds "a grant that is large is none" knnaff -q --sparse --memory 1.5G rows.npy

# ---- the same numbers ----

# shellcheck disable=SC2086 # options are words
for options in "-k 3,9" "-m cosine" "-m correlation -c" "-m cosine -p 7" "--bandwidth 90" "--knn-max 8" "-k 30"; do
    knnaff -q --sparse $options rows.npy | sums >expected
    least=$(knnaff -q --sparse $options --memory 1M rows.npy 2>&1 | sed -n 's/.*give at least \([0-9]*M\)$/\1/p')
    knnaff -q --sparse $options --memory "$least" rows.npy | sums >got
    is "$(cat got)" "$(cat expected)" "knnaff $options: by blocks the numbers are the same"
done
least=$(knnaff -q --sparse --memory 1M wide.npy 2>&1 | sed -n 's/.*give at least \([0-9]*M\)$/\1/p')
knnaff -q --sparse rows.npy | sums >expected
for input in rows.phm fortran.npy fortran.phm swapped.npy wide.phm; do
    is "$(knnaff -q --sparse --memory "$least" $input | sums)" "$(cat expected)" "$input: from a file"
    is "$(cat $input | knnaff -q --sparse --memory "$least" | sums)" "$(cat expected)" "$input: from a pipe"
done
is "$(knnaff -q --sparse --memory "$least" <rows.phm | sums)" "$(cat expected)" "from a file as standard input"
is "$(knnaff -q -j 1 --sparse --memory "$least" rows.npy | sums)" "$(cat expected)" "with one thread, too"
more=$((${least%M} + 16))M # the first one's output waits
is "$(cat rows.phm rows.phm | knnaff -q --sparse --memory "$more" | sums)" "$(cat expected expected)" "and of two records"
knnaff -q --sparse rows.npy >affinity.phm
is "$(diffop -q affinity.phm | sums | head -n 1)" "$(sums <affinity.phm | head -n 1)" "diffop hands the rows on"
is "$(diffop -q -l 50 <affinity.phm | sums)" "$(cat affinity.phm | diffop -q -l 50 | sums)" "or those of landmarks"
is "$(ls -A tmp)" "" "no temporary file stays"

# ---- what can go wrong ----

head -c 4000000 rows.phm >short.phm
cp rows.phm damaged.phm
printf '\377' | dd of=damaged.phm bs=1 seek=4000000 conv=notrunc status=none
for way in "knnaff -q --sparse --memory $least FILE" "cat FILE | knnaff -q --sparse --memory $least"; do
    fails 1 "cut short" "a cut stream is found before anything is written: $way" sh -c "${way/FILE/short.phm}"
    fails 1 "damaged" "so is a damaged one" sh -c "${way/FILE/damaged.phm}"
done
{ cat rows.phm; head -c 100 rows.phm; } >torn.phm
fails 1 "cut short" "and one that is cut after the snapshots" knnaff -q --sparse --memory "$least" torn.phm
fails 1 "rows from a pipe wait in TMPDIR: $TMPDIR: cannot write: File too large: files may not become so large" \
    "a disk that is full is named" sh -c "ulimit -f 5000; cat rows.phm | knnaff -q --sparse --memory $least"
fails 1 "/none: cannot make a temporary file: .*: set TMPDIR" "so is a folder that is not there" \
    sh -c "cat rows.phm | TMPDIR=/none knnaff -q --sparse --memory $least"
succeeds "neither is needed for a file" env TMPDIR=/none knnaff -q --sparse --memory "$least" -o got.phm rows.phm

# The companion is written first, and the reader is slow: meanwhile the file changes.
mkfifo slow
cp rows.phm changes.phm
knnaff -q --sparse --memory "$least" changes.phm >slow 2>err &
exec 3<slow
head -c 1000 <&3 >/dev/null
printf x | dd of=changes.phm bs=1 seek=100000 conv=notrunc status=none
cat <&3 >rest
exec 3<&-
wait $!
is $? 1 "a file that changes while it is read is an error"
like "$(cat err)" "^knnaff: changes.phm: changed while it was read: wait until its writer has finished$" "which says so"

# ---- how much memory ----

if ldd "$BUILD/knnaff" | grep -q libasan; then
    skip 4 "the sanitizers take memory of their own"
else
    numpy "np.save('many.npy', np.cumsum(np.random.default_rng(3).standard_normal((6000, 2000), dtype='f4') + .3, 0))"
    succeeds "96 MB as doubles are searched among in 130 MB" \
        "$BUILD/tests/tools/measure" figures knnaff -q --sparse --memory 130M --no-distances -o got.phm many.npy
    kilobytes=$(cut -d ' ' -f 2 figures)
    [ "$kilobytes" -lt $((130 * 1024)) ]
    ok $? "and no more is taken" || diag "$kilobytes kB"

    # Lists of neighbours take 4 kB a row at most, which are 82 MB here, but along a walk a tenth.
    numpy "np.save('walk.npy', np.cumsum(np.random.default_rng(3).standard_normal((20000, 32), dtype='f4') + .3, 0))"
    room=100000
    until (ulimit -v "$room" && knnaff -q -j 1 --sparse -o got.phm fortran.phm) 2>err || [ "$room" -gt 2000000 ]; do
        room=$((room + 10000))
    done
    succeeds "a limit is not too little for lists that turn out to be short" \
        sh -c "ulimit -v $((room + 30000)); exec knnaff -v -j 1 -o got.phm walk.npy"
    like "$(cat err)" "[0-9]+ of 20000 snapshots are in memory at once" "and few rows are held beside them"
fi

done_testing
