"""Writes test/fixtures/power.json: Welch's test, power of t tests and numbers of seeds.

Run with any Python that has scipy 1.17 and statsmodels 0.15: python tools/make-power-fixture.py
"""

import json
import math
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.power import TTestPower

random = np.random.default_rng(12)


def welch(size: int, other: int, gain: float) -> dict:
    a = np.round(random.normal(0.1 + gain, 0.03, size), 6)
    b = np.round(random.normal(0.1, 0.08, other), 6)
    found = stats.ttest_ind(a, b, equal_var=False)
    interval = found.confidence_interval(0.95)
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "t": float(found.statistic),
        "df": float(found.df),
        "p": float(found.pvalue),
        "ci95": [float(interval.low), float(interval.high)],
    }


def below(t: float, df: float, shift: float) -> dict:
    return {"t": t, "df": df, "shift": shift, "below": float(stats.nct.cdf(t, df, shift))}


def power_of(sds: list, effect: float, seeds: int, alpha: float) -> float:
    """Two-sided power, of one sample of differences or of two samples (Welch's degrees)."""
    if len(sds) == 1:
        error, df = sds[0] / math.sqrt(seeds), seeds - 1
    else:
        a, b = (sd**2 for sd in sds)
        error, df = math.sqrt((a + b) / seeds), (seeds - 1) * (a + b) ** 2 / (a**2 + b**2)
    limit, shift = stats.t.ppf(1 - alpha / 2, df), effect / error
    return float(stats.nct.sf(limit, df, shift) + stats.nct.cdf(-limit, df, shift))


def seeds_for(sds: list, effect: float, power: float, alpha: float) -> int:
    seeds = 2
    while power_of(sds, effect, seeds, alpha) < power:
        seeds += 1
    return seeds


def powered(sds: list, effect: float, seeds: int, power: float, alpha: float) -> dict:
    found = {
        "sds": sds,
        "effect": effect,
        "seeds": seeds,
        "power": power,
        "alpha": alpha,
        "powerOf": power_of(sds, effect, seeds, alpha),
        "seedsFor": seeds_for(sds, effect, power, alpha),
    }
    if len(sds) == 1:
        # The same by statsmodels, which has no test of two samples of unlike variance.
        own = TTestPower().power(effect / sds[0], seeds, alpha, alternative="two-sided")
        assert abs(own - found["powerOf"]) < 1e-9
        needed = TTestPower().solve_power(effect / sds[0], None, alpha, power, "two-sided")
        assert found["seedsFor"] == max(2, math.ceil(needed))
    return found


def deviation(sd: float, df: int) -> dict:
    low, high = (sd * math.sqrt(df / stats.chi2.ppf(share, df)) for share in (0.9, 0.1))
    return {"sd": sd, "df": df, "low": low, "high": high}


fixture = {
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
    "welch": [welch(8, 4, 0.1), welch(3, 9, 0.0), welch(2, 2, 0.05), welch(20, 12, 0.02)],
    "below": [
        below(2.0, 7, 1.5),
        below(-2.36, 7, 0.4),
        below(12.706, 1, 3.0),
        below(1.96, 499, 2.8),
        below(2.9, 3.7, 6.0),
        below(0.0, 2, 0.0),
    ],
    "power": [
        powered([0.02], 0.02, 8, 0.8, 0.05),
        powered([0.05], 0.03, 8, 0.8, 0.05),
        powered([0.05], 0.03, 24, 0.9, 0.01),
        powered([0.01], 0.05, 2, 0.8, 0.05),
        powered([0.05], 0.004, 100, 0.8, 0.05),
        powered([0.05, 0.02], 0.03, 8, 0.8, 0.05),
        powered([0.01, 0.04], 0.05, 5, 0.95, 0.05),
    ],
    "deviation": [deviation(0.02, 7), deviation(0.05, 2), deviation(1.0, 19)],
}
path = pathlib.Path(__file__).parent.parent / "test/fixtures/power.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
