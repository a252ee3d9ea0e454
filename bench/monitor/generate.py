"""The rows: columns of float64, one after the other, in FOLDER/reference and FOLDER/current; every third column has drifted."""

import numpy as np


def write(folder, rows, columns, seed=20261130):
    random = np.random.default_rng(seed)
    for name in ("reference", "current"):
        with open(folder / name, "wb") as file:
            for column in range(columns):
                values = random.normal(size=rows) if column % 2 == 0 else random.exponential(size=rows)
                if name == "current" and column % 3 == 0:
                    values = values * 1.05 + 0.02
                values.tofile(file)


def read(folder, name, rows, columns):
    return np.fromfile(folder / name, np.float64).reshape(columns, rows)
