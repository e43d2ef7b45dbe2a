"""Loads checkpoint folders with transformers and compares with what ours.safetensors in each says.

    python test/load-with-transformers.py FOLDER...

Prints one JSON object: by folder the largest absolute difference of the logits, what the loader
found missing or unexpected, and the type of the parameters.
"""

import json
import sys

import torch
from safetensors import safe_open
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    T5ForConditionalGeneration,
)

KINDS = {"t5": T5ForConditionalGeneration, "convnextv2": AutoModelForImageClassification}

results = {}
for folder in sys.argv[1:]:
    config = AutoConfig.from_pretrained(folder)
    kind = KINDS.get(config.model_type, AutoModelForCausalLM)
    model, info = kind.from_pretrained(folder, output_loading_info=True)
    with safe_open(f"{folder}/ours.safetensors", "pt") as ours:
        if config.model_type == "convnextv2":
            inputs = {"pixel_values": ours.get_tensor("pixel_values")}
        else:
            inputs = {"input_ids": ours.get_tensor("input_ids")}
            inputs["attention_mask"] = ours.get_tensor("attention_mask").long()
        if config.model_type == "t5":
            inputs["decoder_input_ids"] = ours.get_tensor("decoder_input_ids")
            inputs["use_cache"] = False
        wanted = ours.get_tensor("logits")
    dtype = str(next(model.parameters()).dtype)
    with torch.no_grad():
        logits = model.eval().float()(**inputs).logits
    results[folder] = {
        "difference": (logits - wanted).abs().max().item(),
        "missing": sorted(info["missing_keys"]),
        "unexpected": sorted(info["unexpected_keys"]),
        "dtype": dtype,
        "architectures": config.architectures,
        "eos": getattr(config, "eos_token_id", None),
    }
print(json.dumps(results))
