"""Writes test/fixtures/nested.json: variance components, equivalence tests and trends over seeds.

Run with any Python that has scipy 1.17 and statsmodels 0.15: python tools/make-nested-fixtures.py
"""

import json
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.optimize import minimize_scalar
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams
from statsmodels.stats.weightstats import ttost_paired

random = np.random.default_rng(15)


def components(title: str, sizes: list, between: float, within: float) -> dict:
    """REML of a random intercept a first seed, by statsmodels."""
    cells = [
        np.round(0.1 + random.normal(0, between) + random.normal(0, within, size), 6)
        for size in sizes
    ]
    values = np.concatenate(cells)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    model = MixedLM(values, np.ones_like(values), groups)
    own = model.fit(reml=True, method=["powell", "lbfgs"])

    # MixedLM's optimizers stop at about 1e-4, so its likelihood is followed to the end here.
    def loss(log_ratio: float) -> float:
        return -model.loglike(
            MixedLMParams.from_components(
                np.zeros(1), cov_re=np.array([[np.exp(log_ratio)]])
            ),
            profile_fe=True,
        )

    grid = np.linspace(-18, 18, 721)
    start = grid[np.argmin([loss(one) for one in grid])]
    best = minimize_scalar(
        loss, bounds=(start - 0.1, start + 0.1), method="bounded", options={"xatol": 1e-12}
    )
    ratio = float(np.exp(best.x)) if start > grid[0] else 0.0
    # The variance that goes with the ratio. MixedLM cannot invert a ratio of 0; without a part of the
    # first seeds the model is a plain regression.
    if ratio == 0:
        scale = OLS(values, np.ones_like(values)).fit().mse_resid
    else:
        some = np.array([[ratio]])
        scale = model.get_scale(model.get_fe_params(some, np.zeros(0))[0], some, np.zeros(0))
    fitted = float(own.cov_re[0, 0])
    assert abs(fitted - ratio * scale) < 2e-3 * max(fitted, scale), (title, fitted, ratio * scale)
    found = {
        "title": title,
        "cells": [one.tolist() for one in cells],
        "between": float(ratio * scale),
        "within": float(scale),
    }
    if len(set(sizes)) == 1:
        size = sizes[0]
        square = size * np.var([one.mean() for one in cells], ddof=1)
        inner = np.mean([one.var(ddof=1) for one in cells])
        found["anova"] = {"between": float((square - inner) / size), "within": float(inner)}
    return found


def equivalence(size: int, gain: float, bound: float) -> dict:
    upper = np.round(random.normal(0.4 + gain, 0.03, size), 6)
    lower = np.round(random.normal(0.4, 0.03, size), 6)
    p, low, high = ttost_paired(upper, lower, -bound, bound)
    return {
        "upper": upper.tolist(),
        "lower": lower.tolist(),
        "bound": bound,
        "p": float(p),
        "pBelow": float(high[1]),
        "pAbove": float(low[1]),
    }


def trend(at: list, seeds: int, slope: float) -> dict:
    """The slope of each first seed by least squares, then a t test of the slopes."""
    values = [
        np.round(0.1 + slope * np.array(at) + random.normal(0, 0.03, len(at)), 6)
        for _ in range(seeds)
    ]
    slopes = [float(stats.linregress(at, one).slope) for one in values]
    found = stats.ttest_1samp(slopes, 0)
    interval = found.confidence_interval(0.95)
    return {
        "at": at,
        "values": [one.tolist() for one in values],
        "slopes": slopes,
        "mean": float(np.mean(slopes)),
        "ci95": [float(interval.low), float(interval.high)],
        "t": float(found.statistic),
        "p": float(found.pvalue),
    }


fixture = {
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
    "components": [
        components("balanced", [5] * 8, 0.03, 0.02),
        components("balanced, mostly within", [4] * 10, 0.01, 0.05),
        components("balanced, two of each", [2, 2], 0.05, 0.01),
        components("unbalanced", [1, 2, 5, 3, 1, 4], 0.03, 0.02),
        components("unbalanced, mostly between", [2, 1, 1, 6, 3], 0.2, 0.005),
        components("unbalanced, many", [int(n) for n in random.integers(1, 9, 30)], 0.02, 0.04),
        components("nothing between", [3] * 6, 0.0, 0.05),
        components("unbalanced, nothing between", [2, 4, 3, 5], 0.0, 0.05),
    ],
    "equivalence": [
        equivalence(8, 0.0, 0.05),
        equivalence(5, 0.01, 0.02),
        equivalence(20, -0.01, 0.03),
        equivalence(6, 0.1, 0.05),
    ],
    "trend": [
        trend([0.5, 0.75, 0.9, 1.0], 6, 0.2),
        trend([64, 256, 1024], 4, 0.0),
        trend([1, 2], 8, -0.03),
    ],
}
path = pathlib.Path(__file__).parent.parent / "test/fixtures/nested.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
