"""The tables: normal columns that are correlated, a number and a class that depend on them."""

import numpy as np

ROWS, COLUMNS, FOLDS = 20_000, 20, 5


def table(classes, seed=20261129):
    """x as float32 and y: a number, or class 0 or 1."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(ROWS, COLUMNS)) @ (np.eye(COLUMNS) + 0.3 * random.normal(size=(COLUMNS, COLUMNS)) / np.sqrt(COLUMNS))
    score = x @ random.normal(size=COLUMNS) / np.sqrt(COLUMNS)
    y = (random.random(ROWS) < 1 / (1 + np.exp(-score))) if classes else score + random.normal(size=ROWS)
    return x.astype(np.float32), y.astype(np.float32)


def penalties(family):
    """What each of the 100 trials sets."""
    name, low, high = {"linear": ("alpha", -3, 5), "logistic": ("C", -4, 4)}[family]
    return [{name: float(value)} for value in np.logspace(low, high, 100)]
