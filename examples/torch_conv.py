#!/usr/bin/env python3
"""A small convolutional network in PyTorch on the digits of examples/data, for phatetools.

Trains from the start, or from a checkpoint that snapjump has moved, and leaves one checkpoint per
epoch: DIR/RUN_eNNN.pt. snapcat takes the parameters from `state_dict`, and the columns of the row
table (run, step, losses, accuracies) from the scalars beside it. This script also serves as
lossgrid's evaluator. It downloads nothing. From the top of the sources, with the programs on PATH:

    # to a minimum, four jumps away from it, and back?
    python3 examples/torch_conv.py --run conv --epochs 60 --out conv
    mkdir jumps
    snapjump -r 0:3 -s 0.5 -o 'jumps/s{step}_r{seed}.pt' conv/conv_e060.pt
    for jump in jumps/*.pt; do
        python3 examples/torch_conv.py --from "$jump" --run "$(basename "$jump" .pt)" --out back
    done

    # the non-linear and the linear view of the same checkpoints
    snapcat back/*.pt conv/conv_e060.pt | snapgram >back.gram
    knnaff back.gram | diffop | potdist | mds | trajplot -c train_loss -o back.png
    pca --about last back.gram | trajplot -c train_loss -o linear.png

    # the loss on a plane through the minimum
    lossgrid -e 'python3 examples/torch_conv.py --eval -' --names loss,accuracy \\
        -r 1 -x -1:1:21 -y -1:1:21 -o plane.phm conv/conv_e060.pt
"""
import argparse
import os
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F


def read_idx(path):
    """Reads an IDX file of bytes, with any number of dimensions."""
    with open(path, "rb") as f:
        zero, kind, dimensions = struct.unpack(">HBB", f.read(4))
        if zero != 0 or kind != 8:
            sys.exit(f"torch_conv: {path}: not an IDX file of bytes: name another --data")
        shape = struct.unpack(f">{dimensions}I", f.read(4 * dimensions))
        return torch.frombuffer(bytearray(f.read()), dtype=torch.uint8).reshape(shape)


def read_digits(directory):
    """(images, labels) for training, and for the test; white is 1."""
    def part(name):
        images = read_idx(os.path.join(directory, name + "-images-idx3-ubyte"))
        labels = read_idx(os.path.join(directory, name + "-labels-idx1-ubyte"))
        return images.unsqueeze(1).float(), labels.long()

    (images, labels), (test_images, test_labels) = part("train"), part("t10k")
    white = images.max()
    return (images / white, labels), (test_images / white, test_labels)


class Net(nn.Module):
    """Two normalised convolutions, to 16 channels of 4 x 4; then a linear layer."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(16)
        self.linear = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x):
        x = F.relu(self.norm1(self.conv1(x)))
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)
        return self.linear(x.flatten(1))


@torch.no_grad()
def score(net, images, labels):
    """Mean loss and accuracy."""
    output = net.eval()(images)
    return F.cross_entropy(output, labels).item(), (output.argmax(1) == labels).float().mean().item()


@torch.no_grad()
def renew_statistics(net, images):
    """Computes the normalisation's running statistics from these images. After a jump, or at a point
    of a grid, the stored statistics are those of the old weights."""
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    momenta = [m.momentum for m in norms]
    for m in norms:
        m.reset_running_stats()
        m.momentum = None  # the plain mean
    net.train()(images)
    for m, momentum in zip(norms, momenta):
        m.momentum = momentum


def load(net, path):
    """Loads a checkpoint's parameters into net; returns the checkpoint's epoch."""
    checkpoint = torch.load(path, map_location="cpu")
    net.load_state_dict(checkpoint["state_dict"])
    return checkpoint["step"]


def save(net, path, run, step, train, test):
    train_loss, train_accuracy = score(net, *train)
    test_loss, test_accuracy = score(net, *test)
    torch.save({"state_dict": net.state_dict(), "run": run, "step": step,
                "train_loss": train_loss, "test_loss": test_loss,
                "train_accuracy": train_accuracy, "test_accuracy": test_accuracy}, path)


def train(options, train_data, test_data):
    images, labels = train_data
    net, step = Net(), 0
    if options.from_checkpoint:
        step = load(net, options.from_checkpoint)
        renew_statistics(net, images)
    optimizer = torch.optim.SGD(net.parameters(), lr=options.rate, momentum=0.9,
                                weight_decay=options.weight_decay)
    os.makedirs(options.out, exist_ok=True)

    def leave():
        path = os.path.join(options.out, f"{options.run}_e{step:03d}.pt")
        save(net, path, options.run, step, train_data, test_data)

    leave()
    for _ in range(options.epochs):
        step += 1
        net.train()
        # The order depends only on seed and epoch, so that a continued run sees the same images.
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(
            1000003 * options.seed + step))
        for batch in order.split(options.batch):
            optimizer.zero_grad()
            F.cross_entropy(net(images[batch]), labels[batch]).backward()
            optimizer.step()
        leave()


def answer(train_data, test_data):
    """lossgrid's evaluator: reads one path per line, prints the test's loss and accuracy."""
    net = Net()
    for line in sys.stdin:
        load(net, line.rstrip("\n"))
        renew_statistics(net, train_data[0])
        print(*score(net, *test_data), flush=True)


def main():
    parser = argparse.ArgumentParser(description="A small convolutional network on the digits.")
    parser.add_argument("--batch", type=int, default=64, help="images per step [64]")
    parser.add_argument("--data", default=os.path.join(os.path.dirname(__file__), "data"), help="where the IDX files are")
    parser.add_argument("--epochs", type=int, default=40, help="[40]")
    parser.add_argument("--eval", choices=["-"], help="answer lossgrid; do not train")
    parser.add_argument("--from", dest="from_checkpoint", metavar="CHECKPOINT", help="continue from it")
    parser.add_argument("--out", default=".", help="the directory of the checkpoints")
    parser.add_argument("--rate", type=float, default=0.02, help="learning rate [0.02]")
    parser.add_argument("--run", default="conv", help="checkpoints are OUT/RUN_eNNN.pt [conv]")
    parser.add_argument("--seed", type=int, default=0, help="of everything random [0]")
    parser.add_argument("--weight-decay", type=float, default=0.01, help="[0.01]")
    options = parser.parse_args()
    torch.set_num_threads(1)  # small matrices
    torch.manual_seed(options.seed)
    data = read_digits(options.data)
    if options.eval:
        answer(*data)
    else:
        train(options, *data)


if __name__ == "__main__":
    main()
