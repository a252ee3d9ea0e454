"""Runs and models on a real MLflow server, read back by MLflow's own client. One server serves all tests: it takes 3 GiB."""

import csv
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

import pytest

from conftest import PROGRAM, SOURCE, Program
from registries import small_table, write_policy

pytestmark = pytest.mark.slow

MLFLOW = SOURCE / ".deps" / "mlflow" / "bin"
ENVIRONMENT = {**os.environ, "NO_PROXY": "*", "no_proxy": "*", "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "TRAINYARD": PROGRAM}
PATIENCE = 900  # seconds until the server answers


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def url(tmp_path_factory):
    if not (MLFLOW / "mlflow").exists():
        pytest.skip("no MLflow in .deps/mlflow; `./dev test --slow` installs it")
    folder = tmp_path_factory.mktemp("mlflow")
    address = f"http://127.0.0.1:{free_port()}"
    command = [MLFLOW / "mlflow", "server", "--backend-store-uri", os.environ.get("TRAINYARD_TEST_MLFLOW_STORE", f"sqlite:///{folder}/mlflow.db"),
               "--artifacts-destination", str(folder / "artifacts"), "--host", "127.0.0.1", "--port", address.rsplit(":", 1)[1], "--workers", "1"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        end = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None and time.monotonic() < end, (folder / "log").read_text()
            try:
                opener.open(address + "/health", timeout=5).close()
                break
            except OSError:
                time.sleep(1)
        yield address
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 15)
            process.wait(60)


@pytest.fixture
def ask(url):
    """Asks MLflow's client."""

    def question(*words):
        done = subprocess.run([MLFLOW / "python", pathlib.Path(__file__).with_name("mlflow_client.py"), url, *map(str, words)], env=ENVIRONMENT,
                              capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return question


CONFIG = """\
experiment: {experiment}
description: Houses by block
tags: {{team: pricing}}
results: results
data: {{source: {table}, target: {target}}}
split: {{test: 0.2, folds: 2}}
model: {{params: {{n_estimators: {rounds}}}}}
{search}
tracking: {{mlflow: "{url}"}}
{more}"""
SEARCH = "search: {{sampler: grid, pruner: none, metric: rmse, trials: {0}, space: {{max_depth: {{int: [2, {1}]}}}}}}"


def write(trainyard, url, experiment, *, table="housing.csv", target="median_house_value", rounds=4, trials=0, more="", name="c.yaml"):
    search = SEARCH.format(trials, trials + 1) if trials else ""
    path = trainyard.folder / name
    path.write_text(CONFIG.format(experiment=experiment, table=table, target=target, rounds=rounds, search=search, url=url, more=more))
    return path


def track(trainyard, config, *words):
    done = trainyard.run("run", config, "--json", *words, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["tracking"]["run_id"], done.stderr
    return summary


def export(trainyard, url, *words):
    done = trainyard.run("runs", "export", "--mlflow", url, *words, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def parents(runs):
    return [run for run in runs if "mlflow.parentRunId" not in run["tags"]]


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=folder, check=True, capture_output=True)


def test_the_client_finds_run_trials_params_metrics_tags_inputs_and_files(trainyard, url, ask, source):
    small_table(source, trainyard.folder)
    config = write(trainyard, url, "houses", trials=3, rounds=1200)
    git(trainyard.folder, "init", "-q")
    git(trainyard.folder, "add", "c.yaml")
    git(trainyard.folder, "commit", "-qm", "config")
    summary = track(trainyard, config)
    folder = pathlib.Path(summary["run"])
    record = json.loads((folder / "run.json").read_text())
    runs = ask("runs", "houses")
    (run,) = parents(runs)
    assert (run["id"], run["name"], run["status"]) == (summary["tracking"]["run_id"], folder.name, "FINISHED")
    assert run["start"] == record["order"] // 1000 and run["end"] >= run["start"]
    assert run["tags"]["team"] == "pricing" and run["tags"]["mlflow.note.content"] == "Houses by block"
    assert run["tags"]["mlflow.source.git.commit"] == record["git"]["commit"] and len(record["git"]["commit"]) == 40
    assert run["params"]["type"] == "xgboost" and run["params"]["n_estimators"] == "1200"
    for part in "test", "cv", "train", "baseline":
        for name, value in summary["metrics"][part].items():
            assert run["metrics"][f"{part}.{name}"] == value
    history = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert len(history) == 1200, "more than a batch"
    assert sorted(ask("history", run["id"], "history.train")) == [[line["round"], line["train"]] for line in history]
    version = summary["dataset"]["version"]
    assert run["inputs"] == {"houses-train": [version, "mlflow.data.context", "training"], "houses-test": [version, "mlflow.data.context", "testing"]}
    for path in "report.html", "metrics.json", "config.yaml", "study.json", "plots/slices.svg":
        assert run["files"][path] == (folder / path).stat().st_size, path
    assert ask("artifact", run["id"], "metrics.json") == (folder / "metrics.json").read_text()
    trials = {int(one["tags"]["trainyard.trial"]): one for one in runs if one["tags"].get("mlflow.parentRunId") == run["id"]}
    assert sorted(trials) == [0, 1, 2] and len(runs) == 4
    for path in folder.glob("trials/*.json"):
        trial = json.loads(path.read_text())
        there = trials[trial["number"]]
        assert there["params"] == {name: str(value) for name, value in trial["params"].items()}
        assert there["metrics"]["cv.rmse"] == trial["value"] and there["status"] == "FINISHED"
        assert (there["start"], there["end"]) == (trial["start_time"], trial["end_time"])
    # Sent again without any record of what was sent, it is all as it was.
    shutil.rmtree(trainyard.folder / "results" / ".tracking")
    export(trainyard, url)
    assert ask("runs", "houses") == runs


def classes_table(folder, labels):
    """Numbers with gaps, whole numbers with gaps, yes and no, days, texts with what CSV has to quote, and a class."""
    rows = [["size", "rooms", "new", "built", "place", "kind"]]
    for i in range(300):
        rows.append(["" if i % 17 == 0 else f"{i * 0.1 + 0.03}", "" if i % 13 == 0 else str(i % 7), "true" if i % 3 else "false",
                     f"2024-0{i % 9 + 1}-1{i % 7}", ["north, old", 'the "bay"', "", "é"][i % 4], labels[(i // 5) % len(labels)]])
    with (folder / "kinds.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("labels", [["no", "yes"], ["0", "1", "2"], ["007", "010"], None], ids=["texts", "numbers", "leading-zeros", "regression"])
def test_pyfunc_predicts_as_the_program_does(trainyard, url, ask, source, labels):
    if labels:
        classes_table(trainyard.folder, labels)
        config = write(trainyard, url, "kinds", table="kinds.csv", target="kind", more="features: {categorical: {unseen: other}}\n")
        table = trainyard.folder / "kinds.csv"
    else:
        table = small_table(source, trainyard.folder)
        config = write(trainyard, url, "kinds")
    summary = track(trainyard, config)
    printed = trainyard.run("predict", "--model", summary["run"], "--input", table, "-q").stdout
    wanted = list(csv.DictReader(io.StringIO(printed)))
    found = ask("predict", f"runs:/{summary['tracking']['run_id']}/model", table)
    columns = [name for name in wanted[0] if name not in ("row", "kind", "median_house_value")]
    assert list(found["answers"]) == columns and {one["name"] for one in found["outputs"]} <= set(columns)
    for name in columns:
        is_text = name == "prediction" and labels and labels != ["0", "1", "2"]
        assert found["answers"][name] == [row[name] if is_text else float(row[name]) for row in wanted], name
    types = {one["name"]: one["type"] for one in found["inputs"]}
    if labels:
        assert types == {"size": "double", "rooms": "any", "new": "boolean", "built": "datetime", "place": "string"}
    else:
        assert types["median_income"] == "double" and types["ocean_proximity"] == "string" and "median_house_value" not in types


def test_pyfunc_says_what_it_lacks_without_the_program(trainyard, url, source):
    table = small_table(source, trainyard.folder)
    summary = track(trainyard, write(trainyard, url, "lacking"))
    client = [MLFLOW / "python", pathlib.Path(__file__).with_name("mlflow_client.py"), url, "predict", f"runs:/{summary['tracking']['run_id']}/model", table]
    bare = {**ENVIRONMENT, "PATH": "/usr/bin:/bin"}
    del bare["TRAINYARD"]
    done = subprocess.run(client, env=bare, capture_output=True, text=True, timeout=600)
    assert done.returncode != 0 and "set TRAINYARD to its path, or put it on PATH" in done.stderr


def test_versions_stages_and_aliases_follow_the_registry(trainyard, url, ask, source):
    table = small_table(source, trainyard.folder)
    config = write(trainyard, url, "registered", more="register: {name: house_value, stage: Staging}\n")
    first = track(trainyard, config)["tracking"]["run_id"]
    write_policy(trainyard.folder, "production: {self_approval: true}\n")
    there = ask("model", "house_value")
    assert there["aliases"] == {"staging": "1"}
    (version,) = there["versions"].values()
    assert (version["stage"], version["run"], version["status"], version["tags"]["trainyard.version"]) == ("Staging", first, "READY", "1")

    def models(*words):
        done = trainyard.run("models", *words, env=ENVIRONMENT)
        assert done.returncode == 0 and "not mirrored" not in done.stderr, done.stderr

    def now():
        there = ask("model", "house_value")
        return there["aliases"], {version["tags"]["trainyard.version"]: version["stage"] for version in there["versions"].values()}

    models("approve", "house_value", "1", "--reason", "good")
    models("promote", "house_value", "1", "--to", "Production")
    track(trainyard, config, "--set", "seed=5")
    assert now() == ({"production": "1", "staging": "2"}, {"1": "Production", "2": "Staging"})
    models("approve", "house_value", "2", "--reason", "better")
    models("promote", "house_value", "2", "--to", "Production")
    assert now() == ({"production": "2"}, {"1": "Archived", "2": "Production"})
    models("rollback", "house_value", "--reason", "worse")
    assert now()[0] == {"production": "1"}
    printed = trainyard.run("predict", "--model", "house_value@Production", "--input", table, "-q").stdout
    found = ask("predict", "models:/house_value@production", table)
    assert found["answers"]["prediction"] == [float(row["prediction"]) for row in csv.DictReader(io.StringIO(printed))]
    models("archive", "house_value", "1", "--reason", "old")
    assert now() == ({}, {"1": "Archived", "2": "Archived"})


def test_eight_programs_at_once_make_one_experiment(trainyard, url, ask, source):
    small_table(source, trainyard.folder)
    config = write(trainyard, url, "crowded")
    commands = [trainyard.command("run", config, "--new", "-q", "--threads", "1", "--set", f"seed={seed}", "--set", "evaluate.bootstrap=0") for seed in range(8)]
    processes = [subprocess.Popen(command, cwd=trainyard.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands]
    for process in processes:
        _, printed = process.communicate(timeout=900)
        assert process.returncode == 0, printed
    export(trainyard, url)  # what a busy server did not take in time
    assert ask("experiments").count("crowded") == 1
    runs = parents(ask("runs", "crowded"))
    assert len(runs) == 8 and {run["status"] for run in runs} == {"FINISHED"}
    assert len({run["tags"]["trainyard.run"] for run in runs}) == 8


def test_long_values_and_odd_names_are_cut_to_what_mlflow_takes(trainyard, url, ask, source):
    table = small_table(source, trainyard.folder)
    lines = table.read_text().splitlines()
    (trainyard.folder / "odd.csv").write_text("\n".join([lines[0].replace("total_rooms", "täglich (m²)?"), *lines[1:]]) + "\n")
    derived = ", ".join(f"d{i}: {' + '.join(['population'] * (i + 1))}" for i in range(120))
    summary = track(trainyard, write(trainyard, url, "odd", table="odd.csv", more=f"features: {{derive: {{{derived}}}, columns: {{\"täglich (m²)?\": {{scale: robust}}}}}}\n"
                                     f"search: {{sampler: random, trials: 1, metric: rmse, space: {{max_depth: {{categorical: {list(range(2, 3000))}}}}}}}\n"))
    (run,) = parents(ask("runs", "odd"))
    assert run["id"] == summary["tracking"]["run_id"] and run["params"]["features.derive.d119"].count("population") == 120
    assert any(name.startswith("features.columns.t") and name.isascii() for name in run["params"])
    assert run["params"]["search.space.max_depth.categorical"].endswith("…") and len(run["params"]["search.space.max_depth.categorical"].encode()) <= 6000


def test_a_run_of_another_directory_is_another_run(trainyard, url, ask, source, tmp_path):
    small_table(source, trainyard.folder)
    write(trainyard, url, "twice")
    other = Program(tmp_path / "other")
    shutil.copytree(trainyard.folder, tmp_path / "other", ignore=shutil.ignore_patterns("other"))
    ids = {track(one, one.folder / "c.yaml")["tracking"]["run_id"] for one in (trainyard, other)}
    assert {run["id"] for run in parents(ask("runs", "twice"))} == ids and len(ids) == 2
