#!/bin/bash
# snapcat: LoRA adapters, as peft wrote them into data/lora (make.py), and damaged ones made of them.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
lora=$data/lora
cd "$T" || exit 1
cp -R "$lora"/* .

# adapter NAME: a copy of step-1, to be damaged.
adapter() {
    cp -R linear/step-1 "$1"
}

# config NAME PYTHON: changes the description, a dictionary c.
config() {
    numpy '
import json
c = json.load(open(argv[0]))
exec(argv[1])
json.dump(c, open(argv[0], "w"))' "$1/adapter_config.json" "$2"
}

# ---- what is refused ----

fails 1 "step-1/adapter_model.safetensors: .*_A.weight: a factor of LoRA, of which the network has only products" \
    'factors without their description are refused' snapcat linear/step-1/adapter_model.safetensors
adapter nameless
rm nameless/adapter_config.json
fails 1 "nameless.*_A.weight: a factor of LoRA, of which .*adapter_config.json.*--raw-factors" \
    'so is a folder that lacks it' snapcat nameless
adapter cut
head -c 500 linear/step-1/adapter_config.json >cut/adapter_config.json
fails 1 'cut: adapter_config.json: line [0-9]+: not JSON' 'a description cut short is refused' snapcat cut
adapter marked
{ printf '\xef\xbb\xbf' && cat linear/step-1/adapter_config.json; } >marked/adapter_config.json
succeeds "one behind Windows' byte order mark is read" snapcat -q marked
adapter other
config other 'c["peft_type"] = "IA3"'
fails 1 'other: adapter_config.json: an adapter of type IA3, which is not read \(LORA is\): merge the adapter' \
    'another kind of adapter is named' snapcat other
adapter dora
config dora 'c["use_dora"] = True'
fails 1 'dora: adapter_config.json: LoRA with use_dora is not read: its weights are more than products' \
    'so is DoRA' snapcat dora
adapter ranks
config ranks 'c["r"] = 4'
fails 1 'ranks: module first: its factors are of rank 2, but adapter_config.json says 4' \
    "a description of another adapter is refused" snapcat ranks
adapter scaleless
config scaleless 'del c["lora_alpha"]'
fails 1 'scaleless: adapter_config.json: has no lora_alpha, a number above 0' 'so is one without a scale' snapcat scaleless
adapter pattern
config pattern 'c["rank_pattern"] = {r"h\w+": 1}'
fails 1 "pattern h.w\+: '.w' is not read: write it without" "an expression of Python's alone is refused" snapcat pattern
adapter lone
sed -i 's/first\.lora_B/first.lora_C/' lone/adapter_model.safetensors
fails 1 'lone: tensor base_model.model.first.lora_A.weight: there is no base_model.model.first.lora_B.weight' \
    'a factor without the other is refused' snapcat lone
adapter pairless
sed -i 's/first\.lora_A/first.lora_C/' pairless/adapter_model.safetensors
fails 1 'pairless: 2 factors B, but 1 factors A' 'on either side' snapcat pairless
fails 1 'linear/step-1: tensor base_model.model.first.weight: a product of LoRA.s factors, which cannot move by itself' \
    'products are not moved' snapjump -q -s 1 -r 0 -x head -o moved.st linear/step-1
snapcat -l convolution >list
like "$(cat list)" 'conv.weight +- +\[\] +out: LoRA of a convolution is not read: merge the adapter' \
    'a convolution is listed, with the reason'
fails 1 'convolution: tensor base_model.model.conv.weight: LoRA of a convolution is not read.*-x' 'and refused' snapcat -q convolution
succeeds 'unless it is left out' snapcat -q -x conv convolution

# ---- factors among other tensors ----

# arrays NAME.npz TENSOR...: a checkpoint of small matrices.
arrays() {
    numpy 'np.savez(argv[0], **{name: np.arange(4.0).reshape(2, 2) + i for i, name in enumerate(argv[1:])})' "$@"
}

arrays whole.npz n.fc.base_layer.weight n.fc.lora_A.default.weight n.fc.lora_B.default.weight
arrays loralib.npz fc.weight fc.lora_A fc.lora_B
arrays bare.npz weight lora_A.default.weight lora_B.default.weight
arrays slashes.npz fc/kernel fc/lora_A fc/lora_B
arrays embed.npz e.base_layer.weight e.lora_embedding_A.default e.lora_embedding_B.default
arrays diffusion.npz unet_q.alpha unet_q.lora_down.weight unet_q.lora_up.weight
for pair in whole:n.fc.lora_A.default.weight:n.fc.lora_B.default.weight loralib:fc.lora_A:fc.lora_B \
    bare:lora_A.default.weight:lora_B.default.weight slashes:fc/lora_A:fc/lora_B \
    embed:e.lora_embedding_A.default:e.lora_embedding_B.default \
    diffusion:unet_q.lora_down.weight:unet_q.lora_up.weight; do
    IFS=: read -r file a b <<<"$pair"
    fails 1 "$file.npz: tensors $a and $b: factors of LoRA, whose product counts: name the adapter's folder, or compare them raw: snapcat --raw-factors" \
        "$file: factors beside the network are refused" snapcat "$file.npz"
    succeeds "$file: unless they are asked for" snapcat -q --raw-factors "$file.npz"
    succeeds "$file: or left out" snapcat -q -x lora_ "$file.npz"
    is "$(snapcat -l "$file.npz" | grep -c 'in$')" 3 "$file: -l lists them"
done
arrays alone.npz fc.weight fc.lora_A
succeeds 'a name alone makes no pair' snapcat -q alone.npz
succeeds 'nor does a pair of which one is left out' snapcat -q -x lora_B loralib.npz
arrays flora.npz fc.flora_A fc.flora_B fc.lora_As fc.lora_Bs
succeeds 'nor does a part of another word' snapcat -q flora.npz

# ---- products ----

# expected FOLDER...: the rows of these adapters as peft computes them, to expected.npy.
expected() {
    numpy '
import json, struct
products = np.load("products.npz")
def plain(folder):
    data = open(folder + "/adapter_model.safetensors", "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    for name, t in json.loads(data[8:8 + length]).items():
        if name != "__metadata__" and "lora_" not in name:
            begin, end = t["data_offsets"]
            yield name, np.frombuffer(data[8 + length + begin:8 + length + end], "f4").astype("f8")
rows = []
for folder in argv:
    tensors = dict(plain(folder))
    tensors.update({k.split(":")[1]: products[k].ravel() for k in products if k.startswith(folder + ":")})
    rows.append(np.concatenate([tensors[k] for k in sorted(tensors)]))
np.save("expected.npy", np.array(rows))' "$@"
}

# apart A B: the largest difference, over the largest number.
apart() {
    numpy '
a, b = np.load(argv[0]), np.load(argv[1])
print(a.shape == b.shape and abs(a - b).max() / abs(b).max() < 1e-12)' "$1" "$2"
}

expected linear/step-1 linear/step-2
snapcat -o linear.phm linear/step-1 linear/step-2 2>err
phm2npy -k snapshots linear.phm -o got.npy
is "$(apart got.npy expected.npy)" True "rows hold what peft adds to the weights, and what was trained whole"
is "$(cat err)" "snapcat: note: linear/step-1: 2 pairs of LoRA's factors are compared as their products: snapcat --raw-factors compares the factors" \
    'which is said once'
is "$(phm2tsv -k rows linear.phm | cut -f 3- | tr '\t\n' ' ;')" 'r lora_alpha step epoch loss;2 6 1 0.5 1;2 6 2 1 0.5;' \
    'r and lora_alpha are columns, and so are the losses of the trainer'
is "$(phm2tsv -k tensors linear.phm | cut -f 1-3 | tr '\t\n' ' ;')" \
    'name dtype shape;base_model.model.embed.weight f32 5x4;base_model.model.first.weight f64 3x4;base_model.model.head.weight f64 2x6;' \
    'a product has the name of its weight'
numpy '
x = np.load("expected.npy"); np.save("gram.npy", x @ x.T)'
snapgram linear.phm | phm2npy -k gram --force -o got.npy
is "$(apart got.npy gram.npy)" True 'their Gram matrix is that of the products in float64'
expected linear/step-1 linear/step-2 # the gauge: step-2 with B R and R^-1 A
snapcat -q --as-given linear/step-1 linear/regauged | phm2npy -k snapshots --force -o got.npy
is "$(apart got.npy expected.npy)" True 'factors that are split otherwise give the same rows'
expected embedding
snapcat -q embedding | phm2npy -k snapshots --force -o got.npy
is "$(apart got.npy expected.npy)" True 'an embedding, a transposed layer, and a scale by the root of the rank'
cp -R embedding plain
config plain 'c["fan_in_fan_out"] = False'
numpy 'np.save("embed.npy", np.load("expected.npy")[:, :20])'
snapcat -q -i embed plain | phm2npy -k snapshots --force -o got.npy
is "$(apart got.npy embed.npy)" True 'an embedding is stored as it is, whatever other layers are'
adapter patterned
config patterned 'c["rank_pattern"] = {"^nothing": 7, "model\\.head|head": 1}; c["alpha_pattern"] = {"(fi|x)rst": 12, "ead": 9, "head": 5}'
expected linear/step-1
snapcat -q -i first -i head patterned | phm2npy -k snapshots --force -o got.npy
numpy '
x = np.load("expected.npy")[:, 20:]; x[:, :12] *= 2; np.save("twice.npy", x)'
numpy '
np.save("both.npy", np.vstack([np.load("expected.npy")[:, 20:], np.load("twice.npy")]))'
snapcat -q --as-given -i first -i head linear/step-1 patterned | phm2npy -k snapshots -o two.npy
is "$(apart two.npy both.npy)" True 'each snapshot has its own scales'
is "$(apart got.npy twice.npy)" True "patterns match as peft's do: at the end of a name, from a dot on"
snapcat -q --raw-factors linear/step-1 | phm2tsv -k tensors | cut -f 1 | grep -c lora_ >count
is "$(cat count)" 4 '--raw-factors compares the factors'
succeeds 'also of a file without description' snapcat --raw-factors linear/step-1/adapter_model.safetensors
is "$(snapcat -q --rename 's/^base_model.model.//' linear/step-1 | phm2tsv -k tensors | sed -n 2p | cut -f 1)" embed.weight \
    'names are those of the products when they are changed'
is "$(snapcat -q -n 'step-{step}' linear/step-2 linear/step-1 | phm2tsv -k rows | cut -f 1 | paste -sd' ')" \
    'file linear/step-1 linear/step-2' 'templates match their folders'

# ---- files cut short ----

adapter prefix
left=$("$BUILD/tests/tools/prefixes" $((3 * ALIKE)) -f prefix/adapter_model.safetensors linear/step-1/adapter_model.safetensors snapcat -q prefix 2>&1)
is "$left" '' 'no prefix of the factors is read'
cp linear/step-1/adapter_model.safetensors prefix
left=$("$BUILD/tests/tools/prefixes" $((7 * ALIKE)) -f prefix/adapter_config.json linear/step-1/adapter_config.json snapcat -q prefix 2>&1)
is "$left" '' 'nor one of the description'

done_testing
