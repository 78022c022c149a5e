#!/bin/bash
# examples/snapsketch.py: logs of sketches, whose numbers are those of snapcat --sketch, to the byte.
# shellcheck source=tests/tools/tap.sh disable=SC2034
. tests/tools/tap.sh
# shellcheck source=tests/tools/numpy.sh
. tests/tools/numpy.sh
numpy 'np' 2>/dev/null || skip_all "no numpy"
examples=$PWD/examples
cd "$T" || exit 1

# python CODE [ARGUMENT]...: with snapsketch, and what the tests share; what it prints, or its ValueError.
cat >shared.py <<'EOF'
import json, os, struct
import numpy as np
import snapsketch

rng = np.random.default_rng(7)
BF16 = "bf16"

def bf16(x):  # float32 numbers that bfloat16 holds
    return (x.astype("f4").view("u4") & 0xffff0000).view("f4")

def network(step, names=("layers.0.weight", "layers.0.bias", "head.weight", "head.scale")):
    rng = np.random.default_rng(step)
    w = rng.standard_normal((300, 257)).astype("f4")
    return {names[0]: w, names[1]: rng.standard_normal(257).astype("f2"),
            names[2]: rng.standard_normal((10, 7, 300)).transpose(2, 0, 1), names[3]: np.float32(1.5)}

def exact(network):  # multiples of 1/64, whose sums are exact, in whatever order
    return {name: (np.round(x * 64) / 64).astype(x.dtype) for name, x in network.items()}

def save(path, tensors, bfloat=()):  # as safetensors
    head, data = {}, b""
    for name, x in tensors.items():
        x = np.asarray(x)
        kind = {"f2": "F16", "f4": "F32", "f8": "F64"}[x.dtype.str[1:]]
        raw = x.tobytes()
        if name in bfloat:
            kind, raw = "BF16", (np.ascontiguousarray(x).view("u4") >> 16).astype("u2").tobytes()
        head[name] = {"dtype": kind, "shape": x.shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(head).encode()
    open(path, "wb").write(struct.pack("<Q", len(head)) + head + data)

# As torch's: what a DTensor tells of itself.
class Shard:
    def __init__(self, dim):
        self.dim = dim
class Strided(Shard):
    split_factor = 2
Strided.__name__ = "_StridedShard"
class Replicate:
    pass
class Partial:
    pass
class Mesh:
    def __init__(self, shape, at, ranks=None):
        self.shape, self.at = shape, at
        self.mesh = np.arange(np.prod(shape)).reshape(shape) if ranks is None else np.array(ranks)
    def get_coordinate(self):
        return self.at

class DTensor:
    def __init__(self, whole, placements, mesh, local=None):
        self.shape, self.ndim, self.placements, self.device_mesh = whole.shape, whole.ndim, placements, mesh
        self.local = whole if local is None else local
        cuts = sorted(zip(placements, mesh.shape, mesh.at), key=lambda cut: hasattr(cut[0], "split_factor"))
        for p, n, i in cuts:
            if hasattr(p, "dim") and local is None:  # torch.chunk: pieces of equal size, the last ones less or nothing
                size = self.local.shape[p.dim]
                part = -(-size // n)
                self.local = np.take(self.local, range(min(i * part, size), min((i + 1) * part, size)), p.dim)
    def detach(self):
        return self
    def to_local(self):
        return self.local

# As torch's tensors of bfloat16, which numpy does not have.
class BFloat16:
    def __init__(self, x):
        self.x, self.shape, self.ndim = x, x.shape, x.ndim
    def __len__(self):
        return len(self.x)
    def __getitem__(self, key):
        return BFloat16(self.x[key])
    def reshape(self, *shape):
        return BFloat16(self.x.reshape(*shape))
    def detach(self):
        return self
    def element_size(self):
        return 2
    def float(self):
        return self
    def cpu(self):
        return self
    def numpy(self):
        return self.x
EOF
python() {
    local code=$1
    shift
    numpy "import sys
sys.path[:0] = ['$examples', '.']
sys.dont_write_bytecode = True
from shared import *
try:
    ${code//$'\n'/$'\n'    }
except (ValueError, OSError) as error:
    print(type(error).__name__, error)" "$@"
}

# same LOG... NAME: the numbers in the logs are those that snapcat makes of the checkpoints
same() {
    local name=${*: -1}
    snapcat -q "${@:1:$#-1}" | phm2npy -k snapshots >log.npy
    cmp -s log.npy checkpoints.npy
    ok $? "$name"
}

# ---- the same bytes ----

python 'for step in range(3):
    save(f"plain_e{step}.safetensors", network(step))' >made
is "$(cat made)" "" "checkpoints are made"
for numbers in 64 1000 4096; do
    snapcat -q --sketch $numbers --seed 11 -n '{run}_e{step}.safetensors' plain_*.safetensors >want.phm
    phm2npy -k snapshots want.phm >checkpoints.npy
    python 'log = snapsketch.Log(argv[0], int(argv[1]), seed=11, run="plain")
for step in range(3):
    log.step(step, network(step).items(), loss=np.float32(0.5), name="e{}".format(step))' "plain$numbers.sketch" $numbers
    same "plain$numbers.sketch" "float32, float16, float64 in another order and a scalar: the bytes of snapcat --sketch $numbers"
done

python 'w = {"a": bf16(rng.standard_normal((70, 90))), "b": rng.standard_normal(40).astype("f4")}
save("half_e0.safetensors", w, ["a"])
snapsketch.Log("half.sketch", 512).step(0, {"a": BFloat16(w["a"]), "b": w["b"]}.items())'
snapcat -q --sketch 512 half_e0.safetensors | phm2npy -k snapshots >half.npy
is "$(snapcat -q half.sketch | phm2npy -k snapshots | cmp - half.npy 2>&1)" "" "bfloat16: the bytes of snapcat --sketch"

# ---- shards ----

# A rank's tensors: of the first, which are cut along both dimensions, to a scalar that all have.
shards() { # PLACEMENTS_OF_MATRICES MESH LOG
    python 'shape = eval(argv[1])
ranks = int(np.prod(shape))
for rank in range(ranks):
    log = snapsketch.Log("{}.{}.sketch".format(argv[2], rank), 512, run="plain", shard=(rank, ranks))
    mesh = Mesh(shape, [int(i) for i in np.unravel_index(rank, shape)])
    for step in range(3):
        params = {}
        for name, x in exact(network(step)).items():
            placements = eval(argv[0])
            if x.ndim == 1:  # along their one dimension where the others are cut
                placements = [Shard(0) if hasattr(p, "dim") else p for p in placements]
            params[name] = DTensor(x, placements, mesh) if x.ndim else x
        log.step(step, params.items())' "$@"
}

python 'for step in range(3):
    save(f"exact_e{step}.safetensors", exact(network(step)))'
snapcat -q --sketch 512 -n '{run}_e{step}.safetensors' exact_*.safetensors >want.phm
phm2npy -k snapshots want.phm >checkpoints.npy
shards '[Shard(0)]' '(3,)' rows
same rows.{0,1,2}.sketch "three shards of rows, of which the last is shorter, add up to the same bytes as one process's"
shards '[Shard(1)]' '(3,)' columns
same columns.{2,0,1}.sketch "shards of columns too, whatever the order of their logs"
shards '[Replicate()]' '(3,)' copies
same copies.{0,1,2}.sketch "what each rank has as a whole counts once"
shards '[Replicate(), Shard(1)]' '(2, 2)' hybrid
same hybrid.{0,1,2,3}.sketch "so do shards of which there are copies"
shards '[Shard(0), Shard(1)]' '(2, 2)' blocks
same blocks.{0,1,2,3}.sketch "shards of rows and columns add up"
shards '[Strided(0), Shard(0)]' '(2, 2)' nested
same nested.{0,1,2,3}.sketch "shards of shards add up, whose first dimension cuts last"
python 'for rank in range(4):  # two by two, of which the tensor is spread over the first two alone
    log = snapsketch.Log("sub.{}.sketch".format(rank), 512, run="plain", shard=(rank, 4))
    mesh = Mesh((2,), [rank // 2], [rank % 2, rank % 2 + 2])
    for step in range(3):
        log.step(step, [(name, DTensor(x, [Shard(0)], mesh) if x.ndim else x) for name, x in exact(network(step)).items()])'
same sub.{0,1,2,3}.sketch "what is sharded over some ranks, and copied over others, counts once"
python 'for rank in range(3):
    log = snapsketch.Log("many.{}.sketch".format(rank), 64, run="m", shard=(rank, 3))
    log.step(0, {"w": DTensor(np.ones((2, 5), "f4"), [Shard(0)], Mesh((3,), [rank]))}.items())'
succeeds "a rank may have nothing of any tensor" snapcat -o many.phm many.{0,1,2}.sketch
like "$(attrs many.phm)" "params 10" "and the sum is of all"

# ---- names ----

python 'snapsketch.Log("wrapped.sketch", 512, run="plain").step(0, network(0, (
    "module.layers._fsdp_wrapped_module.0.weight", "module.layers.0._orig_mod.bias",
    "module._orig_mod.head.weight", "module._checkpoint_wrapped_module.head.scale")).items())'
snapcat -q --sketch 512 plain_e0.safetensors | phm2npy -k snapshots >first.npy
is "$(snapcat -q wrapped.sketch | phm2npy -k snapshots | cmp - first.npy 2>&1)" "" \
    "wrappers are no part of a name, as in a checkpoint"

# ---- what is refused ----

refused() { # REGEX NAME CODE
    rm -f bad.sketch
    like "$(python "$3" 2>&1)" "$1" "$2"
    [ ! -s bad.sketch ]
    ok $? "and nothing is logged"
}
refused "ValueError b: .*not finite" "a NaN is refused, naming the tensor" \
    'snapsketch.Log("bad.sketch", 64).step(0, {"a": np.ones(3), "b": np.array([1, np.nan])}.items())'
refused "ValueError a: .*overflow" "so are sums that overflow float32" \
    'snapsketch.Log("bad.sketch", 64).step(0, {"a": np.array([1e300])}.items())'
refused "ValueError w: .*Partial" "so are sums that are not yet done" \
    'snapsketch.Log("bad.sketch", 64).step(0, {"w": DTensor(np.ones(3), [Partial()], Mesh((2,), [0]))}.items())'
refused "ValueError w: .*Shard" "so are shards of another shape than their placement tells" \
    'w = DTensor(np.ones(6), [Shard(0)], Mesh((2,), [0]), np.ones(2))
snapsketch.Log("bad.sketch", 64, shard=(0, 2)).step(0, {"w": w}.items())'
refused "ValueError 3 of 6 .*shard=" "so are shards that are logged as if they were all" \
    'w = DTensor(np.ones(6), [Shard(0)], Mesh((2,), [0]))
snapsketch.Log("bad.sketch", 64).step(0, {"w": w}.items())'
if [ -w /dev/full ]; then
    like "$(python 'snapsketch.Log("/dev/full", 64).step(0, {"a": np.ones(3)}.items())')" "OSError .*No space" \
        "a full disk is told of"
fi

refused "ValueError 0 of 0 numbers: give params anew each step" "so is a network without parameters" \
    'snapsketch.Log("bad.sketch", 64).step(0, {}.items())'
refused "ValueError w: complex" "complex numbers are, which would lose their imaginary part" \
    'snapsketch.Log("bad.sketch", 64).step(0, {"w": np.ones(3, "c8")}.items())' 2>/dev/null
refused "AssertionError.*seed" "a seed of more than 64 bits is" \
    'snapsketch.Log("bad.sketch", 64, seed=2**64).step(0, {"w": np.ones(3)}.items())'

# ---- what is known of a step ----

python 'facts = {"train/loss": 0.5, "größe": 3, "my loss": 4, "x" * 40: 5, "note": "ü" * 70000, "empty": ""}
snapsketch.Log("facts.sketch", 64, run="a").step(1, {"w": np.ones(3)}.items(), **facts)'
is "$(snapcat -q facts.sketch | phm2tsv -k rows | cut -f 1-6,7 | head -n 1 | tr '\t' ' ')" \
    "file run step train_loss gr__e my_loss $(printf 'x%.0s' {1..27})" "whatever facts are called, the log can be read"
is "$(snapcat -q facts.sketch | phm2tsv -k rows | cut -f 2-7 | tail -n 1 | tr '\t' ' ')" "a 1 0.5 3 4 5" "and has them"
[ "$(snapcat -q facts.sketch | phm2tsv -k rows | tail -n 1 | wc -m)" -lt 2200 ]
ok $? "a long one is cut"

# ---- which tensors ----

python 'snapsketch.Log("none.sketch", 512).step(0, {"module.w": np.ones((2, 3), "f4"), "module.é": np.ones(4, "f4"),
                                                "module.none": np.ones((0, 3), "f4")}.items())
save("none_e0.safetensors", {"w": np.ones((2, 3), "f4"), "é": np.ones(4, "f4"), "none": np.ones((0, 3), "f4")})'
is "$(snapcat -q none.sketch | attrs /dev/stdin)" "$(snapcat -q --sketch 512 none_e0.safetensors | attrs /dev/stdin)" \
    "logs and snapcat --sketch tell the same of the tensors"
like "$(snapcat -q none.sketch | attrs /dev/stdin)" "tensors [0-9a-f]{16}," "and tell it"
is "$(snapcat -q rows.{0,1,2}.sketch | attrs /dev/stdin)" "$(attrs want.phm | sed 's/seed 11/seed 0/')" "shards do, too"

# ---- shards by themselves ----

# Of one tensor, thirds of the bytes are the shards of three ranks.
python 'w = np.random.default_rng(3).standard_normal((300, 7)).astype("f4")
save("third_e0.safetensors", {"w": w})
for rank in range(3):
    x = DTensor(w, [Shard(0)], Mesh((3,), [rank]))
    snapsketch.Log(f"third{rank + 1}.sketch", 64, seed=5, shard=(rank, 3)).step(0, {"w": x}.items())'
for i in 1 2 3; do
    snapcat -q --sketch 64 --seed 5 --part $i/3 third_e0.safetensors | phm2npy -k snapshots >part.npy
    phm2npy -k snapshots third$i.sketch | cmp -s - part.npy
    ok $? "shard $i of three has the bytes of snapcat --sketch --part"
done
snapcat -q third[123].sketch | phm2npy -k snapshots >log.npy
for i in 1 2 3; do snapcat -q --sketch 64 --seed 5 --part $i/3 third_e0.safetensors -o third$i.phm; done
is "$(phmsum -q third[123].phm | phm2npy -k snapshots | cmp - log.npy 2>&1)" "" "and so has their sum"

# ---- a log is a stream ----

python 'snapsketch.Log("one.sketch", 64, run="a").step(3, {"w": np.arange(9.0)}.items())'
phminfo -q one.sketch >/dev/null
ok $? "a log is a stream, whose CRC-32 all programs check"
numpy 'whole, bad = open("one.sketch", "rb").read(), []
import subprocess
for at in range(len(whole)):
    open("bit.sketch", "wb").write(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
    if at % 7 == 0 and subprocess.run(["phminfo", "bit.sketch"], capture_output=True).returncode == 0:
        bad.append(at)
assert bad == [], bad'
ok $? "and find a bit that has changed anywhere in it"
sed 's/crc32 [0-9a-f]* *$/xxh3 0123456789abcdef/' one.sketch >other.sketch
phminfo other.sketch >/dev/null 2>err
like "$?$(cat err)" "^1.*crc32" "a trailer of the other sort is refused"

# ---- torch ----

if ! numpy 'import torch' 2>/dev/null; then
    skip 1 "no torch"
else
    python 'import torch
w = {name: torch.tensor(np.ascontiguousarray(x)) for name, x in network(0).items()}
w["head.weight"] = torch.nn.Parameter(w["head.weight"].permute(1, 2, 0).contiguous().permute(2, 0, 1))
w["half"] = torch.randn(500, 30).bfloat16()
save("torch_e0.safetensors", {n: x.detach().float().numpy() if n == "half" else x.detach().numpy()
                              for n, x in w.items()}, ["half"])
snapsketch.Log("torch.sketch", 512).step(0, w.items(), loss=torch.tensor(0.25))'
    snapcat -q --sketch 512 torch_e0.safetensors | phm2npy -k snapshots >torch.npy
    is "$(snapcat -q torch.sketch | phm2npy -k snapshots | cmp - torch.npy 2>&1)" "" \
        "torch's tensors of all types, parameters and other orders among them: the same bytes"
fi
lines=$(wc -l <"$examples/snapsketch.py")
[ "$lines" -lt 60 ]
ok $? "the callback has $lines lines"
done_testing
