"""Writes test/fixtures/probes.json: logistic regressions, folds and probes by scikit-learn.

    npm run bench -- ops --no-record      makes .bench-venv, which has transformers
    .bench-venv/bin/pip install scikit-learn==1.9.1
    .bench-venv/bin/python tools/make-probe-fixture.py

regressions: data, C and what scikit-learn's solvers reach with no tolerance to speak of.
folds: labels and the fold that StratifiedKFold(shuffle=True, random_state=0) tests each in.
probes: prompts as ids, two classes, and for models of test/fixtures/ the mean accuracy of 5-fold
cross-validation by layer and token, on the residual stream that hooks on transformers' blocks see;
its mean over features is taken away where the model's norms are LayerNorms. Cells whose tokens are
the same in all prompts have 0.5.
"""

import json
import pathlib
import random
import warnings

import numpy as np
import sklearn
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from transformers import AutoModelForCausalLM, T5EncoderModel

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
rng = np.random.default_rng(0)


def fitted(x, y, c):
    """By Newton's method, and how far L-BFGS is from it."""
    options = {"C": c, "tol": 1e-12, "max_iter": 100_000}
    newton, lbfgs = (
        LogisticRegression(solver=solver, **options).fit(x, y)
        for solver in ("newton-cholesky", "lbfgs")
    )
    apart = [np.abs(newton.coef_ - lbfgs.coef_), np.abs(newton.intercept_ - lbfgs.intercept_)]
    return newton, max(float(one.max()) for one in apart)


def regression(title, x, y, c):
    x = np.round(x, 4)
    model, apart = fitted(x, y, c)
    print(title, "solvers apart", apart)
    return {
        "title": title,
        "c": c,
        "x": x.tolist(),
        "y": y.tolist(),
        "coef": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
    }


def noisy(n, d):
    """Features, and labels that a random direction of them makes likely."""
    x = rng.normal(size=(n, d))
    y = (x @ rng.normal(size=d) / np.sqrt(d) + rng.normal(size=n) > 0).astype(int)
    return x, y


def regressions():
    x, y = noisy(40, 6)
    yield regression("C of 0.01", x, y, 0.01)
    yield regression("C of 100", x, y, 100.0)
    x, y = noisy(12, 30)
    yield regression("fewer examples than features", x, y, 1.0)
    yield regression("fewer examples than features, C of 0.01", x, y, 0.01)
    x = rng.normal(size=(45, 5))
    y = np.array([1] * 4 + [0] * 41)
    yield regression("unbalanced classes", x, y, 1.0)
    x, y = noisy(30, 5)
    x[:, 1] = 3.0
    x[:, 4] = 0.0
    yield regression("constant features", x, y, 1.0)
    x, y = noisy(30, 4)
    yield regression("features far from 0", x + 50, y, 1.0)
    y = (np.arange(20) >= 10).astype(int)
    x = rng.normal(size=(20, 3)) + 4 * y[:, None]
    yield regression("separable classes, C of 1000", x, y, 1000.0)
    x, y = noisy(20, 4)
    yield regression("examples twice", np.concatenate([x, x]), np.concatenate([y, y]), 1.0)


def folds():
    for labels, n_splits in (
        ([0] * 10 + [1] * 10, 5),
        ([0, 1] * 13, 5),
        ([1] * 7 + [0] * 12 + [1] * 4, 5),
        ([1, 0, 0, 1, 1, 0, 0], 2),
        ([int(c) for c in "2010212001201202101211"], 3),
    ):
        split = StratifiedKFold(n_splits, shuffle=True, random_state=0).split(labels, labels)
        fold_of = [0] * len(labels)
        for fold, (_, test) in enumerate(split):
            for i in test:
                fold_of[i] = fold
        yield {"labels": labels, "folds": n_splits, "foldOf": fold_of}


def residual_stream(name, ids):
    """The embedding and each block's output: [N, T, D] each."""
    folder = FIXTURES / name
    if name.startswith("t5"):
        model = T5EncoderModel.from_pretrained(folder)
        embedding, blocks = model.encoder.embed_tokens, model.encoder.block
    else:
        model = AutoModelForCausalLM.from_pretrained(folder)
        embedding, blocks = model.get_input_embeddings(), model.base_model.layers
    model.eval()
    seen = []

    def see(_part, _inputs, output):
        seen.append(output[0] if isinstance(output, tuple) else output)

    for part in (embedding, *blocks):
        part.register_forward_hook(see)
    with torch.no_grad():
        model(torch.tensor(ids))
    return [state.double().numpy() for state in seen]


def accuracy(x, y, c):
    cv = StratifiedKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(C=c, tol=1e-10, max_iter=100_000, solver="newton-cholesky")
    return float(cross_val_score(model, x, y, cv=cv).mean())


def probes():
    draw = random.Random(0)
    # Two words of an alias each, the first of which tells its class most of the time.
    pairs = draw.sample([(a, b) for a in range(20, 36) for b in range(40, 56)], 60)
    labels = [int((a % 2 == 0) != (draw.random() < 0.2)) for a, _ in pairs]
    prompts = [[5, 6, a, b, 7, 8] for a, b in pairs]
    order = sorted(range(60), key=lambda i: labels[i])
    prompts, labels = [prompts[i] for i in order], np.array([labels[i] for i in order])
    models = {}
    for name, c in (("gpt_neox", 1.0), ("llama", 10.0), ("t5", 0.01)):
        states = residual_stream(name, prompts)
        table = []
        for layer, state in enumerate(states):
            if name == "gpt_neox":
                state = state - state.mean(-1, keepdims=True)
            row = []
            for token in range(6):
                differs = token in (2, 3) if layer == 0 else token >= 2 or name == "t5"
                row.append(accuracy(state[:, token], labels, c) if differs else 0.5)
            table.append(row)
        print(name, np.round(table, 3).tolist())
        models[name] = {"c": c, "accuracies": table}
    return {"prompts": prompts, "labels": labels.tolist(), "models": models}


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    found = {
        "scikitLearn": sklearn.__version__,
        "regressions": list(regressions()),
        "folds": list(folds()),
        "probes": probes(),
    }
path = FIXTURES / "probes.json"
path.write_text(json.dumps(found) + "\n")
print(path, path.stat().st_size)
