"""Writes test/fixtures/config-variants/: what transformers makes of changed config.json files.

    .bench-venv/bin/python tools/make-config-fixtures.py

ARCHITECTURE.json lists changes to the config.json of a fixture (`base`): keys that are `set` and
keys that are dropped (`drop`), and the row of logits.safetensors with some of the logits that
transformers then gives, or null where it refuses the file, leaves weights at random or gives no
numbers. `none` changes nothing, `rotary` are all spellings of rotary positions against one another, `fuzz` one to three
random changes. Made with transformers 5.23 and torch 2.13.
"""

import itertools
import json
import pathlib
import random
import shutil
import tempfile
import warnings

import torch
import transformers
from safetensors.torch import load_file, save_file

warnings.simplefilter("ignore")
transformers.logging.set_verbosity(transformers.logging.CRITICAL)
transformers.utils.logging.disable_progress_bar()

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
OUT = FIXTURES / "config-variants"
ABSENT = object()
BASES = {
    "gpt_neox_tied": "GPTNeoXForCausalLM",
    "gpt_neo_window": "GPTNeoForCausalLM",
    "gpt2": "GPT2LMHeadModel",
    "gptj": "GPTJForCausalLM",
    "llama": "LlamaForCausalLM",
    "qwen3": "Qwen3ForCausalLM",
    "t5_gated": "T5ForConditionalGeneration",
    "convnextv2": "ConvNextV2ForImageClassification",
}
FUZZED = 90
ROTARY = 60

SCALINGS = [
    ABSENT,
    None,
    {},
    {"rope_type": "default", "rope_theta": 20000.0, "partial_rotary_factor": 0.5},
    {"type": "linear", "factor": 4.0},
    {"type": "linear", "rope_type": "default", "rope_theta": 300.0},
    {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
     "original_max_position_embeddings": 32},
    {"type": "dynamic", "factor": 2.0},
]
PARAMETERS = [
    ABSENT,
    None,
    {},
    {"rope_type": "default", "rope_theta": 700.0},
    {"rope_type": "default", "rope_theta": 700.0, "partial_rotary_factor": 1.0},
    {"rope_theta": 700.0, "factor": 4.0},
    {"rope_type": "linear", "type": "default", "factor": 3.0, "rope_theta": 900.0},
    {"type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0},
    {"rope_type": None, "type": "linear", "factor": 2.0},
    {"rope_type": "default", "rope_theta": None},
    {"rope_type": "yarn", "factor": 4.0},
    {"full_attention": {"rope_type": "default", "rope_theta": 700.0}},
]
ROTARY_KEYS = {
    "gpt_neox_tied": {
        "rotary_pct": [ABSENT, ABSENT, 0.5, None],
        "rotary_emb_base": [ABSENT, ABSENT, 20000, None],
        "rope_theta": [ABSENT, ABSENT, 20000.0],
        "partial_rotary_factor": [ABSENT, ABSENT, 0.5],
        "head_dim": [ABSENT, ABSENT, ABSENT, 4],
    },
    "llama": {
        "rope_theta": [ABSENT, ABSENT, 500.0, None],
        "partial_rotary_factor": [ABSENT, ABSENT, 1.0, 0.5],
        "rotary_emb_base": [ABSENT, ABSENT, 500.0],
        "head_dim": [ABSENT, ABSENT, None],
    },
    "gptj": {
        "rotary_dim": [ABSENT, 2, 4, 6, 3, None, 64],
        "rope_theta": [ABSENT, ABSENT, 500.0],
        "rotary_pct": [ABSENT, ABSENT, 0.5],
    },
}
ROTARY_KEYS["qwen3"] = ROTARY_KEYS["llama"]
EVERYWHERE = {
    "original_max_position_embeddings": [ABSENT, ABSENT, ABSENT, 16, None],
    "rope_scaling": SCALINGS,
    "rope_parameters": PARAMETERS,
}

VALUES = [
    None, True, False, 0, 1, -1, 2, 3, 4, 8, 16, 32, 64, 0.5, 1.0, 1e-5, 1e-3, 0.1, "gelu", "gelu_new",
    "gelu_python", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate", "quick_gelu",
    "silu", "swish", "relu", "gated-gelu", "gated-gelu_new", "gated-relu", "other", "", [], {}, [1, 2],
    ["full_attention"] * 2, [[["global"], 2]], {"rope_type": "default"}, {"type": "linear", "factor": 2.0},
]
OTHER_KEYS = [
    "hidden_size", "num_attention_heads", "num_hidden_layers", "max_position_embeddings", "head_dim",
    "n_embd", "n_head", "n_layer", "hidden_act", "activation_function", "dense_act_fn", "is_gated_act",
    "scale_decoder_outputs", "attention_bias", "mlp_bias", "sliding_window", "use_sliding_window",
    "layer_types", "is_causal", "is_decoder", "is_encoder_decoder", "add_cross_attention", "rotary_pct",
    "rotary_emb_base", "rope_theta", "partial_rotary_factor", "rotary_dim", "rope_scaling",
    "rope_parameters", "pad_token_id", "eos_token_id", "bos_token_id", "torch_dtype", "pretraining_tp",
    "use_cache", "attn_implementation", "attention_chunk_size", "output_attentions", "n_ctx", "n_inner",
    "gradient_checkpointing", "attention_layers", "window_size", "reorder_and_upcast_attn",
    "scale_attn_by_inverse_layer_idx", "num_labels", "final_logit_softcapping", "head_dim",
]


def changed(choice):
    keys = [key for key, value in choice.items() if value is not ABSENT]
    return {"set": {key: choice[key] for key in keys}, "drop": [k for k in choice if k not in keys]}


def rotary_changes(name, draw):
    keys = {**ROTARY_KEYS[name], **EVERYWHERE}
    # Every two sections against one another, then random ones of all.
    for scaling, parameters in itertools.product(SCALINGS, PARAMETERS):
        one = draw.choice(list(ROTARY_KEYS[name]))
        choice = {key: ABSENT for key in keys}
        for choice in (choice, choice | {one: draw.choice(keys[one])})[: 1 if name in ("gptj", "qwen3") else 2]:
            yield changed(choice | {"rope_scaling": scaling, "rope_parameters": parameters})
    for _ in range(ROTARY):
        yield changed({key: draw.choice(values) for key, values in keys.items()})


def fuzz_changes(config, draw):
    own = sorted(set(config) - {"architectures", "model_type", "transformers_version"})
    for key in own:
        yield {"set": {}, "drop": [key]}
        yield {"set": {key: None}, "drop": []}
    for _ in range(FUZZED):
        keys = [draw.choice(own if draw.random() < 0.6 else OTHER_KEYS) for _ in range(draw.choice([1, 1, 2, 3]))]
        yield {"set": {key: draw.choice(VALUES) for key in keys}, "drop": []}


def numbers(name, folder, inputs):
    kind = getattr(transformers, BASES[name])
    model, info = kind.from_pretrained(folder, output_loading_info=True, dtype=torch.float32)
    if any(info[key] for key in ("missing_keys", "mismatched_keys", "unexpected_keys")):
        return None
    with torch.no_grad():
        logits = model.eval()(**inputs).logits
    some = logits[:1, -3:, :8] if logits.dim() == 3 else logits[:2]
    return some.flatten() if some.isfinite().all() else None


def inputs_of(name):
    expected = load_file(FIXTURES / name / "expected.safetensors")
    if "pixel_values" in expected:
        return {"pixel_values": expected["pixel_values"]}
    ids = expected["input_ids"][:1]
    return {"input_ids": ids, "decoder_input_ids": ids[:, :7]} if name.startswith("t5") else {"input_ids": ids}


torch.set_num_threads(1)
OUT.mkdir(exist_ok=True)
rows = {}
for name in BASES:
    draw = random.Random(name)
    base = FIXTURES / name
    config = json.loads((base / "config.json").read_text())
    inputs = inputs_of(name)
    found = []
    kept = {}
    changes = {"none": [{"set": {}, "drop": []}],
               "rotary": list(rotary_changes(name, draw)) if name in ROTARY_KEYS else [],
               "fuzz": list(fuzz_changes(config, draw))}
    for kind, listed in changes.items():
        for change in listed:
            with tempfile.TemporaryDirectory() as folder:
                other = {key: value for key, value in config.items() if key not in change["drop"]}
                (pathlib.Path(folder) / "config.json").write_text(json.dumps({**other, **change["set"]}))
                (pathlib.Path(folder) / "model.safetensors").symlink_to(base / "model.safetensors")
                try:
                    logits = numbers(name, folder, inputs)
                except Exception:
                    logits = None
            row = None if logits is None else kept.setdefault(tuple(logits.tolist()), len(kept))
            found.append({"kind": kind, **change, "row": row})
    rows[name] = torch.tensor(list(kept))
    lines = ",\n".join(json.dumps(line) for line in found)
    (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    refused = sum(line["row"] is None for line in found)
    print(f"{name}: {len(found)} variants, {refused} refused, {len(kept)} different results", flush=True)
save_file(rows, OUT / "logits.safetensors")
