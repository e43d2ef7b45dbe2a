"""Writes src/tokenizers/unicode-sets.gen.ts: the code points that parts of a tokenizer.json ask about.

The reference implementation takes these from libraries whose Unicode versions differ from one
another and from Node's, so each set is asked of the reference, code point by code point:

    PYTHON tools/make-unicode-sets.py && npx biome check --write src/tokenizers/unicode-sets.gen.ts

with a Python that has tokenizers 0.23.3 and Unicode 14 in unicodedata (3.11); it takes a minute.
"""

import json
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

from tokenizers import Tokenizer

target = Path(__file__).parent.parent / "src/tokenizers/unicode-sets.gen.ts"
points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version


def tokenizer(normalizer=None, pre_tokenizer=None):
    model = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
    parts = {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "model": model}
    nothing = {"post_processor": None, "decoder": None, "truncation": None, "padding": None}
    return Tokenizer.from_str(json.dumps({"version": "1.0", "added_tokens": [], **nothing, **parts}))


def rewritten(text, **normalizer):
    return tokenizer(normalizer).normalizer.normalize_str(text)


def asked(is_in, among=points):
    return [point for point in among if is_in(chr(point))]


def removed_by(**pre_tokenizer):
    part = tokenizer(None, pre_tokenizer).pre_tokenizer
    return lambda text: part.pre_tokenize_str(text) == []


def matched_by(regex):
    return removed_by(type="Split", pattern={"Regex": regex}, behavior="Removed", invert=False)


def cut_from_letters(**pre_tokenizer):
    part = tokenizer(None, pre_tokenizer).pre_tokenizer
    return lambda text: len(part.pre_tokenize_str(f"a{text}a")) > 1


def dropped_by(**normalizer):
    part = tokenizer(normalizer).normalizer
    return lambda text: part.normalize_str(f"b{text}b") == "bb"


bert = dict(
    type="BertNormalizer",
    clean_text=False,
    handle_chinese_chars=False,
    strip_accents=False,
    lowercase=False,
)
kept_by_whitespace = cut_from_letters(type="Whitespace")

sets = {
    "punctuation": asked(removed_by(type="Punctuation", behavior="Removed")),
    "numeric": asked(cut_from_letters(type="Digits", individual_digits=True)),
    "word": asked(lambda text: not kept_by_whitespace(text)),
    "combining": asked(dropped_by(type="StripAccents")),
    "nonspacing": asked(dropped_by(**bert | {"strip_accents": True})),
    "other": asked(dropped_by(**bert | {"clean_text": True})),
    "regexLetter": asked(matched_by(r"\p{L}")),
    "regexNumber": asked(matched_by(r"\p{N}")),
}

# Normalising forms know Unicode 9: what came later neither decomposes, composes nor is reordered.
# Such are the code points that Unicode 14 lacks, and those that it treats in another way.
forms = {form: tokenizer({"type": form}).normalizer for form in ("NFC", "NFD", "NFKC", "NFKD")}


def is_inert(text):
    if unicodedata.category(text) == "Cn":
        return True
    neighbours = [text, f"a\u0345{text}", f"a{text}\u0323", f"a{text}\u0301", f"a{text}\u3099"]
    return any(
        part.normalize_str(each) != unicodedata.normalize(form, each)
        for each in neighbours
        for form, part in forms.items()
    )


later = asked(is_inert)
bases = {unicodedata.normalize("NFD", chr(point))[0] for point in later}
sets["laterThanForms"] = sorted({*later, *(ord(base) for base in bases)})

# The engine of regular expressions knows Unicode 14 here and 16 in the reference: the nearest older
# code point that every property treats alike stands for each later one, with as many bytes.
categories = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Cf Co".split()
properties = [rf"\p{{{category}}}" for category in categories]
properties += [r"\p{Han}", r"\w", r"[[:alpha:]]", r"\p{Emoji}", r"\p{Extended_Pictographic}"]
tests = [matched_by(one) for one in properties]


@cache
def treated(point):
    kind = tuple(test(chr(point)) for test in tests)
    return kind + (len(chr(point).encode()),)


unassigned = matched_by(r"\p{Cn}")
new = [p for p in points if unicodedata.category(chr(p)) == "Cn" and not unassigned(chr(p))]
new.append(0x1171E)  # whose category changed
later_than_engine = set(new)


def is_older(point):
    if not 0 <= point < 0x110000 or 0xD800 <= point < 0xE000 or point in later_than_engine:
        return False
    return unicodedata.category(chr(point)) not in ("Cn", "Co")


def stand_in(point):
    for away in range(1, 0x20000):
        for near in (point - away, point + away):
            if is_older(near) and treated(near) == treated(point):
                return near
    raise ValueError(f"nothing stands for {point:x}")


stand_ins = []
for point in sorted(new):
    last = stand_ins[-1] if stand_ins else (0, 0, 0)
    if point == last[1] + 1 and treated(point) == treated(last[1]):
        stand_ins[-1] = (last[0], point, last[2])
    else:
        stand_ins.append((point, point, stand_in(point)))


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def packed(members):
    """Gap to the last range and the range's length less 1, in base 36; `a` alone is `a,0`."""
    out, last = [], 0
    for _, run in groupby(enumerate(sorted(members)), lambda pair: pair[1] - pair[0]):
        run = [point for _, point in run]
        length = base36(len(run) - 1)
        out.append(base36(run[0] - last) + ("" if length == "0" else f",{length}"))
        last = run[-1]
    return " ".join(out)


def lines(text):
    return ",".join(json.dumps(text[at : at + 92]) for at in range(0, max(len(text), 1), 92))


with target.open("w") as out:
    out.write("// Written by tools/make-unicode-sets.py: do not edit.\n\n")
    out.write(
        "/** Sets of code points as ranges: gap to the range before and length less 1, in base 36. */\n"
        "export const packedSets = {\n"
    )
    for name, members in sets.items():
        out.write(f"  {name}: [{lines(packed(members))}].join(''),\n")
    out.write("} as const;\n\n")
    out.write(
        "/** Ranges of code points later than Unicode 14, and an older one that stands for them. */\n"
        "export const standIns: readonly (readonly [first: number, last: number, standIn: number])[] = [\n"
    )
    for first, last, older in stand_ins:
        out.write(f"  [0x{first:x}, 0x{last:x}, 0x{older:x}],\n")
    out.write("];\n")
