#!/bin/bash
# snapjump: a checkpoint moved in a random direction, in its own format. Norms are torch's
# (data/jump/make.py), copies are made again by Python's own libraries (jump.py).
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
PYTHONPATH=$tests_dir/cmd/snapjump . tests/tools/numpy.sh
formats=$data/formats
jump=$data/jump
cd "$T" || exit 1

# jump_py WHAT ARGUMENT...: what jump.py has.
jump_py() {
    numpy 'import jump; getattr(jump, argv[0])(*argv[1:])' "$@"
}

# agrees WHAT ARGUMENT... NAME: what jump.py checks holds.
agrees() {
    local name=${*: -1}
    jump_py "${@:1:$#-1}" >out 2>&1
    ok $? "$name" || diag "$(tail -n 5 out)"
}

# numbers FILE [OPTION...]: what snapcat takes of a checkpoint.
numbers() {
    snapcat -q "${@:2}" "$1" | phm2npy -k snapshots
}

# shellcheck disable=SC2317 # called by name
to_full() { "$@" >/dev/full; }
# shellcheck disable=SC2317 # called by name
to_closed() { "$@" >&-; }

# ---- directions ----

for seed in 0 1 2; do
    snapjump -s 1 -r $seed --bias "$jump/conv.pt" --force -o far.pt
    for name in 0.weight 1.weight 1.bias 3.weight 3.bias; do
        numbers "$jump/conv.pt" -i "^$name$" >theta.npy
        numbers far.pt -i "^$name$" >far.npy
        agrees norms "$jump/norms.tsv" $name theta.npy far.npy 1 \
            "seed $seed: each filter of $name moves by the norm that torch gives it"
    done
done
snapjump -s 1 -r 1 "$jump/conv.pt" --force -o far.pt
numbers "$jump/conv.pt" -i '^1|bias' >theta.npy
numbers far.pt -i '^1|bias' | cmp -s - theta.npy
ok $? 'without --bias tensors of one dimension stay'
snapjump -s 1 -r 1 -x '^0' "$jump/conv.pt" -o x.pt
snapjump -s 1 -r 1 -i '^3' "$jump/conv.pt" -o i.pt
cmp -s x.pt i.pt && ! cmp -s x.pt far.pt
ok $? '-x and -i choose tensors by name'
[ "$(numbers i.pt -i '^3' | md5sum)" = "$(numbers far.pt -i '^3' | md5sum)" ]
ok $? 'a tensor goes the same way whatever else moves'
snapjump -s 1 -r 1 --rename 's/^3/9/' -i '^9' "$jump/conv.pt" -o renamed.pt
numbers "$jump/conv.pt" -x '^3.weight' >theta.npy
numbers renamed.pt -x '^3.weight' | cmp -s - theta.npy && ! cmp -s renamed.pt i.pt
ok $? 'under another name a tensor goes another way, and the copy has its own name'

f64=$formats/simple_f64.pt
numbers "$f64" >theta.npy
for norm in filter layer weight none; do
    for step in 1 -0.25; do
        snapjump -n $norm -s $step -r 5 "$f64" --force -o far.pt
        numbers far.pt >$norm$step.npy
    done
    agrees same theta.npy ${norm}1.npy ${norm}-0.25.npy 1 -0.25 "-n $norm: of one seed all steps go one way"
done
agrees layer theta.npy none1.npy layer1.npy '-n layer: normal numbers with the norm of the tensor'
agrees weight theta.npy none1.npy weight1.npy '-n weight: normal numbers times the weights'
snapjump -s 1 -r 6 "$f64" -o other.pt
numbers other.pt >other.npy
! cmp -s other.npy filter1.npy
ok $? 'other seeds go other ways'

# ---- formats ----

for file in "$formats"/{zip,legacy,optimiser,module,views,views.legacy,simple_f16,simple_bf16}.pt \
    "$formats"/{parallel.pth,plain.safetensors,stored.npz,deflated.npz,fortran.npz}; do
    snapjump -s 0 -r 1 "$file" --force -o zero
    cmp -s zero "$file"
    ok $? "${file##*/}: a step of 0 gives the file itself"
done
snapjump -s 0.5 -r 1 "$formats/zip.pt" -o zip.pt
numbers zip.pt >expected.npy
for file in legacy.pt optimiser.pt module.pt parallel.pth plain.safetensors stored.npz deflated.npz \
    fortran.npz; do
    snapjump -s 0.5 -r 1 "$formats/$file" --force -o "$file" && numbers "$file" | cmp -s - expected.npy
    ok $? "$file moves as zip.pt does"
done
for file in views.pt views.legacy.pt; do
    snapjump -s 0.5 -r 1 "$formats/$file" --force -o "$file"
    [ "$(numbers $file -i '^[02].weight' | md5sum)" = "$(numbers zip.pt -i '^[02].weight' | md5sum)" ] &&
        [ "$(numbers $file -x '^[02].weight' | md5sum)" = "$(numbers "$formats/$file" -x '^[02].weight' | md5sum)" ]
    ok $? "$file: sliced and transposed tensors move as others do"
done
snapjump -k G -s 0.5 -r 1 "$formats/two.pt" -o two.pt
numbers two.pt -k G | cmp -s - expected.npy && [ "$(numbers two.pt -k D | md5sum)" = "$(numbers "$formats/two.pt" -k D | md5sum)" ]
ok $? '-k moves one of two networks'

for file in zip.pt optimiser.pt module.pt parallel.pth views.pt stored.npz; do
    agrees stored "$formats/$file" $file "$file: bytes of moved entries and their checksums differ, no others"
done
for file in deflated.npz fortran.npz; do
    agrees packed "$formats/$file" $file 0.weight.npy,2.weight.npy \
        "$file: entries that did not move are the same bytes, and all offsets hold"
done
agrees flat "$formats/plain.safetensors" plain.safetensors \
    'plain.safetensors: the header, and what is not a weight, is the same bytes'

numbers "$formats/simple_f64.pt" >theta.npy
snapjump -s 0.5 -r 1 "$formats/simple_f64.pt" --force -o far.pt
numbers far.pt >far.npy
for type in f16 bf16; do
    for file in simple_$type.pt simple_$type.legacy.pt simple_$type.safetensors; do
        snapjump -s 0.5 -r 1 "$formats/$file" --force -o "$file"
        numbers "$file" >got.npy
        agrees rounded $type far.npy got.npy "$file: sums are made in float64, and rounded once"
    done
done

jump_py archives "$formats/stored.npz"
for file in streamed-stored zip64 comment; do
    snapjump -s 0.5 -r 1 $file.npz --force -o far.npz
    agrees stored $file.npz far.npz "an archive of another form ($file) keeps it"
    numbers far.npz | cmp -s - expected.npy
    ok $? "and moves as others do ($file)"
done
for file in streamed-deflated zip64-deflated mixed; do
    snapjump -s 0.5 -r 1 $file.npz --force -o far.npz
    agrees packed $file.npz far.npz 0.weight.npy,2.weight.npy "an archive of another form ($file) keeps it"
    numbers far.npz | cmp -s - expected.npy
    ok $? "and moves as others do ($file)"
done

# ---- tensors that share what is stored ----

snapjump -s 0.5 -r 1 "$jump/tied.pt" -o tied.pt
[ "$(numbers tied.pt -i decoder | md5sum)" = "$(numbers tied.pt -i encoder | md5sum)" ] &&
    [ "$(numbers tied.pt -i decoder | md5sum)" != "$(numbers "$jump/tied.pt" -i decoder | md5sum)" ]
ok $? 'tied tensors move together, and stay tied'
agrees tied "$jump/tied.pt" tied.pt 'tied tensors move once'
fails 1 'tied.pt: tensors decoder and encoder are one array.*take both, or neither' \
    'of tied tensors none moves alone' snapjump -x encoder -s 0.5 -r 1 "$jump/tied.pt" --force -o x.pt
for file in transposed overlapping interleaved; do
    fails 1 "$file.pt: tensors .* and .* are views of one array.*contiguous copies" \
        "views of one array are refused ($file)" snapjump -s 0.5 -r 1 "$jump/$file.pt" --force -o x.pt
done
fails 1 'views.pt: tensor 1.bias: repeats its elements' 'so are expanded ones' \
    snapjump --bias -s 0.5 -r 1 "$formats/views.pt" --force -o x.pt

# ---- several at once ----

mkdir many
succeeds 'sixteen files by one command' snapjump -r 0:3 -s 0.25,0.5,0.75,1 \
    -o 'many/{name}_s{step}_r{seed}.pt' "$jump/conv.pt"
is "$(find many -type f | wc -l)" 16 'are sixteen files'
same=0
for seed in 0 1 2 3; do
    for step in 0.25 0.5 0.75 1; do
        snapjump -s $step -r $seed "$jump/conv.pt" | cmp -s - many/conv_s${step}_r$seed.pt && same=$((same + 1))
    done
done
is $same 16 'each is what a command of its own writes to standard output'
snapjump -r 1 -s 0.5 -o 'many/{name}' "$formats"/{zip.pt,plain.safetensors}
cmp -s many/zip zip.pt && cmp -s many/plain plain.safetensors
ok $? 'several files go by their names'
fails 2 'several seeds need several outputs: put \{seed\}' 'seeds need names' \
    snapjump -r 0:3 -s 1 -o 'x{step}' zip.pt
fails 2 'several steps need several outputs' 'steps need names' snapjump -r 0 -s 1,2 -o x zip.pt
fails 2 'several files need several outputs' 'files need names' snapjump -r 0 -s 1 zip.pt zip.pt
mkdir twin
cp zip.pt twin/zip.npz
fails 2 'twin/zip.npz: the second file of the name zip' 'files of one name are not written over one another' \
    snapjump -r 0 -s 1 -o 'twins_{name}' zip.pt twin/zip.npz
[ ! -e twins_zip ]
ok $? 'and none of them is written'
fails 2 "0.5,1,1: '1' appears twice" 'nor are steps' snapjump -r 0 -s 0.5,1,1 -o 'x{step}' zip.pt
fails 2 "0:3,2: '2' appears twice" 'nor seeds' snapjump -r 0:3,2 -s 1 -o 'x{seed}' zip.pt
fails 2 'braces stand only for \{step\}, \{seed\}, \{name\}' 'other braces are refused' \
    snapjump -r 0 -s 1 -o 'x{run}' zip.pt

numpy 'np.save("large.npy", np.arange(1, 400001.0).reshape(400, 1000))'
OMP_NUM_THREADS=1 snapjump -s 1 -r 1 large.npy -o one.npy
OMP_NUM_THREADS=3 snapjump -s 1 -r 1 large.npy -o three.npy
cmp -s one.npy three.npy && ! cmp -s one.npy large.npy
ok $? 'the number of threads makes no difference'

# ---- bad input ----

succeeds 'snapjump -h prints its usage' snapjump -h
fails 2 '-s and -r: both are needed' 'a step and a seed are needed' snapjump -s 1 zip.pt
fails 2 'no file: name a checkpoint' 'so is a file' snapjump -s 1 -r 1
fails 2 "1,x: 'x' is not a number" 'a step is a number' snapjump -s 1,x -r 1 zip.pt
fails 2 "3:1: '3:1' is neither a whole number nor a range" 'a range of seeds goes up' snapjump -s 1 -r 3:1 zip.pt
fails 2 'expected one of filter, layer, weight, none' 'norms have names' snapjump -n l2 -s 1 -r 1 zip.pt
fails 1 'none: cannot open: No such file' 'a file that is missing is named' snapjump -s 1 -r 1 none
fails 1 'a folder of checkpoints' 'a folder of checkpoints is refused' snapjump -s 1 -r 1 many
fails 1 'index of shards.*name each of those files by itself' 'an index of shards is refused' \
    snapjump -s 1 -r 1 "$formats/model.safetensors.index.json"
for file in keras.h5 keras.keras; do
    fails 1 "$file: HDF5: .* convert it to safetensors" "HDF5 is refused ($file)" \
        snapjump -s 1 -r 1 "$data/hdf5/$file"
done
fails 1 'no tensor moves.* only with --bias' 'a file without a matrix says what moves' \
    snapjump -s 1 -r 1 -i bias "$formats/zip.pt"
fails 1 'no tensor moves' 'buffers never move' snapjump --bias -s 1 -r 1 -i running "$formats/zip.pt"
fails 1 'too large for f16: move it less far' 'a number beyond the type is an error' \
    snapjump -s 1e6 -r 1 "$formats/simple_f16.pt"
for i in 0 999; do
    numpy 'x = np.ones((10, 100)); x.flat[int(argv[0])] = np.nan; np.save("nan.npy", x)' $i
    fails 1 "nan.npy: tensor array: element $i: is nan" "a NaN at $i is named" snapjump -s 1 -r 1 nan.npy
done
wrong=0
for file in zip.pt deflated.npz plain.safetensors; do
    size=$(wc -c <$file)
    for ((length = 0; length < size; length += 1 + size / 40)); do
        head -c $length $file >short
        snapjump -s 1 -r 1 short -o far >out 2>err
        [ $? -eq 1 ] && [ ! -e far ] && [ "$(wc -l <err)" -eq 1 ] || wrong=$((wrong + 1))
    done
done
is $wrong 0 'files cut short are refused'
agrees damage "$formats/zip.pt" "$formats/deflated.npz" 'files with damaged data can be made'
fails 1 'damaged.pt: byte .*: the data do not have the checksum' \
    'a new checksum does not hide that the old one was wrong' snapjump -s 1 -r 1 damaged.pt
fails 1 'damaged.npz: .*damaged' 'nor does deflating' snapjump -s 1 -r 1 damaged.npz
fails 1 'damaged.npz: .*damaged' 'and snapcat does not read it' snapcat damaged.npz
fails 1 'descriptor.pt: tensor 0.weight: the headers of its zip entry do not agree' \
    'headers that do not agree are refused' snapjump -s 1 -r 1 descriptor.pt

fails 1 'No space left' 'a full disk is noticed' to_full snapjump -s 1 -r 1 zip.pt
fails 1 'Bad file descriptor' 'so is a closed output' to_closed snapjump -s 1 -r 1 zip.pt
fails 1 'none/x: cannot write: No such file' 'and a directory that is missing' snapjump -s 1 -r 1 zip.pt -o none/x
fails 1 'TMPDIR' 'a directory for temporary files is asked for' \
    env TMPDIR="$T/none" snapjump -s 1 -r 1 "$formats/deflated.npz" -o many/x
mkdir kept && echo old >kept/o
snapjump -s 1 -r 1 nan.npy --force -o kept/o 2>err
snapjump -s 1 -r 1 damaged.npz --force -o kept/o 2>err
is "$(ls -A kept) $(cat kept/o)" 'o old' 'what was there is kept when it fails'

done_testing
