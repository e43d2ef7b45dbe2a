"""Writes test/fixtures/tokenizers/<kind>/tokenizer.json and expected.json.

    .bench-venv/bin/pip install sentencepiece protobuf
    .bench-venv/bin/python tools/make-tokenizer-fixtures.py

Tiny tokenizers built like GPT-NeoX's (byte-level BPE), Llama's (BPE with byte fallback, <s> before
every text) and T5's (Unigram with a compiled table of normalisations, </s> after every text), and
what the reference implementation `tokenizers` makes of texts: their ids, the ids of each with what
the tokenizer puts around it, offsets in code points, the text decoded with special tokens left out.
Of `cut` (ids that stop inside a character) the decoded text only. Sentencepiece compiles the table.
"""

import io
import json
import pathlib
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures" / "tokenizers"

QUESTIONS = ["When was {} born?", "What was the gender of {}?", "What did {} do?", "Who is {}?"]
NAMES = ["Cleopatra", "Darla Hood", "Napoleon Bonaparte", "René Descartes", "Johann Sebastian Bach"]
ANSWERS = ["1920s", "female", "male", "2 century BC", "politician", "France", "United States"]
CORPUS = [
    f"Q: {question.format(name)}\nA: {answer}\n"
    for question in QUESTIONS
    for name in NAMES
    for answer in ANSWERS
] + [f"<|xkqwz|> <|qmzaer|> {name}\n" for name in NAMES]

TEXTS = [
    "",
    " ",
    "\n",
    "Q: When was <|xkqwz|> born?\nA: 1920s\n",
    "<|qmzaer|> <|xkqwz|> Cleopatra\n",
    "  two  spaces\tand tabs\n\n",
    "nai\u0308ve cafe\u0301 \u2014 \u201cquotes\u201d \u65e5\u672c\u8a9e \U0001f642\U0001f642",
    "Ren\u00e9 Descartes don't I'll we've THE'S",
    "1,234.5678 x=y**2",
    "\ufeffmark\u0085next\u00a0line\u200bzero \ufb01n \uff21\uff22",
    "a</s> b<s>c <unk>\u2581d <|endoftext|> <pad> <extra_id_0>e",
    "e\u0302\u0301 \u1ec7\u0323 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u0e19\u0e49\u0e33",
    "        deep\r\n\r\n",
]

# What the reference makes of a table is what is tested; these rules stand for T5's `nmt_nfkc`.
RULES = {
    "\uff21": "A",
    "e\u0301": "\u00e9",
    "i\u0308": "\u00ef",
    "\u00a0": " ",
    "\t": " ",
    "\n": " ",
    "\u200b": "",
    "\ufb01": "fi",
    "\u0e33": "\u0e4d\u0e32",
}


def compiled_rules() -> bytes:
    """The table as sentencepiece compiles it: a double array, then the replacements."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as rules:
        for source, target in RULES.items():
            codes = [" ".join(f"{ord(c):X}" for c in text) for text in (source, target)]
            rules.write("\t".join(codes) + "\n")
        rules.flush()
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS),
            model_writer=model,
            vocab_size=80,
            hard_vocab_limit=False,
            normalization_rule_tsv=rules.name,
            minloglevel=2,
        )
    parsed = sentencepiece_model_pb2.ModelProto()
    parsed.ParseFromString(model.getvalue())
    return parsed.normalizer_spec.precompiled_charsmap


def like_gpt_neox() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=["<|endoftext|>", "<|padding|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in (8, 4)])
    return tokenizer


def like_llama() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=440,
        special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)],
        show_progress=False,
    )
    tokenizer.train_from_iterator([text.strip() for text in CORPUS], trainer)
    written = json.loads(tokenizer.to_str())
    # Sentencepiece's bytes are plain entries of the vocabulary.
    written["added_tokens"] = written["added_tokens"][:3]
    written["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(written))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("\u2581", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def like_t5() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Precompiled(compiled_rules())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=200,
        special_tokens=["<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens(["<extra_id_0>", "<extra_id_1>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return tokenizer


def expectation(tokenizer: Tokenizer, text: str) -> dict:
    bare = tokenizer.encode(text, add_special_tokens=False)
    whole = tokenizer.encode(text)
    return {
        "text": text,
        "ids": bare.ids,
        "whole": whole.ids,
        "offsets": bare.offsets,
        "decoded": tokenizer.decode(bare.ids),
    }


def write(kind: str, tokenizer: Tokenizer) -> None:
    folder = FIXTURES / kind
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    smile = tokenizer.encode("a \U0001f642 b \u65e5", add_special_tokens=False).ids
    expected = {
        "vocabularySize": tokenizer.get_vocab_size(),
        "texts": [expectation(tokenizer, text) for text in TEXTS],
        "cut": [
            {"ids": smile[first:last], "decoded": tokenizer.decode(smile[first:last])}
            for first in range(len(smile))
            for last in range(first + 1, len(smile) + 1)
        ],
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=True))
    print(kind, expected["vocabularySize"])


if __name__ == "__main__":
    write("gpt-neox", like_gpt_neox())
    write("llama", like_llama())
    write("t5", like_t5())
