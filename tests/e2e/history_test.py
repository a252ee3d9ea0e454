"""Windows over earlier rows and as-of joins, through the program, against pandas on the same table."""

import csv
import json

import numpy
import pandas
import pytest

TOLERANCE = 1e-6  # relative; features are float32, whose own rounding is 6e-8
FUNCTIONS = ["mean", "sum", "min", "max", "count", "std", "median"]


@pytest.fixture
def features(trainyard, tmp_path):
    """Runs the verb on a table and a `features` section; returns the written table, in the order of the table's rows."""

    def run(table, section, data="timestamp: when"):
        table.to_csv(tmp_path / "table.csv", index=False)
        config, output = tmp_path / "history.yaml", tmp_path / "features.csv"
        config.write_text(
            f"experiment: history\nresults: results\ndata: {{source: table.csv, target: y, {data}}}\n"
            f"split: {{test: 0.25}}\nfeatures:\n{section}"
        )
        done = trainyard.run("features", config, "--output", output)
        assert done.returncode == 0, done.stderr
        return pandas.read_csv(output)

    return run


def assert_close(found, expected, name):
    numpy.testing.assert_allclose(
        numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float), rtol=TOLERANCE, atol=1e-9, equal_nan=True, err_msg=name
    )


@pytest.fixture(scope="module")
def sales():
    """Rows in no order, a third of the times shared by several rows of a store, stores of very different size, missing values."""
    random = numpy.random.default_rng(20261125)
    rows = 3000
    when = pandas.Timestamp("2024-01-01") + pandas.to_timedelta(random.integers(0, 2000, rows) * 6, unit="h")
    table = pandas.DataFrame({
        "when": when,
        "store": random.choice(["a", "b", "c, d", "e", "ff", "g"], rows, p=[0.5, 0.3, 0.1, 0.05, 0.04, 0.01]),
        "section": random.integers(1, 4, rows),
        "amount": numpy.round(random.lognormal(2, 2, rows) - 10, 3),
        "open": random.choice(["true", "false"], rows),
        "kind": random.choice(["x", "y", "z"], rows),
        "y": random.normal(1e6, 3, rows),
    })
    for name in ("amount", "kind"):
        table[name] = table[name].astype(object).mask(random.random(rows) < 0.15)
    table["store"] = table["store"].mask(random.random(rows) < 0.02)
    return table


def look_back(table, column, by, compute):
    """What `compute` says of the rows of a group in the order of time, at the first row of each time, for all rows of that time."""
    expected = pandas.Series(numpy.nan, index=table.index)
    groups = table.groupby(by, sort=False) if by else [(None, table)]
    for _, group in groups:
        group = group.sort_values("when", kind="stable")
        values = group[column].astype(float)
        values.index = group["when"]
        result = pandas.Series(numpy.asarray(compute(values)), index=group.index)
        first = ~group["when"].duplicated()
        at = dict(zip(group["when"][first], result[first]))
        expected[group.index] = [at[time] for time in group["when"]]
    return expected


def roll(values, function, rows=None, time=None):
    least = 0 if function == "count" else 1
    if time is not None:
        window = values.rolling(pandas.Timedelta(time.upper()), min_periods=least, closed="left")
    else:
        window = values.rolling(len(values) if rows is None else rows, min_periods=least, closed="left")
    return getattr(window, function)()


@pytest.mark.parametrize("by", [["store"], ["store", "section"], []])
def test_windows_agree_with_pandas(features, sales, by):
    frames = {"rows": {"rows": 7}, "time": {"time": "9d"}, "all": {}}
    section = "  window:\n"
    for function in FUNCTIONS:
        for label, frame in frames.items():
            given = "".join(f", {key}: {value}" for key, value in frame.items())
            group = f", by: [{', '.join(by)}]" if by else ""
            section += f"    {function}_{label}: {{column: amount, function: {function}{given}{group}}}\n"
    written = features(sales, section)
    for function in FUNCTIONS:
        for label, frame in frames.items():
            expected = look_back(sales, "amount", by, lambda values: roll(values, function, **frame))
            if by and function == "count":
                expected[sales["store"].isna()] = numpy.nan
            assert_close(written[f"{function}_{label}"], expected, f"{function} {label}")


def test_lags_of_numbers_categories_and_the_target_agree_with_pandas(features, sales):
    written = features(
        sales,
        """\
  window:
    amount_before: {column: amount, function: lag, by: store}
    amount_five_before: {column: amount, function: lag, rows: 5, by: store}
    y_before: {column: y, function: lag, rows: 2, by: [store, section]}
    kind_before: {column: kind, function: lag, by: store}
    open_before: {column: open, function: lag, by: store}
  categorical: {encode: ordinal}
""",
    )
    assert_close(written.amount_before, look_back(sales, "amount", ["store"], lambda v: v.shift(1)), "lag 1")
    assert_close(written.amount_five_before, look_back(sales, "amount", ["store"], lambda v: v.shift(5)), "lag 5")
    assert_close(written.y_before, look_back(sales, "y", ["store", "section"], lambda v: v.shift(2)), "lag of the target")
    codes = sales.assign(kind=sales["kind"].map({"x": 0.0, "y": 1.0, "z": 2.0}), open=sales["open"].map({"false": 0.0, "true": 1.0}))
    assert_close(written.kind_before, look_back(codes, "kind", ["store"], lambda v: v.shift(1)), "lag of a category")
    assert_close(written.open_before, look_back(codes, "open", ["store"], lambda v: v.shift(1)), "lag of a boolean")


def test_windows_that_include_the_row_agree_with_pandas(features, sales):
    table = sales[~sales.duplicated(["store", "when"])].reset_index(drop=True)  # pandas lets equal times see each other
    section = "  window:\n"
    for function in FUNCTIONS:
        section += f"    {function}_rows: {{column: amount, function: {function}, rows: 4, by: store, include_current: true}}\n"
        section += f"    {function}_time: {{column: amount, function: {function}, time: 9d, by: store, include_current: true}}\n"
        section += f"    {function}_all: {{column: amount, function: {function}, by: store, include_current: true}}\n"
    written = features(table, section)
    for function in FUNCTIONS:
        least = 0 if function == "count" else 1
        for label, window in {"rows": 4, "time": pandas.Timedelta(days=9), "all": len(table)}.items():
            expected = look_back(table, "amount", ["store"], lambda v: getattr(v.rolling(window, min_periods=least), function)())
            assert_close(written[f"{function}_{label}"], expected, f"{function} {label}")


@pytest.fixture(scope="module")
def prices():
    """Prices that change now and then, with two changes at one time, and numbers in one table where the other has categories."""
    random = numpy.random.default_rng(7)
    rows = 400
    table = pandas.DataFrame({
        "store": random.choice(["a", "b", "c, d", "e", "unknown"], rows),
        "section": random.integers(1, 4, rows),
        "valid_from": pandas.Timestamp("2023-12-20") + pandas.to_timedelta(random.integers(0, 520, rows) * 24, unit="h"),
        "price": numpy.round(random.normal(10, 3, rows), 2),
        "label": random.choice(["old", "new"], rows),
        "unused": numpy.arange(rows),
    })
    table["price"] = table["price"].mask(random.random(rows) < 0.1)
    return table


@pytest.mark.parametrize("tolerance", [None, "4d"])
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("by", [["store"], ["store", "section"], []])
def test_joins_agree_with_merge_asof(features, sales, prices, tmp_path, by, strict, tolerance):
    prices.to_csv(tmp_path / "prices.csv", index=False)
    options = f", by: [{', '.join(by)}]" if by else ""
    options += ", strict: true" if strict else ""
    options += f", tolerance: {tolerance}" if tolerance else ""
    written = features(
        sales,
        f"""\
  join: [{{source: prices.csv, right_on: valid_from, columns: [price, label], prefix: then_{options}}}]
  categorical: {{encode: ordinal}}
""",
    )
    left = sales.reset_index()
    if by:
        left = left[left["store"].notna()]
    merged = pandas.merge_asof(
        left.sort_values("when", kind="stable")[["index", "when", *by]],
        prices.sort_values("valid_from", kind="stable"),
        left_on="when",
        right_on="valid_from",
        by=by or None,
        allow_exact_matches=not strict,
        tolerance=pandas.Timedelta(tolerance.upper()) if tolerance else None,
    ).set_index("index").reindex(sales.index)
    assert merged["price"].notna().mean() > 0.05
    assert_close(written.then_price, merged["price"], "price")
    assert_close(written.then_label, merged["label"].map({"new": 0.0, "old": 1.0}), "label")


def test_windows_may_look_back_on_joined_columns_and_on_windows(features, sales, prices, tmp_path):
    prices.to_csv(tmp_path / "prices.csv", index=False)
    written = features(
        sales,
        """\
  join: [{source: prices.csv, by: store, right_on: valid_from, columns: [price]}]
  window:
    last: {column: price, function: lag, by: store}
    highest: {column: last, function: max, by: store}
  derive: {rise: price - last}
""",
    )
    table = sales.assign(price=written["price"])
    last = look_back(table, "price", ["store"], lambda v: v.shift(1))
    assert_close(written["last"], last, "lag of a joined column")
    assert_close(written["highest"], look_back(table.assign(last=last), "last", ["store"], lambda v: roll(v, "max")), "of a window")
    assert_close(written["rise"], written["price"] - last, "in an expression")


TRAINED = """\
experiment: history
seed: 3
results: results
data: {source: sales.csv, target: y, timestamp: when}
split: {method: time, test: 0.25, folds: 3}
features:
  join: [{source: prices.csv, by: store, right_on: valid_from, columns: [price, label]}]
  window:
    y_before: {column: y, function: lag, by: store}
    amount_mean: {column: amount, function: mean, time: 9d, by: store, include_current: true}
    kind_before: {column: kind, function: lag, by: store}
  numeric: {impute: mean}
model: {type: xgboost, params: {n_estimators: 20, early_stopping_rounds: 5}}
"""


@pytest.fixture
def trained(trainyard, tmp_path, sales, prices):
    """A run over the sales with a store in every row."""
    sales[sales["store"].notna()].to_csv(tmp_path / "sales.csv", index=False)
    prices.to_csv(tmp_path / "prices.csv", index=False)
    (tmp_path / "trained.yaml").write_text(TRAINED)
    return trainyard.json("run", tmp_path / "trained.yaml")


def predictions_of(path):
    with open(path, newline="") as file:
        return {row["row"]: row["prediction"] for row in csv.DictReader(file)}


def test_predicting_the_training_file_sees_the_features_of_training(trainyard, tmp_path, trained):
    trainyard.json("predict", "--model", trained["run"], "--input", "sales.csv", "--output", "new.csv")
    new, of_test = predictions_of(tmp_path / "new.csv"), predictions_of(f"{trained['run']}/predictions.csv")
    assert len(of_test) > 100
    assert {row: new[row] for row in of_test} == of_test, "the same text, so the same bits"


def test_a_run_records_the_joined_table_and_depends_on_its_content(trainyard, tmp_path, trained, prices):
    with open(f"{trained['run']}/data.json") as file:
        (joined,) = json.load(file)["joined"]
    assert joined["path"] == str(tmp_path / "prices.csv")
    assert joined["bytes"] == (tmp_path / "prices.csv").stat().st_size
    assert len(joined["sha256"]) == 64
    assert trainyard.json("run", "trained.yaml")["status"] == "skipped"
    prices.assign(price=prices["price"] + 1).to_csv(tmp_path / "prices.csv", index=False)
    assert trainyard.json("run", "trained.yaml")["status"] == "finished"


def test_a_bundle_knows_when_its_history_was_changed(trainyard, trained):
    path = f"{trained['run']}/transform/history.json"
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace("9d", "8d").replace('"function": "mean"', '"function": "sum"'))
    done = trainyard.run("predict", "--model", trained["run"], "--input", "sales.csv")
    assert done.returncode == 65
    assert "transform/history.json was changed after it was written" in done.stderr


@pytest.mark.parametrize("gone", ["when", "store", "y"])
def test_predict_asks_for_the_columns_that_are_looked_at(trainyard, tmp_path, trained, gone):
    pandas.read_csv(tmp_path / "sales.csv").drop(columns=gone).to_csv(tmp_path / "less.csv", index=False)
    done = trainyard.run("predict", "--model", trained["run"], "--input", "less.csv")
    assert done.returncode == 65
    assert f"there is no column '{gone}'" in done.stderr


def test_predict_says_which_joined_table_is_gone(trainyard, tmp_path, trained):
    (tmp_path / "prices.csv").unlink()
    done = trainyard.run("predict", "--model", trained["run"], "--input", "sales.csv")
    assert done.returncode == 66
    assert str(tmp_path / "prices.csv") in done.stderr


WRONG = {
    "unknown column": ("window: {a: {column: amont, function: sum}}", 78, "a.column: there is no column 'amont', did you mean 'amount'?"),
    "mean of a category": ("window: {a: {column: kind, function: mean}}", 78, "'kind' is of type category, of which there is no mean"),
    "group of fractions": ("window: {a: {column: amount, function: sum, by: amount}}", 78, "a.by: 'amount' is of type float"),
    "order of categories": ("window: {a: {column: amount, function: sum, order: kind}}", 78, "a.order: 'kind' is of type category"),
    "span of numbers": ("window: {a: {column: amount, function: sum, order: section, time: 1d}}", 78, "a.time: is a span of time"),
    "the target's own value": (
        "window: {a: {column: y, function: sum, include_current: true}}", 78, "a.include_current: 'y' is the target"),
    "grouped by the target": ("window: {a: {column: amount, function: sum, by: y}}", 78, "'y' is the target, which is not known"),
    "a name that exists": ("window: {amount: {column: y, function: lag}}", 78, "features.window.amount: there is a column 'amount' already"),
    "two new columns of one name": (
        "window: {price: {column: y, function: lag}}\n  join: [{source: prices.csv, right_on: valid_from, columns: [price]}]",
        78,
        "features.window.price: there is a column 'price' already",
    ),
    "a derived column of one name": (
        "window: {a: {column: y, function: lag}}\n  derive: {a: amount + 1}", 78, "features.derive.a: there is a column of that name already"),
    "rows and time": ("window: {a: {column: amount, function: sum, rows: 2, time: 1d}}", 78, "a.time: does not go with rows"),
    "a lag by time": ("window: {a: {column: amount, function: lag, time: 1d}}", 78, "a.time: does not go with lag"),
    "unknown function": ("window: {a: {column: amount, function: avg}}", 78, "avg"),
    "no such table": ("join: [{source: price.csv, columns: [price]}]", 66, "features.join[0].source: "),
    "no such column in the table": (
        "join: [{source: prices.csv, right_on: valid_from, columns: [prize]}]", 65, "there is no column 'prize', did you mean 'price'?"),
    "joined on a category": (
        "join: [{source: prices.csv, on: section, right_on: label, columns: [price]}]", 78, "'label' is of type category in the second table"),
}


@pytest.mark.parametrize("verb", ["validate", "features"])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_refused_at_its_key(trainyard, tmp_path, sales, prices, wrong, verb):
    section, code, message = WRONG[wrong]
    sales.to_csv(tmp_path / "sales.csv", index=False)
    prices.to_csv(tmp_path / "prices.csv", index=False)
    (tmp_path / "wrong.yaml").write_text(
        f"experiment: wrong\nresults: results\ndata: {{source: sales.csv, target: y, timestamp: when}}\nfeatures:\n  {section}\n")
    done = trainyard.run(verb, "wrong.yaml")
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "wrong.yaml:5:" in done.stderr or "wrong.yaml:6:" in done.stderr
