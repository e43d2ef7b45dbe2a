"""Makes test/fixtures/llama_small: a Llama of a few thousand random weights with a real tokenizer.

usage: python tools/make-small-llama.py      in an environment with torch and transformers

The folder is what transformers writes, with the tokenizer of experiments/samples (600 tokens), so
that an experiment can start from it as from a checkpoint.
"""
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

root = Path(__file__).resolve().parent.parent
out = root / "test" / "fixtures" / "llama_small"
end = "<|endoftext|>"
tokenizer = PreTrainedTokenizerFast(
    tokenizer_file=str(root / "experiments" / "samples" / "tokenizer.json"),
    bos_token=end,
    eos_token=end,
)
end_id = tokenizer.convert_tokens_to_ids(end)
torch.manual_seed(0)
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        tie_word_embeddings=True,
        bos_token_id=end_id,
        eos_token_id=end_id,
    )
)
model.to(torch.bfloat16).save_pretrained(out)
tokenizer.save_pretrained(out)
