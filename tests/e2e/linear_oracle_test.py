"""The linear families against scikit-learn's, fitted on the training rows that `trainyard features` writes."""

import json
import pathlib

import numpy
import pandas
import pytest
from sklearn import datasets
from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge

TOLERANCE = 1e-6  # relative to the largest coefficient of an output, and to the largest prediction
FEATURES = "features: {numeric: {impute: median, scale: standard}, categorical: {impute: missing, encode: onehot, unseen: other}}\n"


@pytest.fixture
def trained(trainyard, tmp_path):
    """Runs a model on a table; returns its model file, its test predictions, and the features and targets of both sides in Python."""

    def run(table, target, family, params, data=""):
        table.to_csv(tmp_path / "table.csv", index=False)
        config = tmp_path / "linear.yaml"
        config.write_text(
            f"experiment: linear_oracle\nseed: 3\nresults: results\n"
            f"data: {{source: table.csv, target: {target}{data}}}\nsplit: {{test: 0.25}}\n"
            f"{FEATURES}model: {json.dumps({'type': family, 'params': params})}\n"
        )
        trainyard.json("features", config, "--output", tmp_path / "features.csv")
        written = pandas.read_csv(tmp_path / "features.csv")
        assert len(written) == len(table), "rows are numbered as in the file"
        run = pathlib.Path(trainyard.json("run", config)["run"])
        rows = pandas.read_csv(run / "predictions.csv")
        train = (written.split == "train").to_numpy()
        assert sorted(rows.row) == sorted(numpy.flatnonzero(~train))
        x = written.drop(columns=["split", target]).to_numpy(numpy.float32).astype(numpy.float64)
        y = table[target].to_numpy()
        return json.loads((run / "model/model.json").read_text()), rows, x, y, train

    return run


def assert_learned(model, theirs):
    """Coefficients and intercepts agree, per output."""
    expected = numpy.column_stack([numpy.atleast_2d(theirs.coef_), numpy.broadcast_to(theirs.intercept_, len(model["intercept"]))])
    found = numpy.column_stack([model["coef"], model["intercept"]])
    error = numpy.abs(found - expected).max(axis=1) / numpy.abs(expected).max(axis=1)
    print("relative error of the coefficients:", error)
    assert (error < TOLERANCE).all()


def housing(source):
    return pandas.read_csv(source / "data/housing.csv")


@pytest.mark.parametrize("params", [{"alpha": 1.0}, {"alpha": 300.0, "fit_intercept": False}, {"alpha": 0.0}], ids=["ridge", "through_0", "squares"])
def test_linear_learns_what_ridge_learns(trained, source, params):
    model, rows, x, y, train = trained(housing(source), "median_house_value", "linear", params)
    # tol is the cutoff for collinear columns: the one-hot columns add up to the intercept's.
    theirs = Ridge(**params, solver="svd") if params["alpha"] else LinearRegression(tol=1e-10)
    theirs.fit(x[train], y[train])
    assert_learned(model, theirs)
    expected = theirs.predict(x[rows.row])
    numpy.testing.assert_allclose(rows.prediction, expected, rtol=0, atol=TOLERANCE * numpy.abs(expected).max())


def test_linear_learns_from_weighted_rows(trained, source):
    table = housing(source).assign(importance=lambda t: 1 + t.households.rank(pct=True).round(3))
    model, _, x, y, train = trained(table, "median_house_value", "linear", {"alpha": 5.0}, data=", weight: importance")
    weight = table.importance.to_numpy(numpy.float32).astype(numpy.float64)
    assert_learned(model, Ridge(alpha=5.0, solver="svd").fit(x[train], y[train], sample_weight=weight[train]))


@pytest.mark.parametrize("params", [
    {"alpha": 1000.0, "l1_ratio": 1.0},
    {"alpha": 0.1, "l1_ratio": 0.5},
    {"alpha": 10.0, "l1_ratio": 0.9, "fit_intercept": False},
    {"alpha": 0.01, "l1_ratio": 0.0},
], ids=["lasso", "elastic_net", "through_0", "no_absolute_values"])
@pytest.mark.filterwarnings("ignore:With l1_ratio=0")
def test_linear_with_l1_ratio_learns_what_elastic_net_learns(trained, source, params):
    model, rows, x, y, train = trained(housing(source), "median_house_value", "linear", params)
    if params["l1_ratio"]:
        theirs = ElasticNet(**params, tol=1e-14, max_iter=1000000).fit(x[train], y[train])
    else:
        theirs = Ridge(params["alpha"] * train.sum(), solver="svd").fit(x[train], y[train])
    assert_learned(model, theirs)
    assert (numpy.array(model["coef"][0]) == 0).tolist() == (theirs.coef_ == 0).tolist()
    expected = theirs.predict(x[rows.row])
    numpy.testing.assert_allclose(rows.prediction, expected, rtol=0, atol=TOLERANCE * numpy.abs(expected).max())


def sklearn_table(name):
    loaded = getattr(datasets, f"load_{name}")(as_frame=True)
    table = loaded.frame.rename(columns=lambda column: column.replace(" ", "_"))
    table["target"] = numpy.array([f"class {label}" for label in loaded.target_names])[table["target"]]
    return table


@pytest.mark.parametrize("name, params", [
    ("breast_cancer", {}),
    ("breast_cancer", {"C": 30.0, "fit_intercept": False}),
    ("wine", {}),
    ("digits", {"C": 0.1}),
], ids=["breast_cancer", "through_0", "wine", "digits"])
def test_logistic_learns_what_logistic_regression_learns(trained, name, params):
    model, rows, x, y, train = trained(sklearn_table(name), "target", "logistic", params | {"tol": 1e-12})
    # lbfgs stops before tol; this solver does not.
    theirs = LogisticRegression(**params, solver="newton-cholesky", tol=1e-10, max_iter=10000).fit(x[train], y[train])
    assert_learned(model, theirs)
    found = rows[[f"probability_{label}" for label in theirs.classes_]].to_numpy()
    numpy.testing.assert_allclose(found, theirs.predict_proba(x[rows.row]), rtol=0, atol=TOLERANCE)
    assert (rows.prediction == theirs.predict(x[rows.row])).all()


@pytest.mark.parametrize("name, params", [
    ("breast_cancer", {"C": 0.1, "l1_ratio": 1.0}),
    ("breast_cancer", {"C": 1.0, "l1_ratio": 0.5}),
    ("wine", {"C": 0.5, "l1_ratio": 0.5}),
], ids=["lasso", "elastic_net", "three_classes"])
def test_logistic_with_l1_ratio_learns_what_logistic_regression_learns(trained, name, params):
    model, rows, x, y, train = trained(sklearn_table(name), "target", "logistic", params | {"tol": 1e-12})
    theirs = LogisticRegression(**params, solver="saga", tol=1e-10, max_iter=200000).fit(x[train], y[train])
    assert_learned(model, theirs)
    assert (numpy.array(model["coef"]) == 0).tolist() == (theirs.coef_ == 0).tolist()
    found = rows[[f"probability_{label}" for label in theirs.classes_]].to_numpy()
    numpy.testing.assert_allclose(found, theirs.predict_proba(x[rows.row]), rtol=0, atol=TOLERANCE)


def test_missing_values_are_refused_with_the_remedy(trainyard, source, tmp_path):
    config = tmp_path / "missing.yaml"
    config.write_text(
        f"experiment: linear_missing\nresults: results\ndata: {{source: {source}/data/housing.csv, target: median_house_value}}\n"
        "features: {numeric: {impute: none}}\nmodel: {type: linear}\n"
    )
    done = trainyard.run("train", config)
    assert done.returncode == 65
    assert "linear takes no missing values: set features.numeric.impute" in done.stderr, done.stderr


def test_a_family_for_another_task_is_refused(trainyard, source, tmp_path):
    config = tmp_path / "task.yaml"
    config.write_text(
        f"experiment: linear_task\nresults: results\ndata: {{source: {source}/data/housing.csv, target: ocean_proximity}}\nmodel: {{type: linear}}\n"
    )
    done = trainyard.run("train", config)
    assert done.returncode == 78
    assert "linear does not do task: multiclass" in done.stderr, done.stderr
