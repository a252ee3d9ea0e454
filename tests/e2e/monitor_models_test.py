"""`monitor` of models that are not of one number by single rows, and killed in the midst of its work."""

import json
import pathlib
import shutil
import signal

import numpy
import pandas
import pytest
from scipy import stats

import faults
from tasks_test import people


def found_by(answer):
    return json.loads((pathlib.Path(answer["run"]) / "monitor.json").read_text())


def monitored(trainyard, *words):
    """The summary of a monitor that ran, whatever its verdict."""
    done = trainyard.run("monitor", "c.yaml", "--input", "new.csv", *words, "--json")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def surveyed(trainyard, tmp_path):
    """A model of three classes, and the answers of people of more than 40 years."""
    people(1000).to_csv(tmp_path / "train.csv", index=False)
    older = people(1500, seed=9)
    older[older.age > 40].drop(columns="kind").to_csv(tmp_path / "new.csv", index=False)
    (tmp_path / "c.yaml").write_text(
        "experiment: survey\nresults: results\ndata: {source: train.csv, target: kind, drop: [answer]}\n"
        "model: {params: {n_estimators: 20}}\nmonitor: {drift: {max: 100, predictions: {test: chi2}}}\n")
    return pathlib.Path(trainyard.json("run", "c.yaml")["run"])


def test_the_predictions_of_three_classes_drift_by_how_often_each_is_decided_on(trainyard, surveyed, tmp_path):
    answer = monitored(trainyard)
    found = found_by(answer)["predictions"]
    trainyard.json("predict", "--model", surveyed, "--input", "new.csv", "--output", "p.csv")
    was, now = (pandas.read_csv(file).prediction.value_counts() for file in (surveyed / "predictions.csv", tmp_path / "p.csv"))
    assert len(was) == 3 and (found["of"], found["type"], found["reference_rows"]) == ("test", "category", was.sum())
    table = pandas.DataFrame({"was": was, "now": now}).fillna(0)
    chi2, p, _, _ = stats.chi2_contingency(table.T, correction=False)
    assert found["statistic"] == pytest.approx(chi2, rel=1e-9) and found["p_value"] == pytest.approx(p, rel=1e-6)
    assert [(alert["kind"], alert["test"]) for alert in answer["alerts"]] == [("prediction_drift", "chi2")]

    by_shares = found_by(monitored(trainyard, "--set", "monitor.drift.predictions={test: psi}"))["predictions"]
    was, now = (numpy.maximum(counts / counts.sum(), 1e-4) for counts in (table.was, table.now))
    assert by_shares["statistic"] == pytest.approx(((now - was) * numpy.log(now / was)).sum(), rel=1e-9)


def sales(rows=1500):
    """Amounts that rise in the last third of the rows, and prices of each month."""
    random = numpy.random.default_rng(20261130)
    when = pandas.Timestamp("2024-01-01") + pandas.to_timedelta(numpy.sort(random.choice(8000, rows, replace=False)), unit="h")
    amount = numpy.round(random.gamma(2, 10, rows) + 15 * (numpy.arange(rows) > rows * 2 / 3), 2)
    table = pandas.DataFrame({"when": when, "store": random.choice(["a", "b"], rows), "amount": amount})
    table["y"] = table.amount.shift(1).fillna(0) + random.normal(0, 1, rows)
    months = pandas.date_range("2023-12-01", "2024-12-01", freq="MS")
    prices = pandas.DataFrame({"store": ["a", "b"] * len(months), "since": numpy.repeat(months, 2)})
    prices["price"] = numpy.round(random.normal(10, 1, len(prices)) + numpy.arange(len(prices)), 2)
    return table, prices


def test_what_windows_and_joins_compute_is_watched_with_the_new_rows_as_each_others_history(trainyard, tmp_path):
    table, prices = sales()
    old, new = table.iloc[:1000], table.iloc[1000:]
    old.to_csv(tmp_path / "train.csv", index=False)
    new.drop(columns="y").sample(frac=1, random_state=1).to_csv(tmp_path / "new.csv", index=False)
    prices.to_csv(tmp_path / "prices.csv", index=False)
    (tmp_path / "c.yaml").write_text(
        "experiment: history\nresults: results\ndata: {source: train.csv, target: y, timestamp: when}\nsplit: {test: 0, folds: 2}\n"
        "features:\n  window: {recent: {column: amount, function: mean, rows: 3, by: store}}\n"
        "  join: [{source: prices.csv, by: store, right_on: since, columns: [price]}]\n"
        "model: {params: {n_estimators: 20}}\nmonitor: {drift: {test: ks, max: 0.2}}\n")
    trainyard.json("run", "c.yaml")
    answer = monitored(trainyard)
    found = found_by(answer)
    columns = {column["column"]: column for column in found["drift"]["columns"]}
    for name, of in {
            "recent": lambda rows: rows.groupby("store").amount.transform(lambda amounts: amounts.shift(1).rolling(3, min_periods=1).mean()),
            "price": lambda rows: pandas.merge_asof(rows, prices.sort_values("since"), left_on="when", right_on="since", by="store").price,
    }.items():
        expected = stats.ks_2samp(of(old).dropna(), of(new).dropna(), method="asymp")
        assert columns[name]["statistic"] == pytest.approx(expected.statistic, abs=1e-9), name
        assert columns[name]["drifted"] and columns[name]["p_value"] == pytest.approx(expected.pvalue, abs=1e-9), name
    assert answer["rows"] == 500 and "skipped" in found["skew"], "the service takes no rows of such a model"


def test_killed_in_place_of_every_fourth_step_the_same_command_finds_the_same(trainyard, surveyed, tmp_path):
    """Every call that changes something below runs/, from the lease of its run to the folder with its name."""
    whole = monitored(trainyard)
    expected = found_by(whole)
    shutil.rmtree(whole["run"])
    results, kept = tmp_path / "results", tmp_path / "kept"
    shutil.copytree(results, kept)
    kills = resumed = 0
    for at in range(1, 100, 4):
        shutil.rmtree(results)
        shutil.copytree(kept, results)
        library = faults.between(tmp_path, "killed", faults.KILLED.replace('"/models"', '"/runs/"'), KILL_AT=str(at))
        done = trainyard.run("monitor", "c.yaml", "--input", "new.csv", env=library)
        assert done.returncode in (1, -signal.SIGKILL), done.stderr
        if done.returncode == 1:
            break
        kills += 1
        assert trainyard.run("verify", results).returncode == 0, f"killed at step {at}"
        again = trainyard.run("resume", "--json")
        assert again.returncode in (0, 1, 65), f"killed at step {at}: {again.stderr}"
        if again.returncode == 65:
            assert "give the command again" in again.stderr
        elif again.returncode == 1:
            resumed += 1
            assert found_by(json.loads(again.stdout)) == expected, f"killed at step {at}"
        assert found_by(monitored(trainyard)) == expected, f"killed at step {at}"
        trainyard.json("runs", "clean", "--interrupted")
        assert list(results.glob("experiments/survey/runs/.pending/*")) == [] and trainyard.run("verify", results).returncode == 0
    assert kills > 10 and resumed > 5, (kills, resumed)
