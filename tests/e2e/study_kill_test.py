"""Studies whose processes are killed: every trial is there once, and the study is the one that nobody disturbed."""

import json
import pathlib
import random
import subprocess
import sys
import time

import pytest

import faults
from studies import claims, expect_whole, kill_workers, outcome, pending, start, trials_in, write_study


def undisturbed(trainyard, config, *words, results="whole"):
    return pathlib.Path(trainyard.json(words[0] if words else "sweep", config, "--results", results, *words[1:])["run"])


def killed_study(trainyard, trials, kills, workers, **options):
    """A study whose workers were killed so often; returns its run and its config. Where a quick machine is done before, its trials are made
    to last longer."""
    for rounds in 400, 1600, 6400, 25600:
        config = write_study(trainyard.folder, trials, rounds)
        results = trainyard.folder / f"killed-{rounds}"
        process = start(trainyard, "sweep", config, "--results", results, "--workers", workers, "--json", **options)
        try:
            done = kill_workers(process, results, kills, trials)
            printed, said = process.communicate(timeout=600)
        finally:
            process.kill()
        assert process.returncode == 0, said
        if done == kills:
            assert said.count("a worker process died (Killed)") >= kills, "the workers that were killed are replaced"
            return json.loads(printed)["run"], config
    raise AssertionError(f"only {done} kills before the end")


def test_a_study_whose_workers_are_killed_is_the_undisturbed_one(trainyard):
    run, config = killed_study(trainyard, trials=12, kills=10, workers=2)
    expect_whole(trainyard, run, 12)
    assert outcome(run) == outcome(undisturbed(trainyard, config))


@pytest.mark.slow
def test_two_hundred_kills_in_a_study_of_a_hundred_trials_by_four_workers_change_nothing(trainyard):
    run, config = killed_study(trainyard, trials=100, kills=200, workers=4)
    expect_whole(trainyard, run, 100)
    found = outcome(run)
    assert all(trial["state"] != "failed" for trial in found["trials"].values()), "a trial is given up only after ten deaths"
    for workers in 1, 2, 4:
        whole = undisturbed(trainyard, config, "sweep", "--workers", workers, results=f"whole-{workers}")
        expect_whole(trainyard, whole, 100)
        assert found == outcome(whole), f"{workers} workers that nobody killed"


def test_processes_of_any_number_make_the_same_study_as_threads(trainyard):
    config = write_study(trainyard.folder, trials=10)
    whole = outcome(undisturbed(trainyard, config))
    for workers in 1, 2, 4:
        run = undisturbed(trainyard, config, "sweep", "--workers", workers, results=f"by-{workers}")
        expect_whole(trainyard, run, 10)
        assert outcome(run) == whole, f"{workers} workers"


def killed_coordinators(trainyard, config, results, kills, *words):
    """Starts the study and kills the process that holds it, so often, each time in the midst of a trial; then lets it end."""
    chance = random.Random(5)
    command = ["run", config, "--results", results, *words]
    for _ in range(kills):
        process = start(trainyard, *command)
        while process.poll() is None and not claims(results):
            time.sleep(0.003)
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
        command = ["resume", "--results", results, *words] if pending(results) else command
    return trainyard.json(*command)["run"]


@pytest.mark.parametrize("words", [[], ["--workers", 2]], ids=["threads", "workers"])
def test_a_study_whose_coordinator_is_killed_is_resumed_to_the_undisturbed_one(trainyard, words):
    config = write_study(trainyard.folder, trials=10, rounds=60)
    run = killed_coordinators(trainyard, config, trainyard.folder / "killed", 4, *words)
    expect_whole(trainyard, run, 10)
    assert outcome(run) == outcome(undisturbed(trainyard, config, "run"))


def helped_study(trainyard, trials):
    """A study that a second process joined and finished a trial of; returns its run and its config. Where a quick machine is done before,
    its trials are made to last longer."""
    for rounds in 400, 1600, 6400, 25600:
        config = write_study(trainyard.folder, trials, rounds)
        results = trainyard.folder / f"helped-{rounds}"
        process = start(trainyard, "sweep", config, "--results", results, "--threads", 1, "--json")
        while process.poll() is None and not claims(results):
            time.sleep(0.005)
        helper = start(trainyard, "resume", *pending(results)[:1], "--worker", "--threads", 1)
        helped = False
        while process.poll() is None:
            helped = helped or any(claim["pid"] == helper.pid for _, claim in claims(results))
            time.sleep(0.005)
        printed, said = process.communicate()
        _, complaint = helper.communicate(timeout=120)
        assert process.returncode == 0, said
        if helped:
            assert helper.returncode == 0, complaint
            return json.loads(printed)["run"], config
    raise AssertionError("the helper had no trial")


def test_whoever_joins_a_run_helps_and_ends_with_it(trainyard):
    run, config = helped_study(trainyard, 16)
    expect_whole(trainyard, run, 16)
    assert trials_in(run) == trials_in(undisturbed(trainyard, config))


def test_where_locks_fail_a_killed_study_is_the_undisturbed_one_all_the_same(trainyard, tmp_path):
    environment = faults.between(tmp_path, "no_locks", faults.NO_LOCKS)
    for call in "flock(file, fcntl.LOCK_EX)", "lockf(file, fcntl.LOCK_EX)":
        tried = subprocess.run([sys.executable, "-c", f"import fcntl; file = open('lock', 'w'); fcntl.{call}"], cwd=tmp_path, env=environment,
                               capture_output=True, text=True)
        assert "No locks available" in tried.stderr, "the fault that is to be made is not there"
    run, config = killed_study(trainyard, trials=12, kills=8, workers=2, env=environment)
    expect_whole(trainyard, run, 12)
    assert outcome(run) == outcome(undisturbed(trainyard, config))
