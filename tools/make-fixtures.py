"""Writes test/fixtures/<case>/ with transformers' own numbers for tiny random models.

    npm run bench -- ops --no-record      makes .bench-venv, which has transformers
    npm run fixtures                      runs this with it

Of each case: config.json and model.safetensors as transformers saves them, expected.safetensors
(input_ids, attention_mask, labels, logits, loss, hidden_i, generated) and grad_norms.json. The
cases gpt_neox and gpt_neox_serial were made the same way, with transformers 5.23 and torch 2.13.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
NEW_TOKENS = 8

CASES = {
    # Whole heads rotate, the head is the embedding itself, widths other than the hidden cases'.
    "gpt_neox_tied": GPTNeoXConfig(
        vocab_size=61,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=80,
        max_position_embeddings=32,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 1.0},
        tie_word_embeddings=True,
        use_parallel_residual=False,
        eos_token_id=None,
        bos_token_id=0,
    ),
}


def write_case(name: str, config: GPTNeoXConfig) -> None:
    torch.manual_seed(1)
    model = GPTNeoXForCausalLM(config).eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    folder = FIXTURES / name
    model.save_pretrained(folder)

    ids = torch.randint(0, config.vocab_size, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 12:] = 0
    labels = ids.masked_fill(mask == 0, -100)
    output = model(input_ids=ids, attention_mask=mask, labels=labels, output_hidden_states=True)
    output.loss.backward()
    norms = {key: p.grad.norm().item() for key, p in model.named_parameters()}
    (folder / "grad_norms.json").write_text(json.dumps(norms, indent=1) + "\n")
    generated = model.generate(
        ids[:1, :6], max_new_tokens=NEW_TOKENS, do_sample=False, pad_token_id=0
    )
    tensors = {
        "input_ids": ids,
        "attention_mask": mask,
        "labels": labels,
        "logits": output.logits,
        "loss": output.loss.reshape(1),
        "generated": generated,
        **{f"hidden_{i}": state for i, state in enumerate(output.hidden_states)},
    }
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, folder / "expected.safetensors")


for case, settings in CASES.items():
    write_case(case, settings)
    print(case)
