#!/bin/bash
# Limits of memory, threads and the stack: a program does its work, or says in one line what it lacks.
# tests/tools/limits.sh tries all programs.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
if ldd "$BUILD/phminfo" | grep -q libasan; then
    skip_all "the sanitizers take more address space than there is"
fi
x=$data/tree200/X.npy
unset OPENBLAS_NUM_THREADS OMP_NUM_THREADS
cd "$T" || exit 1

# shellcheck disable=SC2317 # succeeds and fails call it
under() { # OPTION LIMIT COMMAND...: the command, which must not hang, under `ulimit OPTION LIMIT`
    (ulimit "$1" "$2" && exec timeout 10 "${@:3}")
}

succeeds "without a limit there is a picture" knnaff -j 2 -o a.phm "$x"
knnaff -q -j 2 -o x2.phm "$x" && diffop -q -t 5 -o p.phm a.phm && potdist -q -j 2 -o d.phm p.phm &&
    mds -q -j 2 -o y.phm d.phm
fails 1 "memory: .*OpenBLAS.*raise the limit" "too little for BLAS is an error" under -v 150000 knnaff -q "$x"
for program in "knnaff $x" "snapgram $x" "potdist p.phm" "mds d.phm"; do
    # shellcheck disable=SC2086 # the program and its file
    fails 1 "memory: OpenBLAS needs [0-9.]+ [GM]B of address space for 8 threads: use -j [1-7], or raise" \
        "${program%% *}: so is too little for the threads, and it says how many there may be" \
        under -v 700000 $program -q -j 8
done
succeeds "fewer threads run under the same limit" under -v 700000 mds -q -j 2 -o few.phm d.phm
cmp -s few.phm y.phm
ok $? "with the bytes of as many threads without a limit"
fails 1 "memory: OpenBLAS" "OPENBLAS_NUM_THREADS is heeded" \
    env OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=9 bash -c 'ulimit -v 700000; exec timeout 10 mds -q d.phm'
succeeds "more threads than OpenBLAS was built for run" under -v 400000000 knnaff -q -j 100 -o many.phm "$x"
is "$(cat err)" "" "without a line of OpenBLAS's"
succeeds "what does not compute needs no room for BLAS" under -v 50000 phminfo -o info d.phm

npy() { # ROWS COLUMNS: an array of zeros, all holes
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': ($1, $2), }"
}
npy 9000 9000 >large.npy
truncate -s $((128 + 9000 * 9000 * 8)) large.npy
fails 1 "memory: 9000 rows: [0-9]+ MB more are needed, and the limit of ulimit -v leaves [0-9]+ MB: use fewer" \
    "a matrix that is too large is told before it is read" under -v 700000 pca -q -j 1 large.npy
succeeds "-v tells what a stage needs" mds -v -o y.phm d.phm
like "$(cat err)" "mds: memory: [0-9]+ MB at most for 200 rows" "in a line"

for program in "phminfo d.phm" "snapcat $data/formats/views.pt" "snapjump -s 1 -r 1 $data/formats/views.pt"; do
    # shellcheck disable=SC2086 # the program and its operands
    succeeds "${program%% *} runs on a stack of 128 kB" under -s 128 $program -q -o "${program%% *}.out"
done

if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 true 2>/dev/null; then
    chmod 711 "$T" && chmod 644 d.phm
    fails 1 "threads: [0-9]+ more cannot be started: use -j 1, or raise the limit" "too few threads are an error" \
        setpriv --reuid=65534 bash -c "ulimit -u 3; exec timeout 10 mds -q -j 8 d.phm"
else
    skip 1 "only root can become a user without threads"
fi
if [ "$(id -u)" -eq 0 ] && unshare -m mount -t tmpfs none /proc 2>/dev/null; then
    fails 1 "memory: .*OpenBLAS.*raise the limit" "without /proc, too little for BLAS is an error, too" \
        under -v 150000 unshare -m bash -c "mount -t tmpfs none /proc && exec knnaff -q '$x'"
else
    skip 1 "only root can hide /proc"
fi

done_testing
