"""Runs and models on an MLflow server, which may be away, slow, busy or broken: what it has in the end is all of it, once."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading

import pytest

from conftest import Program
from halted import interrupted_search
from mlflow_server import MlflowServer
from registries import small_table, write_policy

CONFIG = """\
experiment: houses
description: Houses by block
tags: {{team: pricing}}
results: results
data: {{source: housing.csv, target: median_house_value}}
split: {{test: 0.2, folds: 2}}
model: {{params: {{n_estimators: 4}}}}
search: {{sampler: grid, pruner: none, metric: rmse, trials: {trials}, space: {{max_depth: {{int: [2, {deepest}]}}}}}}
tracking: {{mlflow: "{url}"}}
{more}"""

ENVIRONMENT = {**os.environ, "NO_PROXY": "*", "no_proxy": "*"}


@pytest.fixture
def server():
    one = MlflowServer()
    yield one
    one.close()


@pytest.fixture
def make(trainyard, server, source):
    """Writes a config and the table; returns the config's path."""
    small_table(source, trainyard.folder)

    def write(url=None, trials=2, more=""):
        path = trainyard.folder / "c.yaml"
        path.write_text(CONFIG.format(url=url or server.url, trials=trials, deepest=trials + 1, more=more))
        return path

    return write


@pytest.fixture(scope="module")
def finished(tmp_path_factory, source):
    """A results directory with one small run that no server has."""
    folder = tmp_path_factory.mktemp("finished")
    small_table(source, folder)
    text = CONFIG.format(url="", trials=1, deepest=2, more="").replace('tracking: {mlflow: ""}\n', "")
    (folder / "c.yaml").write_text(text)
    Program(folder).json("run", "c.yaml", "--set", "evaluate.bootstrap=0")
    return folder / "results"


@pytest.fixture
def results(trainyard, finished):
    shutil.copytree(finished, trainyard.folder / "results")
    return trainyard.folder / "results"


def run_of(results):
    (run,) = [path for path in results.glob("experiments/*/runs/*") if path.name != ".pending"]
    return run


def export(trainyard, server, *words, **options):
    return trainyard.run("runs", "export", "--mlflow", server.url, *words, env={**ENVIRONMENT, **options})


def track(trainyard, config, verb="run", **options):
    done = trainyard.run(verb, config, "--json", env={**ENVIRONMENT, **options})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_a_run_is_there_with_all_that_its_folder_says(trainyard, server, make):
    summary, _ = track(trainyard, make())
    folder = pathlib.Path(summary["run"])
    key, run = server.run()
    assert summary["tracking"] == {"mlflow": server.url, "run_id": key}
    assert [one["name"] for one in server.store.experiments.values()] == ["houses"]
    assert (run["name"], run["status"]) == (folder.name, "FINISHED")
    record = json.loads((folder / "run.json").read_text())
    assert run["start"] == record["order"] // 1000 and run["end"] >= run["start"]
    assert run["tags"]["team"] == "pricing" and run["tags"]["mlflow.note.content"] == "Houses by block"
    assert run["tags"]["mlflow.user"] == record["user"] and run["tags"]["mlflow.source.name"] == str(trainyard.folder / "c.yaml")
    params = json.loads((folder / "params.json").read_text())
    assert run["params"]["type"] == "xgboost" and run["params"]["max_depth"] == str(params["model"]["params"]["max_depth"])
    assert run["params"]["split.test"] == "0.2" and run["params"]["search.metric"] == "rmse"
    final = {name: value for name, step, value, _ in run["metrics"] if not name.startswith("history.")}
    for part in "test", "cv", "train", "baseline":
        assert {name.removeprefix(part + "."): value for name, value in final.items() if name.startswith(part + ".") and name.count(".") == 1} == \
            summary["metrics"][part]
    assert final["test.rmse.low"] == summary["metrics"]["intervals"]["test"]["rmse"]["low"]
    history = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert sorted((step, value) for name, step, value, _ in run["metrics"] if name == "history.train") == [(line["round"], line["train"]) for line in history]
    data = json.loads((folder / "data.json").read_text())
    assert run["inputs"] == {"houses-train": (data["dataset"]["version"], "training"), "houses-test": (data["dataset"]["version"], "testing")}


def test_every_trial_is_a_nested_run(trainyard, server, make):
    summary, _ = track(trainyard, make(trials=4))
    key, _ = server.run()
    files = sorted(pathlib.Path(summary["run"]).glob("trials/*.json"))
    trials = server.trials(key)
    assert sorted(trials) == list(range(4))
    for path in files:
        trial = json.loads(path.read_text())
        run = trials[trial["number"]]
        assert (run["name"], run["start"], run["end"]) == (f"trial-{trial['number']:06}", trial["start_time"], trial["end_time"])
        assert run["status"] == {"complete": "FINISHED", "pruned": "KILLED", "failed": "FAILED"}[trial["state"]]
        assert run["params"] == {name: str(value) for name, value in trial["params"].items()}
        assert ("cv.rmse", 0, trial["value"], trial["end_time"]) in run["metrics"]
        assert {(step, value) for name, step, value, _ in run["metrics"] if name == "fold.rmse"} == \
            {(i, fold["scores"]["rmse"]) for i, fold in enumerate(trial["folds"])}


def test_files_and_model_are_there_byte_by_byte(trainyard, server, make):
    folder = pathlib.Path(track(trainyard, make())[0]["run"])
    files = server.files(server.run()[0])
    wanted = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    rows = {"predictions.csv", "split.h5"}
    bundle = {name for name in wanted if name.split("/")[0] in ("model", "transform")}
    plain = {name for name in wanted - rows - bundle if not name.startswith("trials/")}
    assert plain | {f"model/bundle/{name}" for name in bundle} | {
        "model/MLmodel", "model/code/trainyard_model.py", "model/requirements.txt", "model/python_env.yaml"} == set(files)
    assert {"report.html", "metrics.json", "config.yaml", "manifest.json"} < plain
    for name in plain | bundle:
        assert files[name if name in plain else f"model/bundle/{name}"] == (folder / name).read_bytes(), name


def test_what_is_there_is_not_sent_again(trainyard, server, make):
    config = make()
    summary, _ = track(trainyard, config)
    before = server.begun
    again, _ = track(trainyard, config)
    assert again["status"] == "skipped" and again["tracking"] == summary["tracking"]
    done = export(trainyard, server)
    assert done.returncode == 0 and "0 runs sent" in done.stdout and "1 there already" in done.stdout
    assert server.begun == before, "the server was asked although all is on record"
    shutil.rmtree(trainyard.folder / "results" / ".tracking")
    there = server.snapshot()
    begun = len(server.requests)
    assert export(trainyard, server).returncode == 0
    assert server.snapshot() == there, "without its records the program sent something once more"
    assert not [request for request in server.requests[begun:] if request.method == "PUT" or request.path.endswith("/create")]


def test_a_server_that_is_away_delays_nothing_and_loses_nothing(trainyard, server, make):
    summary, printed = track(trainyard, make(url="http://127.0.0.1:9"))
    assert summary["status"] == "finished" and summary["tracking"]["run_id"] is None
    assert "not mirrored yet" in printed and "runs export --mlflow http://127.0.0.1:9" in printed
    track(trainyard, make())  # found unchanged, and sent now
    assert server.run()[1]["status"] == "FINISHED"
    assert trainyard.run("verify", "results", "-q").returncode == 0


def test_a_server_that_never_answers_is_given_up(trainyard, server, make):
    over = threading.Event()
    server.fault = lambda request, number: (503,) if over.wait(60) else None
    summary, printed = track(trainyard, make())
    over.set()
    assert summary["status"] == "finished" and summary["tracking"]["run_id"] is None
    assert "not mirrored yet" in printed


@pytest.mark.parametrize("fault", [(500,), (429, ("Retry-After", "0")), (503,), "dropped", "unanswered", "half", "cut"], ids=str)
def test_whatever_fails_once_is_there_once_in_the_end(trainyard, server, results, fault):
    assert export(trainyard, server).returncode == 0
    wanted = server.snapshot()
    shutil.rmtree(results / ".tracking")
    server.forget()
    failed = set()

    def once(request, number):
        place = (request.method, request.path.split("/artifacts/")[-1], request.query.get("path"))
        if place in failed:
            return None
        failed.add(place)
        return fault

    server.fault = once
    for _ in range(100):
        done = export(trainyard, server)
        if done.returncode == 0:
            break
        assert done.returncode == 69, done.stderr
    assert done.returncode == 0 and len(failed) > 20
    assert server.snapshot() == wanted


@pytest.mark.parametrize("when", ["dropped", "unanswered"])
def test_a_program_killed_at_any_request_has_sent_nothing_twice(trainyard, server, results, when):
    assert export(trainyard, server).returncode == 0
    wanted, count = server.snapshot(), server.begun
    for at in range(1, count + 1):
        shutil.rmtree(results / ".tracking")
        server.forget()

        def killing(request, number, at=at):
            if number != at:
                return None
            process.send_signal(signal.SIGKILL)
            return when

        server.fault = killing
        with server.lock:  # no request is looked at before `process` is known
            process = subprocess.Popen(trainyard.command("runs", "export", "--mlflow", server.url, "-q"), cwd=trainyard.folder, env=ENVIRONMENT,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert process.wait(60) == -signal.SIGKILL, at
        server.fault = lambda request, number: None
        done = export(trainyard, server)
        assert done.returncode == 0, (at, done.stderr)
        assert server.snapshot() == wanted, f"killed at request {at} of {count}"


def test_programs_that_export_at_once_send_a_run_once(trainyard, server, results):
    command = trainyard.command("runs", "export", "--mlflow", server.url, "-q")
    processes = [subprocess.Popen(command, cwd=trainyard.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert sum(request.path.endswith("runs/create") for request in server.requests) == 2, "a run and its trial"


def test_programs_that_run_at_once_make_one_experiment(trainyard, server, make):
    config = make(trials=1)
    commands = [trainyard.command("run", config, "--new", "-q", "--set", f"seed={seed}", "--set", "evaluate.bootstrap=0") for seed in range(4)]
    processes = [subprocess.Popen(command, cwd=trainyard.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for command in commands]
    for process in processes:
        _, printed = process.communicate(timeout=300)
        assert process.returncode == 0 and b"not mirrored" not in printed, printed
    assert len(server.store.experiments) == 1
    assert sum("mlflow.parentRunId" not in run["tags"] for run in server.store.runs.values()) == len(commands)


def test_an_interrupted_run_is_killed_there_until_it_is_resumed(trainyard, server, make):
    def start(trials):
        server.forget()
        command = trainyard.command("run", make(trials=trials), "--threads", "1")
        return subprocess.Popen(command, cwd=trainyard.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    _, code, printed = interrupted_search(start, trainyard.folder / "results")
    assert code == 75, printed
    key, run = server.run()
    assert run["status"] == "KILLED" and not run["params"]
    done = trainyard.run("resume", "--json", env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    again, run = server.run()
    assert (again, run["status"], run["name"]) == (key, "FINISHED", pathlib.Path(json.loads(done.stdout)["run"]).name)


def secrets_in(trainyard, *words):
    files = [path for path in trainyard.folder.rglob("*") if path.is_file()]
    return [path for path in files for word in words if word.encode() in path.read_bytes()]


@pytest.mark.parametrize("variables,header", [
    ({"MLFLOW_TRACKING_TOKEN": "s3cr3t-token"}, "Bearer s3cr3t-token"),
    ({"MLFLOW_TRACKING_USERNAME": "ann", "MLFLOW_TRACKING_PASSWORD": "s3cr3t-word", "MLFLOW_TRACKING_TOKEN": "other"}, "Basic YW5uOnMzY3IzdC13b3Jk"),
])
def test_credentials_go_to_the_server_and_nowhere_else(trainyard, server, make, variables, header):
    _, printed = track(trainyard, make(), **variables)
    assert {request.headers["Authorization"] for request in server.requests} == {header}
    server.fault = lambda request, number: (401,)
    done = export(trainyard, server, run_of(trainyard.folder / "results"), **variables)
    assert done.returncode == 0, "it is on record"
    shutil.rmtree(trainyard.folder / "results" / ".tracking")
    done = export(trainyard, server, "-v", **variables)
    assert done.returncode == 77 and "MLFLOW_TRACKING_TOKEN" in done.stderr
    server.fault = lambda request, number: (500,)  # which repeats the header
    repeated = export(trainyard, server, "-v", **variables)
    assert repeated.returncode == 69 and f"made by the test for {header.split()[0]} ***" in repeated.stderr
    shown = printed + done.stdout + done.stderr + repeated.stdout + repeated.stderr
    assert "s3cr3t" not in shown and "YW5uOnMz" not in shown and not secrets_in(trainyard, "s3cr3t", "YW5uOnMz")


def test_what_answers_and_is_no_mlflow_server_is_told(trainyard, server, results):
    server.fault = lambda request, number: (200,)
    done = export(trainyard, server)
    assert done.returncode == 69 and "can be neither found nor made" in done.stderr


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:9/elsewhere"])
def test_a_redirect_is_not_followed(trainyard, server, results, target):
    server.fault = lambda request, number: (302, ("Location", target))
    done = export(trainyard, server)
    assert done.returncode == 69 and "redirects are not followed" in done.stderr
    assert server.begun == 1


def test_the_server_of_an_export_that_is_away_is_answered_with_what_to_do(trainyard, results):
    done = trainyard.run("runs", "export", "--mlflow", "http://127.0.0.1:9", env=ENVIRONMENT)
    assert done.returncode == 69
    assert "http://127.0.0.1:9" in done.stderr and "0 of 1 runs are there, and the same command sends the rest" in done.stderr


@pytest.mark.parametrize("url", ["file:///etc/passwd", "127.0.0.1:5000", "http://", "http://ann:hunter2@host", "http://host/?token=hunter2", "ftp://host"])
def test_what_is_no_address_of_a_server_is_refused(trainyard, results, url):
    done = trainyard.run("runs", "export", "--mlflow", url, env=ENVIRONMENT)
    assert done.returncode == 64 and "http:// or https://" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_results_directory_may_be_named_with_a_slash_at_its_end(trainyard, server, results):
    done = export(trainyard, server, "--results", "results/")
    assert done.returncode == 0, done.stderr
    assert "1 there already" in export(trainyard, server).stdout


def test_a_run_that_was_changed_is_not_sent(trainyard, server, results):
    with (run_of(results) / "metrics.json").open("a") as file:
        file.write(" ")
    done = export(trainyard, server)
    assert done.returncode == 65 and "metrics.json" in done.stderr and "failed" in done.stdout
    assert not server.store.runs


def test_a_changed_record_is_found_and_does_no_harm(trainyard, server, results):
    assert export(trainyard, server).returncode == 0
    (record,) = (results / ".tracking").rglob("runs/*/*.json")
    record.write_text(record.read_text().replace("mlflow_run", "mlflow_sun"))
    verified = trainyard.run("verify", "results", "-q")
    assert verified.returncode == 65 or verified.returncode == 1
    assert record.name in verified.stdout
    there = server.snapshot()
    assert export(trainyard, server).returncode == 0 and server.snapshot() == there
    assert trainyard.run("verify", "results", "-q").returncode == 0


def models(trainyard, *words):
    done = trainyard.run("models", *words, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stderr


def stages(server, name="house_value"):
    return {version["tags"]["trainyard.version"]: version["stage"] for (model, _), version in server.store.versions.items() if model == name}


def test_registered_models_follow_the_registry(trainyard, server, make):
    config = make(more="register: {name: house_value, stage: Staging}\n")
    track(trainyard, config)
    write_policy(trainyard.folder, "production: {self_approval: true}\n")
    assert stages(server) == {"1": "Staging"} and server.store.models == {"house_value": {"staging": "1"}}
    assert server.store.versions["house_value", "1"]["run"] == server.run()[0]
    models(trainyard, "approve", "house_value", "1", "--reason", "good")
    models(trainyard, "promote", "house_value", "1", "--to", "Production")
    assert stages(server) == {"1": "Production"} and server.store.models == {"house_value": {"production": "1"}}
    done = trainyard.run("run", config, "--set", "seed=5", env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert server.store.models == {"house_value": {"production": "1", "staging": "2"}}
    models(trainyard, "approve", "house_value", "2", "--reason", "better")
    server.fault = lambda request, number: (503,)
    assert "not mirrored yet" in models(trainyard, "promote", "house_value", "2", "--to", "Production")
    server.fault = lambda request, number: None
    done = export(trainyard, server)
    assert done.returncode == 0 and "the registry sent" in done.stdout
    assert stages(server) == {"1": "Archived", "2": "Production"} and server.store.models == {"house_value": {"production": "2"}}
    models(trainyard, "rollback", "house_value", "--reason", "worse")
    assert stages(server)["1"] == "Production" and server.store.models == {"house_value": {"production": "1"}}
    models(trainyard, "archive", "house_value", "1", "--reason", "old")
    assert stages(server)["1"] == "Archived" and server.store.models == {"house_value": {}}
    begun = server.begun
    models(trainyard, "list")
    assert server.begun == begun
