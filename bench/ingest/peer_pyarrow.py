"""pyarrow.csv and h5py. Texts become dictionaries after reading: that takes two thirds of the time of auto_dict_encode."""

import competitor

options = competitor.options()

import numpy
import pandas  # noqa: F401 (to_numpy and to_pylist import it where it is installed)
import pyarrow.compute
from columns_file import ColumnsFile
from pyarrow import csv

pyarrow.set_cpu_count(options.threads)
pyarrow.set_io_thread_count(options.threads)


def ingest():
    table = csv.read_csv(
        options.source,
        read_options=csv.ReadOptions(use_threads=options.threads > 1),
        convert_options=csv.ConvertOptions(strings_can_be_null=True),
    )
    with ColumnsFile(options.output) as file:
        for name in table.column_names:
            column = table[name]
            if pyarrow.types.is_string(column.type):
                codes = column.dictionary_encode().combine_chunks()
                file.write_codes(name, codes.indices.fill_null(-1).to_numpy(), codes.dictionary.to_pylist())
            elif pyarrow.types.is_floating(column.type):
                file.write_numbers(name, column.fill_null(numpy.nan).to_numpy())
            else:
                file.write_numbers(name, column.to_numpy())
    return table.num_rows


competitor.measure(ingest)
