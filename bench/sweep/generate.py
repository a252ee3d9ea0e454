#!/usr/bin/env python3
"""generate.py TASK OUTPUT: the task's table as CSV, with the fold of each row; the same bytes every time."""

import csv
import pathlib
import sys

import numpy

import tasks

HOUSING = pathlib.Path(__file__).resolve().parents[2] / "data" / "housing.csv"
BINARY_ROWS, BINARY_COLUMNS = 100_000, 20


def folds(rows, seed=5):
    """As even as can be, in no order."""
    return numpy.random.default_rng(seed).permutation(numpy.arange(rows) % tasks.FOLDS)


def housing():
    """The 8 numeric columns; the target in units of 100,000, as scikit-learn has it."""
    with open(HOUSING, newline="") as file:
        names, *rows = csv.reader(file)
    place = names.index("median_house_value")
    header = [*names[:place], "value"]
    return header, [[*row[:place], repr(float(row[place]) / 100_000)] for row in rows]


def binary(seed=20):
    """Some columns matter, some in pairs, some not at all; the classes overlap."""
    random = numpy.random.default_rng(seed)
    x = random.standard_normal((BINARY_ROWS, BINARY_COLUMNS))
    x[:, 10:15] = random.standard_exponential((BINARY_ROWS, 5))
    z = x[:, 0] * x[:, 1] + numpy.sin(2 * x[:, 2]) + 0.5 * x[:, 3] - 0.4 * x[:, 10] * (x[:, 4] > 0) + 0.3 * numpy.abs(x[:, 5]) * x[:, 11]
    label = random.random(BINARY_ROWS) < 1 / (1 + numpy.exp(-z))
    header = [*(f"x{c}" for c in range(BINARY_COLUMNS)), "label"]
    return header, [[*(f"{value:.6g}" for value in row), int(one)] for row, one in zip(x, label)]


def write(task, path):
    header, rows = {"housing": housing, "binary": binary}[task]()
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*header, "fold"])
        out.writerows([*row, fold] for row, fold in zip(rows, folds(len(rows))))
    return len(rows), len(header) - 1


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2])
