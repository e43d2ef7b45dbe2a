"""Random changes of JSON that test/portable-random.ts and test/tokenizer-mutations.ts make too."""

import json


class Random:
    """Numerical Recipes' generator of 32 bits; the high bits are used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, count):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return (self.state >> 8) % count


# What a mutation puts in the place of a value; text in @@ is written as it stands there.
POOL = [
    None, True, False, 0, 1, 2, -1, 7, 1000, "", "a", "b", "ab", "<unk>", " ", "\u2581", [], {}, ["a"], ["a", "b"], ["ab"],
    {"type": "Lowercase"}, {"type": "WhitespaceSplit"}, {"type": "NFC"}, {"type": "ByteLevel"}, {"type": "Fuse"}, {"a": 0}, {"Fixed": 3},
    "@@1.0@@", "@@-0@@", "@@1e2@@", "@@0.5@@", "@@1e999@@", "@@4294967296@@", "@@99999999999999999999@@", "BPE", "WordPiece", "WordLevel", "Unigram",
    "1.0", "2.0", "never", "first", "always", "Left", "Right", "A", "B", [["a", 0]], [["a", 0], ["b", -1]], {"__proto__": 3}, "__proto__", "\u65e5",
]  # fmt: skip
KEYS = [
    "type", "vocab", "merges", "unk_token", "unk_id", "dropout", "fuse_unk", "byte_fallback", "ignore_merges", "normalizer", "pre_tokenizer",
    "continuing_subword_prefix", "end_of_word_suffix", "decoder", "post_processor", "added_tokens", "truncation", "padding", "version", "extra",
    "max_input_chars_per_word", "special", "content", "id", "normalized", "lstrip", "cleanup", "prefix", "suffix", "add_prefix_space", "__proto__",
]  # fmt: skip


def places(value, path=()):
    """The paths of all values below, in the order of the file."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return
    for key, below in inner:
        yield (*path, key)
        yield from places(below, (*path, key))


def mutated(file, random):
    file = json.loads(json.dumps(file))
    for _ in range(1 + random.below(2)):
        all_places = list(places(file))
        if not all_places:
            break
        *parents, key = all_places[random.below(len(all_places))]
        holder = file
        for parent in parents:
            holder = holder[parent]
        kind = random.below(8)
        value = json.loads(json.dumps(POOL[random.below(len(POOL))]))
        new_key = KEYS[random.below(len(KEYS))]
        if kind < 2:
            holder.pop(key)
        elif kind == 2 and isinstance(holder, dict):
            holder[new_key] = value
        elif kind == 3 and isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
        elif kind == 4 and isinstance(holder, dict):
            holder[new_key] = holder.pop(key)
        else:
            holder[key] = value
    return file


def written(file):
    return json.dumps(file, ensure_ascii=False, separators=(",", ":")).replace('"@@', "").replace('@@"', "")
