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
    promise = ["attr end-record follows"]
    ended = (phm("coords", "f32", "1 1", "dense", floats("f", 1), promise) +
             phm("distance", "f64", "1 1", "dense", floats("d", 0), ["attr of snapshots", *promise]) +
             phm("end", "text", "1 1", "dense", b"records\n1\n", ["attr of stream"]))
    put("phm", "ended", ended * 2)
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
    sharding = r'{\"w\":{\"saved_offsets\":[0,0]},\"v\":{\"saved_offsets\":[]}}'
    put("checkpoint-safetensors", "sharded", safetensors(
        '{"__metadata__":{"DCP_SHARDING_INFO":"' + sharding + '"},'
        '"w":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]}}', floats("d", 1, 2)))
    put("checkpoint-safetensors", "one", safetensors(
        '{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}', floats("d", 1, 2)))


def make_index():
    """Of the files that index_fuzz.c makes; and one of what a harness has open."""
    put("checkpoint-index", "shards", b'{"metadata": {"total_size": 40}, "weight_map": {"a": "3", "b": "4", "c": "3"}}')
    one, two, three = (f'"model-0000{n}-of-00003.safetensors"' for n in (1, 2, 3))
    for name, map_ in (("tensors", f'"w": {one}, "v": {one}, "x": {two}'),
                       ("groups", f'"/layers/dense/vars": [{two}, {three}], "/layers/dense_1/vars": {three}, "/": {two}')):
        put("index", name, f'{{"metadata": {{"total_size": 24}}, "weight_map": {{{map_}}}}}'.encode())


def without_checksums(archive):
    archive = re.sub(rb"(PK\x07\x08).{4}", rb"\1\0\0\0\0", archive, flags=re.S)
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


class Negative:
    """Pickled as a view of the tensor with the negative bit."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        function, arguments = self.tensor._reduce_ex_internal(2)
        return function, arguments + ({"neg": True},)


def saved(state):
    import torch
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


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
    put("rewrite", "torch-negated", b"q" + without_checksums(saved({"a.weight": w, "b.weight": Negative(w)})))
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


def make_rewrite():
    """Of the other checkpoints' seeds, behind a letter for the tensors that change."""
    for letter, seed in zip("123a21a21q", ("npy/fortran", "npy/swapped", "npz/stored", "npz/deflated", "safetensors/types",
                                          "torch/strides", "torch/state", "torch/deflated", "torchlegacy/state",
                                          "torch/beside")):
        put("rewrite", seed.replace("/", "-"), letter.encode() + without_checksums((SEEDS / f"checkpoint-{seed}").read_bytes()))
    put("rewrite", "raw", b"9" + floats("e", *range(6)))


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
    put("checkpoint-hdf5", "keras", archive({"config.json": b"{}", "metadata.json": b'{"keras_version": "3"}',
                                            "model.weights.h5": file.getvalue()}, zipfile.ZIP_STORED))


def link(where, name, to):
    path = SEEDS / where / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(to)


def link_hdf5():
    """Those of the tests that are short enough, for the harness that calls libhdf5."""
    for name in "early", "late":
        link("hdf5", name, f"../checkpoint-hdf5/{name}")
    for path in sorted((Path(__file__).parent.parent / "data/hdf5").glob("*.h5")):
        if path.stat().st_size < 12000:
            link("hdf5", path.name, f"../../../data/hdf5/{path.name}")


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
    put("answers", "all", pieces(answers + elements))


def pieces(texts):
    return b"".join(struct.pack("<I", len(p)) + p for p in texts)


def make_keras_answers():
    """Keras's layers, whose names and shapes tell which of their variables are trained."""
    pair, kernel, row, count = ((2,), 1), ((1, 2), 1), ((1, 2), 1), ((), 4)
    layers = {"batch_normalization/vars": [pair] * 4, "normalization/vars": [pair, pair, count],
              "wrapped/layer/vars": [kernel], "wrapped/vars": [kernel, row], "dense_1/vars": [kernel, pair]}
    sets = b"".join(number(1) + text(f"layers/{layer}/{i}") + facts(type_, shape, 0, address=8, stored=8)
                    for layer, variables in layers.items() for i, (shape, type_) in enumerate(variables))
    put("answers", "keras", pieces([floats("f", 1, 2), sets + number(0)]))


# ---- logs of sketches ----

def make_sketchlog():
    def record(step, *attrs):
        lines = ["attr sketch 64", "attr seed 0", "attr params 10", *attrs, f"attr row.step {step}"]
        return ("kind snapshots\ntype f32\nshape 1 64\nlayout dense\n" + "\n".join(lines) + "\n\n123\0").encode()
    put("sketchlog", "steps", record(1, "attr row.run a") + record(2, "attr row.loss 0.5"))
    put("sketchlog", "again", record(1) + record(2) + record(2) + record(3))
    put("sketchlog", "torn", record(1) + b"!phm 1\nkind snapshots\nattr row.step 2\n\0" + record(3) + b"!0000")
    put("sketchlog", "logs", record(1) + b":\0" + record(1) + record(0))
    put("sketchlog", "shards", record(1, "attr part 1/2", "attr whole 20") + b":\0"
        + record(1, "attr part 2/2", "attr whole 20") + record(2, "attr part 2/2", "attr whole 20"))


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


# ---- streams for stages ----

def described(kind, type_, shape, content, *lines, layout="dense"):
    """A record as described.h has it."""
    header = [f"kind {kind}", f"type {type_}", f"shape {shape}", f"layout {layout}", *lines]
    return "\n".join(header) + "\n\n" + content + "\0"


ROWS = described("rows", "text", "6 4", "file\trun\tstep\tloss\n" + "".join(
    f"{i}.pt\t{'ab'[i // 3]}\t{i % 3}\t{9 - i}\n" for i in range(6)))
PLANE = "001012506172"  # six points


def square(kind, how, *lines, **options):
    return described(kind, "f64", "6 6", how + PLANE, *lines, **options)


def put_stage(where, name, options, *streams):
    put(where, name, (options + "\n" + "\0".join("".join(s) for s in streams)).encode())


def make_operators():
    snapshots = described("snapshots", "f32", "6 3", "=123451302543001246", "attr params 3", layout="panel 2")
    around = square("distance", "p", "attr of snapshots", "attr metric euclidean")
    points = described("snapshots", "f64", "6 2", "=" + PLANE, "attr of points", "attr metric euclidean")
    operator = square("operator", "o", "attr t 2", "from knnaff -k 5", "from diffop -t 2")
    factors = described("factors", "f64", "6 3", "=111111111212212212", "attr t 9", "attr negative 0")
    put_stage("operator", "snapshots", "k0000000", (ROWS, snapshots))
    put_stage("operator", "correlations", "k02210100", (snapshots,))
    put_stage("operator", "distances", "k0000001", (ROWS, square("distance", "p")))
    put_stage("operator", "gram", "k0120020", (square("gram", "g"),))
    put_stage("operator", "held", "k0002500", (square("adjacency", "k"), square("affinity", "k")))
    put_stage("operator", "knee", "d0002000", (ROWS, around, square("affinity", "k", "attr k 5")))
    put_stage("operator", "landmarks", "d10300", (ROWS, points, square("affinity", "k", layout="csr 36")))
    put_stage("operator", "medoids", "d20310", (ROWS, around, square("affinity", "k", layout="csr 36")))
    put_stage("operator", "factors", "d300010", (square("affinity", "k"),))
    put_stage("operator", "modes", "d10001", (square("affinity", "k", layout="csr 36"),))
    put_stage("operator", "neighbours", "k0000001", (square("adjacency", "k", layout="csr 36"),))
    put_stage("operator", "powers", "d3", (operator,))
    put_stage("operator", "potential", "q0", (ROWS, around, operator))
    put_stage("operator", "ground", "q001120", (described("snapshots", "f64", "2 2", "=0034", "attr of points",
                                                            "attr metric euclidean"),
                                                  described("operator", "f64", "2 2", "=1001")))
    put_stage("operator", "factored", "q1", (factors,))


def make_pictures():
    coords = described("coords", "f64", "6 2", "=" + PLANE, "attr metric euclidean", "attr k 2",
                       "attr decay 40", "attr mds metric", "from knnaff -k 2")
    inpca = described("coords", "f64", "6 2", "=" + PLANE, "attr signature +-", "attr metric euclidean")
    two, three = (described("rows", "text", f"{n} 1", "file\n" + "".join(f"{i}\n" for i in range(n))) for n in (2, 3))
    pair = described("coords", "f64", "2 2", "=10-0", "attr signature +-", "attr mds inpca")
    grid = described("grid", "f64", "3 3", "=123456789", "attr value loss", "attr x-from -1", "attr x-to 1")
    diagram = described("diagram", "f64", "3 7", "=01301200190--11290121", "attr column loss")
    spectrum = described("spectrum", "f64", "4 1", "=9521", "attr entropy singular", "attr t 2")
    distance = square("distance", "p", "attr metric euclidean")
    put_stage("picture", "metric", "m10100", (ROWS, distance))
    put_stage("picture", "inpca", "m30100", (square("squares", "s"),))
    put_stage("picture", "landmarks", "m1", (described("transition", "f64", "6 3", "=100010001100010001",
                                                       layout="csr 6"),
                                             described("distance", "f64", "3 3", "p" + PLANE, "attr landmarks 3")))
    put_stage("picture", "onto", "o", (ROWS, coords), (ROWS, distance))
    put_stage("picture", "onto-inpca", "o", (two, pair), (three, described("distance", "f64", "3 3", "=041401110")))
    put_stage("picture", "pca", "c10", (ROWS, square("gram", "g")))
    snapshots = described("snapshots", "f64", "6 3", "=123451302543001246")
    put_stage("picture", "pca-snapshots", "c21", (ROWS, snapshots))
    put_stage("picture", "weights", "m10001", (distance,), (square("weight", "k"),))
    put_stage("picture", "onto-snapshots", "o", (ROWS, coords), (ROWS, snapshots))
    spread = described("rows", "text", "6 3", "spread-xx\tspread-xy\tspread-yy\n" + "1\t.5\t2\n" * 6)
    put_stage("picture", "spread", "p0", (spread, coords))
    put_stage("picture", "score", "e1", (ROWS, distance), (ROWS, coords), (ROWS, inpca))
    put_stage("picture", "plot", "p0000", (ROWS, coords))
    put_stage("picture", "page", "p12132003", (ROWS, coords, coords))
    put_stage("picture", "characters", "p20010140", (ROWS, described("coords", "f64", "6 3", "=" + PLANE * 2)))
    put_stage("picture", "grid", "p0", (grid,))
    put_stage("picture", "diagram", "p0", (diagram,))
    put_stage("picture", "matrix", "p0", (ROWS, distance))
    put_stage("picture", "spectrum", "p0", (spectrum,))


def make_runs():
    distance, line = square("distance", "p"), described("grid", "f64", "1 5", "=13521", "attr value loss")
    diagram = described("diagram", "f64", "3 7", "=01301200190--11290121", "attr column loss")
    tensors = described("tensors", "text", "2 5", "name\tdtype\tshape\tfirst\tcount\na\tf32\t1\t0\t1\n"
                                                        "b\tf32\t2\t1\t2\n")
    snapshots = described("snapshots", "f64", "6 3", "=123451302543001246")
    put_stage("runs", "basins", "h00", (ROWS, distance))
    put_stage("runs", "hills", "h11", (ROWS, distance))
    put_stage("runs", "diagrams", "B", (diagram, diagram), (diagram,))
    put_stage("runs", "damaged", "B", (diagram[:-1] + "!2N\0",), (diagram,))
    put_stage("runs", "runs", "t0", (ROWS, snapshots))
    put_stage("runs", "steps", "t1", (square("gram", "g"),))
    put_stage("runs", "ends", "t2", (ROWS, described("coords", "f64", "6 2", "=" + PLANE, "attr signature +-")))
    put_stage("runs", "barrier", "t3", (line,))
    put_stage("runs", "layers", "t4", (ROWS, tensors, snapshots, square("gram", "g", "attr name a")))
    put_stage("runs", "frechet", "t5", (ROWS, square("distance", "p", "attr squared yes")))
    put_stage("runs", "mean", "t5000101", (ROWS, distance))


# ---- names, words of options, and logs ----

def make_names():
    put("names", "steps", b"{run}_e{step}.pt\nout/adam0_e003.pt\nout/adam0_e012.pt\nout/sgd_e003.pt\n")
    put("names", "vague", b"{run}/{step}.pt\na/0.pt\na/10.pt\na/100.pt\nb/0.pt\n")
    put("names", "metrics", b"runs/{run}/epoch={epoch}-val_loss={loss}.ckpt\n" + b"".join(
        b"runs/lr=1e-%d/epoch=%d-val_loss=0.%d.ckpt\n" % (lr, epoch, 9 - epoch) for lr in (3, 4) for epoch in (1, 2)))
    put("names", "folders", b"{run}/checkpoint-{step}\n" + b"".join(
        b"x/%s/seed%d/checkpoint-%d\n" % (run, seed, 500 * step)
        for run in (b"a", b"b") for seed in (0, 1) for step in (1, 2)))


def make_words():
    """The letter's number modulo 10 is the option's."""
    for i, (name, text) in enumerate({
            "output": "jump_s{step}_r{seed}_{name}.pt\na", "expression": "^fc[0-9]+\\.(weight|bias)$\nfc1.bias",
            "substitution": "s/^(module\\.)?(.*)$/\\2&/g\nmodule.w", "groups": "conv=^c.{2},fc.*,rest=bias\nfc1.w",
            "numbers": "0.25,-.5,1e3\n", "ranges": "0:3,7\n", "whole": "1,2:5,10\na", "within": "0,0.5,1\n",
            "operator": "3,5:7\n", "picture": "0.1:2.5\n"}.items()):
        put("words", name, (chr(50 + i) + text).encode())


def make_join():
    rows = b"file\trun\tstep\tlr\na/0.pt\ta\t0\t0.1\na/10.pt\ta\t10\t0.1\nb/10.pt\tb\t10\t0.01\n"
    bare = b"file\nx/a/1.pt\nx/a/2.pt\nx/b/1.pt\n"
    put("join", "files", rows + b"\0run\nstep\n\0t.tsv\nfile\tloss\n0.pt\t3\na/10.pt\t2\nb/10.pt\t1\n")
    put("join", "log", rows + b"\0lr\n\0log.csv\nrun,step,loss\na,0,3\na,10,2\na,10,2\nb,10,1\n")
    put("join", "runs", rows + b"\0\0a.csv\nStep,loss\n0,3\n10,2\n\0b.csv\nStep,loss\n10,1\n")
    put("join", "fields", rows + b"\0lr\n\0all.tsv\nlr\tstep\tacc\n0.1\t0\t0\n0.1\t10\tNA\n.01\t10\t0.5\n")
    put("join", "board", bare + b"\0\0x/run-a-tag-loss.csv\nWall time,Step,Value\n1e9,1,3\n1e9,2,2\n")


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
make_rewrite()
make_hdf5()
link_hdf5()
make_lora()
make_answers()
make_keras_answers()
make_sketchlog()
make_evaluation()
make_specs()
make_operators()
make_pictures()
make_runs()
make_names()
make_words()
make_join()
