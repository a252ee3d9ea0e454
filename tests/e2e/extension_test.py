"""A study with a larger budget takes over the finished trials of the smaller one, and ends as if it had been made in one go."""

import hashlib
import json
import pathlib

import pytest

from study_rules import Study, files, record, trials


@pytest.fixture
def study(trainyard):
    return Study(trainyard)


def model_of(run):
    folder = pathlib.Path(run)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for part in ["model", "transform"] for path in (folder / part).rglob("*") if path.is_file()} | {
        "metrics": json.loads((folder / "metrics.json").read_text())}


@pytest.mark.parametrize("sampler, pruner", [("random", "none"), ("tpe", "race"), ("random", "hyperband")])
def test_an_extended_study_equals_one_made_in_one_go(study, sampler, pruner):
    study.write("trials: 12", sampler=sampler, pruner=pruner)
    short, _ = study("run")
    study.write("trials: 18", sampler=sampler, pruner=pruner)
    long, said = study("run")
    assert f"took 12 finished trials of {pathlib.Path(short['run']).name}" in said
    assert files(short["run"]).items() <= files(long["run"]).items(), "taken over as they are, times and all"
    whole, _ = study("run", "--results", "elsewhere")
    assert len(trials(whole["run"])) == 18
    assert trials(long["run"]) == trials(whole["run"])
    assert long["best"] == whole["best"] and model_of(long["run"]) == model_of(whole["run"])
    assert study.program.run("verify", "results").returncode == 0


def test_a_study_that_its_timeout_cut_is_gone_on_with_under_a_longer_one(study):
    study.write("trials: 100000, timeout: 1s")
    cut, said = study("sweep")
    done = len(files(cut["run"]))
    assert "search.timeout ended the study" in said and 0 < done < 100000
    study.write(f"trials: {done + 2}, timeout: 10h")
    whole, said = study("sweep")
    assert f"took {done} finished trials" in said and len(files(whole["run"])) == done + 2
    assert files(cut["run"]).items() <= files(whole["run"]).items()


def test_an_interrupted_run_lends_its_trials_to_a_sweep(study):
    made = study.interrupted("run", after=3)
    finished = files(study.pending())
    study.write(f"trials: {made}", rounds=100)
    summary, said = study("sweep")
    assert "finished trials of" in said and finished.items() <= files(summary["run"]).items()


def test_fewer_trials_are_the_first_of_the_longer_study(study):
    study.write("trials: 9")
    long, _ = study()
    study.write("trials: 5")
    short, said = study()
    assert "took 5 finished trials" in said
    assert list(files(short["run"]).items()) == list(files(long["run"]).items())[:5]
    values = [trial["value"] for trial in trials(short["run"])]
    assert short["best"]["trial"] == values.index(min(values))


def test_a_grid_is_its_combinations_however_many_trials_are_allowed(study):
    study.write("seed: 1", space="max_depth: {int: [2, 5]}", sampler="grid")
    first, _ = study()
    study.write("seed: 1, trials: 50", space="max_depth: {int: [2, 5]}", sampler="grid")
    again, _ = study()
    assert again["status"] == "skipped" and again["run"] == first["run"]


@pytest.mark.parametrize("other", [
    {"search": "trials: 4, metric: mae"},
    {"search": "trials: 4, seed: 5"},
    {"search": "trials: 4, start: [{max_depth: 3}]"},
    {"search": "trials: 4, constraints: [{metric: rounds, min: 1}]"},
    {"space": "max_depth: {int: [2, 5]}, learning_rate: {float: [0.05, 0.5], log: true}, subsample: {float: [0.5, 1]}"},
    {"rounds": 4},
    {"pruner": "median"},
    {"more": "seed: 1\n"},
    {"more": "features: {numeric: {scale: standard}}\n"},
    {"more": "evaluate: {metrics: [mae, rmse]}\n", "search": "trials: 4, metric: rmse"},
])
def test_trials_of_another_study_are_never_taken(study, other):
    first, _ = study()
    study.write(**other)
    second, said = study()
    assert second["status"] == "finished" and second["run"] != first["run"]
    assert "finished trials of" not in said
    assert not set(files(first["run"]).values()) & set(files(second["run"]).values())


def test_other_folds_and_other_rows_are_another_study(study):
    study()
    assert "finished trials of" not in study("sweep", "--set", "split.folds=3")[1]
    study.rows([f"{i},{i % 7},{i % 5}" for i in range(100)])
    assert "finished trials of" not in study("sweep", "--set", "search.trials=5")[1]


def test_new_takes_no_trials(study):
    first, _ = study()
    fresh, said = study("sweep", "--new", "--set", "search.trials=6")
    assert "finished trials of" not in said and not set(files(first["run"]).values()) & set(files(fresh["run"]).values())
    assert trials(fresh["run"])[:4] == trials(first["run"])


def test_a_run_that_was_changed_lends_nothing(study):
    first, _ = study()
    path = pathlib.Path(first["run"]) / "trials" / "000001.json"
    path.chmod(0o640)
    path.write_text(path.read_text().replace('"value"', '"other"', 1))
    second, said = study("sweep", "--set", "search.trials=6")
    assert "are not taken, for it was changed after it was published" in said
    assert len(trials(second["run"])) == 6 and not set(files(first["run"]).values()) & set(files(second["run"]).values())


def test_run_json_has_the_key_of_the_study(study):
    first, _ = study()
    second, _ = study("sweep", "--set", "search.trials=6")
    other, _ = study("sweep", "--set", "search.seed=6")
    assert record(first["run"])["study"] == record(second["run"])["study"] != record(other["run"])["study"]
    assert record(first["run"])["key"] != record(second["run"])["key"]
