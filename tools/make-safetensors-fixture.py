"""Writes test/fixtures/safetensors-mutations.json: what Python's safetensors makes of broken files.

    .bench-venv/bin/python tools/make-safetensors-fixture.py

`base` is a whole file in base64. Each of `mutations` is a list of [offset, length, base64]: bytes
that are replaced, one after the other; what follows is a hash of the tensors that the library reads,
or null where it refuses the file. The header's length is corrected after half of them. Made with
safetensors 0.8.
"""

import base64
import hashlib
import json
import pathlib
import random
import re
import struct

import torch
from safetensors.torch import load, save

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
MUTATIONS = 2500
draw = random.Random(11)

base = save(
    {
        "layers.0.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "bias": torch.tensor([1.5, -2.0], dtype=torch.float16),
        "none": torch.zeros(0, 4),
        "ids": torch.tensor([7, 8], dtype=torch.int64),
    },
    metadata={"format": "pt", "alias": "bias"},
)

# What people and programs write in place of something else.
PIECES = [
    b"8.0", b"1e3", b"-1", b"-0", b"00", b"9007199254740993", b"18446744073709551616", b"null", b"true", b"[]",
    b"{}", b'""', b"[0,8]", b"[[0,8]]", b'"F32"', b'"F64"', b'"BF16"', b'"I8"', b'"BOOL"', b'"Q4"', b'"f32"', b'"U16"',
    b'"__proto__"', b'"__metadata__"', b'"constructor"', b'"\\ud800"', b'"\\u0000"', b'"\\u00e9"', b"\xff", b"\xc3\xa9",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x00", b"\t", b"\n", b" ", b",", b":", b"}", b"]", b"{", b"[" * 130, b"//", b"'",
    b'"bias"', b'"ids"', b'"a":1,', b'"bias":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},', b'"x":[[1]],', b"1e999",
]


def digest(tensors):
    whole = hashlib.sha256()
    for name in sorted(tensors, key=lambda text: text.encode("utf-16-be")):
        value = tensors[name].contiguous()
        whole.update(f"{name} {str(value.dtype).removeprefix('torch.')} {list(value.shape)} ".encode())
        whole.update(value.flatten().view(torch.uint8).numpy().tobytes() if value.numel() else b"")
    return whole.hexdigest()[:12]


def verdict(file):
    try:
        return digest(load(file))
    except Exception:
        return None


def edit(file, header):
    end = 8 + header if draw.random() < 0.9 else len(file)
    at = draw.randrange(0 if draw.random() < 0.05 else 8, end)
    roll = draw.random()
    if roll < 0.25:
        return at, 1, bytes([draw.randrange(256)])
    if roll < 0.4:
        return at, draw.randrange(1, 9), b""
    if roll < 0.5:
        return at, 0, bytes([draw.randrange(32, 127)])
    # Replace a whole number, string or sign of the header.
    tokens = [m.span() for m in re.finditer(rb'"[^"]*"|\d+|[\[\]{}:,]', file[8 : 8 + header])]
    begin, stop = draw.choice(tokens)
    if roll < 0.6:
        return 8 + begin, stop - begin, str(draw.choice([0, 1, 2, 3, 4, 8, 12, 16, 24, 28, 44])).encode()
    keep = draw.random() < 0.4
    return 8 + begin, 0 if keep else stop - begin, draw.choice(PIECES)


found = []
for _ in range(MUTATIONS):
    file, header, edits = base, struct.unpack("<Q", base[:8])[0], []
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        at, length, piece = edit(file, header)
        file = file[:at] + piece + file[at + length :]
        edits.append([at, length, base64.b64encode(piece).decode()])
        header = max(1, min(header + len(piece) - length, len(file) - 8))
    if draw.random() < 0.7 and len(file) > 8:
        piece = struct.pack("<Q", header)
        file = piece + file[8:]
        edits.append([0, 8, base64.b64encode(piece).decode()])
    found.append([verdict(file), *edits])

lines = ",\n".join(json.dumps(line, separators=(",", ":")) for line in found)
text = f'{{"base": "{base64.b64encode(base).decode()}",\n"mutations": [\n{lines}\n]}}\n'
(FIXTURES / "safetensors-mutations.json").write_text(text)
print(len(found), "mutations,", sum(line[0] is not None for line in found), "are read")
