"""Writes test/fixtures/tokenizer-models.json: what the reference implementation makes of tokenizers.

    .bench-venv/bin/python tools/make-tokenizer-models.py

The package `tokenizers` reads small tokenizer.json files: every kind of model with every option,
added tokens, post-processors and decoders (`cases`), and mutations of such files (`mutations`). The
texts and mutations come from a generator that the tests have too (tokenizer_mutations.py), so that
only hashes of the results stand in the fixture, and the first results of each case.
"""

import hashlib
import json
import pathlib

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from child_process import in_child
from tokenizer_mutations import KEYS, POOL, Random, mutated, written

FIXTURE = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures" / "tokenizer-models.json"
TEXTS = 2000
MUTATIONS = 2500

CHUNKS = [
    "a", "b", "ab", "the", " the", "Who", " was", " born", "born", "?", ".", ",", " ", " ", "  ", "\t", "\n",
    "<x>", "<x>", " <x> ", "<y>", "[Z]", "[Z]", "zz", "_", "1920s", "9", "\u00e9", "e\u0301", "\u65e5\u672c", "\U0001f642",
    "\u2581", "\u0120", "\u00a0", "\u0085", "\u200b", "\u017f", "\u03a3", "don't", "'s", "n't", "##b", "</w>", "<0x41>",
    "__proto__", "constructor", "\ufeff", "\U0002a6a5", "\u3000", "<unk>", "aaaa", "abab", "\x1c", "WHO", "x", "-",
]  # fmt: skip
CORPUS = ["Who was born in the 1920s?", "the cat, the hat", "abab aaaa ab", "don't be born", "\u65e5\u672c \u00e9"] * 3

ADDED = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}


def texts(count, seed):
    random = Random(seed)
    return ["".join(CHUNKS[random.below(len(CHUNKS))] for _ in range(random.below(12))) for _ in range(count)]


def trained(model, trainer, pre_tokenizer):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(CORPUS, trainer)
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = []
    return file


def bases():
    split = pre_tokenizers.WhitespaceSplit()
    quiet = {"show_progress": False}
    unknown = ["<unk>"]
    bpe = trained(models.BPE(unk_token="<unk>"), trainers.BpeTrainer(vocab_size=60, special_tokens=unknown, **quiet), split)
    suffix = trained(
        models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"),
        trainers.BpeTrainer(vocab_size=70, special_tokens=unknown, end_of_word_suffix="</w>", **quiet),
        split,
    )
    prefix = trained(
        models.BPE(unk_token="<unk>", continuing_subword_prefix="##"),
        trainers.BpeTrainer(vocab_size=70, special_tokens=unknown, continuing_subword_prefix="##", **quiet),
        split,
    )
    bytes_of = json.loads(json.dumps(bpe))
    vocab = bytes_of["model"]["vocab"]
    for byte in range(256):
        vocab[f"<0x{byte:02X}>"] = len(vocab)
    bytes_of["model"]["byte_fallback"] = True
    byte_level = trained(
        models.BPE(),
        trainers.BpeTrainer(vocab_size=280, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **quiet),
        pre_tokenizers.ByteLevel(add_prefix_space=False),
    )
    byte_level["decoder"] = dict(byte_level["pre_tokenizer"])
    word_piece = trained(
        models.WordPiece(unk_token="<unk>", max_input_chars_per_word=100),
        trainers.WordPieceTrainer(vocab_size=70, special_tokens=unknown, **quiet),
        split,
    )
    word_level = trained(models.WordLevel(unk_token="<unk>"), trainers.WordLevelTrainer(special_tokens=unknown, **quiet), split)
    unigram = trained(
        models.Unigram(),
        trainers.UnigramTrainer(vocab_size=50, special_tokens=unknown, unk_token="<unk>", **quiet),
        split,
    )
    unigram_bytes = json.loads(json.dumps(unigram))
    unigram_bytes["model"]["byte_fallback"] = True
    unigram_bytes["model"]["vocab"] += [[f"<0x{byte:02X}>", -20] for byte in range(256)]
    return {
        "bpe": bpe, "suffix": suffix, "prefix": prefix, "bytes": bytes_of, "byteLevel": byte_level,
        "wordPiece": word_piece, "wordLevel": word_level, "unigram": unigram, "unigramBytes": unigram_bytes,
    }  # fmt: skip


def added(content, id=0, **flags):
    return {"id": id, "content": content, **ADDED, **flags}


def template(single, **special):
    parts = [{"Sequence": {"id": "A", "type_id": 0}} if p == "$A" else {"SpecialToken": {"id": p, "type_id": 0}} for p in single]
    tokens = {name: {"id": name, "ids": ids, "tokens": [name] * len(ids)} for name, ids in special.items()}
    return {
        "type": "TemplateProcessing",
        "single": parts,
        "pair": [*parts, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": tokens,
    }


def cases():
    """The base, what is set at which paths, and how many texts are compared."""
    found = []

    def case(base, count=TEXTS, **changes):
        found.append({"base": base, "set": changes, "count": count})

    def model(base, **options):
        case(base, **{f"model.{key}": value for key, value in options.items()})

    for base in bases():
        case(base)
        case(base, pre_tokenizer=None)
        case(base, decoder=None)
    for base in ("bpe", "suffix", "prefix", "bytes", "byteLevel"):
        for option in ("fuse_unk", "byte_fallback", "ignore_merges"):
            model(base, **{option: True})
        model(base, fuse_unk=True, byte_fallback=True, ignore_merges=True)
        model(base, unk_token=None)
        model(base, unk_token="nowhere")
        model(base, dropout=0.0)
        model(base, merges=[])
        model(base, end_of_word_suffix="</w>")
        model(base, end_of_word_suffix="", continuing_subword_prefix="")
    for length in (0, 1, 2, 3, 7):
        model("wordPiece", max_input_chars_per_word=length)
    for prefix in ("", "#", "a", "##b"):
        model("wordPiece", continuing_subword_prefix=prefix)
    for base in ("wordPiece", "wordLevel"):
        model(base, unk_token="the")
        model(base, unk_token="nowhere")
        case(base, **{"model.type": "(drop)"})
    for base in ("unigram", "unigramBytes"):
        for unk_id in (None, 0, 1, 5):
            for fallback in (False, True):
                model(base, unk_id=unk_id, byte_fallback=fallback)
        case(base, **{"model.type": "(drop)"})
    case("bpe", **{"model.type": "(drop)"})
    # Ties, doubled and empty tokens, and words in which unknown characters are fused to a token.
    model("unigram", vocab=[["<unk>", 0], ["a", -1], ["b", -1], ["ab", -2], ["aba", -3], ["bab", -3], ["", -1]])
    model("unigram", vocab=[["<unk>", 0], ["a", -1], ["aa", -2], ["aaa", -3], ["aaaa", -4], ["b", -5], ["b", -1]])
    model("unigram", vocab=[["<unk>", 0], ["the", -1], ["zz", -500], ["\u65e5\u672c", -0.5], ["a", 0.5], ["b", 0]])
    model("wordLevel", vocab={"<unk>": 0, "__proto__": 1, "constructor": 2, "toString": 9, "the": 7})
    model("wordPiece", vocab={"<unk>": 3, "__proto__": 1, "##__proto__": 2, "a": 900, "##b": 12})
    model("bpe", vocab={"<unk>": 0, "_": 5, "__": 6, "p": 1, "a": 2, "b": 3, "ab": 77, "abab": 9}, merges=["_ _", "a b", ["ab", "ab"]][:2])
    model("bpe", vocab={"<unk>": 0, "a": 1, "b": 2, "ab": 3, "ba": 4, "aba": 5, "abab": 6}, merges=[["a", "b"], ["b", "a"], ["ab", "a"], ["ab", "ab"], ["b", "a"]])
    # Some bytes only: what is unknown stands behind the bytes that follow it.
    partial = {"<unk>": 0, "a": 1, "<0xC3>": 2, "<0xA9>": 3, "<0x7A>": 4}
    for fuse in (False, True):
        model("bytes", vocab=partial, merges=[], fuse_unk=fuse)

    for flags in range(32):
        names = [name for bit, name in enumerate(ADDED) if flags >> bit & 1]
        token = {name: True for name in names}
        count = TEXTS if len(names) < 2 else TEXTS // 5
        for base in ("bpe", "byteLevel"):
            tokens = [added("<x>", **token), added("a", id=70, special=True), added("[Z]", **token), added("zz", id=900, **token)]
            case(base, count, added_tokens=tokens)
        case("unigram", count, normalizer={"type": "Lowercase"}, added_tokens=[added("Who", **token), added("[Z]", **token), added("ab", **token)])
    several = [added("<x>", rstrip=True), added("<x>", lstrip=True, special=True), added(" "), added("the"), added("the "), added("__proto__", special=True)]
    case("bpe", added_tokens=several)
    case("wordLevel", added_tokens=several, pre_tokenizer=None)
    case("wordLevel", added_tokens=list(reversed(several)), pre_tokenizer=None)
    case("bpe", added_tokens=[added(""), added("ab"), added("aba"), added("abab"), added("babb")])
    case("bpe", added_tokens=[added("\u00e9", normalized=True), added("e\u0301"), added("\U0001f642", single_word=True)], normalizer={"type": "NFC"})

    special = template(["<s>", "$A", "</s>"], **{"<s>": [1, 2], "</s>": [3]})
    bert = {"type": "BertProcessing", "sep": ["</s>", 4], "cls": ["<s>", 5]}
    level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    processors = [
        None, special, template(["$A"]), template(["__proto__", "$A"], **{"__proto__": [7]}), bert, {**bert, "type": "RobertaProcessing"},
        {**bert, "type": "RobertaProcessing", "trim_offsets": True, "add_prefix_space": False}, level,
        {"type": "Sequence", "processors": []}, {"type": "Sequence", "processors": [bert, special, level]},
        {"type": "Sequence", "processors": [{"type": "Sequence", "processors": [bert]}, special]},
        {"sep": ["</s>", 4], "cls": ["<s>", 5]}, {key: value for key, value in special.items() if key != "type"},
    ]  # fmt: skip
    for processor in processors:
        case("wordLevel", post_processor=processor)
    mark = "\u2581"
    replace = {"type": "Replace", "pattern": {"String": mark}, "content": " "}
    strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
    decoders = [
        level, {"type": "Metaspace", "replacement": mark}, {"type": "Metaspace", "replacement": "a", "prepend_scheme": "never"},
        {"type": "Metaspace", "replacement": mark, "prepend_scheme": "first", "add_prefix_space": True, "split": False},
        {"type": "WordPiece", "prefix": "##", "cleanup": True}, {"type": "WordPiece", "prefix": "##", "cleanup": False},
        {"type": "WordPiece", "prefix": "", "cleanup": True}, {"type": "BPEDecoder", "suffix": "</w>"}, {"type": "BPEDecoder", "suffix": ""},
        {"type": "ByteFallback"}, {"type": "Fuse"}, strip, {"type": "Strip", "content": "a", "start": 2, "stop": 0}, replace,
        {"type": "Replace", "pattern": {"String": ""}, "content": "-"}, {"type": "Replace", "pattern": {"String": "a"}, "content": "$&$1"},
        {"type": "CTC", "pad_token": "a", "word_delimiter_token": "b", "cleanup": True},
        {"type": "CTC", "pad_token": "<unk>", "word_delimiter_token": "", "cleanup": True},
        {"type": "CTC", "pad_token": "", "word_delimiter_token": "b", "cleanup": False},
        {"type": "Sequence", "decoders": [replace, {"type": "ByteFallback"}, {"type": "Fuse"}, strip]}, {"type": "Sequence", "decoders": []},
        {"prefix": "##", "cleanup": True}, {"suffix": "</w>"}, {"content": "a", "start": 0, "stop": 1}, {"pattern": {"String": mark}, "content": " "},
    ]  # fmt: skip
    for decoder in decoders:
        for base in ("bytes", "byteLevel", "prefix"):
            case(base, decoder=decoder)
    # What normalizing takes off the beginning of a text keeps `first` from meeting what is left.
    first = {"type": "Metaspace", "replacement": mark, "prepend_scheme": "first", "split": True}
    strip_left = {"type": "Strip", "strip_left": True, "strip_right": False}
    prepend = {"type": "Prepend", "prepend": mark}
    normalizers = [
        None, strip_left, prepend, {"type": "NFKC"}, {"type": "StripAccents"}, {"type": "Replace", "pattern": {"String": "a"}, "content": ""},
        {"type": "Sequence", "normalizers": [strip_left, prepend]},
    ]  # fmt: skip
    for normalizer in normalizers:
        for tokens in ([], [added("<x>", normalized=True), added("zz")]):
            case("unigram", normalizer=normalizer, pre_tokenizer=first, added_tokens=tokens)
    return found


def with_changes(base, changes):
    file = json.loads(json.dumps(base))
    for path, value in changes.items():
        *parents, key = path.split(".")
        holder = file
        for parent in parents:
            holder = holder[parent]
        if value == "(drop)":
            holder.pop(key)
        else:
            holder[key] = value
    return file


def mutation_bases(files):
    """Small files with all their parts; only few tokens, so that most mutations hit something else."""
    def small(base, **changes):
        file = with_changes(files[base], changes)
        file["added_tokens"] = [added("<x>", id=80, special=True), added("the", rstrip=True, normalized=True)]
        return file

    letters = {"<unk>": 0, "a": 1, "b": 2, "ab": 3, "t": 4, "h": 5, "e": 6, "th": 7, "the": 8, "\u2581": 9}
    bpe = {"model.vocab": letters, "model.merges": ["a b", "t h", "th e"]}
    special = template(["<s>", "$A", "</s>"], **{"<s>": [1, 2], "</s>": [3]})
    return [
        small("bpe", **bpe, post_processor=special, decoder={"type": "BPEDecoder", "suffix": "</w>"}),
        small("bytes", **bpe, normalizer={"type": "Lowercase"}, decoder={"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}),
        small("wordPiece", **{"model.vocab": {"<unk>": 0, "a": 1, "##b": 2, "the": 3}}, decoder={"type": "WordPiece", "prefix": "##", "cleanup": True}),
        small("wordLevel", **{"model.vocab": {"<unk>": 0, "a": 1, "the": 2}}, post_processor={"type": "BertProcessing", "sep": ["a", 1], "cls": ["the", 2]}),
        small("unigram", **{"model.vocab": [["<unk>", 0], ["a", -1], ["ab", -1.5], ["the", -2]]}, decoder={"type": "Metaspace", "replacement": "\u2581"}),
    ]  # fmt: skip


def results(text, inputs):
    """Of each input its ids and the text they decode to; None where it is refused."""
    try:
        tokenizer = Tokenizer.from_str(text)
        tokenizer.no_truncation()
        tokenizer.no_padding()
    except BaseException:
        return None
    found = []
    for one in inputs:
        try:
            bare = tokenizer.encode(one, add_special_tokens=False).ids
            around = tokenizer.encode(one).ids
        except BaseException:
            found.append(None)
            continue
        try:
            decoded = tokenizer.decode(bare)
        except BaseException:
            decoded = None
        # What stands after a text is left out in the project.
        found.append([around[: len(around) - after_of(tokenizer)], decoded])
    return found


def after_of(tokenizer):
    """How many ids stand after every text."""
    processor = json.loads(tokenizer.to_str())["post_processor"]

    def after(part):
        if part is None:
            return 0
        if part["type"] == "Sequence":
            return sum(map(after, part["processors"]))
        if part["type"] in ("BertProcessing", "RobertaProcessing"):
            return 1
        if part["type"] != "TemplateProcessing":
            return 0
        at = [index for index, piece in enumerate(part["single"]) if "Sequence" in piece]
        if len(at) != 1:
            raise ValueError("the text once")
        return sum(len(part["special_tokens"][piece["SpecialToken"]["id"]]["ids"]) for piece in part["single"][at[0] + 1 :])

    return after(processor)


def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:16]


if __name__ == "__main__":
    files = bases()
    inputs = texts(TEXTS, 1)
    found = []
    for one in cases():
        outcome = in_child(results, written(with_changes(files[one["base"]], one["set"])), inputs[: one["count"]])
        first = [] if outcome is None else [[text, *pair] for text, pair in zip(inputs, outcome) if pair][:3]
        found.append({**one, "results": digest(outcome), "first": first})
    small = mutation_bases(files)
    few = [*texts(6, 2), "the ab", "abab<x> the", "\u00e9 zz"]
    random = Random(3)
    outcomes = []
    for number in range(MUTATIONS):
        outcome = in_child(results, written(mutated(small[number % len(small)], random)), few)
        outcomes.append(None if outcome is None else digest(outcome))
    print(len(found), "cases;", sum(one is None for one in outcomes), "of", MUTATIONS, "mutations are refused")
    fixture = {
        "chunks": CHUNKS, "bases": files, "cases": found,
        "mutations": {"bases": small, "pool": POOL, "keys": KEYS, "outcomes": outcomes},
    }  # fmt: skip
    FIXTURE.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
