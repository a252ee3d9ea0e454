"""Datasets as h5py and pandas see them, for tests that compare them with another reading of the same data."""

import json

import h5py
import numpy as np
import pandas as pd


def read_shards(folder):
    """All shards as one DataFrame (missing is NaN), by h5py alone."""
    record = json.loads((folder / "dataset.json").read_text())
    frames = []
    dictionaries = {}
    for shard in record["shards"]:
        columns = {}
        with h5py.File(folder / shard["file"], "r") as file:
            for column in record["columns"]:
                dataset = file[column["dataset"]]
                assert dataset.attrs["name"].decode() == column["name"]
                assert dataset.fletcher32 and dataset.compression is None
                values = dataset[:]
                if column["type"] == "category":
                    texts = np.array([text.decode() for text in file["dictionaries"][dataset.name.split("/")[-1]][:]], dtype=object)
                    dictionaries.setdefault(column["name"], []).append(list(texts))
                    columns[column["name"]] = np.where(values < 0, None, texts[values])
                elif column["type"] == "timestamp":
                    assert dataset.attrs["units"].decode() == "microseconds since 1970-01-01T00:00:00Z"
                    columns[column["name"]] = pd.to_datetime(pd.Series(values).mask(values == dataset.attrs["missing_value"]), unit="us")
                elif column["type"] == "integer":
                    columns[column["name"]] = pd.Series(values).mask(values == dataset.attrs["missing_value"])
                else:
                    columns[column["name"]] = values
            frames.append(pd.DataFrame(columns).assign(**{"#": file["rows/number"][:]}))
        assert len(frames[-1]) == shard["rows"]
    for of_shards in dictionaries.values():
        assert all(of_shards[-1][: len(texts)] == texts for texts in of_shards)
    return record, pd.concat(frames, ignore_index=True)


def assert_values_are(record, found, expected):
    """Types, missing values and values are those of the frame that pandas reads."""
    assert [column["name"] for column in record["columns"]] == list(expected.columns)
    assert (found["#"] == np.arange(len(expected))).all()
    for column in record["columns"]:
        theirs, ours = expected[column["name"]], found[column["name"]]
        assert (ours.isna() == theirs.isna()).all(), column
        if column["type"] == "timestamp":
            assert pd.api.types.is_datetime64_any_dtype(theirs) and (ours.dropna() == theirs.dropna()).all(), column
        elif column["type"] == "category":
            assert not pd.api.types.is_numeric_dtype(theirs)
            assert (ours.dropna().astype(str) == theirs.dropna().astype(str)).all(), column
        else:
            assert pd.api.types.is_integer_dtype(theirs) == (column["type"] == "integer"), column
            assert np.array_equal(ours.to_numpy(float), theirs.to_numpy(float), equal_nan=True), column
