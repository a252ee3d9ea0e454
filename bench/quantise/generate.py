#!/usr/bin/env python3
"""generate.py ROWS OUTPUT: a float32 table of 28 columns, column after column; the values follow from the seed."""

import sys

import numpy


def normal(random, rows):
    return random.standard_normal(rows, dtype=numpy.float32)


def exponential(random, rows):
    return random.standard_exponential(rows, dtype=numpy.float32)


def angle(random, rows):
    return ((random.random(rows, dtype=numpy.float32) - numpy.float32(0.5)) * numpy.float32(3.4868)).astype(numpy.float32)


def few(random, rows):
    return random.choice(numpy.float32([0.0, 1.0865, 2.1731]), rows, p=[0.5, 0.25, 0.25])


def heavy_ties(random, rows):
    values = normal(random, rows)
    return numpy.where(random.random(rows) < 0.7, numpy.float32(0), values)


def whole_numbers(random, rows):
    return numpy.floor(numpy.exp(random.normal(3.0, 1.0, rows))).astype(numpy.float32)


def missing(random, rows):
    values = exponential(random, rows)
    values[random.random(rows) < 0.1] = numpy.nan
    return values


COLUMNS = [normal] * 6 + [exponential] * 7 + [angle] * 5 + [few] * 4 + [heavy_ties] * 2 + [whole_numbers] * 2 + [missing] * 2


def table(rows, seed=28):
    random = numpy.random.default_rng(seed)
    return numpy.stack([make(random, rows) for make in COLUMNS])


if __name__ == "__main__":
    table(int(sys.argv[1])).tofile(sys.argv[2])
