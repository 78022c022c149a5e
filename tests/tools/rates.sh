#!/bin/bash
# The rates behind phatetools-cluster(7), in one run on this machine: seconds of one core (user and system, so that other
# work beside it hardly matters), but where the disk is read. FOLDER, on the disk to be measured, needs 5 GB for a while:
#
#     BUILD=build PATH=$PWD/build:$PATH tests/tools/rates.sh FOLDER
set -euo pipefail
T=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/rates.XXXXXX")
trap 'rm -rf "$T"' EXIT
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive
python=${PYTHON:-python3}
unset OPENBLAS_CORETYPE

# seconds COMMAND...: of one core, then by the clock.
seconds() {
    local TIMEFORMAT='%U %S %R'
    { time "$@" >"$T/output" 2>"$T/errors"; } 2>&1 | awk '{ print $1 + $2, $3 }' || cat "$T/errors" >&2
}
row() { # NAME FIGURE UNIT [BESIDE]
    printf '%-62s %10.3g %-10s %s\n' "$1" "$2" "$3" "${4-}"
}
compute() { awk "BEGIN { print ($1) }"; }
cold() { # FILE...: none of it in memory
    local file
    sync "$@"
    for file; do dd if="$file" iflag=nocache count=0 status=none; done
}

echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc --all) processors, one used; $(date +%F)"
dsyrk=$("$python" -c "
import numpy, time
x = numpy.random.default_rng(0).standard_normal((2000, 4096))
def seconds():
    start = time.process_time()
    x @ x.T  # numpy takes dsyrk for that
    return time.process_time() - start
print(2000**2 * 4096e-9 / min(seconds() for _ in range(5)))")
row "dsyrk" "$dsyrk" GFLOP/s

# ---- reading ----

# checkpoints ROWS COLUMNS: as many safetensors of one tensor, of float32.
checkpoints() {
    rm -rf "$T/runs"
    mkdir "$T/runs"
    "$python" - "$T/runs" "$1" "$2" <<'PY'
import json, sys
import numpy as np
folder, n, p = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
head = json.dumps({"w": {"dtype": "F32", "shape": [p], "data_offsets": [0, 4 * p]}}).encode()
head += b" " * (-len(head) % 8)
x = np.random.default_rng(0).standard_normal(p, "f4")
for i in range(n):
    with open(f"{folder}/a_e{i:05}.safetensors", "wb") as f:
        f.write(len(head).to_bytes(8, "little") + head + np.roll(x, i).tobytes())
PY
    printf '%s\n' "$T/runs"/* >"$T/list"
}

# What all numbers take beyond what the files take to be opened.
net() { # COMMAND, with PART in the place of --part's option
    local whole opened
    read -r whole _ < <(seconds bash -c "${1/PART/}")
    read -r opened _ < <(seconds bash -c "${1/PART/--part 1/1000}")
    compute "$whole - $opened"
}

for shape in 1000:400000 10000:40000; do
    n=${shape%:*} p=${shape#*:} numbers=$((${shape/:/ * }))
    checkpoints "$n" "$p"
    echo "$n checkpoints of $p float32 numbers"
    cat "$T/runs"/* >/dev/null
    read -r used _ < <(seconds bash -c "snapcat -q --part 1/1000 -T '$T/list' >/dev/null")
    row "  opened" "$(compute "$used * 1e6 / $n")" us/file
    row "  snapcat" "$(compute "$numbers * 4e-9 / $(net "snapcat -q PART -T '$T/list' >/dev/null")")" GB/s
    row "  snapcat --sketch 4096, with that" \
        "$(compute "$(net "snapcat -q --sketch 4096 PART -T '$T/list' >/dev/null") * 1e9 / $numbers")" ns/number
    part=$((n / 500)) # equal work
    read -r used _ < <(seconds "$BUILD/tests/tools/measure" "$T/memory" \
        bash -c "snapcat -q --part 1/$part -T '$T/list' | snapgram -q -o '$T/part.phm'")
    rate=$(compute "$n * $numbers / $part * 1e-9 / $used")
    row "  snapcat --part 1/$part | snapgram, with that and opening" "$rate" GFLOP/s \
        "$(compute "$rate / $dsyrk") of dsyrk, $(awk '{ print $3 / 1e6 }' "$T/memory") GB of memory"
    if [ "$n" = 1000 ]; then
        cold "$T/runs"/*
        read -r _ clock < <(seconds bash -c "cat '$T/runs'/* >/dev/null")
        row "  cat, from the disk, by the clock" "$(compute "$numbers * 4e-9 / $clock")" "GB/s"
        cold "$T/runs"/*
        read -r _ clock < <(seconds bash -c "snapcat -q -T '$T/list' >/dev/null")
        row "  snapcat, from the disk, by the clock" "$(compute "$numbers * 4e-9 / $clock")" "GB/s"
    fi
done
# ---- a sum of parts ----

for i in 1 2; do
    "$python" -c "import numpy; numpy.save('$T/X.npy', numpy.random.default_rng($i).standard_normal(($n, 64)))"
    snapgram -q -o "$T/part$i.phm" "$T/X.npy"
done
read -r used _ < <(seconds "$BUILD/tests/tools/measure" "$T/memory" phmsum -q -o "$T/sum.phm" "$T"/part[12].phm)
row "phmsum of Gram matrices of $n snapshots" "$(compute "$used / 2")" s/part \
    "$(awk '{ print $3 / 1e6 }' "$T/memory") GB of memory"

# ---- a training's own sketches ----

"$python" - examples <<'PY' >"$T/python"
import os, sys, tempfile, time
sys.path.insert(0, sys.argv[1])
import numpy as np
import snapsketch
x = np.random.default_rng(0).standard_normal(10**7, "f4")
log = snapsketch.Log(os.devnull, 4096)
log.step(0, [("w", x)])
start = time.process_time()
log.step(1, [("w", x)])
print((time.process_time() - start) * 1e9 / len(x))
PY
row "snapsketch.py, 4096 numbers" "$(cat "$T/python")" ns/number
