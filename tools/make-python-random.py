"""Writes test/fixtures/python-random.json: draws of random.Random and numpy.random.RandomState."""

import json
import random
from pathlib import Path

import numpy

SEEDS = [0, 1, 42, 600, 2**32 - 1, 2**32 + 5, 2**53 - 1]


def python_draws(seed):
    r = random.Random(seed)
    numbers = list(range(50))
    draws = {"seed": seed, "random": [r.random() for _ in range(5)]}
    draws["getrandbits"] = [[k, r.getrandbits(k)] for k in (1, 5, 8, 31, 32, 33, 53)]
    draws["randrange"] = [[n, r.randrange(n)] for n in (1, 2, 3, 256, 257, 2**40)]
    draws["randint"] = [r.randint(1, 6) for _ in range(10)]
    draws["choice"] = "".join(r.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(20))
    draws["choices"] = r.choices(numbers, k=10)
    r.shuffle(numbers)
    draws["shuffle"] = numbers
    sizes = [(100, 8), (85, 8), (86, 8), (21, 5), (22, 5), (7, 7), (10**9, 6), (3, 0)]
    draws["sample"] = [[n, k, r.sample(range(n), k)] for n, k in sizes]
    for _ in range(2000):
        r.random()
    draws["afterwards"] = r.random()
    return draws


def numpy_draws(seed):
    r = numpy.random.RandomState(seed)
    draws = {"seed": seed, "randomSample": r.random_sample(5).tolist()}
    draws["permutation"] = [r.permutation(n).tolist() for n in (10, 1, 257)]
    draws["choice"] = r.choice(numpy.arange(10, 40), size=5, replace=False).tolist()
    draws["afterwards"] = r.random_sample()
    return draws


fixture = {
    "python": [python_draws(seed) for seed in SEEDS],
    "numpy": [numpy_draws(seed) for seed in SEEDS if seed < 2**32],
}
path = Path(__file__).parent.parent / "test/fixtures/python-random.json"
path.write_text(json.dumps(fixture) + "\n")
