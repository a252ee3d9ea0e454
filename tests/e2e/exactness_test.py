"""One set of bits for any number of shards, threads and rows at a time; and the answers for tables that are nearly empty."""

import json

import numpy
import pandas
import pytest

FEATURES = """\
features:
  derive:
    ratio: size / weight
    both: cross(color, shape)
    late: is_weekend(seen) + hour(seen) / 24
    kind: bucketize(size, -1, 0, 1.5)
  numeric: {impute: median, by: color, indicator: true, outliers: {method: iqr, action: clip}, scale: standard}
  categorical: {impute: missing, encode: target, unseen: other}
  columns:
    weight: {impute: mean, scale: yeo_johnson}
    ratio: {impute: most_frequent, scale: quantile_normal}
    color: {encode: onehot, min_frequency: 20, unseen: other}
    many: {encode: frequency, unseen: missing}
    both: {encode: hashing, features: 5}
    seen: {scale: robust}
  select: [{method: variance}, {method: correlation, threshold: 0.99}]
"""
CONFIG = """\
experiment: exactness
seed: 3
threads: {threads}
results: {results}
data: {{source: {source}, target: y, shard_rows: {shard_rows}}}
split: {{test: 0.25, folds: 3}}
model: {{type: xgboost, params: {{n_estimators: 8}}}}
"""
ROWS = 1024


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    random = numpy.random.default_rng(20261125)
    made = pandas.DataFrame({
        "size": random.normal(size=ROWS),
        "weight": random.lognormal(size=ROWS).round(3),
        "color": random.choice(["red", "blue", "ä×b", "it's, \"so\"", "rare"], ROWS, p=[0.5, 0.3, 0.1, 0.09, 0.01]),
        "shape": random.choice(["ball", "cube", "other", "missing"], ROWS),
        "many": [f"id {k}" for k in random.integers(0, 600, ROWS)],
        "flag": random.choice(["true", "false"], ROWS),
        "seen": [str(t) for t in pandas.Timestamp("2024-02-27") + pandas.to_timedelta(random.integers(0, 10**7, ROWS), unit="s")],
    }).astype(object)
    made = made.mask(random.random(made.shape) < 0.07).assign(y=random.choice(["yes", "no"], ROWS))
    path = tmp_path_factory.mktemp("exactness") / "table.csv"
    made.to_csv(path, index=False)
    return path


def config_file(trainyard, name, source, shard_rows=1000000, threads=1, features=FEATURES):
    path = trainyard.folder / f"{name}.yaml"
    text = CONFIG.format(threads=threads, results=trainyard.folder / f"results-{name}", source=source, shard_rows=shard_rows)
    path.write_text(text + features)
    return path


@pytest.mark.parametrize("shards, threads", [(2, 1), (7, 2), (64, 1), (1, 2)])
def test_features_do_not_depend_on_shards_or_threads(trainyard, table, shards, threads):
    found = []
    for name, count, workers in (("one", 1, 1), ("other", shards, threads)):
        config = config_file(trainyard, name, table, -(-ROWS // count), workers)
        output = trainyard.folder / f"{name}.csv"
        summary = trainyard.json("features", config, "--output", output)
        assert summary["dataset"]["shards"] == count
        found.append((json.dumps(summary["transform"]), output.read_bytes()))
    assert found[0] == found[1]


def test_a_row_alone_is_predicted_as_in_its_file(trainyard, table):
    run = trainyard.json("run", config_file(trainyard, "run", table))["run"]
    lines = table.read_text(encoding="utf-8").splitlines()

    def predicted(text, name, threads):
        source = trainyard.folder / f"{name}.csv"
        source.write_text(text + "\n", encoding="utf-8")
        output = trainyard.folder / f"{name}-predicted.csv"
        done = trainyard.run("predict", "--model", run, "--input", source, "--output", output, "--threads", threads)
        assert done.returncode == 0, done.stderr
        return [line.split(",", 1)[1] for line in output.read_text().splitlines()[1:]]

    whole = predicted("\n".join(lines), "whole", 1)
    assert len(whole) == ROWS
    assert predicted("\n".join(lines), "threads", 2) == whole
    for row in (0, 1, 17, ROWS - 1):
        assert predicted("\n".join([lines[0], lines[row + 1]]), f"row{row}", 1) == whole[row : row + 1]


@pytest.mark.parametrize("text, code, message", [
    ("x,c,y\n1,a,2\n", 65, "the same value in every row"),
    ("x,c,y\n1,a,2.5\n,b,3.5\n", 65, "folds"),
    ("x,c,y\n" + ",,1\n,,2\n" * 20, 65, "there is no feature"),
    ("x,c,y\n", 65, "row"),
])
def test_tables_that_say_too_little_are_refused_with_a_remedy(trainyard, text, code, message):
    source = trainyard.folder / "small.csv"
    source.write_text(text)
    features = "features: {numeric: {impute: mean, scale: standard}}\n"
    done = trainyard.run("features", config_file(trainyard, "small", source, features=features))
    assert done.returncode == code, done.stderr
    assert message in done.stderr


def test_predict_names_the_joined_table_that_is_gone(trainyard, table):
    prices = trainyard.folder / "prices.csv"
    prices.write_text("color,when,price\n" + "".join(f"{color},2024-01-0{day},{day}\n" for color in ("red", "blue") for day in (1, 2)))
    features = f"features: {{join: [{{source: {prices}, by: color, on: seen, right_on: when, columns: [price]}}]}}\n"
    run = trainyard.json("run", config_file(trainyard, "join", table, features=features))["run"]
    prices.unlink()
    done = trainyard.run("predict", "--model", run, "--input", table)
    assert done.returncode == 66, done.stderr
    assert str(prices) in done.stderr and "put it back there" in done.stderr
