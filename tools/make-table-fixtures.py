"""Writes test/fixtures/tables/pandas.json and python-characters.json.

pandas.json: mangled tables as pandas reads them, of ISO-8859-1, without numbers, missing cells or a
lone carriage return (behind one and a blank pandas 2.3 gives thousands of empty rows):
the rows with the header first, or null where it refuses them. python-characters.json: what Python
takes for white space, words and digits, and the lower case of characters, as ranges of code points.

    python tools/make-table-fixtures.py      (Python 3.11, pandas 2)
"""

import hashlib
import io
import json
import random
import re
import unicodedata
from pathlib import Path

import pandas as pd

FIXTURES = Path(__file__).parent.parent / "test" / "fixtures" / "tables"
PIECES = ["a", "b", "é", '"', '""', ",", ",", "\n", "\r\n", " ", "\t", '"\n"', ' "', "\xa0", "'"]


def as_pandas(text):
    try:
        table = pd.read_csv(
            io.BytesIO(text.encode("latin1")),
            encoding="ISO-8859-1",
            keep_default_na=False,
            dtype=str,
            header=None,
            names=["c0", "c1", "c2"],
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return [list(row) for row in table.fillna("").itertuples(index=False)]


def tables(count):
    draw = random.Random(0)
    for _ in range(count):
        body = "".join(draw.choices(PIECES, k=draw.randint(1, 25)))
        yield [text := f"x,y,z\n{body}", as_pandas(text)]


def ranges(points):
    found = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def characters():
    points = [point for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    assigned = [point for point in points if unicodedata.category(chr(point)) != "Cn"]
    lower = "\n".join(chr(point).lower() for point in assigned)
    return {
        "unicode": unicodedata.unidata_version,
        "assigned": ranges(assigned),
        "spaces": ranges(point for point in points if chr(point).isspace()),
        "words": ranges(point for point in points if re.match(r"\w", chr(point))),
        "digits": ranges(point for point in points if re.match(r"\d", chr(point))),
        "lower": hashlib.sha256(lower.encode()).hexdigest(),
    }


FIXTURES.mkdir(exist_ok=True)
lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in tables(1500))
(FIXTURES / "pandas.json").write_text(f"[\n{lines}\n]\n")
(FIXTURES / "python-characters.json").write_text(json.dumps(characters()) + "\n")
