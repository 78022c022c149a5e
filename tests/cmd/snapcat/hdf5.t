#!/bin/bash
# snapcat on HDF5 files and Keras's archives, those of tests/data/hdf5.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
cd "$data/hdf5" || exit 1

# holds EXPECTED.npy NAME FILE...: each file's row of parameters is that array, to the bit.
holds() {
    local expected=$1 name=$2 file status=0
    shift 2
    npy2phm -k snapshots "$expected" | phm2npy --force -o "$T/expected.npy"
    for file in "$@"; do
        snapcat -q "$file" | phm2npy --force -o "$T/got.npy" && cmp "$T/expected.npy" "$T/got.npy" || status=1
    done
    ok $status "$name"
}

holds keras_by_name.npy 'what model.save writes as .h5 holds the trained weights of the model' keras.h5
holds keras_by_number.npy 'so do .keras and .weights.h5, in the order of their own names' keras.keras keras.weights.h5

succeeds 'optimiser and running statistics are kept with --all' snapcat --all -l keras.keras
like "$(cat "$T/out")" 'optimizer/vars/0 +i32 +\[\] +in' 'and then are listed as in'
succeeds 'tensors are listed with what is left out' snapcat -l keras.h5
like "$(cat "$T/out")" 'moving_mean +f32 +\[2\] +out: a buffer' 'running statistics are out'
like "$(cat "$T/out")" 'sgd/iteration +i32 +\[\] +out: an optimiser' 'and the state of the optimiser'

succeeds 'files of one network may be of several layouts' \
    snapcat -i '^(plain|gzip|shuffled)/' -o "$T/one.phm" chunked.h5 chunked.h5
snapcat -i '^plain/' chunked.h5 | phm2npy -o "$T/plain.npy"
snapcat -i '^shuffled/' chunked.h5 | phm2npy -o "$T/shuffled.npy"
cmp "$T/plain.npy" "$T/shuffled.npy"
ok $? 'packed chunks hold what plain ones do'

# A panel is 8 MB, so 64 rows of 70,000 numbers take three, and chunks lie across their edges.
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
    "$PYTHON" - "$T" <<'PYTHON'
import sys
import h5py
import numpy as np

for i in range(64):
    w = np.random.default_rng(i).normal(size=(700, 100)).astype("f4")
    with h5py.File(f"{sys.argv[1]}/plain{i:02}.h5", "w") as f:
        f["w"] = w
    with h5py.File(f"{sys.argv[1]}/packed{i:02}.h5", "w") as f:
        f.create_dataset("w", data=w, compression="gzip", shuffle=True, chunks=(90, 33))
PYTHON
    snapcat "$T"/plain*.h5 | phm2npy --force -o "$T/plain.npy"
    snapcat "$T"/packed*.h5 | phm2npy -o "$T/packed.npy"
    cmp "$T/plain.npy" "$T/packed.npy"
    ok $? 'chunks across the edges of panels are read'
    (ulimit -n 40 && snapcat "$T"/packed*.h5 | phm2npy -o "$T/few.npy") && cmp "$T/few.npy" "$T/packed.npy"
    ok $? 'and with more files than may be open'
    "$PYTHON" - "$T" <<'PYTHON'
import sys
import h5py
import numpy as np
with h5py.File(f"{sys.argv[1]}/texts.h5", "w") as f:
    f["w"] = np.ones(3, "f4")
    for name, text in ("fine", "café".encode()), ("latin", b"caf\xe9"), ("bell", b"a\x07"):
        f[name] = np.bytes_(text)
PYTHON
    is "$(snapcat -q "$T/texts.h5" | phm2tsv -k rows | cut -f 2- | paste -sd' ')" 'fine café' \
        'a text that is not a line of UTF-8 is not a column'
else
    skip 3 'h5py is missing'
fi

snapcat -x '^complex$' types.h5 >"$T/types.phm"
is "$(rows "$T/types.phm" | head -n 1 | tr '\t' ' ')" 'file augmented fixed of_variable_length seed test_loss train_loss epoch' \
    'scalars, attributes and data sets of the root, are columns'

fails 1 'lzf\.h5: .*w: .*packed by filter 32000 \(lzf\) is not read' \
    'a filter that is not known is an error that names it' snapcat lzf.h5
fails 1 'external\.h5: .*w: .*in other files is not read' \
    'elements in another file are not looked for' snapcat external.h5
succeeds 'a tensor that cannot be read does no harm where it is left out' snapcat -q -i '^good$' -o "$T/one.phm" odd.h5
fails 1 'vast\.h5: tensor w: 4611686018427387904 bytes are stored as 14' \
    'a shape that the file cannot hold is refused' snapcat vast.h5
fails 1 'deep\.h5: g/g/.*more than 64 groups' 'groups in groups without end are refused' snapcat deep.h5
head -c 5000 tiny.h5 >"$T/cut.h5"
fails 1 'cut\.h5: HDF5 file: libhdf5: truncated file.*was cut short' \
    'a file that was cut is refused with its name' snapcat tiny.h5 "$T/cut.h5"
succeeds 'and left out with --skip-bad' snapcat --skip-bad -o "$T/one.phm" tiny.h5 "$T/cut.h5"

# ---- the processes that call libhdf5 ----

children() {
    cat "/proc/$1/task/$1/children" 2>/dev/null
}

# Waits until a process has ended, or a file is there.
await_end() {
    for _ in $(seq 300); do
        [ -e "/proc/$1" ] && ! grep -q '^State:.*zombie' "/proc/$1/status" || return 0
        sleep 0.1
    done
    return 1
}
await_file() {
    for _ in $(seq 300); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    return 1
}

# follow UNTIL: snapcat, which follows a folder of one file, and its processes: $program, $forker, $worker.
follow() {
    rm -rf "$T/run" "$T/run.phm"
    mkdir "$T/run" && cp tiny.h5 "$T/run/a.h5"
    snapcat -q --follow "$T/run" --until "$1" -o "$T/run.phm" &
    program=$!
    await_file "$T/run.phm"
    forker=$(children "$program" | tr -d ' ') worker=$(children "$forker" | tr -d ' ')
}

if [ -e "/proc/$$/task/$$/children" ]; then
    follow 2
    kill -KILL "$worker"
    cp tiny.h5 "$T/run/b.h5"
    wait "$program"
    ok $? 'where the process that reads HDF5 is killed, another takes its place'
    is "$(rows "$T/run.phm" | wc -l)" 3 'and nothing is left out'
    await_end "$forker"
    ok $? 'its processes end with the program'
    follow 2
    kill -KILL "$program"
    wait "$program" 2>/dev/null
    await_end "$forker" && await_end "$worker"
    ok $? 'even if that is killed'
    follow 2
    kill -INT "$forker" "$worker"
    kill -TERM "$program"
    wait "$program"
    ok $? 'an interrupt is not for them'
    is "$(rows "$T/run.phm" | wc -l)" 2 'and leaves its output whole'
else
    skip 6 'the kernel does not list children'
fi

# ---- what libhdf5 says itself ----

# Its workers have no standard error: of each damaged file one line is said, by snapcat. Eight bytes are changed,
# of headers and of chunks; several threads read.
own=0 foreign=''
for file in chunked.h5 keras.h5 fletcher.h5; do
    size=$(wc -c <$file)
    for ((at = 8; at < size; at += size / (12 / ALIKE + 1))); do
        cp $file "$T/bad.h5"
        printf '\377\001\377\377\377\377\377\177' | dd of="$T/bad.h5" bs=1 seek=$at conv=notrunc status=none
        OMP_NUM_THREADS=4 snapcat -q -o "$T/one.phm" $file "$T/bad.h5" $file "$T/bad.h5" 2>"$T/err"
        status=$?
        mapfile -t lines <"$T/err"
        [ ${#lines[@]} = $((status != 0)) ] && [[ ${lines[0]-snapcat: } == 'snapcat: '* ]] || foreign="$foreign $file:$at"
        own=$((own + status))
    done
done
is "$foreign" '' 'of files damaged in many places snapcat alone says a line'
[ $own -gt 3 ]
ok $? 'and does of some'

# The test is for a moment the first process that orphans are handed to.
"${PYTHON:-python3}" - <<'END'
import ctypes, os, subprocess, sys
PR_SET_CHILD_SUBREAPER = 36
if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    sys.exit(2)
subprocess.run(["snapcat", "-q", "tiny.h5"], stdout=subprocess.DEVNULL, check=True)
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    sys.exit(0)
sys.exit(1)
END
ok $? 'a program that ends leaves no process to wait for'
if ldd "$BUILD/snapcat" | grep -q libasan; then
    skip 1 "the sanitizers take memory of their own"
else
    (ulimit -v 3000000 && snapcat -q -o "$T/one.phm" tiny.h5)
    ok $? 'limits of the shell are kept to'
fi

done_testing
