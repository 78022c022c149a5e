#!/bin/bash
# snapcat: operands that are folders. The run of data/folders is what transformers' Trainer wrote
# (make.py); the other folders are made of its files here.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
folders=$data/folders
python=${PYTHON:-python3}
cd "$T" || exit 1

# payload FILE: the numbers of the last record, raw.
payload() {
    local bytes
    bytes=$(grep -a '^bytes ' "$1" | tail -n 1 | cut -d ' ' -f 2)
    tail -c $((bytes + 22)) "$1" | head -c "$bytes"
}

# rows FILE: the row table of a stream that begins with it.
rows() {
    sed -e '1,/^$/d' -e '/^xxh3 /,$d' "$1"
}

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
fails 1 'loose: holds 2 networks, e1\.safetensors, e2\.safetensors: name the one to read, such as loose/e1' \
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
is "$(grep -a '^shape ' whole.phm | tail -n 1)" 'shape 3 56' 'each folder is a snapshot'
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
done_testing
