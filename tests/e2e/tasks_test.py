"""Classification beside regression: labels, classes, weights, thresholds, and configs that do not go with the target."""

import json
import pathlib

import numpy
import pandas
import pytest
from sklearn import datasets, metrics


def people(rows=400, seed=3):
    """A table with a text target that depends on a number and a category."""
    random = numpy.random.default_rng(seed)
    age = random.integers(18, 80, rows)
    town = random.choice(["harbour", "hill", "plain"], rows)
    score = (age - 45) / 12 + (town == "hill") * 1.5 + random.normal(0, 1, rows)
    answer = numpy.where(score > 0.8, "yes, often", "no")
    kind = numpy.select([score < -1, score < 1], ["never", "sometimes"], "always")
    return pandas.DataFrame({"age": age, "town": town, "weight": random.uniform(0.5, 2, rows).round(3), "answer": answer, "kind": kind})


@pytest.fixture
def write(tmp_path):
    """Writes the table and a config of a few keys; returns the config's path."""

    def make(table, target, name="people", data="", rest=""):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"experiment: {name}_survey\ndata: {{source: {name}.csv, target: {target}{data}}}\n{rest}")
        return path

    return make


FAST = "model: {params: {n_estimators: 20}}\n"


def rows_of(summary):
    return pandas.read_csv(pathlib.Path(summary["run"]) / "predictions.csv", keep_default_na=False)


def test_string_labels_are_kept_through_to_predictions_and_probabilities(trainyard, write, tmp_path):
    summary = trainyard.json("run", write(people(), "kind", data=", drop: [answer]", rest=FAST))
    assert summary["metrics"]["task"] == "multiclass"
    rows = rows_of(summary)
    labels = ["always", "never", "sometimes"]
    probabilities = rows[[f"probability_{label}" for label in labels]].to_numpy()
    assert set(rows.prediction) <= set(labels) and set(rows.kind) <= set(labels)
    assert numpy.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert (rows.prediction == numpy.array(labels)[probabilities.argmax(axis=1)]).all()
    table = people().drop(columns=["answer", "kind"])
    table.to_csv(tmp_path / "new.csv", index=False)
    trainyard.json("predict", "--model", summary["model"], "--input", "new.csv", "--output", "out.csv")
    again = pandas.read_csv(tmp_path / "out.csv", dtype=str).set_index("row")
    evaluated = pandas.read_csv(pathlib.Path(summary["run"]) / "predictions.csv", dtype=str).set_index("row").drop(columns="kind")
    assert (again.loc[evaluated.index] == evaluated).all().all(), "predict gives the text that evaluate wrote"


def test_the_positive_class_is_the_later_one_or_the_one_named(trainyard, write):
    config = write(people(), "answer", data=", drop: [kind]", rest=FAST)
    for options, positive in ([], "yes, often"), (["--set", "data.pos_label=no"], "no"):
        summary = trainyard.json("run", config, *options)
        rows = rows_of(summary)
        assert list(rows.columns)[-2] == f"probability_{positive}"
        expected = metrics.f1_score(rows.answer, rows.prediction, pos_label=positive)
        assert summary["metrics"]["test"]["f1"] == pytest.approx(expected, rel=1e-9)


def test_the_report_is_scikit_learns(trainyard, write):
    summary = trainyard.json("run", write(people(), "kind", data=", drop: [answer]", rest=FAST))
    rows = rows_of(summary)
    expected = metrics.classification_report(rows.kind, rows.prediction, output_dict=True, zero_division=0)
    report = json.loads((pathlib.Path(summary["run"]) / "metrics.json").read_text())["report"]
    for label in ["always", "never", "sometimes"]:
        ours = report["classes"][label]
        theirs = expected[label]
        assert (ours["precision"], ours["recall"], ours["f1"], ours["support"]) == pytest.approx(
            (theirs["precision"], theirs["recall"], theirs["f1-score"], theirs["support"]))
    assert report["macro"]["f1"] == pytest.approx(expected["macro avg"]["f1-score"])
    assert report["weighted"]["f1"] == pytest.approx(expected["weighted avg"]["f1-score"])
    labels = report["confusion_matrix"]["labels"]
    assert report["confusion_matrix"]["matrix"] == metrics.confusion_matrix(rows.kind, rows.prediction, labels=labels).tolist()


def test_a_threshold_by_f_beta_or_cost_is_learned_and_kept_in_the_bundle(trainyard, write):
    config = write(people(1500), "answer", data=", drop: [kind]", rest=FAST)
    thresholds = {}
    for rule in "0.5", "{f_beta: 2}", "{cost: [[0, 1], [10, 0]]}", "{cost: [[0, 10], [1, 0]]}":
        summary = trainyard.json("run", config, "--set", f"model.threshold={rule}")
        document = json.loads((pathlib.Path(summary["run"]) / "metrics.json").read_text())
        rows = rows_of(summary)
        thresholds[rule] = document["threshold"]
        assert json.loads((pathlib.Path(summary["run"]) / "model/bundle.json").read_text())["threshold"] == document["threshold"]
        assert ((rows["probability_yes, often"] >= document["threshold"]) == (rows.prediction == "yes, often")).all()
    assert thresholds["0.5"] == 0.5
    assert thresholds["{f_beta: 2}"] < 0.5, "recall counts more, so the threshold falls"
    assert thresholds["{cost: [[0, 1], [10, 0]]}"] < 0.5 < thresholds["{cost: [[0, 10], [1, 0]]}"]


def test_balanced_classes_are_found_more_often(trainyard, write):
    table = people(1500)
    table = table[(table.answer == "no") | (table.index % 5 == 0)]
    config = write(table, "answer", data=", drop: [kind]", rest=FAST)
    plain = trainyard.json("run", config)["metrics"]["test"]
    balanced = trainyard.json("run", config, "--set", "data.class_weight=balanced")["metrics"]["test"]
    fixed = trainyard.json("run", config, "--set", "data.class_weight={\"yes, often\": 3}")
    assert balanced["recall"] > plain["recall"]
    assert fixed["status"] == "finished"


def test_the_same_labels_as_numbers_give_the_same_model(trainyard, write, tmp_path):
    table = people()
    text = trainyard.json("train", write(table, "answer", name="words", data=", drop: [kind]", rest=FAST))
    table["answer"] = (table.answer == "yes, often").astype(int)
    number = trainyard.json("train", write(table, "answer", name="numbers", data=", drop: [kind]", rest=FAST))
    # The rows' identity is their file's, so that only what does not depend on the split can be compared.
    assert text["metrics"]["task"] == number["metrics"]["task"] == "binary"
    assert set(text["metrics"]["train"]) == set(number["metrics"]["train"])


@pytest.mark.parametrize(
    "name, task, floor",
    [("breast_cancer", "binary", ("roc_auc", 0.97)), ("wine", "multiclass", ("accuracy", 0.85)), ("digits", "multiclass", ("accuracy", 0.9)),
     ("diabetes", "regression", ("r2", 0.15))],
)
def test_scikit_learns_data_sets_run_with_a_three_line_config(trainyard, tmp_path, name, task, floor):
    getattr(datasets, f"load_{name}")(as_frame=True).frame.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "config.yaml").write_text(f"experiment: {name}_first_look\ndata:\n  {{source: {name}.csv, target: target}}\n")
    metrics_ = trainyard.json("run", "config.yaml")["metrics"]
    assert metrics_["task"] == task
    metric, least = floor
    assert metrics_["test"][metric] > least, metrics_["test"]
    assert metrics_["test"][metric] > metrics_["baseline"][metric]


ONE_ROW = pandas.concat([people(), people(1).assign(kind="once")])

MISFITS = {
    "a constant target": (people().assign(kind="same"), "kind", "", 65, ["'kind'", "the same value in every row"]),
    "a class with one row": (ONE_ROW, "kind", "", 65, ["'once'", "data row 401", "one row alone"]),
    "text as a regression's target": (people(), "kind", ", task: regression", 65, ["'kind'", "holds text", "needs numbers"]),
    "three classes for a binary task": (people(), "kind", ", task: binary", 65, ["has 3 classes", "needs 2"]),
    "two classes for a multiclass task": (people(), "answer", ", task: multiclass", 65, ["has 2 classes", "task: binary"]),
    "a positive class that is none": (people(), "answer", ", pos_label: noo", 78, ["data.pos_label", "'noo'", "did you mean 'no'"]),
    "a weight for a class that is none": (people(), "answer", ", class_weight: {noo: 2}", 78, ["data.class_weight.noo", "did you mean 'no'"]),
    "class weights for a regression": (people(), "age", ", class_weight: balanced", 78, ["data.class_weight", "the task is regression"]),
}


@pytest.mark.parametrize("case", MISFITS)
def test_a_target_that_cannot_be_learned_is_refused(trainyard, write, tmp_path, case):
    table, target, data, code, words = MISFITS[case]
    done = trainyard.run("run", write(table, target, data=data, rest=FAST))
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr
    assert not list(tmp_path.glob("results/experiments/*/runs/*")), "nothing was published"


def test_what_does_not_go_with_the_task_is_told_all_at_once(trainyard, write):
    rest = "model: {type: linear, threshold: 0.4, params: {alpha: 1}}\nevaluate: {metrics: [f1, rmse]}\nsearch: {metric: mae, space: {alpha: {float: [0.1, 1]}}}\n"
    done = trainyard.run("run", write(people(), "kind", data=", drop: [answer]", rest=rest))
    assert done.returncode == 78
    for word in ["model.type", "linear does not do task: multiclass", "model.threshold", "evaluate.metrics[1]", "search.metric"]:
        assert word in done.stderr, done.stderr


def test_accuracy_alone_on_imbalanced_classes_is_a_caution(trainyard, write):
    table = people(1500)
    table = table[(table.answer == "no") | (table.index % 5 == 0)]
    config = write(table, "answer", data=", drop: [kind]", rest=FAST + "evaluate: {metrics: [accuracy]}\n")
    warned, refused = trainyard.run("run", config), trainyard.run("run", config, "--strict", "--new")
    assert warned.returncode == 0 and "accuracy is the only metric" in warned.stderr
    assert refused.returncode == 78 and "evaluate.metrics: accuracy is the only metric" in refused.stderr
    shallow = "--set=model.params.max_depth=1"  # deeper ones learn so few rows by heart, which is doubtful for another reason
    beside = trainyard.run("run", config, "--strict", shallow, "--set", "evaluate.metrics=[accuracy, f1]")
    assert beside.returncode == 0, beside.stderr


def test_a_random_split_of_rows_that_have_times_is_a_caution(trainyard, write):
    table = people().assign(day=pandas.date_range("2024-01-01", periods=400).strftime("%Y-%m-%d"))
    config = write(table, "answer", data=", drop: [kind]", rest=FAST)
    warned, refused = trainyard.run("run", config), trainyard.run("run", config, "--strict", "--new")
    assert warned.returncode == 0 and "the rows have times (column 'day')" in warned.stderr
    assert refused.returncode == 78 and "split.method" in refused.stderr
    timed = trainyard.run("run", config, "--strict", "--set", "split={method: time}", "--set", "data.timestamp=day")
    assert timed.returncode == 0, timed.stderr
