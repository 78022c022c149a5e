#!/usr/bin/env python3
"""Networks for snapalign.t, and what they compute.

make                    writes pairs X_a, X_b, of which b is a with its units in another order: the right
                        answer is a; and networks of their own, own_p, own_q, own_r
outputs DIR FILE...     whether each network of dense layers (.npz) computes the same as the file of its name
                        in DIR, within 1e-5, though its weights are others
"""
import json
import struct
import sys

import numpy as np

random = np.random.default_rng(3)


# ---- files ----

def safetensors(path, tensors, bf16=False):
    """bf16: the upper halves of float32."""
    header, data = {}, b''
    for name, x in tensors.items():
        kind = {'float16': 'F16', 'float32': 'F32', 'float64': 'F64', 'int64': 'I64'}[x.dtype.name]
        if bf16:
            kind, x16 = 'BF16', (np.ascontiguousarray(x).view(np.uint32) >> 16).astype(np.uint16)
        raw = (x16 if bf16 else np.ascontiguousarray(x)).tobytes()
        header[name] = {'dtype': kind, 'shape': list(x.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + data)


def keras(path, tensors):
    """As Keras 3 saves the weights of a model: kernels are in x out."""
    import h5py
    with h5py.File(path, 'w') as f:
        layers = sorted({name.split('.')[0] for name in tensors})
        for i, layer in enumerate(layers):
            group = f.create_group(f'layers/dense_{i}/vars' if i else 'layers/dense/vars')
            group['0'] = tensors[f'{layer}.weight'].T
            group['1'] = tensors[f'{layer}.bias']


# ---- networks ----

def normal(*shape):
    return random.standard_normal(shape).astype(np.float32)


def mlp(*widths):
    """As torch's Sequential names it."""
    x = {}
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        x[f'{2 * i}.weight'], x[f'{2 * i}.bias'] = normal(outputs, inputs), normal(outputs)
    return x


def conv():
    x = {'0.weight': normal(6, 1, 3, 3), '0.bias': normal(6), '3.weight': normal(5, 6, 3, 3), '3.bias': normal(5),
         '7.weight': normal(3, 20), '7.bias': normal(3)}
    for i, width in ((1, 6), (4, 5)):
        x |= {f'{i}.weight': normal(width), f'{i}.bias': normal(width), f'{i}.running_mean': normal(width),
              f'{i}.running_var': normal(width) ** 2, f'{i}.num_batches_tracked': np.array(7)}
    return x


def residual():
    """inner, then x + down(up(x)), normalised, then outer."""
    return {'inner.weight': normal(9, 4), 'inner.bias': normal(9), 'up.weight': normal(6, 9), 'up.bias': normal(6),
            'down.weight': normal(9, 6), 'down.bias': normal(9), 'norm.weight': normal(9), 'norm.bias': normal(9),
            'outer.weight': normal(3, 9), 'outer.bias': normal(3)}


MLP = '''0.weight A -
0.bias A
2.weight B A
2.bias B
4.weight C B
4.bias C
6.weight - C
6.bias -'''
WIDE = '''0.weight A -
0.bias A
2.weight - A
2.bias -'''
CONV = '''0.weight A - - -
0.bias A
1.weight A
1.bias A
1.running_mean A
1.running_var A
3.weight B A - -
3.bias B
4.weight B
4.bias B
4.running_mean B
4.running_var B
7.weight - B*4
7.bias -'''
RESIDUAL = '''inner.weight stream -
inner.bias stream
up.weight block stream
up.bias block
down.weight stream block
down.bias stream
norm.weight stream
norm.bias stream
outer.weight - stream
outer.bias -'''


def shuffled(x, spec):
    """The network with its units in a random order."""
    y, orders = dict(x), {}
    for line in spec.splitlines():
        name, *axes = line.split()
        for axis, mark in enumerate(axes):
            if mark == '-':
                continue
            which, width = (mark.split('*') + ['1'])[:2]
            units = y[name].shape[axis] // int(width)
            if which not in orders:
                orders[which] = random.permutation(units)
            entries = (orders[which][:, None] * int(width) + np.arange(int(width))).ravel()
            y[name] = np.take(y[name], entries, axis)
    return y


def make():
    a = mlp(5, 8, 7, 9, 3)
    b = shuffled(a, MLP)
    for kind in ('float16', 'float32', 'float64'):
        for run, x in (('a', a), ('b', b)):
            safetensors(f'{kind}_{run}.safetensors', {name: t.astype(kind) for name, t in x.items()})
    for run, x in (('a', a), ('b', b)):
        np.savez_compressed(f'deflated_{run}.npz', **x)
        np.savez(f'stored_{run}.npz', **x)
        np.savez_compressed(f'fortran_{run}.npz', **{name: np.asfortranarray(t) for name, t in x.items()})
        safetensors(f'bf16_{run}.safetensors', x, bf16=True)
        keras(f'keras_{run}.h5', x)
    for name, x, spec in (('conv', conv(), CONV), ('residual', residual(), RESIDUAL)):
        safetensors(f'{name}_a.safetensors', x)
        safetensors(f'{name}_b.safetensors', shuffled(x, spec))
        with open(f'{name}.spec', 'w') as f:
            f.write(spec + '\n')
    with open('mlp.spec', 'w') as f:
        f.write(MLP + '\n')
    for run, x in (('a', a), ('b', b)):
        np.savez(f'moments_{run}.npz', **x, **{'optimizer.moments': normal(8)})
    third = shuffled(a, MLP)
    np.savez('stored_c.npz', **third)
    wide = mlp(30000, 40, 3)
    for run, x in (('a', wide), ('b', shuffled(wide, WIDE))):
        np.savez(f'large_{run}.npz', **x)
    for run in 'pqr':
        np.savez(f'own_{run}.npz', **mlp(5, 8, 7, 9, 3))
    bad = dict(b)
    bad['2.weight'] = b['2.weight'].copy()
    bad['2.weight'][1, 2] = np.nan
    np.savez('nan_b.npz', **bad)
    np.savez('wide_b.npz', **mlp(5, 8, 7, 10, 3))


# ---- what networks compute ----

def outputs(path):
    with np.load(path) as f:
        x = np.random.default_rng(0).standard_normal((20, 5))
        for i in (0, 2, 4, 6):
            x = x @ f[f'{i}.weight'].T + f[f'{i}.bias']
            x = np.maximum(x, 0) if i < 6 else x
    return x


def outputs_kept(directory, paths):
    for path in paths:
        a, b = outputs(path), outputs(f'{directory}/{path}')
        if not np.abs(a - b).max() <= 1e-5 * np.abs(a).max():
            sys.exit(f'{path}: off by {np.abs(a - b).max()}')
        with np.load(path) as x, np.load(f'{directory}/{path}') as y:
            if all((x[name] == y[name]).all() for name in x):
                sys.exit(f'{path}: the weights are the same')


if sys.argv[1] == 'make':
    make()
else:
    outputs_kept(sys.argv[2], sys.argv[3:])
