"""Gates: each with value, limit and verdict on record and in the console; a model that fails one is exit code 1."""

import json
import pathlib

import h5py
import pytest

SMALL = ("--set", "search=", "--set", "model.params={n_estimators: 30}")


@pytest.fixture
def gated(trainyard, small_config):
    """Runs the small config with gates; returns the exit code, the document of --json and gates.json."""
    config = small_config()

    def run(gates, *words):
        done = trainyard.run("run", config, *SMALL, "--set", f"gates={gates}", "--json", *words)
        assert done.returncode in (0, 1), done.stderr
        answer = json.loads(done.stdout)
        return done.returncode, answer, json.loads((pathlib.Path(answer["run"]) / "gates.json").read_text())

    return run


def test_a_model_that_keeps_its_gates_passes(gated):
    code, answer, record = gated("[{metric: rmse, max: 80000}, {metric: root_mean_squared_error, better_than: baseline, by: 0.3}, "
                                 "{metric: r2, min: 0.5}]")
    assert (code, answer["verdict"], record["verdict"]) == (0, "passed", "passed")
    assert answer["gates"] == record
    first, second, third = record["gates"]
    test, baseline = answer["metrics"]["test"], answer["metrics"]["baseline"]
    assert first == {"metric": "rmse", "rule": "max", "value": test["rmse"], "limit": 80000, "passed": True}
    assert second["limit"] == pytest.approx(0.7 * baseline["rmse"]) and second["rule"] == "better_than"
    assert third["value"] == test["r2"]


def test_one_gate_that_is_not_kept_fails_the_run_which_is_published_all_the_same(gated, trainyard):
    code, answer, record = gated("[{metric: rmse, max: 1000}, {metric: r2, min: 0.5}]")
    assert (code, answer["verdict"], answer["status"]) == (1, "failed", "finished")
    assert [gate["passed"] for gate in record["gates"]] == [False, True]
    assert (pathlib.Path(answer["run"]) / "manifest.json").exists() and answer["model"]
    assert trainyard.run("verify", answer["run"]).returncode == 0


def test_a_run_that_is_skipped_has_the_verdict_of_the_record(gated):
    gates = "[{metric: rmse, max: 1000}]"
    first, again = gated(gates), gated(gates)
    assert again[1]["status"] == "skipped"
    assert (again[0], again[1]["verdict"], again[2]) == (1, "failed", first[2])
    assert gated("[{metric: rmse, max: 90000}]")[0:2][0] == 0, "other gates are another run"


def test_the_console_shows_each_gate(trainyard, small_config):
    config = small_config()
    done = trainyard.run("run", config, *SMALL, "--set", "gates=[{metric: rmse, max: 1000}, {metric: r2, min: 0.5}]")
    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["verdict", "failed:", "1", "of", "2", "gates"] in lines
    assert any(line[:2] == ["failed", "rmse"] and line[-2:] == ["≤", "1000"] for line in lines)
    assert any(line[:2] == ["passed", "r2"] and line[-2:] == ["≥", "0.5"] for line in lines)


def test_with_nothing_in_production_a_comparison_passes_and_says_so(gated):
    code, _, record = gated("[{metric: rmse, not_worse_than: Production, tolerance: 0.01}]", "--set", "register={name: house_value}")
    assert code == 0
    assert record["gates"][0]["text"] == "nothing to compare with: no model is in Production"
    assert record["gates"][0]["limit"] is None


def test_a_comparison_with_production_needs_the_name_of_the_model(trainyard, small_config):
    done = trainyard.run("run", small_config(), *SMALL, "--set", "gates=[{metric: rmse, not_worse_than: Production}]")
    assert done.returncode == 78 and "gates[0].not_worse_than: needs register.name" in done.stderr


def test_better_than_the_baseline_by_more_than_can_be(gated):
    code, _, record = gated("[{metric: rmse, better_than: baseline, by: 0.99}]")
    assert code == 1 and "by 99 %" in record["gates"][0]["text"]


def test_the_baseline_is_not_better_than_itself(gated):
    code, _, _ = gated("[{metric: rmse, better_than: baseline}]", "--set", "model={type: baseline}")
    assert code == 1


def test_latency_is_that_of_single_rows(gated):
    code, _, record = gated("[{metric: latency_p99_ms, max: 10000}]")
    assert code == 0 and 0 < record["gates"][0]["value"] < 10000
    assert gated("[{metric: latency_p99_ms, max: 0.0001}]")[0] == 1


def test_bad_rows_are_the_share_in_quarantine(trainyard, small_config, source, tmp_path):
    text = (source / "data/housing.csv").read_text().splitlines()[:1001]
    text[5] = "not,a,row"
    (tmp_path / "some.csv").write_text("\n".join(text) + "\n")
    config = small_config(data=tmp_path / "some.csv")
    done = trainyard.run("run", config, *SMALL, "--set", "gates=[{metric: quarantined_share, max: 0.0005}]", "--json")
    gate = json.loads(done.stdout)["gates"]["gates"][0]
    assert (done.returncode, gate["value"]) == (1, 0.001)


def test_fairness_of_a_group_that_evaluate_does_not_name(gated):
    code, answer, record = gated("[{metric: mean_prediction_difference, group: ocean_proximity, max: 1000}]")
    found = json.loads((pathlib.Path(answer["run"]) / "evaluation.json").read_text())["fairness"]["ocean_proximity"]
    gate = record["gates"][0]
    assert (code, gate["group"], gate["value"]) == (1, "ocean_proximity", found["mean_prediction_difference"])


def test_a_gate_of_another_kind_of_target_is_a_mistake_of_the_config(trainyard, small_config):
    config = small_config()
    gates = "gates=[{metric: roc_auc, min: 0.5}, {metric: demographic_parity_ratio, group: nowhere, min: 0.5}]"
    done = trainyard.run("run", config, *SMALL, "--set", gates)
    assert done.returncode == 78
    assert "roc_auc measures classes" in done.stderr and "measures two classes" in done.stderr and "no column 'nowhere'" in done.stderr


def test_without_test_rows_no_gate_of_the_rows_is_kept(gated):
    code, _, record = gated("[{metric: rmse, max: 1e9}, {metric: quarantined_share, max: 1}]", "--set", "split.test=0")
    assert code == 1 and [gate["passed"] for gate in record["gates"]] == [False, True]


def test_evaluating_another_run_has_gates_too(gated, trainyard, small_config):
    _, answer, _ = gated("[{metric: rmse, max: 90000}]")
    done = trainyard.run("evaluate", small_config(), *SMALL, "--run", answer["run"], "--set", "gates=[{metric: rmse, max: 1}]", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["verdict"] == "failed"


def split_of(answer):
    with h5py.File(pathlib.Path(answer["run"]) / "split.h5") as file:
        columns = {name: file[name][:].tolist() for name in ("source", "number", "part")}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def test_the_model_in_production_predicts_the_same_rows(trainyard, small_config, tmp_path):
    config = small_config()
    gate = ("--set", "register={name: house_value}", "--set", "gates=[{metric: rmse, not_worse_than: Production, tolerance: 0.01}]", "--json")
    model = ("--set", "search=")

    def gate_of(*words):
        done = trainyard.run("run", config, *model, *gate, *words)
        answer = json.loads(done.stdout)
        return done.returncode, answer["gates"]["gates"][0], answer

    code, first, answer = gate_of("--set", "model.params={n_estimators: 60}")
    assert code == 0 and "nothing to compare with" in first["text"]
    (tmp_path / "results/policy.yaml").write_text("production: {approvals: 0}\n")
    trainyard.json("models", "promote", "house_value", "1", "--to", "Production")

    code, worse, _ = gate_of("--set", "model.params={n_estimators: 5}")
    rmse = answer["metrics"]["test"]["rmse"]
    assert code == 1 and worse["limit"] == pytest.approx(1.01 * rmse) and "95 % interval" in worse["text"]
    code, alike, _ = gate_of("--set", "model.params={n_estimators: 61}")
    assert code == 0 and alike["passed"], alike
    assert "training rows" not in alike["text"], "the split is the same"
    _, other_split, other_answer = gate_of("--set", "model.params={n_estimators: 61}", "--set", "seed=77")
    mine, theirs = ({(row["source"], row["number"]): row["part"] for row in split_of(one)} for one in (other_answer, answer))
    shared = sum(part == 1 and theirs[row] == 0 for row, part in mine.items())
    assert shared > 0 and f"; {shared} of {sum(part == 1 for part in mine.values())} test rows were training rows" in other_split["text"]
    code, other, _ = gate_of("--set", "model.params={n_estimators: 60}", "--set", "data.drop=[ocean_proximity]", "--set",
                             "features.categorical=")
    assert code == 1 and "does not predict these rows" in other["text"]
