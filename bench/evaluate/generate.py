"""The rows: classes 0 and 1, the probability of class 1, and the class decided on."""

import numpy as np

STEPS = 2**24  # probabilities are multiples of its inverse, so that they and 1 less them are exact as floats


def rows(count, seed=20261130):
    """The actual classes as float64, the probabilities of class 1 as float32 and the decided classes as int32."""
    random = np.random.default_rng(seed)
    score = random.normal(size=count) - 1.5
    positive = np.clip(np.round(STEPS / (1 + np.exp(-score))), 1, STEPS - 1) / STEPS
    actual = random.random(count) < positive
    return actual.astype(np.float64), positive.astype(np.float32), (positive >= 0.5).astype(np.int32)


def write(folder, count):
    for name, values in zip(("actual", "positive", "decided"), rows(count)):
        values.tofile(folder / name)


def read(folder):
    return (np.fromfile(folder / name, kind) for name, kind in (("actual", np.float64), ("positive", np.float32), ("decided", np.int32)))
