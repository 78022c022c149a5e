#!/usr/bin/env python3
"""Makes the files of this directory with torch, numpy and safetensors (torch 2.15 made those that are here).

NAME.pkl is the description alone of a file of torch.save, NAME.tensors the tensors that it has: name,
role, type, shape, and the first words of why a tensor is not read. Roles are declared here, by hand;
types and shapes are torch's own.

NAME.pt are whole files, NAME.f64 the values that torch itself has for the tensors to compare, in the
order of their names."""
import collections
import io
import os
import warnings
import zipfile

import numpy as np
import torch
from safetensors.torch import save_file, save_model
from torch import nn

warnings.simplefilter("ignore")
os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(1)
SHORT = {torch.float64: "f64", torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16", torch.int64: "i64",
         torch.uint8: "u8"}


def description(obj, **options):
    file = io.BytesIO()
    torch.save(obj, file, **options)
    archive = zipfile.ZipFile(file)
    return archive.read(next(n for n in archive.namelist() if n.endswith("/data.pkl")))


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


def lines(role, tensors):
    for name, t in tensors.items():
        if isinstance(t, str):
            yield f"{name}\t{role}\t{t}"
        else:
            kind = "parameter" if role == "unknown" and (isinstance(t, nn.Parameter) or t.requires_grad) else role
            yield f"{name}\t{kind}\t{SHORT[t.dtype]}\t{','.join(map(str, t.shape))}"


def case(name, obj, inside=(), beside=(), optimiser=(), buffers=(), columns=(), **options):
    """Tensors inside and beside by name; a text stands for an unreadable one: its shape, a tab, and why."""
    write(name + ".pkl", description(obj, **options))
    groups = {"unknown": inside, "beside": beside, "optimiser": optimiser, "buffer": buffers, "column": columns}
    text = sorted(line for role, tensors in groups.items() for line in lines(role, dict(tensors)))
    write(name + ".tensors", ("\n".join(text) + "\n").encode())


def prefixed(prefix, tensors):
    return {f"{prefix}.{k}": v for k, v in tensors.items()}


# ---- what stands beside a state_dict ----

sd = collections.OrderedDict(nn.Linear(3, 2).state_dict())  # plain: without the _metadata of a module
named = {"fc.weight": torch.ones(2, 3), "fc.bias": torch.ones(2)}
rng = torch.zeros(16, dtype=torch.uint8)
array = ("MT19937", np.arange(8, dtype="u4"), 5, 0, 0.0)  # as numpy.random.get_state() gives it, shorter
not_read = "a numpy array of "

case("rng_state", {"net": named, "acc": 50.0, "epoch": 3, "rng_state": rng}, named, {"rng_state": rng})
case("history",
     {"net": named, "losses": torch.ones(9), "ema": torch.ones(3), "class_weights": torch.ones(4), "best": torch.ones(1)},
     named, {"losses": torch.ones(9), "ema": torch.ones(3), "class_weights": torch.ones(4)}, columns={"best": torch.ones(1)})
case("generators", {"model": sd, "cuda_rng_state": [rng, rng[:8]], "numpy": array,
                    "loaders": {"train": {"generator": rng[:4]}, (0, 1): rng[:5]}},
     sd, {"cuda_rng_state.0": rng, "cuda_rng_state.1": rng[:8], "numpy.1": f"8\t{not_read}u32 is not read",
          "loaders.train.generator": rng[:4], "loaders.1": rng[:5]})
case("loader", {"net": named, "loader": {"generator": rng, "mean": torch.ones(3)}}, named,
     {"loader.generator": rng, "loader.mean": torch.ones(3)})
case("loader_plain", {"net": {"w": torch.ones(2)}, "loader": {"generator": rng, "seen": {"n": torch.ones(1).long()}}},
     {"w": torch.ones(2)}, {"loader.generator": rng, "loader.seen.n": torch.ones(1).long()})
ema = {k: v + 1 for k, v in sd.items()}
case("averaged", {"state_dict": sd, "ema_state_dict": ema, "same": sd, "scheduler": {"base": torch.ones(2)}},
     sd, {**prefixed("ema_state_dict", ema), "scheduler.base": torch.ones(2)})  # the same tensors are listed once
alpha = nn.Parameter(torch.zeros(1))
case("log_alpha", {"actor": nn.Linear(3, 2).state_dict(), "log_alpha": alpha}, sd, columns={"log_alpha": alpha})
case("one_name", {"net": {"w": torch.ones(2)}, "w": torch.ones(3)}, {"w": torch.ones(2)},
     {"w (beside, 1)": torch.ones(3)})


class Callback:
    def __init__(self, tensor, below=None):
        self.best, self.below = tensor, below


class WithMask(nn.Linear):
    """A tensor that is an attribute alone is in no state_dict."""


Callback.__module__ = WithMask.__module__ = "trainer"
import sys, types  # noqa: E401: classes of a module that no reader has
sys.modules["trainer"] = types.SimpleNamespace(Callback=Callback, WithMask=WithMask)
case("objects", {"state_dict": named, "callbacks": {"early": Callback(torch.ones(5))}, "set": {torch.Size([1])}},
     named, {"callbacks.early.best": torch.ones(5)})
masked = WithMask(3, 2, bias=False)
masked.mask = torch.ones(3)
write("attribute.pkl", description(masked))
write("attribute.tensors", b"mask\tbeside\tf32\t3\nweight\tparameter\tf32\t2,3\n")

averaged = nn.Sequential(nn.Linear(2, 1))
case("modules", {"model": nn.Linear(3, 2), "ema": averaged}, {k: nn.Parameter(v) for k, v in sd.items()},
     {f"ema.{k}": v for k, v in averaged.state_dict().items()})

deep = Callback(torch.ones(1))
for _ in range(70):
    deep = Callback(None, deep)
case("deep", {"state_dict": named, "chain": deep},
     named, {"chain" + ".below" * 31: "\twhat is nested deeper than 64 levels is not read: flatten it"})

# ---- a state_dict with mappings in it ----

extra = nn.Linear(3, 2).state_dict()
extra["extra"] = {"x": torch.ones(4)}
case("flat_extra", extra, {**sd, "extra.x": torch.ones(4)})
moments = {"exp_avg": torch.ones(2, 3), "exp_avg_sq": torch.ones(2, 3)}
case("flat_optimiser", {**named, "optimizer": {"fc.weight": moments}}, named,  # without param_groups
     optimiser=prefixed("optimizer.fc.weight", moments))
case("flat_named", {**named, "extra": {"x": torch.ones(4)}}, {**named, "extra.x": torch.ones(4)})
case("flat_list", {**named, "history": [torch.ones(2), {"x": torch.ones(3)}]}, named,
     {"history.0": torch.ones(2), "history.1.x": torch.ones(3)})


class WithExtra(nn.Linear):
    def get_extra_state(self):
        return {"scale": torch.ones(2)}


case("extra_state", WithExtra(3, 2).state_dict(), sd, buffers={"_extra_state.scale": torch.ones(2)})
case("unclear_layer", {"weight": torch.ones(2), "net": {"w": torch.ones(3)}},
     {"weight": torch.ones(2), "net.w": torch.ones(3)})  # as read with the key "."
beside_weights = {"W": torch.ones(2, 3), "b": torch.ones(2)}
case("velocity", {**beside_weights, "velocity": {"W": torch.ones(2, 3), "b": torch.ones(2)}},
     {**beside_weights, "velocity.W": torch.ones(2, 3), "velocity.b": torch.ones(2)})  # with "."
case("dataset", {"theta": torch.ones(9), "data": {"x": torch.ones(4, 2), "y": torch.ones(4)}},
     {"theta": torch.ones(9), "data.x": torch.ones(4, 2), "data.y": torch.ones(4)})  # with "."
case("moments", {**beside_weights, "adam": {"m": {"W": torch.ones(3)}, "v": {"W": torch.ones(4)}}, "grads": {"W": torch.ones(5)}},
     {**beside_weights, "adam.m.W": torch.ones(3), "adam.v.W": torch.ones(4), "grads.W": torch.ones(5)})  # with "."
case("gradient", {"weight": torch.ones(2, 3), "bias": torch.ones(2), "grad": {"weight": torch.ones(2, 3), "bias": torch.ones(2)}},
     {"weight": torch.ones(2, 3), "bias": torch.ones(2), "grad.weight": torch.ones(2, 3), "grad.bias": torch.ones(2)})  # with "."
case("weights_rng", {**beside_weights, "rng": {"cpu": rng, "seen": torch.ones(2).long()}},
     {**beside_weights, "rng.cpu": rng, "rng.seen": torch.ones(2).long()})
case("one_loss", {"agent": {"W": torch.ones(3)}, "loss": torch.ones(1), "none": torch.ones(0, 3)}, {"W": torch.ones(3)},
     {"none": torch.ones(0, 3)}, columns={"loss": torch.ones(1)})
case("class_weight", {"weight": torch.ones(2), "seen.rows": torch.ones(5).long(), "net": named}, named,
     {"weight": torch.ones(2), "seen.rows": torch.ones(5).long()})
quantised = torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.Linear(3, 2)), {nn.Linear}, torch.qint8).state_dict()
case("packed", quantised, {
    "0.scale": quantised["0.scale"], "0.zero_point": quantised["0.zero_point"],
    "0._packed_params._packed_params.0": "2,3\ta quantised tensor is not read",
    "0._packed_params._packed_params.1": quantised["0._packed_params._packed_params"][1]})
case("unclear", {**named, "net": {"fc2.weight": torch.ones(4)}},
     {"fc2.weight": torch.ones(4)}, named)  # as read with the key "net"
case("unclear_whole", {**named, "net": {"fc2.weight": torch.ones(4)}}, {**named, "net.fc2.weight": torch.ones(4)})
case("several", {"models": [named, {"fc.weight": torch.ones(5)}], "loss": torch.ones(3)},
     {"fc.weight": torch.ones(5)}, {"loss": torch.ones(3), **prefixed("models.0", named)})  # with "models.1"

# ---- averages by their keys, lists of tensors ----

case("params_ema", {"params": sd, "params_ema": ema}, sd, prefixed("params_ema", ema))
case("ema_gen", {"gen": sd, "ema_gen": ema}, sd, prefixed("ema_gen", ema))
case("lone_ema", {"params_ema": ema, "params": None}, ema)
case("other_ema", {"net_a": sd, "net_b_ema": ema}, ema, prefixed("net_a", sd))  # with "net_b_ema"
vocabulary = {"vocabulary": torch.arange(4)}
case("config_ema", {"model": vocabulary, "model_ema": ema}, ema, prefixed("model", vocabulary))
listed = [torch.ones(2, 3), nn.Parameter(torch.ones(2))]
numbers = {str(i): t for i, t in enumerate(listed)}
case("list_root", listed, numbers)
case("tuple_root", tuple(listed), numbers)
case("list_params", {"params": listed, "params_ema": listed[:1], "rng": {"cpu": rng}, "epoch": 3}, numbers, {"rng.cpu": rng})
case("list_usual", {"model": tuple(listed), "losses": [torch.ones(4)]}, numbers, {"losses.0": torch.ones(4)})
case("list_other", {"weights": listed, "n": [1, 2]}, numbers)  # with "weights"
case("list_whole", {"weights": listed, "epoch": 3}, prefixed("weights", numbers))  # with "."
case("list_mixed", {"params": [torch.ones(2), {"x": torch.ones(3)}, 3]}, {"params.0": torch.ones(2)},
     {"params.1.x": torch.ones(3)})  # with "."
write("list_empty.pkl", description({"params": [], "n": 1}))

# ---- what is not read ----

from torch.testing._internal.two_tensor import TwoTensor  # noqa: E402

kinds = {
    "sparse": (torch.eye(2).to_sparse(), "2,2", "a sparse tensor is not read: save TENSOR.to_dense()"),
    "csr": (torch.eye(2).to_sparse_csr(), "", "a sparse tensor is not read"),
    "quantised": (torch.quantize_per_tensor(torch.zeros(2, 3), 0.1, 0, torch.qint8), "2,3",
                  "a quantised tensor is not read: save TENSOR.dequantize()"),
    "complex64": (torch.zeros(2, dtype=torch.complex64), "2",
                  "complex64 is not read: save torch.view_as_real(TENSOR)"),
    "complex128": (torch.zeros(2, dtype=torch.complex128).conj(), "2", "complex128 is not read"),
    "float8": (torch.zeros(3).to(torch.float8_e4m3fn), "3", "float8_e4m3fn is not read: save TENSOR.float()"),
    "float8b": (torch.zeros(3, 1).to(torch.float8_e5m2), "3,1", "float8_e5m2 is not read"),
    "meta": (torch.zeros(2, 3, device="meta"), "2,3",
             "a tensor of the meta device, without numbers, is not read"),
    "nested": (torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]), "", "a nested tensor is not read"),
    "jagged": (torch.nested.nested_tensor([torch.ones(2), torch.ones(3)], layout=torch.jagged), "",
               "a nested tensor is not read"),
    "lazy": (nn.LazyLinear(3).weight, "", "a lazy module's parameter, without numbers yet, is not read"),
    "wrapped": (TwoTensor(torch.ones(4), torch.ones(4)), "4", "a tensor that wraps others is not read"),
    "numpy": (np.zeros((2, 3), dtype="f4"), "2,3",
              "a numpy array of f32 is not read: save torch.from_numpy(ARRAY)"),
    "numpy_text": (np.array(["a"]), "1", "a numpy array is not read"),
}
case("kinds", {"state_dict": {"w": torch.ones(2), **{k: v[0] for k, v in kinds.items()}}},
     {"w": torch.ones(2), **{k: f"{v[1]}\t{v[2]}" for k, v in kinds.items()}})
case("numpy5", {"a": torch.ones(2), "b": np.full(3, 1.0)},
     {"a": torch.ones(2), "b": "3\ta numpy array of f64 is not read"}, pickle_protocol=5)
case("optimiser_unread",
     {"state_dict": named, "optimizer": {"state": {0: {"m": kinds["complex64"][0], "v": torch.ones(2)}}, "param_groups": []},
      "opt_state": {"nu": torch.ones(6)}},
     named, optimiser={"optimizer.state.0.m": "2\tcomplex64 is not read", "optimizer.state.0.v": torch.ones(2),
                       "opt_state.nu": torch.ones(6)})

# ---- whole files ----


def whole(name, obj, compared=(), **options):
    torch.save(obj, name + ".pt", **options)
    if compared:
        values = [np.asarray(t.resolve_neg(), dtype="f8").ravel() for _, t in sorted(compared.items())]
        write(name + ".f64", np.concatenate(values).tobytes())


one = {"net": {"w": torch.arange(3.0)}, "third": torch.tensor(1 / 3), "double": torch.tensor([1 / 3], dtype=torch.float64),
       "half": torch.tensor(1 / 3).half(), "brain": torch.tensor(1 / 3).bfloat16(), "large": torch.tensor(1e6),
       "seed": torch.tensor(2**62 + 1), "done": torch.tensor(True), "minus": torch.tensor([1 + 2j]).conj().imag,
       "array": np.array(0.25), "twice": torch.ones(2), "part": torch.arange(8.0)[5], "epoch": 7}
whole("columns", one, one["net"])
whole("columns.legacy", one, _use_new_zipfile_serialization=False)

weights = {"W": torch.arange(6.0).view(2, 3), "b": torch.ones(2)}
whole("velocity", {**weights, "velocity": {k: t * 9 for k, t in weights.items()}}, weights)
whole("listed", {"params": list(weights.values()), "epoch": 3}, weights)

z = torch.randn(2, 3, dtype=torch.complex64)
views = {"negative": z.conj().imag, "negative_t": torch.randn(2, 2, dtype=torch.complex64).t().conj().imag, "plain": torch.randn(4)}
whole("negative", views, views)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(5, 3)
        self.middle = nn.Linear(3, 3)
        self.out = nn.Linear(3, 5, bias=False)
        self.out.weight = self.embed.weight


for step in range(2):
    net = Tied()
    torch.save(net.state_dict(), f"tied{step}.pt")
    save_model(net, f"tied{step}.safetensors")
torch.save(net.state_dict(), "tied1.legacy.pt", _use_new_zipfile_serialization=False)
w = torch.randn(3, 4)
flat = torch.randn(6)
save = {"a": w, "at": w.t(), "flat": w.view(-1), "row": w[1], "rest": w[:, 1:], "b": flat[:3], "c": flat[3:],
        "d": flat[::2], "empty": w[:0], "empty2": w[:0], "one": w[0, 0], "expanded": w[0, 0].expand(2)}
torch.save(save, "ties.pt")
