"""`trainyard features --output`: the same numbers in every format, memory that does not grow with the table, and damage on the way."""

import json
import os
import subprocess
import sys

import h5py
import numpy
import pandas
import pyarrow.parquet
import pytest

CONFIG = """\
experiment: output
seed: 3
results: {folder}/results
memory: 32MiB
data: {{source: {source}, target: {target}, shard_rows: {shard_rows}}}
split: {{test: 0.25, folds: 0}}
features:
  derive: {{turned: n1 - n2}}
  numeric: {{impute: median, scale: standard}}
  categorical: {{impute: missing, encode: {encode}, unseen: other}}
"""


@pytest.fixture
def config(tmp_path):
    def write(source, *, target="target", shard_rows=400, encode="onehot"):
        path = tmp_path / "output.yaml"
        path.write_text(CONFIG.format(folder=tmp_path, source=source, target=target, shard_rows=shard_rows, encode=encode))
        return path

    return write


def table(rows, numbers, seed=5):
    random = numpy.random.default_rng(seed)
    columns = {f"n{i + 1}": random.normal(size=rows) for i in range(numbers)}
    columns["n1"][random.random(rows) < 0.1] = numpy.nan
    columns["place/of, it"] = random.choice(["a", "b", "ü"], rows)
    columns["target"] = random.choice(["yes", "no", "it depends"], rows)
    columns["amount"] = random.normal(size=rows)
    return pandas.DataFrame(columns)


def hdf5_columns(path):
    with h5py.File(path) as file:
        names = [name.decode() for name in file["names"][:]]
        by_name = {dataset.attrs["name"].decode(): dataset for dataset in file["columns"].values()}
        assert sorted(by_name) == sorted(names)
        return {name: by_name[name].asstr()[:] if by_name[name].dtype.kind == "S" else by_name[name][:] for name in names}


@pytest.mark.parametrize("target", ["target", "amount"])
@pytest.mark.parametrize("encode", ["onehot", "target"])
def test_csv_parquet_and_hdf5_hold_the_same_table(trainyard, config, tmp_path, target, encode):
    table(2100, 3).to_csv(tmp_path / "data.csv", index=False)
    path = config(tmp_path / "data.csv", target=target, encode=encode)
    printed = trainyard.run("features", path, "-q")
    for extension in ("csv", "parquet", "h5"):
        answer = trainyard.json("features", path, "--output", tmp_path / f"made.{extension}")
        assert (answer["rows"], answer["output"]) == (2100, str(tmp_path / f"made.{extension}"))
    text = (tmp_path / "made.csv").read_text()
    assert printed.stdout == text
    from_csv = pandas.read_csv(tmp_path / "made.csv", dtype=str, keep_default_na=False)
    from_parquet = pyarrow.parquet.read_table(tmp_path / "made.parquet")
    from_hdf5 = hdf5_columns(tmp_path / "made.h5")
    assert list(from_csv) == from_parquet.column_names == list(from_hdf5)
    assert list(from_csv)[-2:] == ["split", target]
    for name in from_csv:
        parquet = from_parquet[name].to_numpy()
        if name == "split" or (name, target) == ("target", "target"):
            assert list(from_csv[name]) == list(parquet) == list(from_hdf5[name])
            continue
        assert parquet.dtype == (numpy.float64 if name == target else numpy.float32)
        read = from_csv[name].replace("", "nan").astype(parquet.dtype)
        assert numpy.array_equal(read, parquet, equal_nan=True), name
        assert numpy.array_equal(parquet, from_hdf5[name], equal_nan=True) and parquet.dtype == from_hdf5[name].dtype, name


def test_shards_threads_and_memory_change_no_byte(trainyard, config, tmp_path):
    table(2100, 3).to_csv(tmp_path / "data.csv", index=False)
    made = []
    for number, (shard_rows, threads, memory) in enumerate([(5000, 1, "4GiB"), (300, 2, "16MiB"), (33, 1, "16MiB")]):
        path = config(tmp_path / "data.csv", shard_rows=shard_rows, encode="target")
        output = tmp_path / f"{number}.csv"
        results = ("--results", tmp_path / f"results{number}", "--threads", threads, "--set", f"memory={memory}")
        answer = trainyard.json("features", path, "--output", output, *results)
        made.append((json.dumps(answer["transform"]), output.read_bytes()))
    assert made[0] == made[1] == made[2]


def test_a_history_reaches_over_shards_into_every_format(trainyard, config, tmp_path):
    frame = table(300, 3)
    frame["day"] = pandas.date_range("2024-01-01", periods=len(frame), freq="D")
    frame.to_csv(tmp_path / "data.csv", index=False)
    path = config(tmp_path / "data.csv", shard_rows=70)
    changes = ("data.timestamp=day", "features.window={before: {column: n2, function: lag}}", "features.numeric={impute: none, scale: none}")
    settings = [word for change in changes for word in ("--set", change)]
    for extension in ("csv", "parquet", "h5"):
        done = trainyard.run("features", path, "--output", tmp_path / f"made.{extension}", *settings)
        assert done.returncode == 0, done.stderr
    for before in (
        pandas.read_csv(tmp_path / "made.csv")["before"],
        pandas.read_parquet(tmp_path / "made.parquet")["before"],
        hdf5_columns(tmp_path / "made.h5")["before"],
    ):
        assert numpy.allclose(before, frame["n2"].shift(1), equal_nan=True)


# A process begins with the peak of the one that made it; this one is small.
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_memory(command):
    """In bytes, of a program that must succeed."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) * 1024


def test_memory_does_not_grow_with_the_table(trainyard, config, tmp_path):
    few, many, numbers = 200_000, 1_000_000, 40
    peaks = []
    for rows in (few, many):
        data = tmp_path / f"{rows}.parquet"
        table(rows, numbers).to_parquet(data)
        path = config(data, shard_rows=100_000)
        dataset = trainyard.json("shard", path)["dataset"]["path"]
        peaks.append(peak_memory(trainyard.command("features", path, "--dataset", dataset, "--output", tmp_path / "made.h5", "-q")))
        with h5py.File(tmp_path / "made.h5") as file:
            assert len(file["columns/n1"]) == rows
    growth = (many - few) * (numbers + 3) * 8
    assert peaks[1] - peaks[0] < growth / 2, f"{peaks} bytes, for tables that differ by {growth}"


@pytest.mark.parametrize("extension", ["csv", "parquet", "h5"])
def test_damage_in_a_shard_is_told_and_leaves_no_output(trainyard, config, tmp_path, extension):
    table(2100, 3).to_csv(tmp_path / "data.csv", index=False)
    path = config(tmp_path / "data.csv")
    shard = os.path.join(trainyard.json("shard", path)["dataset"]["path"], "shards", "part-00003.h5")
    with h5py.File(shard) as file:
        place = file["columns/n2"].id.get_chunk_info(0).byte_offset + 100
    with open(shard, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 4]))
    folder = tmp_path / "made"
    folder.mkdir()
    done = trainyard.run("features", path, "--output", folder / f"made.{extension}")
    assert done.returncode == 65
    assert "part-00003.h5: column 'n2': damaged" in done.stderr
    assert list(folder.iterdir()) == []
