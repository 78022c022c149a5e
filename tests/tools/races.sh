#!/bin/bash
# races.sh: programs built by `make SAN=thread`, with several threads of each kind that they have: OpenMP's,
# the readers of checkpoints, the workers of libhdf5, the pipe of panels, evaluators. Ends with status 1 where
# ThreadSanitizer reports a race. It knows of OpenMP's barriers and locks by archer alone, which is clang's:
# without that it reports loops that are right. Libraries that are built without it are passed over.
set -euo pipefail
data=$(cd "$(dirname "$0")/../data" && pwd)
export OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=1
OMP_TOOL_LIBRARIES=$(clang -print-resource-dir)/../../libarcher.so
export OMP_TOOL_LIBRARIES
[ -e "$OMP_TOOL_LIBRARIES" ] || { echo "races.sh: clang has no libarcher.so: install libomp-dev" >&2 && exit 1; }
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T"
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:exitcode=66:log_path=$T/report

# Whether reports can be trusted: a loop that races, and the same loop with a lock.
for lock in '' 'omp atomic'; do
    cat >loop.c <<END
int main(void)
{
    static int sum;
#pragma omp parallel for
    for (int i = 0; i < 1000; i++) {
#pragma $lock
        sum += i;
    }
    return sum == 0;
}
END
    clang -w -O1 -fsanitize=thread -fopenmp loop.c -o loop
    status=0
    ./loop || status=$?
    [ $status -eq "$([ "$lock" ] && echo 0 || echo 66)" ] ||
        { echo "races.sh: reports cannot be trusted: a loop with '$lock' ends with $status" >&2 && exit 1; }
done
rm -f report.*

mlp -q --run a --epochs 10 --hidden 16 --data "$data/../../examples/data" -o .
for file in "$data"/hdf5/{chunked,keras,userblock}.h5; do
    snapcat -q "$file" "$file" "$file" >/dev/null
done
snapcat -q a_e*.safetensors | tee snapshots.phm | snapgram | tee gram.phm | knnaff -q -k 3 | diffop -q | potdist |
    mds -q >coords.phm
pca -q gram.phm >pca.phm
embscore -q -k 3 gram.phm coords.phm >/dev/null
# Wide enough for several panels.
{
    printf '\x93NUMPY\x01\x00v\x00%-117s\n' "{'descr': '<i2', 'fortran_order': False, 'shape': (12, 1000000), }"
    head -c 24000000 /dev/urandom
} | snapgram >/dev/null
lossgrid -q -j 3 -e 'while read -r p; do echo 1; done' -r 1 -x 0:1:20 a_e005.safetensors >/dev/null
snapeval -q -j 3 -e 'while read -r p; do echo 1; done' a_e*.safetensors >/dev/null
if cat report.* 2>/dev/null; then
    exit 1
fi
echo "no races"
