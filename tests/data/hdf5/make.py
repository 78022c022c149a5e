#!/usr/bin/env python3
"""Writes the files here: python3 make.py, with keras (and jax), h5py, numpy.
Tensors hold 0, 1, 2, ... in C order, where nothing else is said; keras*.npy holds what Keras says are
the trained weights of its model, in the order of the tensors' names in the .h5 and in the other files."""
import os
import zlib

os.environ["KERAS_BACKEND"] = "jax"
import h5py
import keras
import numpy as np


def counting(shape, dtype):
    return np.arange(np.prod(shape)).reshape(shape).astype(dtype)


def new(name, **options):
    return h5py.File(name, "w", libver=("earliest", "v110"), **options)


with new("types.h5") as f:
    for order, code in ("little", "<"), ("big", ">"):
        for t in "f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1":
            f[f"{order}/{t}"] = counting((2, 3), code + t)
    f["bool"] = np.array([True, False, True])
    bfloat = h5py.h5t.IEEE_F32LE.copy()  # as h5py would write a float of 16 bits, 8 of them exponent
    bfloat.set_fields(15, 7, 8, 0, 7)
    bfloat.set_size(2)
    bfloat.set_ebias(127)
    space = h5py.h5s.create_simple((3,))
    d = h5py.h5d.create(f.id, b"bfloat16", bfloat, space)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([0, 0x3F80, 0xC000], "<u2").view("<u2"), mtype=bfloat,
            dxpl=None)
    f["scalars/inside"] = 2.5
    f["empty"] = np.zeros((0, 4), "f4")
    f["null"] = h5py.Empty("f4")
    f["text/lines"] = ["no", "numbers"]
    f["compound"] = np.zeros(2, [("a", "f4"), ("b", "i4")])
    f["complex"] = np.zeros(2, "c8")
    f["epoch"] = np.int64(2**53 + 1)
    f.attrs["train_loss"] = np.float32(0.1)
    f.attrs["test_loss"] = 0.1
    f.attrs["seed"] = np.uint64(2**64 - 1)
    f.attrs["augmented"] = True
    f.attrs["of_variable_length"] = "adam"
    f.attrs["fixed"] = np.bytes_("of fixed length")
    f.attrs["long"] = "x" * 257
    f.attrs["lines"] = "two\nlines"
    f.attrs["list"] = [1, 2]

with new("scalars.h5") as f:  # which may be weights
    f["w"] = counting((3,), "<f4")
    f["temperature"] = np.float32(0.07)
    f["encoder.scale"] = np.float64(0.5)
    f["model/temperature"] = np.float32(0.25)
    f["step"] = np.int64(3)
    f["done"] = True
    f.create_dataset("never_written", (), "<f4")
    f["odd"] = np.complex64(1)
    f["names"] = ["cat", "dog"]

with new("chunked.h5") as f:
    for name, options in {
        "plain": {},
        "gzip": {"compression": "gzip"},
        "shuffled": {"compression": "gzip", "shuffle": True},
    }.items():
        f.create_dataset(f"{name}/1d", data=counting((11,), "<f4"), chunks=(4,), **options)
        f.create_dataset(f"{name}/2d", data=counting((7, 5), "<f4"), chunks=(3, 2), **options)
        f.create_dataset(f"{name}/3d", data=counting((5, 3, 4), ">f8"), chunks=(2, 2, 3), **options)
        f.create_dataset(f"{name}/one", data=counting((2, 3), "<i2"), chunks=(2, 3), **options)
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    for name, shape in ("rows", (3, 2)), ("scalar", ()):
        space = h5py.h5s.create_simple(shape) if shape else h5py.h5s.create(h5py.h5s.SCALAR)
        group = f.require_group("compact")
        h5py.h5d.create(group.id, name.encode(), h5py.h5t.IEEE_F32LE, space, layout).write(
            h5py.h5s.ALL, h5py.h5s.ALL, counting(shape, "<f4"))

with new("userblock.h5", userblock_size=1024) as f:
    f["a"] = counting((3,), "<f4")
    f.create_dataset("b", data=counting((6,), "<f4"), chunks=(4,))

with new("links.h5") as f:
    f["a/w"] = counting((3,), "<f4")
    f["b"] = f["a"]  # a second name of a group
    f["a/up"] = f["/"]  # a cycle
    f["soft"] = h5py.SoftLink("/a/w")
    f["broken"] = h5py.SoftLink("/nowhere")
    f["outside"] = h5py.ExternalLink("types.h5", "/bool")

with new("external.h5") as f:
    f.create_dataset("w", (3,), "<f4", external=[("/etc/passwd", 0, 12)])
with new("virtual.h5") as f:
    layout = h5py.VirtualLayout((3,), "<f4")
    layout[:] = h5py.VirtualSource("userblock.h5", "a", (3,))
    f.create_virtual_dataset("w", layout)
with new("lzf.h5") as f:
    f.create_dataset("w", data=counting((64,), "<f4"), chunks=(32,), compression="lzf")
with new("fletcher.h5") as f:
    f.create_dataset("w", data=counting((64,), "<f4"), chunks=(32,), fletcher32=True)
with new("unwritten.h5") as f:
    f.create_dataset("w", (3,), "<f4")
with new("holes.h5") as f:
    f.create_dataset("w", (6,), "<f4", chunks=(2,), compression="gzip")[0:2] = 1
with new("vast.h5") as f:
    f.create_dataset("w", (2**60,), "<f4", chunks=(2,), compression="gzip")[0:2] = 1
with new("wide.h5") as f:
    f.create_dataset("w", (2**26, 2), "<f4", chunks=(2**26, 2), compression="gzip")
with new("odd.h5") as f:
    f["good"] = counting((3,), "<f4")
    f["w"] = np.zeros(2, np.longdouble)
    space = h5py.h5s.create_simple((2,))
    type24 = h5py.h5t.STD_I32LE.copy()
    type24.set_precision(24)
    type24.set_size(3)
    type8 = h5py.h5t.IEEE_F32LE.copy()  # of 8 bits: sign, 4 of exponent, 3 of mantissa
    type8.set_fields(7, 3, 4, 0, 3)
    type8.set_size(1)
    middle = h5py.h5t.IEEE_F32LE.copy()  # with 9 bits of exponent
    middle.set_fields(31, 22, 9, 0, 22)
    for name, odd in ("int24", type24), ("float8", type8), ("middle", middle):
        h5py.h5d.create(f.id, name.encode(), odd, space)
    f.create_dataset("chunks", (6,), "<f4", chunks=(2,))
with new("deep.h5") as f:
    f["/".join(["g"] * 80) + "/w"] = counting((3,), "<f4")
# A chunk of 8 KB that unpacks to 8 MB and not to 8 KB, and one that is no deflated data.
with new("bomb.h5") as f:
    d = f.create_dataset("w", (2048,), "<f4", chunks=(2048,), compression="gzip")
    d.id.write_direct_chunk((0,), zlib.compress(bytes(8 << 20), 9))
with new("rubbish.h5") as f:
    d = f.create_dataset("w", (16,), "<f4", chunks=(16,), compression="gzip")
    d.id.write_direct_chunk((0,), b"not deflated")
with new("tiny.h5") as f:
    f["w"] = counting((3,), "<f4")
    f.create_dataset("z", data=counting((6,), "<f4"), chunks=(4,), compression="gzip")
    f.attrs["epoch"] = 3

keras.utils.set_random_seed(1)
model = keras.Sequential([
    keras.layers.Input((4, 4, 1)),
    keras.layers.Conv2D(2, 3, name="conv"),
    keras.layers.BatchNormalization(name="norm"),
    keras.layers.Flatten(),
    keras.layers.Dropout(0.1, name="drop"),
    keras.layers.Dense(3, name="out"),
])
model.compile("sgd", "mse")
model.fit(np.random.rand(8, 4, 4, 1), np.random.rand(8, 3), verbose=0)
model.save("keras.h5")
model.save("keras.keras")
model.save_weights("keras.weights.h5")
conv, norm, out = (model.get_layer(n) for n in ("conv", "norm", "out"))


def row(*weights):
    return np.concatenate([np.asarray(w).ravel() for w in weights])[None].astype("<f4")


np.save("keras_by_name.npy", row(conv.bias, conv.kernel, norm.beta, norm.gamma, out.bias, out.kernel))
np.save("keras_by_number.npy", row(norm.gamma, norm.beta, conv.kernel, conv.bias, out.kernel, out.bias))


class Held(keras.Model):
    """Its layers' groups have the names of its attributes."""

    def __init__(self):
        super().__init__()
        self.first = keras.Sequential([
            keras.layers.Dense(2),
            keras.layers.BatchNormalization(),
            keras.layers.BatchNormalization(scale=False),
        ])
        self.held = keras.layers.BatchNormalization()

    def call(self, x):
        return self.held(self.first(x))


model = Held()
model(np.zeros((1, 2)))
model.save_weights("roles.weights.h5")


class Wrapped(keras.Model):
    """Has variables that are not trained, and a kernel twice for each layer that it wraps."""

    def __init__(self):
        super().__init__()
        self.first = keras.Sequential([
            keras.Input((3, 2)),
            keras.layers.Normalization(),
            keras.layers.Normalization(),
            keras.layers.SpectralNormalization(keras.layers.Conv1D(4, 2)),
        ])
        self.held = keras.layers.SpectralNormalization(keras.layers.Dense(3))

    def call(self, x):
        return self.held(self.first(x))


keras.utils.set_random_seed(1)
model = Wrapped()
model(np.zeros((1, 3, 2), "f4"))
model.save_weights("untrained.weights.h5")
keras.config.set_dtype_policy("bfloat16")
model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3)])
model.set_weights([counting((2, 3), "f4"), counting((3,), "f4")])
model.save_weights("bfloat16.weights.h5")
