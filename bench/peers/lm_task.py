"""The task that the benchmark `lm` writes for its peers: weights, padded documents, prompts."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Task:
    folder: Path
    precision: str
    documents_per_step: int
    documents_per_pass: int
    learning_rate: float
    clip_norm: float
    examples: list[dict[str, list[int]]]
    """Padded; every token bears loss, padding too, and padding is masked as a key."""
    real_tokens: list[int]
    check_documents: int
    """The first of them are those on which losses are compared."""
    prompts: list[str]
    tokenizer: str
    """Path of a tokenizer.json."""
    pad: int
    end: int


def load_task(folder: str, precision: str, threads: str) -> Task:
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    written = json.loads((Path(folder) / "task.json").read_text())
    documents = written.pop("documents")
    examples = [example(**document) for document in documents]
    real_tokens = [document["real_tokens"] for document in documents]
    return Task(Path(folder), precision, examples=examples, real_tokens=real_tokens, **written)


def example(ids: list[int], real_tokens: int) -> dict[str, list[int]]:
    mask = [1] * real_tokens + [0] * (len(ids) - real_tokens)
    return {"input_ids": ids, "attention_mask": mask, "labels": ids}


@torch.no_grad()
def check_losses(model: torch.nn.Module, task: Task) -> dict[str, float]:
    """Means over the targets of the compared documents, where there are any: all, and those of the texts and one end."""
    if task.check_documents == 0:
        return {}
    chosen = task.examples[: task.check_documents]
    batch = {
        key: torch.tensor([one[key] for one in chosen], device=model.device)
        for key in ("input_ids", "attention_mask")
    }
    targets = batch["input_ids"][:, 1:]
    losses = torch.stack(
        [
            F.cross_entropy(model(input_ids=ids[None], attention_mask=mask[None]).logits[0, :-1].float(), to, reduction="none")
            for ids, mask, to in zip(batch["input_ids"], batch["attention_mask"], targets)
        ]
    )
    lengths = torch.tensor(task.real_tokens[: task.check_documents], device=model.device)
    wanted = torch.arange(1, losses.shape[1] + 1, device=model.device) <= lengths[:, None]
    return {"faithful": losses.mean().item(), "fast": losses[wanted].mean().item()}
