"""The checks of data.expect as a user meets them: verdicts that agree with pandas, exit 65, nothing published, quality.json, --suggest."""

import json
import re

import numpy
import pandas
import pytest


@pytest.fixture
def orders(tmp_path):
    """400 orders with a few faults that the checks look for; returns the frame."""
    random = numpy.random.default_rng(5)
    rows = 400
    frame = pandas.DataFrame({"order": numpy.arange(1, rows + 1), "shop": random.choice(["north", "south", "east"], rows, p=[0.6, 0.37, 0.03]),
                              "price": random.gamma(2, 10, rows).round(2), "code": [f"AB-{i % 90:03}" for i in range(rows)],
                              "when": pandas.date_range("2024-01-01", periods=rows, freq="h").strftime("%Y-%m-%dT%H:%M:%SZ"),
                              "flag": 1})
    frame.loc[random.choice(rows, 30, replace=False), "price"] = numpy.nan
    frame.loc[17, "code"] = "xx"
    frame.loc[[40, 41], "order"] = [42, 41]
    frame.to_csv(tmp_path / "orders.csv", index=False)
    return frame


@pytest.fixture
def expect(trainyard, tmp_path):
    """Runs a verb with these items; `expect.rows` are the rows of the report of `validate`."""

    def write(items, extra=""):
        path = tmp_path / "c.yaml"
        lines = "".join(f"    - {item}\n" for item in items)
        path.write_text(f"experiment: orders\nresults: {tmp_path}/results\ndata:\n  source: orders.csv\n  now: 2024-01-20\n{extra}  expect:\n{lines}")
        return path

    def run(items, *options, verb="validate", extra=""):
        return trainyard.run(verb, write(items, extra), *options)

    def rows(items):
        done = run(items, "--json")
        assert done.returncode in (0, 65), done.stderr
        return json.loads(done.stdout)["report"]["checks"]

    run.rows = rows
    run.write = write
    return run


def test_verdicts_agree_with_pandas(expect, orders):
    newest = (pandas.Timestamp("2024-01-20", tz="UTC") - pandas.to_datetime(orders.when).max()).total_seconds() / 86400
    rare = orders.shop.value_counts(normalize=True).min()
    expected = {
        "{column: price, max_missing: 0.08}": orders.price.isna().mean() <= 0.08,
        "{column: price, max_missing: 0.07}": orders.price.isna().mean() <= 0.07,
        "{column: price, min: 0, max: 60}": orders.price.dropna().between(0, 60).all(),
        "{column: price, mean: {min: 15, max: 25}}": 15 <= orders.price.mean() <= 25,
        "{column: code, pattern: 'AB-[0-9]{3}'}": orders.code.str.fullmatch("AB-[0-9]{3}").all(),
        "{column: shop, allowed: [north, south]}": orders.shop.isin(["north", "south"]).all(),
        "{column: shop, min_share: 0.02}": rare >= 0.02,
        "{column: shop, min_share: 0.2}": rare >= 0.2,
        "{column: order, unique: true}": orders.order.is_unique,
        "{column: code, unique: true}": orders.code.is_unique,
        "{unique: [shop, code, order]}": not orders.duplicated(["shop", "code", "order"]).any(),
        "{column: order, order: increasing}": orders.order.is_monotonic_increasing,
        "{column: when, order: strictly_increasing}": orders.when.is_monotonic_increasing and orders.when.is_unique,
        "{column: flag, not_constant: true}": orders.flag.nunique() > 1,
        "{column: when, max_age: 3d}": newest <= 3,
        "{column: when, max_age: 1h}": newest <= 1 / 24,
        "{rows: {min: 400, max: 400}}": len(orders) == 400,
    }
    rows = expect.rows(list(expected))
    assert [row["status"] for row in rows] == ["passed" if good else "failed" for good in expected.values()]
    outside = next(row for row in rows if row["kind"] == "range")
    above = orders.price > 60
    assert outside["rows_failing"] == above.sum() and f": data row {above.idxmax() + 1}: " in outside["first"]


def test_a_failed_check_keeps_the_dataset_from_being_published(expect, orders, tmp_path):
    done = expect(["{column: price, max_missing: 0.01}", "{rows: {min: 10}}", "{column: code, unique: true, level: warn}"], verb="shard")
    assert done.returncode == 65, done.stderr
    assert "data.expect[0]" in done.stderr and "expected at most 0.01 missing, is 0.075 missing" in done.stderr
    assert "data.expect[1]" not in done.stderr
    assert not list(tmp_path.glob("results/datasets/*/*/dataset.json"))


def test_a_dataset_that_is_found_is_asked_too(expect, orders, tmp_path):
    loose = ["{column: price, max_missing: 0.1}"]
    assert expect(loose, "--json", verb="shard").returncode == 0
    stricter = ["{column: price, max_missing: 0.05, level: warn}", "{column: flag, not_constant: true}", "{column: code, pattern: 'AB-[0-9]+'}"]
    done = expect(stricter, "--json", verb="shard")
    assert done.returncode == 65, done.stdout
    assert "2 of 3 checks of the data did not pass; correct the data, or the expectation, or give it level: warn:" in done.stderr
    assert "data.expect[1] (flag: not_constant): expected at least 2 different values, is 1 different value" in done.stderr
    assert f"data.expect[2] (code: pattern): expected AB-[0-9]+, is 1 row does not match; 1 row; first: {tmp_path}/orders.csv: data row 18: 'xx'" in done.stderr
    assert "data.expect[0] (price: max_missing): expected at most 0.05 missing, is 0.075 missing" in done.stderr
    done = expect(["{column: price, max_missing: 0.08}", "{column: when, max_age: 5d}"], "--json", verb="shard")
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "skipped", done.stderr
    assert expect(["{column: prise, min: 0}"], verb="shard").returncode == 78
    assert len(list(tmp_path.glob("results/datasets/*/*/dataset.json"))) == 1


def test_a_dataset_given_by_option_is_asked_too(expect, orders, trainyard, tmp_path):
    model = "  target: price\n  drop: [order, code, when]\n  on_bad_row: quarantine\n  max_bad_rows: 0.1\n"
    made = expect(["{column: shop, max_missing: 0}"], "--json", verb="shard", extra=model)
    assert made.returncode == 0, made.stderr
    config = expect.write(["{column: shop, allowed: [north, south]}"], extra=model)
    done = trainyard.run("train", config, "--dataset", json.loads(made.stdout)["dataset"]["path"])
    assert done.returncode == 65 and "data.expect[0] (shop: allowed)" in done.stderr, done.stderr
    assert not list(tmp_path.glob("results/experiments/*/runs/*/run.json"))


def test_quality_json_holds_a_row_for_each_check(expect, orders, tmp_path):
    done = expect(["{column: price, max_missing: 0.1, min: 0}", "{column: code, unique: true, level: warn}"], verb="shard")
    assert done.returncode == 0, done.stderr
    (quality,) = tmp_path.glob("results/datasets/*/*/quality.json")
    rows = json.loads(quality.read_text())["checks"]
    assert [(row["kind"], row["status"], row["level"]) for row in rows] == [
        ("max_missing", "passed", "fail"), ("range", "passed", "fail"), ("unique", "failed", "warn")]


def test_validate_prints_the_checks_and_ends_with_65(expect, orders):
    done = expect(["{column: flag, not_constant: true}", "{rows: {min: 10}}"])
    assert done.returncode == 65, done.stderr
    assert re.search(r"^flag: not_constant +failed +at least 2 different values +1 different value", done.stdout, re.M), done.stdout
    assert re.search(r"^rows +passed +at least 10 +400$", done.stdout, re.M), done.stdout


def test_validate_ends_with_65_wherever_shard_would(expect, orders, tmp_path):
    """All of it at once, below the whole report."""
    orders.loc[399] = orders.loc[398]
    orders["price"] = orders.price.astype(object)
    orders.loc[7, "price"] = "dear"
    orders.to_csv(tmp_path / "orders.csv", index=False)
    for extra, problem in {
        "  on_bad_row: fail\n": "1 of 400 rows are bad, and data.on_bad_row: fail allows none",
        "  max_bad_rows: 0.002\n": "1 of 400 rows are bad, more than data.max_bad_rows (0.002) allows",
        "  duplicates: fail\n": "orders.csv:401: data row 400 repeats ",
    }.items():
        if "0.002" in extra:
            extra += "  schema: orders.schema.yaml\n"
            (tmp_path / "orders.schema.yaml").write_text("fields: [{name: price, type: float}]\n")
        done = expect(["{rows: {max: 10}}"], extra=extra)
        assert done.returncode == 65, done.stderr
        assert problem in done.stderr and "data.expect[0] (rows): expected at most 10" in done.stderr
        assert "399 good rows, 1 bad rows" in done.stdout and "'dear'" not in done.stdout.split("bad rows:")[0]
        assert "config and data are good" not in done.stdout
        summary = json.loads(expect(["{rows: {max: 10}}"], "--json", extra=extra).stdout)
        assert summary["status"] == "bad" and len(summary["problems"]) == 2
        assert expect(["{rows: {min: 10}}"], verb="shard", extra=extra).returncode == 65


def test_mistakes_are_told_with_place_and_nearest_name(expect, orders):
    done = expect(["{column: prise, min: 0}", "{column: shop, min: 0}"])
    assert done.returncode == 78, done.stderr
    assert "c.yaml:7:16: data.expect[0].column: there is no column 'prise'" in done.stderr and "did you mean 'price'?" in done.stderr
    assert "c.yaml:8:27: data.expect[1].min: is for numbers and times, 'shop' is category" in done.stderr
    done = expect(["{column: price, mni: 0}"])
    assert done.returncode == 78 and "unknown key, did you mean 'min'?" in done.stderr


def test_a_table_is_compared_with_an_earlier_dataset(expect, orders, tmp_path):
    assert expect(["{rows: {min: 1}}"], verb="shard").returncode == 0
    (earlier,) = (path.parent for path in tmp_path.glob("results/datasets/*/*/dataset.json"))
    later = orders.copy()
    later.loc[3, "shop"] = "west"
    later.loc[5, "price"] = 1e6
    later.to_csv(tmp_path / "orders.csv", index=False)
    rows = expect.rows([f"{{reference: {earlier}, new_categories: 0, vanished_categories: 0, range: 0.5, missing_rate: 0.01}}"])
    failed = {(row["column"], row["kind"]) for row in rows if row["status"] != "passed"}
    assert failed == {("shop", "new_categories"), ("price", "reference_range")}


def test_the_suggested_schema_and_checks_accept_the_table_they_came_from(expect, orders, trainyard, tmp_path):
    done = trainyard.run("validate", expect.write(["{rows: {min: 1}}"]), "--suggest")
    assert done.returncode == 0, done.stderr
    (tmp_path / "orders.schema.yaml").write_text(done.stdout)
    items = [line.split("- ", 1)[1] for line in done.stdout.splitlines() if line.startswith("#     - ")]
    assert any("max_missing" in item for item in items)
    again = expect([item for item in items if "level: warn" not in item], extra="  schema: orders.schema.yaml\n")
    assert again.returncode == 0, again.stderr
    assert "400 good rows, 0 bad rows" in again.stdout
