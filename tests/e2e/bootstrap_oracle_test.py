"""The intervals of a run: the counts drawn again in NumPy, each replicate's metrics by scikit-learn with the counts as weights."""

import json

import numpy
import pytest

from scikit_scores import TASKS, run_task

REPLICATES = 100
SEED = 3  # of the run
TOLERANCE = 1e-9  # relative
ENDS = [0.025, 0.975]
# 2^32 P(X <= k) of a Poisson(1) number, rounded.
REACHES = numpy.array([1580030169, 3160060337, 3950075422, 4213413783, 4279248374, 4292415292, 4294609778, 4294923276, 4294962463, 4294966817,
                       4294967253, 4294967292], dtype=numpy.uint64)
LOW = numpy.uint64(0xFFFFFFFF)


def philox(counter, key):
    """Philox4x32-10 (Salmon and others, 2011) of four arrays of counters."""
    x = [numpy.asarray(word, dtype=numpy.uint64) for word in counter]
    keys = [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        first, second = x[0] * numpy.uint64(0xD2511F53), x[2] * numpy.uint64(0xCD9E8D57)
        shift, (key0, key1) = numpy.uint64(32), map(numpy.uint64, keys)
        x = [second >> shift ^ x[1] ^ key0, second & LOW, first >> shift ^ x[3] ^ key1, first & LOW]
        keys = [(keys[0] + 0x9E3779B9) & 0xFFFFFFFF, (keys[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return x


def counts(replicate, rows):
    batch, place = divmod(replicate, 32)
    words = philox([numpy.arange(rows), 0, batch * 8 + place % 8, 0], SEED)
    return numpy.searchsorted(REACHES, words[place // 8], side="right")


def replicates(scores, rows, weight):
    """{metric: its value on each replicate}"""
    drawn = [counts(replicate, len(rows)) * (1.0 if weight is None else weight) for replicate in range(REPLICATES)]
    values = [scores(rows, each) for each in drawn]
    return {name: numpy.array([value[name] for value in values]) for name in values[0]}


def baseline_rows(table, rows, weight_name):
    """The test rows as the baseline predicts them: the training rows' weighted mean, or shares of the classes."""
    train = table.drop(index=rows.row)
    weight = train[weight_name] if weight_name else 1.0 + 0 * train.w
    as_baseline = rows.copy()
    if "probability_yes" not in rows:
        as_baseline["prediction"] = numpy.average(train.answer, weights=weight)
        return as_baseline
    share = numpy.average(train.answer == "yes", weights=weight)
    return as_baseline.assign(probability_yes=share, probability_no=1 - share, prediction="yes" if share >= 0.5 else "no")


def interval(values):
    low, high = numpy.quantile(values, ENDS)
    return {"low": low, "high": high}


@pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one")  # they are rounded to floats
@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("task", TASKS)
def test_intervals_are_the_percentiles_of_scikit_learns_metrics_on_the_replicates(trainyard, tmp_path, task, weighted):
    _, names, scores = TASKS[task]
    table, run, rows = run_task(trainyard, tmp_path, task, weighted, f", bootstrap: {REPLICATES}")
    weight = table.w[rows.row].to_numpy() if weighted else None
    metrics = json.loads((run / "metrics.json").read_text())
    found = metrics["intervals"]
    assert (found["level"], found["replicates"]) == (0.95, REPLICATES)
    of_model = replicates(scores, rows, weight)
    for name in names:
        assert found["test"][name] == pytest.approx(interval(of_model[name]), rel=TOLERANCE), name
        difference = found["baseline_difference"][name]
        assert difference["value"] == metrics["test"][name] - metrics["baseline"][name], name
    if task == "multiclass":
        return
    of_baseline = replicates(scores, baseline_rows(table, rows, "w" if weighted else None), weight)
    for name in names:
        difference = found["baseline_difference"][name]
        # The baseline here is not rounded to a float as the program's.
        expected = interval(of_model[name] - of_baseline[name])
        assert {end: difference[end] for end in expected} == pytest.approx(expected, rel=1e-5, abs=1e-6), name


def test_without_replicates_there_are_no_intervals(trainyard, tmp_path):
    _, run, _ = run_task(trainyard, tmp_path, "regression", False, ", bootstrap: 0")
    assert "intervals" not in json.loads((run / "metrics.json").read_text())


def test_the_console_shows_the_interval_beside_the_test_metric(trainyard, tmp_path):
    _, run, _ = run_task(trainyard, tmp_path, "regression", False)
    interval_of_r2 = json.loads((run / "metrics.json").read_text())["intervals"]["test"]["r2"]
    lines = trainyard.run("run", tmp_path / "metrics.yaml").stdout.splitlines()
    assert any("95 %" in line for line in lines)
    line = next(line for line in lines if line.split()[:1] == ["r2"])
    assert "{low:.4g} to {high:.4g}".format(**interval_of_r2) in line
