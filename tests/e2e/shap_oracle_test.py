"""Contributions against the shap package's, of the models that runs leave, on the features that `trainyard features` writes."""

import json
import pathlib
import sys

import numpy
import pandas
import pytest
import xgboost

from conftest import SOURCE

pytestmark = pytest.mark.slow

sys.path.append(str(SOURCE / ".deps" / "shap"))  # behind the oracles, which have the rest of what it needs
FEATURES = "features: {numeric: {impute: median, scale: standard}, categorical: {impute: missing, encode: onehot, unseen: other}}\n"


@pytest.fixture(scope="module")
def shap():
    return pytest.importorskip("shap", reason="`./dev test --slow` installs it")


def table(rows=600):
    """Few enough rows that none is left out of a sample, and few enough features that none is left out of a row's contributions."""
    random = numpy.random.default_rng(8)
    frame = pandas.DataFrame(random.normal(size=(rows, 5)).round(4), columns=list("abcde"))
    frame["kind"] = random.choice(["x", "y", "z"], rows)
    value = frame.a * frame.b + 2 * frame.c + (frame.kind == "y") * frame.d + random.normal(0, 0.2, rows)
    return frame.assign(value=value.round(4), sign=numpy.where(value > 0, "above", "below"),
                        part=numpy.select([value < -1, value < 1], ["low", "middle"], "high"))


@pytest.fixture
def explained(trainyard, tmp_path):
    """Runs a model; returns its run, evaluation and classes, and both sides' features, of the test rows by the rows' numbers."""

    def run(target, family, params):
        others = [name for name in ("value", "sign", "part") if name != target]
        table().to_csv(tmp_path / "table.csv", index=False)
        config = tmp_path / "shap.yaml"
        config.write_text(f"experiment: shap\nseed: 3\nresults: results\ndata: {{source: table.csv, target: {target}, drop: {others}}}\n"
                          f"split: {{test: 0.25}}\n{FEATURES}model: {json.dumps({'type': family, 'params': params})}\n")
        trainyard.json("features", config, "--output", tmp_path / "features.csv")
        written = pandas.read_csv(tmp_path / "features.csv")
        x = written.drop(columns=["split", target]).astype(numpy.float32)
        folder = pathlib.Path(trainyard.json("run", config)["run"])
        evaluation = json.loads((folder / "evaluation.json").read_text())
        labels = json.loads((folder / "metrics.json").read_text()).get("report", {}).get("confusion_matrix", {}).get("labels", [])
        return folder, evaluation, labels, x[written.split == "train"], x[written.split == "test"]

    return run


def assert_explained(evaluation, labels, names, rows, values, bias):
    """values: rows × features × outputs, bias: one per output, of all test rows, whose numbers are `rows`."""
    scale = numpy.abs(values).max()
    for row in evaluation["worst_rows"]:
        output = labels.index(row["prediction"]) if values.shape[2] > 1 else 0
        expected = dict(zip(names, values[list(rows).index(row["row"]), :, output]))
        assert row["bias"] == pytest.approx(bias[output], abs=1e-4 * scale)
        assert set(row["contributions"]) == set(names), "all features"
        for name, found in row["contributions"].items():
            assert found == pytest.approx(expected[name], abs=1e-4 * scale), (row["row"], name)
    mean = dict(zip(names, numpy.abs(values).mean(axis=(0, 2))))
    assert evaluation["importance"] == pytest.approx(mean, abs=1e-4 * scale)
    assert list(evaluation["importance"]) == sorted(mean, key=lambda name: -evaluation["importance"][name])


@pytest.mark.parametrize("target", ["value", "sign", "part"])
def test_trees_contribute_as_tree_explainer_says(shap, explained, target):
    folder, evaluation, labels, _, test = explained(target, "xgboost", {"n_estimators": 30, "max_depth": 4})
    booster = xgboost.Booster(model_file=folder / "model" / "model.ubj")
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    explainer.model.model_type = "internal"  # else it asks XGBoost, which is what is to be checked
    values = numpy.asarray(explainer.shap_values(test.to_numpy(), check_additivity=False)).reshape(len(test), test.shape[1], -1)
    margins = booster.predict(xgboost.DMatrix(test.to_numpy()), output_margin=True).reshape(len(test), -1)
    rest = margins - values.sum(axis=1)  # shap reads the base score of classes otherwise than this XGBoost writes it
    assert numpy.ptp(rest, axis=0).max() < 1e-4 * numpy.abs(values).max(), "what is left is the same for every row"
    assert_explained(evaluation, labels, list(test), test.index, values, rest.mean(axis=0))


@pytest.mark.parametrize("target, family", [("value", "linear"), ("sign", "logistic"), ("part", "logistic")])
def test_linear_models_contribute_as_linear_explainer_says(shap, explained, target, family):
    folder, evaluation, labels, train, test = explained(target, family, {})
    model = json.loads((folder / "model" / "model.json").read_text())
    background = shap.maskers.Independent(train.to_numpy(numpy.float64), max_samples=len(train))
    values, bias = [], []
    for coefficients, intercept in zip(model["coef"], model["intercept"]):
        explainer = shap.LinearExplainer((numpy.array(coefficients), intercept), background)
        values.append(explainer.shap_values(test.to_numpy(numpy.float64)))
        bias.append(explainer.expected_value)
    assert_explained(evaluation, labels, list(test), test.index, numpy.stack(values, axis=2), bias)
