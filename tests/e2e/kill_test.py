"""Kills and stops: a run that dies at any moment leaves no published half, and the same command finishes it with the same bytes."""

import hashlib
import json
import pathlib
import random
import signal
import subprocess
import time

import pytest

from halted import finished_trials, interrupted_search
from run_files import contents


def model_digest(run):
    digest = hashlib.sha256()
    for part in ["transform", "model", "metrics.json", "trials", "study.json", "plots"]:
        path = pathlib.Path(run) / part
        for file in sorted([path] if path.is_file() else path.rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(run)).encode() + contents(file))
    return digest.hexdigest()


def published(results):
    return sorted(p for p in pathlib.Path(results).glob("experiments/*/runs/*") if p.is_dir() and not p.name.startswith("."))


def test_killed_at_ten_random_moments_then_the_same_command_finishes(trainyard, small_config, tmp_path):
    config = small_config(trials=6)
    started = time.monotonic()
    whole = trainyard.json("run", config, "--results", "whole")
    duration = time.monotonic() - started

    chance = random.Random(20261123)
    for attempt in range(10):
        child = subprocess.Popen(trainyard.command("run", config, "--results", "killed"), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(timeout=chance.uniform(0.0, 0.4 * duration))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        for run in published(tmp_path / "killed"):
            assert (run / "manifest.json").is_file(), f"half a run was published after kill {attempt}"
            assert trainyard.run("verify", run).returncode == 0
    finished = trainyard.json("run", config, "--results", "killed")
    assert model_digest(finished["run"]) == model_digest(whole["run"])
    assert len(published(tmp_path / "killed")) == 1
    assert trainyard.run("verify", "killed").returncode == 0


def starting(trainyard, small_config, folder, **settings):
    """Starts a run of as many trials as it is told."""
    return lambda trials: subprocess.Popen(
        trainyard.command("run", small_config(trials=trials, **settings)), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_a_stop_signal_saves_everything_ends_with_75_and_resume_goes_on(trainyard, small_config, tmp_path, how):
    count, code, (_, stderr) = interrupted_search(starting(trainyard, small_config, tmp_path), tmp_path / "results", how, after=2)
    assert code == 75 and "resume" in stderr
    listed = trainyard.json("runs", "list", "--results", "results")
    assert [run["status"] for run in listed["runs"]] == ["interrupted"]

    before = {p.name: p.stat().st_mtime_ns for p in finished_trials(tmp_path / "results")}
    assert 2 <= len(before) < count
    done = trainyard.json("resume", "--results", "results")
    assert done["status"] == "finished"
    trials = pathlib.Path(done["run"]) / "trials"
    assert len(list(trials.glob("*.json"))) == count
    assert {name: (trials / name).stat().st_mtime_ns for name in before} == before, "a finished trial was run again"


def test_resume_with_nothing_to_resume_is_0_with_the_last_summary(trainyard, small_config):
    first = trainyard.json("run", small_config())
    again = trainyard.json("resume", "--results", "results")
    assert again == first | {"status": "skipped"}


def test_resume_where_no_run_has_begun_says_so(trainyard, small_config):
    assert trainyard.run("shard", small_config(), "--results", "results").returncode == 0
    done = trainyard.run("resume", "--results", "results")
    assert done.returncode == 0 and done.stdout == "nothing to resume: no run has begun there; give its command again\n"


def test_resume_goes_on_with_the_config_as_it_was(trainyard, small_config, tmp_path):
    trials, code, _ = interrupted_search(starting(trainyard, small_config, tmp_path), tmp_path / "results")
    assert code == 75
    config = small_config(trials=trials)
    as_it_was = config.read_text()
    config.write_text(as_it_was.replace("int: [3, 5]", "int: [9, 10]"))
    done = trainyard.json("resume", "--results", "results")
    assert (pathlib.Path(done["run"]) / "config.yaml").read_text() == as_it_was
    assert done["best"]["params"]["max_depth"] in (3, 4, 5)


def test_resume_refuses_when_the_data_has_changed_meanwhile(trainyard, small_config, tmp_path, source):
    data = tmp_path / "housing.csv"
    data.write_bytes((source / "data/housing.csv").read_bytes())
    assert interrupted_search(starting(trainyard, small_config, tmp_path, data=data), tmp_path / "results")[1] == 75
    data.write_text("\n".join(data.read_text().splitlines()[:-1]) + "\n")
    done = trainyard.run("resume", "--results", "results")
    assert done.returncode == 78 and "changed" in done.stderr


def test_two_programs_at_once_give_two_whole_runs(trainyard, small_config, tmp_path):
    config = small_config()
    both = [subprocess.Popen(trainyard.command("run", config, "--new", "--json"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [child.communicate(timeout=600) for child in both]
    assert [child.returncode for child in both] == [0, 0], outputs
    runs = {json.loads(out)["run"] for out, _ in outputs}
    assert len(runs) == 2 and len({model_digest(run) for run in runs}) == 1
    assert trainyard.run("verify", "results").returncode == 0


def test_verify_finds_every_flipped_byte_of_a_finished_results_directory(trainyard, small_config, tmp_path):
    """Two random bytes of every file here; tests/host/results flips every byte of a small directory."""
    trainyard.json("run", small_config())
    chance = random.Random(5)
    files = sorted(p for p in (tmp_path / "results").rglob("*") if p.is_file())
    assert len(files) > 20
    for file in files:
        content = file.read_bytes()
        file.chmod(0o640)
        for position in {chance.randrange(len(content)) for _ in range(2)} if content else set():
            file.write_bytes(content[:position] + bytes([content[position] ^ 0x20]) + content[position + 1:])
            done = trainyard.run("verify", "results")
            assert done.returncode != 0, f"byte {position} of {file} changed and verify said nothing"
        file.write_bytes(content)
    assert trainyard.run("verify", "results").returncode == 0
