"""Models against XGBoost from Python: on the exported features with the same parameters it trains the same model, byte for byte."""

import json
import pathlib

import numpy
import pandas
import pytest
import xgboost

TARGET = "median_house_value"
SEED = 11


@pytest.fixture
def config(trainyard, tmp_path, source):
    """Writes a config with these model parameters; returns its path."""

    def write(params, model="xgboost"):
        path = tmp_path / "models.yaml"
        path.write_text(json.dumps({
            "experiment": "models",
            "seed": SEED,
            "results": str(tmp_path / "results"),
            "data": {"source": str(source / "data/housing.csv"), "target": TARGET},
            "split": {"test": 0.2},
            "features": {"numeric": {"impute": "none", "scale": "standard"}},
            "model": {"type": model, "params": params},
        }))
        return path

    return write


def features(trainyard, config, tmp_path):
    """The training rows as the program transforms them: float32 features and target."""
    output = tmp_path / "features.csv"
    trainyard.json("features", config, "--output", output)
    rows = pandas.read_csv(output)
    rows = rows[rows.split == "train"]
    return rows.drop(columns=["split", TARGET]).to_numpy(numpy.float32), rows[TARGET].to_numpy(numpy.float32)


@pytest.mark.parametrize("params", [
    {"max_depth": 6, "n_estimators": 60, "learning_rate": 0.1},
    {"grow_policy": "lossguide", "max_leaves": 31, "n_estimators": 40, "max_bin": 64, "gamma": 1.0, "reg_alpha": 2.0, "reg_lambda": 0.5},
    {"objective": "reg:absoluteerror", "n_estimators": 30},
    {"booster": "dart", "rate_drop": 0.2, "n_estimators": 15},
], ids=["depthwise", "lossguide", "absoluteerror", "dart"])
def test_trains_the_same_model_as_python(trainyard, config, tmp_path, params):
    path = config(params)
    x, y = features(trainyard, path, tmp_path)
    summary = trainyard.json("train", path)
    run = pathlib.Path(summary["run"])

    own = {name: value for name, value in params.items() if name != "n_estimators"} | {"tree_method": "hist", "seed": SEED}
    data = xgboost.QuantileDMatrix(x, y, max_bin=params.get("max_bin", 256))
    history = {}
    theirs = xgboost.train(own, data, params["n_estimators"], evals=[(data, "train")], evals_result=history, verbose_eval=False)

    assert (run / "model/model.ubj").read_bytes() == theirs.save_raw("ubj")
    measured = [json.loads(line)["train"] for line in (run / "history.jsonl").read_text().splitlines()]
    assert measured == pytest.approx(next(iter(history["train"].values())), rel=1e-6)
    residual = theirs.inplace_predict(x).astype(numpy.float64) - y
    assert summary["metrics"]["train"]["rmse"] == pytest.approx(numpy.sqrt((residual ** 2).mean()), rel=1e-6)


def test_the_record_holds_what_xgboost_decided_itself(trainyard, config, tmp_path):
    path = config({"n_estimators": 3})
    _, y = features(trainyard, path, tmp_path)
    run = pathlib.Path(trainyard.json("train", path)["run"])
    model = json.loads((run / "params.json").read_text())["model"]
    assert model["params"]["base_score"] is None and model["params"]["learning_rate"] == 0.3
    assert model["effective"]["base_score"] == pytest.approx(y.astype(numpy.float64).mean(), rel=1e-6)
    assert model["effective"]["max_delta_step"] == 0


@pytest.mark.parametrize("strategy", ["mean", "median", "majority"])
def test_the_baseline_predicts_its_constant(trainyard, config, tmp_path, strategy):
    path = config({"strategy": strategy}, model="baseline")
    _, y = features(trainyard, path, tmp_path)
    run = pathlib.Path(trainyard.json("train", path)["run"])
    y = y.astype(numpy.float64)
    values, counts = numpy.unique(y, return_counts=True)
    expected = {"mean": y.mean(), "median": numpy.median(y), "majority": values[counts.argmax()]}[strategy]
    assert json.loads((run / "model/model.json").read_text())["prediction"] == [pytest.approx(expected, rel=1e-6)]


def test_every_mistake_in_the_parameters_is_reported_at_once(trainyard, config):
    done = trainyard.run("validate", config({"max_dpeth": 6, "eta": 1.5, "subsample": "half", "seed": 3, "booster": "gbtree", "one_drop": True}))
    assert done.returncode == 78
    for message in [
        "max_dpeth: 'max_dpeth' is not a parameter of xgboost, did you mean 'max_depth'?",
        "eta: is 1.5: must be between 0 and 1",
        'subsample: must be a number, not "half"',
        "seed: cannot be set here: it is set by the config's seed",
        "one_drop: is used with booster: dart, not with gbtree",
    ]:
        assert message in done.stderr, done.stderr
