"""Writes test/fixtures/tokenizer-parts/text-parts.json: what normalizers and pre-tokenizers do.

    PYTHON tools/make-tokenizer-parts.py

with a Python that has tokenizers 0.23.3. Of every part, with its options, the results of 2,000 texts
that a generator draws from the pool below; src/tokenizers/text-parts.test.ts draws the same ones.
The fixture has them as a hash for every hundred texts, and the first ones written out. Of parts that
ask what a code point is, also the results of rows of 256 code points, likewise.
"""

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer

root = Path(__file__).parent.parent
target = root / "test/fixtures/tokenizer-parts/text-parts.json"
count, batch, written_out = 2000, 100, 4
# Rows of 256 code points: of planes 0 and 1 all, of others some and the ends of blocks.
rows = [*range(0x200), *range(0x200, 0x400, 8), *range(0xE00, 0xE10), 0x2A6, 0x2A7, 0x2B7]
rows += [0x2B8, 0x2CE, 0x2EB, 0x2F8, 0x2FA, 0x313, 0x323]

pool = [
    *"abcdeszxABSTIX019 '_-.,!?:;()[]/#$&<>=^`~|\"\\@*+%{}",
    *[" ", " ", " ", " ", "  ", "   ", "the", "Who", "was", "born", "in", "1912", "'s", "'S", "'ll"],
    *["n't", "'RE", "http://", "e.g.", "x1y2", "ss", "fi", "\n", "\r\n", "\n\n", "\t", "\r"],
    *"éèñüçåøßæœþðİıŞşĞğŁłſKÅΩﬁﬂﬀŉǅǄǆẞ",  # case, dotless i, long s, ligatures
    *"ΑΒΣσςΟΔάέήίΰϊϐϑϒИЙийёЁЖщЪ",
    *["ΟΔΟΣ", "Σ", "ΑΣ ", "ΑΣα", "İI", "ıi", "ǆ", "ŉ"],
    *["e\u0301", "n\u0303", "a\u0323\u0301", "a\u0301\u0323", "\u0301", "\u0308\u0301", "\u0345"],
    *["o\u031b\u0323", "\u1100\u1161\u11a8", "가각", "한국어", "\u0e33", "น้ำ", "\u094d", "क्षि", "ক্ষ"],
    *["\u3099", "か\u3099", "が", "ﾊﾟ", "ｶﾞ", "カタカナ", "ひらがな", "ー", "々", "〇", "、", "。", "「」"],
    *["中文", "漢字", "龍", "㐀", "豈", "丽", "𠀀", "𪚥", "𫜹", "𬺰", "𮯠", "𰀀", "𱍐", "丽", "\ufa11"],
    *["😀", "👍🏽", "👨‍👩‍👧", "🇩🇪", "❤️", "☃", "™", "©", "①", "Ⅳ", "½", "²", "³", "¹", "㎏", "℃", "ª"],
    *["\u00a0", "\u0085", "\u1680", "\u180e", "\u2000", "\u2003", "\u2009", "\u200a", "\u2028"],
    *["\u2029", "\u202f", "\u205f", "\u3000", "\ufeff", "\u200b", "\u200c", "\u200d", "\u2060"],
    *["\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f"],
    *["\x80", "\x8f", "\x9f", "\xad", "\u200e", "\u202e", "\ufffd", "\ufffe", "\ue000", "\u0378"],
    *"٠١٢٣۴۵०१২৩๔๕႐០᠐꘠０１𝟎𝟗𑁦𞥐一二",
    *"‐–—―‘’“”„†‡•…‰′″‹›※‼⁇§¶·¿¡«»՚־׀،؛؟۔।॥༄〈〉〔〕〜・︰﹐﹙！？，．：；［］｛｝～｡｢",
    *"¢£¤¥€₹₿±×÷∑√∞≠≤▁Ġ─█■○★♠♯Ａａ＝＋￥",
    *["𐐀", "𐐨", "𝒜", "𝔞", "𐌰", "𞤀", "𞤢", "Ა", "ა", "ᲀ", "Ɡ", "ꟲ", "𐞁", "ǰ", "Ｚ"],
    *["\ua7cb", "\u0897", "\U00010d50", "\U000105c9", "\U000113b8", "\u2ffc", "\U0001fae9"],
    *["שָׁלוֹם", "مَرْحَبًا", "ﷺ", "ไทย", "ဗမာ", "ქართული", "Հայերեն", "አማርኛ", "ᚠᚢ", "नमस्ते"],
]


def texts():
    """Every text is one to thirty pieces of the pool; a generator by Park and Miller draws them."""
    state = 20240917

    def draw(below):
        nonlocal state
        state = state * 48271 % 2147483647
        return state % below

    for _ in range(count):
        length = 1 + draw(30)
        yield "".join(pool[draw(len(pool))] for _ in range(length))


def row_text(row):
    """The code points of a row, each behind a letter; surrogates are left out."""
    points = [row * 256 + at for at in range(256) if not 0xD8 <= row < 0xE0]
    return "".join("b" + chr(point) for point in points)


def sequence(*parts):
    return {"type": "Sequence", "pretokenizers": list(parts)}


def regex(pattern, behavior="Isolated", invert=False):
    return dict(type="Split", pattern={"Regex": pattern}, behavior=behavior, invert=invert)


def literal(text, behavior="Isolated", invert=False):
    return dict(type="Split", pattern={"String": text}, behavior=behavior, invert=invert)


def metaspace(scheme, split=True, replacement="▁"):
    return dict(type="Metaspace", replacement=replacement, prepend_scheme=scheme, split=split)


def byte_level(add_prefix_space, use_regex, trim_offsets=True):
    return dict(
        type="ByteLevel",
        add_prefix_space=add_prefix_space,
        trim_offsets=trim_offsets,
        use_regex=use_regex,
    )


def replace(kind, pattern, content):
    return dict(type="Replace", pattern={kind: pattern}, content=content)


behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
plain = ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"]
precompiled = json.loads((root / "test/fixtures/tokenizers/t5/tokenizer.json").read_text())
precompiled = precompiled["normalizer"]

normalizers = [{"type": name} for name in plain]
normalizers += [
    dict(type="Strip", strip_left=left, strip_right=right)
    for left in (True, False)
    for right in (True, False)
]
normalizers += [
    dict(
        type="BertNormalizer",
        clean_text=clean,
        handle_chinese_chars=chinese,
        strip_accents=accents,
        lowercase=lower,
    )
    for clean in (True, False)
    for chinese in (True, False)
    for accents in (None, True, False)
    for lower in (True, False)
]
normalizers += [
    replace("String", " ", "▁"),
    replace("String", "a", "$&$$ $1"),
    replace("String", ".", ""),
    replace("String", "", "-"),
    replace("String", "  ", " "),
    replace("Regex", " {2,}", "▁"),
    replace("Regex", r"\s+", " "),
    replace("Regex", r"(t)(h)", r"$2\1$0"),
    replace("Regex", "x*", "-"),
    replace("Regex", r"^\s+|\s+$", ""),
    replace("Regex", r"(?i:ss|ſ|k|σ)", "<>"),
    replace("Regex", r"(?<!\p{L})\p{Lu}(?=\p{Ll})", "^"),
    replace("Regex", r"[^\x00-\x7f]", "?"),
    dict(type="Prepend", prepend="▁"),
    dict(type="Prepend", prepend=""),
    dict(type="Prepend", prepend="ab "),
    "t5",
    {"type": "Sequence", "normalizers": []},
    {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
    {
        "type": "Sequence",
        "normalizers": [
            replace("String", "``", '"'),
            {"type": "NFKD"},
            {"type": "StripAccents"},
            {"type": "Lowercase"},
            replace("Regex", " {2,}", " "),
        ],
    },
]

contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
end_of_words = r"\s*[\r\n]+|\s+(?!\S)|\s+"
gpt2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
llama3 = (
    contractions
    + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    + end_of_words
)
qwen2 = llama3.replace("{1,3}", "")
cl100k = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|"
    r"\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
o200k = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    + contractions
    + r"?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    + contractions
    + r"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|"
    + end_of_words
)
deepseek = sequence(
    regex(r"\p{N}{1,3}"),
    regex("[一-龥぀-ゟ゠-ヿ]+"),
    regex(
        r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|"
        r" ?[\p{P}\p{S}]+[\r\n]*|" + end_of_words
    ),
    byte_level(False, False),
)

pre_tokenizers = [
    *[byte_level(space, words) for space in (True, False) for words in (True, False)],
    byte_level(True, True, trim_offsets=False),
    *[metaspace(scheme, split) for scheme in ("always", "first", "never") for split in (True, False)],
    metaspace("always", True, "_"),
    metaspace("always", True, "😀"),
    {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True},
    {"type": "Metaspace", "replacement": "▁", "add_prefix_space": False, "prepend_scheme": "never"},
    *[{"type": name} for name in ("Whitespace", "WhitespaceSplit", "BertPreTokenizer")],
    *[dict(type="Punctuation", behavior=behavior) for behavior in behaviors],
    {"type": "Punctuation"},
    *[dict(type="Digits", individual_digits=one) for one in (True, False)],
    *[dict(type="CharDelimiterSplit", delimiter=one) for one in (" ", "a", "▁", "😀")],
    *[dict(type="FixedLength", length=length) for length in (1, 3, 5, 100)],
    {"type": "FixedLength"},
    *[literal(" ", behavior, invert) for behavior in behaviors for invert in (False, True)],
    *[regex(r"\s+", behavior, invert) for behavior in behaviors for invert in (False, True)],
    *[regex(r"\w", behavior, invert) for behavior in behaviors for invert in (False, True)],
    *[regex(r"x*", behavior, invert) for behavior in behaviors for invert in (False, True)],
    literal(""),
    literal("", "Removed"),
    literal("", "MergedWithNext"),
    literal("th", "MergedWithPrevious"),
    literal("."),
    *[regex(pattern) for pattern in (gpt2, llama3, qwen2, cl100k, o200k)],
    *[regex(pattern, "Removed", True) for pattern in (gpt2, cl100k, o200k)],
    regex(r"\w+|[^\w\s]+", "Removed", True),
    regex(r"\d|\p{Nl}|[[:punct:]]"),
    regex(r"[[:word:]]+|[[:upper:]][[:space:]]"),
    regex(r"(?i:k|ss|ǆ|ς|ﬁ|é)"),
    regex(r"(?i)THE|Straße"),
    regex(r"\X"),
    regex(r"\R|\h"),
    regex(r"\b"),
    regex(r"^|$"),
    regex(r"\A.|.\z"),
    regex(r"(.)\1"),
    regex(r"(?<one>[a-z])(?<two>[A-Z])|\k<one>"),
    regex(r"(?<=\p{L})(?=\p{N})|(?<!\s)\p{P}"),
    regex(r"a\Kb|\s\K\S"),
    regex("(?x) \\s + # white space\n | [a-z] # a letter"),
    regex("(?x) \\S\\s # no line break behind"),
    regex(r"(?>\s+)\S|(?m:.)\n"),
    regex(r"[\p{L}&&[^a-z]]+"),
    regex(r"\p{Han}+|\p{Lo}|\p{Letter}"),
    regex(r"[\u4e00-\u9fff\x{20000}-\x{2a6df}]"),
    regex(r"\p{Lu}|\p{Lt}|\p{Mn}|\p{Cf}|\p{Co}|\p{Sc}|\p{Emoji}"),
    regex(r"\s+$"),
    sequence(),
    sequence({"type": "WhitespaceSplit"}, metaspace("always")),
    sequence({"type": "WhitespaceSplit"}, metaspace("first")),
    sequence(metaspace("always"), dict(type="FixedLength", length=1), metaspace("first")),
    sequence(byte_level(True, False), dict(type="FixedLength", length=1), metaspace("first")),
    sequence(metaspace("never", False), byte_level(True, False), literal("Ġ"), metaspace("first")),
    sequence(dict(type="Digits", individual_digits=True), byte_level(False, True)),
    sequence({"type": "Whitespace"}, {"type": "Punctuation", "behavior": "Isolated"}),
    sequence(regex(o200k), byte_level(False, False)),
    sequence(regex(llama3), byte_level(True, False)),
    deepseek,
]

# Parts of which every code point is asked.
of_points = [
    *[{"type": name} for name in plain],
    "t5",
    *[
        dict(
            type="BertNormalizer",
            clean_text=kind == "clean_text",
            handle_chinese_chars=kind == "handle_chinese_chars",
            strip_accents=kind == "strip_accents",
            lowercase=kind == "lowercase",
        )
        for kind in ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    ],
    byte_level(False, True),
    {"type": "Whitespace"},
    {"type": "WhitespaceSplit"},
    {"type": "BertPreTokenizer"},
    {"type": "Punctuation"},
    dict(type="Digits", individual_digits=True),
    regex(llama3),
    regex(o200k),
    regex(r"\w", "Removed"),
    regex(r"\p{Lu}|\p{Lt}|\p{Mn}|\p{Cf}|\p{Co}|\p{Sc}|\p{Emoji}"),
    regex(r"[[:punct:]]|[[:graph:]&&[:^word:]]", "Removed"),
]
normalizers_of_points = [part for part in of_points if part in normalizers]


def tokenizer(normalizer, pre_tokenizer):
    model = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
    parts = {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "model": model}
    nothing = {"post_processor": None, "decoder": None, "truncation": None, "padding": None}
    return Tokenizer.from_str(json.dumps({"version": "1.0", "added_tokens": [], **nothing, **parts}))


def normalize(part):
    return tokenizer(precompiled if part == "t5" else part, None).normalizer.normalize_str


def pre_tokenize(part):
    made = tokenizer(None, part).pre_tokenizer
    return lambda text: [piece for piece, _ in made.pre_tokenize_str(text)]


def shortened(results):
    text = json.dumps(results, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def of_texts(part, run):
    results = [run(text) for text in all_texts]
    hashes = [shortened(results[at : at + batch]) for at in range(0, count, batch)]
    return {"part": part, "first": results[:written_out], "hashes": hashes}


def of_rows(part, run):
    results = [run(row_text(row)) for row in rows]
    hashes = [shortened(results[at : at + batch]) for at in range(0, len(rows), batch)]
    return {"part": part, "hashes": hashes}


all_texts = list(texts())
fixture = {
    "pool": pool,
    "texts": {"count": count, "batch": batch, "first": all_texts[:written_out]},
    "rows": rows,
    "normalizers": [of_texts(part, normalize(part)) for part in normalizers],
    "preTokenizers": [of_texts(part, pre_tokenize(part)) for part in pre_tokenizers],
    "normalizersOfRows": [of_rows(part, normalize(part)) for part in normalizers_of_points],
    "preTokenizersOfRows": [
        of_rows(part, pre_tokenize(part))
        for part in of_points
        if part not in normalizers_of_points
    ],
}
target.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(
    f" {json.dumps(key)}: "
    + (
        "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=True)}" for row in value) + "\n ]"
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else json.dumps(value)
    )
    for key, value in fixture.items()
)
target.write_text("{\n" + lines + "\n}\n")
