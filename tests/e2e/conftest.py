"""Drives the real program, as a user would: the path is in $TRAINYARD, the source tree in $TRAINYARD_SOURCE_DIR."""

import json
import os
import pathlib
import subprocess

import pandas
import pytest

SOURCE = pathlib.Path(os.environ.get("TRAINYARD_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("TRAINYARD", str(SOURCE / "build" / "bin" / "trainyard"))


class Program:
    """Runs verbs; `run` returns the finished process, `json` the parsed document of a verb that must succeed."""

    def __init__(self, folder):
        self.folder = folder

    def command(self, *arguments):
        return [PROGRAM, *map(str, arguments)]

    def run(self, *arguments, **options):
        return subprocess.run(self.command(*arguments), cwd=self.folder, capture_output=True, text=True, timeout=1200, **options)

    def json(self, *arguments, **options):
        done = self.run(*arguments, "--json", **options)
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}:\n{done.stderr}\n{done.stdout}"
        return json.loads(done.stdout)


@pytest.fixture
def trainyard(tmp_path):
    return Program(tmp_path)


@pytest.fixture(scope="session")
def source():
    return SOURCE


@pytest.fixture
def transformed(trainyard, tmp_path):
    """Runs `trainyard features` on a table with the section of that name, and `more` below `data`; returns what it wrote and which of its
    rows are training rows."""

    def run(data, target, features, more="", test=0.25, threads=1):
        config, output = tmp_path / "features.yaml", tmp_path / "features.csv"
        config.write_text(
            f"experiment: features\nseed: 5\nresults: {tmp_path / 'results'}\nthreads: {threads}\n"
            f"data: {{source: {data}, target: {target}{more}}}\nsplit: {{test: {test}, folds: 2}}\nfeatures: {features}\n"
        )
        done = trainyard.run("features", config, "--output", output)
        assert done.returncode == 0, done.stderr
        written = pandas.read_csv(output)
        return written, (written["split"] == "train").to_numpy()

    return run


SMALL = """\
experiment: house_value_small
seed: {seed}
results: {results}
data:
  source: {source}
  target: median_house_value
  shard_rows: {shard_rows}
split: {{test: 0.2, folds: 3}}
features:
  derive: {{rooms_per_household: total_rooms / households}}
  numeric: {{impute: median, scale: standard}}
  categorical: {{impute: missing, encode: onehot, unseen: other}}
model:
  type: xgboost
  params: {{n_estimators: 40, early_stopping_rounds: 5, subsample: 0.8}}
search:
  sampler: random
  trials: {trials}
  metric: rmse
  space:
    max_depth: {{int: [3, 5]}}
    learning_rate: {{float: [0.1, 0.4], log: true}}
evaluate: {{metrics: [rmse, mae, r2, mape]}}
"""


@pytest.fixture
def small_config(tmp_path):
    """Writes a config that runs in seconds on the housing data; returns its path."""

    def write(name="small.yaml", *, seed=7, results="results", shard_rows=1000000, trials=3, data=SOURCE / "data" / "housing.csv"):
        path = tmp_path / name
        path.write_text(SMALL.format(seed=seed, results=tmp_path / results, source=data, shard_rows=shard_rows, trials=trials))
        return path

    return write
