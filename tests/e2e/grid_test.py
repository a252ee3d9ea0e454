"""`sampler: grid` tries what scikit-learn's ParameterGrid holds, each combination once, in the order of nested loops."""

import itertools
import json
import pathlib

import numpy as np
import pytest
from sklearn.model_selection import ParameterGrid

ROWS = "a,b,y\n" + "".join(f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.1}\n" for i in range(120))
SPACE = "max_depth: {int: [2, 4]}, max_bin: {int: [16, 64], step: 24}, subsample: {float: [0.5, 0.9], step: 0.2}, grow_policy: {categorical: [depthwise, lossguide]}"
GRID = {"max_depth": [2, 3, 4], "max_bin": [16, 40, 64], "subsample": [0.5, 0.7, 0.9], "grow_policy": ["depthwise", "lossguide"]}


@pytest.fixture
def sweep(trainyard, tmp_path):
    """Runs a sweep; returns its summary and its trials in order of number."""

    def run(search, *words):
        (tmp_path / "data.csv").write_text(ROWS)
        (tmp_path / "c.yaml").write_text(
            "experiment: grid_of_trees\nresults: results\ndata: {source: data.csv, target: y}\nsplit: {test: 0.2, folds: 2}\n"
            f"model: {{params: {{n_estimators: 2}}}}\nsearch: {{{search}}}\n")
        summary = trainyard.json("sweep", "c.yaml", *words)
        trials = [json.loads(path.read_text()) for path in sorted((pathlib.Path(summary["run"]) / "trials").glob("*.json"))]
        assert [trial["number"] for trial in trials] == list(range(len(trials)))
        return summary, trials

    return run


def test_every_combination_of_the_parameter_grid_is_tried_once(sweep):
    summary, trials = sweep(f"sampler: grid, space: {{{SPACE}}}")
    tried = [trial["params"] for trial in trials]
    expected = list(ParameterGrid(GRID))
    assert len(tried) == len(expected) == 54
    assert sorted(tried, key=str) == sorted(({name: params[name] for name in GRID} for params in expected), key=str)
    assert summary["best"]["value"] == min(trial["value"] for trial in trials if trial["state"] == "complete")
    assert "-grid54-" in summary["run"]


def test_the_last_parameter_changes_fastest(sweep):
    _, trials = sweep(f"sampler: grid, space: {{{SPACE}}}")
    assert [tuple(trial["params"].values()) for trial in trials] == list(itertools.product(*GRID.values()))
    assert [list(trial["params"]) for trial in trials] == [list(GRID)] * 54


def test_trials_at_least_as_many_as_the_grid_change_nothing(sweep):
    space = "space: {max_depth: {int: [2, 4]}}"
    for trials in ["", "trials: 3, ", "trials: 100, "]:
        assert [trial["params"]["max_depth"] for trial in sweep(f"sampler: grid, {trials}{space}", "--new")[1]] == [2, 3, 4]


def test_random_search_still_tries_twenty_when_not_told(sweep):
    assert len(sweep("space: {max_depth: {int: [2, 4]}}")[1]) == 20


def test_steps_of_a_float_are_the_numbers_written(sweep):
    _, trials = sweep("sampler: grid, space: {learning_rate: {float: [0.1, 0.9], step: 0.1}}")
    assert [trial["params"]["learning_rate"] for trial in trials] == [float(f"0.{i}") for i in range(1, 10)] == list(np.round(np.arange(0.1, 0.95, 0.1), 1))


@pytest.mark.parametrize("search, said", [
    ("trials: 7, space: {max_depth: {int: [1, 8]}}", "search.trials: is less than the grid's 8 combinations"),
    ("space: {max_depth: {int: [1, 1000000]}, max_leaves: {int: [1, 1000000]}}", "search.space: is a grid of 1,000,000,000,000 combinations"),
    ("space: {subsample: {float: [0.5, 1]}, max_bin: {int: [2, 64], log: true}}", "search.space.subsample: a grid of a float needs a step"),
    ("space: {subsample: {float: [0.5, 1]}, max_bin: {int: [2, 64], log: true}}", "search.space.max_bin.log: is for drawn values"),
])
def test_a_grid_that_cannot_be_tried_whole_is_78_before_anything_runs(trainyard, tmp_path, search, said):
    (tmp_path / "data.csv").write_text(ROWS)
    (tmp_path / "c.yaml").write_text(f"experiment: grid_of_trees\nresults: results\ndata: {{source: data.csv, target: y}}\nsearch: {{sampler: grid, {search}}}\n")
    done = trainyard.run("sweep", "c.yaml")
    assert done.returncode == 78 and said in done.stderr
    assert not (tmp_path / "results").exists()
