#!/usr/bin/env python3
"""Writes a CSV table of any number of rows to a file or, with -, to standard output. The rows depend on the seed alone.

Ten columns of numbers, five of texts with up to 5 … 100,000 different values, one label of 0 and 1; about 131 bytes a row.
Needs .deps/peers.
"""

import argparse
import sys

import numpy
import pyarrow
from pyarrow import csv

BLOCK = 1 << 16  # rows drawn from one generator of random numbers: fixed, so that a shorter table is the beginning of a longer one
DISTINCT = {"c5": 5, "c50": 50, "c1k": 1_000, "c10k": 10_000, "c100k": 100_000}
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in ("a", "e", "i", "o", "u", "ai", "ö")]


def word(index):
    """A text of its own for every index, the longer the larger the index."""
    syllables = []
    index += 1
    while index:
        index, digit = divmod(index - 1, len(SYLLABLES))
        syllables.append(SYLLABLES[digit])
    return "".join(reversed(syllables))


def vocabularies():
    return {name: pyarrow.array(f"{name}_{word(index)}" for index in range(count)) for name, count in DISTINCT.items()}


def numbers(random):
    """Name, values and share of missing values of each column of numbers, for one block."""
    sparse = numpy.where(random.random(BLOCK) < 0.7, 0.0, random.random(BLOCK))
    yield "normal", random.normal(size=BLOCK).round(6), 0.05
    yield "uniform", random.random(BLOCK), 0  # all digits of a double
    yield "lognormal", random.lognormal(1, 1, BLOCK).round(4), 0.2
    yield "price", random.exponential(250, BLOCK).round(2), 0.01
    yield "heavy_tail", random.standard_cauchy(BLOCK).clip(-1e6, 1e6).round(3), 0
    yield "tiny", random.integers(1, 10_000, BLOCK) / 10.0 ** random.integers(7, 13, BLOCK), 0.05  # mostly written with an exponent
    yield "temperature", random.normal(12, 9, BLOCK).round(1), 0.1
    yield "longitude", random.uniform(-180, 180, BLOCK).round(6), 0
    yield "sparse", sparse.round(4), 0
    yield "large", random.uniform(1e5, 1e7, BLOCK).round(1), 0.02


def block(seed, number, texts):
    random = numpy.random.Generator(numpy.random.PCG64([seed, number]))
    columns = {}
    for name, values, missing in numbers(random):
        columns[name] = pyarrow.array(values, mask=random.random(BLOCK) < missing)
    for name, words in texts.items():
        codes = (len(words) * random.random(BLOCK) ** 2).astype(numpy.int32)  # some are frequent, most are rare
        missing = random.random(BLOCK) < (0.02 if name in ("c50", "c10k") else 0)
        columns[name] = words.take(pyarrow.array(codes, mask=missing))
    columns["label"] = pyarrow.array((random.random(BLOCK) < 0.3).astype(numpy.int8))
    return pyarrow.table(columns)


def write(sink, rows, seed):
    texts = vocabularies()
    for number in range(-(-rows // BLOCK)):
        table = block(seed, number, texts).slice(0, rows - number * BLOCK)
        if number == 0:
            sink.write((",".join(table.column_names) + "\n").encode())
        csv.write_csv(table, sink, csv.WriteOptions(include_header=False, quoting_style="none", batch_size=BLOCK))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("rows", type=int)
    options.add_argument("output", help="file, or - for standard output")
    options.add_argument("--seed", type=int, default=11)
    options = options.parse_args()
    if options.output == "-":
        write(sys.stdout.buffer, options.rows, options.seed)
    else:
        with open(options.output, "wb") as sink:
            write(sink, options.rows, options.seed)


if __name__ == "__main__":
    main()
