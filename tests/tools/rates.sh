#!/bin/bash
# The rates behind phatetools-cluster(7), in one run on this machine: seconds of one core (user and system, so that other
# work beside it hardly matters), but where the disk is read. Printed are the lines of that page that have them, and what
# follows from them, to take the place of those that are there. FOLDER, on the disk to be measured, needs 5 GB for a while:
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
compute() { awk "BEGIN { print ($1) }"; }
two() { # EXPRESSION, to two digits: 0.34, 9.5, 15, 190,000
    awk "BEGIN { x = sprintf(\"%.1e\", $1) + 0; s = x < 1000 ? x \"\" : sprintf(\"%d\", x)
                 if (x >= 1000) for (i = length(s) - 3; i > 0; i -= 3) s = substr(s, 1, i) \",\" substr(s, i + 1)
                 print s }"
}
row() { # NAME, then EXPRESSION, or -, for each column
    local line=".It $1" expression
    for expression in "${@:2}"; do
        [ "$expression" = - ] || expression=$(two "$expression")
        line+=" Ta $expression"
    done
    echo "$line"
}
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

# Seconds that a part's numbers take beyond what a part of the 1,000th takes.
net() { # COMMAND, with PART in the place of --part's option; the option
    local part least
    read -r part _ < <(seconds bash -c "${1/PART/$2}")
    read -r least _ < <(seconds bash -c "${1/PART/--part 1/1000}")
    compute "$part - $least"
}

measured() { "$BUILD/tests/tools/measure" "$T/memory" "$@"; }
gigabytes() { awk '{ print $3 / 1e6 }' "$T/memory"; } # of what was measured last, all processes together

opened=() copied=() sketched=() sketching=() gram=() begun=() memory=()
for shape in 1000:400000 10000:40000; do
    n=${shape%:*} p=${shape#*:} numbers=$((${shape/:/ * })) list="-T '$T/list'"
    checkpoints "$n" "$p"
    cat "$T/runs"/* >/dev/null
    read -r used _ < <(seconds bash -c "snapcat -q --part 1/1000 $list >/dev/null")
    opened[n]=$(compute "$used * 1e6 / $n")
    all="$numbers * 0.999"
    copied[n]=$(compute "$all * 4e-9 / $(net "snapcat -q PART $list >/dev/null" "")")
    seconds measured bash -c "snapcat -q --sketch 4096 $list >/dev/null" >/dev/null
    sketching[n]=$(gigabytes)
    sketched[n]=$(compute "$(net "snapcat -q --sketch 4096 PART $list >/dev/null" "") * 1e9 / ($all)")
    part=$((n / 2000 + 1)) # about equal work
    command="snapcat -q PART $list | snapgram -q -o '$T/part.phm'"
    read -r least _ < <(seconds bash -c "${command/PART/--part 1/1000}")
    begun[n]=$least
    read -r used _ < <(seconds measured bash -c "${command/PART/--part 1/$part}")
    gram[n]=$(compute "$n * $numbers * (1 / $part - 0.001) * 1e-9 / ($used - $least)")
    memory[n]=$(gigabytes)
    if [ "$n" = 1000 ]; then
        cold "$T/runs"/*
        read -r _ clock < <(seconds bash -c "cat '$T/runs'/* >/dev/null")
        by_cat=$(compute "$numbers * 4e-9 / $clock")
        cold "$T/runs"/*
        read -r _ clock < <(seconds bash -c "snapcat -q $list >/dev/null")
        by_snapcat=$(compute "$numbers * 4e-9 / $clock")
    fi
done

# ---- a sum of parts ----

for i in 1 2; do
    "$python" -c "import numpy; numpy.save('$T/X.npy', numpy.random.default_rng($i).standard_normal(($n, 64)))"
    snapgram -q -o "$T/part$i.phm" "$T/X.npy"
done
read -r used _ < <(seconds measured phmsum -q -o "$T/sum.phm" "$T"/part[12].phm)
summed=$(compute "$used / 2")

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
logged=$(cat "$T/python")

# ---- the page ----

row "dsyrk of OpenBLAS, GFLOP/s, alone" "$dsyrk" "$dsyrk"
row "snapcat --part | snapgram, GFLOP/s" "${gram[1000]}" "${gram[10000]}"
row "the same, share of dsyrk" "${gram[1000]} / $dsyrk" "${gram[10000]} / $dsyrk"
row "the same, beginning and end, seconds" "${begun[1000]}" "${begun[10000]}"
row "the same, memory, GB" "${memory[1000]}" "${memory[10000]}"
row "snapcat, files in memory, GB/s" "${copied[1000]}" "${copied[10000]}"
row "opening a file, microseconds" "${opened[1000]}" "${opened[10000]}"
row "snapcat --sketch 4096, ns per number" "${sketched[1000]}" "${sketched[10000]}"
row "the same, memory, GB" "${sketching[1000]}" "${sketching[10000]}"
row "snapsketch.py of 4,096, ns per number" "$logged" "$logged"
row "phmsum, seconds per part" - "$summed"
row "phmsum, memory, GB" - "$(gigabytes)"
echo "disk: $(two "$by_snapcat") GB/s to snapcat, $(two "$by_cat") GB/s to cat"

echo
unit="h of a core" # in the first row
for p in 9 11; do
    for n in 1000 10000; do
        bytes="$(two "$n * 4 * 1e$p * 1e-12") TB"
        echo ".It $(two "$n") Ta 10^$p Ta ${bytes/,000 TB/ PB}" \
            "Ta $(two "$n * $n * 1e$p / ${gram[$n]} * 1e-9 / 3600") $unit" \
            "Ta $(two "$n * 1e$p * ${sketched[$n]} * 1e-9 / 3600") $unit" \
            "Ta $(two "$n * 1e$p * $logged * 1e-9 / 3600") $unit"
        unit=h
    done
done
n=10000 each="1e11 * $logged * 1e-9" gram_hours="1e19 / ${gram[10000]} * 1e-9 / 3600"
cat <<END

By sketches while training, $(two "$each") s of a core a snapshot: by 1,024 processes $(two "$each / 1024") s, $(two "$each / 1024 * $n / 3600") h for all.
Their Gram matrix: $(two "$n * $n * 4096 / ${gram[10000]} * 1e-9") s of a core.
By sketches of saved snapshots: $(two "$n * 1e11 * ${sketched[10000]} * 1e-9 / 3600") h of a core, $(two "$n * 1e8 * ${sketched[10000]} * 1e-9 / 3600") h of 1,000 cores.
By 1,000 parts: $(two "$gram_hours / 1000") h of a core each, $(two "$gram_hours / 1000 / 24") days of 1,000 cores; the sum $(two "$summed * 1000 / 60") minutes.
1,000 snapshots of 10^9 numbers, on 16 cores: $(two "1e15 / ${gram[1000]} * 1e-9 / 3600 / 16") h.
END
