#!/usr/bin/env python3
"""Folders of checkpoints, and files that hold a part of a network. Needs torch, h5py, and transformers
with accelerate.

whole, sharded   a run as transformers' Trainer writes it: each network in one file, and in two with an
                 index. What the Trainer keeps beside (the optimiser's state, arguments, configurations) is
                 removed, since the tests make their own.
distributed      the shards of two ranks, as torch.distributed.checkpoint writes them in safetensors
single           what it writes for one process
ranks            what DeepSpeed and Megatron keep for a rank: the keys are theirs, the tensors ours
keras            weights as Keras's max_shard_size lays them out; one layer is in two files"""
import argparse
import collections
import json
import os
import shutil

import h5py
import numpy
import torch
import torch.distributed.checkpoint as dcp
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed

KEEP = ("model", "trainer_state")
OLD = {"_use_new_zipfile_serialization": False}  # the shorter of the two formats


class ShardingTrainer(Trainer):
    shard_size = None

    def _save(self, output_dir=None, state_dict=None):
        super()._save(output_dir, state_dict)
        if self.shard_size:
            os.remove(os.path.join(output_dir, "model.safetensors"))
            self.model.save_pretrained(output_dir, max_shard_size=self.shard_size)


def pack(path):
    """The same JSON without indentation."""
    with open(path, "r+") as f:
        content = json.load(f)
        f.seek(0)
        json.dump(content, f)
        f.truncate()


def run(folder, shard_size):
    shutil.rmtree(folder, ignore_errors=True)
    set_seed(1)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=8, n_positions=4, n_embd=4, n_layer=0, n_head=1))
    data = [{"input_ids": ids, "labels": ids} for ids in torch.randint(0, 8, (48, 4))]
    arguments = TrainingArguments(output_dir=folder, per_device_train_batch_size=4, num_train_epochs=1, save_steps=4,
                                  eval_steps=4, eval_strategy="steps", logging_steps=4, report_to=[], use_cpu=True,
                                  seed=1, learning_rate=0.01)
    trainer = ShardingTrainer(model=model, args=arguments, train_dataset=data, eval_dataset=data[:8])
    trainer.shard_size = shard_size
    trainer.train()
    for path, _, names in os.walk(folder):
        for name in names:
            if name.startswith(KEEP):
                os.chmod(os.path.join(path, name), 0o644)
                if name.endswith("state.json"):
                    pack(os.path.join(path, name))
            else:
                os.remove(os.path.join(path, name))


def distributed(rank):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29777", RANK=str(rank), WORLD_SIZE="2")
    torch.distributed.init_process_group("gloo")
    mesh = init_device_mesh("cpu", (2,))
    state = {"a": distribute_tensor(torch.arange(24.0).view(6, 4), mesh, [Shard(0)]),
             "b": distribute_tensor(torch.arange(4.0), mesh, [Replicate()])}
    dcp.save(state, storage_writer=dcp.HuggingFaceStorageWriter("distributed", save_distributed=True))


def ranks():
    os.makedirs("ranks", exist_ok=True)
    weights = collections.OrderedDict(a=torch.arange(8.0).view(4, 2), b=torch.arange(2.0))

    def deepspeed(ranks, module):
        return {"module": module, "optimizer": None, "global_steps": 10, "dp_world_size": 2, "mp_world_size": ranks,
                "ds_version": "0.14.0"}

    def megatron(tensor, stages):
        args = argparse.Namespace(tensor_model_parallel_size=tensor, pipeline_model_parallel_size=stages)
        return {"args": args, "iteration": 100, "model": weights}

    torch.save(deepspeed(1, weights), "ranks/whole.pt")
    torch.save(deepspeed(2, weights), "ranks/tensor.pt")
    torch.save(deepspeed(1, {name: torch.empty(0) for name in weights}), "ranks/zero3.pt", **OLD)
    torch.save({"optimizer_state_dict": {"single_partition_of_fp32_groups": [torch.ones(5)], "zero_stage": 2,
                                         "partition_count": 2}, "ds_version": "0.14.0"}, "ranks/optimiser.pt", **OLD)
    torch.save(megatron(1, 1), "ranks/megatron.pt")
    torch.save(megatron(2, 1), "ranks/megatron_tensor.pt")
    torch.save(megatron(1, 4), "ranks/megatron_stage.pt", **OLD)


def keras():
    os.makedirs("keras", exist_ok=True)
    names = ["layers/dense/vars/0", "layers/dense/vars/1"] + [f"layers/norm/vars/{i}" for i in range(4)]
    weight_map = {"/layers/dense/vars": ["model_00000.weights.h5"],
                  "/layers/norm/vars": ["model_00000.weights.h5", "model_00001.weights.h5"]}
    for file, held in (("model_00000", names[:4]), ("model_00001", names[4:])):
        with h5py.File(f"keras/{file}.weights.h5", "w", libver="latest") as f:
            for name in held:
                shape = (2, 3) if name == names[0] else (3,)
                f[name] = names.index(name) + numpy.arange(numpy.prod(shape), dtype="f4").reshape(shape)
    with open("keras/model.weights.json", "w") as f:
        json.dump({"metadata": {"total_size": 84.0}, "weight_map": weight_map}, f, indent=4)


if __name__ == "__main__":
    run("whole", None)
    run("sharded", 100)
    torch.multiprocessing.spawn(distributed, nprocs=2)
    dcp.save({"a": torch.arange(24.0).view(6, 4), "b": torch.arange(4.0)},
             storage_writer=dcp.HuggingFaceStorageWriter("single"), no_dist=True)
    ranks()
    keras()
