"""`runs trials`: the same answer from the trials' files and from the index, which nothing depends on."""

import json
import math
import pathlib
import shutil
import subprocess

import pytest

from conftest import Program
from halted import finished_trials, halted

COUNT = 300
STATES = {0: "complete", 1: "complete", 2: "pruned", 3: "failed"}


def trial(number):
    """Values are not in order of number, and every one of them is there twice."""
    state = STATES[number % 4]
    value = None if state == "failed" else abs(number // 2 % 50 - 20) / 8
    document = {"number": number, "state": state, "params": {"max_depth": number % 7, "learning_rate": 0.1, "booster": "gb\ttree"}, "value": value,
                "folds": [] if value is None else [{"scores": {"rmse": value - 1, "r2": 0.5}, "rounds": 3}, {"scores": {"rmse": value + 1, "r2": 0.25}, "rounds": 4}]}
    if state != "complete":
        document["reason"] = f"{state} for \"reasons\"\nof two lines"
    return {**document, "start_time": 1000 * number, "end_time": 1000 * number + 1500}


def write(trials, number):
    (trials / f"{number:06}.json").write_text(json.dumps(trial(number), indent=2) + "\n")


@pytest.fixture(scope="module")
def study(tmp_path_factory, source):
    """Results with one published sweep."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "c.yaml").write_text(
        f"experiment: e\ndata: {{source: {source / 'data' / 'housing.csv'}, target: median_house_value}}\nmodel: {{params: {{n_estimators: 2}}}}\n"
        "search: {sampler: random, trials: 1, metric: rmse, space: {max_depth: {int: [2, 3]}}}\n")
    run = pathlib.Path(Program(folder).json("sweep", "c.yaml", "--results", "results")["run"])
    return folder, run.relative_to(folder)


@pytest.fixture
def run(study, trainyard):
    """The same results with other trials in them; what `verify` would say of that does not matter here."""
    folder, run = study
    shutil.copytree(folder / "results", trainyard.folder / "results")
    for number in range(COUNT):
        write(trainyard.folder / run / "trials", number)
    return trainyard.folder / run


def index_of(run):
    return next((run.parents[3] / ".index").rglob("*.trials"))


def output(trainyard, run, *options):
    done = trainyard.run("runs", "trials", run, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_table_has_a_line_per_trial_and_marks_the_best(trainyard, run):
    lines = output(trainyard, run).splitlines()
    assert lines[0].split() == ["trial", "state", "rmse", "seconds", "parameters", "reason"]
    assert [int(line.split()[0]) for line in lines[1 : COUNT + 1]] == list(range(COUNT))
    assert lines[1].split() == "0 complete 2.5 1.5 max_depth 0, learning_rate 0.1, booster gb tree".split()
    assert lines[4].split() == '3 failed - 1.5 max_depth 3, learning_rate 0.1, booster gb tree failed for "reasons" of two lines'.split()
    assert [line.split()[0] for line in lines[1 : COUNT + 1] if line.split()[3] == "*"] == ["40"]
    assert lines[-1] == "300 trials; * trial 40 is the best"


def test_json_is_one_document_with_what_the_files_say(trainyard, run):
    answer = trainyard.json("runs", "trials", run)
    assert (answer["status"], answer["run"], answer["metric"], answer["best"], answer["total"]) == ("finished", str(run), "rmse", 40, COUNT)
    for number, listed in enumerate(answer["trials"]):
        expected = trial(number)
        folds = expected.pop("folds")
        assert listed.pop("scores") == ({"rmse": expected["value"], "r2": 0.375} if folds else {})
        assert listed == expected


@pytest.mark.parametrize("options", [(), ("--json",), ("--sort", "value", "--limit", "20")])
def test_the_index_changes_no_byte_of_the_answer(trainyard, run, options):
    results = run.parents[3]
    first = output(trainyard, run, *options)
    index = index_of(run)
    assert output(trainyard, run, *options) == first, "with the index"
    whole = index.read_bytes()
    for what, damaged in {"empty": b"", "cut": whole[:-100], "changed": whole.replace(b"complete", b"cOmplete", 1), "foreign": b"\0" * 4096}.items():
        index.write_bytes(damaged)
        assert output(trainyard, run, *options) == first, what
        assert index.read_bytes() == whole, f"the {what} index was not made again"
    shutil.rmtree(results / ".index")
    assert output(trainyard, run, *options) == first, "removed"
    shutil.rmtree(results / ".index")
    (results / ".index").write_text("no folder can be made here")
    assert output(trainyard, run, *options) == first, "without a place for an index"


def test_the_index_is_used(trainyard, run):
    first = output(trainyard, run)
    for file in (run / "trials").glob("*.json"):
        file.write_text("no trial")
    assert output(trainyard, run) == first
    index_of(run).unlink()
    done = trainyard.run("runs", "trials", run)
    assert done.returncode == 65
    assert "000000.json: not JSON" in done.stderr


def test_the_index_is_no_part_of_what_verify_looks_at(trainyard, run, study):
    folder, published = study
    shutil.rmtree(run)
    shutil.copytree(folder / published, run)
    (run.parents[3] / ".index").mkdir()
    (run.parents[3] / ".index" / "anything").write_text("")
    assert trainyard.run("verify", "results").returncode == 0


def listed(trainyard, run, *options):
    return [(one["number"], one["value"]) for one in trainyard.json("runs", "trials", run, *options)["trials"]]


@pytest.mark.parametrize("metric, sign", [("rmse", 1), ("r2", -1)])
def test_sorted_by_value_the_best_is_first_and_what_does_not_count_last(trainyard, run, metric, sign):
    metrics = json.loads((run / "metrics.json").read_text())
    (run / "metrics.json").write_text(json.dumps({**metrics, "metric": metric}))
    everything = [trial(number) for number in range(COUNT)]
    counting = sorted((one for one in everything if one["state"] == "complete"), key=lambda one: (sign * one["value"], one["number"]))
    others = [one for one in everything if one["state"] != "complete"]
    assert listed(trainyard, run, "--sort", "value") == [(one["number"], one["value"]) for one in counting + others]
    assert listed(trainyard, run, "--sort", "value", "--limit", 7) == [(one["number"], one["value"]) for one in counting[:7]]
    assert trainyard.json("runs", "trials", run, "--limit", 1)["best"] == counting[0]["number"]


def test_state_and_limit_leave_out_others_but_not_of_the_total(trainyard, run):
    answer = trainyard.json("runs", "trials", run, "--state", "failed", "--limit", 3)
    assert [one["number"] for one in answer["trials"]] == [3, 7, 11]
    assert (answer["total"], answer["best"]) == (COUNT, 40)
    assert output(trainyard, run, "--state", "failed").splitlines()[-1] == "75 of 300 trials; * trial 40 is the best"


def test_numbers_beyond_six_digits_come_last(trainyard, run):
    for number in 999999, 1000000, 20000000:
        write(run / "trials", number)
    for _ in range(2):
        assert [number for number, _ in listed(trainyard, run)][-4:] == [COUNT - 1, 999999, 1000000, 20000000]


def test_an_interrupted_run_lists_what_it_has_and_what_comes_later(trainyard, run):
    pending = run.parent / ".pending" / "some-run"
    pending.parent.mkdir(exist_ok=True)
    run.rename(pending)
    (pending / "metrics.json").unlink()
    answer = trainyard.json("runs", "trials", "some-run", "--results", "results")
    assert (answer["status"], answer["metric"], answer["total"]) == ("interrupted", "rmse", COUNT)
    write(pending / "trials", COUNT)
    (pending / "trials" / f"{COUNT + 1:06}.claim").write_text("")
    assert [number for number, _ in listed(trainyard, pending)] == list(range(COUNT + 1))


def test_a_run_that_is_being_worked_on_lists_its_trials(trainyard, small_config, tmp_path):
    results = tmp_path / "results"
    process = subprocess.Popen(trainyard.command("sweep", small_config(trials=5000)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with halted(process, lambda: len(finished_trials(results)) >= 3):
        assert process.returncode is None
        files = [json.loads(file.read_text()) for file in sorted(finished_trials(results))]
        answer = trainyard.json("runs", "trials", "sweep", "--results", results)
    assert (answer["status"], answer["metric"]) == ("running", "rmse")
    assert [(one["number"], one["value"], one["params"]) for one in answer["trials"]] == [(one["number"], one["value"], one["params"]) for one in files]
    assert answer["best"] == min(files, key=lambda one: math.inf if one["value"] is None else one["value"])["number"]


def test_a_run_without_a_search_has_no_trials(trainyard, run):
    shutil.rmtree(run / "trials")
    assert output(trainyard, run) == "0 trials\n"
    assert trainyard.json("runs", "trials", run, "--sort", "value")["trials"] == []
