"""Writes test/fixtures/tokenizer-configs.json: ids under settings of tokenizer_config.json.

    .bench-venv/bin/python tools/make-tokenizer-configs.py

AutoTokenizer of transformers reads folders with a tokenizer.json of test/fixtures/tokenizers/ (one
with changes), a tokenizer_config.json, a special_tokens_map.json and a config.json, and encodes texts;
null where it refuses the folder. Ids after a text are left out, as in the project.
"""

import itertools
import json
import os
import pathlib
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"

TEXTS = [
    "", "Q: When was <|xkqwz|> born?\nA: 1920s\n", " leading", "  two", "Who is Who?", "a<x>b <x> c", "x<extra>y <extra> z",
    "Cleopatra<s>Darla</s> Hood", "caf\u00e9 e\u0301 \u212b", "<|endoftext|> a <|padding|>b", "\u2581a \u2581 b", "WHO who", "it's 1234",
    "<extra_id_0> and <extra_id_1>", "\u65e5\u672c <unk> \U0001f642", "a\t\n b  c", "<pad>x[PAD]",
]  # fmt: skip


def token(content, **flags):
    return {"content": content, "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": False, **flags}


QWEN = {
    "normalizer": {"type": "NFC"},
    "pre_tokenizer": {
        "type": "Sequence",
        "pretokenizers": [
            {
                "type": "Split",
                "pattern": {
                    "Regex": "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
                },
                "behavior": "Isolated",
                "invert": False,
            },
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        ],
    },
}
TEMPLATE = {
    "type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
    "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}},
}
METASPACE = {
    "normalizer": None,
    "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False},
}


def cases():
    found = []

    def case(base, config=None, model=None, changes=None, tokens_map=None):
        found.append({"base": base, "changes": changes or {}, "config": config, "map": tokens_map, "model": model})

    end = {"eos_token": "<|endoftext|>"}
    gpts = [("gpt2", {}), ("gpt_neo", {}), ("gptj", {}), ("gpt_neox", {}), ("qwen3", QWEN)]
    names = {"gpt2": "GPT2Tokenizer", "gpt_neo": "GPT2Tokenizer", "gptj": "GPT2Tokenizer", "gpt_neox": "GPTNeoXTokenizer", "qwen3": "Qwen2Tokenizer"}
    for (model, changes), prefix in itertools.product(gpts, (None, False, True)):
        extra = {} if prefix is None else {"add_prefix_space": prefix}
        for cls in ({}, {"tokenizer_class": names[model]}, {"tokenizer_class": names[model] + "Fast"}, {"tokenizer_class": "PreTrainedTokenizerFast"}):
            case("gpt-neox", {**end, **cls, **extra}, {"model_type": model}, changes)
        case("gpt-neox", {**end, "tokenizer_class": names[model], **extra}, {"model_type": model}, {**changes, "post_processor": TEMPLATE})
    # A tokenizer.json of another kind than the class makes, as SmolLM's: the class decides.
    digits = {"type": "Digits", "individual_digits": True}
    bytes_of_digits = {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [digits, {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}]}}
    for name in ("GPT2Tokenizer", "GPTNeoXTokenizerFast", "Qwen2Tokenizer"):
        for changes in (bytes_of_digits, {"normalizer": {"type": "Lowercase"}}):
            case("gpt-neox", {**end, "tokenizer_class": name}, {"model_type": "llama"}, changes)
    case("t5", {"tokenizer_class": "T5Tokenizer", "eos_token": "</s>"}, {"model_type": "t5"}, {"normalizer": None, "pre_tokenizer": digits})
    # A class of another architecture, and none that is known.
    case("gpt-neox", {**end, "tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True}, {"model_type": "gpt_neox"})
    case("gpt-neox", {**end, "tokenizer_class": "GPTNeoXTokenizer", "add_prefix_space": True}, {"model_type": "llama"})
    case("gpt-neox", {**end, "tokenizer_class": "MyOwnTokenizer", "add_prefix_space": True}, {"model_type": "gpt_neox"})
    case("gpt-neox", {**end, "tokenizer_class": "LlamaTokenizer", "add_prefix_space": True}, {"model_type": "llama"})
    case("gpt-neox", {**end, "tokenizer_class": "TokenizersBackend", "add_prefix_space": True}, {"model_type": "qwen3"})
    for prefix, legacy in itertools.product((None, False, True), ("absent", None, False, True)):
        config = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "tokenizer_class": "LlamaTokenizer"}
        if prefix is not None:
            config["add_prefix_space"] = prefix
        if legacy != "absent":
            config["legacy"] = legacy
        case("llama", config, {"model_type": "llama"})
        case("llama", config, {"model_type": "llama"}, METASPACE)
        case("llama", {**config, "tokenizer_class": "PreTrainedTokenizerFast"}, {"model_type": "llama"})
    t5 = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    for cls, ids in itertools.product(("T5Tokenizer", "T5TokenizerFast", "PreTrainedTokenizerFast", None), (0, 2, None)):
        config = {**t5, "add_prefix_space": True}
        if cls:
            config["tokenizer_class"] = cls
        if ids is not None:
            config["extra_ids"] = ids
        if ids == 2:
            config["additional_special_tokens"] = ["<extra_id_0>", "<extra_id_1>"]
        case("t5", config, {"model_type": "t5"})

    # Begin and end tokens, which tokenizer.json alone decides.
    for bos, eos in itertools.product((None, False, True), repeat=2):
        config = {"bos_token": "<s>", "eos_token": "</s>"}
        if bos is not None:
            config["add_bos_token"] = bos
        if eos is not None:
            config["add_eos_token"] = eos
        case("llama", config, {"model_type": "llama"})
        case("llama", {**config, "tokenizer_class": "LlamaTokenizerFast"}, {"model_type": "llama"})
        case("llama", config, {"model_type": "llama"}, {"post_processor": None})
        case("gpt-neox", {**end, "bos_token": "<|endoftext|>", **config}, {"model_type": "gpt2"})

    generic = {**end, "tokenizer_class": "PreTrainedTokenizerFast"}
    for base in (generic, {**end, "tokenizer_class": "GPTNeoXTokenizerFast"}):
        model = {"model_type": "gpt_neox"}
        flags = [{}, {"special": True}, {"normalized": True}, {"lstrip": True}, {"rstrip": True}, {"single_word": True}, {"special": True, "lstrip": True, "rstrip": True}]
        ends = {"0": token("<|endoftext|>", special=True)}
        for flag in flags:
            case("gpt-neox", {**base, "added_tokens_decoder": {**ends, "600": token("<extra>", **flag), "601": token("Who", **flag)}}, model)
            case("gpt-neox", {**base, "added_tokens_decoder": {"1000": token("<x>", **flag), "999": token("<extra>")}}, model)
            case("gpt-neox", {**base, "added_tokens_decoder": {"0": token("<|endoftext|>", **flag)}, "pad_token": "<extra>"}, model)
        case("gpt-neox", {**base, "added_tokens_decoder": {}}, model)
        for key in ("extra_special_tokens", "additional_special_tokens"):
            case("gpt-neox", {**base, key: ["<extra>", "<x>"]}, model)
            case("gpt-neox", {**base, key: ["Who", "<|endoftext|>"]}, model)
            case("gpt-neox", {**base, key: []}, model)
            case("gpt-neox", {**base, key: None}, model)
        case("gpt-neox", {**base, "extra_special_tokens": {"image_token": "<x>"}}, model)
        case("gpt-neox", {**base, "extra_special_tokens": ["<x>"], "additional_special_tokens": ["<extra>"]}, model)
        case("gpt-neox", {**base, "extra_special_tokens": [], "additional_special_tokens": ["<extra>"]}, model)
        for key in ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "image_token"):
            case("gpt-neox", {**base, key: "<x>"}, model)
            case("gpt-neox", {**base, key: "Who"}, model)
            case("gpt-neox", {**base, key: {"__type": "AddedToken", **token("<extra>", lstrip=True)}}, model)
            case("gpt-neox", {**base, key: None}, model)
        case("gpt-neox", {**base, "pad_token": "[PAD]", "mask_token": "<x>", "sep_token": "<extra>"}, model)
        case("gpt-neox", {**base, "split_special_tokens": True}, model)
        case("gpt-neox", {**base, "split_special_tokens": True, "pad_token": "<x>"}, model)
        case("gpt-neox", {**base, "clean_up_tokenization_spaces": True, "model_max_length": 8, "padding_side": "left", "truncation_side": "left"}, model)
        case("gpt-neox", base, model, tokens_map={"pad_token": "<x>", "eos_token": token("Who")})
        case("gpt-neox", {**base, "pad_token": "<extra>"}, model, tokens_map={"pad_token": "<x>"})
        case("gpt-neox", {**base, "added_tokens_decoder": ends}, model, tokens_map={"pad_token": "<x>"})
        case("gpt-neox", base, model, tokens_map={"additional_special_tokens": ["<x>", "Who"]})
        case("gpt-neox", base, model, tokens_map={"extra_special_tokens": ["<x>"]})
        case("gpt-neox", base, model, {"truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}})
        case("gpt-neox", base, model, {"padding": {"strategy": {"Fixed": 12}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 1, "pad_type_id": 0, "pad_token": "<|padding|>"}})
        added = [{"id": 0, **token("<|endoftext|>", special=True)}, {"id": 77, **token("<x>", normalized=True)}, {"id": 5, **token("<extra>")}]
        case("gpt-neox", base, model, {"added_tokens": added})
    return found


def outcome(one):
    file = json.loads((FIXTURES / "tokenizers" / one["base"] / "tokenizer.json").read_text())
    file.update(one["changes"])
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("tokenizer", file), ("tokenizer_config", one["config"]), ("special_tokens_map", one["map"]), ("config", one["model"])):
            if content is not None:
                pathlib.Path(folder, f"{name}.json").write_text(json.dumps(content))
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder)
            after = 1 if one["base"] == "t5" else 0
            return [ids[: len(ids) - after] for ids in (tokenizer(text).input_ids for text in TEXTS)]
        except Exception as error:
            print(one["config"], type(error).__name__, str(error)[:100])
            return None


if __name__ == "__main__":
    found = [{**one, "ids": outcome(one)} for one in cases()]
    print(len(found), "cases,", sum(one["ids"] is None for one in found), "refused")
    text = json.dumps({"texts": TEXTS, "cases": found}, ensure_ascii=False, separators=(",", ":"))
    (FIXTURES / "tokenizer-configs.json").write_text(text + "\n", encoding="utf-8")
