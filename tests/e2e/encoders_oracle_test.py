"""Encodings that learn from the target, hashing and the limit on categories, as `trainyard features` writes them, against scikit-learn's
encoders fitted on the same rows."""

import json
import pathlib

import numpy
import pandas
import pytest
import xgboost
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import OneHotEncoder, TargetEncoder

TOLERANCE = 1e-6  # relative; features are float32, whose own rounding is 6e-8

ROWS = 3000
TARGETS = {"continuous": "amount", "binary": "answer", "multiclass": "kind"}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Categories from frequent to unique, with gaps, and a target of each kind that depends on them."""
    random = numpy.random.default_rng(20261125)
    levels = numpy.array(["b", "a", "B", "ä", "zz", "with, comma", "10"] + [f"rare {i}" for i in range(400)], dtype=object)
    shares = numpy.array([30, 20, 10, 5, 4, 3, 2] + [0.05] * 400)
    picked = random.choice(len(levels), ROWS, p=shares / shares.sum())
    signal = random.normal(size=len(levels))[picked] + random.normal(size=ROWS)
    made = pandas.DataFrame({
        "level": pandas.Series(levels[picked]).mask(random.random(ROWS) < 0.05),
        "single": "only",
        "x": random.normal(size=ROWS),
        "amount": 3.0 + signal,
        "answer": numpy.where(signal > 0.4, "yes", "no"),
        "kind": numpy.select([signal < -0.5, signal < 0.8], ["low", "middle"], "top"),
        "importance": random.integers(1, 4, ROWS),
    })
    path = tmp_path_factory.mktemp("encoders") / "table.csv"
    made.to_csv(path, index=False)
    return path, pandas.read_csv(path, dtype={"level": object}, keep_default_na=False).assign(level=made.level)


@pytest.fixture
def transformed(transformed):
    """Without the other targets, and without the weights where they are not asked for."""

    def run(data, target, features, more="", threads=1):
        others = [name for name in (*TARGETS.values(), "importance") if name != target and f"weight: {name}" not in more]
        return transformed(data, target, features, f", drop: [{', '.join(others)}]{more}", threads=threads)

    return run


def mixed(x):
    """SplitMix64's output for the states before x, as host/features/cross_fit.hpp writes it down."""
    x = x + numpy.uint64(0x9E3779B97F4A7C15)
    x = (x ^ x >> numpy.uint64(30)) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ x >> numpy.uint64(27)) * numpy.uint64(0x94D049BB133111EB)
    return x ^ x >> numpy.uint64(31)


def inner_folds(rows, cv):
    source = mixed(numpy.zeros(1, dtype=numpy.uint64))
    return mixed(source + numpy.arange(rows, dtype=numpy.uint64)) % numpy.uint64(cv)


def assert_close(found, expected, name):
    numpy.testing.assert_allclose(
        numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float), rtol=TOLERANCE, atol=1e-9, equal_nan=True, err_msg=name
    )


def cross_fitted(values, y, train, cv, fit):
    """`fit(values, y)` gives what encodes values; training rows are encoded by what was learned from the other folds."""
    expected = fit(values[train], y[train])(values)
    folds = inner_folds(len(y), cv)
    for fold in range(cv):
        own, others = train & (folds == fold), train & (folds != fold)
        assert own.any() and others.any()
        expected[own] = fit(values[others], y[others])(values[own])
    return expected


@pytest.mark.parametrize("smooth", ["auto", 0, 20.5])
@pytest.mark.parametrize("kind", TARGETS)
def test_target_means_are_those_of_scikit_learn(transformed, table, kind, smooth):
    path, raw = table
    cv = 5 if smooth == "auto" else 3
    options = "" if smooth == "auto" else f", smooth: {smooth}, cv: {cv}"
    written, train = transformed(path, TARGETS[kind], f"{{categorical: {{encode: target, impute: missing, unseen: other{options}}}}}")
    level = raw.level.fillna("missing").to_numpy(dtype=object)
    y = raw[TARGETS[kind]].to_numpy()

    def fit(values, labels):
        encoder = TargetEncoder(target_type=kind, smooth=float(smooth) if smooth != "auto" else smooth).fit(values.reshape(-1, 1), labels)
        return lambda rows: encoder.transform(rows.reshape(-1, 1))

    expected = cross_fitted(level, y, train, cv, fit)
    assert set(level[~train]) - set(level[train]), "the test rows hold categories that the training rows do not"
    names = ["level"] if kind != "multiclass" else [f"level:{label}" for label in ("low", "middle", "top")]
    assert [name for name in written if name.startswith("level")] == names
    for k, name in enumerate(names):
        assert_close(written[name], expected[:, k], name)


def test_target_means_far_from_zero_keep_their_differences(trainyard, tmp_path, table):
    """By the fitted transform, which is in double: as floats, numbers near 1e9 are 64 apart."""
    path, raw = table
    far, config = tmp_path / "far.csv", tmp_path / "features.yaml"
    made = pandas.read_csv(path)[["level", "amount"]]
    made["amount"] += 1e9
    made.to_csv(far, index=False)
    config.write_text(
        f"experiment: features\nresults: {tmp_path / 'results'}\ndata: {{source: {far}, target: amount}}\nsplit: {{test: 0}}\n"
        "features: {categorical: {encode: target, impute: missing}}\n"
    )
    step = trainyard.json("features", config, "--output", tmp_path / "features.csv")["transform"]["columns"][0]
    level = raw.level.fillna("missing").to_numpy(dtype=object).reshape(-1, 1)
    y = pandas.read_csv(far).amount.to_numpy()
    encoder = TargetEncoder(target_type="continuous").fit(level, y)
    assert step["categories"] == list(encoder.categories_[0])
    numpy.testing.assert_allclose(numpy.array(step["values"]) - 1e9, encoder.encodings_[0] - 1e9, rtol=1e-6, atol=2e-6)


def test_weights_count_as_repeated_rows(transformed, table):
    path, raw = table
    written, train = transformed(path, "amount", "{categorical: {encode: target, impute: missing}}", ", weight: importance")
    level = raw.level.fillna("missing").to_numpy(dtype=object)
    times = raw.importance.astype(int).to_numpy()

    def fit(picked, labels):
        encoder = TargetEncoder(target_type="continuous")
        encoder.fit(numpy.repeat(level[picked], times[picked]).reshape(-1, 1), numpy.repeat(labels, times[picked]))
        return lambda rows: encoder.transform(level[rows].reshape(-1, 1))[:, 0]

    expected = cross_fitted(numpy.arange(ROWS), raw.amount.to_numpy(dtype=float), train, 5, fit)
    seen = pandas.Series(level).isin(level[train]).to_numpy()
    assert_close(written.level[seen], expected[seen], "level")
    assert written.level[~seen].isna().all(), "unseen ones are missing"


def test_weight_of_evidence_is_the_logarithm_of_two_shares(transformed, table):
    path, raw = table
    written, train = transformed(path, "answer", "{categorical: {encode: woe, impute: missing, unseen: other, regularization: 0.5}}")
    level = raw.level.fillna("missing").to_numpy(dtype=object)
    y = (raw.answer == "yes").to_numpy(dtype=float)

    def fit(values, labels):
        counts = pandas.Series(labels).groupby(values).agg(["sum", "count"])
        yes = (counts["sum"] + 0.5) / (labels.sum() + 1.0)
        no = (counts["count"] - counts["sum"] + 0.5) / (len(labels) - labels.sum() + 1.0)
        woe = numpy.log(yes / no)
        return lambda rows: pandas.Series(rows).map(woe).fillna(0.0).to_numpy(copy=True)

    assert_close(written.level, cross_fitted(level, y, train, 5, fit), "level")


@pytest.mark.parametrize("columns", [1, 8, 37])
def test_hashing_is_that_of_scikit_learn(transformed, table, columns):
    path, raw = table
    written, _ = transformed(
        path, "amount", f"{{columns: {{level: {{encode: hashing, features: {columns}}}, single: {{encode: hashing, impute: missing}}}}}}"
    )
    words = [[f"level={text}"] if isinstance(text, str) else [] for text in raw.level]
    hashed = FeatureHasher(columns, input_type="string").transform(words)
    for k in range(columns):
        assert_close(written[f"level#{k}"], hashed.toarray()[:, k], f"column {k}")
    assert [name for name in written if name.startswith("single#")] == [f"single#{k}" for k in range(8)]


@pytest.mark.parametrize("most, least", [(1, 0), (4, 0), (9, 3), (60, 0), (10_000, 0)])
def test_at_most_so_many_categories_are_kept(transformed, table, most, least):
    path, raw = table
    written, train = transformed(
        path, "amount", f"{{categorical: {{impute: missing, unseen: other, max_categories: {most}, min_frequency: {least}}}}}"
    )
    level = raw.level.fillna("missing").to_numpy(dtype=object).reshape(-1, 1)
    encoder = OneHotEncoder(
        sparse_output=False, handle_unknown="infrequent_if_exist", max_categories=most, min_frequency=least or None
    ).fit(level[train])
    expected = encoder.transform(level)
    names = [name.removeprefix("x0_").replace("infrequent_sklearn", "other") for name in encoder.get_feature_names_out()]
    found = [name for name in written if name.startswith("level=")]
    assert [name for name in found if name != "level=other"] == [f"level={name}" for name in names if name != "other"]
    for k, name in enumerate(names):
        assert_close(written[f"level={name}"], expected[:, k], name)


def test_threads_do_not_change_a_bit(transformed, table):
    path, _ = table
    features = "{categorical: {encode: target, unseen: other}, columns: {single: {encode: woe}}}"
    one, three = (transformed(path, "answer", features, threads=threads)[0] for threads in (1, 3))
    pandas.testing.assert_frame_equal(one, three, check_exact=True)


@pytest.mark.parametrize("target, features, message", [
    ("amount", "{categorical: {encode: woe}}", "needs a target of two classes"),
    ("kind", "{categorical: {encode: woe}}", "of 3 classes; use encode: target"),
    ("amount", "{categorical: {encode: onehot, smooth: 3}}", "smooth: is used by encode: target only"),
    ("amount", "{columns: {level: {encode: woe, features: 3}}}", "features: is used by encode: hashing only"),
    ("amount", "{categorical: {encode: target, smooth: often}}", "expected auto or a number from 0 on"),
    ("amount", "{categorical: {encode: hashing, max_categories: 3}}", "says nothing with encode: hashing"),
    ("amount", "{categorical: {encode: woe, regularization: 0}}", "expected a number above 0"),
    ("amount", "{categorical: {encode: target, cv: 1}}", "cv"),
])
def test_choices_that_do_not_go_together_are_refused(trainyard, tmp_path, table, target, features, message):
    config = tmp_path / "features.yaml"
    config.write_text(
        f"experiment: features\nresults: {tmp_path / 'results'}\ndata: {{source: {table[0]}, target: {target}}}\nfeatures: {features}\n"
    )
    for verb in ("validate", "features"):
        done = trainyard.run(verb, config)
        assert done.returncode == 78, done.stderr
        assert message in done.stderr
        assert f"{config}:" in done.stderr, "it says where in the config"


NATIVE = """\
experiment: native
seed: 5
results: {results}
data: {{source: {source}, target: {target}, drop: [{drop}]}}
split: {{test: 0.25}}
features: {{categorical: {{encode: native, unseen: other}}, columns: {{level: {{encode: native, max_categories: 12}}}}}}
model: {{type: {family}}}
"""


@pytest.mark.parametrize("family, target", [("xgboost", "amount"), ("random_forest", "answer"), ("linear", "amount")])
def test_xgboost_knows_native_categories_as_such_and_others_refuse_them(trainyard, tmp_path, table, family, target):
    path, _ = table
    config = tmp_path / "native.yaml"
    drop = ", ".join(name for name in (*TARGETS.values(), "importance") if name != target)
    config.write_text(NATIVE.format(results=tmp_path / "results", source=path, target=target, drop=drop, family=family))
    if family == "linear":
        done = trainyard.run("run", config)
        assert done.returncode == 78, done.stderr
        assert "encode: native" in done.stderr and "onehot" in done.stderr
        return
    run = pathlib.Path(trainyard.json("run", config)["run"])
    booster = xgboost.Booster(model_file=next(run.rglob("model.ubj")))
    trees = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]["trees"]
    by_category = {index for tree in trees for index, kind in zip(tree["split_indices"], tree["split_type"], strict=True) if kind == 1}
    assert 0 in by_category and 2 not in by_category, "sets of levels split the rows, and x does by its size"

    trainyard.json("features", config, "--output", tmp_path / "features.csv")
    features = pandas.read_csv(tmp_path / "features.csv")[["level", "single", "x"]]
    evaluated = pandas.read_csv(run / "predictions.csv")
    matrix = xgboost.DMatrix(features.to_numpy(dtype=numpy.float32)[evaluated.row], feature_types=["c", "c", "q"])
    column = "prediction" if family == "xgboost" else [name for name in evaluated if name.endswith("yes")][-1]
    assert_close(evaluated[column], booster.predict(matrix, validate_features=False), "the loaded model says the same of the same features")
