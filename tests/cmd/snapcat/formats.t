#!/bin/bash
# snapcat: checkpoints of every format, written by the libraries themselves (data/formats/make.py);
# what of them is compared; and those that are damaged, or mean harm (hostile.py).
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
python=${PYTHON:-python3}
formats=$data/formats
cd "$T" || exit 1

# holds FILE EXPECTED OPTION...: whether the snapshot's payload is the content of a file.
holds() {
    local file=$1 expected=$2
    shift 2
    snapcat -q -o one.phm "$@" "$formats/$file" && payload one.phm | cmp -s - "$formats/$expected"
}

# ---- the same numbers in every format ----

for file in zip.pt legacy.pt optimiser.pt parallel.pth module.pt plain.safetensors stored.npz deflated.npz \
    fortran.npz model.safetensors.index.json; do
    holds "$file" expected.f32
    ok $? "$file holds what the library wrote"
done
holds headerless.f32 expected.f32 --raw f32
ok $? 'a file without a header is read as the type that is named'
for type in f16 bf16; do
    for file in simple_$type.pt simple_$type.legacy.pt simple_$type.safetensors; do
        holds "$file" simple.f32
        ok $? "$file is converted to float32"
    done
done
for file in simple_f64.pt simple_f64.legacy.pt simple_f64.safetensors; do
    snapcat -o f64.phm "$formats/$file"
    is "$(phminfo -H f64.phm | grep '^type ' | tail -n 1): $(payload f64.phm | od -An -v -tf8 -w8 | tr -d ' ')" \
        "type f64: $(od -An -v -tf4 -w4 "$formats/simple.f32" | tr -d ' ')" "$file stays float64"
done
# 1.weight is 1.bias under another name, and its 5 numbers come behind the first 40.
{ head -c 160 "$formats/views.f32" && tail -c +181 "$formats/views.f32"; } >once.f32
for file in views.pt views.legacy.pt; do
    snapcat -q -o one.phm "$formats/$file" && payload one.phm | cmp -s - once.f32
    ok $? "$file: transposed, sliced and repeated tensors come in C order, tied ones once"
done
snapcat -q "$formats"/{zip.pt,legacy.pt,plain.safetensors,stored.npz,deflated.npz} >mixed.phm
is "$(phminfo -H mixed.phm | grep '^shape ' | tail -n 1)" 'shape 5 63' 'formats can be mixed'

# Several panels, more files than may be open, entries that are inflated between them.
for i in {1..300}; do
    cp "$formats/fortran.npz" "f$i.npz"
done
snapcat --all f{1..300}.npz >many.phm
(ulimit -n 48 && snapcat --all f{1..300}.npz) | cmp -s - many.phm
ok $? 'more packed files than may be open at once give the same bytes'
for i in {1..300}; do
    cat "$formats/expected.f32"
done >many.f32
payload many.phm | cmp -s - many.f32
ok $? 'and the right ones'

# ---- columns ----

cp "$formats"/{zip.pt,legacy.pt,stored.npz} .
for file in zip.pt legacy.pt; do
    snapcat -q -o one.phm "$file"
    is "$(rows one.phm)" "$(printf 'file\tepoch\ttrain_loss\tnote\n%s\t7\t0.30000000000000004\twarm restart' "$file")" \
        "$file: scalars beside the state_dict are columns"
done
snapcat -q -o one.phm stored.npz
is "$(rows one.phm)" "$(printf 'file\tepoch\ttrain_loss\nstored.npz\t7\t0.3')" \
    'arrays without dimensions in a .npz are columns'
"$python" -c 'import numpy as n
n.savez("flags.npz", w=n.ones(2, "f4"), rate=n.float16(0.1), big=n.float32(1e10), done=n.bool_(True))'
is "$(snapcat -q flags.npz >one.phm && rows one.phm)" $'file\tbig\tdone\trate\nflags.npz\t10000000000\ttrue\t0.1' \
    'with the same texts as in a file of torch.save'

# ---- what is compared ----

snapcat -o one.phm zip.pt 2>err
is "$(cat err)" 'snapcat: note: 1.num_batches_tracked, 1.running_mean, 1.running_var: left out, buffers: --all takes them in, snapcat -l lists them' \
    'buffers are left out with a note'
snapcat --all -o all.phm zip.pt 2>err
is "$(cat err) $(grep -a '^attr params' all.phm)" ' attr params 74' '--all takes them in, without one'
snapcat --all -x num_batches -o all.phm zip.pt
is "$(grep -a '^attr params' all.phm)" 'attr params 73' '-x goes over --all'
is "$(snapcat -l zip.pt | tr -s ' ')" '0.bias f32 [5] in
0.weight f32 [5, 6] in
1.bias f32 [5] in
1.num_batches_tracked i64 [] out: a buffer, not trained
1.running_mean f32 [5] out: a buffer, not trained
1.running_var f32 [5] out: a buffer, not trained
1.weight f32 [5] in
2.bias f32 [3] in
2.weight f32 [3, 5] in
total in: 63 elements of 6 tensors
total out: 11 elements of 3 tensors' '-l lists the tensors, in and out'
like "$(snapcat -l -i weight -x '^0' zip.pt | tr -s ' ')" \
    '0.bias f32 \[5\] out: no expression of -i matches.0.weight f32 \[5, 6\] out: an expression of -x matches' \
    '-l says which expression leaves a tensor out'
is "$(snapcat -l "$formats/optimiser.pt" | grep -c "out: an optimiser's state")" 18 \
    "an optimiser's state is listed, and out"
is "$(snapcat -l "$formats/module.pt" | grep -c 'out: a buffer')" 3 'the buffers of a pickled module are out'
fails 1 'more than one state_dict: under G, D: choose one with -k' 'of two state_dicts none is guessed' \
    snapcat "$formats/two.pt"
holds two.pt expected.f32 -k G
ok $? '-k chooses one'
fails 1 'two.pt: key E: not there' 'a key that is not there is refused' snapcat -k E "$formats/two.pt"
fails 1 'zip.pt: no tensor is chosen: it has .* or add --all' '--all is named where nothing else is left' \
    snapcat -i running zip.pt
fails 2 'expected one of f64' 'an unknown raw type is a matter of usage' snapcat --raw f31 many.f32
fails 1 'headerless.f32: 252 bytes are not a whole number of f64' 'a raw file of another type is refused' \
    snapcat --raw f64 "$formats/headerless.f32"

# ---- a training that was killed ----

head -c 2000 zip.pt >killed.pt
fails 1 'killed.pt: zip archive: no directory at its end' 'a file cut short is refused by name' \
    snapcat -q zip.pt killed.pt
snapcat --skip-bad -o good.phm killed.pt zip.pt legacy.pt 2>err
is "$(rows good.phm | cut -f 1 | tr '\n' ' ')" 'file zip.pt legacy.pt ' '--skip-bad goes on without it'
like "$(cat err)" 'note: left out: killed.pt: zip archive' 'and says so'
fails 1 'no file is a sound checkpoint: all 1' 'but not without any' snapcat -q --skip-bad killed.pt
fails 1 'averaged.pt: tensor .*: is .*, but .* in zip.pt' '--skip-bad does not hide networks that differ' \
    snapcat -q --skip-bad zip.pt "$data/trained/averaged.pt"

# ---- what lies, and what means harm ----

mkdir hostile
"$python" "$tests_dir/cmd/snapcat/hostile.py" hostile
cd hostile || exit 1

# refused FILE REGEX NAME: in little memory, whatever the file asks for.
refused() {
    if [ "${BUILD##*/}" = san ]; then # its shadow memory is not counted in megabytes
        fails 1 "$1: .*$2" "$3" snapcat -q "$1"
    else
        fails 1 "$1: .*$2" "$3" within_400_megabytes snapcat -q "$1"
    fi
}

# shellcheck disable=SC2317 # called by name
within_400_megabytes() (
    ulimit -v 400000
    "$@"
)

succeeds 'the archive that the damaged ones are made of is sound' snapcat good.npz
for length in 10 100 200 300 369; do
    refused cut$length.npz 'no directory at its end' "an archive cut short at $length bytes is refused"
done
refused size_lies.npz 'cannot hold' 'an entry cannot unpack to more than deflate makes of it'
refused size_more.npz 'an array of 32 bytes in 36' 'an entry is as long as its array'
refused longer.npz 'an array of 36 bytes in 32' 'an array is as long as its entry'
refused crc_lies.npz 'a: .*checksum' 'a wrong checksum is an error'
refused damaged_data.npz 'damaged' 'damaged data are an error'
refused headers_differ.npz 'not what the directory says' 'a header that differs from the directory is refused'
refused encrypted.npz 'a.npy: encrypted' 'an encrypted entry is refused'
refused lzma.npz 'other than deflate' 'an entry packed by another method is refused'
refused outside.npz 'damaged' 'an entry outside the file is refused'
refused overlap.npz 'overlap' 'entries that overlap are refused'
refused many_entries.npz 'more entries than it has room for' 'a directory cannot have more entries than bytes'
refused unrelated.zip 'not a checkpoint' 'an archive of other things is refused'
refused inner.npz 'not a checkpoint' 'archives in archives are not opened'
refused bomb.npz 'a zip bomb' 'a gigabyte of zeros in a megabyte is refused'
refused bomb.pt 'a zip bomb' 'so is one in the place of a description'
refused huge.npz 'damaged' 'a shape of 2^60 is refused'
refused wraps.npz 'overflows' 'a shape whose product wraps around is refused'
refused objects.npz 'a pickled Python object is not read' 'an array of pickled objects is refused'

succeeds 'a torch archive written without torch is sound' snapcat good.pt
succeeds 'so is one whose entries are deflated' snapcat deflated.pt
refused call.pt 'posix.system \(which was not made\)' 'a pickle that calls os.system is refused'
succeeds 'one beside the state_dict does no harm' snapcat call_beside.pt
refused call.legacy 'posix.system \(which was not made\)' 'a pickle that calls is refused in the older format too'
is "$(echo called*)" 'called*' 'and nothing was called'
refused no_storage.pt 'tensor w: storage 1: not in the archive' 'a storage that is not there is named'
refused up.pt 'not in the archive' 'a key cannot lead out of the directory of storages'
refused short_storage.pt 'storage .*: has 32 bytes, expected 64' 'a storage shorter than it says is refused'
refused beyond.pt 'tensor w: elements outside' 'a tensor cannot reach beyond its storage'
refused huge.pt 'expected 4611686018427387904' 'a storage of 2^60 elements is refused'
refused repeated.pt 'repeats few elements too often' 'a stride of 0 cannot make a tensor of 2^60'
refused negative.pt 'bad size' 'a negative size is refused'
refused two_descriptions.pt 'appears twice' 'two entries of one name are refused'

succeeds 'the older format written without torch is sound' snapcat good.legacy
succeeds 'also with a long description' snapcat long.legacy
for length in 20 60 200; do
    refused cut$length.legacy 'cut short' "the older format cut short at $length bytes is refused"
done
refused cut.legacy 'storage 0: 32 bytes at .* but the file ends' 'a storage cut short is refused'
refused no_data.legacy 'storage 0: missing' 'a storage without data is refused'
refused count_lies.legacy '1152921504606846976 elements by its data, 8' 'a count that lies is refused'
refused unknown_key.legacy 'list of storages names 1' 'a list that names another storage is refused'
refused key_twice.legacy 'twice' 'a list that names a storage twice is refused'
refused no_keys.legacy 'storage 0: not in the file' 'a storage that the list lacks is refused'

succeeds 'an index of one shard is sound' snapcat good.json
refused itself.json 'itself an index' 'an index that names itself is refused'
refused up.json 'is not the name of a file beside' 'an index cannot name files elsewhere'
refused etc.json 'is not the name of a file beside' 'nor by their whole path'
refused gone.json 'gone.safetensors: cannot open' 'a shard that is missing is named'
refused other.json 'tensor v: not in good.pt' 'a shard without the tensor is named'
refused packed.json 'tensor a: packed' 'a shard that is packed is refused'
refused number.json 'is not the name of a file' 'an index that names no file is refused'
refused no_map.json 'without a weight_map' 'other JSON is refused'
refused cut.json 'byte [0-9]+: not JSON' 'an index cut short is refused'

done_testing
