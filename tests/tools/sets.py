"""Data sets for pictures.sh:
    sets.py walks OUT.npy                 three random walks of scales 1, 10, 100, and gaps of 20 and 200
    sets.py predictions DATA OUT.npy      Bhattacharyya distances between the predictions, for the test
                                          images in DATA, of networks of any shape: files of mlp on
                                          standard input, one per line"""
import json
import struct
import sys

import numpy


def walks():
    """Rows in steps of 1, 10 and 100, walks 20 and 200 apart beyond the steps."""
    random = numpy.random.default_rng(0)
    parts, end = [], 0
    for scale, gap in (1, 0), (10, 20), (100, 200):
        walk = scale * random.normal(size=(120, 10)).cumsum(0) / 10**0.5
        walk[:, 0] += end + gap + 10 * scale - walk[:, 0].min()
        end = walk[:, 0].max()
        parts.append(walk)
    return numpy.concatenate(parts)


def tensors(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        values = file.read()
    header.pop("__metadata__", None)
    return {
        name: numpy.frombuffer(values[slice(*t["data_offsets"])], "<f4").reshape(t["shape"]).astype("f8")
        for name, t in header.items()
    }


def images(directory):
    with open(directory + "/t10k-images-idx3-ubyte", "rb") as file:
        count, height, width = struct.unpack(">4xIII", file.read(16))
        pixels = numpy.frombuffer(file.read(), "u1").reshape(count, height * width)
    return pixels / pixels.max()


def logits(network, x):
    layers = len(network) // 2
    for i in range(layers):
        x = x @ network["layers.%d.weight" % i].T + network["layers.%d.bias" % i]
        if i + 1 < layers:
            x = numpy.maximum(x, 0)
    return x


def root_probabilities(network, x):
    z = logits(network, x)
    z -= z.max(1, keepdims=True)
    p = numpy.exp(z)
    return numpy.sqrt(p / p.sum(1, keepdims=True))


def predictions(data):
    """D_uv = -(1/N) sum_n ln sum_c sqrt(p_u(n,c) p_v(n,c))"""
    x = images(data)
    roots = numpy.stack([root_probabilities(tensors(line.rstrip("\n")), x) for line in sys.stdin])
    distance = numpy.zeros((len(roots), len(roots)))
    for n in range(len(x)):
        distance -= numpy.log(numpy.minimum(roots[:, n] @ roots[:, n].T, 1))
    distance /= len(x)
    numpy.fill_diagonal(distance, 0)
    return (distance + distance.T) / 2


if __name__ == "__main__":
    make = {"walks": walks, "predictions": predictions}[sys.argv[1]]
    numpy.save(sys.argv[-1], make(*sys.argv[2:-1]))
