#!/usr/bin/env python3
"""Folders of checkpoints as transformers' Trainer writes them: one run whose networks are whole files,
and the same run with each network in three files and an index. Needs torch and transformers with
accelerate. What the Trainer keeps beside (the optimiser's state, arguments, configurations) is removed,
since the tests make their own."""
import os
import shutil

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed

KEEP = ("model", "trainer_state")


class ShardingTrainer(Trainer):
    shard_size = None

    def _save(self, output_dir=None, state_dict=None):
        super()._save(output_dir, state_dict)
        if self.shard_size:
            os.remove(os.path.join(output_dir, "model.safetensors"))
            self.model.save_pretrained(output_dir, max_shard_size=self.shard_size)


def run(folder, shard_size):
    shutil.rmtree(folder, ignore_errors=True)
    set_seed(1)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=8, n_positions=4, n_embd=4, n_layer=0, n_head=1))
    data = [{"input_ids": ids, "labels": ids} for ids in torch.randint(0, 8, (48, 4))]
    arguments = TrainingArguments(output_dir=folder, per_device_train_batch_size=4, num_train_epochs=1, save_steps=4,
                                  eval_steps=4, eval_strategy="steps", logging_steps=2, report_to=[], use_cpu=True,
                                  seed=1, learning_rate=0.01)
    trainer = ShardingTrainer(model=model, args=arguments, train_dataset=data, eval_dataset=data[:8])
    trainer.shard_size = shard_size
    trainer.train()
    for path, _, names in os.walk(folder):
        for name in names:
            if name.startswith(KEEP):
                os.chmod(os.path.join(path, name), 0o644)
            else:
                os.remove(os.path.join(path, name))


run("whole", None)
run("sharded", 100)
