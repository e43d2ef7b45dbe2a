"""Answers to the task's prompts by `model.generate`, from text to text.

`lm_generate.py FOLDER float32|bfloat16 THREADS BATCH TOKENS cpu|cuda`: a round is all prompts.
"""

import sys
import time

import torch
import transformers
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from channel import Channel
from lm_task import load_task


def main() -> None:
    channel = Channel()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    *given, batch, tokens, device = sys.argv[1:]
    task = load_task(*given)
    model = AutoModelForCausalLM.from_pretrained(task.folder, dtype=torch.float32).eval().to(device)
    assert model.device.type == device, f"the model lies on {model.device}, not on {device}"

    tokenizer = Tokenizer.from_file(task.tokenizer)

    @torch.no_grad()
    def answers(texts: list[str]) -> list[str]:
        """Greedily, padded on the left."""
        prompts = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
        longest = max(len(ids) for ids in prompts)
        filling = [longest - len(ids) for ids in prompts]
        ids = torch.tensor([[task.pad] * n + ids for n, ids in zip(filling, prompts)], device=device)
        mask = torch.arange(longest, device=device) >= torch.tensor(filling, device=device)[:, None]
        with torch.autocast(device, torch.bfloat16, enabled=task.precision == "bfloat16"):
            written = model.generate(
                ids,
                attention_mask=mask.long(),
                max_new_tokens=int(tokens),
                do_sample=False,
                pad_token_id=task.pad,
                eos_token_id=task.end,
            )
        return tokenizer.decode_batch(written[:, longest:].tolist())

    channel.answer(torch=torch.__version__)
    while True:
        channel.wait()
        start = time.perf_counter()
        written = []
        for first in range(0, len(task.prompts), int(batch)):
            written += answers(task.prompts[first : first + int(batch)])
        seconds = time.perf_counter() - start
        channel.answer(seconds=seconds, written=written)


main()
