#!/bin/bash
# snapcat --part: ranges of columns that follow each other, hold equal bytes, and read no others.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1
numpy '' || skip_all "no numpy"

# Two snapshots of tensors of three sizes of elements, of 400 KB each, and such in two files each; arrays.
numpy '
import json, os, struct
rng = np.random.default_rng(1)
def safetensors(path, tensors):
    head, data = {}, b""
    for name, (kind, x) in tensors.items():
        head[name] = {"dtype": kind, "shape": list(x.shape), "data_offsets": [len(data), len(data) + x.nbytes]}
        data += x.tobytes()
    head = json.dumps(head).encode()
    open(path, "wb").write(struct.pack("<Q", len(head)) + head + data)
for i in range(2):
    t = {"b": ("F32", rng.normal(size=(200, 250)).astype("<f4")), "a": ("F64", rng.normal(size=777)),
         "c": ("F16", rng.normal(size=(300, 311)).astype("<f2")), "d": ("F32", np.zeros((0, 3), "<f4")),
         "e": ("F64", rng.normal(size=()))}
    safetensors(f"mixed{i}.safetensors", t)
    os.mkdir(f"sharded{i}")
    safetensors(f"sharded{i}/model-1.safetensors", {n: t[n] for n in "abd"})
    safetensors(f"sharded{i}/model-2.safetensors", {n: t[n] for n in "ce"})
    where = {n: f"model-{1 + (n in chr(99) + chr(101))}.safetensors" for n in t}
    json.dump({"metadata": {}, "weight_map": where}, open(f"sharded{i}/model.safetensors.index.json", "w"))
    np.save(f"array{i}.npy", rng.normal(size=(300, 301)).astype("<f4"))'
torch=none
if "${PYTHON:-python3}" -c '
import numpy, torch
for i in range(2):
    torch.save({"w": torch.from_numpy(numpy.random.default_rng(i).normal(size=(300, 301))),
                "v": torch.from_numpy(numpy.random.default_rng(i).normal(size=(300, 301)).astype("f4"))}, f"torch{i}.pt")' 2>err; then
    torch=here
fi

# ---- the columns ----

# joined N FILE...: whether the parts, one beside the other, are the whole, bit for bit.
joined() {
    local n=$1 i files=()
    shift
    for ((i = 1; i <= n; i++)); do
        snapcat -q --part "$i/$n" "$@" | phm2npy -k snapshots -o "part$i.npy" || return 1
        files+=("part$i.npy")
    done
    snapcat -q "$@" | phm2npy -k snapshots -o whole.npy
    numpy 'assert np.array_equal(np.hstack([np.load(f) for f in argv[1:]]), np.load(argv[0]), equal_nan=True)' \
        whole.npy "${files[@]}"
    local status=$?
    rm -f part*.npy whole.npy
    return $status
}

# same N FILE...: a test.
same() {
    joined "$@"
    ok $? "the columns of $2, put together from so many parts, are those of the whole: $1"
}

for n in 1 3 16; do
    same $n mixed0.safetensors mixed1.safetensors
done
same 3 sharded0/model.safetensors.index.json sharded1/model.safetensors.index.json
same 3 array0.npy array1.npy
if [ "$torch" = none ]; then
    skip 1 "no torch"
else
    same 3 torch0.pt torch1.pt
fi
same 3 "$data/dcp/two"
for file in zip.pt legacy.pt views.pt stored.npz fortran.npz deflated.npz; do
    same 5 "$data/formats/$file"
done
joined 63 "$data/formats/zip.pt"
ok $? "there can be as many parts as columns"
fails 1 'part 1/64: there are only 63 columns: take at most so many parts' "but not more" \
    snapcat --part 1/64 "$data/formats/zip.pt"

# ---- the records ----

snapcat --part 2/3 mixed0.safetensors mixed1.safetensors >two.phm
is "$(attrs two.phm | sed 's/[0-9a-f]*$//')" "params 46652,part 2/3,whole 144078,tensors " "the record says which part it is"
is "$(phm2tsv -k rows two.phm | head -2)" "$(printf 'file\nmixed0.safetensors')" "and has all rows"
is "$(for i in 1 2 3; do snapcat --part $i/3 mixed0.safetensors | phm2tsv -k tensors | tail -n +2; done)" \
    "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' a f64 777 0 777 0 b f32 200x250 777 31181 0 \
        b f32 200x250 0 18819 31181 c f16 300x311 18819 27833 0 c f16 300x311 0 65467 27833 e f64 scalar 65467 1 0)" \
    "its tensors are pieces, and tell where they begin"
is "$(snapcat mixed0.safetensors | phm2tsv -k tensors | head -n 1)" "$(printf 'name\tdtype\tshape\tfirst\tcount')" \
    "those of a whole do not"
snapcat -q -x '^b$' --part 1/2 mixed0.safetensors | phm2tsv -k tensors | cut -f 1 | paste -sd, >got
is "$(cat got)" name,a,c "tensors that are left out have no share"

# ---- the bytes that are read ----

# read_by COMMAND...: how many bytes it reads, from whatever file.
read_by() {
    bash -c '"$@" >/dev/null; while read -r key value; do [[ $key == rchar: ]] && echo $value; done </proc/$$/io' _ "$@"
}

# measure N FILE...: bytes of the tensors; what N parts read of them together, and the largest and smallest share
# of the N-th of all, in percent. A single part reads each byte once, and the rest, the programs and the
# headers, is the same for all.
measure() {
    local n=$1 i bytes base
    shift
    bytes=$(snapcat -q "$@" | phm2tsv -k tensors | awk -v files=$# '
        NR > 1 { s = $2 ~ /64/ ? 8 : $2 ~ /32/ ? 4 : 2; sum += s * $5 } END { print files * sum }')
    base=$(($(read_by snapcat -q --part 1/1 "$@") - bytes))
    for ((i = 1; i <= n; i++)); do
        echo $(($(read_by snapcat -q --part "$i/$n" "$@") - base))
    done | awk -v n="$n" -v bytes="$bytes" '{ sum += $1; share = 100 * n * $1 / bytes }
        NR == 1 || share > most { most = share } NR == 1 || share < least { least = share }
        END { print bytes, sum, (most <= 110 && least >= 90 ? "equal" : most " " least) }'
    [ $base -lt 2000000 ] || echo "a whole reads $base bytes more than its tensors have"
}

# reads N FILE...: a test.
reads() {
    local got
    got=$(measure "$@")
    is "$got" "${got%% *} ${got%% *} equal" "so many parts of $2 read each byte once, in equal shares: $1"
}

if [ -r /proc/self/io ] && [ -z "${SAN-}" ]; then
    for n in 1 3 16; do
        reads $n mixed0.safetensors mixed1.safetensors
    done
    reads 3 sharded0/model.safetensors.index.json sharded1/model.safetensors.index.json
    reads 3 array0.npy array1.npy
    if [ "$torch" = none ]; then
        skip 1 "no torch"
    else
        reads 3 torch0.pt torch1.pt
    fi
    got=$(measure 3 "$data/dcp/two" | cut -d ' ' -f 1,2)
    is "$got" "${got%% *} ${got%% *}" "so do those of a folder of several processes"
else
    skip 7 "the system does not count what is read"
fi

# ---- what does not go together ----

for bad in 0/3 4/3 3 1/ /3 1/3/5 -1/3 1.5/3; do
    fails 2 'not a part: write I/N' "--part $bad is refused" snapcat "--part=$bad" mixed0.safetensors
done
fails 2 '-l and --part: a list is of whole files' "a list has no parts" snapcat -l --part 1/2 mixed0.safetensors
fails 2 '--cka and --part: a row is made of a whole file' "nor have activations" \
    snapcat --cka --part 1/2 mixed0.safetensors
fails 2 '--skip-nonfinite and --part: the parts could leave out other' "nor can each part leave out its own" \
    snapcat --skip-nonfinite --part 1/2 mixed0.safetensors
mkdir -p runs
for i in 0 1; do cp mixed$i.safetensors runs/a_e$i.safetensors; done
like "$(snapcat -q --guess --command --part 2/3 runs)" ' --part 2/3 ' "the command that is guessed has the part"
numpy 'np.save("nan.npy", np.array([1, 2, np.nan, 4], "f4"))'
succeeds "a NaN in another part is not read" snapcat --part 1/2 nan.npy
fails 1 'nan.npy: .* element 2: NaN' "one in this part is named by its place in the tensor" snapcat --part 2/2 nan.npy
done_testing
