"""profile.json of the sample data against pandas and NumPy."""

import json
import pathlib

import numpy as np
import pandas as pd
import pytest

QUANTILES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]


def profile_of(trainyard, folder, data, target):
    config = folder / "config.yaml"
    config.write_text(f"experiment: profile\nresults: {folder / 'results'}\ndata:\n  source: {data}\n  target: {target}\n")
    summary = trainyard.json("shard", config)
    return json.loads((pathlib.Path(summary["dataset"]["path"]) / "profile.json").read_text())


def near(value):
    return pytest.approx(value, rel=1e-12, abs=0)


def as_numbers(column, values):
    """The present values as profile.json counts them: times in microseconds since 1970, booleans as 0 and 1."""
    values = values.dropna()
    if column["type"] in ("timestamp", "date"):
        return pd.to_datetime(values).to_numpy("datetime64[us]").astype(np.int64).astype(float)
    return values.to_numpy(float)


def check_numbers(numbers, values):
    assert numbers["min"] == values.min() and numbers["max"] == values.max()
    # In float64 NumPy's own mean of values near 1e9 is rounded too much for their deviations; in long double it is not.
    exact = values.astype(np.longdouble)
    assert numbers["mean"] == near(float(exact.mean()))
    assert numbers["std"] == near(float(exact.std()))
    assert [entry["q"] for entry in numbers["quantiles"]] == QUANTILES
    assert [entry["value"] for entry in numbers["quantiles"]] == near(list(np.quantile(values, QUANTILES)))
    counts, edges = np.histogram(values, bins=20, range=(values.min(), values.max()))
    assert np.allclose(numbers["histogram"]["edges"], edges, rtol=0, atol=1e-12 * np.ptp(edges))
    assert numbers["histogram"]["counts"] == list(counts)


def text_of(column, value):
    if column["type"] in ("timestamp", "date"):
        text = pd.Timestamp(value).strftime("%Y-%m-%dT%H:%M:%SZ")
        return text[:10] if column["type"] == "date" else text
    if column["type"] == "integer":
        return str(int(value))
    return str(value).lower() if column["type"] == "boolean" else str(value)


def check_top(column, values):
    counts = {}
    for value, count in values.value_counts().items():
        counts[text_of(column, value)] = int(count)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))
    if column["type"] == "float":  # the same numbers, perhaps spelt otherwise
        assert [entry["count"] for entry in column["top"]] == [count for _, count in ordered[:10]]
        assert all((values == float(entry["value"])).sum() == entry["count"] for entry in column["top"])
    else:
        assert [(entry["value"], entry["count"]) for entry in column["top"]] == ordered[:10]


@pytest.mark.parametrize(
    "name, target, dates",
    [("housing.csv", "median_house_value", []), ("bike_hour.csv", "cnt", ["dteday"]), ("adult_train.csv", "income", [])],
)
def test_the_profile_is_that_of_pandas_and_numpy(trainyard, source, tmp_path, name, target, dates):
    data = source / "data" / name
    expected = pd.read_csv(data, parse_dates=dates)
    profile = profile_of(trainyard, tmp_path, data, target)
    assert profile["format"] == "trainyard-profile-1" and profile["rows"] == len(expected)
    assert [column["name"] for column in profile["columns"]] == list(expected.columns)
    for column in profile["columns"]:
        theirs = expected[column["name"]]
        assert column["present"] == theirs.count() and column["missing"] == theirs.isna().sum(), column["name"]
        distinct = theirs.nunique()
        assert column["distinct_exact"] == (distinct <= 10_000 or column["type"] == "category"), column["name"]
        if column["distinct_exact"]:
            assert column["distinct"] == distinct, column["name"]
            check_top(column, theirs.dropna())
        else:
            assert abs(column["distinct"] / distinct - 1) < 5 * 0.0082 and column["top"] == []
        assert ("numbers" in column) == (column["type"] != "category")
        if "numbers" in column:
            check_numbers(column["numbers"], as_numbers(column, theirs))


def test_values_that_defeat_plain_sums_are_profiled_to_the_last_digits(trainyard, tmp_path):
    random = np.random.default_rng(5)
    table = pd.DataFrame({
        "narrow": 1e9 + 1e-3 * random.normal(size=30_000),
        "wide": random.normal(size=30_000) * 10.0 ** random.integers(-150, 150, 30_000),
        "skewed": np.where(random.random(30_000) < 0.1, np.nan, random.lognormal(0, 3, 30_000)),
        "y": random.integers(0, 10**15, 30_000),
    })
    table.to_csv(tmp_path / "data.csv", index=False)
    profile = profile_of(trainyard, tmp_path, tmp_path / "data.csv", "y")
    for column in profile["columns"]:
        check_numbers(column["numbers"], as_numbers(column, table[column["name"]]))
