#!/usr/bin/env python3
"""Makes the pickles of this directory with torch (1.12 made those that are here) and, where no torch
that is at hand writes such files, with pickletools' opcodes. `python3 make.py` in this directory.

NAME.pkl is archive/data.pkl of the zip format; NAME.legacy.pkl is a legacy file up to where the
numbers begin: magic number, version, system information, the object, storage keys, one pickle each.
NAME.tensors is what torch says of the tensors: name, type, shape, strides, offset, storage's size.
"""
import collections
import io
import pickle
import pickletools
import zipfile

import numpy as np
import torch
from torch import nn

torch.manual_seed(1)


def store(name, data):
    with open(name, "wb") as f:
        f.write(data)


def modern(name, obj):
    b = io.BytesIO()
    torch.save(obj, b)
    with zipfile.ZipFile(b) as z:
        store(name + ".pkl", z.read("archive/data.pkl"))


def legacy(name, obj, **options):
    b = io.BytesIO()
    torch.save(obj, b, _use_new_zipfile_serialization=False, **options)
    b.seek(0)
    for _ in range(5):
        for _ in pickletools.genops(b):
            pass
    store(name + ".legacy.pkl", b.getvalue()[: b.tell()])


SHORT = {"float64": "f64", "float32": "f32", "float16": "f16", "bfloat16": "bf16", "int64": "i64",
         "int32": "i32", "int16": "i16", "int8": "i8", "uint8": "u8", "bool": "bool"}


def expect(name, tensors):
    lines = []
    for key, t in sorted(tensors.items()):
        numbers = [",".join(map(str, t.shape)), ",".join(map(str, t.stride()))]
        numbers += [str(t.storage_offset()), str(t.storage().size())]
        lines.append("\t".join([key, SHORT[str(t.dtype)[6:]]] + numbers) + "\n")
    store(name + ".tensors", "".join(lines).encode())


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(4, 3)
        self.out = nn.Linear(3, 4, bias=False)
        self.out.weight = self.embed.weight


net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
sd = net.state_dict()
expect("net", sd)
modern("state_dict", sd)
legacy("state_dict", sd)
legacy("state_dict_protocol1", sd, pickle_protocol=1)
legacy("state_dict_protocol4", sd, pickle_protocol=4)

opt = torch.optim.Adam(net.parameters())
net(torch.randn(4, 2)).sum().backward()
opt.step()
modern("checkpoint", {"epoch": 3, "train_loss": 0.1, "test_accuracy": 2.0 / 3, "done": True,
                      "run": "adam0", "note": "two\nlines", "seed": 2**70, "none": None, "best": torch.tensor(0.5),
                      "optimizer_state_dict": opt.state_dict(), "model_state_dict": sd})
modern("unusual_key", {"best": torch.tensor(0.5), "step": -7, "weights": sd, "opt": opt.state_dict()})
modern("optimiser", {"state": {0: {"momentum_buffer": torch.zeros(2)}}, "param_groups": [{"lr": 0.1}]})
modern("numbered", {0: torch.zeros(2)})
modern("gan", {"netG": nn.Linear(1, 1).state_dict(), "netD": nn.Linear(2, 1).state_dict(), "lr": 1e-4})
modern("nested", {"epoch": 1, "model": {"lr": 0.5, "state_dict": sd}})
modern("whole_module", net)
legacy("whole_module", net)
modern("module_in_checkpoint", {"epoch": 4, "model": net})
tied = Tied()
expect("tied", tied.state_dict())
modern("tied", tied.state_dict())
modern("tied_module", tied)
modern("data_parallel", nn.DataParallel(nn.DataParallel(net)).state_dict())
modern("parallel_module", nn.DataParallel(net))
modern("compiled", {"_orig_mod.module." + k: v for k, v in sd.items()})

base = torch.arange(24.0).reshape(4, 6)
views = collections.OrderedDict(
    transposed=base.t(), part=base[1:3, 2:5], repeated=torch.tensor([1.0]).expand(5, 2),
    scalar=torch.tensor(3.0), empty=torch.zeros(0, 7))
expect("strides", views)
modern("strides", views)
legacy("strides", views)
types = {t: torch.zeros(2, dtype=getattr(torch, t)) for t in SHORT}
expect("types", types)
modern("types", types)
nested = {"a": {"w": torch.zeros(2)}, "b": {"w": torch.zeros(3)}}
expect("nested_modules", {"a.w": nested["a"]["w"], "b.w": nested["b"]["w"]})
modern("nested_modules", {"model": nested})
modern("parameters", {"w": nn.Parameter(torch.zeros(2)), "v": torch.zeros(1, requires_grad=True),
                      "fixed": nn.Parameter(torch.zeros(2), requires_grad=False)})
modern("sparse", {"ok": torch.zeros(1), "s": torch.eye(2).to_sparse()})
modern("complex", {"z": torch.zeros(2, dtype=torch.complex64)})
modern("quantised", {"q": torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8)})
modern("no_tensors", {"epoch": 3, "lr": 0.1})
modern("numpy_scalars", {"w": torch.zeros(1), "loss": np.float64(0.1), "step": np.int64(-300),
                         "big_endian": np.array(0.25, ">f4")[()], "half": np.float16(0.5),
                         "array": np.zeros(2)})
modern("tensor", torch.zeros(2, 3))


class Attack:
    def __reduce__(self):
        import os
        return os.system, ("touch /tmp/pickle_was_executed",)


store("attack.pkl", pickle.dumps(Attack(), 2))
store("attack_in_list.pkl", pickle.dumps([[Attack()]], 2))
store("attack_beside.pkl", pickle.dumps({"epoch": 1, "state_dict": Attack()}, 4))

# torch 2 pickles dtypes without a typed storage, and subclasses, so (torch/_tensor.py, _utils.py).
V2 = b"ctorch._utils\n_rebuild_tensor_v2\n"
ORDERED = b"ccollections\nOrderedDict\n)R"


def text(s):
    return b"X" + len(s).to_bytes(4, "little") + s.encode()


def storage(kind, key, count):
    return b"(" + text("storage") + kind + text(key) + text("cpu") + b"K" + bytes([count]) + b"tQ"


FLOATS = b"ctorch\nFloatStorage\n"
UNTYPED = b"ctorch.storage\nUntypedStorage\n"
v3 = (b"ctorch._utils\n_rebuild_tensor_v3\n(" + storage(UNTYPED, "0", 12) +
      b"K\1K\3\x85K\1\x85\x89" + ORDERED + b"ctorch\nuint16\nN" + b"tR")
tensor = b"(" + storage(FLOATS, "1", 6) + b"K\0K\2K\3\x86K\3K\1\x86\x89" + ORDERED + b"t"
subclass = (b"ctorch._tensor\n_rebuild_from_type_v2\n(" + V2 +
            b"ctorch.nn.parameter\nParameter\n" + tensor + b"}tR")
stateful = (b"ctorch._utils\n_rebuild_parameter_with_state\n(" + V2 + tensor + b"R\x89" + ORDERED +
            b"}tR")
store("torch2.pkl", b"\x80\2}(" + text("v3") + v3 + text("subclass") + subclass +
      text("stateful") + stateful + b"u.")

# Python 2: byte strings, an OrderedDict as a list of pairs, storage and tensor of torch 0.3.
P2 = (b"\x80\2ccollections\nOrderedDict\nq\1]q\2]q\3(U\6weightq\4ctorch._utils\n_rebuild_tensor\nq\5"
      b"((U\7storageq\6ctorch\nFloatStorage\nq\7U\x0894211234q\x08U\3cpuq\tI6\nNtQK\0K\2K\3\x86"
      b"K\3K\1\x86tRq\nea\x85Rq\x0b.")
store("python2.pkl", P2)
