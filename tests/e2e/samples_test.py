"""The samples on real data, beside scikit-learn and XGBoost from Python with the same parameters and the same rows."""

import json
import pathlib

import numpy
import pandas
import pytest
import xgboost
from sklearn import metrics
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder


def fitted_params(summary):
    """What the run's final fit was given, as XGBoost's Python package names it."""
    params = json.loads((pathlib.Path(summary["run"]) / "params.json").read_text())["model"]["params"]
    return {name: params[name] for name in ("n_estimators", "max_depth", "learning_rate", "min_child_weight", "subsample", "colsample_bytree")}


def census_in_python(folder, params):
    train, test = (pandas.read_csv(folder / f"adult_{part}.csv").drop(columns="education") for part in ("train", "test"))
    categories = [name for name in train if not pandas.api.types.is_numeric_dtype(train[name]) and name != "income"]
    transform = ColumnTransformer(
        [("category", OneHotEncoder(sparse_output=False, handle_unknown="infrequent_if_exist", min_frequency=10), categories)],
        remainder="passthrough")
    x, new = (table.drop(columns="income").fillna({name: "missing" for name in categories}) for table in (train, test))
    model = xgboost.XGBClassifier(**params, random_state=42, n_jobs=2).fit(transform.fit_transform(x), train.income == ">50K")
    return metrics.roc_auc_score(test.income == ">50K", model.predict_proba(transform.transform(new))[:, 1])


def bike_in_python(folder, params):
    table = pandas.read_csv(folder / "bike_hour.csv")
    table["rush"] = (table.hr - 8) * (table.hr - 17.5) * table.workingday
    x, y, past = table.drop(columns=["instant", "dteday", "casual", "registered", "cnt"]), table.cnt, table.dteday < "2012-10-01"
    model = xgboost.XGBRegressor(objective="count:poisson", **params, random_state=42, n_jobs=2).fit(x[past], y[past])
    return metrics.root_mean_squared_error(y[~past], model.predict(x[~past]))


SAMPLES = {
    "census": ("roc_auc", census_in_python, lambda score: score >= 0.930, 9769),
    "bike": ("rmse", bike_in_python, lambda score: score <= 75, None),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reaches_its_aim_and_pythons_score_with_the_same_parameters(trainyard, source, tmp_path, name):
    metric, in_python, is_reached, rows = SAMPLES[name]
    summary = trainyard.json("run", source / f"configs/{name}.yaml", "--results", tmp_path / "results")
    ours, theirs = summary["metrics"]["test"][metric], in_python(source / "data", fitted_params(summary))
    print(f"{name}: {metric} {ours:.5f}, scikit-learn + XGBoost {theirs:.5f}, ratio {ours / theirs:.4f}")
    assert is_reached(ours)
    assert abs(ours / theirs - 1) < 0.01
    evaluated = pandas.read_csv(pathlib.Path(summary["run"]) / "predictions.csv")
    if rows:
        assert len(evaluated) == rows
    else:
        table = pandas.read_csv(source / "data/bike_hour.csv")
        assert sorted(evaluated.row) == list(table.index[table.dteday >= "2012-10-01"]), "everything after the cutoff is tested"


def test_the_census_sample_predicts_for_a_country_that_training_lacks(trainyard, source, tmp_path):
    summary = trainyard.json("run", source / "configs/census.yaml", "--results", tmp_path / "results", "--set", "search=",
                             "--set", "model.params={n_estimators: 20}", "--set", "model.threshold=")
    pandas.read_csv(source / "data/adult_test.csv").head(50).assign(native_country="Atlantis").to_csv(tmp_path / "new.csv", index=False)
    answer = trainyard.json("predict", "--model", summary["model"], "--input", "new.csv", "--output", "out.csv")
    assert answer["unseen"] == {"native_country": 50}
    assert numpy.isfinite(pandas.read_csv(tmp_path / "out.csv")["probability_>50K"]).all()
