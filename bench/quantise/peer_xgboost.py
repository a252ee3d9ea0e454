"""peer_xgboost.py VALUES COLUMNS THREADS MAX_BINS OUTPUT: XGBoost's QuantileDMatrix of the same table; prints what it took as JSON.

OUTPUT gets its cuts as numpy's npz. With --layout rows it reads a row-major matrix, its fastest input; else columns where they lie.
"""

import argparse
import json
import resource
import time

import numpy
import xgboost


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("values")
    parser.add_argument("columns", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("max_bins", type=int)
    parser.add_argument("output")
    parser.add_argument("--layout", choices=["rows", "columns"], default="rows")
    options = parser.parse_args()
    x = numpy.fromfile(options.values, numpy.float32).reshape(options.columns, -1).T
    if options.layout == "rows":
        x = numpy.ascontiguousarray(x)
    wall, used = time.perf_counter(), cpu()
    matrix = xgboost.QuantileDMatrix(x, max_bin=options.max_bins, nthread=options.threads)
    wall, used = time.perf_counter() - wall, cpu() - used
    offsets, values = matrix.get_quantile_cut()
    with open(options.output, "wb") as output:
        numpy.savez(output, offsets=offsets, values=values)
    print(json.dumps({"wall": wall, "cpu": used}))


main()
