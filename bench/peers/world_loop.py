"""The task `world` in a plain PyTorch loop: `world_loop.py FOLDER float32|bfloat16 THREADS`."""

import json
import sys
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from channel import Channel
from gpt_neox import GPTNeoX
from world_task import IGNORED, load_task, pad


def main() -> None:
    channel = Channel()
    task = load_task(*sys.argv[1:])
    recipe = task.recipe
    model = GPTNeoX(json.loads((task.folder / "config.json").read_text()))
    weights = load_file(task.folder / "model.safetensors")
    weights = {name.removeprefix("gpt_neox."): value for name, value in weights.items()}
    weights.setdefault("embed_out.weight", weights["embed_in.weight"])
    model.load_state_dict(weights)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=recipe.learning_rate,
        betas=recipe.betas,
        eps=recipe.eps,
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / max(1, recipe.warmup_steps))
    )
    in_bfloat16 = task.precision == "bfloat16"
    # All documents are padded once, ahead of the rounds, which is to this loop's advantage.
    documents = pad(task.examples)
    check = pad(task.check)

    def loss_of(ids: torch.Tensor, labels: torch.Tensor, autocast: bool) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(ids[:, :-1])
        targets = labels[:, 1:].flatten()
        return F.cross_entropy(logits.float().flatten(0, 1), targets, ignore_index=IGNORED)

    @torch.no_grad()
    def check_loss() -> float:
        return loss_of(check["input_ids"], check["labels"], autocast=False).item()

    def epoch() -> None:
        for batch in torch.randperm(len(task.examples)).split(recipe.documents_per_step):
            loss = loss_of(documents["input_ids"][batch], documents["labels"][batch], in_bfloat16)
            loss.backward()
            if recipe.clip_norm is not None:
                torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.clip_norm)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()

    channel.answer(loss=check_loss(), torch=torch.__version__)
    while True:
        channel.wait()
        start = time.perf_counter()
        epoch()
        seconds = time.perf_counter() - start
        channel.answer(seconds=seconds, loss=check_loss())


main()
