"""Duplicate rows, against pandas: which rows stay, how they are told apart, and how `fail` names the first pair."""

import csv
import json
import pathlib

import h5py
import numpy
import pandas
import pytest

CONFIG = """\
experiment: duplicates
seed: 3
results: {results}
data: {{source: {source}, target: y, shard_rows: {shard_rows}, duplicates: {duplicates}}}
split: {{test: 0.2, folds: 3}}
model: {{type: baseline}}
evaluate: {{metrics: [rmse]}}
"""


def table(rows=900, seed=1):
    """Few values per column, so that many rows are equal; some are missing, some zeros have a sign."""
    random = numpy.random.default_rng(seed)
    return pandas.DataFrame({"a": random.choice([0.0, -0.0, 1.5, numpy.nan], rows), "n": random.integers(0, 3, rows),
                             "c": random.choice(["red", "green", "a b", None], rows), "t": random.choice(["ab", "a", "b"], rows),
                             "y": random.choice([1.25, 2.5], rows)})


@pytest.fixture
def config(tmp_path):
    def write(duplicates, source="rows.csv", shard_rows=1000000):
        path = tmp_path / "c.yaml"
        path.write_text(CONFIG.format(results=tmp_path / "results", source=source, shard_rows=shard_rows, duplicates=duplicates))
        return path

    return write


@pytest.fixture
def rows(tmp_path):
    frame = table()
    frame.to_csv(tmp_path / "rows.csv", index=False)
    return frame


@pytest.fixture
def shard(trainyard, config):
    """Makes the dataset; returns its part of the summary."""
    return lambda *arguments, **options: trainyard.json("shard", config(*arguments, **options))["dataset"]


def stored(folder):
    """Source and number of every stored row, in order."""
    frames = []
    for shard in sorted(pathlib.Path(folder).glob("shards/*.h5")):
        with h5py.File(shard) as file:
            frames.append(pandas.DataFrame({"source": file["rows/source"][:], "number": file["rows/number"][:]}))
    return pandas.concat(frames, ignore_index=True)


@pytest.mark.parametrize("rule, by, keep", [("drop", None, "first"), ("{action: drop, keep: last}", None, "last"),
                                            ("{action: drop, by: [n]}", ["n"], "first"), ("{action: drop, by: [a]}", ["a"], "first"),
                                            ("{action: drop, by: [c, t], keep: last}", ["c", "t"], "last")])
def test_drop_leaves_the_rows_that_pandas_leaves(shard, rows, rule, by, keep):
    expected = rows.drop_duplicates(subset=by, keep=keep)
    made = shard(rule)
    assert made["rows"] == len(expected)
    assert list(stored(made["path"]).number) == list(expected.index)


def test_rows_are_compared_across_files_and_shards(shard, rows, tmp_path):
    other = table(500, seed=2)
    other.to_csv(tmp_path / "other.csv", index=False)
    expected = pandas.concat([rows.assign(source=0), other.assign(source=1)])
    expected = expected[~expected.duplicated(subset=list(rows.columns))]
    made = shard("drop", "[rows.csv, other.csv]", shard_rows=50)
    found = stored(made["path"])
    assert list(zip(found.source, found.number)) == list(zip(expected.source, expected.index))


def test_the_dataset_is_that_of_a_file_without_the_duplicates(shard, rows, tmp_path):
    """Dictionaries and codes too: they come in order of appearance among the rows that stay."""
    rows.drop_duplicates(keep="last").to_csv(tmp_path / "clean.csv", index=False)
    dropped = pathlib.Path(shard("{action: drop, keep: last}")["path"])
    clean = pathlib.Path(shard("keep", "clean.csv")["path"])
    columns = [json.loads((folder / "dataset.json").read_text())["columns"] for folder in (dropped, clean)]
    assert columns[0] == columns[1], "names, types and dictionaries"
    with h5py.File(dropped / "shards/part-00000.h5") as ours, h5py.File(clean / "shards/part-00000.h5") as theirs:
        assert list(ours["columns"]) == list(theirs["columns"])
        for name in theirs["columns"]:
            numpy.testing.assert_array_equal(ours["columns"][name][:], theirs["columns"][name][:], err_msg=name)


@pytest.mark.parametrize("rule, by, keep", [("fail", None, "first"), ("{action: fail, by: [c, t]}", ["c", "t"], "first"),
                                            ("{action: fail, by: [n], keep: last}", ["n"], "last")])
def test_fail_names_the_first_pair_with_file_and_line(trainyard, config, rows, tmp_path, rule, by, keep):
    dropped = rows.index[rows.duplicated(subset=by, keep=keep)][0]
    key = rows[by or list(rows.columns)].astype(object).where(lambda frame: frame.notna(), None)
    same = [i for i in rows.index if list(key.loc[i]) == list(key.loc[dropped])]
    kept = same[0] if keep == "first" else same[-1]
    done = trainyard.run("shard", config(rule))
    assert done.returncode == 65, done.stderr
    for row in (dropped, kept):
        assert f"rows.csv:{row + 2}" in done.stderr, done.stderr
    assert not list((tmp_path / "results").glob("datasets/duplicates/[0-9a-f]*")), "nothing is published"


def test_without_duplicates_fail_and_drop_change_nothing(shard, rows, tmp_path):
    rows.drop_duplicates().to_csv(tmp_path / "rows.csv", index=False)
    count = len(rows.drop_duplicates())
    for rule in ("keep", "drop", "fail"):
        assert shard(rule)["rows"] == count


def test_an_unknown_column_is_named_with_its_nearest(trainyard, config, rows, tmp_path):
    rows.rename(columns={"t": "income"}).to_csv(tmp_path / "rows.csv", index=False)
    done = trainyard.run("shard", config("{action: drop, by: [incme]}"))
    assert done.returncode == 65, done.stderr
    assert "there is no column 'incme' (data.duplicates.by), did you mean 'income'?" in done.stderr


def test_a_model_is_trained_on_the_rows_that_stay(trainyard, config, rows):
    summary = trainyard.json("run", config("drop"))
    tested = [int(row["row"]) for row in csv.DictReader((pathlib.Path(summary["run"]) / "predictions.csv").open())]
    assert set(tested) <= set(rows.drop_duplicates().index)
