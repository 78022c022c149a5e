#!/bin/bash
# snapcat reads what torch.save writes: what of a file is compared, what is a column, what is listed and left out. The
# files, and the values that torch itself has for their tensors, are from data/torch/make.py.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
torch=$data/torch
cd "$T" || exit 1

# ---- the damaged and the foreign first ----

"$python" - "$torch" <<'EOF'
import sys, zipfile
torch = sys.argv[1]
def archive(name, entries, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(name, "w", method) as out:
        for path, content in entries.items():
            out.writestr(path, content)
with zipfile.ZipFile(torch + "/columns.pt") as good:
    entries = {n: good.read(n) for n in good.namelist()}
archive("deflated.pt", entries, zipfile.ZIP_DEFLATED)
archive("script.pt", {"s/data.pkl": b"N.", "s/constants.pkl": b"N.", "s/code/__torch__/net.py": b"", "s/version": b"3"})
archive("lite.ptl", {"s/bytecode.pkl": b"N.", "s/constants.pkl": b"N.", "s/code/__torch__.py": b""})
archive("export.pt2", {"e/archive_format": b"pt2", "e/models/model.json": b"{}", "e/data/weights/weight_0": b"1234"})
# Not a program: a torch.save archive may hold entries of other names.
archive("constants.pt", {**entries, "columns/constants.pkl": b"N."})
key = next(n for n in entries if n.endswith("/data/1"))  # the storage of `third`, which becomes a column
archive("lost.pt", {n: c for n, c in entries.items() if n != key})
archive("short.pt", {n: c[:2] if n == key else c for n, c in entries.items()})
EOF
for file in script.pt lite.ptl; do
    fails 1 "$file: a TorchScript program .*: save torch.jit.load\(FILE\).state_dict\(\) by torch.save" \
        "$file: a TorchScript program is refused by name" snapcat $file
done
fails 1 'export.pt2: a program of torch.export, which is not read: save' 'so is a program of torch.export' \
    snapcat export.pt2
succeeds 'an archive with constants alone is no program' snapcat -q constants.pt
fails 1 'lost.pt: tensor third: storage 1: not in the archive' 'a scalar whose storage is lost is damage' snapcat -q lost.pt
fails 1 'short.pt: tensor third: storage 1: has 2 bytes, expected 4' 'so is one whose storage is short' snapcat -q short.pt

# ---- tensors of one number are columns ----

for file in "$torch/columns.pt" "$torch/columns.legacy.pt" deflated.pt; do
    snapcat -q "$file" | phm2tsv -k rows | cut -f 2- | sort >got
    # The fewest digits that give back 1/3 in each type: numpy.float32(1 / 3) and so on print them.
    printf 'array\tepoch\tthird\tdouble\thalf\tbrain\tlarge\tseed\tdone\tminus\tpart\n%s\n' \
        "$(printf '0.25\t7\t0.33333334\t0.3333333333333333\t0.3333\t0.334\t1000000\t4611686018427387905\ttrue\t-2\t5')" |
        sort >expected
    is "$(cat got)" "$(cat expected)" "$(basename "$file"): tensors of one number beside the state_dict are columns"
done
like "$(snapcat -l "$torch/columns.pt" | tr -s ' ')" 'twice f32 \[2\] out: beside the state_dict' \
    'and tensors of more numbers are not, but listed'
like "$(snapcat -l "$torch/columns.pt" | tr -s ' ')" 'third f32 \[\] out: beside the state_dict, a column' 'and the columns are listed as such'
snapcat "$torch/columns.pt" 2>err >whole.phm
is "$(cat err)" 'snapcat: note: twice: left out, beside the state_dict: --all takes them in, snapcat -l lists them' \
    'what is a column is not said to be left out'
is "$(snapcat -q --all -x '^array' "$torch/columns.pt" | phm2tsv -k tensors | cut -f 1 | paste -sd' ')" \
    "$(snapcat -l "$torch/columns.pt" | awk '$1 != "total" && $1 != "array" { printf "%s%s", (n++ ? " " : ""), $1 }' | sed 's/^/name /')" \
    'and --all takes it in'
snapcat -q "$torch/columns.pt" | phm2tsv -k snapshots >got
is "$(tr -s '\t ' '\n' <got | tail -n 3)" "$(printf '0\n1\n2')" 'only the state_dict is compared'

# ---- whichever is the network ----

fails 1 "velocity.pt: more than one state_dict: the tensors W, b, and what is under velocity: choose with -k KEY" \
    'weights and their velocities are not told apart in silence' snapcat "$torch/velocity.pt"
# same FILE OPTION...: whether the tensors compared have torch's own values.
same() {
    local file=$1
    shift
    snapcat -q "$@" "$torch/$file.pt" | phm2npy -k snapshots --force -o got.npy
    "$python" -c 'import sys, numpy as np
sys.exit(not np.array_equal(np.load("got.npy").ravel(), np.fromfile(sys.argv[1])))' "$torch/$file.f64"
}
same velocity -k . -x '^velocity\.'
ok $? 'and the weights can be chosen alone, as the message says'
same listed
ok $? 'a list of tensors under a usual key is read'
is "$(snapcat -q "$torch/listed.pt" | phm2tsv -k tensors | cut -f 1 | paste -sd' ')" 'name 0 1' 'with numbers for names'

# ---- views with the negative bit ----

snapcat -q "$torch/negative.pt" | phm2npy -k snapshots -o negative.npy
"$python" - "$torch/negative.f64" <<'EOF'
import sys, numpy
sys.exit(not numpy.array_equal(numpy.load("negative.npy").ravel(), numpy.fromfile(sys.argv[1])))
EOF
ok $? "views with the negative bit have torch's values, transposed or not"
snapjump -q --bias -s 1e-12 -r 1 -o moved.pt "$torch/negative.pt" && cmp -s moved.pt "$torch/negative.pt"
ok $? 'and are written as they are read: a step below rounding leaves the file as it was'

# ---- tied weights ----

like "$(snapcat -l "$torch/tied0.pt" | tr -s ' ')" 'out.weight f32 \[5, 3\] out: is embed.weight, counted once' \
    'a tied weight is counted once'
for kind in pt safetensors; do
    snapcat -q "$torch"/tied{0,1}.$kind | snapgram | phm2tsv >$kind.gram
done
is "$(cat pt.gram)" "$(cat safetensors.gram)" 'the same network has one Gram matrix from .pt with tied weights and from safetensors'
snapcat -q "$torch/tied0.pt" "$torch/tied1.legacy.pt" | snapgram | phm2tsv >legacy.gram
is "$(cat legacy.gram)" "$(cat pt.gram)" 'and from the older format'
is "$(snapcat -l -i '^out' "$torch/tied0.pt" | grep -c 'in$')" 1 'the name that is asked for is the one that counts'

done_testing
