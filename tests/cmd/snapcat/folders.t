#!/bin/bash
# snapcat: operands that are folders. The run of data/folders is what transformers' Trainer wrote
# (make.py); the other folders are made of its files here.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
folders=$data/folders
python=${PYTHON:-python3}
cd "$T" || exit 1

# cells FILE COLUMN...: those columns of the row table, its heading included.
cells() {
    local file=$1
    shift
    rows "$file" | "$python" -c '
import csv, sys
for row in csv.DictReader(sys.stdin, delimiter="\t"):
    print(" ".join(row[name] or "-" for name in sys.argv[1:]))' "$@"
}

# folder NAME FILE...: a folder with copies of files of the run's last checkpoint; FILE=NAME renames.
folder() {
    local name=$1 file
    shift
    mkdir -p "$name"
    for file; do
        cp "$folders/whole/checkpoint-12/${file%%=*}" "$name/${file#*=}"
    done
}

# ---- what is not one network ----

mkdir empty
fails 1 'empty: a folder of no known kind' 'an empty folder is refused' snapcat empty
folder epochs model.safetensors=e1.pt model.safetensors=e2.pt
touch epochs/log.txt
fails 1 'epochs: a folder of checkpoints \(2 of \.pt\): name its files: epochs/\*\.pt$' \
    "a folder of an epoch's file each: its files are to be named" snapcat epochs
fails 1 'name its files: epochs/\*\.pt$' 'a slash at the end is not doubled' snapcat epochs/
folder loose model.safetensors=e1.safetensors model.safetensors=e2.safetensors
fails 1 'loose: holds 2 networks, e1\.safetensors, e2\.safetensors: name the one to read, such as loose/e1\.safetensors, or all of them: loose/\*\.safetensors$' \
    'of two networks none is guessed' snapcat loose
folder both model.safetensors
cp "$folders"/sharded/checkpoint-12/model* both
fails 1 'both: holds 2 networks, model.safetensors, model.safetensors.index.json' \
    'nor of a file and an index' snapcat both
folder variants model.safetensors=pytorch_model.bin model.safetensors=pytorch_model.fp16.bin
fails 1 'variants: holds 2 networks, pytorch_model.bin, pytorch_model.fp16.bin' 'nor of variants' snapcat variants
fails 1 'whole: a folder of folders, such as checkpoint-12: name these: .*/whole/checkpoint-\*$' \
    "a run's folder is refused with the template of its checkpoints" snapcat "$folders/whole"
mkdir unindexed
cp "$folders"/sharded/checkpoint-12/*-of-* unindexed
fails 1 'unindexed: files of one network without their index' 'files without their index are refused' \
    snapcat unindexed
cp -r "$folders/sharded/checkpoint-12" partial
rm partial/model-00002*
fails 1 'partial: .*model-00002-of-00002.safetensors: cannot open' 'a folder that lacks a file is refused' \
    snapcat partial
folder optimiser trainer_state.json=optimizer.pt
fails 1 'optimiser: a folder of checkpoints \(1 of .pt\)' "an optimiser's state is not a network" snapcat optimiser

# ---- a state of training that is not one ----

folder state model.safetensors
state() { # TEXT REGEX NAME
    printf '%s' "$1" >state/trainer_state.json
    fails 1 "state: trainer_state.json: $2" "$3" snapcat state
}
state '' 'line 1: not JSON' 'an empty state is refused'
state '[]' 'no global_step' 'a state that is not an object is refused'
state '{"global_step": 1.5}' 'no global_step, a whole number' 'a step that is no whole number is refused'
state '{"global_step": 1, "global_step": 2}' 'line 1: not JSON \(duplicate' 'two steps are refused'
state '{"global_step": NaN}' 'no global_step' 'a step that is not a number is refused'
state '{"epoch": "' 'line 1: not JSON' 'a state that ends in a string is refused'
state '{"epoch": "a\"' 'line 1: not JSON' 'or in an escaped quote'
state "$(printf '%02000d' 0 | tr 0 '[')" 'line 1: not JSON' 'a state that is nested deeply is refused'
full='{"epoch": 1.5, "log_history": [{"loss": NaN, "step": 4, "x": "\\"y"}, {"eval_loss": 2e-1}], "global_step": 4}'
bad=0
for ((length = 0; length < ${#full} - 1; length += ALIKE)); do
    printf '%s' "${full:0:length}" >state/trainer_state.json
    snapcat -q state >out 2>err
    [ $? -eq 1 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] || bad=$((bad + 1))
done
is "$bad" 0 'a state that is cut short anywhere is refused with one line'
rm state/trainer_state.json
mkfifo state/trainer_state.json
fails 1 'state/trainer_state.json: not a regular file' 'a pipe is not waited for' timeout 10 snapcat state
rm state/trainer_state.json

# ---- a run ----

snapcat -o whole.phm "$folders"/whole/checkpoint-{4,8,12} 2>err
is "$(cat err)" '' 'a run of folders needs no word'
is "$(phminfo -H whole.phm | grep '^shape ' | tail -n 1)" 'shape 3 56' 'each folder is a snapshot'
"$python" - "$folders" <<'PY' >expected.f32
import json, os, struct, sys
for step in (4, 8, 12):
    with open(os.path.join(sys.argv[1], f"whole/checkpoint-{step}/model.safetensors"), "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        start = f.tell()
        for name in sorted(header.keys() - {"__metadata__"}):
            begin, end = header[name]["data_offsets"]
            f.seek(start + begin)
            sys.stdout.buffer.write(f.read(end - begin))
PY
payload whole.phm >whole.f32
cmp -s whole.f32 expected.f32
ok $? 'with the numbers of its file'
is "$(cells whole.phm step epoch loss eval_loss learning_rate)" "$("$python" - "$folders" <<'PY'
import json, os, sys
for step in (4, 8, 12):
    state = json.load(open(os.path.join(sys.argv[1], f"whole/checkpoint-{step}/trainer_state.json")))
    row = {"epoch": state["epoch"]}
    for entry in state["log_history"]:
        if entry["step"] == state["global_step"]:
            row.update(entry)
    print(step, *(f"{row[name]:g}" if row[name] == int(row[name]) else row[name]
                  for name in ("epoch", "loss", "eval_loss", "learning_rate")))
PY
)" 'step, epoch and the losses of this step are columns'
snapcat -q -o sharded.phm "$folders"/sharded/checkpoint-{4,8,12}
payload sharded.phm | cmp -s - whole.f32
ok $? 'the same run in several files and an index gives the same numbers'
is "$(cells sharded.phm step eval_loss)" "$(cells whole.phm step eval_loss)" 'and the same losses'
snapcat -q -o file.phm "$folders"/whole/checkpoint-12/model.safetensors
is "$(rows file.phm | head -n 1)" "$(printf 'file\tformat')" 'a file named by itself has no losses'
is "$(snapcat -l "$folders/sharded/checkpoint-4")" "$(snapcat -l "$folders/whole/checkpoint-4")" \
    '-l lists the tensors of a folder'
tail -c 224 whole.f32 >last.f32
snapcat -q -o slash.phm "$folders"/whole/checkpoint-12/ && payload slash.phm | cmp -s - last.f32
ok $? 'a slash at the end is the same folder'

# ---- which file is read ----

folder prefer model.safetensors
cp "$folders"/sharded/checkpoint-4/model-00001* prefer/pytorch_model.bin
touch prefer/{optimizer.pt,scheduler.pt,rng_state.pth,training_args.bin,tokenizer.json}
cp -r prefer prefer2
snapcat -o prefer.phm prefer prefer2 2>err
is "$(cat err)" 'snapcat: note: prefer: model.safetensors is read, and not pytorch_model.bin beside it: name this file to read it' \
    'safetensors are preferred, with a word that is said once'
payload prefer.phm | head -c 224 | cmp -s - last.f32
ok $? 'and are read'
for name in diffusion_pytorch_model.safetensors pytorch_model.bin diffusion_pytorch_model.fp16.bin tf_model.h5; do
    rm -rf single
    folder single model.safetensors="$name" trainer_state.json
    snapcat -q single -o single.phm && payload single.phm | cmp -s - last.f32
    ok $? "a folder with $name is a network"
done
rm -rf torch
mkdir torch
cp "$data/formats/zip.pt" torch/pytorch_model.bin
snapcat -q torch -o torch.phm && payload torch.phm | cmp -s - "$data/formats/expected.f32"
ok $? "torch's files are read in a folder too"
mkdir bins
cp "$folders"/sharded/checkpoint-12/model-00001-of-00002.safetensors bins/pytorch_model-00001-of-00002.bin
cp "$folders"/sharded/checkpoint-12/model-00002-of-00002.safetensors bins/pytorch_model-00002-of-00002.bin
sed 's/model-\(.*\).safetensors/pytorch_model-\1.bin/' "$folders"/sharded/checkpoint-12/model.safetensors.index.json \
    >bins/pytorch_model.bin.index.json
snapcat -q bins -o bins.phm && payload bins.phm | cmp -s - last.f32
ok $? 'pytorch_model.bin.index.json is the index of a folder'

# ---- logs of other kinds ----

folder logs model.safetensors
log() { # JSON EXPECTED NAME
    printf '%s' "$1" >logs/trainer_state.json
    snapcat -q -o logs.phm logs
    is "$(rows logs.phm | tr '\t' ' ' | sed 's/format //; s/logs pt/logs/')" "$2" "$3"
}
log '{"global_step": 5, "log_history": [{"step": 4, "loss": 1}]}' 'file step
logs 5' 'numbers of another step are not taken'
log '{"global_step": 5, "epoch": 2.5, "log_history": [{"step": 5, "loss": NaN, "note": "NaN or not"},
{"step": 5, "eval_loss": Infinity, "low": -Infinity, "x": "a\"NaN"}]}' 'file step epoch loss eval_loss low
logs 5 2.5 nan inf -inf' 'losses that are not finite, as Python writes them'
log '{"global_step": 5, "log_history": [{"step": 5, "loss": 3}, {"step": 5, "loss": 2, "a": [1], "b": true}]}' \
    'file step loss
logs 5 2' 'of two entries of a step the later prevails; what is not a number is left out'
log '{"global_step": 5, "log_history": {"step": 5}}' 'file step
logs 5' 'a history that is not a list is none'

# ---- names and runs ----

snapcat -q -n 'checkpoint-{n}' -o named.phm "$folders"/whole/checkpoint-{4,8}/ "$folders/whole/checkpoint-12"
is "$(cells named.phm n | paste -sd ' ')" '4 8 12' "-n matches a folder's name"
is "$(cells named.phm file | head -n 1)" "$folders/whole/checkpoint-4" 'which has no slash at its end'
fails 1 'whole/checkpoint-4: does not fit the template step-' 'or does not fit' \
    snapcat -n 'step-{n}' "$folders/whole/checkpoint-4/"
printf 'file\tnote\ncheckpoint-4\tfirst\n' >notes.tsv
snapcat -q -m notes.tsv -o noted.phm "$folders/whole/checkpoint-4/"
is "$(cells noted.phm note)" first '-m finds a folder by its name'

runs() { # NAME EXPECTED FILE...: the column run of these, and the note
    local name=$1 expected=$2
    shift 2
    snapcat -o runs.phm "$@" 2>err
    if [ -n "$expected" ]; then
        is "$(cells runs.phm run | paste -sd ' ') $(grep -c 'folders are taken for runs' err)" "$expected 1" "$name"
    else
        is "$(rows runs.phm | head -n 1 | tr '\t' '\n' | grep -cx run) $(cat err)" '0 ' "$name"
    fi
}

cp -r "$folders/whole" whole
cp -r "$folders/sharded" sharded
runs 'folders in several folders are runs by their name' 'whole whole sharded sharded' \
    whole/checkpoint-{4,8} sharded/checkpoint-{4,8}/
mkdir -p r/a/ckpt r/b/ckpt
for file in r/{a,b}/ckpt/{1,2}.safetensors r/{a,b}/{1,2}.safetensors 1.safetensors; do
    cp whole/checkpoint-4/model.safetensors "$file"
done
runs 'so are files' 'a a b b' r/{a,b}/{1,2}.safetensors
runs 'folders of one name are told by where they differ' 'a a b b' r/{a,b}/ckpt/{1,2}.safetensors
runs 'a folder in another is a run of its own' 'a ckpt ckpt' r/a/1.safetensors r/a/ckpt/{1,2}.safetensors
mkdir -p q/x/a q/y/z/a
cp r/a/?.safetensors q/x/a
cp r/a/?.safetensors q/y/z/a
runs 'in as many parts of the path as that takes' 'x x y/z y/z' q/x/a/{1,2}.safetensors q/y/z/a/{1,2}.safetensors
runs 'a file of the current folder is of the run .' 'a a .' r/a/{1,2}.safetensors 1.safetensors
runs 'one folder is not a run' '' r/a/{1,2}.safetensors
runs 'folders of one file each are steps' '' whole/checkpoint-{4,8}/model.safetensors
snapcat -n '{run}.safetensors' -o runs.phm r/{a,b}/{1,2}.safetensors 2>err
is "$(cells runs.phm run | paste -sd ' ') $(cat err)" '1 2 1 2 ' 'a column run is kept'
printf 'file\trun\nr/a/1.safetensors\tx\nr/a/2.safetensors\tx\nr/b/1.safetensors\ty\nr/b/2.safetensors\ty\n' >runs.tsv
snapcat -m runs.tsv -o runs.phm r/{a,b}/{1,2}.safetensors 2>err
is "$(cells runs.phm run | paste -sd ' ') $(cat err)" 'x x y y ' "a table's runs prevail"

# ---- stable-baselines3 ----

archive() { # NAME PYTHON: an archive; the Python text fills z
    "$python" -c '
import sys, zipfile
policy = open(sys.argv[3], "rb").read()
with zipfile.ZipFile(sys.argv[1], "w") as z:
    exec(sys.argv[2])' "$1" "$2" "$data/formats/zip.pt"
}

archive packed.zip 'z.writestr("policy.pth", policy, zipfile.ZIP_DEFLATED)'
fails 1 'packed.zip: zip entry policy.pth: deflated, .*unzip' 'a deflated policy is refused' snapcat packed.zip
archive other.zip 'z.writestr("policy.pth", b"x" * 100)'
fails 1 'other.zip: .*policy.pth' 'a policy that is not an archive is refused' snapcat other.zip
archive cut.zip 'z.writestr("policy.pth", policy[:-30])'
fails 1 'cut.zip: zip entry policy.pth: zip archive: no directory' 'a policy that is cut short is refused' snapcat cut.zip
archive nested.zip 'z.writestr("policy.pth", open("cut.zip", "rb").read())'
fails 1 'nested.zip: .*policy.pth: not a file of torch.save' 'an archive in an archive in an archive is refused' \
    snapcat nested.zip
archive bad.zip 'z.writestr("policy.pth", policy); z.writestr("data", "{")'
fails 1 'bad.zip: zip entry data: line 1: not JSON' 'settings that are not JSON are refused' snapcat bad.zip
archive agent.zip 'z.writestr("data", "{\"num_timesteps\": 2048, \"gamma\": 0.99, \"_n\": 1, \"seed\": null, \"x\": NaN}",
    zipfile.ZIP_DEFLATED); z.writestr("policy.optimizer.pth", policy); z.writestr("policy.pth", policy)'
snapcat -q -o agent.phm agent.zip && payload agent.phm | cmp -s - "$data/formats/expected.f32"
ok $? "the policy of stable-baselines3's archive is read in place"
is "$(cells agent.phm step gamma x)" '2048 0.99 nan' 'with its settings as columns, num_timesteps as the step'
archive bare.zip 'z.writestr("policy.pth", policy)'
is "$(snapcat -l bare.zip)" "$(snapcat -l "$data/formats/zip.pt")" '-l lists its tensors'
head -c 3000 agent.zip >short.zip
fails 1 'short.zip: zip archive' 'an archive that is cut short is refused' snapcat short.zip
"$python" -c '
data = bytearray(open("agent.zip", "rb").read())
for i in range(0, len(data), 97):
    data[i] ^= 0xff
    open(f"flip{i}.zip", "wb").write(data)
    data[i] ^= 0xff'
bad=0
for file in flip*.zip; do
    snapcat -q -l "$file" >out 2>err
    [ $? -le 1 ] && [ "$(wc -l <err)" -le 1 ] || bad=$((bad + 1))
done
is $bad 0 'damaged archives are read or refused'
fails 1 'agent.zip: .*stable-baselines3' 'such archives are not rewritten' snapjump -q -s 1 -r 1 -o jumped.zip agent.zip

# ---- Keras's shards ----

cp -r "$folders/keras" keras
rm keras/model_00001*
fails 1 'keras: keras/model.weights.json: .*model_00001.weights.h5: cannot open' "a shard of Keras's that is missing is an error" \
    snapcat keras
cp "$folders/keras/model_00000.weights.h5" keras/model_00001.weights.h5
fails 1 'tensor layers/dense/vars/0: in .*model_00001.weights.h5, where the index has no such group' \
    'so is one with tensors that the index has not' snapcat keras/model.weights.json
sed 's/vars": \[/vars": "a", "\/other&/' "$folders/keras/model.weights.json" >keras/model.weights.json
fails 1 'keras/model.weights.json: ' 'a damaged index is refused' snapcat keras/model.weights.json
"$python" - "$folders/keras/model.weights.json" <<'PY' >keras/model.weights.json
import json, sys
index = json.load(open(sys.argv[1]))
index["weight_map"]["/layers/gone/vars"] = "model_00000.weights.h5"
json.dump(index, sys.stdout)
PY
fails 1 'tensor /layers/gone/vars: not in keras/model_00000' 'a group that is in no file is an error' snapcat keras
sed 's/"weight_map": *{/&"": "model_00000.weights.h5", /' "$folders/keras/model.weights.json" >keras/model.weights.json
fails 1 'weight_map: "" begins without a slash, and other keys with one' "keys that are no groups do not mix with Keras's" \
    snapcat keras/model.weights.json
snapcat -q --all -o keras.phm "$folders/keras"
# layers/batch_normalization/vars/0 to 3 count on from 2, 3, 4, 5, layers/dense/vars/0 and 1 from 0 and 1 (make.py).
is "$(payload keras.phm | od -An -v -tf4 -w4 | tr -d ' ' | paste -sd ' ')" \
    '2 3 4 3 4 5 4 5 6 5 6 7 0 1 2 3 4 5 1 2 3' "a folder of Keras's shards is a network"
is "$(snapcat -l "$folders/keras/model.weights.json" | grep -c 'vars/[23] .*out: a buffer')" 2 \
    'running statistics are known, though their group is in two files'
done_testing
