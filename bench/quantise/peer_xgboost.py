"""peer_xgboost.py VALUES COLUMNS THREADS MAX_BINS OUTPUT: XGBoost's QuantileDMatrix of the same table; prints what it took as JSON.

It gets the table row by row, which it reads fastest. OUTPUT gets its cuts, as numpy's npz.
"""

import sys

import numpy
import xgboost

import stopwatch

values, columns, threads, max_bins, output = sys.argv[1:]
x = numpy.ascontiguousarray(numpy.fromfile(values, numpy.float32).reshape(int(columns), -1).T)
with stopwatch.timed() as took:
    matrix = xgboost.QuantileDMatrix(x, max_bin=int(max_bins), nthread=int(threads))
took.print()
offsets, cuts = matrix.get_quantile_cut()
with open(output, "wb") as file:
    numpy.savez(file, offsets=offsets, cuts=cuts)
