"""Sketches of parameters while they train: a log with a record per step, for snapcat (snapcat(1), Logs of sketches).
    log = snapsketch.Log("runs/sgd.sketch", 4096, run="sgd")
    log.step(step, model.named_parameters(), loss=loss)  # in the loop
Takes torch's tensors on any device, and arrays. Of DTensors (FSDP2, tensor parallelism) each rank logs its shards, by
Log(f"runs/sgd.{rank}.sketch", 4096, run="sgd", shard=(rank, ranks)); what all ranks have, rank 0 logs. Names lose
module., _orig_mod. and the like, as in snapcat. A NaN, or overflow, raises ValueError, and that step is not logged."""
import base64, collections, errno, functools, math, os, re
import numpy as np
XXH3 = base64.b85decode("xc+Q8Bcw~dd;x(h_aUtu-qdaBgOHcoazLb{x3gy-%X#Kb%)sS%f?Cjh%>QyBxClmc_d_I(;5CrufjTBkJSbATk;4GXh|p"
    "z=8&fW$ab!rBq7C^@I2rFosot#EsQPw4<D4`<`P{q5#|uv#ic#Q8&9qrD$e(`6*?4ng>cy;sG}G(D#etyz`V(X87Y*G}xA59Y(-u`GDb#45D;B<3eM"
    "h1EkNCLJdeAY>Maw#ml@<gjuh;v^yGuZRJ+89C00000hsx`Pv3WP1PwUhtJ+89C`FS^<v1e8mW3IBocgpL9cgpL900000#b;I)FYDANv3WP100000")
SECRET, MASK = np.stack([np.frombuffer(XXH3, "<u8", 8, at) for at in range(193)]), 2**64 - 1
WRAPPERS = re.compile(r"\b_(orig_mod|(fsdp|checkpoint)_wrapped_module)\.")

def xxh3(data):  # XXH3-64 of more than 240 bytes
    rows = np.frombuffer(data[:(len(data) - 1) // 64 * 64] + data[-64:], "<u8").reshape(-1, 8)
    keyed, last = rows ^ SECRET[np.append(np.arange(len(rows) - 1) % 16 * 8, 121)], (len(rows) - 1) // 16 * 16
    rows, sums = rows[:, [1, 0, 3, 2, 5, 4, 7, 6]] + (keyed & 0xFFFFFFFF) * (keyed >> 32), SECRET[192]
    for i in range(0, last, 16):
        sums = sums + rows[i:i + 16].sum(0)
        sums = (sums ^ sums >> 47 ^ SECRET[128]) * 0x9E3779B1
    pairs = (sums + rows[last:].sum(0) ^ SECRET[11]).reshape(4, 2).tolist()
    h = len(data) * 0x9E3779B185EBCA87 + sum(a * b & MASK ^ a * b >> 64 for a, b in pairs) & MASK
    h = (h ^ h >> 37) * 0x165667919E3779F9 & MASK
    return f"{h ^ h >> 32:016x}\n".encode()

def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9
    z = (z ^ z >> 27) * 0x94D049BB133111EB
    return z ^ z >> 31

def block(name, x, rank):  # this rank's elements of a tensor, one after another; their shape; and their place in it
    size, at, mesh = list(x.shape), [0] * len(x.shape), getattr(x, "device_mesh", None)
    if mesh is None:
        return (x.detach() if hasattr(x, "detach") else np.asarray(x)).reshape(-1)[:0 if rank else None], size, at
    cuts, local = [*zip(x.placements, mesh.get_coordinate(), mesh.shape)], x.detach().to_local()
    for place, i, ranks in sorted(cuts, key=lambda cut: hasattr(cut[0], "split_factor")):  # _StridedShard cuts last
        if hasattr(place, "dim"):
            first, end = (min(size[place.dim], -(-size[place.dim] // ranks) * j) for j in (i, i + 1))
            size[place.dim], at[place.dim] = end - first, at[place.dim] + first
    if size != list(local.shape) or {type(cut[0]).__name__ for cut in cuts} - {"Replicate", "Shard", "_StridedShard"}:
        raise ValueError(f"{name}: {x.placements}: not placements that snapsketch knows: redistribute the tensor")
    copy = any(i and not hasattr(place, "dim") for place, i, ranks in cuts) or not (mesh.mesh == 0).any()
    return local.reshape(-1)[:0 if copy else None], size, at

class Log(collections.namedtuple("Log", "path count seed run shard", defaults=(0, None, (0, 1)))):
    def step(self, step, params, **facts):
        path, K, seed, run, (rank, ranks) = self
        if not (64 <= K <= 1 << 24 and seed >= 0 and 0 <= rank < ranks):
            raise ValueError(f"{self}: of 64 to 2^24 numbers, and the shard is of a rank below that of ranks")
        sums, mine, whole, n = np.zeros(K), 0, 0, max(1 << 14, 2 * K)
        named = {WRAPPERS.sub("", name): x for name, x in params}
        strip = 7 * os.path.commonprefix([*named]).startswith("module.")
        for name, x in sorted((name[strip:], x) for name, x in named.items()):
            flat, size, at = block(name, x, rank)
            h = functools.reduce(lambda h, byte: (h ^ byte) * 0x100000001B3 & MASK, name.encode(), 0xCBF29CE484222325)
            key = mix(np.array([h + seed * 0x9E3779B97F4A7C15 & MASK], "u8"))
            mine, whole = mine + len(flat), whole + math.prod(x.shape)
            for first in range(0, len(flat), n):
                v = flat[first:first + n]
                v = (v.float() if v.element_size() < 4 else v).cpu().numpy() if hasattr(v, "cpu") else v
                i = np.arange(first, first + len(v), dtype="u8")
                for d in (d for d in range(len(size)) if size[d] < x.shape[d]):  # to the index in the whole tensor
                    inner = math.prod(size[d + 1:])
                    i += i // (size[d] * inner) * ((x.shape[d] - size[d]) * inner) + at[d] * inner
                z = mix((i + 1) * 0x9E3779B97F4A7C15 + key)
                v = (np.array(v, "f8").view("u8") ^ z << 63).view("f8")
                sums = np.bincount(np.append(np.arange(K), ((z >> 32) * K >> 32).view("i8")), np.append(sums, v), K)
            if not np.isfinite(sums.astype("f4")).all():
                raise ValueError(f"{name}: a number is not finite, or the sums overflow: step {step} is not logged")
        if ranks == 1 and mine < whole:
            raise ValueError(f"{mine} of {whole} numbers are of this rank: let each log its shard=(rank, ranks)")
        shard = {"part": f"{rank + 1}/{ranks}", "whole": whole} if ranks > 1 else {}
        facts = {f"row.{k}": getattr(v, "item", lambda: v)() for k, v in {"run": run, "step": step, **facts}.items()}
        head = f"phm 1\nkind snapshots\ntype f32\nshape 1 {K}\nlayout dense\nbytes {4 * K}\n"
        for key, value in {"sketch": K, "seed": seed, "params": mine, **shard, **facts}.items():
            text = "".join(c if c.isprintable() else " " for c in str(value))
            head += f"attr {key} {text}\n" if value is not None and text else ""
        head = (head + f"from snapsketch.py: {__doc__.splitlines()[0]}\n").encode()
        data = sums.astype("<f4").tobytes()
        record = head + b"head " + xxh3(head) + b"\n" + data + b"xxh3 " + xxh3(data)
        with open(path, "ab", buffering=0) as log:
            if log.write(record) < len(record):
                raise OSError(errno.ENOSPC, f"no space for the record of step {step}, which is cut short", path)
