"""peer_numpy.py VALUES COLUMNS THREADS MAX_BINS OUTPUT: numpy's quantiles and searchsorted, one thread; prints what it took as JSON."""

import sys

import numpy

import stopwatch

values, columns, _, max_bins, output = sys.argv[1:]
x = numpy.fromfile(values, numpy.float32).reshape(int(columns), -1)
bins = numpy.empty(x.shape, numpy.uint8)
with stopwatch.timed() as took:
    for column, out in zip(x, bins):
        missing = numpy.isnan(column)
        inner = numpy.linspace(0, 1, int(max_bins))[1:-1]
        cuts = numpy.unique(numpy.quantile(column[~missing], inner, method="inverted_cdf"))
        out[:] = numpy.searchsorted(cuts, column, side="right")
        out[missing] = 255
took.print()
bins.tofile(output)
