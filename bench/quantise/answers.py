"""What the sides found, and what must hold before their times mean anything."""

import sys

import numpy
import xgboost

MISSING = 255


def ours(path, columns):
    """Per column the lowest values of the bins, and the bins."""
    data = path.read_bytes()
    offsets = numpy.frombuffer(data, numpy.int64, columns + 1)
    lowest = numpy.frombuffer(data, numpy.float32, offsets[-1], offsets.nbytes)
    bins = numpy.frombuffer(data, numpy.uint8, -1, offsets.nbytes + lowest.nbytes).reshape(columns, -1)
    return [lowest[a:b] for a, b in zip(offsets, offsets[1:])], bins


def xgboost_cuts(path, columns):
    found = numpy.load(path)
    return [found["cuts"][a:b] for a, b in zip(found["offsets"], found["offsets"][1:])][:columns]


def check(x, lowest, bins):
    """Ends the benchmark unless every value is in its bin and XGBoost, given the representatives, parts the very same bins."""
    representatives = numpy.empty_like(x)
    for c, column in enumerate(x):
        missing = numpy.isnan(column)
        expected = numpy.clip(numpy.searchsorted(lowest[c], column, side="right") - 1, 0, None)
        if not numpy.array_equal(numpy.where(missing, MISSING, expected), bins[c]):
            sys.exit(f"the answers differ: column {c} has values in the wrong bins")
        representatives[c] = numpy.where(missing, numpy.float32(numpy.nan), lowest[c][numpy.where(missing, 0, bins[c])])
    matrix = xgboost.QuantileDMatrix(representatives.T, max_bin=256)
    offsets, cuts = matrix.get_quantile_cut()
    for c, mine in enumerate(lowest):
        # Of XGBoost's cuts the first lies below all values, the last above.
        if not numpy.array_equal(cuts[offsets[c] : offsets[c + 1]][1:-1], mine[1:]):
            sys.exit(f"the answers differ: XGBoost cuts the representatives of column {c} elsewhere")


def heaviest(x, cuts):
    """Of the columns whose values hardly repeat: the heaviest bin over an average one of 255."""
    worst = 0.0
    for column, here in zip(x, cuts):
        present = column[~numpy.isnan(column)]
        if len(numpy.unique(present[:2000])) < 1990:
            continue
        counts = numpy.bincount(numpy.searchsorted(here, present, side="right"))
        worst = max(worst, counts.max() * 255 / len(present))
    return worst
