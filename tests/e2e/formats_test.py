"""The same table as CSV, Parquet and HDF5 gives the same dataset."""

import json
import pathlib

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 2000


def frame():
    """Columns of every type; numbers and texts have missing values, but for the target."""
    random = np.random.default_rng(5)
    table = pd.DataFrame(
        {
            "count": random.integers(-1000, 1000, ROWS),
            "price": np.round(random.normal(100, 20, ROWS), 3),
            "city": random.choice(["Rome", "Genoa", "Turin", "Aosta é"], ROWS),
            "open": random.choice([True, False], ROWS),
            "y": np.round(random.normal(0, 1, ROWS), 4),
        }
    )
    table.loc[::17, "price"] = np.nan
    return table


def times():
    return pd.Series(pd.date_range("2020-01-01", periods=ROWS, freq="61min"))


def dataset_of(trainyard, folder, data):
    """What `shard` makes of a file: every column's type and values, texts instead of codes."""
    folder.mkdir()
    config = folder / "config.yaml"
    config.write_text(f"experiment: formats\nresults: {folder / 'results'}\ndata: {{source: {data}, target: y, shard_rows: 700}}\n")
    made = pathlib.Path(trainyard.json("shard", config)["dataset"]["path"])
    record = json.loads((made / "dataset.json").read_text())
    columns = {}
    for column in record["columns"]:
        parts = []
        for shard in record["shards"]:
            with h5py.File(made / shard["file"], "r") as file:
                values = file[column["dataset"]][:]
                if column["type"] == "category":
                    texts = file["dictionaries"][column["dataset"].split("/")[-1]][:]
                    values = np.array([texts[code] if code >= 0 else b"<missing>" for code in values])
                parts.append(values)
        columns[column["name"]] = (column["type"], np.concatenate(parts))
    return columns


def assert_same(found, expected):
    assert sorted(found) == sorted(expected)
    for name, (kind, values) in expected.items():
        assert found[name][0] == kind, name
        np.testing.assert_array_equal(found[name][1], values, err_msg=name)


@pytest.fixture
def expected(trainyard, tmp_path):
    def make(table):
        table.to_csv(tmp_path / "t.csv", index=False)
        return dataset_of(trainyard, tmp_path / "csv", tmp_path / "t.csv")

    return make


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_parquet_of_any_compression_gives_what_csv_gives(trainyard, tmp_path, expected, compression):
    table = frame().assign(time=times())
    pq.write_table(
        pa.Table.from_pandas(table, preserve_index=False), tmp_path / "t.parquet", compression=compression, row_group_size=333, write_page_checksum=True
    )
    assert_same(dataset_of(trainyard, tmp_path / "out", tmp_path / "t.parquet"), expected(table))


def test_parquet_of_other_types_gives_what_csv_gives(trainyard, tmp_path, expected):
    table = frame().assign(time=times())
    types = {"count": pa.int16(), "price": pa.float64(), "city": pa.dictionary(pa.int8(), pa.string()), "time": pa.timestamp("ms", "Europe/Rome")}
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    for name, type_ in types.items():
        values = arrow[name].cast(pa.timestamp("ms")).cast(type_) if name == "time" else arrow[name]
        values = values.dictionary_encode().cast(type_) if name == "city" else values.cast(type_)
        arrow = arrow.set_column(arrow.schema.get_field_index(name), name, values)
    pq.write_table(arrow, tmp_path / "t.parquet", data_page_size=500, use_dictionary=["city"])
    assert_same(dataset_of(trainyard, tmp_path / "out", tmp_path / "t.parquet"), expected(table))


def records(table):
    kinds = [("count", "i4"), ("price", "f8"), ("city", "S9"), ("open", "?"), ("y", "f8")]
    rows = [(row.count_, row.price, row.city.encode(), row.open, row.y) for row in table.rename(columns={"count": "count_"}).itertuples()]
    return np.array(rows, dtype=kinds)


@pytest.mark.parametrize("layout", ["root", "group", "compound"])
def test_hdf5_of_any_layout_gives_what_csv_gives(trainyard, tmp_path, expected, layout):
    table = frame()
    with h5py.File(tmp_path / "t.h5", "w", track_order=True) as file:
        if layout == "compound":
            file.create_dataset("frame/table", data=records(table), chunks=(256,), compression="gzip")
        else:
            at = file if layout == "root" else file.create_group("table", track_order=True)
            for name in table:
                values = table[name].to_numpy()
                if name == "city":
                    at.create_dataset(name, data=list(values), dtype=h5py.string_dtype())
                else:
                    at.create_dataset(name, data=values, chunks=(300,), compression="gzip", shuffle=True)
    assert_same(dataset_of(trainyard, tmp_path / "out", tmp_path / "t.h5"), expected(table))


def test_a_shard_of_ours_is_raw_data_too(trainyard, tmp_path, expected):
    table = frame().assign(time=times()).head(700)
    first = expected(table)
    (shard,) = sorted((tmp_path / "csv" / "results").rglob("*.h5"))
    assert_same(dataset_of(trainyard, tmp_path / "out", shard), first)
