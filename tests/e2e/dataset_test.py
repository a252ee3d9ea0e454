"""Datasets against pandas and h5py: the same values as pandas reads, in shards that h5py reads without a plug-in."""

import json
import pathlib

import numpy as np
import pandas as pd
import pytest
from shards import assert_values_are, read_shards


def write_config(folder, data, target, **options):
    path = folder / "config.yaml"
    lines = "".join(f"  {key}: {value}\n" for key, value in options.items())
    path.write_text(f"experiment: oracle\nresults: {folder / 'results'}\ndata:\n  source: {data}\n  target: {target}\n{lines}")
    return path


@pytest.mark.parametrize(
    "name, target, dates",
    [("housing.csv", "median_house_value", []), ("bike_hour.csv", "cnt", ["dteday"]), ("adult_train.csv", "income", []), ("adult_test.csv", "income", [])],
)
def test_values_types_and_missing_are_those_of_pandas(trainyard, source, tmp_path, name, target, dates):
    data = source / "data" / name
    expected = pd.read_csv(data, parse_dates=dates)
    summary = trainyard.json("shard", write_config(tmp_path, data, target, shard_rows=5000))
    folder = pathlib.Path(summary["dataset"]["path"])
    record, found = read_shards(folder)
    assert summary["dataset"]["rows"] == len(expected) and summary["dataset"]["quarantined"] == 0
    assert len(record["shards"]) == -(-len(expected) // 5000)
    assert_values_are(record, found, expected)
    quality = json.loads((folder / "quality.json").read_text())
    for column, report in zip(record["columns"], quality["columns"], strict=True):
        theirs = expected[column["name"]]
        assert column["type"] != "timestamp" or column["name"] in dates
        assert report["missing"] == theirs.isna().sum()
        assert report["distinct"] == theirs.nunique() or report["estimated"], column
        if pd.api.types.is_numeric_dtype(theirs):
            assert report["min"] == theirs.min() and report["max"] == theirs.max()
            assert report["mean"] == pytest.approx(theirs.mean(), rel=1e-12)


def test_a_file_that_pandas_writes_comes_back(trainyard, tmp_path):
    random = np.random.default_rng(3)
    texts = np.array(["plain", "com,ma", 'quo"te', "new\nline", "é日本", " spaces "], dtype=object)
    table = pd.DataFrame({
        "i": random.integers(-10**15, 10**15, 500),
        "f": random.normal(size=500) * 10.0 ** random.integers(-300, 300, 500),
        "with missing": np.where(random.random(500) < 0.1, np.nan, random.normal(size=500)),
        "t/ext": np.where(random.random(500) < 0.1, None, random.choice(texts, 500)),
        "b": random.random(500) < 0.5,
        "when": pd.Timestamp("2024-02-29") + pd.to_timedelta(random.integers(0, 10**15, 500), unit="us"),
        "y": np.arange(500) + 0.5,
    })
    table.to_csv(tmp_path / "data.csv", index=False)
    summary = trainyard.json("shard", write_config(tmp_path, tmp_path / "data.csv", "y"))
    record, found = read_shards(pathlib.Path(summary["dataset"]["path"]))
    assert [column["type"] for column in record["columns"]] == ["integer", "float", "float", "category", "boolean", "timestamp", "float"]
    for name in ["i", "f", "with missing", "b", "y"]:
        assert np.array_equal(found[name].to_numpy(float), table[name].to_numpy(float), equal_nan=True), name
    assert (found["when"] == table["when"]).all()
    assert list(found["t/ext"].fillna("<missing>")) == list(table["t/ext"].fillna("<missing>"))


def test_the_same_file_is_found_again_under_the_same_version(trainyard, source, tmp_path):
    config = write_config(tmp_path, source / "data" / "housing.csv", "median_house_value")
    first = trainyard.json("shard", config)
    second = trainyard.json("shard", config, "--set", "data.shard_rows=777")
    assert first["status"] == "finished" and second["status"] == "skipped"
    assert first["dataset"]["version"] == second["dataset"]["version"]


def test_more_bad_rows_than_allowed_are_65_and_name_line_and_column(trainyard, tmp_path):
    good = "".join(f"{i},{i}.5\n" for i in range(300))
    (tmp_path / "data.csv").write_text("a,y\n" + good + "7,high\n8\n")
    ended = trainyard.run("shard", write_config(tmp_path, tmp_path / "data.csv", "y", max_bad_rows=0.005))
    assert ended.returncode == 65
    assert "2 of 302 rows are bad" in ended.stderr
    assert "data.csv:302: data row 301, column 'y': 'high': not a number" in ended.stderr
    assert "data.csv:303: data row 302: 1 field, the header has 2" in ended.stderr
    assert not [path for path in (tmp_path / "results").rglob("*.h5")]
    kept = trainyard.json("shard", write_config(tmp_path, tmp_path / "data.csv", "y", max_bad_rows=0.01))
    assert kept["dataset"]["rows"] == 300 and kept["dataset"]["quarantined"] == 2
    quarantine = pd.read_csv(pathlib.Path(kept["dataset"]["path"]) / "quarantine.csv", keep_default_na=False)
    assert list(quarantine["line"]) == [302, 303] and list(quarantine["row"]) == [300, 301]
    assert list(quarantine["raw"]) == ["7,high", "8"]


def test_a_missing_source_is_66_and_an_unknown_target_65(trainyard, source, tmp_path):
    assert trainyard.run("shard", write_config(tmp_path, tmp_path / "absent.csv", "y")).returncode == 66
    ended = trainyard.run("shard", write_config(tmp_path, source / "data" / "housing.csv", "median_house_valu"))
    assert ended.returncode == 65 and "did you mean 'median_house_value'?" in ended.stderr
