"""A column with a million categories, through the program."""

import resource
import subprocess

import numpy
import pandas
import pytest

pytestmark = pytest.mark.slow

FREQUENT = 20
ROWS, CATEGORIES = 1_200_000, 1_000_000
CONFIG = """\
experiment: many_categories
results: {folder}/results
data: {{source: {folder}/many.csv, target: y}}
split: {{test: 0.1, folds: 2}}
features: {{categorical: {{{way}}}}}
model: {{type: xgboost, params: {{n_estimators: 3}}}}
"""
WAYS = {
    "target": "encode: target",
    "frequency": "encode: frequency",
    "ordinal": "encode: ordinal",
    "hashing": "encode: hashing, features: 16",
    "onehot": "encode: onehot, min_frequency: 1000, unseen: other",
}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Every category once, and a few of them often."""
    folder = tmp_path_factory.mktemp("many")
    random = numpy.random.default_rng(20261125)
    numbers = numpy.concatenate([numpy.arange(CATEGORIES), random.integers(0, FREQUENT, ROWS - CATEGORIES)])
    random.shuffle(numbers)
    table = pandas.DataFrame({"who": [f"id {number}" for number in numbers], "y": random.normal(size=ROWS).round(4)})
    table.to_csv(folder / "many.csv", index=False)
    return folder, table


def ended(trainyard, *arguments):
    """The exit code and standard error, within 10 minutes and 4 GiB of memory."""

    def bounded():
        resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))

    done = subprocess.run(
        trainyard.command(*arguments), cwd=trainyard.folder, capture_output=True, text=True, timeout=600, preexec_fn=bounded, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_a_million_categories_become_features(trainyard, many, way):
    folder, table = many
    config, output = trainyard.folder / "features.yaml", trainyard.folder / "features.csv"
    config.write_text(CONFIG.format(folder=folder, way=WAYS[way]))
    code, errors = ended(trainyard, "features", config, "--output", output)
    assert code == 0, errors
    written = pandas.read_csv(output)
    train = (written["split"] == "train").to_numpy()
    seen = table["who"].isin(set(table["who"][train])).to_numpy()
    if way == "ordinal":
        expected = table["who"].map({text: i for i, text in enumerate(sorted(set(table["who"][train])))})
        assert numpy.array_equal(written["who"], expected.to_numpy(dtype=numpy.float32), equal_nan=True)
    if way == "frequency":
        expected = table["who"].map(table["who"][train].value_counts(normalize=True))
        numpy.testing.assert_allclose(written["who"], expected, rtol=1e-6, equal_nan=True)
    if way in ("ordinal", "frequency", "target"):
        assert numpy.array_equal(written["who"].notna()[~train], seen[~train])
    if way == "onehot":
        columns = [name for name in written if name.startswith("who=")]
        assert columns == sorted(f"who=id {k}" for k in range(FREQUENT)) + ["who=other"]
        assert (written[columns].sum(axis=1) == 1).all()
    if way == "hashing":
        hashed = written[[f"who#{k}" for k in range(16)]]
        assert (hashed.abs().sum(axis=1) == 1).all()


def test_a_model_of_a_million_categories_is_made_and_predicts(trainyard, many):
    folder, _ = many
    config = trainyard.folder / "run.yaml"
    config.write_text(CONFIG.format(folder=folder, way=WAYS["target"]))
    run = trainyard.json("run", config)["run"]
    output = trainyard.folder / "predicted.csv"
    code, errors = ended(trainyard, "predict", "--model", run, "--input", folder / "many.csv", "--output", output)
    assert code == 0, errors
    assert len(pandas.read_csv(output)) == ROWS
