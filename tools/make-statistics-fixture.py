"""Writes test/fixtures/statistics-degenerate.json: tests of values with ties and zeros, by scipy.

Run with any Python that has scipy 1.17: python tools/make-statistics-fixture.py
The cases are drawn as scores of a few questions, so that differences tie and vanish.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(7)


def scores(pairs: int, questions: int, gain: float) -> tuple[np.ndarray, np.ndarray]:
    """Shares of right answers in two sets of questions, the first with `gain` more."""
    a = random.binomial(questions, 0.4 + gain, pairs) / questions
    b = random.binomial(questions, 0.4, pairs) / questions
    return a, b


def case(title: str, a: np.ndarray, b: np.ndarray) -> dict:
    # Rounded, so that differences equal in exact arithmetic are equal here too.
    d = np.round(a - b, 9)
    wilcoxon = stats.wilcoxon(d)
    t = stats.ttest_1samp(d, 0)
    interval = t.confidence_interval(0.95)
    two_sample = stats.ttest_ind(a, b, alternative="greater")
    return {
        "title": title,
        "a": a.tolist(),
        "b": b.tolist(),
        "wilcoxon": {"w": float(wilcoxon.statistic), "p": float(wilcoxon.pvalue)},
        "ttest": {"t": float(t.statistic), "p": float(t.pvalue), "df": int(t.df)},
        "t95": [float(interval.low), float(interval.high)],
        "twoSample": {
            "t": float(two_sample.statistic),
            "p": float(two_sample.pvalue),
            "df": int(two_sample.df),
        },
    }


cases = [
    case("ties and zeros, few pairs", *scores(8, 10, 0.1)),
    case("ties and zeros, 13 pairs", *scores(13, 10, 0.1)),
    case("ties and zeros, 14 pairs", *scores(14, 10, 0.1)),
    case("ties and zeros, 40 pairs", *scores(40, 20, 0.05)),
    case("no ties, 2 pairs", random.random(2), random.random(2)),
    case("no ties, 5 pairs", random.random(5), random.random(5)),
    case("no ties, 50 pairs", random.random(50), random.random(50)),
    case("no ties, 51 pairs", random.random(51), random.random(51)),
    case("no ties, strong effect, 60 pairs", random.random(60) + 1, random.random(60)),
]
path = pathlib.Path(__file__).parent.parent / "test/fixtures/statistics-degenerate.json"
path.write_text(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1) + "\n")
