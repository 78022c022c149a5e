#!/bin/bash
# The trainer of examples/: what it leaves, and what it refuses.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
digits=$PWD/examples/data
python=${PYTHON:-python3}
small=(--hidden '16,16' --epochs 2 --data "$digits")

has_python() { "$python" -c "import $1" 2>/dev/null; }

# The parameters of a snapshot of 64-16-16-10: the last bytes of the file.
parameters() { tail -c $((4 * (65 * 16 + 17 * 16 + 17 * 10))) "$1"; }
same_parameters() { [ -s "$1" ] && [ -s "$2" ] && cmp -s <(parameters "$1") <(parameters "$2"); }

# What the metadata of a snapshot say.
said() { head -c 2000 "$1" | grep -ao "\"$2\":\"[^\"]*\"" | cut -d'"' -f4; }

# ---- training ----

mkdir "$T/runs" "$T/again" "$T/more"
succeeds "training on the digits ends well" \
    mlp --run full --out "$T/runs" --data "$digits"
is "$(find "$T/runs" -type f | wc -l)" 41 "it leaves a snapshot at initialisation and after each of 40 epochs, and nothing else"
is "$(said "$T/runs/full_e040.safetensors" run) $(said "$T/runs/full_e040.safetensors" step)" "full 40" \
    "a snapshot tells its run and its step"
awk -v a="$(said "$T/runs/full_e040.safetensors" test_accuracy)" 'BEGIN { exit !(a > 0.93 && a <= 1) }'
ok $? "the digits are learned: more than 93 of 100 test images are told right"
awk -v a="$(said "$T/runs/full_e000.safetensors" train_accuracy)" 'BEGIN { exit !(a > 0 && a < 0.3) }'
ok $? "before training the network guesses"
for optimizer in momentum adam; do
    mlp --run $optimizer --optimizer $optimizer --out "$T/more" --data "$digits" 2>&1
    awk -v a="$(said "$T/more/${optimizer}_e040.safetensors" test_accuracy)" 'BEGIN { exit !(a > 0.93) }'
    ok $? "the digits are learned by $optimizer"
done

length=$(head -c 8 "$T/runs/full_e001.safetensors" | od -An -td8 | tr -d ' ')
is $((length % 8)) 0 "the header is a multiple of 8 bytes"
is "$(stat -c %s "$T/runs/full_e001.safetensors")" $((8 + length + 4 * (65 * 64 + 65 * 32 + 33 * 10))) \
    "the file ends where the last tensor does"
if has_python safetensors && has_python numpy; then
    is "$("$python" - "$T/runs/full_e001.safetensors" <<'PY'
import sys
from safetensors import safe_open
with safe_open(sys.argv[1], "np") as f:
    print(*(f"{k}{list(f.get_tensor(k).shape)}{f.get_tensor(k).dtype}" for k in sorted(f.keys())),
          f.metadata()["step"], sep="\n")
PY
)" 'layers.0.bias[64]float32
layers.0.weight[64, 64]float32
layers.1.bias[32]float32
layers.1.weight[32, 64]float32
layers.2.bias[10]float32
layers.2.weight[10, 32]float32
1' "the safetensors library reads the tensors, named and shaped as PyTorch would"
else
    skip 1 "no safetensors for $python"
fi

# ---- the same bytes ----

mlp "${small[@]}" --run a --out "$T/runs"
mlp "${small[@]}" --run a --out "$T/again"
cmp -s "$T/runs/a_e002.safetensors" "$T/again/a_e002.safetensors"
ok $? "the same settings give the same bytes"
OPENBLAS_NUM_THREADS=3 mlp "${small[@]}" --run a --out "$T/again"
cmp -s "$T/runs/a_e002.safetensors" "$T/again/a_e002.safetensors"
ok $? "the number of threads does not change a byte"
mlp "${small[@]}" --run other --seed 1 --out "$T/runs"
! same_parameters "$T/runs/a_e000.safetensors" "$T/runs/other_e000.safetensors"
ok $? "another seed gives another initialisation"

for optimizer in momentum adam; do
    mlp "${small[@]}" --run $optimizer --optimizer $optimizer --batch 10 --label-noise 0.5 --out "$T/runs"
    same_parameters "$T/runs/a_e000.safetensors" "$T/runs/${optimizer}_e000.safetensors"
    ok $? "$optimizer, another batch and noise leave the same initial point"
    ! same_parameters "$T/runs/a_e001.safetensors" "$T/runs/${optimizer}_e001.safetensors"
    ok $? "$optimizer goes its own way from there"
done

mkdir "$T/gz" "$T/zipped"
for file in "$digits"/*; do
    gzip -c "$file" >"$T/gz/${file##*/}.gz"
done
mlp "${small[@]}" --run a --data "$T/gz" --out "$T/zipped"
cmp -s "$T/runs/a_e002.safetensors" "$T/zipped/a_e002.safetensors"
ok $? "compressed data give the same bytes as plain ones"

# ---- snapshots that grow rarer ----

mkdir "$T/rare"
mlp "${small[@]}" --run a --growth 1.5 --out "$T/rare"
is "$(for file in "$T"/rare/a_e*; do said "$file" step; done | sort -g | awk '{ printf "%.5g ", $1 * 22 }')" \
    "0 1 2 3 5 8 12 18 27 41 44 " "--growth 1.5: a snapshot when the steps have grown 1.5 times, and at the end"
is "$(find "$T/rare" -name '*_e000.0*' -printf '%f\n' | sort | paste -sd ' ')" \
    "a_e000.045455.safetensors a_e000.090909.safetensors" "named by the epochs made so far"
same_parameters "$T/rare/a_e002.safetensors" "$T/runs/a_e002.safetensors"
ok $? "the training is the same"
fails 1 "e000.045455.*between two" "within an epoch training cannot be continued" \
    mlp "${small[@]}" --from "$T/rare/a_e000.045455.safetensors" --out "$T/rare"
like "$(mlp "${small[@]}" --eval "$T/rare/a_e000.045455.safetensors")" \
    "test_loss=$(said "$T/rare/a_e000.045455.safetensors" test_loss) " "but such a snapshot can be evaluated"
fails 2 "growth 0.9" "snapshots cannot grow denser" mlp --growth 0.9

# ---- continuing and evaluating ----

mkdir "$T/on"
mlp "${small[@]}" --epochs 1 --run a --from "$T/runs/a_e001.safetensors" --out "$T/on"
cmp -s "$T/runs/a_e002.safetensors" "$T/on/a_e002.safetensors"
ok $? "plain SGD continued from a snapshot gives the bytes of a run that never stopped"
is "$(mlp "${small[@]}" --eval "$T/runs/a_e002.safetensors")" \
    "train_loss=$(said "$T/runs/a_e002.safetensors" train_loss) test_loss=$(said "$T/runs/a_e002.safetensors" test_loss) train_accuracy=$(said "$T/runs/a_e002.safetensors" train_accuracy) test_accuracy=$(said "$T/runs/a_e002.safetensors" test_accuracy)" \
    "--eval prints the scores that the training wrote down"
mlp "${small[@]}" --eval "$T/runs/a_e001.safetensors" -o "$T/scores"
is "$(cut -d' ' -f1 "$T/scores")" "train_loss=$(said "$T/runs/a_e001.safetensors" train_loss)" \
    "--eval writes to the file that -o names"
mlp "${small[@]}" --run bent --activation tanh --residual --hidden 8,8 --epochs 1 --out "$T/runs"
is "$(printf '%s\n' "$T"/runs/a_e00[12].safetensors | mlp --data "$digits" --eval -)" \
    "$(for i in 1 2; do echo "$(said "$T/runs/a_e00$i.safetensors" test_loss) $(said "$T/runs/a_e00$i.safetensors" test_accuracy)"; done)" \
    "--eval - answers each path with the test's loss and accuracy"
is "$(echo "$T/runs/bent_e001.safetensors" | mlp --data "$digits" --eval - | cut -d ' ' -f 1)" \
    "$(said "$T/runs/bent_e001.safetensors" test_loss)" "for a network of whatever architecture the snapshot tells"
printf '%s\n' "$T"/runs/{a,bent,full}_e001.safetensors >"$T/three"
is "$(mlp --data "$digits" --eval - <"$T/three" | cut -d ' ' -f 1 | paste -sd ' ')" \
    "$(for run in a bent full; do said "$T/runs/${run}_e001.safetensors" test_loss; done | paste -sd ' ')" \
    "and each path may be of another"
fails 2 "leave -o out" "--eval - has no other output" mlp --data "$digits" --eval - --force -o "$T/scores"
fails 2 "predictions.*--eval -" "without --eval - there are no predictions" mlp --data "$digits" --predictions
if has_python numpy; then
    mlp --data "$digits" --eval - --predictions <"$T/three" >"$T/answers"
    "$python" - "$digits/t10k-labels-idx1-ubyte" "$T/answers" <<'PY'
import io, sys
import numpy as np
labels = np.fromfile(sys.argv[1], np.uint8)[8:]
losses = []
with open(sys.argv[2], "rb") as answers:
    for line in answers:
        loss, accuracy, block = line.split()
        logits = np.load(io.BytesIO(answers.read(int(block.removeprefix(b"block:")))))
        assert logits.shape == (397, 10) and logits.dtype == "<f4"
        p = np.exp(logits - logits.max(1, keepdims=True).astype(float))
        p /= p.sum(1, keepdims=True)
        assert abs(-np.log(p[np.arange(397), labels]).mean() - float(loss)) < 1e-6
        assert abs((p.argmax(1) == labels).mean() - float(accuracy)) < 1e-8
        losses.append(loss)
assert len(set(losses)) == 3
PY
    ok $? "with --predictions a .npy of the logits follows each line: those that the line is about"
else
    skip 1 "no numpy for $python"
fi
mlp "${small[@]}" --run half --label-noise 0.5 --epochs 0 --out "$T/runs"
mlp "${small[@]}" --run all --label-noise 1 --epochs 30 --rate 0.3 --out "$T/runs"
awk -v a="$(said "$T/runs/all_e030.safetensors" test_accuracy)" 'BEGIN { exit !(a < 0.4) }'
ok $? "from labels that are all noise nothing is learned for the test"
mlp "${small[@]}" --run zero --init-scale 0 --epochs 0 --out "$T/runs"
is "$(said "$T/runs/zero_e000.safetensors" train_loss)" 2.30258509 \
    "weights of scale 0 give the loss of ten equal classes, ln 10"

# As snapjump leaves them: other numbers under the same header.
perl -0777 -pe 'BEGIN { binmode STDIN; binmode STDOUT } substr($_, -40) = pack("f<10", 1 .. 10)' \
    <"$T/runs/a_e002.safetensors" >"$T/moved"
mlp "${small[@]}" --from "$T/moved" --run back --out "$T/on"
same_parameters "$T/moved" "$T/on/back_e002.safetensors"
ok $? "training goes on from where a snapshot was moved to"
! same_parameters "$T/moved" "$T/on/back_e004.safetensors"
ok $? "and away from there"

# ---- what experiments vary ----

accuracy() { # FILE PART LEAST MOST
    awk -v a="$(said "$1" "$2_accuracy")" -v least="$3" -v most="$4" \
        'BEGIN { print "# accuracy " a; exit !(a >= least && a <= most) }'
}
mkdir "$T/few" "$T/vary"
cp "$digits"/t10k-* "$T/few"
{ head -c 4 "$digits/train-images-idx3-ubyte" && printf '\0\0\0\310' &&
    tail -c +9 "$digits/train-images-idx3-ubyte" | head -c $((8 + 200 * 64)); } >"$T/few/train-images-idx3-ubyte"
{ head -c 4 "$digits/train-labels-idx1-ubyte" && printf '\0\0\0\310' &&
    tail -c +9 "$digits/train-labels-idx1-ubyte" | head -c 200; } >"$T/few/train-labels-idx1-ubyte"
mlp "${small[@]}" --label-noise 0.3 --data "$T/few" --run few --out "$T/vary"
mlp "${small[@]}" --label-noise 0.3 --images 200 --run first --out "$T/vary"
same_parameters "$T/vary/few_e002.safetensors" "$T/vary/first_e002.safetensors"
ok $? "--images 200 trains on the first 200 images"
is "$(said "$T/vary/first_e002.safetensors" train_loss) $(said "$T/vary/first_e002.safetensors" images)" \
    "$(said "$T/vary/few_e002.safetensors" train_loss) 200" "their loss is the training loss, and the snapshot says how many"
mlp --images 200 --label-noise 1 --hidden 128 --optimizer adam --epochs 120 --batch 20 --run memory \
    --data "$digits" --out "$T/vary"
accuracy "$T/vary/memory_e120.safetensors" train 0.99 1 && accuracy "$T/vary/memory_e120.safetensors" test 0 0.25
ok $? "labels that are all noise are memorised, and nothing else is learned"
mlp --hidden "$(yes 32 | head -n 20 | paste -sd,)" --residual --init xavier --init-scale 0.5 \
    --activation tanh --optimizer momentum --rate 0.02 --epochs 10 --run deep --data "$digits" --out "$T/vary"
accuracy "$T/vary/deep_e010.safetensors" test 0.85 1
ok $? "twenty layers with skip connections learn the digits"
fashion=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist} # Debian's dataset-fashion-mnist
if [ -d "$fashion" ]; then
    mlp --images 2000 --epochs 5 --run fashion --data "$fashion" --out "$T/vary"
    accuracy "$T/vary/fashion_e005.safetensors" test 0.7 1
    ok $? "2000 images of Fashion-MNIST are enough to tell most of its test images"
else
    skip 1 "no $fashion"
fi
fails 1 "images 1401: .*has 1400" "more images than there are are refused" \
    mlp "${small[@]}" --images 1401 --run many --out "$T/vary"
fails 2 "images 0" "so are none" mlp --images 0

fails 1 "of another architecture.*--activation" "a snapshot of another activation is refused" \
    mlp "${small[@]}" --activation tanh --eval "$T/runs/a_e001.safetensors"
fails 1 "of another architecture.*--residual" "a snapshot without the skip connections is refused" \
    mlp "${small[@]}" --residual --from "$T/runs/a_e001.safetensors" --out "$T/on"
fails 1 "a_e001.*of another architecture.*--hidden" "a snapshot of another depth is refused" \
    mlp --data "$digits" --hidden 16 --from "$T/runs/a_e001.safetensors" --out "$T/on"
fails 1 "layers.1 of 8 x 16" "a snapshot of another width is refused, naming the layer" \
    mlp --data "$digits" --hidden 16,8 --eval "$T/runs/a_e001.safetensors"
head -c 3000 "$T/runs/a_e001.safetensors" >"$T/short"
fails 1 "short" "a snapshot cut short is refused" mlp "${small[@]}" --eval "$T/short"
fails 1 "no-such" "a missing snapshot is named" mlp "${small[@]}" --eval "$T/no-such"
head -c -4 "$T/runs/a_e001.safetensors" >"$T/nan"
printf '\0\0\300\177' >>"$T/nan"
fails 1 "nan: holds NaN" "a snapshot with a NaN is refused" mlp "${small[@]}" --eval "$T/nan"

# ---- the gradient and the optimisers, against numpy ----

if has_python numpy; then
    mkdir "$T/grad"
    for kind in "relu " "tanh " "tanh --residual" "relu --residual"; do
        activation=${kind%% *} residual=${kind#* }
        net=(--hidden '12,12,12' --activation "$activation" --data "$digits" --out "$T/grad")
        [ -z "$residual" ] || net+=("$residual")
        # From a point of no symmetry: an epoch of small batches away from the initialisation.
        mlp "${net[@]}" --epochs 1 --run from
        step() { # NAME OPTION...: two steps over all images at once
            mlp "${net[@]}" --from "$T/grad/from_e001.safetensors" --batch 2000 --epochs 2 --run "$@"
        }
        step sgd --rate 1
        step mom --rate 0.5 --momentum 0.8 --optimizer momentum
        step adam --rate 0.01 --optimizer adam
        step decay --rate 1 --weight-decay 0.1
        for line in "the gradient is that of finite differences" "momentum is Polyak's" \
            "Adam is Kingma and Ba's" "weight decay is an L2 term in the gradient"; do
            tests+=("$line ($activation${residual:+, skips})")
        done
        mapfile -t passed < <("$python" - "$T/grad" "$digits" "$activation" "$residual" <<'PY'
import json, struct, sys
import numpy as np

def load(run, step):
    raw = open(f"{sys.argv[1]}/{run}_e{step:03d}.safetensors", "rb").read()
    n, = struct.unpack("<Q", raw[:8])
    head = json.loads(raw[8:8 + n])
    del head["__metadata__"]
    return {k: np.frombuffer(raw[8 + n:][slice(*v["data_offsets"])], "<f4").reshape(v["shape"]).astype(float)
            for k, v in sorted(head.items())}

def idx(name, skip):
    return np.frombuffer(open(f"{sys.argv[2]}/train-{name}-ubyte", "rb").read(), np.uint8)[skip:]

y = idx("labels-idx1", 8)
X = idx("images-idx3", 16).reshape(len(y), -1) / 16.0
act = np.tanh if sys.argv[3] == "tanh" else lambda z: np.maximum(z, 0)

def loss(p):
    h = X
    for l in range(4):
        z = h @ p[f"layers.{l}.weight"].T + p[f"layers.{l}.bias"]
        skip = h if sys.argv[4] and l in (1, 2) else 0
        h = z if l == 3 else act(z) + skip
    h = h - h.max(1, keepdims=True)
    return (np.log(np.exp(h).sum(1)) - h[np.arange(len(y)), y]).mean()

rng = np.random.default_rng(1)
places = [(k, i) for k, v in load("sgd", 1).items() for i in rng.choice(v.size, min(10, v.size), False)]

def at_places(p):
    return np.array([p[k].flat[i] for k, i in places])

def gradient(p, h=1e-6):
    result = []
    for k, i in places:
        q = {name: v.copy() for name, v in p.items()}
        q[k].flat[i] += h
        up = loss(q)
        q[k].flat[i] -= 2 * h
        result.append((up - loss(q)) / (2 * h))
    return np.array(result)

# An image within float32's rounding of a relu's kink may count on its other side: one in 1400.
def close(a, b, tolerance=5e-5 if sys.argv[3] == "relu" else 2e-6):
    print(int(abs(a - b).max() < tolerance), abs(a - b).max(), abs(a).max())

x, x1, x2 = (at_places(load("sgd", i)) for i in (1, 2, 3))
g = gradient(load("sgd", 1))
close(x - x1, g)

m1, m2 = (at_places(load("mom", i)) for i in (2, 3))
close(m1 - m2, 0.5 * (0.8 * g + gradient(load("mom", 2))))

a2 = at_places(load("adam", 3))
h = gradient(load("adam", 2))
first = 0.01 * g / (abs(g) + 1e-8)
second = 0.01 * (0.09 * g + 0.1 * h) / 0.19 / (np.sqrt((0.999 * g**2 + h**2) * 0.001 / (1 - 0.999**2)) + 1e-8)
clear = np.minimum(abs(g), abs(h)) > 1e-3  # below, float32's rounding decides where a step goes
close((x - a2)[clear], (first + second)[clear], 1e-4)

close(x - at_places(load("decay", 2)), g + 0.1 * x)
PY
        )
        for i in 0 1 2 3; do
            [ "${passed[i]%% *}" = 1 ]
            ok $? "${tests[i]}" || diag "${passed[i]}"
        done
        tests=()
    done
else
    skip 16 "no numpy for $python"
fi

# ---- bad data ----

# A copy of the digits in which one file is what stands on standard input.
spoiled() {
    rm -rf "$T/bad"
    cp -r "$digits" "$T/bad"
    chmod -R u+w "$T/bad"
    cat >"$T/new" && cp "$T/new" "$T/bad/$1"
}
refuses() { # REGEX NAME
    fails 1 "$1" "$2" mlp --data "$T/bad" --run bad --out "$T/bad"
    is "$(find "$T/bad" -name 'bad_*')" "" "... and leaves nothing"
}

head -c 10000 "$digits/train-images-idx3-ubyte" | spoiled train-images-idx3-ubyte
refuses "train-images.*89600 values.*cut short" "images cut short are refused"
head -c 7 "$digits/t10k-labels-idx1-ubyte" | spoiled t10k-labels-idx1-ubyte
refuses "t10k-labels.*does not start" "labels cut short in the header are refused"
{ cat "$digits/train-labels-idx1-ubyte" && printf x; } | spoiled train-labels-idx1-ubyte
refuses "train-labels.*does not hold just the 1400 values" "labels that go on too long are refused"
: | spoiled train-labels-idx1-ubyte
refuses "train-labels.*does not start" "an empty file is refused"
spoiled train-images-idx3-ubyte <"$digits/train-labels-idx1-ubyte"
refuses "train-images.*3 dimensions" "labels in the images' place are refused"
spoiled t10k-labels-idx1-ubyte <"$digits/train-labels-idx1-ubyte"
refuses "1400 labels for 397 images" "more labels than images are refused"
{ head -c 18 "$digits/train-labels-idx1-ubyte" && printf '\012' &&
    tail -c +20 "$digits/train-labels-idx1-ubyte"; } | spoiled train-labels-idx1-ubyte
refuses "label 10 is 10, expected 0 to 9" "a label out of range is refused, naming it"
printf '\0\0\010\003\377\377\377\377\377\377\377\377\377\377\377\377' | spoiled train-images-idx3-ubyte
refuses "overflows" "a shape whose product overflows is refused"
printf '\0\0\010\003\0\0\0\0\0\0\0\010\0\0\0\010' | spoiled train-images-idx3-ubyte
refuses "product is 0" "a shape of no images is refused"
{ printf '\0\0\010\003\0\0\001\215\0\0\0\010\0\0\0\007' && head -c 22232 /dev/zero | tr '\0' '\1'; } |
    spoiled t10k-images-idx3-ubyte
refuses "64 pixels.*56" "test images of another size are refused"
{ head -c 16 "$digits/train-images-idx3-ubyte" && head -c 89600 /dev/zero; } | spoiled train-images-idx3-ubyte
refuses "all images are black" "images without a light pixel are refused"
gzip -c "$digits/train-images-idx3-ubyte" | head -c 9000 | spoiled train-images-idx3-ubyte
refuses "train-images" "compressed images cut short are refused"
gzip -c "$digits/train-labels-idx1-ubyte" | head -c -4 | spoiled train-labels-idx1-ubyte
refuses "train-labels.*(gzip|cut short)" "compressed labels that lack their checksum are refused"
rm "$T/bad/t10k-images-idx3-ubyte"
fails 1 "(train-labels|t10k-images)" "missing images are named" mlp --data "$T/bad" --out "$T/bad"
fails 1 "nowhere/train-images.*--data" "a missing directory of data is named" mlp --data "$T/nowhere" --out "$T"

# ---- bad options, bad ends ----

fails 2 "activation sigmoid.*relu, tanh" "an unknown activation is refused, naming those known" \
    mlp --activation sigmoid
fails 2 "optimizer lamb.*sgd, momentum, adam" "an unknown optimizer is refused" mlp --optimizer lamb
fails 2 "init zero.*he, xavier" "an unknown initialisation is refused" mlp --init zero
for hidden in "" 0 -4 "64," ,64 64x 64,,32 64,-1 99999999999999999999; do
    fails 2 "hidden.*expected widths" "--hidden '$hidden' is refused" mlp --hidden "$hidden"
done
fails 2 "label-noise 1.5" "a share of noise above 1 is refused" mlp --label-noise 1.5
fails 2 "batch 0" "a batch of nothing is refused" mlp --batch 0
fails 2 "rate nan" "a rate that is no number is refused" mlp --rate nan
fails 2 "seed -1" "a negative seed is refused" mlp --seed -1
fails 2 "run" "a run name with a slash is refused" mlp --run ../x
fails 2 "run" "a run name that JSON would have to quote is refused" mlp --run 'a"b'
fails 2 "unknown option" "an unknown option is refused" mlp --layers 3
fails 2 "operand" "an operand is refused" mlp runs

fails 1 "no-dir/a_e000.*directory" "a directory that is not there is named" \
    mlp "${small[@]}" --run a --out "$T/no-dir"
fails 1 "wild: epoch 1.*: the training diverged: .*--rate" "a training that diverges says so" \
    mlp "${small[@]}" --run wild --rate 1e6 --init-scale 1000 --out "$T/on"
is "$(cd "$T/on" && echo wild*)" wild_e000.safetensors "and leaves only snapshots from before"
if [ -e /dev/full ]; then
    for i in 0 1; do
        ln -s /dev/full "$T/on/full_e00$i.safetensors"
    done
    fails 1 "full.*disk full" "a full disk is an error" mlp "${small[@]}" --run full --out "$T/on"
    mlp "${small[@]}" --eval "$T/runs/a_e001.safetensors" >/dev/full 2>"$T/err"
    is $? 1 "so it is for --eval"
else
    skip 2 "no /dev/full"
fi

done_testing
