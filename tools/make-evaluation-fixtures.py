"""Writes test/fixtures/generated.json and clean-up.json with transformers.

generated.json: what `generate` makes, greedily, of a ragged batch of prompts with the models of
test/fixtures; `endId` is a token that some of the texts come to. clean-up.json: texts before and
after `clean_up_tokenization`.

    python tools/make-evaluation-fixtures.py
"""

import json
import random
from collections import Counter
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedTokenizerBase, T5ForConditionalGeneration

FIXTURES = Path(__file__).parent.parent / "test" / "fixtures"
NEW_TOKENS = 8
MODELS = ["gpt2", "gpt_neo", "gpt_neo_window", "gpt_neox", "gpt_neox_serial", "gptj", "llama", "qwen3"]
MODELS += ["t5", "t5_gated"]
LENGTHS = [1, 11, 4, 9, 11, 2, 6, 7]


def generate(model, prompts, end_id):
    """The new tokens of each prompt, the end left out."""
    encodes = model.config.is_encoder_decoder
    longest = max(map(len, prompts))
    ids, mask = [], []
    for prompt in prompts:
        padding = longest - len(prompt)
        rows = ([3] * padding, [0] * padding)
        ids.append([*prompt, *rows[0]] if encodes else [*rows[0], *prompt])
        mask.append([1] * len(prompt) + rows[1] if encodes else rows[1] + [1] * len(prompt))
    out = model.generate(
        torch.tensor(ids),
        attention_mask=torch.tensor(mask),
        max_new_tokens=NEW_TOKENS,
        do_sample=False,
        use_cache=False,
        eos_token_id=end_id,
        pad_token_id=3,
    )
    new = [row.tolist()[1 if encodes else longest :] for row in out]
    return [row[: row.index(end_id)] if end_id in row else row for row in new]


def generated():
    cases = []
    for folder in (FIXTURES / name for name in MODELS):
        config = json.loads((folder / "config.json").read_text())
        kind = T5ForConditionalGeneration if config["model_type"] == "t5" else AutoModelForCausalLM
        model = kind.from_pretrained(folder, dtype=torch.float32).eval()
        model.generation_config.eos_token_id = None
        draw = random.Random(0)
        prompts = [[draw.randrange(4, config["vocab_size"]) for _ in range(n)] for n in LENGTHS]
        free = generate(model, prompts, None)
        counts = Counter(token for row in free for token in set(row[1:]))
        end_id = next(token for token, _ in counts.most_common() if token != 3)
        ended = generate(model, prompts, end_id)
        cases.append(
            {"model": folder.name, "prompts": prompts, "free": free, "endId": end_id, "ended": ended}
        )
    return cases


def cleaned():
    draw = random.Random(0)
    parts = [" ", "  ", "a", "it", "n't", "'", "'s", "'ve", "'re", "'m", ".", ",", "?", "!", "\n", "’s", " ' "]
    texts = ["I do n't know , it 's here .", "they ' re", "' '  '", "Rock ' n ' Roll", "x n ' t"]
    texts += ["".join(draw.choices(parts, k=draw.randint(3, 10))) for _ in range(60)]
    return [[text, PreTrainedTokenizerBase.clean_up_tokenization(None, text)] for text in texts]


def write(name, value):
    lines = ",\n".join(json.dumps(one) for one in value)
    (FIXTURES / name).write_text(f"[\n{lines}\n]\n")


write("generated.json", generated())
write("clean-up.json", cleaned())
