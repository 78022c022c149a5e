#!/bin/bash
# snapgram --part: the Gram matrix of a range of the columns; those of all ranges add up.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
cd "$T" || exit 1
numpy '' || skip_all "no numpy"

# Six snapshots of five tensors: `far` ones, whose Gram matrix is products, and `near` ones, whose is squares; of
# each sort of numbers.
numpy '
import json, struct
rng = np.random.default_rng(2)
shapes = {"conv.w": (20, 30), "conv.b": (20,), "fc.w": (40, 37), "fc.b": (40,), "out": (3,)}
base = {n: rng.normal(size=s) for n, s in shapes.items()}
for kind, dtype in ("F32", "<f4"), ("F64", "<f8"):
    for name, step in ("far", 0.5), ("near", 1e-6):
        for i in range(6):
            head, data = {}, b""
            for n in shapes:
                x = (base[n] + i * step * rng.normal(size=shapes[n])).astype(dtype)
                head[n] = {"dtype": kind, "shape": x.shape, "data_offsets": [len(data), len(data) + x.nbytes]}
                data += x.tobytes()
            head = json.dumps(head).encode()
            open(f"{name}_{kind}_e{i}.safetensors", "wb").write(struct.pack("<Q", len(head)) + head + data)'
for name in far_F32 far_F64 near_F32 near_F64; do
    snapcat -q $name*.safetensors -o $name.phm
done

# summed N OPTION... FILE: the sum of the parts of a stream.
summed() {
    local n=$1 i parts=()
    shift
    for ((i = 1; i <= n; i++)); do
        snapgram -q --part "$i/$n" -o "part$i.phm" "$@" || return 1
        parts+=("part$i.phm")
    done
    phmsum -q "${parts[@]}"
}

# kind FILE: of its last record.
kind() {
    phminfo -H "$1" | sed -n 's/^kind //p' | tail -n 1
}

# ---- the sum ----

for name in far_F32 far_F64 near_F32 near_F64; do
    snapgram $name.phm -o whole.phm
    for n in 1 3 16; do
        summed $n $name.phm >sum.phm
        agrees rel 1e-12 sum.phm whole.phm "the sum of parts is the Gram matrix of all columns: $name, $n"
    done
    is "$(kind sum.phm)" "$(kind whole.phm)" "in its form"
    is "$(attrs sum.phm)" "params 2143,summands 16" "and of all parameters"
    cmp -s <(phm2tsv -k tensors sum.phm) <(phm2tsv -k tensors whole.phm)
    ok $? "with all tensors"
done
is "$(kind whole.phm),$(kind part1.phm)" squares,squares "parts are squares, whose digits all stay"
snapgram --part 2/3 far_F32.phm -o part.phm
is "$(kind part.phm)" squares "also of those whose sum is of products"
is "$(attrs part.phm | sed 's/[0-9a-f]*$//')" "params 714,part 2/3,whole 2143,tensors " "they say which part they are"
is "$(phm2tsv -k tensors part.phm)" "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' name dtype shape first count offset \
    fc.w f32 40x37 0 714 54)" "and of which tensors"

# Parts that snapcat cut go the same way.
for i in 1 2 3; do
    snapcat -q --part $i/3 far_F32*.safetensors | snapgram -o cut$i.phm
done
snapgram far_F32.phm -o whole.phm
phmsum cut3.phm cut1.phm cut2.phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "so is the sum of parts that snapcat cut"

# ---- what is read ----

snapgram --part 2/3 <far_F64.phm >file.phm
# shellcheck disable=SC2002 # a pipe
cat far_F64.phm | snapgram --part 2/3 >pipe.phm
cmp -s <(phm2npy -k squares file.phm) <(phm2npy -k squares pipe.phm)
ok $? "a pipe gives what a file does"
phm2npy far_F64.phm -o dense.npy
for i in 1 2 3; do
    { phm2tsv -k rows far_F64.phm | tsv2phm -k rows && npy2phm -k snapshots dense.npy; } >dense.phm
    snapgram --part $i/3 -o dense$i.phm dense.phm
done
snapgram far_F64.phm >whole.phm
phmsum dense[123].phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "so does a dense record"

# read_by COMMAND...: how many bytes it reads, from whatever file.
read_by() {
    bash -c '"$@" >/dev/null; while read -r key value; do [[ $key == rchar: ]] && echo $value; done </proc/$$/io' _ "$@"
}
numpy 'np.save("wide.npy", np.random.default_rng(3).normal(size=(20, 30000)).astype("f4"))'
npy2phm -k snapshots -r <(seq 0 20) wide.npy >wide.phm
if [ -r /proc/self/io ] && [ -z "${SAN-}" ]; then
    { echo 20 | tsv2phm -k rows && printf '1\n' | tsv2phm -k snapshots; } >small.phm
    base=$(read_by snapgram -q --part 1/1 small.phm)
    for i in 1 2 3; do
        read_by snapgram -q --part $i/3 wide.phm
    done | awk -v base="$base" '{ n = $1 - base; if (n < 800000 || n > 870000) bad = bad " " n } END { print bad }' >got
    is "$(cat got)" "" "each part reads its third of a file"
else
    skip 1 "the system does not count what is read"
fi

# ---- groups ----

snapgram -q -G 'conv,fc=^fc' far_F32.phm >whole.phm
for i in 1 2 3; do
    snapgram -q -G 'conv,fc=^fc' --part $i/3 far_F32.phm -o group$i.phm
    snapcat -q --part $i/3 far_F32*.safetensors | snapgram -q -G 'conv,fc=^fc' -o cut$i.phm
done
is "$(phminfo -H group2.phm | sed -n 's/^attr name //p')" fc "a part has no matrix of a group of which it has nothing"
for name in conv fc other; do
    phmsum -q -i "^$name\$" whole.phm >one.phm
    phmsum -q -i "^$name\$" group[123].phm >sum.phm
    agrees rel 1e-12 sum.phm one.phm "the sum of parts of group $name is that of the group"
    phmsum -q -i "^$name\$" cut[123].phm >sum.phm
    agrees rel 1e-12 sum.phm one.phm "also where snapcat made the parts: $name"
done
is "$(attrs sum.phm)" "name other,params 3,summands 1" "and has its name"
snapgram far_F32.phm >whole.phm
phmsum -q group[123].phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "all groups of all parts are the whole"
is "$(attrs sum.phm)" "name conv+fc+other,params 2143,summands 5" "each is named once"
summed 4 --by-tensor far_F32.phm >sum.phm
agrees rel 1e-12 sum.phm whole.phm "so are all tensors of all parts"
fails 1 'group cnov: matches no tensor' "a group that is nowhere is an error" snapgram -G cnov --part 1/3 far_F32.phm
is "$(snapcat -q --part 3/3 far_F32*.safetensors | snapgram -l -G conv,fc | cut -f 1 | paste -sd,)" \
    group,fc,other "a list tells the groups of a part"

# ---- growing ----

snapcat -q far_F32_e[0-3]*.safetensors | snapgram --part 2/3 -o old.phm
snapgram --part 2/3 --extend old.phm -o new.phm far_F32.phm
snapgram --part 2/3 far_F32.phm -o part.phm
agrees rel 1e-12 new.phm part.phm "a part is extended by the same part of more snapshots"
is "$(attrs new.phm)" "$(attrs part.phm)" "and stays that part"
fails 1 'old.phm: part 2/3 of 2143 parameters, but the input is part 1/3 of 2143: extend the same part' \
    "not by another" snapgram --part 1/3 --extend old.phm far_F32.phm
fails 1 'old.phm: part 2/3 of 2143 parameters, but the input is the whole' "nor by the whole" \
    snapgram --extend old.phm far_F32.phm
snapcat -q far_F32_e[0-3]*.safetensors | snapgram -o old.phm
fails 1 'old.phm: the whole of all parameters, but the input is part 1/3' "nor the whole by a part" \
    snapgram --part 1/3 --extend old.phm far_F32.phm
snapcat -q far_F32_e[0-3]*.safetensors | snapgram -q -G a=conv,b=fc --part 1/3 -o old.phm
fails 1 'old.phm: has groups by other expressions: group the tensors as they were then \(-G, --by-tensor\)' \
    "nor groups by those of other tensors" snapgram -q -G a=fc,b=conv --part 1/3 --extend old.phm far_F32.phm
# sketch GROUPS FILE...: sketches of the groups, of a part.
sketch() {
    snapcat -q --sketch 64 -G "$1" --part 1/3 "${@:2}"
}
sketch a=conv,b=fc far_F32_e[0-3]*.safetensors | snapgram -q -o old.phm
sketch a=conv,b=fc far_F32*.safetensors >sketches.phm
snapgram -q --extend old.phm -o new.phm sketches.phm
snapgram -q -o part.phm sketches.phm
agrees rel 1e-12 new.phm part.phm "sketches of groups, of a part, are extended"
is "$(attrs new.phm)" "$(attrs part.phm)" "and tell their groups"
sketch a=fc,b=conv far_F32*.safetensors >sketches.phm
fails 1 'old.phm: has groups by other expressions' "not by sketches of other groups" \
    snapgram -q --extend old.phm sketches.phm

# ---- what has no parts ----

snapcat -q --part 2/3 -o part.phm far_F32*.safetensors
fails 1 'part.phm: snapshots record: it is part 2/3 already' "a part has no parts" snapgram --part 1/2 part.phm
npy2phm -k snapshots wide.npy -o bare.phm
fails 1 'bare.phm: a part without a table of rows' "phmsum would not add parts without a table of rows" \
    snapgram --part 1/2 bare.phm
fails 1 'bare.phm: a part without a table of rows' "nor by samples" preddist -c 2 --part 1/2 bare.phm
fails 1 'a part: needs the parameters themselves, and these are sketches' "nor have sketches" \
    snapgram --part 1/2 <(snapcat -q --sketch 64 far_F32*.safetensors)
fails 1 'part 1/2144: there are only 2143 columns' "there are not more parts than columns" \
    snapgram --part 1/2144 far_F32.phm
fails 2 '-l and --part: a list is of all columns' "a list has no part" snapgram -l -G conv --part 1/2 far_F32.phm
fails 2 '0/2: not a part' "there is no part 0" snapgram --part 0/2 far_F32.phm
done_testing
