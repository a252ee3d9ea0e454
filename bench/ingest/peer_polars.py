"""polars and h5py. --engine in-memory (the default) or streaming."""

import os

import competitor

options = competitor.options()
os.environ["POLARS_MAX_THREADS"] = str(options.threads)

import numpy
import polars
from columns_file import ColumnsFile


def ingest():
    table = polars.scan_csv(options.source).collect(engine=options.engine or "in-memory")
    with ColumnsFile(options.output) as file:
        for column in table:
            if column.dtype == polars.String:
                vocabulary = column.drop_nulls().unique()
                codes = column.cast(polars.Enum(vocabulary)).to_physical().cast(polars.Int32).fill_null(-1)
                file.write_codes(column.name, codes.to_numpy(), vocabulary.to_list())
            elif column.dtype.is_float():
                file.write_numbers(column.name, column.fill_null(numpy.nan).to_numpy())
            else:
                file.write_numbers(column.name, column.to_numpy())
    return table.height


competitor.measure(ingest)
