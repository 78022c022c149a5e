#!/usr/bin/env python3
"""Makes the seeds of the fuzzing harnesses: tests/fuzz/seeds/HARNESS or HARNESS-FORMAT.

With torch 1.12 and Python 3.10 (seeds of torch.save) and h5py 3 (HDF5); without one of them those seeds
are left as they are. All checksums are 0: the harnesses compute them so."""
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"


def put(where, name, data):
    path = SEEDS / where / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def floats(code, *numbers):
    return struct.pack(f"<{len(numbers)}{code}", *numbers)


# ---- phm and npy ----

def phm(kind, type_, shape, layout, payload, lines=()):
    header = f"phm 1\nkind {kind}\ntype {type_}\nshape {shape}\nlayout {layout}\nbytes {len(payload)}\n"
    header += "".join(line + "\n" for line in lines) + "head " + "0" * 16 + "\n"
    short = -(len(header) + 1) % 64
    if short:
        header += " " * ((short if short > 1 else 65) - 1) + "\n"
    return (header + "\n").encode() + payload + b"xxh3 " + b"0" * 16 + b"\n"


def npy(descr, fortran, shape, data, version=1):
    text = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def make_streams():
    rows = phm("rows", "text", "2 2", "dense", b"file\tstep\na\t1\nb\\t\t2\n", ["from snapcat a b"])
    panel = phm("snapshots", "f32", "2 3", "panel 2", floats("f", 1, 4, 2, 5, 3, -6), ["attr params 3"])
    dense = phm("gram", "f64", "2 2", "dense", floats("d", 1, 2, 2, 4.5), ["from snapgram", "from phmsum"])
    sparse = phm("affinity", "f32", "2 3", "csr 3", floats("q", 0, 1, 3, 2, 0, 1) + floats("f", .5, .25, 8),
                 ["attr k 5"])
    coords = phm("coords", "f64", "2 2", "dense", floats("d", 0, float("nan"), float("inf"), 1))
    empty = phm("distance", "f64", "0 0", "dense", b"")
    many = 10**18
    claims = (phm("snapshots", "f32", f"{many} 0", "dense", b"") + phm("coords", "f64", f"0 {many}", "dense", b"") +
              phm("gram", "f32", f"0 {many}", f"panel {many}", b"") +
              phm("affinity", "f32", f"0 {many}", "csr 0", floats("q", 0)))
    array = npy("<f4", False, (2, 2), floats("f", 1, 2, 3, 4))
    put("phm", "snapshots", rows + panel)
    put("phm", "gram", dense)
    put("phm", "sparse", sparse)
    put("phm", "coords", rows + coords)
    put("phm", "empty", empty + dense)
    put("phm", "claims", claims)
    put("phm", "array", rows + array + dense)


def make_arrays():
    six = range(1, 7)
    put("npy", "c", npy("<f4", False, (2, 3), floats("f", *six)))
    put("npy", "fortran", npy("<f8", True, (3, 2), floats("d", *six)))
    put("npy", "swapped", npy(">i2", False, (6,), struct.pack(">6h", *six)))
    put("npy", "fortran_swapped", npy(">f4", True, (2, 3), struct.pack(">6f", *six), version=2))
    put("npy", "half", npy("<f2", False, (2, 3), floats("e", *six), version=3))
    put("npy", "bool", npy("|b1", False, (6, 1), bytes(6)))
    put("npy", "scalar", npy("<u8", False, (), floats("Q", 7)))
    put("npy", "cube", npy("<i4", False, (1, 2, 3), floats("i", *six)))
    put("checkpoint-npy", "fortran", npy("<f4", True, (1, 2, 3), floats("f", *six)))
    put("checkpoint-npy", "swapped", npy(">f8", False, (2, 2), struct.pack(">4d", 1, 2, 3, 4)))


# ---- tables ----

def make_tables():
    put("table", "tsv", b"file\trun\tstep\na.pt\tadam\t1\nb.pt\tsgd\\t\\\\\t2e3\n\nc.pt\t\tnan\n")
    put("table", "csv", b'\xef\xbb\xbffile,"note"\r\na.pt,"one, ""two""\nthree"\r\nb.pt,\r\n')
    put("table", "column", b"file\na\n\nb\n")
    put("table", "matrix", b"x\ty\r\n1\t-2.5e-3\r\n inf \tnan\r\n")


def make_labels():
    put("labels", "column", b"label\n0\n9\n2\n")
    put("labels", "bare", b"3\n4\n5\n")
    put("labels", "csv", b"id,label\nx,1\ny,0\nz,2\n")
    put("labels", "array", npy("<i8", False, (3,), floats("q", 0, 9, 2)))
    put("labels", "floats", npy("<f4", False, (3, 1), floats("f", 1, 0, 7)))


# ---- checkpoints ----

def safetensors(header, data):
    text = header.encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def make_safetensors():
    put("checkpoint-safetensors", "types", safetensors(
        '{"__metadata__":{"format":"pt","epoch":"3","loss":"0.25"},'
        '"a.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},'
        '"b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]},'
        '"c":{"dtype":"F16","shape":[],"data_offsets":[22,24]},'
        '"d":{"dtype":"I64","shape":[1,2],"data_offsets":[24,40]},'
        '"e":{"dtype":"BOOL","shape":[0],"data_offsets":[40,40]}}', bytes(range(40))))
    put("checkpoint-safetensors", "one", safetensors(
        '{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}', floats("d", 1, 2)))


def make_index():
    """Its files are beside it: what a harness has open."""
    put("checkpoint-index", "shards", b'{"metadata": {"total_size": 40}, "weight_map": {"a": "3", "b": "4", "c": "3"}}')


def without_checksums(archive):
    archive = re.sub(rb"(PK\x03\x04.{10}).{4}", rb"\1\0\0\0\0", archive, flags=re.S)
    return re.sub(rb"(PK\x01\x02.{12}).{4}", rb"\1\0\0\0\0", archive, flags=re.S)


def archive(entries, method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as z:
        for name, data in entries.items():
            z.writestr(zipfile.ZipInfo(name), data, method)
    return without_checksums(file.getvalue())


def make_npz():
    entries = {"w.npy": npy("<f4", False, (2, 3), floats("f", *range(6))),
               "b.npy": npy("<f8", True, (3, 2), floats("d", *range(6))),
               "epoch.npy": npy("<i8", False, (), floats("q", 4))}
    put("checkpoint-npz", "stored", archive(entries, zipfile.ZIP_STORED))
    put("checkpoint-npz", "deflated", archive(entries, zipfile.ZIP_DEFLATED))


def make_torch():
    try:
        import torch
    except ImportError:
        return
    w = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    states = {"state": {"fc.weight": w, "fc.bias": torch.ones(2, dtype=torch.float16),
                        "n": torch.tensor(3)},
              "strides": {"t": w.t(), "part": w[:, 1:], "tied": w, "repeated": w[:1].expand(4, 3)},
              "nested": {"epoch": 3, "loss": 0.25, "model": {"module.w": torch.nn.Parameter(w)},
                         "optimizer": {"state": {0: {"exp_avg": w.double()}}}},
              "beside": {"net": {"fc.weight": w}, "loss": torch.tensor(0.1), "rng": [torch.zeros(3, dtype=torch.uint8)],
                         "view": torch.tensor([1 + 2j]).conj().imag, "z": torch.ones(1, dtype=torch.complex64)}}
    for name, state in states.items():
        for zip_, where in ((True, "checkpoint-torch"), (False, "checkpoint-torchlegacy")):
            file = io.BytesIO()
            torch.save(state, file, _use_new_zipfile_serialization=zip_)
            put(where, name, without_checksums(file.getvalue()) if zip_ else file.getvalue())
    file = io.BytesIO()
    torch.save(states["state"], file)
    with zipfile.ZipFile(file) as z:
        entries = {name: z.read(name) for name in z.namelist()}
    put("checkpoint-torch", "deflated", archive(entries, zipfile.ZIP_DEFLATED))


def folder(kind, *files):
    return kind + b"".join(struct.pack("<H", len(data)) for data in files[:2]) + b"".join(files)


def make_dcp():
    """Of the folders that tests/data/dcp/make.py has made."""
    data = Path(__file__).parent.parent / "data/dcp"
    index, *parts = ((data / "two" / name).read_bytes() for name in (".metadata", "__0_0.distcp", "__1_0.distcp"))
    put("dcp", "two", folder(b"d", index, *map(without_checksums, parts)))
    index, part = ((data / "tied" / name).read_bytes() for name in (".metadata", "__0_0.distcp"))
    put("dcp", "tied", folder(b"d", index, without_checksums(part), b""))
    ranks = [without_checksums((data / f"ranks/model_world_size_2_rank_{rank}.pt").read_bytes()) for rank in (0, 1)]
    put("dcp", "ranks", folder(b"r", *ranks, b""))


def make_folders():
    put("folder", "state", b'{"epoch": 1.5, "global_step": 4, "log_history": [{"loss": NaN, "step": 4}, '
                           b'{"eval_loss": -Infinity, "step": 4}, {"note": "\\"NaN", "step": 2}]}')
    put("folder", "names", b"model-00001-of-00002.safetensors\nmodel.safetensors.index.json\npytorch_model.bin\n"
                           b"model_00001.weights.h5\nshard-00001-model\nglobal_step5\ncheckpoint-12\ne1.pt\n")


def make_sb3():
    """Of the smallest seed of torch.save."""
    policy = min((SEEDS / "checkpoint-torch").iterdir(), key=lambda path: path.stat().st_size).read_bytes()
    entries = {"data": b'{"num_timesteps": 2048, "gamma": NaN}', "policy.pth": policy}
    put("checkpoint-sb3", "agent", archive(entries, zipfile.ZIP_STORED))


def make_hdf5():
    try:
        import h5py
        import numpy as np
    except ImportError:
        return
    w = np.arange(6, dtype="f4").reshape(2, 3)
    for name, libver in (("early", "earliest"), ("late", ("v110", "v110"))):
        file = io.BytesIO()
        with h5py.File(file, "w", libver=libver) as f:
            f.attrs["epoch"] = 3
            f.attrs["note"] = "text"
            f["layer/kernel"] = w
            f.create_dataset("layer/bias", data=np.ones(4, ">f8"), chunks=(2,), compression="gzip", shuffle=True)
            f["step"] = np.int64(4)
        put("checkpoint-hdf5", name, file.getvalue())
        put("hdf5", name, file.getvalue())
    put("checkpoint-hdf5", "keras", archive({"config.json": b"{}", "metadata.json": b'{"keras_version": "3"}',
                                            "model.weights.h5": file.getvalue()}, zipfile.ZIP_STORED))


def make_lora():
    folder = Path(__file__).parent.parent / "data" / "lora"
    for name in "linear/step-1", "embedding", "convolution":
        config, model = (folder / name / file for file in ("adapter_config.json", "adapter_model.safetensors"))
        put("lora", name.split("/")[-1], config.read_bytes() + b"\0" + model.read_bytes())


# ---- answers of HDF5's workers (facts.h) ----

def number(*values):
    return struct.pack(f"<{len(values)}Q", *values)


def text(value):
    return number(len(value) + 1) + value.encode() + b"\0"


def facts(type_, shape, layout, address=0, stored=0, chunk=(), filters=(), only=(2**64 - 1, 0, 0), object_=0):
    packed = b"".join(number(id_, value) + text("filter") for id_, value in filters)
    return (number(object_, type_, 0) + text("") + number(len(shape), *shape) + number(layout, address, stored) +
            number(len(chunk), *chunk) + number(0, len(filters)) + packed + number(*only))


def make_answers():
    """A file of which the first 24 bytes behind the signature are elements, and the next a chunk."""
    six = floats("f", *range(6))
    chunk = zlib.compress(six)
    contiguous = number(1) + text("a") + facts(1, (2, 3), 0, address=8, stored=24)
    gzip = facts(1, (2, 3), 2, stored=len(chunk), chunk=(2, 3), filters=((1, 6),), object_=1)
    plain = facts(1, (5, 2), 2, stored=48, chunk=(2, 2), object_=2)
    compact = facts(0, (3,), 1, stored=24, object_=3)
    one = facts(1, (2, 3), 2, stored=len(chunk), chunk=(2, 3), filters=((1, 6),), only=(32, len(chunk), 0),
                object_=4)
    all_ = (contiguous + number(1) + text("b") + gzip + number(1) + text("c") + plain + number(1) + text("d") +
            compact + number(1) + text("e") + one + number(2) + text("epoch") + text("3") + number(0))
    answers = [six + chunk, all_]
    elements = [gzip + number(0, 1) + number(32, len(chunk), 0),
                plain + number(0, 3) + number(8, 16, 0) * 3, compact + number(24) + floats("d", 1, 2, 3)]
    put("answers", "all", b"".join(struct.pack("<I", len(p)) + p for p in answers + elements))


# ---- evaluators ----

def make_evaluation():
    six = npy("<f4", False, (3, 2), floats("f", *range(6)))
    columns = npy(">f8", True, (3, 2), bytes(48))
    put("evaluation", "numbers", b"0.25 nan\t-inf 1e-3 \r\n1 2 3 4\n")
    put("evaluation", "file", b"0.25 0.5 file:some where.npy \n1 2 file:b.npy\n")
    put("evaluation", "block", b"0.25 block:%d\n" % len(six) + six + b"1 block:24\n" + floats("f", *range(6)))
    put("evaluation", "columns", b"0.25 block:%d\n" % len(columns) + columns)
    put("journal", "numbers", b"0000000000000010 0.25 nan\n00000000000000ff 1 2\n")
    put("journal", "predictions", b"0000000000000002 1 predictions 6 2 f32 24 0123456789abcdef\n"
        b"0000000000000003 1 predictions 6 0 f64 48 0123456789abcdef\n0000")
    # Changes: what, where (two bytes), a number, another.
    put("damage", "bit", bytes([0, 90, 0, 1, 0]))
    put("damage", "end", bytes([4, 30, 1, 0, 0]))
    put("damage", "nuls", bytes([5, 0, 0, 40, 1]))
    put("damage", "twice", bytes([3, 70, 0, 60, 4, 2, 20, 0, 9, 0]))


# ---- specifications of permutations ----

def make_specs():
    put("spec", "dense", b"fc1.weight 4 3\nfc1.bias 4\nfc2.weight 2 4\n\n"
        b"# by hand\nfc1.weight A -\nfc1.bias A\nfc2.weight - A\n")
    put("spec", "convolutions", b"conv1.weight 4 1 3 3\nbn1.weight 4\nbn1.running_mean 4\n"
        b"conv2.weight 2 4 3 3\nfc.weight 3 8\nsteps\n\n"
        b"conv1.weight\tA\t-\t-\t-\nbn1.weight\tA\nbn1.running_mean\tA\nconv2.weight\tB\tA\t-\t-\n"
        b"fc.weight\t-\tB*4\n")
    put("spec", "sorted", b"layers/batch_normalization/vars/0 4\nlayers/conv2d/vars/0 3 3 1 4\n"
        b"layers/dense/vars/0 16 2\nlayers/dense_1/vars/0 2 2\n\n"
        b"layers/batch_normalization/vars/0 A\nlayers/conv2d/vars/0 - - - A\nlayers/dense/vars/0 4*A B\n"
        b"layers/dense_1/vars/0 B -\n")
    put("spec", "blocks", b"embed.weight 9 4\nqkv 24 4\nout 4 8\n\nembed.weight - E\nqkv 3*H*2 E\nout E H*2\n")


make_streams()
make_arrays()
make_tables()
make_labels()
make_safetensors()
make_index()
make_npz()
make_torch()
make_dcp()
make_folders()
make_sb3()
make_hdf5()
make_lora()
make_answers()
make_evaluation()
make_specs()
