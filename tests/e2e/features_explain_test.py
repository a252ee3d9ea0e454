"""`trainyard features --explain ROW`: one row's way through every step, against the table of the same config and plain arithmetic."""

import json

import numpy
import pandas
import pytest

HOUSING = """\
experiment: explain
seed: 3
results: {folder}/results
data: {{source: {source}/data/housing.csv, target: median_house_value}}
split: {{test: 0.2}}
features:
  derive: {{rooms_per_household: total_rooms / households, spare: total_bedrooms - rooms_per_household}}
  numeric: {{impute: median, scale: standard}}
  categorical: {{impute: missing, encode: onehot, unseen: other}}
"""

CENSUS = """\
experiment: explain
seed: 3
results: {folder}/results
data: {{source: {source}/data/adult_train.csv, target: income}}
split: {{method: file, test: {source}/data/adult_test.csv}}
features:
  numeric: {{impute: mean, scale: minmax}}
  categorical: {{impute: missing, encode: onehot, min_frequency: 100, unseen: other}}
"""


@pytest.fixture
def written(tmp_path, source):
    def write(text):
        path = tmp_path / "explain.yaml"
        path.write_text(text.format(folder=tmp_path, source=source))
        return path

    return write


def features_of(explained):
    return {feature["name"]: feature["value"] for column in explained["columns"] for feature in column["features"]}


def assert_row(explained, row):
    """The features are the bits that the table has for the row."""
    found = features_of(explained)
    assert list(found) == [name for name in row.index if name not in ("split", row.index[-1])]
    for name, value in found.items():
        expected = numpy.float32("nan" if row[name] == "" else row[name])
        assert numpy.array_equal(numpy.float32("nan" if value is None else value), expected, equal_nan=True), name
    assert explained["part"] == row["split"]


def assert_arithmetic(column):
    """Every map, done again in Python on what the one before it left."""
    value = column["value"]
    for step in column["steps"]:
        if step["step"] == "fill":
            assert list(step["learned"]) == ["a"]
            value = step["learned"]["a"] if value is None else value
        elif value is not None:
            assert step["step"] == "affine"
            value = (value - step["learned"]["a"]) / step["learned"]["b"]
        assert step["value"] == value, column
    (feature,) = column["features"]
    assert numpy.float32(feature["value"]) == numpy.float32(value)


def test_a_row_of_the_housing_data_goes_the_way_that_the_table_shows(trainyard, written, source):
    config = written(HOUSING)
    raw = pandas.read_csv(source / "data/housing.csv")
    assert trainyard.run("features", config, "--output", "table.csv").returncode == 0
    table = pandas.read_csv(trainyard.folder / "table.csv", dtype=str, keep_default_na=False)
    without_bedrooms = int(raw.total_bedrooms.isna().to_numpy().nonzero()[0][0]) + 1
    for number in (1, without_bedrooms, len(raw)):
        explained = trainyard.json("features", config, "--explain", number)
        assert explained["row"] == number and explained["source"].endswith("housing.csv")
        assert_row(explained, table.iloc[number - 1])
        columns = {column["column"]: column for column in explained["columns"]}
        row = raw.iloc[number - 1]
        for name, column in columns.items():
            if column.get("type") == "category":
                continue
            assert_arithmetic(column)
            if name in raw:
                assert column["value"] == (None if numpy.isnan(row[name]) else row[name])
        assert columns["rooms_per_household"]["expression"] == "total_rooms / households"
        assert columns["rooms_per_household"]["value"] == row.total_rooms / row.households
        train = table["split"] == "train"
        assert columns["total_bedrooms"]["steps"][0]["learned"]["a"] == raw.total_bedrooms[train].median()
        assert columns["ocean_proximity"]["value"] == row.ocean_proximity


def test_rows_of_the_census_are_named_with_their_file(trainyard, written, source):
    config = written(CENSUS)
    assert trainyard.run("features", config, "--output", "table.csv").returncode == 0
    table = pandas.read_csv(trainyard.folder / "table.csv", dtype=str, keep_default_na=False)
    train = pandas.read_csv(source / "data/adult_train.csv", keep_default_na=False)
    test = pandas.read_csv(source / "data/adult_test.csv", keep_default_na=False)
    counts = train.native_country.value_counts()
    rare = counts.index[counts < 100]
    rows = [("adult_train.csv", int(train.native_country.isin(rare).to_numpy().nonzero()[0][0]), train),
            ("adult_test.csv", int((test.occupation == "").to_numpy().nonzero()[0][0]), test)]
    for file, at, raw in rows:
        explained = trainyard.json("features", config, "--explain", f"{file}:{at + 1}")
        assert_row(explained, table.iloc[at + (0 if raw is train else len(train))])
        for column in explained["columns"]:
            value = raw.iloc[at][column["column"]]
            if column["type"] != "category":
                assert column["value"] == value
                continue
            assert column["value"] == (value or None)
            spelled = value or "missing"
            many = (train[column["column"]].replace("", "missing") == spelled).sum() >= 100
            assert [step["step"] for step in column["steps"]] == ([] if value else ["impute"]) + ["seen" if many else "rare"]
            assert column["steps"][-1]["value"] == (spelled if many else "other")
            ones = [feature["name"] for feature in column["features"] if feature["value"] == 1]
            assert ones == [f"{column['column']}={spelled if many else 'other'}"]


def test_the_text_has_a_line_per_step_and_a_wide_column_in_two_lines(trainyard, written):
    config = written(CENSUS)
    done = trainyard.run("features", config, "--explain", "adult_test.csv:15")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].endswith("adult_test.csv: data row 15 (test)") and lines[2].split() == ["column", "step", "with", "value"]
    explained = trainyard.json("features", config, "--explain", "adult_test.csv:15")
    place = lines[2].index("value")
    values = [line[place:] for line in lines[3:]]
    told = 0
    for column in explained["columns"]:
        first = told
        told += 1 + len(column["steps"])
        wide = len(column["features"]) > 4
        told += 2 if wide else len(column["features"])
        assert lines[3 + first].startswith(column["column"])
        assert all(line.startswith(" ") for line in lines[4 + first : 3 + told])
        if wide:
            assert f"… {len(column['features']) - 1} others" in lines[2 + told] and values[told - 1] == "0" and values[told - 2] == "1"
    assert told == len(values)


def test_nothing_of_a_personal_column_is_shown(trainyard, tmp_path):
    rows = [f"{4_700_000 + i},{'secret' + 'abcdefgh'[i % 8]},{i * 0.5},{i % 9}" for i in range(120)]
    (tmp_path / "data.csv").write_text("\n".join(["salary,nick,x,y", *rows]) + "\n")
    (tmp_path / "s.yaml").write_text(
        "fields:\n  - {name: salary, type: integer, personal: true}\n  - {name: nick, type: category, personal: true}\n"
        "  - {name: x, type: float}\n  - {name: y, type: float, role: target}\n"
    )
    (tmp_path / "c.yaml").write_text(
        "experiment: views\nresults: results\ndata: {source: data.csv, target: y, schema: s.yaml}\nsplit: {test: 0.2}\n"
        "features: {derive: {more: salary + x}, categorical: {encode: onehot}}\n"
    )
    for words in ((), ("--json",)):
        done = trainyard.run("features", "c.yaml", "--explain", "6", *words)
        assert done.returncode == 0, done.stderr
        assert "(personal)" in done.stdout and "2.5" in done.stdout
        assert "secret" not in done.stdout + done.stderr and "47000" not in done.stdout + done.stderr
    columns = json.loads(done.stdout)["columns"]
    assert [column["value"] for column in columns] == ["(personal)", "(personal)", 2.5, "(personal)"]


@pytest.mark.parametrize(
    "row, said",
    [("22793", "adult_train"), ("adult_train.csv:22793", "its last row there is 22792"), ("adult_tent.csv:1", "no file 'adult_tent.csv'"), ("csv:1", "no file 'csv'")],
)
def test_a_row_that_is_not_there_is_bad_data(trainyard, written, row, said):
    done = trainyard.run("features", written(CENSUS), "--explain", row)
    assert done.returncode == 65 and said in done.stderr and done.stdout == ""
