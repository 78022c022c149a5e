#!/usr/bin/env python3
"""Writes damaged and malicious checkpoints into a directory: archives whose headers lie, pickles
that call, shapes that nothing holds. Python's own library only. usage: hostile.py DIRECTORY"""
import json
import os
import pickle
import struct
import sys
import warnings
import zipfile

os.chdir(sys.argv[1])


def npy(shape, content=b"", dtype="<f4", fortran=False):
    header = f"{{'descr': '{dtype}', 'fortran_order': {fortran}, 'shape': {shape!r}, }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + content


def archive(path, entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as z:
        for name, content in entries:
            z.writestr(name, content)


def patched(path, source, changes):
    """A copy with bytes at offsets replaced."""
    content = bytearray(open(source, "rb").read())
    for at, new in changes:
        content[at : at + len(new)] = new
    open(path, "wb").write(content)


def directory_entry(path, name):
    """Where the entry's record in the directory begins."""
    content = open(path, "rb").read()
    at = content.index(b"PK\x01\x02")
    while content[at + 46 :][: struct.unpack_from("<H", content, at + 28)[0]] != name.encode():
        at = content.index(b"PK\x01\x02", at + 4)
    return at


def local_header(path, name):
    return struct.unpack_from("<I", open(path, "rb").read(), directory_entry(path, name) + 42)[0]


floats = struct.pack("<8f", *range(8))
archive("good.npz", [("a.npy", npy((8,), floats)), ("b.npy", npy((8,), floats))])

# ---- zip ----

for length in (10, 100, 200, 300, 369):
    open(f"cut{length}.npz", "wb").write(open("good.npz", "rb").read()[:length])
at, local = directory_entry("good.npz", "a.npy"), local_header("good.npz", "a.npy")
size = struct.pack("<I", 1 << 30)
patched("size_lies.npz", "good.npz", [(at + 24, size), (local + 22, size)])
size = struct.pack("<I", len(npy((8,), floats)) + 4)
patched("size_more.npz", "good.npz", [(at + 24, size), (local + 22, size)])
patched("crc_lies.npz", "good.npz", [(at + 16, b"abcd"), (local + 14, b"abcd")])
patched("headers_differ.npz", "good.npz", [(at + 24, size)])
patched("encrypted.npz", "good.npz", [(at + 8, b"\x01\x00"), (local + 6, b"\x01\x00")])
patched("outside.npz", "good.npz", [(at + 42, b"\xff\xff\xff\x7f")])
patched("overlap.npz", "good.npz", [(directory_entry("good.npz", "b.npy") + 42, struct.pack("<I", local))])
patched("damaged_data.npz", "good.npz", [(local + 60, b"\xff" * 24)])
archive("lzma.npz", [("a.npy", npy((8,), floats))], zipfile.ZIP_LZMA)
end = open("good.npz", "rb").read().rindex(b"PK\x05\x06")
patched("many_entries.npz", "good.npz", [(end + 8, b"\xf0\xff\xf0\xff")])
archive("unrelated.zip", [("readme.txt", "nothing here")])

# A gigabyte of zeros in a megabyte: no lie, but not one byte of it may be held.
with zipfile.ZipFile("bomb.npz", "w", zipfile.ZIP_DEFLATED) as z, z.open("a.npy", "w", force_zip64=True) as f:
    f.write(npy((4, 1 << 28), dtype="|u1"))
    for _ in range(1024):
        f.write(bytes(1 << 20))
archive("bomb.pt", [("x/data.pkl", bytes(1 << 27)), ("x/data/0", floats)])

# An archive that holds itself, in name at least.
archive("inner.npz", [("quine.npz", open("good.npz", "rb").read())])

# ---- shapes ----

archive("huge.npz", [("a.npy", npy((1 << 60,), floats))])
archive("wraps.npz", [("a.npy", npy((1 << 32, 1 << 32), floats))])
archive("longer.npz", [("a.npy", npy((9,), floats))])
archive("objects.npz", [("a.npy", npy((1,), pickle.dumps(os.system), dtype="|O"))])

# ---- pickles ----


class Call:
    def __reduce__(self):
        return os.system, ("touch called",)


class Tensor:
    """What torch pickles a float32 tensor by."""

    def __init__(self, shape, strides, count=8, offset=0, key="0"):
        self.arguments = (("storage", Float, key, "cpu", count), offset, shape, strides)


class Float:
    pass


class Torch(pickle._Pickler):
    """Globals of torch, without torch."""

    def persistent_id(self, value):
        return value if isinstance(value, tuple) and value[:1] == ("storage",) else None

    def save(self, value, save_persistent_id=True):
        if value is Float:
            self.write(b"ctorch\nFloatStorage\n")
        elif isinstance(value, Tensor):
            self.write(b"ctorch._utils\n_rebuild_tensor_v2\n(")
            for argument in value.arguments + (False, {}):
                self.save(argument)
            self.write(b"tR")
        elif isinstance(value, tuple) and value[:1] == ("storage",) and save_persistent_id:
            self.save(value, False)
            self.write(b"Q")
        else:
            super().save(value, save_persistent_id)


def pickled(value, path="_pickle"):
    with open(path, "wb") as f:
        Torch(f, 2).dump(value)
    content = open(path, "rb").read()
    os.remove(path)
    return content


def torch_zip(path, value, storages=(("0", floats),)):
    entries = [(f"x/data/{key}", content) for key, content in storages]
    archive(path, [("x/data.pkl", pickled(value))] + entries, zipfile.ZIP_STORED)


good = Tensor((2, 4), (4, 1))
torch_zip("good.pt", {"w": good})
torch_zip("call.pt", Call())
torch_zip("call_beside.pt", {"state_dict": {"w": good}, "hook": Call()})
torch_zip("no_storage.pt", {"w": Tensor((2,), (1,), key="1")})
torch_zip("up.pt", {"w": Tensor((2,), (1,), key="../data/0")})
torch_zip("short_storage.pt", {"w": Tensor((16,), (1,), count=16)})
torch_zip("beyond.pt", {"w": Tensor((8,), (1,), offset=1)})
torch_zip("huge.pt", {"w": Tensor((1 << 60,), (1,), count=1 << 60)})
torch_zip("repeated.pt", {"w": Tensor((1 << 20, 1 << 20, 1 << 20), (0, 0, 0))})
torch_zip("twice.pt", {"module.w": good, "w": good, "x": good})
torch_zip("negative.pt", {"w": Tensor((-2,), (1,))})
archive("deflated.pt", [("x/data.pkl", pickled({"w": good, "v": Tensor((4,), (2,), offset=1)})), ("x/data/0", floats)])
warnings.simplefilter("ignore")  # zipfile knows that this is wrong
archive("two_descriptions.pt", [("x/data.pkl", pickled({"w": good})), ("x/data.pkl", pickled({"w": good}))])

# ---- the older format ----

magic = 0x1950A86A20F9469CFC6C


def legacy(path, value, keys=("0",), storages=((8, floats),)):
    head = b"".join(pickled(part) for part in (magic, 1001, {"little_endian": True}, value, list(keys)))
    with open(path, "wb") as f:
        f.write(head + b"".join(struct.pack("<q", count) + content for count, content in storages))


legacy("good.legacy", {"w": good})
legacy("long.legacy", {"w": good, "history": [0.5] * 200000})
legacy("cut.legacy", {"w": good}, storages=((8, floats[:-1]),))
legacy("no_data.legacy", {"w": good}, storages=())
legacy("count_lies.legacy", {"w": good}, storages=((1 << 60, floats),))
legacy("unknown_key.legacy", {"w": good}, keys=("1",))
legacy("key_twice.legacy", {"w": good}, keys=("0", "0"), storages=((8, floats), (8, floats)))
legacy("no_keys.legacy", {"w": good}, keys=())
legacy("call.legacy", Call(), keys=(), storages=())
content = open("good.legacy", "rb").read()
for length in (20, 60, 200):
    open(f"cut{length}.legacy", "wb").write(content[:length])

# ---- shards ----


def index(path, text):
    with open(path, "w") as f:
        f.write(text if isinstance(text, str) else json.dumps({"weight_map": text}))


index("itself.json", {"w": "itself.json"})
index("up.json", {"w": "../good.pt"})
index("etc.json", {"w": "/etc/passwd"})
index("gone.json", {"w": "gone.safetensors"})
index("other.json", {"v": "good.pt"})
index("packed.json", {"a": "good.npz"})
index("number.json", {"w": 1})
index("no_map.json", '{"a": 1}')
index("cut.json", '{"weight_map": {')
index("good.json", {"w": "good.pt"})
