"""The same table as CSV, compressed or in another dialect, as Parquet and as HDF5 gives the same dataset."""

import csv
import gzip
import json
import pathlib

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shards import assert_values_are, read_shards

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


def write_sample(form, table, plain, folder):
    """The table in another form; returns the file and the options it needs."""
    target = folder / f"sample.{form}"
    if form == "gzip":
        target.write_bytes(gzip.compress(plain.read_bytes(), 1))
    elif form == "zstd":
        target.write_bytes(pa.compress(plain.read_bytes(), "zstd", asbytes=True))
    elif form == "semicolons":
        table.to_csv(target, index=False, sep=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        return target, {"csv": "{delimiter: ';'}"}
    elif form == "parquet":
        table.to_parquet(target, index=False, row_group_size=4000)
    elif form == "hdf5":
        with h5py.File(target, "w", track_order=True) as file:
            for name in table:
                values = table[name].dt.strftime("%Y-%m-%d") if table[name].dtype.kind == "M" else table[name]
                texts = not pd.api.types.is_numeric_dtype(values)
                data = list(values.fillna("")) if texts else values.to_numpy()
                file.create_dataset(name, data=data, chunks=(3000,), compression="gzip", dtype=h5py.string_dtype() if texts else None)
    else:
        return plain, {}
    return target, {}


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "semicolons", "parquet", "hdf5"])
@pytest.mark.parametrize(
    "name, target, dates",
    [("housing.csv", "median_house_value", []), ("bike_hour.csv", "cnt", ["dteday"]), ("adult_train.csv", "income", []), ("adult_test.csv", "income", [])],
)
def test_samples_in_any_form_are_what_pandas_reads(trainyard, source, tmp_path, name, target, dates, form):
    expected = pd.read_csv(source / "data" / name, parse_dates=dates)
    data, options = write_sample(form, expected, source / "data" / name, tmp_path)
    lines = "".join(f", {key}: {value}" for key, value in options.items())
    (tmp_path / "c.yaml").write_text(f"experiment: sample\nresults: results\ndata: {{source: {data}, target: {target}, shard_rows: 6000{lines}}}\n")
    dataset = trainyard.json("shard", "c.yaml")["dataset"]
    assert dataset["rows"] == len(expected) and dataset["quarantined"] == 0
    assert_values_are(*read_shards(pathlib.Path(dataset["path"])), expected)


def test_a_column_of_floats_is_one_though_all_are_whole(trainyard, tmp_path):
    """Else a model would refuse its first fraction."""
    table = pd.DataFrame({"whole": np.arange(30.0), "late": [np.nan] * 20 + [2.0] * 10, "y": np.arange(30) + 0.5})
    table.to_parquet(tmp_path / "t.parquet")
    assert {kind for kind, _ in dataset_of(trainyard, tmp_path / "out", tmp_path / "t.parquet").values()} == {"float"}


def test_a_deflated_shard_with_every_type_is_raw_data_too(trainyard, tmp_path):
    days = pd.Series(pd.date_range("1969-12-01", periods=500, freq="D"))
    table = frame().head(500).assign(day=days.dt.strftime("%Y-%m-%d"), note=[f"no {i}" if i % 7 else "" for i in range(500)], far=np.arange(500) * 10**12)
    table.to_csv(tmp_path / "t.csv", index=False)
    fields = "".join(f"  - {{name: {name}, type: {kind}}}\n" for name, kind in [("day", "date"), ("note", "text, role: id"), ("price", "float"), ("count", "integer"),
                     ("city", "category"), ("open", "boolean"), ("far", "integer"), ("y", "float")])
    (tmp_path / "t.schema.yaml").write_text(f"fields:\n{fields}")
    config = tmp_path / "c.yaml"
    config.write_text("experiment: types\nresults: results\ndata: {source: t.csv, target: y, compression: deflate, schema: t.schema.yaml}\n")
    first = pathlib.Path(trainyard.json("shard", config)["dataset"]["path"])
    second = pathlib.Path(trainyard.json("shard", config, "--set", f"data.source={first / 'shards' / 'part-00000.h5'}")["dataset"]["path"])
    assert first != second
    with h5py.File(first / "shards" / "part-00000.h5") as one, h5py.File(second / "shards" / "part-00000.h5") as two:
        assert set(one["columns"]) == set(two["columns"]) == {*table}
        for name in table:
            assert one["columns"][name].dtype == two["columns"][name].dtype
            np.testing.assert_array_equal(one["columns"][name][:], two["columns"][name][:], err_msg=name)
        np.testing.assert_array_equal(one["dictionaries/city"][:], two["dictionaries/city"][:])


def warnings_of_two_files(trainyard, first, second):
    """What `validate` warns of when column a is that of a Parquet file, then that of another."""
    for name, values in [("1", first), ("2", second)]:
        pq.write_table(pa.table({"a": values, "y": np.arange(len(values)) * 1.0}), trainyard.folder / f"{name}.parquet")
    (trainyard.folder / "c.yaml").write_text("experiment: two\nresults: results\ndata: {source: [1.parquet, 2.parquet], target: y}\n")
    done = trainyard.run("validate", "c.yaml")
    assert done.returncode == 0, done.stderr
    printed = (done.stdout + done.stderr).replace(f"{trainyard.folder}/", "")
    return [line.partition("column 'a'")[2] for line in printed.splitlines() if "column 'a'" in line]


@pytest.mark.parametrize("first, second, found", [
    (pa.array(range(9)), pa.array(["x", "y", "z"] * 3), "numbers in 1.parquet and text in 2.parquet"),
    (pa.array(["x", "y", "z"] * 30), pa.array([0.5] * 9), "text in 1.parquet and numbers in 2.parquet"),
    (pa.array([True, False] * 20), pa.array(range(9)), "booleans in 1.parquet and numbers in 2.parquet"),
])
def test_a_column_of_another_type_in_the_next_file_is_told(trainyard, first, second, found):
    printed = warnings_of_two_files(trainyard, first, second)
    assert f" has {found}: taken as category. Write it with one type in all files, or give its type in a schema" in printed


@pytest.mark.parametrize("first, second", [
    (pa.array(range(9)), pa.nulls(9)),  # as pandas writes a column without values
    (pa.array(range(9)), pa.array([0.5, 1.5, 2.5])),
    (pa.array(["1", "2", "3"]), pa.array(range(9))),  # what the texts hold are numbers
])
def test_files_whose_values_go_together_are_no_matter(trainyard, first, second):
    assert not warnings_of_two_files(trainyard, first, second)
