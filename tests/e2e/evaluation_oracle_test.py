"""evaluation.json beside Fairlearn, scikit-learn and XGBoost from Python, computed again from the run's own predictions and model."""

import json
import pathlib

import numpy
import pandas
import pytest
import xgboost
from fairlearn import metrics as fair
from sklearn import metrics

ROWS = 4000
TOLERANCE = 1e-9


def people(random):
    table = pandas.DataFrame(random.normal(size=(ROWS, 4)), columns=["a", "b", "c", "d"])
    table["sex"] = random.choice(["f", "m"], ROWS)
    table["town"] = random.choice(["north", "south", "west", "tiny"], ROWS, p=[0.5, 0.3, 0.195, 0.005])
    table["w"] = random.choice([0.25, 1.0, 3.5], ROWS)
    score = table.a + 0.5 * table.b * table.c + 0.6 * (table.sex == "m") + random.normal(size=ROWS)
    table["hired"] = numpy.where((score > 0.8) & (table.town != "tiny"), "yes", "no")
    table["pay"] = 100 + 10 * table.a * table.b + 5 * (table.sex == "m") + random.normal(size=ROWS)
    return table


@pytest.fixture(scope="module")
def table():
    return people(numpy.random.default_rng(20261129))


def evaluated(trainyard, tmp_path, table, target, weight=None, more=""):
    dropped = [name for name in ("hired", "pay", "w") if name not in (target, weight)]
    table.to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "people.yaml").write_text(f"""\
experiment: people_{target}
seed: 5
results: results
data: {{source: people.csv, target: {target}, drop: [{", ".join(dropped)}]{f", weight: {weight}" if weight else ""}}}
split: {{test: 0.4, folds: 0}}
model: {{type: xgboost, params: {{n_estimators: 20, max_depth: 3}}}}
evaluate: {{slices: [town, a], fairness: {{groups: [sex, town]}}}}
{more}""")
    run = pathlib.Path(trainyard.json("run", "people.yaml")["run"])
    found = json.loads((run / "evaluation.json").read_text())
    rows = pandas.read_csv(run / "predictions.csv").set_index("row")
    return run, found, rows.join(table.drop(columns=target))


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("group", ["sex", "town"])
def test_rates_and_disparities_equal_fairlearns(trainyard, tmp_path, table, group, weight):
    _, found, rows = evaluated(trainyard, tmp_path, table, "hired", weight)
    actual, decided, weights = rows.hired == "yes", rows.prediction == "yes", rows[weight] if weight else None
    named = {"selection_rate": fair.selection_rate, "true_positive_rate": fair.true_positive_rate,
             "false_positive_rate": fair.false_positive_rate}
    frame = fair.MetricFrame(metrics=named, y_true=actual, y_pred=decided, sensitive_features=rows[group],
                             sample_params={name: {"sample_weight": weights} for name in named})
    ours = found["fairness"][group]
    by_group = pandas.DataFrame(ours["groups"]).set_index("value")
    assert list(by_group.index) == sorted(rows[group].unique())
    assert (by_group.rows == rows.groupby(group).size()).all()
    for name in named:
        assert by_group[name].to_numpy() == pytest.approx(frame.by_group[name].to_numpy(dtype=float), rel=TOLERANCE, abs=1e-12), name
    for name in ("demographic_parity_difference", "demographic_parity_ratio", "equalized_odds_difference", "equalized_odds_ratio"):
        theirs = getattr(fair, name)(actual, decided, sensitive_features=rows[group], sample_weight=weights)
        assert ours[name] == pytest.approx(theirs, rel=TOLERANCE, abs=1e-12), name


def test_calibration_of_a_group_is_that_of_its_rows(trainyard, tmp_path, table):
    _, found, rows = evaluated(trainyard, tmp_path, table, "hired", "w")
    for group in found["fairness"]["sex"]["groups"]:
        part = rows[rows.sex == group["value"]]
        p, actual = part.probability_yes.astype(numpy.float32).astype(float), (part.hired == "yes").astype(float)
        assert group["mean_predicted"] == pytest.approx(numpy.average(p, weights=part.w), rel=TOLERANCE)
        assert group["mean_actual"] == pytest.approx(numpy.average(actual, weights=part.w), rel=TOLERANCE)
        bins = numpy.minimum((p * 10).astype(int), 9)
        error = sum(abs((part.w * (p - actual))[bins == b].sum()) for b in range(10)) / part.w.sum()
        assert group["expected_calibration_error"] == pytest.approx(error, rel=1e-8)


def test_numbers_have_means_and_errors_per_group(trainyard, tmp_path, table):
    _, found, rows = evaluated(trainyard, tmp_path, table, "pay")
    for group in found["fairness"]["sex"]["groups"]:
        part = rows[rows.sex == group["value"]]
        predicted = part.prediction.astype(numpy.float32).astype(float)
        assert group["mean_predicted"] == pytest.approx(predicted.mean(), rel=TOLERANCE)
        assert group["mean_error"] == pytest.approx((predicted - part.pay).mean(), rel=1e-7)
        assert group["mean_absolute_error"] == pytest.approx((predicted - part.pay).abs().mean(), rel=TOLERANCE)


@pytest.mark.parametrize("weight", [None, "w"])
def test_slices_have_the_metrics_of_their_rows(trainyard, tmp_path, table, weight):
    _, found, rows = evaluated(trainyard, tmp_path, table, "hired", weight)
    towns, numbers = found["slices"]
    assert (towns["column"], numbers["column"]) == ("town", "a")
    for group in towns["groups"]:
        part = rows[rows.town == group["value"]]
        weights = part[weight] if weight else None
        assert group["rows"] == len(part)
        assert group["metrics"]["accuracy"] == pytest.approx(metrics.accuracy_score(part.hired, part.prediction, sample_weight=weights))
        if part.hired.nunique() == 2:
            theirs = metrics.roc_auc_score(part.hired == "yes", part.probability_yes, sample_weight=weights)
            assert group["metrics"]["roc_auc"] == pytest.approx(theirs, rel=TOLERANCE)
        else:
            assert group["metrics"]["roc_auc"] is None
    assert sum(group["rows"] for group in numbers["groups"]) == len(rows)
    assert len(numbers["groups"]) == 5


def features_of(trainyard, tmp_path):
    trainyard.json("features", "people.yaml", "--output", "features.csv")
    return pandas.read_csv(tmp_path / "features.csv")


@pytest.mark.parametrize("target", ["pay", "hired"])
def test_contributions_equal_xgboosts_and_add_up_to_the_margin(trainyard, tmp_path, table, target):
    run, found, rows = evaluated(trainyard, tmp_path, table, target)
    features = features_of(trainyard, tmp_path).drop(columns=["split", target])
    booster = xgboost.Booster(model_file=run / "model/model.ubj")
    matrix = xgboost.DMatrix(features.to_numpy(dtype=numpy.float32))
    theirs = pandas.DataFrame(booster.predict(matrix, pred_contribs=True), columns=[*features.columns, "bias"])
    margins = booster.predict(matrix, output_margin=True)
    assert len(found["worst_rows"]) == 20
    for row in found["worst_rows"]:
        number = row["row"]
        assert {name: theirs[name][number] for name in row["contributions"]} == pytest.approx(row["contributions"], abs=1e-5)
        assert sum(row["contributions"].values()) + row["other_features"] + row["bias"] == pytest.approx(margins[number], abs=1e-4)
    means = theirs.loc[rows.index, features.columns].abs().mean()
    assert found["importance"] == pytest.approx(means.to_dict(), abs=1e-5), "fewer than 2,000 rows are all taken"
    assert list(found["importance"].values()) == sorted(found["importance"].values(), reverse=True)
    names = list(features.columns)
    assert list(found["split_importance"]) == ["gain", "total_gain", "weight", "cover", "total_cover"]
    for kind, values in found["split_importance"].items():
        scores = {names[int(name[1:])]: score for name, score in booster.get_score(importance_type=kind).items()}
        assert values == pytest.approx(dict.fromkeys(names, 0) | scores, rel=1e-6)
        assert list(values.values()) == sorted(values.values(), reverse=True)
    shown = found["contributions"]
    assert [one["feature"] for one in shown["features"]] == list(found["importance"])[:10] and shown["rows"] == min(150, len(rows))
    for one in shown["features"]:  # a sample, in the order of the rows
        known = theirs.loc[rows.index, one["feature"]].to_numpy()
        place = -1
        for contribution in one["contributions"]:
            place = next(at for at in range(place + 1, len(known)) if known[at] == pytest.approx(contribution, rel=1e-4, abs=1e-5))
        assert len(one["ranks"]) == shown["rows"] and all(rank is None or 0 <= rank <= 1 for rank in one["ranks"])


def test_the_worst_rows_are_those_with_the_largest_loss(trainyard, tmp_path, table):
    _, found, rows = evaluated(trainyard, tmp_path, table, "pay")
    error = rows.prediction.astype(numpy.float32).astype(float) - rows.pay
    worst = error.abs().sort_values(ascending=False, kind="stable").head(20)
    assert [row["row"] for row in found["worst_rows"]] == list(worst.index)
    assert [row["error"] for row in found["worst_rows"]] == pytest.approx(list(error[worst.index]))
    first = found["worst_rows"][0]
    assert first["features"]["town"] == table.town[first["row"]] and first["features"]["a"] == table.a[first["row"]]
    assert first["source"].endswith("people.csv")


def test_contributions_of_a_linear_model_are_measured_from_the_usual_row(trainyard, tmp_path, table):
    run, found, rows = evaluated(trainyard, tmp_path, table, "pay", more="features: {numeric: {impute: median}}\n")
    again = trainyard.json("run", "people.yaml", "--set", "model={type: linear}")
    found = json.loads((pathlib.Path(again["run"]) / "evaluation.json").read_text())
    predicted = pandas.read_csv(pathlib.Path(again["run"]) / "predictions.csv").set_index("row").prediction
    for row in found["worst_rows"]:
        total = sum(row["contributions"].values()) + row["other_features"] + row["bias"]
        assert total == pytest.approx(predicted[row["row"]], rel=1e-5)
    assert "warnings" in found and rows.shape[0] > 0 and run.exists()


def test_a_slice_that_is_bad_is_found_without_being_asked(trainyard, tmp_path, table):
    spoilt = table.assign(pay=table.pay + numpy.where(table.town == "west", numpy.random.default_rng(1).normal(size=ROWS) * 60, 0))
    _, found, _ = evaluated(trainyard, tmp_path, spoilt, "pay")
    worst = found["worst_slices"][0]
    assert (worst["column"], worst["value"]) == ("town", "west")
    assert worst["p_value"] < 0.001 and worst["looks"] > 10
    assert worst["metrics"]["rmse"] > worst["overall"]


def test_the_file_is_the_same_for_any_number_of_threads(trainyard, tmp_path, table):
    run, _, _ = evaluated(trainyard, tmp_path, table, "hired")
    again = trainyard.json("run", "people.yaml", "--new", "--threads", "3")
    assert (pathlib.Path(again["run"]) / "evaluation.json").read_bytes() == (run / "evaluation.json").read_bytes()


def test_columns_that_are_not_there_are_refused_with_the_nearest(trainyard, tmp_path, table):
    evaluated(trainyard, tmp_path, table, "hired")
    done = trainyard.run("run", "people.yaml", "--set", "evaluate.slices=[twon]", "--set", "evaluate.fairness.groups=[pay]")
    assert done.returncode == 78
    assert "did you mean 'town'?" in done.stderr and "data.drop is not read" in done.stderr


def test_fairness_of_several_classes_is_refused(trainyard, tmp_path, table):
    evaluated(trainyard, tmp_path, table, "hired")
    done = trainyard.run("run", "people.yaml", "--set", "data.target=town", "--set", "evaluate.fairness.groups=[sex]")
    assert done.returncode == 78 and "evaluate.slices measures any target" in done.stderr


def test_values_of_personal_columns_are_not_in_it(trainyard, tmp_path, table):
    evaluated(trainyard, tmp_path, table, "pay")
    trainyard.json("shard", "people.yaml")
    schema = next((tmp_path / "results/datasets").rglob("schema.yaml")).read_text()
    (tmp_path / "schema.yaml").write_text(schema.replace('"sex", type: category', '"sex", personal: true, type: category'))
    run = trainyard.json("run", "people.yaml", "--set", "data.schema=schema.yaml")["run"]
    found = json.loads((pathlib.Path(run) / "evaluation.json").read_text())
    assert [group["value"] for group in found["fairness"]["sex"]["groups"]] == ["(personal) 1", "(personal) 2"]
    assert all(row["features"]["sex"] is None for row in found["worst_rows"])
    assert "sex" not in {slice_["column"] for slice_ in found["worst_slices"]}
