"""search.constraints: what a trial must keep to be chosen."""

import numpy as np
import pytest

from study_rules import Study, files, trials

WIDE = "max_depth: {int: [1, 8]}, learning_rate: {float: [0.05, 0.5], log: true}"


@pytest.fixture
def study(trainyard):
    return Study(trainyard)


def constrained(study, constraint):
    study.write(f"trials: 10, constraints: [{constraint}]", space=WIDE, rounds=10)
    return study()


def sizes_of(run):
    return [np.mean([fold["model_bytes"] for fold in trial["folds"]]) for trial in trials(run)]


def test_a_model_that_is_too_large_is_on_record_and_never_chosen(study):
    study.rows([f"{i},{i * 7 % 101},{(i % 100) * (i * 7 % 101)}" for i in range(400)])  # deeper trees do better
    free, _ = constrained(study, "{metric: model_bytes, min: 0}")
    assert all(trial["feasible"] and trial["violations"] == {} for trial in trials(free["run"]))
    sizes, values = sizes_of(free["run"]), [trial["value"] for trial in trials(free["run"])]
    bound = int(sizes[free["best"]["trial"]]) - 1  # what is best without the bound is too large with it
    assert min(sizes) <= bound
    bound_run, _ = constrained(study, f"{{metric: model_bytes, max: {bound}}}")
    made = trials(bound_run["run"])
    assert [trial["state"] for trial in made] == ["complete"] * 10 and [trial["value"] for trial in made] == values
    for trial, size in zip(made, sizes, strict=True):
        assert trial["feasible"] == (size <= bound)
        assert trial["violations"] == ({} if size <= bound else {"model_bytes": pytest.approx((size - bound) / bound, rel=1e-12)})
    allowed = [number for number, size in enumerate(sizes) if size <= bound]
    assert bound_run["best"]["trial"] == min(allowed, key=lambda number: values[number])


def test_a_constrained_metric_is_recorded_though_nobody_asked_for_it(study):
    study.write("trials: 2, metric: rmse, constraints: [{metric: r2, min: -10}]", more="evaluate: {metrics: [mae]}\n")
    summary, _ = study()
    assert set(summary["metrics"]["cv"]) == {"mae", "rmse", "r2"}


def test_where_no_trial_keeps_them_the_nearest_is_named_and_more_trials_go_on(study):
    study.write("trials: 4, constraints: [{metric: r2, min: 0.9999}]")
    done = study.program.run("sweep", "c.yaml")
    assert done.returncode == 78, done.stderr
    made = trials(study.pending())
    nearest = min(made, key=lambda trial: trial["violations"]["r2"])
    assert f"search.constraints: no trial keeps them; trial {nearest['number']} comes nearest: r2 is " in done.stderr
    assert ", below 0.9999. Raise search.trials" in done.stderr
    before = files(study.pending())
    assert study.program.run("resume", "--set", "search.trials=6").returncode == 78
    assert len(files(study.pending())) == 6 and before.items() <= files(study.pending()).items()


def test_rounds_constrain_what_early_stopping_leaves(study):
    study.write("trials: 3, constraints: [{metric: rounds, max: 4}]", rounds=5)
    done = study.program.run("sweep", "c.yaml")
    assert done.returncode == 78 and "rounds is 5, above 4" in done.stderr
    study.write("trials: 3, constraints: [{metric: rounds, max: 5}]", rounds=5)
    assert study()[0]["status"] == "finished"


def test_a_metric_of_another_task_is_78_at_its_place(study):
    study.write("trials: 2, constraints: [{metric: rounds, max: 9}, {metric: roc_auc, min: 0.5}]")
    done = study.program.run("sweep", "c.yaml")
    assert done.returncode == 78 and "search.constraints[1].metric: " in done.stderr


@pytest.mark.parametrize("pruner", ["none", "race"])
def test_threads_do_not_change_a_constrained_study(study, pruner):
    study.write("trials: 16, constraints: [{metric: model_bytes, max: 8000}]", sampler="tpe", pruner=pruner, space=WIDE)
    made = [trials(study("sweep", "--threads", threads, "--results", f"threads{threads}")[0]["run"]) for threads in (1, 2)]
    assert made[0] == made[1]
    feasible = {trial["feasible"] for trial in made[0] if trial["state"] == "complete"}
    assert feasible == {True, False} if pruner == "none" else True in feasible
