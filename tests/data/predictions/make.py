"""Makes the predictions of two runs and what preddist should find of them, by loops over samples in
float64 (NumPy 2) and SciPy's minimiser (1.17). Run it here, with mlp on PATH:

logits.npy          10 x (60 * 10) float32: the logits of the test's first 60 digits by two networks of
                    different shapes (64-16-10, relu, SGD; 64-8-8-10, tanh, Adam) after 0, 1, 3, 10 and
                    40 epochs
labels.npy          60, uint8
bhattacharyya.npy   10 x 10, and so are hellinger.npy, jeffreys.npy and disagreement.npy
scores.tsv          accuracy, cross_entropy and progress of each snapshot"""
import json
import subprocess
import tempfile
import numpy as np
from scipy.optimize import minimize_scalar

DATA = "../../../examples/data"
SAMPLES, CLASSES = 60, 10
RUNS = {"wide": "--hidden 16 --seed 1".split(),
        "deep": "--hidden 8,8 --activation tanh --optimizer adam --seed 2".split()}


def idx(part, skip):
    return np.fromfile(f"{DATA}/t10k-{part}-ubyte", np.uint8)[skip:]


def load(path):
    raw = open(path, "rb").read()
    length = 8 + int.from_bytes(raw[:8], "little")
    head = json.loads(raw[8:length])
    activation = head.pop("__metadata__")["activation"]
    tensors = {name: np.frombuffer(raw[length:][slice(*t["data_offsets"])], "<f4").reshape(t["shape"])
               for name, t in head.items()}
    return activation, tensors


def forward(path, h):
    activation, tensors = load(path)
    layers = len(tensors) // 2
    for l in range(layers):
        h = h @ tensors[f"layers.{l}.weight"].T.astype(float) + tensors[f"layers.{l}.bias"]
        if l < layers - 1:
            h = np.tanh(h) if activation == "tanh" else np.maximum(h, 0)
    return h


def train(images):
    with tempfile.TemporaryDirectory() as folder:
        for run, options in RUNS.items():
            subprocess.run(["mlp", "-q", "--run", run, "--data", DATA, "--out", folder, *options], check=True)
            for epoch in (0, 1, 3, 10, 40):
                yield forward(f"{folder}/{run}_e{epoch:03}.safetensors", images).ravel()


def log_softmax(z):
    z = z - z.max()
    return z - np.log(np.exp(z).sum())


def bhattacharyya(a, b):
    return -np.mean([np.log(np.exp((u + v) / 2).sum()) for u, v in zip(a, b)])


def hellinger(a, b):
    return 2 - 2 * np.mean([np.exp((u + v) / 2).sum() for u, v in zip(a, b)])


def jeffreys(a, b):
    return np.mean([((np.exp(u) - np.exp(v)) * (u - v)).sum() for u, v in zip(a, b)])


def disagreement(a, b):
    return np.mean([u.argmax() != v.argmax() for u, v in zip(a, b)])


def progress(a, labels):
    """The place on the geodesic from the uniform prediction to the truth that is nearest to a."""
    angle = np.arccos(1 / np.sqrt(CLASSES))

    def distance(place):
        start, end = np.sin((1 - place) * angle) / np.sin(angle), np.sin(place * angle) / np.sin(angle)
        total = 0
        for u, label in zip(a, labels):
            root = np.full(CLASSES, start / np.sqrt(CLASSES))
            root[label] += end
            total -= np.log(np.exp(u / 2) @ root)
        return total / len(a)

    return minimize_scalar(distance, bounds=(0, 1), method="bounded", options={"xatol": 1e-11}).x


images = idx("images-idx3", 16)[:SAMPLES * 64].reshape(SAMPLES, 64) / 16.0
labels = idx("labels-idx1", 8)[:SAMPLES]
logits = np.array(list(train(images)), "<f4")
np.save("logits.npy", logits)
np.save("labels.npy", labels)
logs = [np.array([log_softmax(z) for z in row.reshape(SAMPLES, CLASSES)]) for row in logits.astype(float)]
for measure in (bhattacharyya, hellinger, jeffreys, disagreement):
    np.save(f"{measure.__name__}.npy", [[0.0 if a is b else measure(a, b) for b in logs] for a in logs])
with open("scores.tsv", "w") as f:
    print("accuracy", "cross_entropy", "progress", sep="\t", file=f)
    for a in logs:
        hits = np.mean([u.argmax() == label for u, label in zip(a, labels)])
        loss = -np.mean([u[label] for u, label in zip(a, labels)])
        print(repr(float(hits)), repr(float(loss)), repr(float(progress(a, labels))), sep="\t", file=f)
