#!/bin/bash
# snapcat --sketch: the numbers that phm(5) specifies, against numpy (sketch.py), and what programs make of them.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/streams.sh
. tests/tools/streams.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
python=${PYTHON:-python3}
sketch=$tests_dir/cmd/snapcat/sketch.py
cd "$T" || exit 1
"$python" "$sketch" make || exit 1
walk=(walk*.safetensors)

numbers() { phm2npy -k snapshots "$@"; }

# ---- options ----

refuses() { # REGEX NAME OPTION_OR_FILE...
    local regex=$1 name=$2
    shift 2
    fails 2 "$regex" "$name" snapcat "$@"
}

for option in "-G w" --by-tensor "--seed 1"; do
    # shellcheck disable=SC2086 # an option and its argument
    refuses "-G, --by-tensor and --seed: need --sketch" "$option needs --sketch" $option walk00.safetensors
done
refuses "-G and --by-tensor: exclude each other" "one choice of groups excludes the other" \
    --sketch 64 -G w --by-tensor walk00.safetensors
for option in -l --rules --cka; do
    refuses "--sketch: takes neither -l, nor --rules, nor --cka" "$option has no sketch" \
        --sketch 64 $option walk00.safetensors
done
refuses "--sketch 63: expected a whole number from 64 to 16777216" "63 numbers are too few" --sketch 63 walk00.safetensors
refuses "--sketch 16777217: expected" "more than 2^24 are too many" --sketch 16777217 walk00.safetensors

# ---- numbers ----

for set in half wide; do
    for more in "1000 0" "64 1" "100003 18446744073709551615"; do
        read -r k seed <<<"$more"
        snapcat --sketch "$k" --seed "$seed" "$set"?.safetensors | numbers >got.npy
        "$python" "$sketch" sketch "$k" "$seed" "$set"?.safetensors
        cmp -s got.npy expected.npy
        ok $? "$set: $k numbers, seed $seed: the bytes are those of phm(5)"
    done
done

many=()
for ((i = 0; i < 50; i++)); do many+=(half?.safetensors); done # a panel has fewer columns then
snapcat --sketch 256 half?.safetensors | numbers >few.npy
snapcat -q -j 1 --sketch 256 --as-given "${many[@]}" >one.phm
snapcat -q -j 3 --sketch 256 --as-given "${many[@]}" | cmp -s - one.phm
ok $? "the threads make no difference"
numbers one.phm >one.npy
is "$(numpy 'a, b = np.load("one.npy"), np.load("few.npy"); print(a.shape, (a == np.tile(b, (50, 1))).all())')" \
    "(300, 256) True" "nor do other rows, and the panels that they make narrower"

# Of small whole numbers all sums are exact.
snapcat --sketch 64 ints?.safetensors | numbers >all.npy
snapcat -q --sketch 64 -G 'first=^b,head' ints?.safetensors >groups.phm
numbers groups.phm >groups.npy
is "$(numpy 'g = np.load("groups.npy"); print((g[:, :64] + g[:, 64:] == np.load("all.npy")).all())')" True \
    "sketches of groups add up to the whole"
for part in 1 2 3; do snapcat --sketch 64 --part $part/3 ints?.safetensors | numbers >part$part.npy; done
is "$(numpy 'print((sum(np.load(f"part{i}.npy") for i in (1, 2, 3)) == np.load("all.npy")).all())')" True \
    "and so do those of parts"
# 50 elements of 2 bytes and 3077 of 4: a third is 4136 bytes.
for part in 1 2 3; do
    snapcat -q --sketch 64 --part $part/3 -G 'first=^b,head' ints?.safetensors >part.phm
    numbers part.phm >part$part.npy
    phm2tsv -k tensors part.phm | cut -f 1,6 | tail -n +2 | paste -sd' '
done >parts
is "$(numpy 'print((sum(np.load(f"part{i}.npy") for i in (1, 2, 3)) == np.load("groups.npy")).all())') $(
    tr '\t\n' ' ;' <parts)" "True $(printf 'first %d head %d;' 1059 0 1034 0 957 77)" \
    "and those of the groups of parts, which count the parameters of theirs"
"$python" "$sketch" sketch 64 0 '^head' ints?.safetensors
is "$(numpy 'print((np.load("groups.npy")[:, 64:] == np.load("expected.npy")).all())')" True \
    "that of a group is the one of its tensors alone"
is "$(phm2tsv -k tensors groups.phm | tr '\t\n' ' ;')" \
    "name dtype shape first count params;first f32 64 0 64 3050;head f32 64 64 64 77;" "its line counts the parameters"
is "$(attrs groups.phm | sed 's/,end-record.*//; s/.*sketch/sketch/')" \
    "sketch 64,seed 0,tensors $("$python" "$sketch" tensors ints0.safetensors),params 3127" \
    "attributes tell of the sketches"
snapcat -q --sketch 64 half0.safetensors >half.phm
like "$(attrs half.phm)" "tensors $("$python" "$sketch" tensors half0.safetensors)," \
    "also of tensors without elements, and of other types"
snapcat -q --sketch 64 --by-tensor ints?.safetensors | phm2tsv -k tensors >tensors.tsv
is "$(cut -f 1,6 tensors.tsv | tr '\t\n' ' ;')" "name params;b.bias 50;b.weight 3000;head 77;" \
    "--by-tensor has a line for each tensor"
snapcat --sketch 64 --rename 's/^b/c/' ints?.safetensors | numbers | cmp -s - all.npy
[ $? -eq 1 ]
ok $? "other names have other sketches"

for ((seed = 0; seed < 50; seed++)); do
    snapcat -q --sketch 64 --seed $seed "${walk[@]}" | numbers >seed$seed.npy
done
is "$(numpy 'x = np.load("walk.npy").astype("f8")
i, j = np.triu_indices(len(x), 1)
z = x[i] - x[j]
square, fourth = (z**2).sum(1), (z**4).sum(1)
def error(seed):
    s = np.load(f"seed{seed}.npy").astype("f8")
    return ((s[i] - s[j])**2).sum(1) / square - 1
e = np.stack([error(seed) for seed in range(50)])
means = e.mean(1)  # over pairs, which are not independent
print(abs(means.mean()) < 3 * means.std(ddof=1) / 50**0.5,
      abs(e.std() / (2 / 64 * (1 - fourth / square**2)).mean()**0.5 - 1) < 0.1)')" "True True" \
    "over 50 seeds, squared distances are right on average, and off as much as the formula says"

# ---- phm(5) ----

page=$tests_dir/../man/phm.5
"$python" "$sketch" vector >example
is "$(grep -cxFf example "$page")" 3 "the example of phm(5) is right"
{
    sed -n '/^.Ss A sketch in Python/,/^.Ed/p' "$page" | sed '1,/^.Bd/d; $d'
    echo 'np.save("page.npy", [sketch({"w": np.arange(1, 9, dtype="f4"), "v": np.ones((2, 3))}, 64, 1)])
np.savez("page.npz", w=np.arange(1, 9, dtype="f4"), v=np.ones((2, 3), "f4"))'
} >page.py
"$python" page.py
snapcat --sketch 64 --seed 1 page.npz | numbers | cmp -s - page.npy
ok $? "and so is its Python"

# ---- what is not finite ----

fails 1 "nan.safetensors: tensor w: element 123: NaN or infinity" "a NaN is refused" \
    snapcat --sketch 64 good.safetensors nan.safetensors
snapcat -q --sketch 64 --skip-nonfinite good.safetensors nan.safetensors | numbers >skipped.npy
snapcat --sketch 64 good.safetensors | numbers | cmp -s - skipped.npy
ok $? "--skip-nonfinite leaves it out"
for file in large most; do
    fails 1 "$file.safetensors: sketch: number [0-9]+ is .*, which does not fit float32" \
        "$file: a sum beyond float32 is refused" snapcat --sketch 64 $file.safetensors
done
fails 1 "most.safetensors: w: number" "also in a group, which is named" snapcat --sketch 64 --by-tensor most.safetensors

# ---- programs that take sketches ----

snapcat -q --sketch 64 "${walk[@]:0:8}" >old.phm
snapcat -q --sketch 64 "${walk[@]}" >new.phm
snapgram -q old.phm >old.gram
snapgram -q --extend old.gram new.phm >extended.gram
snapgram -q new.phm >new.gram
agrees rel 1e-13 extended.gram new.gram "snapgram --extend takes more sketches"
extends() { # REGEX NAME OLD OPTION...
    snapcat -q "${@:4}" "${walk[@]}" >other.phm
    fails 1 "$1" "$2" snapgram --extend "$3" other.phm
}
extends "old.gram: of sketches of 64 numbers, seed 0, but the input is of sketches of 65 numbers, seed 0" \
    "but not of another number" old.gram --sketch 65
extends "seed 0, but the input is of sketches of 64 numbers, seed 2" "nor of another seed" old.gram --sketch 64 --seed 2
extends "but the input is of snapshots, not sketches" "nor snapshots" old.gram
snapcat "${walk[@]:0:8}" | snapgram -q >plain.gram
extends "of snapshots, not sketches, but the input is of sketches" "nor sketches to these" plain.gram --sketch 64
snapcat -q --sketch 64 ints?.safetensors | snapgram -q >whole.gram
snapcat -q --sketch 64 -i head ints?.safetensors >other.phm
fails 1 "whole.gram: sketches of other tensors than those of the input: give both the same tensors" "nor of other tensors" \
    snapgram --extend whole.gram other.phm
for ((i = 1; i <= 2; i++)); do
    snapcat -q --sketch 64 --seed $i --part $i/2 ints?.safetensors | snapgram -q >seed$i.gram
    snapcat -q --sketch 64 --rename "s/^b/$i/" --part $i/2 ints?.safetensors | tee name$i.phm | snapgram -q >name$i.gram
done
fails 1 "of sketches of 64 numbers, seed 1, but the input is of sketches of 64 numbers, seed 2" \
    "parts of Gram matrices have one seed" phmsum seed[12].gram
fails 1 "name2.gram: part 2/2, of other tensors than the part in name1.gram" "and the same tensors" phmsum name[12].gram
fails 1 "name2.phm: part 2/2, of other tensors than the part in name1.phm" "as have those of sketches" phmsum name[12].phm

fails 1 "correlation: needs the parameters themselves, and these are sketches of 64 numbers" \
    "knnaff has no correlation of sketches" knnaff -m correlation new.phm
fails 1 "correlation: needs the parameters" "nor of more sketches than numbers" \
    bash -c 'snapcat -q --sketch 64 --as-given "$@" | knnaff --sparse -m correlation' - "${many[@]:0:100}"
fails 1 "distances of predictions: needs the parameters" "preddist takes none" preddist -c 2 new.phm
snapaudit new.phm >audit.tsv 2>err
like "$? $(cat err)" "^[01] .*sketches of 64 numbers: they do not show NaN, nor steps that are rounding" \
    "snapaudit says what they do not show"
is "$(trajstat -q --layers groups.phm | cut -f 2,3 | tail -n +2 | sort | tr '\t\n' ' ;')" "first 3050;head 77;" \
    "trajstat --layers counts parameters"
snapgram -q -G 'both=.' groups.phm | attrs /dev/stdin >both
like "$(cat both)" "params 3127" "and so does snapgram -G"
snapgram -q -l -G 'both=.' groups.phm | cut -f 4 | tail -n +2 | paste -sd' ' >counts
is "$(cat counts)" "3050 77" "and its list"

snapcat -q --sketch 100 --seed 1 "${walk[@]}" | snapgram -q >more.gram
same=$("$python" "$sketch" tensors walk00.safetensors)
is "$(phmsum -q more.gram new.gram | attrs /dev/stdin | sed 's/.*sketch/sketch/; s/,end.*//')" \
    "sketch 64,tensors $same,params 1000,summands 2" \
    "a sum of Gram matrices has the fewest numbers, and a seed if it is that of all"
snapcat -q "${walk[@]}" | snapgram -q >exact.gram
like "$(phmsum -q exact.gram new.gram | attrs /dev/stdin)" "sketch 64" "also where the first is exact"

knnaff -q -k 3 new.phm | diffop -q | potdist -q | mds -q >picture.phm
like "$(attrs picture.phm)" "sketch 64,seed 0,tensors $same,params 500,k 3" "the picture knows that it is of sketches"
trajplot -q -o picture.svg picture.phm
like "$(cat picture.svg)" "sketches of 64 numbers: squared distances ± 18 %" "and its caption says so"
knnaff -q -k 3 old.phm | diffop -q | potdist -q | mds -q >old.picture
succeeds "mds --onto places new sketches" mds -q --onto old.picture new.phm
snapcat -q --sketch 64 --seed 2 "${walk[@]}" >other.phm
fails 1 "old picture: of sketches of 64 numbers, seed 0, but the input is of sketches of 64 numbers, seed 2" \
    "but not of another seed" mds --onto old.picture other.phm
snapcat -q --sketch 64 --rename s/w/v/ "${walk[@]}" >other.phm
fails 1 "old picture: sketches of other tensors than those of the input: .*under the same names" \
    "nor of tensors of other names" mds --onto old.picture other.phm
is "$(embsweep -q --all -k 3 -r 5:6 new.phm | phminfo -H | grep -a -E '^attr (mds-)?seed')" "attr seed 0
attr seed 0
attr mds-seed 5
attr seed 0
attr mds-seed 6" "the seed of a sweep's pictures is none of sketches"
for seed in 1 2; do
    snapcat -q --sketch 64 --seed $seed "${walk[@]}" | knnaff -q -k 3 | diffop -q | potdist -q | mds -q >picture$seed.phm
done
is "$(cat picture1.phm picture2.phm | trajplot -q -g | grep -a -o 'sketch seed [0-9]' | sort -u | paste -sd ,)" \
    "sketch seed 1,sketch seed 2" "pictures of two seeds are told by them"
for of in "--sketch 200" ""; do
    # shellcheck disable=SC2086 # an option and its argument
    snapcat -q $of "${walk[@]}" | knnaff -q -k 3 | diffop -q | potdist -q | mds -q >"other${of:+200}.phm"
done
like "$(cat picture.phm other200.phm | trajplot -q -g --width 40cm)" "sketches of 64 or more numbers: squared distances ± 18 % or less" \
    "a caption of sketches of several sizes tells the largest error"
like "$(cat other.phm other200.phm | trajplot -q -g --width 40cm)" "sketches of 200 or more numbers: squared distances ± 10 % or less" \
    "so does one of sketches and of what is exact"

# ---- a training under way ----

mkdir runs
cp walk0[0-2].safetensors runs
snapcat -q --sketch 64 --follow runs --until 4 -o followed.phm &
follower=$!
for ((try = 0; try < 200; try++)); do [ ! -s followed.phm ] || break; sleep 0.05; done
is "$(phminfo -H followed.phm | grep '^shape' | tail -n 1)" "shape 3 64" \
    "--follow keeps sketches up to date"
mv walk03.safetensors runs
wait $follower
snapcat -q --sketch 64 runs/*.safetensors | numbers | cmp -s - <(numbers followed.phm)
ok $? "and ends with those of all"
done_testing
