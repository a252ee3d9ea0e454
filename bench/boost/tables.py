"""The tables: what is known of the rows (one column after the other when written), and the target."""

import csv
import pathlib

import numpy

HOUSING = pathlib.Path(__file__).resolve().parents[2] / "data" / "housing.csv"


def housing():
    """20,640 rows, 8 numbers and 5 columns that are 0 or 1; missing numbers stay missing. Target: the logarithm of the house's value."""
    with open(HOUSING, newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = sorted({row["ocean_proximity"] for row in rows})
    names = [name for name in rows[0] if name not in ("ocean_proximity", "median_house_value")]
    numbers = [[float(row[name] or "nan") for row in rows] for name in names]
    numbers += [[float(row["ocean_proximity"] == kind) for row in rows] for kind in kinds]
    y = numpy.log([float(row["median_house_value"]) for row in rows])
    return numpy.float32(numbers), numpy.float32(y)


def synthetic(rows=100_000, columns=28, seed=28):
    """Half of the columns say something about the class, alone or in pairs; half are noise."""
    random = numpy.random.default_rng(seed)
    x = random.standard_normal((columns, rows), dtype=numpy.float32)
    x[1::2] = numpy.abs(x[1::2]) ** 1.5
    half = columns // 2
    signal = sum(numpy.sin(x[c]) * random.normal() for c in range(half))
    signal += sum(x[c] * x[c + 1] * random.normal() for c in range(0, half - 1, 2))
    probability = 1 / (1 + numpy.exp(-signal / 3))
    return x, numpy.float32(random.random(rows) < probability)


TABLES = {"housing": (housing, "squared_error"), "synthetic": (synthetic, "logistic")}


def shuffled(name, seed=1):
    """Rows in an order by chance, so that the last ones can be left out of training."""
    make, objective = TABLES[name]
    x, y = make()
    order = numpy.random.default_rng(seed).permutation(len(y))
    return numpy.ascontiguousarray(x[:, order]), y[order], objective
