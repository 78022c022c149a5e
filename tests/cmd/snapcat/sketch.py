"""The sketches of phm(5), by numpy alone, for sketch.t:
    sketch.py make                     files of tensors, and ints*: of small whole numbers
    sketch.py sketch K SEED [REGEX] FILE...    their rows, of all tensors or of some, to expected.npy
    sketch.py tensors [REGEX] FILE     what the attribute tensors says of them
    sketch.py vector                   the example of phm(5)"""
import json
import re
import struct
import sys

import numpy as np

U = np.uint64
STEP = U(0x9E3779B97F4A7C15)
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def mix(z):
    z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
    return z ^ (z >> U(31))


def places(name, seed, count, k):
    """Bucket and sign of each element of a tensor."""
    name_hash = 0xCBF29CE484222325
    for byte in name.encode():
        name_hash = (name_hash ^ byte) * 0x100000001B3 % 2**64
    key = mix(np.array([(name_hash + seed * int(STEP)) % 2**64], U))
    z = mix(key + np.arange(1, count + 1, dtype=U) * STEP)
    return ((z >> U(32)) * U(k) >> U(32)).astype(int), np.where(z & U(1), -1.0, 1.0)


def sketch(tensors, k, seed):
    sums = np.zeros(k)
    for name in sorted(tensors, key=str.encode):
        x = tensors[name].astype("f8").ravel()
        bucket, sign = places(name, seed, len(x), k)
        np.add.at(sums, bucket, sign * x)  # one after the other
    return sums.astype("f4")


# ---- files ----

def save(path, tensors):
    """tensors: name, (type, array); of BF16 the array has the upper halves of float32."""
    header, end = {}, 0
    arrays = {name: (kind, x.astype(TYPES[kind])) for name, (kind, x) in tensors.items()}
    for name, (kind, x) in arrays.items():
        header[name] = {"dtype": kind, "shape": x.shape, "data_offsets": [end, end + x.nbytes]}
        end += x.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, x in arrays.values():
            file.write(x.tobytes())


def load(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    found = {}
    for name, t in header.items():
        x = np.frombuffer(data[slice(*t["data_offsets"])], TYPES[t["dtype"]]).reshape(t["shape"])
        found[name] = (x.astype("<u4") << 16).view("<f4") if t["dtype"] == "BF16" else x
    return found


def make():
    rng = np.random.default_rng(5)

    def network(wide):
        bits = rng.normal(size=3000).astype("<f4").view("<u4") >> 16
        return {"z.last": ("F32", rng.normal(size=9000)), "b.weight": ("F32", rng.normal(size=(70, 123))),
                "b.bias": ("F16", rng.normal(size=70)), "é": ("BF16", bits), "a": ("F32", np.array(3.5)),
                "none": ("F32", np.zeros((0, 4))),
                "huge": ("F64" if wide else "F32", 1e3 * rng.normal(size=(40, 33)))}

    for i in range(6):
        save(f"half{i}.safetensors", network(False))
        save(f"wide{i}.safetensors", network(True))
        save(f"ints{i}.safetensors", {"b.weight": ("F32", rng.integers(-9, 9, size=(50, 60))),
                                      "b.bias": ("F16", rng.integers(-9, 9, size=50)),
                                      "head": ("F32", rng.integers(-9, 9, size=(7, 11)))})
    walk = rng.normal(size=(12, 500)).cumsum(0)
    for i, row in enumerate(walk):
        save(f"walk{i:02}.safetensors", {"w": ("F32", row)})
    np.save("walk.npy", walk.astype("f4"))
    bad = np.zeros(300)
    bad[123] = np.nan
    save("good.safetensors", {"v": ("F32", bad[:5]), "w": ("F32", np.ones(300))})
    save("nan.safetensors", {"v": ("F32", bad[:5]), "w": ("F32", bad)})
    save("large.safetensors", {"v": ("F64", bad[:5]), "w": ("F64", np.full(300, 1e300))})
    save("most.safetensors", {"v": ("F32", bad[:5]), "w": ("F32", np.full(300, 3e38))})


def check(k, seed, *files):
    names = None if files[0].endswith(".safetensors") else re.compile(files[0])
    rows = [{name: x for name, x in load(file).items() if not names or names.search(name)}
            for file in files[names is not None:]]
    np.save("expected.npy", np.stack([sketch(row, int(k), int(seed)) for row in rows]))


def tensors(file, regex=""):
    text = "".join(f"{name} {x.size}\n" for name, x in sorted(load(file).items(), key=lambda t: t[0].encode())
                   if x.size and re.search(regex, name))
    told = 0xCBF29CE484222325
    for byte in text.encode():
        told = (told ^ byte) * 0x100000001B3 % 2**64
    print(f"{told:016x}")


def vector():
    x = np.array([1, 2, 3, 4, 5, 6, 7, 8], "f4")
    bucket, sign = places("w", 1, len(x), 64)
    print("buckets", *bucket)
    print("signs", *("+" if s > 0 else "-" for s in sign))
    print("sketch", *(f"{i}:{v:g}" for i, v in enumerate(sketch({"w": x}, 64, 1)) if v))


if sys.argv[1] == "make":
    make()
elif sys.argv[1] == "vector":
    vector()
elif sys.argv[1] == "tensors":
    tensors(*sys.argv[2:])
else:
    check(*sys.argv[2:])
