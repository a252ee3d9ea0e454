"""The same task done with scikit-learn and XGBoost from Python: same rows, same parameters, same answer."""

import pathlib
import statistics

import numpy
import pandas
import pytest
import xgboost
from sklearn import metrics
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

PARAMS = {"n_estimators": 300, "max_depth": 6, "learning_rate": 0.1, "subsample": 0.8, "colsample_bytree": 0.8, "min_child_weight": 3}


def python_predictions(table, train, test):
    table = table.assign(rooms_per_household=table.total_rooms / table.households)
    x, y = table.drop(columns="median_house_value"), table.median_house_value
    numeric = [name for name in x if name != "ocean_proximity"]
    transform = ColumnTransformer([
        ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
        ("category", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), ["ocean_proximity"]),
    ])
    model = make_pipeline(transform, xgboost.XGBRegressor(**PARAMS, tree_method="hist", random_state=11, n_jobs=2))
    return model.fit(x.loc[train], y.loc[train]).predict(x.loc[test])


@pytest.fixture
def fixed(trainyard, tmp_path, source):
    """Runs fixed parameters; returns the summary and the evaluated rows."""
    config = tmp_path / "fixed.yaml"
    params = ", ".join(f"{name}: {value}" for name, value in PARAMS.items())
    config.write_text(f"""\
experiment: house_value_fixed
seed: 11
results: {tmp_path}/results
data: {{source: {source}/data/housing.csv, target: median_house_value}}
split: {{test: 0.2}}
features:
  derive: {{rooms_per_household: total_rooms / households}}
  numeric: {{impute: median, scale: standard}}
model: {{type: xgboost, params: {{{params}}}}}
""")
    summary = trainyard.json("run", config)
    return summary, pandas.read_csv(pathlib.Path(summary["run"]) / "predictions.csv")


def test_fixed_parameters_score_within_one_percent_of_scikit_learn_and_xgboost(fixed, source):
    summary, rows = fixed
    table = pandas.read_csv(source / "data/housing.csv")
    assert (table.median_house_value[rows.row].to_numpy() == rows.median_house_value.to_numpy()).all(), "rows are numbered as in the file"
    train = table.index.difference(rows.row)
    theirs = metrics.root_mean_squared_error(rows.median_house_value, python_predictions(table, train, rows.row))
    ours = summary["metrics"]["test"]["rmse"]
    print(f"trainyard {ours:.1f}, scikit-learn + XGBoost {theirs:.1f}, ratio {ours / theirs:.4f}")
    assert abs(ours / theirs - 1) < 0.01


def test_metrics_equal_scikit_learn(fixed):
    summary, rows = fixed
    actual, predicted = rows.median_house_value.to_numpy(), rows.prediction.to_numpy(dtype=numpy.float32).astype(numpy.float64)
    expected = {
        "rmse": metrics.root_mean_squared_error(actual, predicted),
        "mae": metrics.mean_absolute_error(actual, predicted),
        "r2": metrics.r2_score(actual, predicted),
        "mape": metrics.mean_absolute_percentage_error(actual, predicted),
    }
    assert summary["metrics"]["test"] == pytest.approx(expected, rel=1e-6)


def test_the_baseline_is_the_training_mean(fixed, source):
    summary, rows = fixed
    target = pandas.read_csv(source / "data/housing.csv").median_house_value
    mean = numpy.float32(target.drop(rows.row).mean())
    expected = metrics.root_mean_squared_error(rows.median_house_value, numpy.full(len(rows), mean))
    assert summary["metrics"]["baseline"]["rmse"] == pytest.approx(expected, rel=1e-6)


@pytest.mark.slow
def test_the_housing_sample_reaches_45500_in_the_median_of_five_seeds(trainyard, source, tmp_path):
    scores = []
    for seed in range(1, 6):
        summary = trainyard.json("run", source / "configs/housing.yaml", "--set", f"seed={seed}", "--results", tmp_path / "results")
        scores.append(summary["metrics"]["test"]["rmse"])
    print("test RMSE by seed:", scores)
    assert statistics.median(scores) <= 45500
