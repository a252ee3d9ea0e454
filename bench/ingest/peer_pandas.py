"""pandas and h5py. --engine c (the default) or pyarrow."""

import competitor

options = competitor.options()

import numpy
import pandas
import pyarrow.csv
import pyarrow.pandas_compat
from columns_file import ColumnsFile

pandas.set_option("mode.max_threads", options.threads)  # of the C engine, which reads in parallel since 3.1
pyarrow.set_cpu_count(options.threads)
pyarrow.set_io_thread_count(options.threads)


def ingest():
    table = pandas.read_csv(options.source, engine=options.engine or "c")
    with ColumnsFile(options.output) as file:
        for name in table:
            if pandas.api.types.is_numeric_dtype(table[name]):
                file.write_numbers(name, table[name].to_numpy())
            else:
                codes, vocabulary = pandas.factorize(table[name])
                file.write_codes(name, codes.astype(numpy.int32), vocabulary)
    return len(table)


competitor.measure(ingest)
