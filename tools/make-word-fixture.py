"""Writes test/fixtures/words/expected.json: ids of texts under a vocabulary of words.

    .bench-venv/bin/python tools/make-word-fixture.py

Python's tokenizers and AutoTokenizer of transformers read the tokenizer.json and tokenizer_config.json
beside it, which `savedWords` wrote of the words; both have to give the same ids.
"""

import json
import os
import pathlib

os.environ["HF_HUB_OFFLINE"] = "1"

from tokenizers import Tokenizer
from transformers import AutoTokenizer

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures" / "words"

# What JavaScript's \s matches, and characters that other definitions of white space have.
SPACES = "\t\n\x0b\x0c\r \u00a0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
OTHERS = "\x00\x1c\x1f\x85\u180e\u200b\u200d\u2060"

TEXTS = [
    "", " ", "\n\n", "a", "a b", " a  b ", "b\ta\nb", "[PAD]", "a[PAD]b", "[PAD] [UNK] a", "[PAD]]", "<s> a </s>", "<s>a",
    "1987 7 10 a", "__proto__ constructor a", "caf\u00e9 cafe\u0301", "x\u0085y x\u200by", "\U0001f642 a", "never seen", "a,b a.",
    '" \\ /', "\u2581a", "A a",
    *[f"a{space}b" for space in SPACES], *[f"a{other}b" for other in OTHERS],
]  # fmt: skip

plain = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
auto = AutoTokenizer.from_pretrained(FOLDER)
rows = []
for text in TEXTS:
    ids = plain.encode(text, add_special_tokens=False).ids
    assert ids == auto(text)["input_ids"], text
    rows.append({"text": text, "ids": ids, "decoded": auto.decode(ids, skip_special_tokens=True)})
expected = {"padId": auto.pad_token_id, "size": len(auto), "texts": rows}
(FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
