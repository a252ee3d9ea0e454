"""duckdb and h5py, texts as an ENUM type of their own per column."""

import competitor

options = competitor.options()

import duckdb
import numpy.ma
from columns_file import ColumnsFile


def ingest():
    database = duckdb.connect(config={"threads": options.threads})
    database.execute("CREATE TABLE source AS SELECT * FROM read_csv($source)", {"source": options.source})
    columns = database.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'source'").fetchall()
    rows = 0
    with ColumnsFile(options.output) as file:
        for name, kind in columns:
            if kind == "VARCHAR":
                database.execute(f'CREATE TYPE "{name}" AS ENUM (SELECT DISTINCT "{name}" FROM source WHERE "{name}" IS NOT NULL)')
                codes = database.execute(f'SELECT coalesce(enum_code("{name}"::"{name}")::INTEGER, -1) AS codes FROM source').fetchnumpy()
                (vocabulary,) = database.execute(f'SELECT enum_range(NULL::"{name}")').fetchone()
                file.write_codes(name, numpy.asarray(codes["codes"]), vocabulary)
            else:
                values = database.execute(f'SELECT "{name}" AS numbers FROM source').fetchnumpy()["numbers"]
                file.write_numbers(name, values.filled(numpy.nan) if numpy.ma.is_masked(values) else numpy.asarray(values))
                rows = len(values)
    return rows


competitor.measure(ingest)
