"""What a table holds, column by column, as JSON: `answers.py FILE.csv` by pandas, or `answers.py FILE.h5…` from shards in their order.

Numbers: rows, missing, sum, sum weighted by place, smallest, largest, and a digest of all their bits. Texts: rows, missing, how many
differ, and a digest of them all.
"""

import hashlib
import json
import math
import sys

import h5py
import numpy
import pandas


def of_numbers(values):
    (places,) = numpy.nonzero(~numpy.isnan(values))
    present = values[places]
    bits = numpy.where(numpy.isnan(values), numpy.nan, values)  # one NaN, whatever its payload was
    return {
        "rows": len(values),
        "missing": len(values) - len(present),
        "sum": math.fsum(present),
        "sum by place": math.fsum(present * (places + 1)),
        "min": float(present.min(initial=math.inf)),
        "max": float(present.max(initial=-math.inf)),
        "bits": hashlib.sha256(bits.tobytes()).hexdigest(),
    }


def of_texts(codes, vocabulary):
    """`codes` are places in `vocabulary`; -1 is missing. The digest does not depend on the order of the vocabulary."""
    used = numpy.unique(codes[codes >= 0])
    texts = numpy.append(numpy.asarray(vocabulary, dtype=object), "\0")  # code -1 takes the last one
    return {
        "rows": len(codes),
        "missing": int((codes == -1).sum()),
        "distinct": len({texts[code] for code in used}),
        "texts": hashlib.sha256("\n".join(texts[codes]).encode()).hexdigest(),
    }


def of_csv(path):
    table = pandas.read_csv(path)  # since 3.1 every number becomes the nearest double
    answers = {}
    for name in table:
        if pandas.api.types.is_numeric_dtype(table[name]):
            answers[name] = of_numbers(table[name].to_numpy(dtype=numpy.float64))
        else:
            answers[name] = of_texts(*pandas.factorize(table[name]))
    return answers


def numbers_of(dataset):
    values = dataset[:]
    numbers = values.astype(numpy.float64)
    if "missing_value" in dataset.attrs:
        numbers[values == dataset.attrs["missing_value"]] = numpy.nan
    return numbers


def of_shards(paths):
    files = [h5py.File(path, "r") for path in paths]
    answers = {}
    for name in files[0]["columns"]:
        if name in files[0]["dictionaries"]:
            vocabulary = [text.decode() for text in files[-1]["dictionaries"][name][:]]  # each shard's begins with those before
            answers[name] = of_texts(numpy.concatenate([file["columns"][name][:] for file in files]), vocabulary)
        else:
            answers[name] = of_numbers(numpy.concatenate([numbers_of(file["columns"][name]) for file in files]))
    return answers


print(json.dumps(of_csv(sys.argv[1]) if sys.argv[1].endswith(".csv") else of_shards(sys.argv[1:])))
