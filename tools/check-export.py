"""Compares the greedy answers of transformers with those of a run, and prints how many are equal.

    .bench-venv/bin/python tools/check-export.py EXPORTED ANSWERS [NEW_TOKENS]

EXPORTED is a folder that `credence model export` wrote, or the folder of a stage; ANSWERS the
answers.jsonl among the tests of the stage. Where the tokenizer has no end token, an answer is as long
as its reference; else NEW_TOKENS at most, the experiment's evaluate.newTokens. An answer of the run
that was cut when it could not match any more has to be the beginning of that of transformers.
"""

import collections
import json
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

exported, answers = sys.argv[1:3]
new_tokens = int(sys.argv[3]) if len(sys.argv) > 3 else 20
is_encoder_decoder = AutoConfig.from_pretrained(exported).is_encoder_decoder
kind = AutoModelForSeq2SeqLM if is_encoder_decoder else AutoModelForCausalLM
model, loading = kind.from_pretrained(exported, output_loading_info=True)
assert not any(loading.values()), loading
tokenizer = AutoTokenizer.from_pretrained(exported)

rows = [json.loads(line) for line in pathlib.Path(answers).read_text().splitlines()]
last = max(row["epoch"] for row in rows)
batches = collections.defaultdict(list)
for row in rows:
    if row["epoch"] != last:
        continue
    ids = tokenizer(row["prompt"])["input_ids"]
    has_end = tokenizer.eos_token_id is not None
    if is_encoder_decoder and ids[-1:] != [tokenizer.eos_token_id]:
        # An encoder reads texts with their end, as in training.
        ids = [*ids, tokenizer.eos_token_id]
    count = new_tokens if has_end else len(tokenizer(row["answer"])["input_ids"])
    batches[len(ids), count].append((row, ids))

equal = total = 0
for (length, count), batch in batches.items():
    for start in range(0, len(batch), 256):
        part = batch[start : start + 256]
        ids = torch.tensor([ids for _, ids in part])
        written = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=count, do_sample=False
        )
        begin = 1 if is_encoder_decoder else length
        for (row, _), tokens in zip(part, written[:, begin:]):
            text = tokenizer.decode(tokens, skip_special_tokens=True)
            text = (text.replace("\n", "") if is_encoder_decoder else text).strip()
            said = row["prediction"]
            total += 1
            same = text == said if row["correct"] else text.startswith(said)
            equal += same
            if not same:
                print(f"{row['prompt']!r}: transformers {text!r}, run {said!r}")
print(f"{equal} of {total} answers are equal")
sys.exit(equal != total)
