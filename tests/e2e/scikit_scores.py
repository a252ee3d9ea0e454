"""Made-up tables of each task, and every metric of a run by scikit-learn, from the run's own predictions of the test rows."""

import pathlib

import numpy
import pandas
from sklearn import metrics

ROWS = 3000
PERCENTS = [5, 10, 25, 50, 75, 90, 95]  # the quantiles of the pinball losses


def features(random):
    table = pandas.DataFrame(random.normal(size=(ROWS, 4)), columns=["a", "b", "c", "d"])
    table["b"] = table["b"].round(1)
    table["w"] = random.choice([0.25, 1.0, 3.5], ROWS)
    return table


def binary_table(random):
    table = features(random)
    table["answer"] = numpy.where(table.a + 0.5 * table.b + random.normal(size=ROWS) > 0.8, "yes", "no")
    return table


def multiclass_table(random):
    table = features(random)
    score = table.a - 0.5 * table.c + random.normal(size=ROWS)
    table["answer"] = numpy.select([score < -1.5, score < 1.0], ["bee", "ant"], "cat, or so")
    return table


def regression_table(random):
    table = features(random)
    table["answer"] = 100 + 10 * table.a * table.b + random.normal(size=ROWS)
    return table


def decisions(average, actual, decided, weight):
    options = {"average": average, "sample_weight": weight, "zero_division": 0}
    if average == "binary":
        options["pos_label"] = "yes"
    return [score(actual, decided, **options) for score in (metrics.precision_score, metrics.recall_score, metrics.f1_score)]


def scores_of_classes(rows, weight):
    labels = sorted(rows.answer.unique())
    assert [name for name in rows if name.startswith("probability_")] == [f"probability_{label}" for label in labels]
    probabilities = rows[[f"probability_{label}" for label in labels]].to_numpy(dtype=numpy.float32).astype(float)
    actual, decided = rows.answer, rows.prediction
    two = len(labels) == 2
    scores = {
        "log_loss": metrics.log_loss(actual, probabilities, labels=labels, sample_weight=weight),
        "accuracy": metrics.accuracy_score(actual, decided, sample_weight=weight),
        "balanced_accuracy": metrics.balanced_accuracy_score(actual, decided, sample_weight=weight),
        "mcc": metrics.matthews_corrcoef(actual, decided, sample_weight=weight),
    }
    if two:
        positive = probabilities[:, 1]
        scores["roc_auc"] = metrics.roc_auc_score(actual == "yes", positive, sample_weight=weight)
        scores["pr_auc"] = metrics.average_precision_score(actual == "yes", positive, sample_weight=weight)
        scores["brier"] = metrics.brier_score_loss(actual == "yes", positive, sample_weight=weight)
    else:
        scores["roc_auc"] = metrics.roc_auc_score(actual, probabilities, multi_class="ovr", labels=labels, sample_weight=weight)
        scores["pr_auc"] = metrics.average_precision_score(actual, probabilities, sample_weight=weight)
        scores["brier"] = metrics.brier_score_loss(actual, probabilities, labels=labels, sample_weight=weight)
    for suffix, average in (("", "binary" if two else "macro"), ("_macro", "macro"), ("_weighted", "weighted")):
        names = [name + suffix for name in ("precision", "recall", "f1")]
        scores |= dict(zip(names, decisions(average, actual, decided, weight), strict=True))
    return scores


def scores_of_numbers(rows, weight):
    actual, predicted = rows.answer.to_numpy(), rows.prediction.to_numpy(dtype=numpy.float32).astype(float)
    counted = slice(None) if weight is None else weight > 0
    return {
        "rmse": metrics.root_mean_squared_error(actual, predicted, sample_weight=weight),
        "mae": metrics.mean_absolute_error(actual, predicted, sample_weight=weight),
        "r2": metrics.r2_score(actual, predicted, sample_weight=weight),
        "mape": metrics.mean_absolute_percentage_error(actual, predicted, sample_weight=weight),
        "median_absolute_error": metrics.median_absolute_error(actual, predicted, sample_weight=weight),
        "max_error": metrics.max_error(actual[counted], predicted[counted]),
        **{f"pinball_{percent:02}": metrics.mean_pinball_loss(actual, predicted, alpha=percent / 100, sample_weight=weight) for percent in PERCENTS},
    }


CLASS_METRICS = ["roc_auc", "pr_auc", "log_loss", "brier", "accuracy", "balanced_accuracy", "mcc"]
CLASS_METRICS += [name + mean for name in ("precision", "recall", "f1") for mean in ("", "_macro", "_weighted")]
NUMBER_METRICS = ["rmse", "mae", "r2", "mape", "median_absolute_error", "max_error", *(f"pinball_{percent:02}" for percent in PERCENTS)]
TASKS = {
    "binary": (binary_table, CLASS_METRICS, scores_of_classes),
    "multiclass": (multiclass_table, CLASS_METRICS, scores_of_classes),
    "regression": (regression_table, NUMBER_METRICS, scores_of_numbers),
}


def run_task(trainyard, folder, task, weighted, evaluate=""):
    """Trains on the task's table; returns the table, the run's folder and its predictions of the test rows."""
    make, names, _ = TASKS[task]
    table = make(numpy.random.default_rng(20261123))
    table.to_csv(folder / "table.csv", index=False)
    config = folder / "metrics.yaml"
    config.write_text(f"""\
experiment: metrics_{task}
seed: 3
results: {folder}/results
data: {{source: table.csv, target: answer, {"weight: w" if weighted else "drop: [w]"}}}
split: {{test: 0.3}}
model: {{type: xgboost, params: {{n_estimators: 20, max_depth: 4}}}}
evaluate: {{metrics: [{", ".join(names)}]{evaluate}}}
""")
    run = pathlib.Path(trainyard.json("run", config)["run"])
    rows = pandas.read_csv(run / "predictions.csv")
    assert (table.answer[rows.row].to_numpy() == rows.answer.to_numpy()).all(), "rows are numbered as in the file"
    return table, run, rows
