"""How sure a model is: prediction intervals of regressions on real data, calibrated probabilities beside scikit-learn's, in evaluation,
prediction, gates and bundle alike."""

import json
import math
import pathlib
import shutil

import numpy
import pandas
import pytest
from sklearn import metrics

import scikit_scores

# A few rounds of one trial are enough: what matters is how wide the intervals are, not how good the model is.
QUICK = ("--set", "search.trials=1", "--set", "model.params={n_estimators: 15}", "--set", "evaluate.bootstrap=0")
PLAIN = (*QUICK, "--set", "search=")
INTERVALS = ["prediction_lower", "prediction_upper"]

BIKES = """\
experiment: bikes
seed: {seed}
results: {results}
data: {{source: {source}/data/bike_hour.csv, target: cnt, task: regression, drop: [instant, casual, registered, dteday]}}
split: {{method: random, test: 0.3, folds: 5}}
model: {{type: xgboost, params: {{n_estimators: 60}}, prediction_intervals: {{method: {method}, coverage: {coverage}}}}}
evaluate: {{metrics: [rmse], bootstrap: 0}}
"""


def files_of(answer):
    run = pathlib.Path(answer["run"])
    calibration = run / "model" / "calibration.json"
    return pandas.read_csv(run / "predictions.csv"), json.loads(calibration.read_text()) if calibration.exists() else None


def held(rows, target):
    return ((rows.prediction_lower <= rows[target]) & (rows[target] <= rows.prediction_upper)).mean()


def tolerance(coverage, *counts):
    """Three standard deviations of a share of the test rows around a coverage that the calibration rows know no better."""
    return 3 * math.sqrt(coverage * (1 - coverage) * sum(1 / count for count in counts))


def test_a_search_gives_intervals_without_being_asked(trainyard, small_config):
    answer = trainyard.json("run", small_config(), *QUICK)
    rows, calibration = files_of(answer)
    interval = calibration["prediction_interval"]
    assert list(rows.columns) == ["row", "prediction", *INTERVALS, "median_house_value"]
    assert interval["method"] == "out_of_fold" and interval["rows"] == answer["split"]["train"] and interval["coverage"] == 0.9
    found = answer["metrics"]["prediction_intervals"]
    assert found["coverage"] == pytest.approx(held(rows, "median_house_value"))
    assert found["mean_width"] == pytest.approx((rows.prediction_upper - rows.prediction_lower).mean())
    assert found["mean_width"] == pytest.approx(2 * interval["radius"], rel=1e-6)
    assert found["coverage"] == pytest.approx(0.9, abs=tolerance(0.9, len(rows), interval["rows"]))
    shown = trainyard.run("run", small_config(), *QUICK)
    assert "90 % wanted" in shown.stdout


def test_a_fit_without_cross_validation_has_none_unless_asked(trainyard, small_config):
    rows, calibration = files_of(trainyard.json("run", small_config(), *PLAIN))
    assert calibration is None and not set(INTERVALS) & set(rows.columns)
    rows, calibration = files_of(trainyard.json("run", small_config(), *PLAIN, "--set", "model.prediction_intervals.method=out_of_fold"))
    assert calibration["prediction_interval"]["method"] == "out_of_fold" and set(INTERVALS) <= set(rows.columns)
    _, calibration = files_of(trainyard.json("run", small_config(), *QUICK, "--set", "model.prediction_intervals.method=none"))
    assert calibration is None


@pytest.mark.parametrize("coverage", [0.8, 0.95])
@pytest.mark.parametrize("method", ["out_of_fold", "split_conformal"])
def test_intervals_of_the_bikes_hold_what_they_promise(trainyard, source, tmp_path, method, coverage):
    config = tmp_path / "bikes.yaml"
    config.write_text(BIKES.format(seed=3, results=tmp_path / "results", source=source, method=method, coverage=coverage))
    answer = trainyard.json("run", config)
    rows, calibration = files_of(answer)
    interval = calibration["prediction_interval"]
    assert answer["metrics"]["prediction_intervals"]["coverage"] == pytest.approx(held(rows, "cnt"))
    assert held(rows, "cnt") == pytest.approx(coverage, abs=tolerance(coverage, len(rows), interval["rows"]))


def test_rows_held_out_for_calibration_are_in_no_other_part(trainyard, small_config, tmp_path):
    h5py = pytest.importorskip("h5py")
    answer = trainyard.json("run", small_config(), *QUICK, "--set", "model.prediction_intervals={method: split_conformal, calibration: 0.25}")
    rows, calibration = files_of(answer)
    with h5py.File(pathlib.Path(answer["run"]) / "split.h5") as file:
        part, fold, number = (file[name][:] for name in ("part", "fold", "number"))
    counts = {name: int((part == code).sum()) for code, name in enumerate(["train", "test", "gap", "calibration"])}
    assert counts == {"train": 12384, "test": 4128, "gap": 0, "calibration": 4128}
    assert set(fold[part == 3]) == {-1} and answer["split"]["train"] == counts["train"]
    assert json.loads((pathlib.Path(answer["run"]) / "data.json").read_text())["split"]["calibration"] == 4128
    # The radius again, from what the published model says of those rows.
    trainyard.json("predict", "--model", answer["run"], "--input", small_source(small_config), "--output", tmp_path / "all.csv")
    said = pandas.read_csv(tmp_path / "all.csv").set_index("row").loc[number[part == 3]]
    errors = numpy.sort((said.median_house_value - said.prediction.astype(numpy.float32).astype(float)).abs())
    rank = math.ceil(0.9 * (len(errors) + 1))
    assert calibration["prediction_interval"] == {"method": "split_conformal", "coverage": 0.9, "radius": errors[rank - 1], "rows": 4128}
    assert held(rows, "median_house_value") == pytest.approx(0.9, abs=tolerance(0.9, 4128, 4128))


def small_source(small_config):
    text = pathlib.Path(small_config()).read_text()
    return next(line.split(": ")[1] for line in text.splitlines() if line.strip().startswith("source:"))


def test_predict_gives_the_bounds_of_the_evaluation_bit_for_bit(trainyard, small_config, source, tmp_path):
    answer = trainyard.json("run", small_config(), *QUICK)
    trainyard.json("predict", "--model", answer["run"], "--input", source / "data/housing.csv", "--output", tmp_path / "all.csv")
    columns = ["row", "prediction", *INTERVALS]
    evaluated = pandas.read_csv(pathlib.Path(answer["run"]) / "predictions.csv", dtype=str)[columns]
    predicted = pandas.read_csv(tmp_path / "all.csv", dtype=str)[columns].set_index("row").loc[evaluated.row].reset_index()
    pandas.testing.assert_frame_equal(predicted, evaluated)


def test_intervals_do_not_depend_on_threads(trainyard, small_config):
    calibrations = [(pathlib.Path(trainyard.json("run", small_config(), *QUICK, "--new", "--threads", threads)["run"]) / "model/calibration.json")
                    for threads in (1, 2)]
    assert calibrations[0].read_bytes() == calibrations[1].read_bytes()


def test_a_gate_of_the_coverage(trainyard, small_config):
    gates = "gates=[{metric: coverage, min: 0.85}, {metric: coverage, max: 0.85}]"
    done = trainyard.run("run", small_config(), *QUICK, "--set", gates, "--json")
    answer = json.loads(done.stdout)
    kept, broken = answer["gates"]["gates"]
    assert done.returncode == 1 and kept["passed"] and not broken["passed"]
    assert kept["value"] == answer["metrics"]["prediction_intervals"]["coverage"]
    done = trainyard.run("run", small_config(), *PLAIN, "--set", gates, "--json")
    assert done.returncode == 1 and "no prediction intervals" in json.loads(done.stdout)["gates"]["gates"][0]["text"]


def test_too_few_rows_for_the_coverage_are_refused_where_intervals_were_asked_for(trainyard, small_config, source, tmp_path):
    lines = (source / "data/housing.csv").read_text().splitlines()[:101]
    (tmp_path / "some.csv").write_text("\n".join(lines) + "\n")
    config = small_config(data=tmp_path / "some.csv")
    words = ("run", config, *PLAIN, "--set")
    done = trainyard.run(*words, "model.prediction_intervals={method: split_conformal, coverage: 0.99}")
    assert done.returncode == 65
    assert "model.prediction_intervals: 16 rows with a known error are too few" in done.stderr and "at least 99" in done.stderr


def test_a_damaged_calibration_is_refused_by_name_and_a_bundle_without_one_loads(trainyard, small_config, source, tmp_path):
    run = pathlib.Path(trainyard.json("run", small_config(), *QUICK)["run"])
    predict = ("predict", "--input", source / "data/housing.csv", "--output", tmp_path / "x.csv", "--model")
    for part in ("model", "transform"):
        shutil.copytree(run / part, tmp_path / "bundle" / part)
    file = tmp_path / "bundle" / "model" / "calibration.json"
    file.write_text(file.read_text().replace('"radius": ', '"radius": 1'))
    done = trainyard.run(*predict, tmp_path / "bundle")
    assert done.returncode == 65 and "model/calibration.json was changed after it was written" in done.stderr
    file.unlink()
    done = trainyard.run(*predict, tmp_path / "bundle")
    assert done.returncode == 65 and "model/calibration.json is missing" in done.stderr
    old = trainyard.json("run", small_config(), *QUICK, "--set", "model.prediction_intervals.method=none")
    trainyard.json(*predict, old["run"])


# --- probabilities


CLASSES = """\
experiment: {name}
seed: 5
results: {results}
data: {{source: {data}, target: answer, weight: w}}
split: {{test: 0.3, folds: 4}}
model:
  type: xgboost
  params: {{n_estimators: 40, learning_rate: 0.6}}
  calibration: {calibration}
evaluate: {{metrics: [log_loss, brier, accuracy], bootstrap: 0}}
"""


@pytest.fixture
def classified(trainyard, tmp_path):
    """Runs a config with a calibration; returns the answer and the run's folder."""

    def run(task, calibration, *words):
        data = tmp_path / f"{task}.csv"
        if not data.exists():
            getattr(scikit_scores, f"{task}_table")(numpy.random.default_rng(11)).to_csv(data, index=False)
        config = tmp_path / f"{task}-{calibration}.yaml"
        config.write_text(CLASSES.format(name=task, results=tmp_path / "results", data=data, calibration=calibration))
        answer = trainyard.json("run", config, *words)
        return answer, pathlib.Path(answer["run"])

    return run


@pytest.mark.parametrize("task", ["binary", "multiclass"])
@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
def test_a_calibrated_model_is_the_plain_one_behind_the_bundles_functions(classified, task, method):
    _, plain = classified(task, "none")
    answer, calibrated = classified(task, method)
    for file in ("model.ubj", "schema.yaml"):
        assert (plain / "model" / file).read_bytes() == (calibrated / "model" / file).read_bytes()
    before, after = (pandas.read_csv(run / "predictions.csv") for run in (plain, calibrated))
    columns = [name for name in before if name.startswith("probability_")]
    p = before[columns].to_numpy(dtype=numpy.float32).astype(float)
    functions = json.loads((calibrated / "model/calibration.json").read_text())["probabilities"]
    assert functions["method"] == method == answer["metrics"]["calibration"]["method"]
    assert answer["metrics"]["calibration"]["rows"] == answer["split"]["train"]
    by_class = [called(method, function, p[:, k]) for k, function in zip(range(len(columns) == 2, len(columns)), functions["classes"], strict=True)]
    if len(columns) == 2:
        expected = numpy.column_stack([1 - by_class[0], by_class[0]])
    else:
        expected = numpy.column_stack(by_class)
        expected /= expected.sum(axis=1, keepdims=True)
    numpy.testing.assert_allclose(after[columns].to_numpy(), expected, rtol=2e-6, atol=1e-7)


def called(method, function, p):
    if method == "isotonic":
        return numpy.interp(p, function["x"], function["y"])
    p = numpy.clip(p, 2.0**-24, 1 - 2.0**-24)
    return 1 / (1 + numpy.exp(-(function["slope"] * (numpy.log(p) - numpy.log1p(-p)) + function["intercept"])))


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_auto_takes_the_method_of_least_cross_validated_loss_and_makes_an_overconfident_model_better(classified, tmp_path, task):
    plain, _ = classified(task, "none")
    answer, run = classified(task, "auto")
    found = answer["metrics"]["calibration"]
    assert found["method"] == min(found["log_loss"], key=found["log_loss"].get) != "none"
    assert answer["metrics"]["test"]["log_loss"] < 0.95 * plain["metrics"]["test"]["log_loss"]
    assert answer["metrics"]["cv"]["log_loss"] == pytest.approx(answer["metrics"]["test"]["log_loss"], rel=0.15)
    rows = pandas.read_csv(run / "predictions.csv")
    columns = [name for name in rows if name.startswith("probability_")]
    labels = [name.removeprefix("probability_") for name in columns]
    weight = pandas.read_csv(tmp_path / f"{task}.csv").w[rows.row]
    expected = metrics.log_loss(rows.answer, rows[columns].to_numpy(dtype=numpy.float32), labels=labels, sample_weight=weight)
    assert answer["metrics"]["test"]["log_loss"] == pytest.approx(expected, rel=1e-6)


def test_platt_is_another_name_of_the_sigmoid(classified):
    _, one = classified("binary", "platt")
    _, other = classified("binary", "sigmoid")
    assert (one / "model/calibration.json").read_bytes() == (other / "model/calibration.json").read_bytes()


def test_predict_and_replay_know_the_calibrated_probabilities(classified, trainyard, tmp_path):
    answer, run = classified("binary", "isotonic")
    trainyard.json("predict", "--model", run, "--input", tmp_path / "binary.csv", "--output", tmp_path / "all.csv")
    evaluated = pandas.read_csv(run / "predictions.csv", dtype=str)
    predicted = pandas.read_csv(tmp_path / "all.csv", dtype=str).set_index("row").loc[evaluated.row].reset_index()
    pandas.testing.assert_frame_equal(predicted[evaluated.columns], evaluated)
    assert trainyard.run("verify", run).returncode == 0
    trainyard.json("models", "register", "answers", answer["run"])
    assert trainyard.json("models", "check", "answers@1")["verdict"] == "passed"


def test_the_threshold_is_learned_from_calibrated_probabilities(classified):
    plain, _ = classified("binary", "none", "--set", "model.threshold={f_beta: 1}")
    answer, run = classified("binary", "sigmoid", "--set", "model.threshold={f_beta: 1}")
    assert answer["metrics"]["threshold"] != plain["metrics"]["threshold"]
    rows = pandas.read_csv(run / "predictions.csv")
    assert ((rows.probability_yes >= answer["metrics"]["threshold"]) == (rows.prediction == "yes")).all()


def test_the_report_tells_how_sure_a_model_is(classified, trainyard, small_config):
    _, run = classified("binary", "isotonic")
    assert "Probabilities are calibrated (isotonic)" in (run / "report.html").read_text()
    page = (pathlib.Path(trainyard.json("run", small_config(), *QUICK)["run"]) / "report.html").read_text()
    assert "Prediction intervals meant to hold 90 % of the values hold" in page
