"""Derived columns that `trainyard features` writes, against pandas and NumPy on the same generated table."""

import json

import numpy
import pandas
import pytest

TOLERANCE = 1e-6  # relative; features are float32, whose own rounding is 6e-8
ROWS = 3000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Numbers with gaps, denormals, negative zeros and huge ones; times from before 1970 to a leap day; categories with gaps."""
    random = numpy.random.default_rng(20261125)
    special = numpy.array([0.0, -0.0, 5e-324, -2e-310, 1.5, -1.5, 2.5, 1e37, -1e37, 1e19])
    days = pandas.to_datetime(["1969-12-31", "1970-01-01", "2000-02-29", "1900-02-28", "2024-12-30", "1583-03-01", "2200-12-31"])
    seconds = random.integers(-6_000_000_000, 4_000_000_000, ROWS)
    frame = pandas.DataFrame({
        "a": numpy.where(random.random(ROWS) < 0.1, random.choice(special, ROWS), random.normal(0, 10, ROWS)),
        "b": numpy.where(random.random(ROWS) < 0.1, random.choice(special, ROWS), random.lognormal(0, 2, ROWS)),
        "n": random.integers(-6, 7, ROWS).astype(float),
        "t": pandas.to_datetime(seconds, unit="s").to_series(index=range(ROWS)).dt.strftime("%Y-%m-%dT%H:%M:%S"),
        "d": numpy.array(random.choice(days, ROWS), dtype="datetime64[s]"),
        "c": random.choice(["red", "blue", "green", "it's", "x×y"], ROWS),
        "e": random.choice(["red", "blue", "violet", "a\\"], ROWS),
        "y": random.normal(size=ROWS),
    })
    frame["d"] = frame["d"].dt.strftime("%Y-%m-%d")
    for name in ("a", "b", "n", "t", "d", "c", "e"):
        frame[name] = frame[name].astype(object).mask(random.random(ROWS) < 0.08)
    frame["empty"] = numpy.where(numpy.arange(ROWS) == 0, "only", None)
    path = tmp_path_factory.mktemp("derive") / "table.csv"
    frame.to_csv(path, index=False)
    return path, frame


@pytest.fixture(scope="module")
def columns(table):
    """The same columns for NumPy: NaN where missing."""
    _, frame = table
    made = {name: frame[name].astype(float).to_numpy() for name in ("a", "b", "n")}
    made.update({name: pandas.to_datetime(frame[name]).astype("datetime64[us]") for name in ("t", "d")})
    made.update({name: frame[name].astype(object) for name in ("c", "e", "empty")})
    return made


def written(trainyard, tmp_path, path, derive, options=""):
    config, output = tmp_path / "derive.yaml", tmp_path / "derive.csv"
    config.write_text(
        f"experiment: derive\nseed: 5\nresults: {tmp_path / 'results'}\ndata: {{source: {path}, target: y}}\nsplit: {{test: 0.25}}\n"
        f"features:\n  derive: {json.dumps(derive, ensure_ascii=False)}\n{options}"
    )
    done = trainyard.run("features", config, "--output", output)
    assert done.returncode == 0, done.stderr
    return pandas.read_csv(output)


def known(*values):
    """Whether all values are there, row by row."""
    return numpy.logical_and.reduce([~pandas.isna(value) for value in values])


def where_known(result, *values):
    return numpy.where(known(*values), numpy.asarray(result, dtype=float), numpy.nan)


def seconds(times):
    return (times - pandas.Timestamp("1970-01-01")) / pandas.Timedelta(seconds=1)


NUMBERS = {
    "a + b * 2 - n": lambda a, b, n: a + b * 2 - n,
    "(a + b) / n": lambda a, b, n: (a + b) / n,
    "a % n": lambda a, b, n: numpy.mod(a, n),
    "-a ^ 2": lambda a, b, n: -(a**2),
    "b ^ n": lambda a, b, n: where_known(b**n, b, n),  # NumPy: NaN ** 0 is 1
    "b ^ 0.37": lambda a, b, n: b**0.37,
    "a ^ 0.5": lambda a, b, n: a**0.5,
    "2 ^ -n": lambda a, b, n: 2.0**-n,
    "log(a)": lambda a, b, n: numpy.log(a),
    "exp(a)": lambda a, b, n: numpy.exp(a),
    "sqrt(a)": lambda a, b, n: numpy.sqrt(a),
    "log1p(n)": lambda a, b, n: numpy.log1p(n),
    "log1p(b * 1e-12) * 1e12": lambda a, b, n: numpy.log1p(b * 1e-12) * 1e12,
    "sin(n) + cos(n)": lambda a, b, n: numpy.sin(n) + numpy.cos(n),
    "abs(a)": lambda a, b, n: numpy.abs(a),
    "sign(a)": lambda a, b, n: numpy.sign(a),
    "floor(a) + ceil(b)": lambda a, b, n: numpy.floor(a) + numpy.ceil(b),
    "round(n / 2)": lambda a, b, n: numpy.round(n / 2),
    "min(a, b, n)": lambda a, b, n: numpy.minimum(numpy.minimum(a, b), n),
    "max(a, b, n)": lambda a, b, n: numpy.maximum(numpy.maximum(a, b), n),
    "clip(a, -3, 4.5)": lambda a, b, n: numpy.clip(a, -3, 4.5),
    "a < b": lambda a, b, n: where_known(a < b, a, b),
    "n == 3": lambda a, b, n: where_known(n == 3, n),
    "n != 3": lambda a, b, n: where_known(n != 3, n),
    "a >= n": lambda a, b, n: where_known(a >= n, a, n),
    "n in (1, -2, 5)": lambda a, b, n: where_known(numpy.isin(n, [1, -2, 5]), n),
    "n not in (1, -2, 5)": lambda a, b, n: where_known(~numpy.isin(n, [1, -2, 5]), n),
    "is_missing(a) + 10 * is_missing(a / 0)": lambda a, b, n: numpy.isnan(a) + 10.0,
    "coalesce(a, n, -99)": lambda a, b, n: numpy.where(~numpy.isnan(a), a, numpy.where(~numpy.isnan(n), n, -99)),
    "if(n > 0, a, b)": lambda a, b, n: numpy.where(numpy.isnan(n), numpy.nan, numpy.where(n > 0, a, b)),
    "bucketize(a, -10, -1, 0, 1, 10)": lambda a, b, n: where_known(numpy.digitize(a, [-10, -1, 0, 1, 10]), a),
    "cyclic_sin(a, 7)": lambda a, b, n: numpy.sin(2 * numpy.pi * numpy.mod(a, 7) / 7),
    "cyclic_cos(n, 12)": lambda a, b, n: numpy.cos(2 * numpy.pi * n / 12),
}

DATES = {
    "year(t)": lambda t, d: t.dt.year,
    "quarter(t) * 100 + month(t)": lambda t, d: t.dt.quarter * 100 + t.dt.month,
    "day(t)": lambda t, d: t.dt.day,
    "hour(t) * 10000 + minute(t) * 100 + second(t)": lambda t, d: t.dt.hour * 10000 + t.dt.minute * 100 + t.dt.second,
    "weekday(t)": lambda t, d: t.dt.day_of_week,
    "is_weekend(d)": lambda t, d: where_known(d.dt.day_of_week >= 5, d),
    "day_of_year(d)": lambda t, d: d.dt.day_of_year,
    "t - d": lambda t, d: (t - d).dt.total_seconds(),
    "seconds_between(d, t)": lambda t, d: (d - t).dt.total_seconds(),
    "days_between(t, '2000-02-29')": lambda t, d: (t - pandas.Timestamp("2000-02-29")) / pandas.Timedelta(days=1),
    "t > d": lambda t, d: where_known(t > d, t, d),
    "t < '1970-01-01'": lambda t, d: where_known(t < pandas.Timestamp("1970-01-01"), t),
    "d in ('2000-02-29', '1900-02-28')": lambda t, d: where_known(d.isin(pandas.to_datetime(["2000-02-29", "1900-02-28"])), d),
    "epoch_seconds(max(t, d))": lambda t, d: where_known(numpy.maximum(seconds(t), seconds(d)), t, d),
    "year(coalesce(t, d, '1999-12-31'))": lambda t, d: t.fillna(d).fillna(pandas.Timestamp("1999-12-31")).dt.year,
}

CATEGORIES = {
    "c == 'red'": lambda c, e: where_known(c == "red", c),
    "c != 'it''s'": lambda c, e: where_known(c != "it's", c),
    "c in ('red', 'nowhere', 'green')": lambda c, e: where_known(c.isin(["red", "nowhere", "green"]), c),
    "c not in ('red', 'blue')": lambda c, e: where_known(~c.isin(["red", "blue"]), c),
    "c == e": lambda c, e: where_known(c == e, c, e),
    "is_missing(c) and not is_missing(e)": lambda c, e: (c.isna() & e.notna()).astype(float),
}


ABSOLUTE = {"cyclic_sin(a, 7)": 1e-12, "cyclic_cos(n, 12)": 1e-12}  # NumPy's sine of a rounded multiple of pi is not 0


@pytest.mark.parametrize("family, names", [(NUMBERS, "abn"), (DATES, "td"), (CATEGORIES, "ce")], ids=["numbers", "dates", "categories"])
def test_expressions(trainyard, tmp_path, table, columns, family, names):
    # Numbers beyond a float's range are no features: missing by the same rule on both sides.
    derive = {f"x{i}": f"if(abs({expression}) > 3e38, missing(), {expression})" for i, expression in enumerate(family)}
    result = written(trainyard, tmp_path, table[0], derive)
    for i, (expression, oracle) in enumerate(family.items()):
        with numpy.errstate(all="ignore"):
            expected = numpy.asarray(oracle(*[columns[name] for name in names]), dtype=float)
            expected = numpy.where(numpy.abs(expected) <= 3e38, expected, numpy.nan)
        assert numpy.isfinite(expected).any(), expression
        numpy.testing.assert_allclose(
            result[f"x{i}"], expected, rtol=TOLERANCE, atol=ABSOLUTE.get(expression, 1e-38), equal_nan=True, err_msg=expression
        )


def test_logic_of_three_values_is_that_of_pandas(trainyard, tmp_path, table, columns):
    result = written(trainyard, tmp_path, table[0], {"both": "a > 0 and n > 0", "either": "a > 0 or n > 0", "neither": "not (a > 0 or n > 0)"})
    a, n = (pandas.array(columns[name] > 0, dtype="boolean") for name in "an")
    a[numpy.isnan(columns["a"])] = pandas.NA
    n[numpy.isnan(columns["n"])] = pandas.NA
    for name, expected in {"both": a & n, "either": a | n, "neither": ~(a | n)}.items():
        numpy.testing.assert_array_equal(result[name], expected.astype("Float64").to_numpy(dtype=float, na_value=numpy.nan), err_msg=name)


def test_crosses_are_the_categories_of_joined_texts(trainyard, tmp_path, table, columns):
    result = written(trainyard, tmp_path, table[0], {"ce": "cross(c, e)"}, "  categorical: {encode: onehot, unseen: missing}\n")
    def escape(text):
        return text.str.replace("\\", "\\\\").str.replace("×", "\\×")
    joined = escape(columns["c"]) + "×" + escape(columns["e"])
    train = result["split"] == "train"
    seen = sorted(joined[train].dropna().unique(), key=lambda text: text.encode())
    assert [name for name in result if name.startswith("ce=")] == [f"ce={text}" for text in seen]
    for text in seen:
        numpy.testing.assert_array_equal(result[f"ce={text}"], (joined == text).astype(float), err_msg=text)


def test_a_category_that_is_nearly_always_missing(trainyard, tmp_path, table, columns):
    result = written(trainyard, tmp_path, table[0], {"only": "empty == 'only'", "gone": "is_missing(empty)", "other": "coalesce(empty == c, -1)"})
    there = columns["empty"].notna().to_numpy()
    numpy.testing.assert_array_equal(result["only"], numpy.where(there, 1.0, numpy.nan))
    numpy.testing.assert_array_equal(result["gone"], 1.0 - there)
    numpy.testing.assert_array_equal(result["other"], numpy.where(there & columns["c"].notna(), 0.0, -1.0))


def test_a_mistake_is_told_with_its_place_before_anything_is_computed(trainyard, tmp_path, table):
    config = tmp_path / "wrong.yaml"
    config.write_text(
        f"experiment: derive\nresults: {tmp_path / 'results'}\ndata: {{source: {table[0]}, target: y}}\n"
        "features:\n  derive:\n    bad: a + hour(c)\n"
    )
    done = trainyard.run("features", config, "--output", tmp_path / "none.csv")
    assert done.returncode == 78
    assert "wrong.yaml:6:10: features.derive.bad: character 10: expected a time for 'hour', found the category column 'c'" in done.stderr
