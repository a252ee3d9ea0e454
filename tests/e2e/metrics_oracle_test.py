"""Every metric of a run, computed again with scikit-learn from the run's own predictions of the test rows."""

import json

import pytest

from scikit_scores import TASKS, run_task

TOLERANCE = 1e-9  # relative; predictions.csv holds the floats exactly


@pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one")  # they are rounded to floats
@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("task", TASKS)
def test_test_metrics_equal_scikit_learn(trainyard, tmp_path, task, weighted):
    _, names, scores = TASKS[task]
    table, run, rows = run_task(trainyard, tmp_path, task, weighted)
    expected = scores(rows, table.w[rows.row].to_numpy() if weighted else None)
    found = json.loads((run / "metrics.json").read_text())["test"]
    assert set(expected) == set(names)
    assert {name: found[name] for name in names} == pytest.approx(expected, rel=TOLERANCE)
