"""A ConvNeXt V2 of transformers in a plain PyTorch loop: `convnext_v2.py FOLDER PRECISION THREADS`.

A round is some updates by the batch of the task that the benchmark `vision` writes.
"""

import json
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn
from transformers import ConvNextV2Config, ConvNextV2ForImageClassification

from channel import Channel


def build(config: dict) -> ConvNextV2ForImageClassification:
    """The model of `config`; transformers' own has kernels of 7 and downsampling by 2."""
    widths, kernel = config["widths"], config["kernel"]
    model = ConvNextV2ForImageClassification(
        ConvNextV2Config(
            num_channels=config["channels"],
            num_labels=config["classes"],
            num_stages=len(widths),
            depths=config["depths"],
            hidden_sizes=widths,
            patch_size=config["stemPatch"],
            layer_norm_eps=config["headNormEps"],
        )
    )
    stages = model.convnextv2.encoder.stages
    for before, width, factor, stage in zip(widths, widths[1:], config["downsampling"], stages[1:]):
        if factor != 2:
            stage.downsampling_layer[1] = nn.Conv2d(before, width, factor, stride=factor)
    if kernel != 7:
        for width, stage in zip(widths, stages):
            for layer in stage.layers:
                layer.dwconv = nn.Conv2d(width, width, kernel, padding=kernel // 2, groups=width)
    return model


def main() -> None:
    channel = Channel()
    folder, precision, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    task = json.loads((Path(folder) / "task.json").read_text())
    recipe = task["recipe"]
    model = build(task["config"])
    model.load_state_dict(load_file(Path(folder) / "model.safetensors"))
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=recipe["learningRate"],
        betas=recipe["betas"],
        eps=recipe["eps"],
        weight_decay=recipe["weightDecay"],
        fused=True,
    )
    batch = load_file(Path(folder) / "batch.safetensors")
    pixels, targets = batch["pixels"], batch["targets"]

    def loss_of(autocast: bool) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(pixels).logits
        return F.cross_entropy(logits.float().view(-1, recipe["cellClasses"]), targets)

    with torch.no_grad():
        channel.answer(loss=loss_of(autocast=False).item(), torch=torch.__version__)
    while True:
        channel.wait()
        start = time.perf_counter()
        for _ in range(recipe["steps"]):
            loss = loss_of(autocast=precision == "bfloat16")
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            loss.item()
        channel.answer(seconds=time.perf_counter() - start)


main()
