"""Trials that crash the process, and a disk that is full: documented answers, nothing damaged, and `resume` goes on."""

import json
import pathlib
import signal

import pytest

import faults
from studies import expect_whole, outcome, pending, trials_in, write_study


def grid_of_depths(text):
    space = text.index("  sampler")
    return text[:space] + "  sampler: grid\n  pruner: none\n  engine: xgboost\n  space: {max_depth: {int: [5, 8]}}\n"


CRASHED = "the process crashed in it twice, by signal 11 (Segmentation fault)"


def expect_one_crashed(run):
    trials = trials_in(run)
    assert [(trial["params"]["max_depth"], trial["state"], trial.get("reason", "")) for trial in trials.values()] == [
        (5, "complete", ""), (6, "complete", ""), (7, "failed", CRASHED), (8, "complete", "")]


def test_a_trial_that_crashes_its_worker_twice_has_failed_and_the_study_goes_on(trainyard, tmp_path, source):
    config = write_study(tmp_path, 4, change=grid_of_depths)
    environment = faults.crashing_xgboost(tmp_path, source, 7)
    done = trainyard.run("sweep", config, "--results", "results", "--workers", 2, "--json", env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("a worker process died (Segmentation fault)") == 2
    run = json.loads(done.stdout)["run"]
    expect_whole(trainyard, run, 4)
    expect_one_crashed(run)


def test_without_workers_the_program_dies_and_resume_gets_past_the_trial(trainyard, tmp_path, source):
    config = write_study(tmp_path, 4, change=grid_of_depths)
    environment = faults.crashing_xgboost(tmp_path, source, 7)
    first = trainyard.run("sweep", config, "--results", "results", "--threads", 1, env=environment)
    assert first.returncode == -signal.SIGSEGV, first.stderr
    second = trainyard.run("resume", "--results", "results", "--threads", 1, env=environment)
    assert second.returncode == -signal.SIGSEGV, second.stderr
    third = trainyard.run("resume", "--results", "results", "--threads", 1, "--json", env=environment)
    assert third.returncode == 0, third.stderr
    run = json.loads(third.stdout)["run"]
    expect_whole(trainyard, run, 4)
    expect_one_crashed(run)


def test_a_crash_that_does_not_come_again_changes_nothing(trainyard, tmp_path, source):
    config = write_study(tmp_path, 4, change=grid_of_depths)
    assert trainyard.run("sweep", config, "--results", "results", env=faults.crashing_xgboost(tmp_path, source, 7)).returncode == -signal.SIGSEGV
    run = trainyard.json("resume", "--results", "results")["run"]
    expect_whole(trainyard, run, 4)
    assert outcome(run) == outcome(trainyard.json("sweep", config, "--results", "whole")["run"])


@pytest.mark.parametrize("writes, words", [(0, []), (1, []), (2, []), (3, []), (4, []), (7, []), (0, ["--workers", 2]), (3, ["--workers", 2])])
def test_a_disk_that_is_full_is_74_and_after_there_is_room_resume_ends_with_the_same_study(trainyard, tmp_path, writes, words):
    config = write_study(tmp_path, 4)
    environment = faults.between(tmp_path, "full_disk", faults.FULL_DISK, WRITES_LEFT=str(writes))
    done = trainyard.run("run", config, "--results", "results", "--threads", 1, *words, env=environment)
    assert done.returncode == 74, done.stderr
    assert "No space left on device; free space there, or choose another folder" in done.stderr
    (run,) = pending(tmp_path / "results")
    assert [path.name for path in (run / "trials").iterdir() if path.suffix == ".tmp"] == [], "what could not be written is taken away"
    for path in (run / "trials").glob("*.json"):
        assert json.loads(path.read_text())["state"] != "failed"
    assert trainyard.run("verify", "results").returncode == 0
    run = pathlib.Path(trainyard.json("resume", "--results", "results")["run"])
    expect_whole(trainyard, run, 4)
    assert outcome(run) == outcome(trainyard.json("run", config, "--results", "whole")["run"])
