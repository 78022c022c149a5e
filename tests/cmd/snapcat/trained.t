#!/bin/bash
# snapcat: what of a checkpoint is compared, in every format: what is not trained, and what cannot be
# read. Files of data/trained are by torch and h5py, those of NumPy are made here.
# shellcheck source=tests/tools/tap.sh
. tests/tools/tap.sh
python=${PYTHON:-python3}
page=$tests_dir/../man/snapcat.1
cd "$T" || exit 1
"$python" - <<'PYTHON'
import struct
import numpy as np

w = np.ones(3, "f4")
np.savez("words.npz", w=w, step=3, optimizer="adam", big=np.array("été", ">U5"), raw=np.bytes_(b"sgd"),
         poem=np.array("one\ntwo"), latin=np.bytes_(b"\xe9t\xe9"), long=np.array("x" * 257), edge=np.array("é" * 127 + "xy"))
np.savez("object.npz", w=w, config={"lr": 0.1})
np.savez("complex.npz", w=w, spec=np.ones(2, "c8"), when=np.datetime64("2020-01-01"), bf=np.zeros(2, "V2"),
         classes=np.array(["cat", "dog"]))
np.savez("structured.npz", w=w, log=np.zeros(2, dtype=[("epoch", "i4"), ("loss (a]'s)", "f4", (2,))]))
np.save("dictionary.npy", {"w": w}, allow_pickle=True)
np.save("complex.npy", np.ones(3, "c16"))
np.save("structured.npy", np.zeros(2, dtype=[("epoch", "i4")]))
np.save("integers.npy", np.arange(3))
np.savez("loss.npz", w=w, v=np.float32(0.07), loss=np.float64(0.5), total=np.float16(3), step=np.int64(4), flag=np.bool_(True))
np.savez("scale.npz", **{"params/w": w, "params/logit_scale": np.float32(0.07), "opt_state/0/mu/logit_scale": np.float32(1),
                         "opt_state/0/count": np.int32(3)})
np.savez("scale_jax.npz", **{".params['w']": w, ".params['logit_scale']": np.float32(0.07), "step": 3,
                             ".opt_state[0].mu['logit_scale']": np.float32(1)})
np.savez("scale_dots.npz", **{"a.weight": w, "logit.scale": np.float64(0.07), "mse.total": np.float32(1)})
np.savez("scale_brackets.npz", **{"['a']": w, "[0]": np.float16(0.5)})
np.savez("scale_loss.npz", **{"net/w": w, "net/scale": np.float32(0.07), "train/loss": 0.5, "val/top_acc": 0.25})
np.savez("text.npz", w=w, names=np.array(["cat", "dog"]), raw=np.array([b"cat", b"dog"]), when=np.array(["2020-01-01"], "M8[D]"),
         took=np.ones(2, "m8[s]"))
np.savez("dates.npz", w=w, began=np.datetime64("2020-01-01"), took=np.timedelta64(5, "s"), nothing=np.array([], "U"),
         poem=np.array("line\n" * 50000))
np.savez("words_only.npz", names=np.array(["cat"]))
np.savez("config.npz", w=w, config=np.array({"w": w}, dtype=object), z=np.complex64(1))
np.save("text.npy", np.array(["cat", "dog"]))
with open("complex.npy", "rb") as f:
    open("cut.npy", "wb").write(f.read()[:-8])

for e in range(4):
    n = np.full(4, 10.0 * e)
    np.savez(f"flax{e}.npz", **{"params/Dense_0/kernel": np.ones((4, 2)) * (1 + 0.01 * e),
                                "batch_stats/BatchNorm_0/mean": n, "batch_stats/BatchNorm_0/var": n})
    np.savez(f"haiku{e}.npz", **{"net/linear/w": np.ones((4, 2)) * (1 + 0.01 * e),
                                 "net/batch_norm/~/mean_ema/average": n, "net/batch_norm/~/mean_ema/hidden": n})
    np.savez(f"chainer{e}.npz", **{"predictor/l1/W": np.ones((4, 2)) * (1 + 0.01 * e),
                                   "predictor/bn1/avg_mean": n, "predictor/bn1/avg_var": n})
    np.savez(f"jax{e}.npz", **{"['params']['Dense_0']['kernel']": np.ones((4, 2)) * (1 + 0.01 * e),
                               "['batch_stats']['BatchNorm_0']['mean']": n})
    weights = np.ones((4, 2)) * (1 + 0.01 * e)
    lag = np.full((4, 2), 5.0 * e)
    np.savez(f"nnx{e}.npz", **{"bn/mean": n, "bn/scale": np.ones(4, "f4"), "bn/var": n, "l/kernel": weights})
    np.savez(f"moco{e}.npz", **{"encoder_k/w": lag, "encoder_q/w": weights, "losses": n})
    np.savez(f"optax{e}.npz", **{"mu/w": lag, "nu/w": lag, "params/w": weights, "target_params/w": lag})
np.savez("alone.npz", **{"encoder_k/w": np.ones(3), "mu/w": np.ones(4)})
n = np.full(4, 30.0)
np.savez("later.npz", **{"params/Dense_0/kernel": np.ones((4, 2)), "rng_state": np.zeros(9, "u1"),
                         "ids": np.arange(5), "batch_stats/BatchNorm_1/mean": n})
np.savez("integers.npz", w=np.arange(3))
np.savez("real.npz", v=w, w=w)
np.savez("whole.npz", v=w, w=np.arange(3))


def safetensors(path, tensors):
    """tensors: name -> dtype, shape, number of bytes"""
    header, at = [], 0
    for name, (dtype, shape, size) in tensors.items():
        header.append(f'"{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{at},{at + size}]}}')
        at += size
    text = ("{" + ",".join(header) + "}").encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + bytes(at))


safetensors("types.st", {"w": ("F32", [3], 12), "q": ("F8_E4M3", [5], 5), "c": ("C64", [2], 16), "h": ("F4", [3], 2),
                         "n": ("X7_NEW", [2, 2], 11), "v": ("F32", [1], 4)})
safetensors("size.st", {"w": ("F32", [3], 12), "q": ("F8_E4M3", [5], 6)})
PYTHON

# columns FILE: of its row table, by name.
columns() {
    snapcat -q "$1" | sed -e '1,/^$/d' -e '/^xxh3 /,$d' | "$python" -c '
import sys
print(*sorted("=".join(c) for c in zip(*(line.rstrip("\n").split("\t") for line in sys.stdin))), sep=" ")'
}

# in_of FILE: names of the tensors that are in. list FILE: the list, in single spaces.
in_of() {
    snapcat -l "$1" | sed -n 's/ .* in$//p' | tr '\n' ' '
}
list() {
    snapcat -l "$@" | tr -s ' '
}

# ---- not trained ----

is "$(list "$data/trained/averaged.pt" | sed 's/^module\.//' | grep ' out: a')" '1.num_batches_tracked i64 [] out: a buffer, not trained
1.running_mean f32 [3] out: a buffer, not trained
1.running_var f32 [3] out: a buffer, not trained
n_averaged i64 [] out: a buffer, not trained' "the counter of torch's averaged models is a buffer"
is "$(in_of "$data/trained/keras1.h5")" 'bn1/bn1_beta bn1/bn1_gamma dense_1/dense_1_W dense_1/dense_1_b ' \
    'running statistics of Keras 1 carry the name of the layer'
for of in flax haiku chainer jax nnx moco optax; do
    like "$(snapcat -q $of?.npz | trajstat -q | sed -n 2p)" '	0\.0848528' "what $of keeps beside the weights is no part of the length"
done
snapcat -o moco.phm moco?.npz 2>err
is "$(cat err)" 'snapcat: note: losses: left out, metrics'\'' state: --all takes them in, snapcat -l lists them
snapcat: note: encoder_k/w: left out, averaged copies: --all takes them in, snapcat -l lists them' \
    'a copy that lags, and a history, are said'
is "$(in_of alone.npz)" 'encoder_k/w mu/w ' 'where nothing is beside, their names mean nothing'
is "$(in_of "$data/hdf5/untrained.weights.h5")" 'first/layers/spectral_normalization/layer/vars/0 first/layers/spectral_normalization/layer/vars/1 held/layer/vars/0 held/layer/vars/1 ' \
    'a kernel that spectral normalisation wraps is compared once'
is "$(list integers.npz | head -n 1)" 'w i64 [3] out: whole numbers, not trained' 'whole numbers are not trained'
fails 1 'integers.npz: no tensor is chosen: it has w \(whole numbers, not trained\): .*add --all' \
    'where nothing else is there, the error says how to take them in' snapcat integers.npz
snapcat -q --all -o all.phm integers.npz
is "$(grep -a '^attr params' all.phm)" 'attr params 3' 'and they are taken in'
snapcat -q -o one.phm integers.npy
is "$(grep -a '^attr params' one.phm)" 'attr params 3' 'a file that is one array is compared whatever its type'

# ---- what is said ----

snapcat -o two.phm flax0.npz later.npz flax1.npz 2>err
is "$(cat err)" 'snapcat: note: batch_stats/BatchNorm_0/mean, batch_stats/BatchNorm_0/var, batch_stats/BatchNorm_1/mean: left out, buffers: --all takes them in, snapcat -l lists them
snapcat: note: rng_state: left out, bytes: --all takes them in, snapcat -l lists them
snapcat: note: ids: left out, whole numbers: --all takes them in, snapcat -l lists them' \
    'what is left out of any file is said by name, once for each reason'
snapcat -o two.phm -x ids -x '^batch' -x rng later.npz 2>err
is "$(grep -v 'note: --exclude' err)" '' 'what the user leaves out needs no note but that of --exclude'

fails 1 'whole.npz: tensor w: left out as whole numbers, but compared in real.npz: take it in \(--all\)' \
    'a tensor that is left out of one file only is no secret' snapcat real.npz whole.npz
fails 1 'real.npz: tensor w: compared, but left out of a file before as whole numbers: take it in' \
    'in whichever order' snapcat whole.npz real.npz
snapcat -q --all -o both.phm whole.npz real.npz
ok $? 'and --all compares both'
snapjump --bias -s 1 -r 0:1 -o 'moved{seed}.npz' later.npz 2>err
is "$(cat err)" 'snapjump: note: batch_stats/BatchNorm_1/mean: not moved, buffers: --all takes them in, snapcat -l lists them' \
    'snapjump says once what could move and does not'
snapjump --all --bias -s 1 -r 0 -o all.npz later.npz 2>err
is "$(cat err) $("$python" -c '
import numpy as np
a, b, c = (np.load(f) for f in ("later.npz", "moved0.npz", "all.npz"))
print(*[k for k in a if (a[k] != c[k]).any()], *[k for k in a if (a[k] != b[k]).any()])')" \
    ' params/Dense_0/kernel batch_stats/BatchNorm_1/mean params/Dense_0/kernel' \
    '--all moves that as well, and nothing else changes'
echo 'while read -r file; do echo 1; done' >evaluator
lossgrid -e 'sh evaluator' -r 1 -x 0:1:2 -o grid.phm later.npz 2>err
is "$(cat err)" 'lossgrid: note: batch_stats/BatchNorm_1/mean: not moved, buffers: --all takes them in, snapcat -l lists them' \
    'so does lossgrid'
lossgrid --all --bias -e 'sh evaluator' -r 1 -x 0:1:2 -o grid.phm later.npz 2>err
is "$(cat err)" '' 'which has --all, too'

# ---- unreadable ----

is "$(list object.npz)" 'config - [] out: a pickled Python object is not read: if it is a dictionary, save it by numpy.savez(**dictionary)
w f32 [3] in
total in: 3 elements of 1 tensors
total out: 1 elements of 1 tensors' 'a list shows what cannot be read, and why'
is "$(list types.st | cut -d ' ' -f 1-2 | head -n 6 | tr '\n' ' ')" 'c C64 h F4 n X7_NEW q F8_E4M3 v f32 w f32 ' \
    'with the word of the file for its type'
is "$(list complex.npz | cut -d ' ' -f 1-2 | head -n 5 | tr '\n' ' ')" 'bf void16 classes text spec complex64 w f32 when datetime64 ' \
    'or that of NumPy'
while read -r file tensor params why; do
    fails 1 "$file: tensor $tensor: $why: .*leave it out: -x '\\^$tensor\\\$'\$" \
        "$file: what cannot be read is an error that says how to go on" snapcat "$file"
    rm -f x.phm i.phm
    snapcat -o x.phm -x '^(spec|when|bf|classes|config|log|q|c|h|n)$' "$file"
    snapcat -o i.phm -i '^[vw]$' "$file"
    is "$(grep -ah '^attr params' x.phm i.phm | tr '\n' ' ')" "attr params $params attr params $params " \
        "$file: -x and -i leave it out unread"
done <<'END'
object.npz config 3 a pickled Python object is not read
complex.npz bf 3 void16 is not read
structured.npz log 3 a structured array is not read
types.st c 4 C64 is not read
END
snapjump -q --bias -x '^(q|c|h|n)$' -s 1 -r 1 -o moved.st types.st
ok $? 'a network moves beside what cannot be read'
fails 1 'types.st: tensor c: C64 is not read: .*-x' 'but not with it' snapjump --bias -s 1 -r 1 --force -o moved.st types.st
fails 1 "types.st: tensor c: C64 is not read: .*--exclude '\\^c\\$'\$" 'the error names the option of the program' \
    lossgrid -r 1 -e false types.st
fails 1 'dictionary.npy: tensor array: a pickled Python object .*save it by numpy.savez\(\*\*dictionary\)$' \
    'a pickled dictionary is named, with what would save it' snapcat dictionary.npy
fails 1 'complex.npy: tensor array: complex128 is not read: save the arrays a.real and a.imag$' \
    'so is an array of complex numbers' snapcat complex.npy
fails 1 'structured.npy: tensor array: a structured array is not read' 'and a structured one' snapcat structured.npy
fails 1 'complex.npy: .*complex128 is not read' 'also where a stream is read' phminfo complex.npy
fails 1 'cut.npy: .*cut short' 'what is not read is not cut short in silence' snapcat -l cut.npy
fails 1 'size.st: tensor q: 5 bytes by dtype and shape, 6 by data_offsets: damaged' 'nor may its size be wrong' snapcat -l size.st

# ---- texts without dimensions ----

is "$(columns words.npz | sed 's/\(é\)*xy/.../')" 'big=été edge=... file=words.npz optimizer=adam raw=sgd step=3' \
    'short texts in a .npz are columns beside the numbers'
is "$(in_of words.npz)" 'w ' 'and no tensors'

# ---- texts and dates with dimensions ----

snapcat -o text.phm text.npz 2>err
is "$? $(grep -a '^attr params' text.phm) $(cat err)" \
    '0 attr params 3 snapcat: note: names, raw, took, when: left out, text or dates: snapcat -l lists them' \
    'texts and dates are left out of a .npz and said, with what helps'
is "$(list text.npz)" 'names text [2] out: text or dates
raw text [2] out: text or dates
took timedelta64 [2] out: text or dates
w f32 [3] in
when datetime64 [1] out: text or dates
total in: 3 elements of 1 tensors
total out: 7 elements of 4 tensors' 'and listed'
snapcat -o dates.phm dates.npz 2>err
is "$? $(grep -a '^attr params' dates.phm) $(cat err)" \
    '0 attr params 3 snapcat: note: began, nothing, took: left out, text or dates: snapcat -l lists them' \
    'dates without dimensions, empty and long texts do not close a file either'
is "$(columns dates.npz)" 'file=dates.npz' 'nor do they become columns'
snapcat -q --all -o text.phm text.npz
is "$? $(grep -a '^attr params' text.phm)" '0 attr params 3' '--all cannot take them in, and does not fail'
fails 1 'words_only.npz: no tensor is chosen: it has names \(text or dates\)' 'alone they are nothing to compare' \
    snapcat words_only.npz
fails 1 'config.npz: tensor config: a pickled Python object is not read' 'a dictionary without dimensions may have weights' \
    snapcat config.npz
fails 1 'config.npz: tensor z: complex64 is not read' 'and so may a complex number' snapcat -x config config.npz
fails 1 'text.npy: tensor array: text is not read: save it as another file$' 'a file that is all text is an error' \
    snapcat text.npy

# ---- numbers without dimensions ----

snapcat -o loss.phm loss.npz 2>err
is "$? $(grep -a '^attr params' loss.phm) $(cat err)" \
    '0 attr params 3 snapcat: note: loss, total, v: left out, numbers without dimensions, which are columns: --all takes them in, snapcat -l lists them' \
    'a number of a .npz that may be a weight is said to be a column'
is "$(columns loss.npz)" 'file=loss.npz flag=true loss=0.5 step=4 total=3 v=0.07' 'and is one'
is "$(list loss.npz)" 'loss f64 [] out: a number without dimensions, a column
total f16 [] out: a number without dimensions, a column
v f32 [] out: a number without dimensions, a column
w f32 [3] in
total in: 3 elements of 1 tensors
total out: 3 elements of 3 tensors' 'whole numbers are columns in silence'
snapcat -q --all -x '^(loss|total)$' -o loss.phm loss.npz 2>err
is "$? $(grep -a '^attr params' loss.phm) $(cat err)" '0 attr params 4 ' '--all takes it in'
is "$(phm2npy -k snapshots <loss.phm | "$python" -c 'import sys, io, numpy; print(*numpy.load(io.BytesIO(sys.stdin.buffer.read()))[0])')" \
    '0.07 1.0 1.0 1.0' 'with its value'
snapjump -q --all -x '^loss$' --bias -s 1 -r 0 -o 'jumped.npz' loss.npz
is "$? $("$python" -c '
import numpy as np
a, b = np.load("loss.npz"), np.load("jumped.npz")
print(*[k for k in a if (a[k] != b[k]).any()])')" '0 w v total' 'and moves it'
while read -r file params names; do
    snapcat -q -o scale.phm "$file"
    is "$(grep -a '^attr params' scale.phm) $(in_of "$file")" "attr params $params $names " "$file: a number is a weight by its path"
done <<'END'
scale.npz 4 params/logit_scale params/w
scale_jax.npz 4 .params['logit_scale'] .params['w']
scale_dots.npz 4 a.weight logit.scale
scale_brackets.npz 4 ['a'] [0]
scale_loss.npz 4 net/scale net/w
END
is "$(list scale.npz | grep opt)" "opt_state/0/mu/logit_scale f32 [] out: an optimiser's state" \
    'or what its path says'
is "$(list scale_loss.npz | grep out:) $(columns scale_loss.npz)" "train/loss f64 [] out: a metric's state
val/top_acc f64 [] out: a metric's state
total out: 2 elements of 2 tensors file=scale_loss.npz net/scale=0.07 train/loss=0.5 val/top_acc=0.25" \
    'a loss with a path is a metric, and all are columns'

# ---- the table of rules ----

mandoc -Tascii "$page" | sed 's/.\x08//g' | sed -n '/^ *out as  /,/^$/p' | sed 's/^     //; /^$/d' >table
snapcat --rules >rules
ok $? '--rules needs no files'
cmp -s rules table
ok $? 'the manual has the table of rules'

done_testing
