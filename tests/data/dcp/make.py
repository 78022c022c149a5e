#!/usr/bin/env python3
"""Makes the folders of torch.distributed.checkpoint and of FSDP's ranks beside this script, with the numbers
that torch itself loads from them (*.f32: the trained tensors in the order of their names).

With torch 2.15 and safetensors 0.7, on two processes over gloo:
two     cut along dimension 0, along dimension 1 (bf16), and replicated; an optimiser; a scalar
tied    one process; an embedding that is also the last layer; tied.pt and tied.safetensors are the same network
tied-two  the same tie, cut between two processes
sharded.pt  one rank's file with a ShardedTensor
ranks   model_world_size_2_rank_R.pt: DTensors, that of rank 1 on a mesh as torch pickled it before 2.9
packed  only an index, which says that the bytes went through zstd
averaged  a network beside its average, lists, and whole numbers; averaged.f32 has the network alone
parameter  a Parameter beside a dictionary
tied-pairs  two networks with a tie each, whose embeddings differ in their first rows alone"""
import os
import pickle
import shutil
from pathlib import Path

import numpy
import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
import torch.multiprocessing as mp
from safetensors.torch import save_model
from torch.distributed._shard import sharded_tensor
from torch.distributed._shard.sharding_spec import ChunkShardingSpec
from torch.distributed.checkpoint.format_utils import dcp_to_torch_save
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor, init_device_mesh

HERE = Path(__file__).parent
WORLD = 2


def network():
    torch.manual_seed(1)
    return {"b": torch.randn(3), "v": torch.randn(2, 5).bfloat16(), "w": torch.randn(5, 3)}


def as_before(mesh):
    """What the pickle of a mesh held before torch 2.9."""
    return {"device_type": "cpu", "mesh": mesh.mesh, "mesh_dim_names": None,
            "_coordinate_on_dim": list(mesh.get_coordinate())}


def work(rank):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29517")
    dist.init_process_group("gloo", rank=rank, world_size=WORLD)
    mesh = init_device_mesh("cpu", (WORLD,))
    cut = {"b": Replicate(), "v": Shard(1), "w": Shard(0)}
    whole = network()
    model = {k: distribute_tensor(v, mesh, [cut[k]]) for k, v in whole.items()}
    optimizer = {"state": {0: {"exp_avg": torch.ones(3)}}}
    dcp.save({"model": model, "optimizer": optimizer, "step": 7}, checkpoint_id=HERE / "two")
    tied = distribute_tensor(torch.randn(4, 3), mesh, [Shard(0)])
    dcp.save({"emb.weight": tied, "head.weight": tied}, checkpoint_id=HERE / "tied-two")
    if rank == 1:
        DeviceMesh.__getstate__ = as_before
    torch.save(model, HERE / "ranks" / f"model_world_size_{WORLD}_rank_{rank}.pt")
    older = sharded_tensor.ones(ChunkShardingSpec(dim=0, placements=[f"rank:{r}/cpu" for r in range(WORLD)]), 4, 3)
    if rank == 0:
        torch.save({"b": torch.ones(2), "w": older}, HERE / "sharded.pt")
    dist.barrier()
    dist.destroy_process_group()


class Tied(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = torch.nn.Embedding(4, 3)
        self.head = torch.nn.Linear(3, 4, bias=False)
        self.head.weight = self.emb.weight


def put(name, tensors):
    numbers = [tensors[k].float().numpy().ravel() for k in sorted(tensors)]
    (HERE / name).write_bytes(numpy.concatenate(numbers).tobytes())


def main():
    for name in ("two", "tied", "tied-two", "ranks", "packed", "averaged", "parameter", "tied-pairs"):
        shutil.rmtree(HERE / name, ignore_errors=True)
        (HERE / name).mkdir()
    mp.spawn(work, nprocs=WORLD)
    dcp_to_torch_save(HERE / "two", HERE / "two.pt")
    put("two.f32", torch.load(HERE / "two.pt")["model"])
    (HERE / "two.pt").unlink()

    torch.manual_seed(2)
    tied = Tied()
    dcp.save(tied.state_dict(), checkpoint_id=HERE / "tied")
    torch.save(tied.state_dict(), HERE / "tied.pt")
    save_model(tied, str(HERE / "tied.safetensors"))

    index = HERE / "tied" / ".metadata"
    metadata = pickle.loads(index.read_bytes())
    for info in metadata.storage_data.values():
        info.transform_descriptors = ["zstd"]
    (HERE / "packed" / ".metadata").write_bytes(pickle.dumps(metadata))

    torch.manual_seed(3)
    net, average = ({"0.weight": torch.randn(2, 3)} for _ in range(2))
    dcp.save({"params": net, "params_ema": average, "history": [torch.randn(2), torch.randn(2)],
              "model": {"vocabulary": torch.arange(4)}, "0": {"weight": torch.arange(2)}, "step": 7},
             checkpoint_id=HERE / "averaged")
    put("averaged.f32", net)
    dcp.save({"W": torch.nn.Parameter(torch.randn(2, 3)), "stats": {"m": torch.randn(3)}}, checkpoint_id=HERE / "parameter")
    actor = torch.randn(30, 20).half()
    critic = actor.clone()
    critic[0] += 1
    dcp.save({f"{name}.{layer}.weight": tensor for name, tensor in (("actor", actor), ("critic", critic))
              for layer in ("emb", "head")}, checkpoint_id=HERE / "tied-pairs")


if __name__ == "__main__":
    main()
