"""`runs list`, `export` and `diff`: runs found, filtered, sorted, and what two differ in."""

import csv
import hashlib
import io
import json
import pathlib
import shutil
import subprocess

import h5py
import pandas
import pyarrow.parquet
import pytest

from conftest import Program
from halted import halted

DEPTHS = [2, 3, 4]


@pytest.fixture(scope="module")
def made(tmp_path_factory, source):
    """Three runs of one experiment, and a sweep of another."""
    folder = tmp_path_factory.mktemp("runs")
    program = Program(folder)
    config = (f"data: {{source: {source / 'data' / 'housing.csv'}, target: median_house_value}}\nresults: results\n"
              "model: {params: {n_estimators: 3}}\n")
    (folder / "a.yaml").write_text(f"experiment: first\ntags: {{team: \"pricing's\"}}\n{config}")
    (folder / "b.yaml").write_text(f"experiment: second\n{config}search: {{sampler: random, trials: 1, metric: rmse, space: {{max_depth: {{int: [2, 3]}}}}}}\n")
    runs = [pathlib.Path(program.json("run", "a.yaml", "--set", f"model.params.max_depth={depth}")["run"]) for depth in DEPTHS]
    return folder, [*runs, pathlib.Path(program.json("sweep", "b.yaml")["run"])]


@pytest.fixture
def runs(made, trainyard):
    """Copies, for tests that change them."""
    folder, runs = made
    shutil.copytree(folder / "results", trainyard.folder / "results")
    return [trainyard.folder / run.relative_to(folder) for run in runs]


def reseal(run):
    """Gives a run that was changed a manifest that fits."""
    manifest = json.loads((run / "manifest.json").read_text())
    for file in manifest["files"]:
        data = (run / file["path"]).read_bytes()
        file.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    del manifest["digest"]
    manifest["digest"] = hashlib.sha256(json.dumps(manifest, indent=2, ensure_ascii=False).encode()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def names(trainyard, *options):
    return [pathlib.Path(run["run"]).name for run in trainyard.json("runs", "list", *options)["runs"]]


def swept_depth(runs):
    return json.loads((runs[3] / "run.json").read_text())["summary"]["best"]["params"]["max_depth"]


def short(runs, *numbers):
    return [runs[number].name for number in numbers]


def test_a_filter_leaves_the_runs_for_which_all_conditions_hold(runs, trainyard):
    assert names(trainyard, "--filter", "params.max_depth >= 3") == short(runs, 2, 1)
    assert names(trainyard, "--filter", "max_depth >= 3 and max_depth != 4") == short(runs, 1)
    assert names(trainyard, "--filter", "experiment = second") == short(runs, 3)
    assert names(trainyard, "--filter", 'tags.team = "pricing\'s" AND verb = run AND max_depth<3') == short(runs, 0)
    assert names(trainyard, "--filter", "created > 2100-01-01") == []
    assert names(trainyard, "--filter", "verb != run") == short(runs, 3), "a run that has the field"


def test_a_metric_without_its_part_is_that_of_the_test_rows_and_of_no_others(runs, trainyard):
    listed = trainyard.json("runs", "list", "--columns", "rmse, metrics.rmse,run,cv.rmse,train.rmse")["runs"]
    for one, run in zip(listed, reversed(runs)):
        metrics = json.loads((run / "metrics.json").read_text())
        assert one["rmse"] == one["metrics.rmse"] == (metrics["test"] or {}).get("rmse")
        assert one["cv.rmse"] == (metrics["cv"] or {}).get("rmse") and one["train.rmse"] == (metrics["train"] or {}).get("rmse")
        assert list(one) == ["run", "rmse", "metrics.rmse", "cv.rmse", "train.rmse"]


def test_runs_are_sorted_by_any_field_and_those_without_it_come_last(runs, trainyard):
    depth = dict(zip(short(runs, 0, 1, 2, 3), [*DEPTHS, swept_depth(runs)]))
    assert [depth[name] for name in names(trainyard, "--sort", "max_depth")] == sorted(depth.values())
    assert [depth[name] for name in names(trainyard, "--sort", "max_depth desc", "--limit", "3")] == sorted(depth.values())[:0:-1]
    errors = {run.name: json.loads((run / "metrics.json").read_text())["test"]["rmse"] for run in runs[:3]}
    assert names(trainyard, "--experiment", "first", "--sort", "test.rmse") == sorted(errors, key=errors.get)
    assert names(trainyard, "--sort", "test.rmse") == [*sorted(errors, key=errors.get), runs[3].name], "a sweep has no test metrics"
    assert names(trainyard, "--sort", "test.rmse desc") == [*sorted(errors, key=errors.get, reverse=True), runs[3].name]


@pytest.mark.parametrize("options, said", [
    (["--filter", "rmse <"], "a value was expected at character 7 of 'rmse <'"),
    (["--filter", "rmse ~ 3"], "one of = != < <= > >= was expected at character 6"),
    (["--filter", "rmse < 3 or rmse > 4"], "'and' was expected at character 10"),
    (["--filter", "verb = 'run"], "the quote is not closed"),
    (["--filter", "params.max_dept = 3"], "no run has a field 'params.max_dept', did you mean 'params.max_depth'?"),
    (["--sort", "params.max_dept"], "did you mean 'params.max_depth'?"),
    (["--sort", "rmse down"], "'rmse down' is none of FIELD, 'FIELD asc' and 'FIELD desc'"),
    (["--columns", "run,,user"], "a name is missing between two commas"),
    (["--columns", "nothing"], "no run has a field 'nothing'"),
])
def test_a_wrong_query_is_a_usage_error_that_says_where(made, options, said):
    folder, _ = made
    done = Program(folder).run("runs", "list", *options)
    assert done.returncode == 64 and said in done.stderr


def test_the_index_changes_no_answer(runs, trainyard):
    template = runs[1]
    for number in range(100):  # more than are read without one
        copy = template.parent / f"20260101T000000Z-copy-{number:06x}"
        shutil.copytree(template, copy)
        record = json.loads((copy / "run.json").read_text())
        record.update(name=copy.name, order=number + 1, user=f"user{number}")
        (copy / "run.json").write_text(json.dumps(record))
    query = ["runs", "export", "--sort", "user desc"]
    without = trainyard.run(*query).stdout
    index = trainyard.folder / "results" / ".index" / "runs"
    assert index.exists()
    assert trainyard.run(*query).stdout == without
    kept = index.read_bytes()
    index.write_bytes(kept.replace(b"user99", b"user00"))
    assert trainyard.run(*query).stdout == without, "a damaged index is as good as none"
    shutil.rmtree(template.parent / "20260101T000000Z-copy-000000")
    assert trainyard.run(*query).stdout.count("\n") == without.count("\n") - 1
    changed = template.parent / "20260101T000000Z-copy-000001"
    (changed / "run.json").write_text((changed / "run.json").read_text().replace("user1", "someone"))
    (changed / "manifest.json").write_text((changed / "manifest.json").read_text() + "\n")
    assert "someone" in trainyard.run(*query).stdout, "another manifest is another run"


def test_a_results_directory_that_cannot_be_written_is_listed_all_the_same(runs, trainyard):
    (trainyard.folder / "results" / ".index").write_text("in the way")
    assert names(trainyard) == short(runs, 3, 2, 1, 0)


def test_the_export_has_every_field_of_every_run(runs, trainyard):
    rows = list(csv.DictReader(io.StringIO(trainyard.run("runs", "export").stdout)))
    assert [row["run"] for row in rows] == short(runs, 3, 2, 1, 0)
    assert [row["params.max_depth"] for row in rows][1:] == ["4", "3", "2"]
    trainyard.json("runs", "export", "--output", "runs.parquet")
    table = pyarrow.parquet.read_table(trainyard.folder / "runs.parquet").to_pylist()
    for row, run in zip(table, reversed(runs)):
        metrics = json.loads((run / "metrics.json").read_text())
        for part in ("train", "cv", "test", "baseline"):
            for metric, value in (metrics[part] or {}).items():
                assert row[f"metrics.{part}.{metric}"] == value
    done = trainyard.run("runs", "export", "--output", "runs.txt")
    assert done.returncode == 64 and "unknown extension '.txt'" in done.stderr


def test_diff_names_what_differs_and_nothing_else(runs, trainyard):
    found = trainyard.json("runs", "diff", runs[0].name, runs[2].name)
    by_key = {(one["file"], one["key"]): (one["a"], one["b"]) for one in found["differences"]}
    assert by_key["params.json", "model.params.max_depth"] == (2, 4)
    assert {key for file, key in by_key if file == "params.json"} == {"model.params.max_depth", "model.effective.max_depth"}
    assert ("metrics.json", "test.rmse") in by_key and ("metrics.json", "baseline.rmse") not in by_key
    assert "model/model.ubj" in found["files"]["different"] and "transform/transform.json" in found["files"]["same"]
    assert found["files"]["only_a"] == found["files"]["only_b"] == []
    text = trainyard.run("runs", "diff", runs[0].name, runs[2].name).stdout
    assert "model.params.max_depth" in text
    alike = trainyard.json("runs", "diff", runs[0].name, runs[0].name)
    assert alike["differences"] == [] and alike["files"]["different"] == []


def test_diff_needs_two_runs(made):
    folder, runs = made
    done = Program(folder).run("runs", "diff", runs[0].name)
    assert done.returncode == 64 and "RUN is missing" in done.stderr


def test_a_run_that_is_repeated_gives_the_same_bytes_with_any_number_of_threads(runs, trainyard):
    for run in runs[1], runs[3]:
        again = trainyard.json("runs", "repeat", run.name, "--threads", "1")
        assert again["same"] and again["files"]["different"] == []
        assert "metrics.json" in again["files"]["same"]
        assert json.loads((pathlib.Path(again["run"]) / "run.json").read_text())["repeats"] == run.name
        assert pathlib.Path(again["run"]) != run and pathlib.Path(again["repeats"]) == run


def test_a_run_whose_result_cannot_be_had_again_is_told_apart(runs, trainyard):
    run = runs[0]
    forged = json.loads((run / "metrics.json").read_text())
    forged["test"]["rmse"] = 1.0
    (run / "metrics.json").write_text(json.dumps(forged, indent=2) + "\n")
    done = trainyard.run("runs", "repeat", run.name)
    assert done.returncode == 65 and "was changed after it was published: metrics.json" in done.stderr
    reseal(run)
    done = trainyard.run("runs", "repeat", run.name)
    assert done.returncode == 1 and "different: metrics.json" in done.stdout


def test_what_a_machine_decides_is_no_reason_to_call_a_repetition_another_run(runs, trainyard):
    config = trainyard.folder / "gated.yaml"
    config.write_text((runs[0] / "config.yaml").read_text() + "gates: [{metric: latency_p99_ms, max: 60000}, {metric: rmse, max: 1000000}]\n")
    gated = pathlib.Path(trainyard.json("run", "gated.yaml")["run"])
    again = trainyard.json("runs", "repeat", gated.name)
    assert again["same"] and "gates.json" in again["files"]["same"]


def test_a_report_and_a_comparison_are_not_made_of_a_run_that_was_changed(runs, trainyard):
    (runs[0] / "metrics.json").write_text((runs[0] / "metrics.json").read_text().replace("rmse", "rmsf"))
    for words in (["report", runs[0].name, "--output", "r.html"], ["runs", "compare", runs[1].name, runs[0].name]):
        done = trainyard.run(*words)
        assert done.returncode == 65 and "was changed after it was published: metrics.json" in done.stderr
    assert not (trainyard.folder / "r.html").exists()


def test_evaluating_a_run_without_a_model_leaves_nothing_behind(runs, trainyard):
    done = trainyard.run("evaluate", runs[3] / "config.yaml", "--run", runs[3].name, "--results", "results")
    assert done.returncode == 66 and "has no model to evaluate: `trainyard sweep` made it" in done.stderr
    assert {run["status"] for run in trainyard.json("runs", "list")["runs"]} == {"finished"}


def test_repeating_uses_the_dataset_of_then_or_refuses(runs, trainyard, source):
    shutil.rmtree(trainyard.folder / "results" / "datasets")
    assert trainyard.json("runs", "repeat", runs[0].name)["same"], "made anew from the same source"


def cleaned(trainyard, *options):
    return {pathlib.Path(run["run"]).name: run for run in trainyard.json("runs", "clean", *options)["runs"]}


def test_clean_removes_old_runs_and_first_says_which(runs, trainyard):
    would = cleaned(trainyard, "--experiment", "first", "--keep-last", "1", "--dry-run")
    assert set(would) == set(short(runs, 0, 1)) and not any(run["removed"] for run in would.values())
    assert names(trainyard) == short(runs, 3, 2, 1, 0)
    assert cleaned(trainyard, "--keep-last", "1", "--older-than", "1d") == {}, "both rules keep"
    did = cleaned(trainyard, "--keep-last", "1")
    assert set(did) == set(short(runs, 0, 1)) and all(run["removed"] and run["bytes"] > 10000 for run in did.values())
    assert names(trainyard) == short(runs, 3, 2)
    assert trainyard.run("verify", "results").returncode == 0
    assert cleaned(trainyard, "--keep-last", "1") == {}


def test_clean_keeps_what_the_registry_and_other_runs_rest_on(runs, trainyard):
    trainyard.json("models", "register", "house", runs[0].name)
    config = trainyard.folder / "again.yaml"
    config.write_text((runs[1] / "config.yaml").read_text())
    child = pathlib.Path(trainyard.json("evaluate", "again.yaml", "--run", runs[1])["run"])
    did = cleaned(trainyard, "--keep-last", "1")
    assert did[runs[0].name]["kept_for"] == "model house version 1"
    assert did[runs[1].name]["kept_for"] == f"run {child.name}"
    assert did[runs[2].name]["removed"]
    assert set(names(trainyard)) == {child.name, runs[0].name, runs[1].name, runs[3].name}
    assert trainyard.run("verify", "results").returncode == 0


def test_clean_ends_what_a_killed_one_began(runs, trainyard):
    aside = runs[0].parent / ".pending" / f".removed-{runs[0].name}"
    aside.parent.mkdir(exist_ok=True)
    runs[0].rename(aside)
    assert names(trainyard) == short(runs, 3, 2, 1), "it is no run any more"
    cleaned(trainyard, "--older-than", "1w")
    assert not aside.exists()


def test_clean_removes_what_was_killed_and_is_not_gone_on_with(runs, trainyard, source):
    config = runs[0] / "config.yaml"
    pending = runs[0].parent / ".pending"
    started = subprocess.Popen(trainyard.command("run", config, "--new", "--set", "model.params.n_estimators=200000", "--results", "results"),
                               cwd=trainyard.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with halted(started, lambda: list(pending.glob("*/split.h5"))):
        (run,) = [path for path in pending.iterdir() if path.is_dir()]
        assert cleaned(trainyard, "--interrupted") == {}, "a process is at it"
    trainyard.json("run", config, "--set", "model.params.max_depth=2", "--results", "results")
    assert run.is_dir(), "a success of the same config leaves it, for it may hold more"
    assert cleaned(trainyard, "--keep-last", "1", "--dry-run").keys() == set(short(runs, 0, 1)), "it is no finished run"
    assert cleaned(trainyard, "--interrupted", "--older-than", "1d") == {} == cleaned(trainyard, "--interrupted", "--keep-last", "1")
    assert cleaned(trainyard, "--interrupted", "--dry-run")[run.name]["removed"] is False and run.is_dir()
    assert cleaned(trainyard, "--interrupted")[run.name]["removed"] is True
    assert list(pending.iterdir()) == [] and set(names(trainyard)) >= set(short(runs, 0, 1, 2, 3))
    assert trainyard.run("verify", "results").returncode == 0


def test_a_run_that_is_skipped_says_when_it_was_made(runs, trainyard):
    done = trainyard.run("run", runs[0] / "config.yaml", "--set", "model.params.max_depth=2", "--results", "results")
    finished = json.loads((runs[0] / "run.json").read_text())["finished"]
    assert done.returncode == 0 and f"skipped: nothing has changed since it was made, {finished}\n" in done.stdout
    assert "made now" not in done.stdout


def test_comparing_finds_the_parameters_of_sweeps_and_evaluations(runs, trainyard):
    evaluated = trainyard.json("evaluate", runs[0] / "config.yaml", "--set", "split.test=0.3", "--run", runs[0], "--results", "results")["run"]
    found = trainyard.json("runs", "compare", evaluated, runs[0], runs[3])
    assert found["parameters"].get("model.params.max_depth", [2, 2, 2]) == [2, 2, swept_depth(runs)]
    assert "model.type" not in found["parameters"] and "model.params.learning_rate" not in found["parameters"], "they are known of all"
    assert found["parameters"]["split.test"][0] == 0.3, "the evaluation's own"


def test_an_evaluation_says_that_its_model_was_trained_on_test_rows(runs, trainyard):
    other_rows = ["evaluate", runs[0] / "config.yaml", "--set", "seed=5", "--run", runs[0], "--results", "results"]
    same = trainyard.json("evaluate", runs[0] / "config.yaml", "--run", runs[0], "--results", "results", "--new")
    assert [one["kind"] for one in same["warnings"]] == []
    done = trainyard.run(*other_rows, "--json")
    (warning,) = [one for one in json.loads(done.stdout)["warnings"] if one["kind"] == "known_rows"]
    other = pathlib.Path(json.loads(done.stdout)["run"])
    with h5py.File(runs[0] / "split.h5") as mine, h5py.File(other / "split.h5") as its:
        known = sum(1 for now, then in zip(its["part"][:], mine["part"][:]) if now == 1 and then == 0)
    assert known > 0 and warning["text"].startswith(f"{known} of {len(pandas.read_csv(other / 'predictions.csv'))} test rows were training rows of {runs[0].name}")
    assert warning["text"] in done.stderr
    strict = trainyard.run(*other_rows, "--strict", "--set", "experiment=house_value_xgboost")
    assert strict.returncode == 1
    assert f"B: {warning['text']}" in trainyard.run("runs", "compare", runs[0], other).stdout
    trainyard.json("runs", "compare", other, runs[0], "--output", "compared.html")
    assert f"A: {known} of" in (trainyard.folder / "compared.html").read_text()


@pytest.mark.parametrize("options, said", [
    ([], "say which runs stay: --keep-last N, --older-than 30d, or both"),
    (["--keep-last", "0"], "--keep-last"),
    (["--older-than", "soon"], "--older-than 'soon' is no time such as 12h, 30d or 8w"),
    (["--keep-last", "3", "--limit", "2"], "--limit belongs to"),
])
def test_clean_without_a_sound_rule_removes_nothing(made, options, said):
    folder, runs = made
    done = Program(folder).run("runs", "clean", *options)
    assert done.returncode == 64 and said in done.stderr
    assert all(run.exists() for run in runs)
