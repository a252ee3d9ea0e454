"""search.start_from: a study begins with the best trials of an earlier one."""

import pathlib

import pytest

from study_rules import ROWS, SPACE, Study, record, trials

OTHER_ROWS = [*ROWS, "150,3,4.5"]


@pytest.fixture
def study(trainyard):
    return Study(trainyard)


def best_of(run, count, greater=False):
    ranked = sorted(trials(run), key=lambda trial: (-trial["value"] if greater else trial["value"], trial["number"]))
    return [trial["params"] for trial in ranked[:count]]


def name(summary):
    return pathlib.Path(summary["run"]).name


def test_the_best_of_the_latest_study_come_after_the_points_of_start(study):
    study.write("trials: 9")
    first, _ = study()
    study.rows(OTHER_ROWS)
    study.write("trials: 8, start: [{max_depth: 2}], start_from: latest")
    second, said = study()
    assert f"search.start_from: tries the best 5 of {name(first)} first" in said
    tried = [trial["params"] for trial in trials(second["run"])]
    assert tried[0]["max_depth"] == 2 and tried[1:6] == best_of(first["run"], 5)
    assert record(second["run"])["start_from"] == {"run": name(first), "points": tried[1:6], "left_out": []}


def test_without_an_earlier_study_it_starts_cold_and_says_so(study):
    study.write("trials: 5, start_from: latest")
    cold, said = study()
    assert "search.start_from: the experiment has no earlier search; starts cold" in said
    study.write("trials: 5")
    plain, _ = study("sweep", "--results", "elsewhere")
    assert trials(cold["run"]) == trials(plain["run"])


def test_the_best_are_the_greatest_where_greater_is_better(study):
    study.write("trials: 9, metric: r2")
    first, _ = study()
    study.write("trials: 3, metric: r2, seed: 4, start_from: {best: 3}")
    second, _ = study()
    assert [trial["params"] for trial in trials(second["run"])] == best_of(first["run"], 3, greater=True)


def test_a_run_can_be_named_by_its_path_or_a_part_of_its_name(study):
    study.write("trials: 6")
    first, _ = study()
    for run in [first["run"], name(first)[-6:], f"results/experiments/study_rules/runs/{name(first)}"]:
        study.write(f"trials: 2, seed: 9, start_from: {{run: '{run}', best: 2}}")
        second, _ = study("sweep", "--new")
        assert [trial["params"] for trial in trials(second["run"])] == best_of(first["run"], 2)


def test_what_the_new_space_does_not_hold_is_left_out_and_said(study):
    study.write("trials: 9", space="max_depth: {int: [2, 9]}, learning_rate: {float: [0.05, 0.5]}, gamma: {float: [0, 1]}")
    first, _ = study()
    study.write("trials: 9, start_from: {best: 9}", space="max_depth: {int: [4, 9]}, learning_rate: {float: [0.05, 0.5]}, subsample: {float: [0.5, 1]}")
    second, said = study()
    assert "gamma (not searched)" in said and "max_depth 2 (outside of the space)" in said
    points = record(second["run"])["start_from"]["points"]
    expected = [{key: value for key, value in params.items() if key == "learning_rate" or (key == "max_depth" and value >= 4)} for params in best_of(first["run"], 9)]
    assert points == expected
    for trial, point in zip(trials(second["run"]), points, strict=True):
        assert point.items() <= trial["params"].items() and set(trial["params"]) == {"max_depth", "learning_rate", "subsample"}


def test_the_same_command_again_finds_nothing_changed(study):
    study.write("trials: 4")
    study()
    study.rows(OTHER_ROWS)
    study.write("trials: 6, start_from: latest")
    second, _ = study()
    again, _ = study()
    assert again["status"] == "skipped" and again["run"] == second["run"]


def test_more_trials_keep_the_points_that_the_study_had(study):
    study.write("trials: 4")
    study()
    study.rows(OTHER_ROWS)
    study.write("trials: 6, start_from: latest")
    second, _ = study()
    study.write("trials: 8, start_from: latest")
    third, said = study()
    assert "took 6 finished trials of " + name(second) in said
    assert record(third["run"])["start_from"] == record(second["run"])["start_from"]
    assert trials(third["run"])[:6] == trials(second["run"])


def test_a_resumed_study_keeps_its_points_though_a_newer_run_was_published(study):
    study.write("trials: 6")
    first, _ = study()
    (study.folder / "results").rename(study.folder / "kept")
    # The helper clears the results before each try: what it interrupts starts from the run by its path.
    made = study.interrupted("sweep", search=[f"start_from: {{run: '{study.folder}/kept/experiments/study_rules/runs/{name(first)}', best: 3}}"])
    points = record(study.pending())["start_from"]["points"]
    assert points == best_of(study.folder / "kept/experiments/study_rules/runs" / name(first), 3)
    (study.folder / "kept").rename(study.folder / "gone")
    summary, _ = study("resume")
    assert len(trials(summary["run"])) == made
    assert [trial["params"] for trial in trials(summary["run"])[:3]] == points
    assert record(summary["run"])["start_from"]["points"] == points


def test_new_looks_for_the_latest_study_again(study):
    study.write("trials: 5, start_from: latest")
    cold, _ = study()
    warm, _ = study("sweep", "--new")
    assert record(cold["run"])["start_from"]["run"] is None
    assert record(warm["run"])["start_from"]["run"] == name(cold)


def test_a_changed_run_is_no_starting_point(study):
    study.write("trials: 4")
    first, _ = study()
    path = pathlib.Path(first["run"]) / "trials" / "000001.json"
    path.chmod(0o640)
    path.write_text(path.read_text().replace('"max_depth"', '"max_leaves"', 1))
    study.write("trials: 6, seed: 2, start_from: latest")
    done = study.program.run("sweep", "c.yaml")
    assert done.returncode == 65 and "was changed after it was published" in done.stderr and "search.start_from" in done.stderr


def test_a_run_that_searched_nothing_is_refused(study):
    summary, _ = study("train", "--set", "search=")
    study.write(f"trials: 6, start_from: {name(summary)}")
    done = study.program.run("sweep", "c.yaml")
    assert done.returncode == 78 and "has no trial to start from" in done.stderr


def test_worker_processes_try_the_points_too(study):
    study.write("trials: 9")
    first, _ = study()
    study.rows(OTHER_ROWS)
    study.write("trials: 6, start_from: latest")
    alone, _ = study("sweep")
    helped, _ = study("sweep", "--workers", "2", "--results", "results", "--new", "--set", f"search.start_from={name(first)}")
    assert trials(helped["run"]) == trials(alone["run"])
