"""The chain as a user runs it: what a run holds, that predict equals evaluation, that nothing depends on shards or threads."""

import csv
import hashlib
import json
import pathlib

import pytest

from run_files import contents


def run_folder(summary):
    folder = pathlib.Path(summary["run"])
    assert folder.is_dir()
    return folder


def digests(folder, names):
    return {
        str(path.relative_to(folder)): hashlib.sha256(contents(path)).hexdigest()
        for name in names
        for path in sorted([folder / name] if (folder / name).is_file() else (folder / name).rglob("*"))
        if path.is_file()
    }


def test_a_run_holds_everything_needed_to_repeat_and_trust_it(trainyard, small_config):
    summary = trainyard.json("run", small_config())
    folder = run_folder(summary)
    for name in ["run.json", "config.yaml", "params.json", "metrics.json", "history.jsonl", "system.json", "data.json",
                 "log.jsonl", "report.html", "manifest.json", "transform/transform.json", "model/model.ubj", "trials/000000.json"]:
        assert (folder / name).is_file(), name
    run = json.loads((folder / "run.json").read_text())
    assert run["status"] == "finished" and run["seed"] == 7 and run["parent"] is None
    assert {"git", "user", "command_line", "created", "finished"} <= run.keys()
    params = json.loads((folder / "params.json").read_text())
    assert params["model"]["params"]["max_depth"] in (3, 4, 5) and "gamma" in str(params), "defaults are recorded too"
    data = json.loads((folder / "data.json").read_text())
    assert data["sources"][0]["sha256"] and data["split"] == {"train": 16512, "test": 4128, "folds": 3}
    assert "rooms_per_household" in data["features"]
    assert all(json.loads(line)["level"] for line in (folder / "log.jsonl").read_text().splitlines())


def test_summary_gives_status_run_metrics_and_best(trainyard, small_config):
    summary = trainyard.json("run", small_config())
    assert summary["status"] == "finished"
    assert summary["metrics"] | {"task": 0, "metric": 0} == json.loads((run_folder(summary) / "metrics.json").read_text()) | {"task": 0, "metric": 0}
    for part in ["train", "cv", "test", "baseline"]:
        assert set(summary["metrics"][part]) == {"rmse", "mae", "r2", "mape"}, part
    assert summary["metrics"]["test"]["rmse"] < 0.6 * summary["metrics"]["baseline"]["rmse"]
    assert set(summary["best"]) == {"params", "value", "trial"}
    assert summary["best"]["value"] == summary["metrics"]["cv"]["rmse"]


def test_the_best_trial_is_the_one_with_the_lowest_mean_over_folds(trainyard, small_config):
    summary = trainyard.json("run", small_config(trials=4))
    trials = [json.loads(p.read_text()) for p in sorted((run_folder(summary) / "trials").glob("*.json"))]
    assert [t["number"] for t in trials] == [0, 1, 2, 3]
    means = [sum(f["scores"]["rmse"] for f in t["folds"]) / len(t["folds"]) for t in trials]
    assert summary["best"]["trial"] == means.index(min(means))
    assert summary["best"]["value"] == pytest.approx(min(means), rel=1e-15)


def test_the_same_command_again_finds_everything_unchanged(trainyard, small_config):
    config = small_config()
    first = trainyard.json("run", config)
    again = trainyard.json("run", config)
    assert again["status"] == "skipped" and again["run"] == first["run"] and again["metrics"] == first["metrics"]
    fresh = trainyard.json("run", config, "--new")
    assert fresh["status"] == "finished" and fresh["run"] != first["run"] and fresh["metrics"] == first["metrics"]


def test_predict_equals_evaluation_bit_for_bit(trainyard, small_config, source, tmp_path):
    summary = trainyard.json("run", small_config())
    output = tmp_path / "predictions.csv"
    trainyard.json("predict", "--model", summary["run"], "--input", source / "data/housing.csv", "--output", output)
    predicted = {row["row"]: row["prediction"] for row in csv.DictReader(output.open())}
    evaluated = {row["row"]: row["prediction"] for row in csv.DictReader((run_folder(summary) / "predictions.csv").open())}
    assert len(predicted) == 20640 and len(evaluated) == 4128
    assert {row: predicted[row] for row in evaluated} == evaluated


def test_predict_works_on_a_bundle_copied_out_of_its_run(trainyard, small_config, source, tmp_path):
    import shutil

    folder = run_folder(trainyard.json("run", small_config()))
    for part in ["transform", "model"]:
        shutil.copytree(folder / part, tmp_path / "bundle" / part)
    trainyard.json("predict", "--model", folder, "--input", source / "data/housing.csv", "--output", tmp_path / "a.csv")
    trainyard.json("predict", "--model", tmp_path / "bundle", "--input", source / "data/housing.csv", "--output", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_predict_refuses_a_damaged_bundle(trainyard, small_config, source, tmp_path):
    import shutil

    folder = run_folder(trainyard.json("run", small_config()))
    for name in ["model/model.ubj", "transform/transform.json", "model/schema.yaml", "model/examples.json", "model/bundle.json"]:
        bundle = tmp_path / name.replace("/", "_")
        for part in ["transform", "model"]:
            shutil.copytree(folder / part, bundle / part)
        damaged = bytearray((bundle / name).read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (bundle / name).chmod(0o640)
        (bundle / name).write_bytes(damaged)
        done = trainyard.run("predict", "--model", bundle, "--input", source / "data/housing.csv", "--output", tmp_path / "x.csv")
        assert done.returncode == 65, f"{name}: {done.stderr}"
        assert not (tmp_path / "x.csv").exists()


def test_predict_names_a_missing_feature_ignores_an_extra_one_and_names_the_row_of_a_wrong_type(trainyard, small_config, source, tmp_path):
    run = trainyard.json("run", small_config())["run"]
    rows = list(csv.DictReader((source / "data/housing.csv").open()))[:50]

    def predict(change, columns):
        table = [dict(row) for row in rows]
        change(table)
        path = tmp_path / "new.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(table)
        return trainyard.run("predict", "--model", run, "--input", path, "--output", tmp_path / "out.csv")

    columns = [name for name in rows[0] if name != "median_house_value"]
    done = predict(lambda table: None, [name for name in columns if name != "median_income"])
    assert done.returncode == 65 and "median_income" in done.stderr

    done = predict(lambda table: [row.update(colour="red") for row in table], [*columns, "colour"])
    assert done.returncode == 0 and "colour" in done.stderr
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 51

    done = predict(lambda table: table[9].update(households="many"), columns)
    assert done.returncode == 65 and "households" in done.stderr and "many" in done.stderr and "11" in done.stderr, done.stderr


MODEL_FILES = ["transform", "model", "metrics.json", "trials", "predictions.csv"]


def test_shards_do_not_change_a_byte_of_transform_model_or_metrics(trainyard, small_config):
    runs = {}
    for shards, shard_rows in {1: 1000000, 3: 7000, 17: 1215}.items():
        summary = trainyard.json("run", small_config(f"{shards}.yaml", results=f"results{shards}", shard_rows=shard_rows))
        assert summary["dataset"]["shards"] == shards
        runs[shards] = digests(run_folder(summary), MODEL_FILES)
    assert len(runs[1]) > 8
    assert runs[1] == runs[3] == runs[17]


def test_threads_do_not_change_a_byte_of_transform_model_or_metrics(trainyard, small_config):
    config = small_config()
    runs = [digests(run_folder(trainyard.json("run", config, "--threads", threads, "--results", f"threads{threads}")), MODEL_FILES) for threads in (1, 2)]
    assert runs[0] == runs[1]


def test_train_after_sweep_uses_its_trials_and_gives_what_run_gives(trainyard, small_config):
    config = small_config()
    sweep = trainyard.json("sweep", config)
    assert sweep["metrics"]["test"] is None and not (run_folder(sweep) / "model").exists()
    train = trainyard.json("train", config)
    assert train["best"] == sweep["best"] and train["metrics"]["test"] is None
    run = trainyard.json("run", config, "--results", "elsewhere")
    trained, ran = (digests(run_folder(one), ["model", "transform", "trials"]) for one in (train, run))
    # The reference for `monitor` has the predictions of test rows, once there are any.
    assert trained.pop("model/reference.json") != ran.pop("model/reference.json")
    assert trained == ran


def test_evaluate_of_a_finished_run_makes_a_child_and_leaves_the_parent_alone(trainyard, small_config):
    config = small_config()
    parent = trainyard.json("run", config)
    before = digests(run_folder(parent), ["."])
    child = trainyard.json("evaluate", config, "--run", parent["run"])
    assert child["run"] != parent["run"] and child["metrics"]["test"] == parent["metrics"]["test"]
    assert json.loads((run_folder(child) / "run.json").read_text())["parent"] == run_folder(parent).name
    assert digests(run_folder(parent), ["."]) == before


def test_no_search_is_one_fit_with_the_given_parameters(trainyard, small_config, tmp_path, source):
    config = tmp_path / "one.yaml"
    config.write_text(f"experiment: one_fit\nresults: {tmp_path}/results\ndata: {{source: {source}/data/housing.csv, target: median_house_value}}\n"
                      "model: {params: {n_estimators: 20}}\n")
    summary = trainyard.json("run", config)
    assert "best" not in summary and summary["metrics"]["cv"] is None and summary["metrics"]["test"]["rmse"] < 80000
    assert not (run_folder(summary) / "trials").exists()
    assert len((run_folder(summary) / "history.jsonl").read_text().splitlines()) == 20


def test_a_failed_trial_is_kept_with_its_reason(trainyard, small_config):
    config = small_config(trials=6)
    config.write_text(config.read_text().replace("max_depth: {int: [3, 5]}", "objective: {categorical: [reg:squarederror, reg:logistic]}"))
    summary = trainyard.json("sweep", config)
    trials = [json.loads(p.read_text()) for p in sorted((run_folder(summary) / "trials").glob("*.json"))]
    failed = [t for t in trials if t["params"]["objective"] == "reg:logistic"]
    assert len(trials) == 6 and 0 < len(failed) < 6
    assert all(t["state"] == "failed" and t["value"] is None and "logistic" in t["reason"] for t in failed)
    assert trials[summary["best"]["trial"]]["state"] == "complete"


def test_the_housing_sample_runs_as_it_is_but_for_its_length(trainyard, source, tmp_path):
    summary = trainyard.json("run", source / "configs/housing.yaml", "--set", "search.trials=2", "--set", "model.params.n_estimators=60",
                             "--results", tmp_path / "results")
    assert "max_depth" in summary["best"]["params"]
    assert summary["metrics"]["test"]["rmse"] < 0.45 * summary["metrics"]["baseline"]["rmse"]
