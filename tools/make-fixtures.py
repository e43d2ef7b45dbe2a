"""Writes test/fixtures/<case>/ with transformers' own numbers for tiny random models.

    npm run bench -- ops --no-record      makes .bench-venv, which has transformers
    npm run fixtures                      runs this with it
    npm run fixtures -- llama_linear      only the cases that are named

Of each case: config.json and model.safetensors as transformers saves them, expected.safetensors
(input_ids, attention_mask, labels, logits, loss, generated, and hidden_i of a causal model; of
images pixel_values, labels, logits, loss, and gradient.NAME of every parameter) and
grad_norms.json. The cases named like an architecture alone were made the same way, with
transformers 5.23 and torch 2.13.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import (
    ConvNextV2Config,
    ConvNextV2ForImageClassification,
    GPT2Config,
    GPT2LMHeadModel,
    GPTJConfig,
    GPTJForCausalLM,
    GPTNeoConfig,
    GPTNeoForCausalLM,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
)

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
NEW_TOKENS = 8
NO_END = {"eos_token_id": None, "bos_token_id": 0}

# Widths, numbers of heads and variants other than those of the cases named like an architecture.
CAUSAL_CASES = {
    # Whole heads rotate, the head is the embedding itself.
    "gpt_neox_tied": (
        GPTNeoXForCausalLM,
        GPTNeoXConfig(
            vocab_size=61,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=3,
            intermediate_size=80,
            max_position_embeddings=32,
            rope_parameters={"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 1.0},
            tie_word_embeddings=True,
            use_parallel_residual=False,
            **NO_END,
        ),
    ),
    # A rotary width of 3: numbers turn in pairs, so that transformers turns 4 of each head.
    "gpt_neox_odd": (
        GPTNeoXForCausalLM,
        GPTNeoXConfig(
            vocab_size=31,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=36,
            max_position_embeddings=32,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0, "partial_rotary_factor": 0.25},
            **NO_END,
        ),
    ),
    "gpt2_untied": (
        GPT2LMHeadModel,
        GPT2Config(
            vocab_size=41,
            n_embd=20,
            n_layer=2,
            n_head=5,
            n_inner=28,
            n_positions=21,
            tie_word_embeddings=False,
            **NO_END,
        ),
    ),
    # Texts much longer than the window.
    "gpt_neo_window": (
        GPTNeoForCausalLM,
        GPTNeoConfig(
            vocab_size=43,
            hidden_size=24,
            num_layers=3,
            attention_types=[[["local"], 1], [["global", "local"], 1]],
            num_heads=3,
            intermediate_size=40,
            window_size=3,
            max_position_embeddings=24,
            **NO_END,
        ),
    ),
    "gptj_wide": (
        GPTJForCausalLM,
        GPTJConfig(
            vocab_size=47,
            n_embd=36,
            n_layer=2,
            n_head=3,
            n_inner=44,
            rotary_dim=4,
            n_positions=32,
            **NO_END,
        ),
    ),
    # Slow, fast and blended frequencies; one head of keys; a head width that is not D/H; biases.
    "llama_llama3": (
        LlamaForCausalLM,
        LlamaConfig(
            vocab_size=53,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=1,
            head_dim=12,
            intermediate_size=40,
            max_position_embeddings=64,
            attention_bias=True,
            mlp_bias=True,
            rope_parameters={
                "rope_type": "llama3",
                "rope_theta": 500.0,
                "factor": 4.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 3.0,
                "original_max_position_embeddings": 48,
            },
            **NO_END,
        ),
    ),
    "llama_linear": (
        LlamaForCausalLM,
        LlamaConfig(
            vocab_size=37,
            hidden_size=18,
            num_hidden_layers=1,
            num_attention_heads=3,
            intermediate_size=32,
            max_position_embeddings=64,
            tie_word_embeddings=True,
            rope_parameters={"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.5},
            **NO_END,
        ),
    ),
    # As experiments draw one from random weights: a head of keys for each, the head tied.
    "llama_tied": (
        LlamaForCausalLM,
        LlamaConfig(
            vocab_size=31,
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=3,
            intermediate_size=40,
            max_position_embeddings=64,
            rms_norm_eps=1e-6,
            tie_word_embeddings=True,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0},
            **NO_END,
        ),
    ),
    "qwen3_untied": (
        Qwen3ForCausalLM,
        Qwen3Config(
            vocab_size=59,
            hidden_size=24,
            num_hidden_layers=3,
            num_attention_heads=6,
            num_key_value_heads=3,
            head_dim=6,
            intermediate_size=36,
            max_position_embeddings=64,
            attention_bias=True,
            tie_word_embeddings=False,
            rope_parameters={"rope_type": "default", "rope_theta": 1000000.0},
            **NO_END,
        ),
    ),
}

T5_CASES = {
    # Texts longer than the distance from which all share a bucket; a deeper decoder.
    "t5_far": dict(num_layers=1, num_decoder_layers=3, relative_attention_num_buckets=12),
    # Version 1.1, with a head of its own.
    "t5_untied": dict(
        num_layers=2,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
    ),
}


IMAGE_CASES = {
    # Several channels; maps whose last rows and columns fill no patch; a map smaller than the kernel.
    "convnextv2_odd": ConvNextV2Config(
        num_channels=3,
        num_stages=3,
        depths=[1, 2, 1],
        hidden_sizes=[6, 10, 14],
        patch_size=3,
        layer_norm_eps=1e-5,
        num_labels=5,
    ),
}


def scrambled(model):
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    return model.eval()


def write(name, model, output, tensors):
    folder = FIXTURES / name
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    output.loss.backward()
    norms = {key: p.grad.norm().item() for key, p in model.named_parameters()}
    (folder / "grad_norms.json").write_text(json.dumps(norms, indent=1) + "\n")
    tensors = {"logits": output.logits, "loss": output.loss.reshape(1), **tensors}
    tensors = {k: v.detach().contiguous() for k, v in tensors.items()}
    save_file(tensors, folder / "expected.safetensors")


def write_causal_case(name, kind, config):
    torch.manual_seed(1)
    model = scrambled(kind(config))
    ids = torch.randint(0, config.vocab_size, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 12:] = 0
    labels = ids.masked_fill(mask == 0, -100)
    inputs = {"input_ids": ids, "attention_mask": mask, "labels": labels}
    output = model(**inputs, output_hidden_states=True)
    hidden = {f"hidden_{i}": state for i, state in enumerate(output.hidden_states)}
    generated = model.generate(
        ids[:1, :6], max_new_tokens=NEW_TOKENS, do_sample=False, pad_token_id=0
    )
    write(name, model, output, {**inputs, **hidden, "generated": generated})


def write_t5_case(name, variant):
    torch.manual_seed(2)
    config = T5Config(
        **{
            "vocab_size": 45,
            "d_model": 20,
            "d_kv": 6,
            "d_ff": 28,
            "num_heads": 3,
            "relative_attention_num_buckets": 10,
            "relative_attention_max_distance": 16,
            "decoder_start_token_id": 0,
            "eos_token_id": None,
            **variant,
        }
    )
    model = scrambled(T5ForConditionalGeneration(config))
    if variant.get("tie_word_embeddings") is False:
        # transformers 5 ties the head unless the file has another.
        model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight))
        model.all_tied_weights_keys.pop("lm_head.weight")
    ids = torch.randint(2, config.vocab_size, (3, 37))
    mask = torch.ones_like(ids)
    mask[1, 30:] = 0
    labels = torch.randint(2, config.vocab_size, (3, 23))
    labels[2, 20:] = -100
    inputs = {"input_ids": ids, "attention_mask": mask, "labels": labels}
    # The cache of transformers 5.23 has room for as many layers as the encoder has.
    output = model(**inputs, use_cache=False)
    generated = model.generate(
        ids[:1], max_new_tokens=NEW_TOKENS, do_sample=False, use_cache=False
    )
    encoded = {"encoder_hidden": output.encoder_last_hidden_state}
    write(name, model, output, {**inputs, **encoded, "generated": generated})


def write_image_case(name, config):
    torch.manual_seed(3)
    model = scrambled(ConvNextV2ForImageClassification(config))
    inputs = {
        "pixel_values": torch.randn(4, config.num_channels, 40, 47),
        "labels": torch.randint(0, config.num_labels, (4,)),
    }
    output = model(**inputs)
    output.loss.backward(retain_graph=True)
    gradients = {f"gradient.{key}": p.grad.clone() for key, p in model.named_parameters()}
    model.zero_grad()
    write(name, model, output, {**inputs, **gradients})


wanted = sys.argv[1:] or [*CAUSAL_CASES, *T5_CASES, *IMAGE_CASES]
for case in wanted:
    if case in T5_CASES:
        write_t5_case(case, T5_CASES[case])
    elif case in IMAGE_CASES:
        write_image_case(case, IMAGE_CASES[case])
    else:
        write_causal_case(case, *CAUSAL_CASES[case])
    print(case)
