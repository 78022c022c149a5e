#!/bin/bash
# The BLAS that the programs run on: which kernels, how many threads, and that results bear both.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
compare=$BUILD/tests/tools/compare
x=$data/tree200/X.npy

succeeds "-v says what computes" mds -v -o "$T/out" "$data/tree200/euclidean.potdist.npy"
like "$(cat "$T/err")" "mds: OpenBLAS [0-9.]+[^,]*, kernels for [A-Za-z0-9]+, [0-9]+ thread" \
    "version, kernels and threads"
succeeds "OPENBLAS_CORETYPE is heeded" \
    env OPENBLAS_CORETYPE=Nehalem mds -v -o "$T/out" "$data/tree200/euclidean.potdist.npy"
if [ "$(uname -m)" = x86_64 ]; then
    like "$(cat "$T/err")" "kernels for Nehalem" "the user's kernels run"
else
    skip 1 "Nehalem's kernels are for x86-64"
fi
succeeds "-j takes a number of threads" mds -v -j 1 -o "$T/out" "$data/tree200/euclidean.potdist.npy"
like "$(cat "$T/err")" ", 1 thread" "and so many run"
succeeds "--threads too" mds -v --threads 2 -o "$T/out" "$data/tree200/euclidean.potdist.npy"
like "$(cat "$T/err")" ", 2 threads" "of which -v says the number"
mkfifo "$T/open"
env -u OMP_WAIT_POLICY mds <"$T/open" >"$T/none" 2>&1 &
exec 3>"$T/open"
for _ in {1..100}; do
    policy=$(tr '\0' '\n' 2>/dev/null <"/proc/$!/environ" | grep '^OMP_WAIT_POLICY=') && break
    sleep 0.05
done
is "$policy" OMP_WAIT_POLICY=passive "idle threads do not spin, unless the user wants them to"
exec 3>&-
wait
is "$(phminfo -H "$T/out" | grep '^from mds')" \
    "from mds $data/tree200/euclidean.potdist.npy" "and the provenance does not"
if grep -q avx512f /proc/cpuinfo 2>/dev/null && ! ldd "$BUILD/mds" | grep -q libasan; then
    succeeds "where OpenBLAS takes an AVX-512 processor for Haswell" \
        env -u OPENBLAS_CORETYPE LD_PRELOAD="$BUILD/tests/tools/olderblas.so" \
        mds -v -o "$T/repaired" "$data/tree200/euclidean.potdist.npy"
    like "$(cat "$T/err")" "kernels for SkylakeX" "the program starts anew with SkylakeX's kernels"
    succeeds "where the user has chosen Haswell's" \
        env OPENBLAS_CORETYPE=Haswell LD_PRELOAD="$BUILD/tests/tools/olderblas.so" \
        mds -v -o "$T/repaired" "$data/tree200/euclidean.potdist.npy"
    like "$(cat "$T/err")" "kernels for Haswell" "they stay"
else
    skip 4 "no AVX-512 here, or the sanitizers have their own start"
fi
fails 2 "threads 0: expected a whole number" "no thread is a usage error" mds -j 0 "$x"
fails 2 "-j: unknown option" "programs that do not compute have no threads" phminfo -j 2 "$x"

# shellcheck disable=SC2317 # succeeds calls it
pipeline() { # NAME VARIABLE=VALUE...
    local name=$1
    shift
    env "$@" bash -c "set -o pipefail
        knnaff $x | tee $T/$name.K | diffop | tee $T/$name.P | potdist | tee $T/$name.D |
        mds -s smacof >$T/$name.Y"
}

agree() { # NAME NAME WHAT
    local wrong=0
    "$compare" abs 1e-9 "$T/$1.K" "$T/$2.K" >/dev/null || wrong=1
    "$compare" abs 1e-9 "$T/$1.P" "$T/$2.P" >/dev/null || wrong=1
    "$compare" rel 1e-7 "$T/$1.D" "$T/$2.D" >/dev/null || wrong=1
    "$compare" procrustes 1e-6 "$T/$1.Y" "$T/$2.Y" >/dev/null || wrong=1
    ok $wrong "$3"
}

succeeds "the pipeline runs with the kernels that were chosen" pipeline chosen -u OPENBLAS_CORETYPE
succeeds "and one more time" pipeline again -u OPENBLAS_CORETYPE
cmp -s "$T/chosen.Y" "$T/again.Y"
ok $? "with the same bytes"
succeeds "and with one thread" pipeline one -u OPENBLAS_CORETYPE OMP_NUM_THREADS=1
agree chosen one "results do not depend on the threads, but for rounding"
if grep -q avx512f /proc/cpuinfo 2>/dev/null; then
    for kernel in Haswell SkylakeX; do
        succeeds "and with those for $kernel" pipeline "$kernel" OPENBLAS_CORETYPE=$kernel
        agree chosen "$kernel" "results do not depend on the kernels, but for rounding ($kernel)"
    done
else
    skip 4 "no AVX-512 here"
fi

done_testing
