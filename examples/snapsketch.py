"""Sketches of parameters while they train: a log with a record per step, for snapcat (snapcat(1), Logs of sketches).
    log = snapsketch.Log("runs/sgd.sketch", 4096, run="sgd")
    log.step(step, model.named_parameters(), loss=loss)  # in the loop: torch's tensors on any device, or arrays
Of DTensors (FSDP2, tensor parallelism) each rank logs its shards: Log(f"{rank}.sketch", K, run=..., shard=(rank, ranks)).
Names lose module., _orig_mod. and the like, as in snapcat. NaN and overflow raise ValueError; the step is left out."""
import collections, functools, math, os, re, time, zlib
import numpy as np
WRAPPERS, BEGUN, MASK = re.compile(r"\b_(orig_mod|(fsdp|checkpoint)_wrapped_module)\."), time.time(), 2**64 - 1
BASIS, FNV = 0xCBF29CE484222325, functools.partial(functools.reduce, lambda h, byte: (h ^ byte) * 0x100000001B3 & MASK)

def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9
    z = (z ^ z >> 27) * 0x94D049BB133111EB
    return z ^ z >> 31

def block(name, x, rank):  # this rank's elements of a tensor, one after another; their shape; and their place in it
    mesh, x = getattr(x, "device_mesh", None), x.detach() if hasattr(x, "detach") else np.asarray(x)
    cuts = [*zip(x.placements, mesh.get_coordinate(), mesh.shape)] if mesh is not None else []
    local, size, at = x.to_local() if cuts else x, list(x.shape), [0] * len(x.shape)
    shards = sorted((cut for cut in cuts if hasattr(cut[0], "dim")), key=lambda cut: hasattr(cut[0], "split_factor"))
    for place, i, ranks in shards:  # _StridedShard cuts last
        first, end = (min(size[place.dim], -(-size[place.dim] // ranks) * j) for j in (i, i + 1))
        size[place.dim], at[place.dim] = end - first, at[place.dim] + first
    if size != list(local.shape) or {type(cut[0]).__name__ for cut in cuts} - {"Replicate", "Shard", "_StridedShard"}:
        raise ValueError(f"{name}: {x.placements}: not placements that snapsketch knows: redistribute the tensor")
    copy = any(cut[1] for cut in cuts if cut not in shards) or not (mesh.mesh == 0).any() if cuts else rank > 0
    return local.reshape(-1)[:0 if copy else None], size, at

class Log(collections.namedtuple("Log", "path count seed run shard", defaults=(0, None, (0, 1)))):
    def step(self, step, params, **facts):
        path, K, seed, run, (rank, ranks) = self
        assert 64 <= K <= 1 << 24 and 0 <= seed < 1 << 64 and 0 <= rank < ranks, f"{self}: numbers, seed or rank?"
        sums, mine, whole, tag, n = np.zeros(K), 0, 0, BASIS, max(3 << 12, 2 * K)
        named = {WRAPPERS.sub("", name): x for name, x in params}
        strip = 7 * os.path.commonprefix([*named]).startswith("module.")
        for name, x in sorted((name[strip:], x) for name, x in named.items()):
            (flat, size, at), count = block(name, x, rank), math.prod(x.shape)
            h, tag = FNV(name.encode(), BASIS), FNV(f"{name} {count}\n".encode() if count else b"", tag)
            key, mine, whole = h + seed * 0x9E3779B97F4A7C15 & MASK, mine + len(flat), whole + count
            for first in range(0, len(flat), n):
                v, i = flat[first:first + n], np.arange(first, min(first + n, len(flat)), dtype="u8")
                v = (v.float() if v.element_size() < 4 else v).cpu().numpy() if hasattr(v, "cpu") else v
                for d, inner in ((d, math.prod(size[d + 1:])) for d in range(len(size)) if size[d] < x.shape[d]):
                    i += i // (size[d] * inner) * ((x.shape[d] - size[d]) * inner) + at[d] * inner  # in all
                z = mix((i + 1) * 0x9E3779B97F4A7C15 + mix(np.array([key], "u8")))
                v = (np.array(v, "f8").view("u8") ^ z << 63).view("f8")
                sums = np.bincount(np.append(np.arange(K), ((z >> 32) * K >> 32).view("i8")), np.append(sums, v), K)
            if "complex" in str(getattr(x, "dtype", "")) or not np.isfinite(data := sums.astype("<f4")).all():
                raise ValueError(f"{name}: complex, or not finite, or sums that overflow: step {step} is left out")
        if whole == 0 or ranks == 1 and mine < whole:
            raise ValueError(f"{mine} of {whole} numbers: give params anew each step, a rank its shard=(rank, ranks)")
        row, attrs = {"run": run, "step": step, **facts}, {"sketch": K, "seed": seed, "params": mine, "whole": whole}
        attrs |= {"part": f"{rank + 1}/{ranks}", "begun": BEGUN, "time": time.time()}  # which tell attempts apart
        attrs |= {re.sub(r"(?a)[^\w.-]", "_", f"row.{k}")[:31]: getattr(v, "item", lambda: v)() for k, v in row.items()}
        text = f"phm 1|kind snapshots|type f32|shape 1 {K}|layout dense|bytes {4 * K}|attr tensors {tag:016x}".split("|")
        text += [*(f"attr {k} {v}"[:999] for k, v in attrs.items() if v not in (None, "")), "from snapsketch.py"]
        head = "".join("".join(c if c.isprintable() else " " for c in line) + "\n" for line in text).encode()
        with open(path, "ab", buffering=len(head) + 4 * K + 64) as log:  # one write
            log.write(b"%bhead %08x\n\n%bcrc32 %08x       \n" % (head, zlib.crc32(head), bytes(data), zlib.crc32(data)))
