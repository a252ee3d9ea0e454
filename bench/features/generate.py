#!/usr/bin/env python3
"""Writes a table of numbers with missing values and of categories, 5 to 100,000 different ones, as CSV and as Parquet. Seeded."""

import argparse
import pathlib

import numpy
import polars
from columns import CATEGORIES, NUMBERS


def table(rows, seed):
    random = numpy.random.default_rng(seed)
    columns = {}
    for i, name in enumerate(NUMBERS):
        values = random.lognormal(i / 5, 0.8, rows) if i % 2 else random.normal(10 * i, 1 + i, rows)
        values[random.random(rows) < 0.05] = numpy.nan
        columns[name] = polars.Series(values).round(6).fill_nan(None)
    for name, different in CATEGORIES.items():
        codes = numpy.minimum((different * random.random(rows) ** 2).astype(int), different - 1)
        columns[name] = polars.Series([f"{name}_{i}" for i in range(different)]).gather(codes)
    chance = 1 / (1 + numpy.exp(-(columns["n0"].fill_null(0).to_numpy() / 2)))
    columns["label"] = polars.Series((random.random(rows) < chance).astype(int))
    return polars.DataFrame(columns)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", type=int)
    options.add_argument("output", type=pathlib.Path, help="without an ending")
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    made = table(options.rows, options.seed)
    made.write_csv(options.output.with_suffix(".csv"))
    made.write_parquet(options.output.with_suffix(".parquet"))


if __name__ == "__main__":
    main()
