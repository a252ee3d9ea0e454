"""What makes a score doubtful: each warning is made to happen, is an error under strict, and is silent on clean data."""

import json
import pathlib

import numpy
import pandas
import pytest

ROWS = 1200


@pytest.fixture
def table():
    random = numpy.random.default_rng(11)
    made = pandas.DataFrame(random.normal(size=(ROWS, 3)).round(6), columns=["a", "b", "c"])
    made["kind"] = random.choice(["x", "y", "z"], ROWS)
    made["y"] = (5 * made.a + 3 * made.b + random.normal(size=ROWS) * 3).round(6)
    made["when"] = pandas.date_range("2024-01-01", periods=ROWS, freq="h").strftime("%Y-%m-%dT%H:%M:%S")
    return made


@pytest.fixture
def warned(trainyard, tmp_path):
    """Runs a table with no search; returns the warnings by kind, which the log tells and --json too."""

    def run(table, *words, target="y", split="{test: 0.3, folds: 0}", drop="[when]", code=0, more=""):
        table.to_csv(tmp_path / "made.csv", index=False)
        (tmp_path / "made.yaml").write_text(
            f"experiment: doubts\nseed: 3\nresults: results\ndata: {{source: made.csv, target: {target}, drop: {drop}{more}}}\n"
            f"split: {split}\nmodel: {{params: {{n_estimators: 8, max_depth: 2}}}}\n")
        done = trainyard.run("run", "made.yaml", "--json", *words)
        assert done.returncode == code, done.stderr
        if code == 78:
            return done.stderr
        answer = json.loads(done.stdout)
        found = json.loads((pathlib.Path(answer["run"]) / "evaluation.json").read_text())["warnings"]
        assert answer["warnings"] == found
        for warning in found:
            assert warning["text"] in done.stderr, "it is logged as well"
        return {warning["kind"]: warning["text"] for warning in found}

    return run


def test_clean_data_is_not_warned_of(warned, table):
    assert warned(table) == {}


def test_a_feature_that_tells_a_number(warned, table):
    found = warned(table.assign(price_in_pounds=table.y * 0.86 + 7))
    assert list(found) == ["target_leak"] and "'price_in_pounds' alone tells 100 %" in found["target_leak"]


def test_a_feature_that_tells_a_class(warned, table):
    labelled = table.assign(label=numpy.where(table.y > 0, "good", "bad"), code=numpy.where(table.y > 0, "G", "B"), y=0.0)
    found = warned(labelled.drop(columns="y"), target="label")
    assert list(found) == ["target_leak"] and "'code' alone tells 100 %" in found["target_leak"]


def test_two_numbers_whose_sum_is_the_target(warned, table):
    found = warned(table.assign(part=table.a * 9, rest=table.y - table.a * 9).drop(columns="a"))
    assert list(found) == ["target_leak"] and "'part' and 'rest' together" in found["target_leak"]


def test_bikes_by_casual_and_registered_users(trainyard, source, tmp_path):
    done = trainyard.run("run", source / "configs/bike.yaml", "--results", tmp_path / "results", "--set", "search=", "--set",
                         "data.drop=[instant]", "--set", "model.params={n_estimators: 3}")
    assert "'casual' and 'registered' together, as in a sum or a difference, tell 100 % of the target 'cnt'" in done.stderr


def test_an_identifier_that_follows_the_target(warned, table):
    ordered = table.assign(id=(table.y + numpy.random.default_rng(2).normal(size=ROWS) * 4).rank().astype(int) + 5000)
    found = warned(ordered)
    assert list(found) == ["identifier_leak"] and "'id' differs in nearly every row" in found["identifier_leak"]
    coded = ordered.assign(id=[f"A-{number:06}" for number in ordered.id])
    assert list(warned(coded)) == ["identifier_leak"], "also one of text"
    assert warned(table.assign(id=numpy.arange(ROWS))) == {}, "a mere number is none"


def test_rows_in_the_order_of_the_target(warned, table):
    found = warned(table.sort_values("y"))
    assert list(found) == ["row_order"]


def test_training_rows_that_are_test_rows(warned, table):
    twice = pandas.concat([table, table.sample(150, random_state=1)], ignore_index=True).sample(frac=1, random_state=2)
    found = warned(twice)
    assert list(found) == ["shared_rows"] and "data.duplicates: drop" in found["shared_rows"]


def test_a_time_from_after_the_cutoff(warned, table):
    paid = pandas.to_datetime(table.when) + pandas.to_timedelta(numpy.random.default_rng(3).integers(0, 20, ROWS), unit="D")
    later = table.assign(paid=paid.dt.strftime("%Y-%m-%dT%H:%M:%S"))
    by_time = {"split": "{method: time, test: 0.3, folds: 0}", "drop": "[]", "more": ", timestamp: when"}
    found = warned(later, **by_time)
    assert list(found) == ["future_timestamp"] and "'paid' is at or after the first test row's time" in found["future_timestamp"]
    before = table.assign(ordered=(pandas.to_datetime(table.when) - pandas.Timedelta("3D")).dt.strftime("%Y-%m-%dT%H:%M:%S"))
    assert warned(before, **by_time) == {}


def test_training_rows_learned_by_heart(warned, table):
    noise = table.assign(y=numpy.random.default_rng(5).normal(size=ROWS).round(6))
    found = warned(noise, "--set", "model.params={n_estimators: 300, max_depth: 8}")
    assert list(found) == ["overfitting"]


def test_test_rows_that_are_easier_than_those_of_the_folds(warned, table):
    easy = pandas.to_datetime(table.when) >= "2024-02-10"
    noise = numpy.random.default_rng(7).normal(size=ROWS) * 15
    eased = table.assign(y=5 * table.a + 3 * table.b + numpy.where(easy, 0, noise))
    search = ["--set", "search={sampler: random, trials: 1, space: {max_depth: {int: [2, 2]}}}"]
    found = warned(eased, *search, split="{method: time, cutoff: 2024-02-10, folds: 3}", drop="[]", more=", timestamp: when")
    assert list(found) == ["test_too_good"]


def test_strict_refuses_doubtful_data_before_any_training(warned, table, tmp_path):
    error = warned(table.assign(copy=table.y), "--strict", code=78)
    assert "made.yaml" in error and "'copy' alone tells" in error and "because of strict" in error
    assert not list((tmp_path / "results").glob("experiments/*/runs/*"))


def test_strict_fails_a_run_whose_scores_are_doubtful_now_and_when_it_is_skipped(warned, table, trainyard):
    noise = table.assign(y=numpy.random.default_rng(5).normal(size=ROWS).round(6))
    model = ("--set", "model.params={n_estimators: 300, max_depth: 8}")
    assert list(warned(noise, *model, "--strict", code=1)) == ["overfitting"]
    again = trainyard.run("run", "made.yaml", *model, "--strict", "--json", "--set", "register={name: doubtful}")
    assert json.loads(again.stdout)["registered"] is None and "the verdict is failed, so the run is not registered" in again.stderr
    assert "failed: warnings, which --strict makes errors" in (pathlib.Path(json.loads(again.stdout)["run"]) / "report.html").read_text()
    assert (again.returncode, json.loads(again.stdout)["status"], json.loads(again.stdout)["verdict"]) == (1, "skipped", "failed")
    assert "failed: 1 warning, an error because of strict: overfitting" in trainyard.run("run", "made.yaml", *model, "--strict").stdout
    assert trainyard.run("run", "made.yaml", *model).returncode == 0


@pytest.mark.parametrize("name", ["housing", "bike", "census"])
def test_the_samples_are_clean(trainyard, source, tmp_path, name):
    answer = trainyard.json("run", source / f"configs/{name}.yaml", "--results", tmp_path / "results", "--set", "search=", "--set",
                            "model.params={n_estimators: 60, max_depth: 5}", "--strict")
    assert answer["warnings"] == []
