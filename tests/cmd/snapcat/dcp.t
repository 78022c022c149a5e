#!/bin/bash
# snapcat: folders that several processes wrote (data/dcp/make.py): of torch.distributed.checkpoint, and
# the files of FSDP's ranks.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
dcp=$data/dcp
python=${PYTHON:-python3}
cd "$T" || exit 1

# holds FOLDER EXPECTED OPTION...: whether the snapshot's payload is the content of a file.
holds() {
    local folder=$1 expected=$2
    shift 2
    snapcat -q -o one.phm "$@" "$folder" && payload one.phm | cmp -s - "$expected"
}

# like_two NAME: a copy of the folder `two`, to be changed.
like_two() {
    rm -rf "$1"
    cp -r "$dcp/two" "$1"
}

# in_index OLD NEW FOLDER: replaces a text of the index by another of the same length.
in_index() {
    "$python" -c '
import sys
old, new, path = (a.encode() for a in sys.argv[1:])
index = open(path + b"/.metadata", "rb").read()
assert old in index and len(old) == len(new)
open(path + b"/.metadata", "wb").write(index.replace(old, new))' "$@"
}

# ---- folders that are not whole ----

like_two waiting
rm waiting/.metadata
fails 1 'waiting: not complete yet: .metadata is missing: wait until' 'a folder without its index is not complete' \
    snapcat waiting
like_two lost
rm lost/__1_0.distcp
fails 1 'lost/__1_0.distcp: cannot open: No such file' 'a file that is missing is named' snapcat lost
like_two short
truncate -s -1 short/__1_0.distcp
fails 1 'short: tensor optimizer.state.0.exp_avg: bytes [0-9]+ to [0-9]+ of __1_0.distcp, but the file has' 'a file that is cut short is named' \
    snapcat short
like_two other
cp other/__0_0.distcp other/__1_0.distcp
fails 1 'other: item step: zip archive: no directory at its end' 'a file in the place of another is refused' snapcat other
like_two outside
in_index __1_0.distcp ../_0.distcp outside
fails 1 'outside: .metadata: the name of a file in storage_data' 'a file outside of the folder is not read' snapcat outside
fails 1 'packed: .metadata: emb.weight: packed by zstd, which is not read: save without' 'compression is refused by name' \
    snapcat "$dcp/packed"
like_two foreign
in_index .metadata .metabase foreign
fails 1 'foreign: .metadata: the index: not what torch.distributed.checkpoint writes' 'another pickle is not an index' \
    snapcat foreign
like_two holes
dd if=/dev/zero of=holes/__0_0.distcp bs=1 seek=0 count=4 conv=notrunc 2>dd.err
fails 1 'of __0_0.distcp are not an archive of torch.save' 'bytes that are no archive are refused' snapcat holes

# ---- the numbers are those that torch loads ----

holds "$dcp/two" "$dcp/two.f32"
ok $? 'tensors cut along either dimension, in two types, and whole ones are assembled'
holds "$dcp/two/" "$dcp/two.f32"
ok $? 'a slash at the end changes nothing'
holds "$dcp/two" "$dcp/two.f32" -k model
ok $? '-k names the state_dict'
fails 1 'two: key nothing: not there: no state_dict: the keys are model, optimizer, step' 'a key that is not there is refused' \
    snapcat -k nothing "$dcp/two"
cp -r "$dcp/two" folder
echo '{"weight_map": {"b": "folder"}}' >index.json
fails 1 'index.json: folder: a folder of 3 files, where the index names a file' \
    'an index cannot name it as a file' snapcat index.json
is "$(snapcat -q "$dcp/two" >one.phm && rows one.phm)" $'file\tstep\n'"$dcp/two"$'\t7' 'scalars are columns'
is "$(snapcat -l "$dcp/two" | awk '{ print $1, $2 }' | tr '\n' ' ')" \
    'b f32 optimizer.state.0.exp_avg f32 v bf16 w f32 total in: total out: ' "names are torch.load's, without model."
like "$(snapcat -l "$dcp/two" | grep exp_avg)" "out: an optimiser's state" "an optimiser's state is known by its path"

like_two other-key
in_index optimizer opt_first other-key
like "$(snapcat -l other-key | grep exp_avg)" "out: an optimiser's state" 'under any key of an optimiser'

# ---- which of the dictionaries is the network: as in a file of torch.save ----

holds "$dcp/averaged" "$dcp/averaged.f32"
ok $? 'a network is found beside its average, lists and whole numbers'
list=$(snapcat -l "$dcp/averaged")
like "$(grep '^params_ema.0.weight' <<<"$list")" 'out: beside the state_dict' 'the average is left out'
like "$(grep '^history.1' <<<"$list")" 'out: beside the state_dict' 'so is a list'
like "$(grep '^0.weight (beside' <<<"$list")" 'i64 .*out: beside the state_dict' \
    'and what has the name of a tensor in the network gets a number'
is "$(snapcat -l -k . "$dcp/averaged" | awk '$NF == "in" { print $1 }' | tr '\n' ' ')" \
    'history.0 history.1 params.0.weight params_ema.0.weight ' "-k . takes all that are trained"
is "$(snapcat -l "$dcp/parameter" | awk '$NF == "in" { print $1 }' | tr '\n' ' ')" 'W stats.m ' \
    'a Parameter is a sign of a network'

# Two snapshots, in parts and whole.
like_two two-again
snapcat -q "$dcp/two" two-again | snapgram 2>/dev/null | phm2npy -k gram >gram.npy
is "$("$python" -c '
import numpy as np, sys
x = np.fromfile(sys.argv[1], "f4").astype(float)
print(abs(np.load("gram.npy") - x @ x).max() < 1e-12)' "$dcp/two.f32")" True 'folders are snapshots like files'

# ---- tied weights ----

snapcat -q "$dcp/tied" | snapgram | phm2npy -k gram >tied.npy
snapcat -q "$dcp/tied.safetensors" | snapgram | phm2npy -k gram >one.npy
snapcat -q "$dcp/tied.pt" | snapgram | phm2npy -k gram >pt.npy
cmp -s tied.npy one.npy
ok $? 'a tied weight, which DCP writes twice, counts once, as in safetensors'
cmp -s pt.npy one.npy
ok $? 'and as in a file of torch.save'

is "$(snapcat -l "$dcp/tied-two" | grep head)" 'head.weight  f32   [4, 3]  out: is emb.weight, counted once' \
    'a tied weight that is cut counts once too'

is "$(snapcat -l "$dcp/tied-pairs" | grep weight | tr -s ' ')" \
    'actor.emb.weight f16 [30, 20] in
actor.head.weight f16 [30, 20] out: is actor.emb.weight, counted once
critic.emb.weight f16 [30, 20] in
critic.head.weight f16 [30, 20] out: is critic.emb.weight, counted once' \
    'so do the ties of two networks that differ in some rows'

# One part of a tensor with another type than the rest, and the checksum of that.
like_two types
"$python" - types/__1_0.distcp <<'PY'
import pickletools, struct, sys, zlib
data = open(sys.argv[1], "rb").read()
begin = data.rindex(b"\x80\x02", 0, data.index(b"FloatStorage"))
end = begin + max(at for _, _, at in pickletools.genops(data[begin:])) + 1
pickle = data[begin:end]
changed = pickle.replace(b"FloatStorage", b"ShortStorage")
before, after = (struct.pack("<I", zlib.crc32(p)) for p in (pickle, changed))
open(sys.argv[1], "wb").write(data.replace(pickle, changed).replace(before, after))
PY
fails 1 'types: tensor w: its parts are f32 and i16' 'parts of two types are refused, and the tensor is named once' \
    snapcat --all types

# ---- files of ranks ----

holds "$dcp/ranks" "$dcp/two.f32"
ok $? 'the shares of ranks are assembled'
fails 1 'rank_1.pt: one of the files of 2 ranks, .*: name the folder that has them all' "one rank's file is refused" \
    snapcat "$dcp/ranks/model_world_size_2_rank_1.pt"
cp "$dcp/ranks/model_world_size_2_rank_1.pt" renamed.pt
fails 1 "renamed.pt: tensor v: \[2, 2\] of \[2, 5\]: one process's share" 'under another name too' snapcat renamed.pt
cp -r "$dcp/ranks" lone
rm lone/model_world_size_2_rank_0.pt
fails 1 'lone: rank 0 of 2 is missing' 'a missing rank is named' snapcat lone
cp -r "$dcp/ranks" twice
cp twice/model_world_size_2_rank_0.pt twice/model_world_size_2_rank_1.pt
fails 1 'twice: tensor v: its parts have 6 of 10 elements' "a rank's file in the place of another is refused" snapcat twice
cp -r "$dcp/ranks" mixed
cp mixed/model_world_size_2_rank_0.pt mixed/model_world_size_4_rank_0.pt
fails 1 'mixed: files of 2 ranks and of 4 ranks' 'files of two sets are refused' snapcat mixed
cp -r "$dcp/ranks" signed
for rank in 0 1; do
    mv signed/model_world_size_2_rank_$rank.pt signed/model_world_size_+2_rank_$rank.pt
done
fails 1 'signed: a folder of checkpoints \(2 of .pt\)' 'other names are not those of ranks' snapcat signed
fails 1 "sharded.pt: tensor w: one rank's part of a tensor" 'so is the part that an older FSDP saves' \
    snapcat "$dcp/sharded.pt"

# in_rank OLD NEW FILE TO: a rank's file with other bytes in an entry of its archive.
in_rank() {
    "$python" -c '
import sys, zipfile
old, new = (a.encode() for a in sys.argv[1:3])
seen = 0
with zipfile.ZipFile(sys.argv[3]) as whole, zipfile.ZipFile(sys.argv[4], "w") as changed:
    for entry in whole.infolist():
        content = whole.read(entry)
        seen += old in content
        changed.writestr(entry.filename, content.replace(old, new))
assert seen' "$@"
}
mkdir placed differs
for rank in 0 1; do
    file=model_world_size_2_rank_$rank.pt
    in_rank Replicate SomeOther "$dcp/ranks/$file" "placed/$file"
done
fails 1 "placed: tensor b: a DTensor placed by .*SomeOther is not read: save the whole tensor .*-x '\^b[$]'" \
    'a tensor placed in an unknown way is refused by name' snapcat placed
is "$(snapcat -l placed | awk '/^[vw]/ { print $1, $NF }' | tr '\n' ' ')" 'v in w in ' 'and the others are read'
for rank in 0 1 2; do
    "$python" -c '
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as whole, zipfile.ZipFile(sys.argv[2], "w") as changed:
    for entry in whole.infolist():
        content = whole.read(entry)
        if "/data/" in entry.filename:
            content = sys.argv[3].encode() * 4 + content[4:]
        changed.writestr(entry.filename, content)' \
        "$dcp/tied.pt" differs/model_world_size_3_rank_$rank.pt $rank
done
fails 1 "differs: tensor emb.weight: differs between the ranks' files" 'a copy that differs in three files is named' \
    snapcat differs

cp -r "$dcp/ranks" cut-rank
truncate -s 2000 cut-rank/model_world_size_2_rank_1.pt
fails 1 'cut-rank/model_world_size_2_rank_1.pt: .*cut short' 'a file that is cut short is named' snapcat cut-rank

done_testing
