"""The training task that the benchmark `world` writes for its peers: documents, recipe, weights."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch

IGNORED = -100


@dataclass(frozen=True)
class Recipe:
    documents_per_step: int
    epochs: int
    learning_rate: float
    warmup_steps: int
    betas: tuple[float, float]
    eps: float
    weight_decay: float
    clip_norm: float | None


@dataclass(frozen=True)
class Task:
    folder: Path
    precision: str
    threads: int
    recipe: Recipe
    examples: list[dict[str, list[int]]]
    """Token ids and labels of each document; labels are IGNORED where no loss is wanted."""
    check: list[dict[str, list[int]]]
    """The documents on which losses are compared."""


def load_task(folder: str, precision: str, threads: str) -> Task:
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    written = json.loads((Path(folder) / "task.json").read_text())
    recipe = Recipe(**{**written["recipe"], "betas": tuple(written["recipe"]["betas"])})
    examples = [example(**document) for document in written["documents"]]
    check = examples[: written["check_documents"]]
    return Task(Path(folder), precision, int(threads), recipe, examples, check)


def example(ids: list[int], targets: int) -> dict[str, list[int]]:
    """Loss on the last `targets` tokens only."""
    return {"input_ids": ids, "labels": [IGNORED] * (len(ids) - targets) + ids[-targets:]}


def pad(examples: list[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Pads to the longest document, on the right."""
    longest = max(len(document["input_ids"]) for document in examples)

    def padded(key: str, filling: int) -> torch.Tensor:
        rows = (document[key] for document in examples)
        return torch.tensor([row + [filling] * (longest - len(row)) for row in rows])

    lengths = torch.tensor([len(document["input_ids"]) for document in examples])
    return {
        "input_ids": padded("input_ids", 0),
        "labels": padded("labels", IGNORED),
        "attention_mask": (torch.arange(longest) < lengths[:, None]).long(),
    }
