"""Checks of what snapjump writes, with numpy and Python's own library: functions, whose arguments are texts."""
import io
import json
import struct
import zipfile
import zlib

import numpy as np


def norms(table, name, theta, far, step):
    """The norm of each filter of (far - theta) / step is that in the table, to 1e-6 of it."""
    expected = [float(w) for n, _, w in (line.split("\t") for line in open(table)) if n == name]
    d = (np.load(far).astype(float) - np.load(theta)) / float(step)
    got = np.linalg.norm(d.reshape(len(expected), -1), axis=1)
    assert np.all(np.abs(got - expected) <= 1e-6 * np.array(expected)), (got, expected)


def same(theta, a, b, step_a, step_b):
    theta = np.load(theta)
    d = [(np.load(x) - theta) / float(s) for x, s in ((a, step_a), (b, step_b))]
    assert np.any(d[0]) and np.allclose(*d, rtol=1e-12, atol=1e-14), np.abs(d[0] - d[1]).max()


# The tensors of the small network in data/formats, in the order of their names.
MATRICES = [slice(5, 35), slice(48, 63)]


def layer(theta, plain, scaled):
    theta, plain, scaled = (np.load(x).ravel() for x in (theta, plain, scaled))
    for m in MATRICES:
        n = plain[m] - theta[m]
        expected = n * np.linalg.norm(theta[m]) / np.linalg.norm(n)
        assert np.allclose(scaled[m] - theta[m], expected, rtol=1e-12, atol=1e-14)


def weight(theta, plain, scaled):
    theta, plain, scaled = (np.load(x).ravel() for x in (theta, plain, scaled))
    for m in MATRICES:
        expected = (plain[m] - theta[m]) * np.abs(theta[m])
        assert np.allclose(scaled[m] - theta[m], expected, rtol=1e-12, atol=1e-14)


def rounded(kind, exact, got):
    exact, got = np.load(exact), np.load(got)
    if kind == "f16":
        expected = exact.astype(np.float16)
    else:  # 8 bits of significand, of two equally near the even
        fraction, exponent = np.frexp(exact)
        expected = np.ldexp(np.rint(np.ldexp(fraction, 8)), exponent - 8)
    assert np.array_equal(got.astype(float), expected.astype(float))


def tied(before, after):
    """One storage of the two has moved, by the norm of each of its rows."""
    old, new = (zipfile.ZipFile(x) for x in (before, after))
    a, b = (np.frombuffer(z.read("archive/data/0")).reshape(4, 3) for z in (old, new))
    assert np.allclose(np.linalg.norm((b - a) / 0.5, axis=1), np.linalg.norm(a, axis=1), rtol=1e-12)
    assert {n for n in old.namelist() if old.read(n) != new.read(n)} == {"archive/data/0", "archive/data/1"}


def data_at(content, info):
    name, extra = struct.unpack_from("<HH", content, info.header_offset + 26)
    return info.header_offset + 30 + name + extra


def stored(before, after):
    """The copy is the file with the data of some entries replaced, and their checksums, wherever
    they stand; nothing that Python's zip reader finds fault with."""
    old, new = open(before, "rb").read(), open(after, "rb").read()
    z = zipfile.ZipFile(io.BytesIO(new))
    assert z.testzip() is None
    expected = bytearray(old)
    changed = 0
    for info in zipfile.ZipFile(io.BytesIO(old)).infolist():
        at = data_at(old, info)
        data = new[at : at + info.file_size]
        assert z.read(info.filename) == data
        if data == old[at : at + info.file_size]:
            continue
        changed += 1
        expected[at : at + info.file_size] = data
        crc = struct.pack("<I", info.CRC)
        local, descriptor = info.header_offset + 14, at + info.file_size
        descriptor += 4 * (old[descriptor : descriptor + 4] == b"PK\7\10")
        name = old.index(info.filename.encode(), old.index(b"PK\1\2", descriptor))
        places = [p for p in (local, descriptor, name - 30) if old[p : p + 4] == crc]
        assert name - 30 in places and len(places) == 2
        for p in places:
            expected[p : p + 4] = struct.pack("<I", zlib.crc32(data))
    assert changed == 2 and bytes(expected) == new


def packed(before, after, moved):
    """Entries that did not move have the same bytes, headers and all; those that did have other
    numbers of the same form."""
    old, new = open(before, "rb").read(), open(after, "rb").read()
    x, y = zipfile.ZipFile(io.BytesIO(old)), zipfile.ZipFile(io.BytesIO(new))
    assert y.testzip() is None and x.comment == y.comment
    assert [i.filename for i in x.infolist()] == [i.filename for i in y.infolist()]
    for a, b in zip(x.infolist(), y.infolist()):
        assert a.compress_type == b.compress_type and a.flag_bits == b.flag_bits and a.date_time == b.date_time
        if a.filename in moved.split(","):
            p, q = (np.load(io.BytesIO(z.read(a.filename))) for z in (x, y))
            assert p.shape == q.shape and p.flags.f_contiguous == q.flags.f_contiguous and not np.any(p == q)
            local = struct.unpack_from("<III", new, b.header_offset + 14)
            if a.flag_bits & 8:
                assert local[0] in (0, b.CRC)
            else:
                assert local[0] == b.CRC and local[1] in (b.compress_size, 2**32 - 1)
        else:
            ends = data_at(old, a) + a.compress_size, data_at(new, b) + b.compress_size
            assert old[a.header_offset : ends[0]] == new[b.header_offset : ends[1]]


def flat(before, after):
    old, new = open(before, "rb").read(), open(after, "rb").read()
    start = 8 + struct.unpack("<Q", old[:8])[0]
    header = json.loads(old[8:start])
    inside = set()
    for name in ("0.weight", "2.weight"):
        inside.update(range(*(start + x for x in header[name]["data_offsets"])))
    different = {i for i in range(len(old)) if old[i] != new[i]}
    assert len(old) == len(new) and different and different <= inside


class Pipe(io.RawIOBase):
    """What cannot seek: zip archives written to it have their sizes behind the data."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def archives(source):
    """Archives of other forms, of the arrays in one."""
    z = zipfile.ZipFile(source)
    entries = [(n, z.read(n)) for n in z.namelist()]
    for name, method in (("streamed-stored", zipfile.ZIP_STORED), ("streamed-deflated", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(Pipe(name + ".npz"), "w", method) as out:
            for entry, content in entries:
                out.writestr(entry, content)
    for name, method in (("zip64", zipfile.ZIP_STORED), ("zip64-deflated", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(name + ".npz", "w", method) as out:
            for entry, content in entries:
                with out.open(entry, "w", force_zip64=True) as f:
                    f.write(content)
    with zipfile.ZipFile("comment.npz", "w") as out:
        out.comment = b"of a network"
        for entry, content in entries:
            out.writestr(entry, content)
    with zipfile.ZipFile("mixed.npz", "w") as out:
        for i, (entry, content) in enumerate(entries):
            out.writestr(entry, content, zipfile.ZIP_DEFLATED if i % 2 else zipfile.ZIP_STORED)


def damage(torch, npz):
    for source, entry, path in ((torch, "archive/data/0", "damaged.pt"), (npz, "0.weight.npy", "damaged.npz")):
        content = bytearray(open(source, "rb").read())
        info = zipfile.ZipFile(source).getinfo(entry)
        content[data_at(content, info) + info.compress_size - 9] ^= 1
        open(path, "wb").write(content)
    content = bytearray(open(torch, "rb").read())
    info = zipfile.ZipFile(torch).getinfo("archive/data/0")
    content[data_at(content, info) + info.file_size + 4] ^= 1
    open("descriptor.pt", "wb").write(content)
