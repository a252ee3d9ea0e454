"""Pruners in a sweep. `race` is told again in NumPy from the trials' files alone."""

import itertools
import json
import math
import pathlib

import numpy as np
import pytest

TRIALS, LAG = 24, 4
WORDS = [f"--set=search.trials={TRIALS}", "--set=split.folds=4", "--set=model.params={n_estimators: 40, subsample: 0.8}"]


def trials_of(summary):
    return [json.loads(path.read_text()) for path in sorted((pathlib.Path(summary["run"]) / "trials").glob("*.json"))]


@pytest.fixture
def sweep(trainyard, small_config):
    """Runs a sweep of the housing data; returns its summary and its trials in order of number."""

    def run(*words):
        summary = trainyard.json("sweep", small_config(), *WORDS, *words)
        trials = trials_of(summary)
        assert [trial["number"] for trial in trials] == list(range(TRIALS)), "every trial is on record"
        return summary, trials

    return run


def folds_of(trial, metric="rmse"):
    return np.array([fold["scores"][metric] for fold in trial["folds"]])


def comes_true(known, rung):
    """Whether the rung has told how known trials stood at the end of the first fold."""
    compared = [(other["rungs"][rung]["value"], folds_of(other)[0]) for other in known if len(other.get("rungs", [])) > rung and other["folds"]]
    pairs = [(a[0] < b[0]) == (a[1] < b[1]) for a, b in itertools.combinations(compared, 2)]
    return len(pairs) >= 6 and np.mean(pairs) >= 0.93


def ends_at_rung(trial, known, rung):
    if not any(other["state"] == "complete" for other in known) or not comes_true(known, rung):
        return False
    value = trial["rungs"][rung]["value"]
    reached = [other["rungs"][rung]["value"] for other in known if len(other.get("rungs", [])) > rung]
    better = sum(other < value for other in reached)
    return better + 1 > math.ceil((len(reached) + 1) / (4, 8)[rung])


def ends_after(trial, known, done):
    complete = [folds_of(other) for other in known if other["state"] == "complete"]
    if not complete:
        return False
    best = min(range(len(complete)), key=lambda i: complete[i].mean())
    differences = [folds - complete[best] for i, folds in enumerate(complete) if i != best]
    deviation = np.sqrt(np.mean([np.var(difference, ddof=1) for difference in differences])) if differences else 0
    return np.mean(folds_of(trial)[:done] - complete[best][:done]) > 0.5 * deviation / np.sqrt(done)


def race_again(trial, known):
    """Where the rule ends the trial: ("rung", 0), ("folds", 2), …; None when it is complete."""
    for rung in range(len(trial.get("rungs", []))):
        if ends_at_rung(trial, known, rung):
            return "rung", rung + 1
    for done in range(1, min(len(trial["folds"]), 3) + 1):
        if ends_after(trial, known, done):
            return "folds", done
    return None


def how_it_ended(trial):
    if trial["state"] == "complete":
        return None
    return ("folds", len(trial["folds"])) if trial["folds"] else ("rung", len(trial["rungs"]))


def test_race_is_the_default_and_ends_trials_where_its_rule_says(sweep):
    summary, trials = sweep()
    for trial in trials:
        known = trials[:max(trial["number"] - LAG + 1, 0)]
        assert how_it_ended(trial) == race_again(trial, known), trial
        eta = trial["params"]["learning_rate"]
        wanted = [min(math.ceil(3 / eta), 14), min(math.ceil(8 / eta), 27)]  # of 40 rounds
        assert [rung["round"] for rung in trial.get("rungs", [])] == wanted[:len(trial.get("rungs", []))]
    pruned = [trial for trial in trials if trial["state"] == "pruned"]
    assert {how_it_ended(trial)[0] for trial in pruned} == {"rung", "folds"}, "both kinds of ends were seen"
    assert all(trial["reason"].startswith("race: ") and trial["value"] > 0 for trial in pruned)
    assert all(trial["state"] == "complete" for trial in trials[:4]), "no result is known to the first four"
    best = min((trial for trial in trials if trial["state"] == "complete"), key=lambda trial: trial["value"])
    assert summary["best"] == {"params": best["params"], "value": best["value"], "trial": best["number"]}


def test_race_tries_the_same_and_finds_as_good_a_trial_as_no_pruner(sweep):
    summary, trials = sweep()
    whole_summary, whole = sweep("--set=search.pruner=none")
    assert [trial["params"] for trial in trials] == [trial["params"] for trial in whole]
    assert all(trial["state"] == "complete" and "rungs" not in trial for trial in whole)
    for raced, scored in zip(trials, whole):
        assert raced["folds"] == scored["folds"][:len(raced["folds"])], "what was measured on the way changed no model"
    # As good: within 0.5 %; seeds alone move the best of a study by as much.
    assert summary["best"]["value"] <= whole_summary["best"]["value"] * 1.005
    spent = [sum(len(trial["folds"]) for trial in some) for some in (trials, whole)]
    assert spent[0] < 0.6 * spent[1]


@pytest.mark.parametrize("pruner", ["median", "successive_halving", "hyperband"])
def test_the_pruners_of_optuna_end_trials_between_folds_and_say_why(sweep, pruner):
    _, trials = sweep(f"--set=search.pruner={pruner}")
    pruned = [trial for trial in trials if trial["state"] == "pruned"]
    assert pruned and len(pruned) < TRIALS
    for trial in pruned:
        assert 1 <= len(trial["folds"]) < 4 and trial["reason"].startswith(pruner)
        assert trial["value"] == pytest.approx(folds_of(trial).mean())
    assert all("rungs" not in trial for trial in trials)


def test_a_metric_of_which_more_is_better_is_raced_upward(sweep):
    summary, trials = sweep("--set=search.metric=r2")
    complete = [trial["value"] for trial in trials if trial["state"] == "complete"]
    assert summary["best"]["value"] == max(complete) and len(complete) < TRIALS
    ended = [trial for trial in trials if trial["state"] == "pruned" and trial["folds"]]
    assert ended
    for trial in ended:
        known = [other for other in trials[:trial["number"] - LAG + 1] if other["state"] == "complete"]
        best = folds_of(max(known, key=lambda other: other["value"]), "r2")
        assert folds_of(trial, "r2").mean() < best[:len(trial["folds"])].mean(), "it was behind the best on the folds of both"


def test_models_without_rounds_race_fold_by_fold(sweep):
    _, trials = sweep("--set=model={type: linear}", "--set=search.space={alpha: {float: [0.001, 100000000], log: true}}")
    assert all("rungs" not in trial for trial in trials)
    assert any(trial["state"] == "pruned" for trial in trials)


def test_a_threshold_is_learned_from_all_folds_of_the_best_trial(trainyard, source, tmp_path):
    config = tmp_path / "census.yaml"
    config.write_text((source / "configs" / "census.yaml").read_text().replace("../data", str(source / "data")))
    summary = trainyard.json("train", config, "--results", tmp_path / "r", "--set=search.trials=12", "--set=split.folds=3",
                             "--set=model.params={n_estimators: 30}", "--set=data.source=" + str(source / "data" / "adult_test.csv"),
                             "--set=split={test: 0.2, folds: 3}")
    trials = trials_of(summary)
    assert any(trial["state"] == "pruned" for trial in trials)
    log = (pathlib.Path(summary["run"]) / "log.jsonl").read_text()
    rows = summary["split"]["train"]
    assert f"from {rows} out-of-fold predictions" in log
