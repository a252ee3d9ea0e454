"""Batch prediction: every input and output, held to pandas and pyarrow; kept columns, contributions, bad rows."""

import gzip
import json
import subprocess
import sys

import h5py
import numpy
import pandas
import pyarrow.parquet
import pytest
import xgboost

from predictions import left_over, rows_to_predict, table, train


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return train(tmp_path_factory.mktemp("number"))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    return train(tmp_path_factory.mktemp("classes"), "classes", "level")


def read_csv(path, **options):
    return pandas.read_csv(path, keep_default_na=False, na_values=[""], float_precision="round_trip", **options)


def same(parquet, csv):
    """Whether the two files hold the same values."""
    left, right = pyarrow.parquet.read_table(parquet), read_csv(csv, dtype=str)
    assert left.column_names == list(right)
    for name in left.column_names:
        kind, texts = str(left[name].type), right[name].fillna("")
        if kind == "string":
            assert [value or "" for value in left[name].to_pylist()] == list(texts), name
        elif kind == "bool":
            assert [{None: "", True: "true", False: "false"}[value] for value in left[name].to_pylist()] == list(texts), name
        elif kind.startswith("timestamp"):
            assert (left[name].to_pandas() == pandas.to_datetime(right[name])).all(), name
        elif kind == "int64":
            assert left[name].to_pylist() == [int(value) for value in texts], name
        else:
            parsed = numpy.array([float(value or "nan") for value in texts]).astype(left[name].to_numpy().dtype)
            assert numpy.array_equal(left[name].to_numpy(), parsed, equal_nan=True), name
    return True


def test_the_default_columns_are_those_of_the_runs_own_predictions(trainyard, run, tmp_path):
    """The bytes of `predictions.csv`, which evaluation wrote, for the rows that it predicted."""
    theirs = (tmp_path.parent / run / "predictions.csv").read_text().splitlines()
    trainyard.json("predict", "--model", run, "--input", f"{run}/../../../../../train.csv", "--output", "all.csv")
    ours = (tmp_path / "all.csv").read_text().splitlines()
    assert ours[0] == theirs[0]
    by_row = {line.split(",", 1)[0]: line for line in ours[1:]}
    assert len(by_row) == 3000 and len(theirs) > 500
    assert [by_row[line.split(",", 1)[0]] for line in theirs[1:]] == theirs[1:]


def test_every_kind_of_input_gives_the_same_predictions(trainyard, run, tmp_path):
    frame = rows_to_predict(tmp_path / "new.csv", 5000)
    frame.assign(city=frame["city"].mask(frame["city"] == ""), seen=pandas.to_datetime(frame["seen"])).to_parquet(tmp_path / "new.parquet")
    with h5py.File(tmp_path / "new.h5", "w") as file:
        for name in ("size", "price"):
            file[name] = frame[name].to_numpy()
        file.create_dataset("city", data=frame["city"].to_list(), dtype=h5py.string_dtype())
    (tmp_path / "new.yaml").write_text("experiment: new\ndata: {source: new.csv, duplicates: keep, shard_rows: 1300}\n")
    dataset = trainyard.json("shard", "new.yaml")["dataset"]["path"]
    outputs = []
    for number, source in enumerate(["new.csv", "new.parquet", "new.h5", dataset]):
        output = tmp_path / f"{number}.csv"
        assert trainyard.json("predict", "--model", run, "--input", source, "--output", output)["rows"] == 5000
        outputs.append(output.read_bytes())
    assert len(set(outputs)) == 1


@pytest.mark.parametrize("kind", ["run", "classifier"])
def test_csv_and_parquet_hold_the_same_table(trainyard, kind, request, tmp_path):
    model = request.getfixturevalue(kind)
    table(3000, 5).to_csv(tmp_path / "new.csv", index=False)
    for extension in "csv", "parquet":
        trainyard.json("predict", "--model", model, "--input", "new.csv", "--output", f"made.{extension}", "--keep", "id", "--contributions")
    assert same(tmp_path / "made.parquet", tmp_path / "made.csv")
    schema = pyarrow.parquet.read_schema(tmp_path / "made.parquet")
    assert str(schema.field("row").type) == "int64" and str(schema.field("id").type) == "string"
    assert str(schema.field("prediction").type) == ("float" if kind == "run" else "string")
    assert schema.names[:3] == ["row", "id", "prediction"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "dataset"])
def test_kept_columns_are_as_they_are_in_the_input(trainyard, run, tmp_path, kind):
    frame = rows_to_predict(tmp_path / "new.csv", 2000)
    source = "new." + kind
    if kind == "parquet":
        frame = frame.assign(seen=pandas.to_datetime(frame["seen"]), big=2**60 + numpy.arange(2000), flag=frame["flag"].astype("boolean").mask(frame.index % 7 == 3))
        frame.to_parquet(tmp_path / "new.parquet")
    if kind == "dataset":
        (tmp_path / "new.yaml").write_text("experiment: new\ndata: {source: new.csv, schema: new.schema.yaml, shard_rows: 700}\n")
        (tmp_path / "new.schema.yaml").write_text("fields:\n  - {name: id, type: text, role: id}\n  - {name: size, type: integer}\n  - {name: price, type: float}\n"
                                                  "  - {name: city, type: category}\n  - {name: seen, type: timestamp}\n  - {name: flag, type: boolean}\n")
        source = trainyard.json("shard", "new.yaml")["dataset"]["path"]
    names = ["id", "size", "price", "city", "seen", "flag"] + (["big"] if kind == "parquet" else [])
    keep = [word for name in names for word in ("--keep", name)]
    trainyard.json("predict", "--model", run, "--input", source, "--output", "made.csv", *keep)
    trainyard.json("predict", "--model", run, "--input", source, "--output", "made.parquet", *keep)
    assert same(tmp_path / "made.parquet", tmp_path / "made.csv")
    csv, parquet = read_csv(tmp_path / "made.csv", dtype={"id": str}), pyarrow.parquet.read_table(tmp_path / "made.parquet")
    assert list(csv)[:len(names) + 1] == ["row", *names]
    assert list(csv["id"]) == list(frame["id"]) and list(parquet["id"].to_pylist()) == list(frame["id"])
    assert list(csv["city"].fillna("")) == list(frame["city"])
    assert list(csv["size"]) == list(frame["size"]) and numpy.array_equal(csv["price"], frame["price"], equal_nan=True)
    assert (pandas.to_datetime(csv["seen"]) == pandas.to_datetime(frame["seen"], utc=True)).all()
    kinds = {name: str(parquet.schema.field(name).type) for name in names}
    if kind == "csv":
        assert set(kinds.values()) == {"string"}
        assert list(csv["flag"].astype(str)) == list(frame["flag"].astype(str))
    else:
        assert kinds["size"] == "int64" and kinds["price"] == "double" and kinds["seen"] == "timestamp[us, tz=UTC]" and kinds["flag"] == "bool"
    if kind == "parquet":
        assert parquet["big"].to_pylist() == list(frame["big"]), "whole numbers beyond 2^53"
        assert parquet["flag"].to_pylist() == [None if pandas.isna(value) else bool(value) for value in frame["flag"]]


def test_contributions_add_up_to_the_margin_and_are_xgboosts(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 500)
    trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", "made.csv", "--contributions")
    made = pandas.read_csv(tmp_path / "made.csv", float_precision="round_trip")
    names = [name for name in made if name.startswith("contribution_")]
    assert names[-1] == "contribution_bias"
    numpy.testing.assert_allclose(made[names].sum(axis=1), made["prediction"], rtol=1e-4, atol=1e-3)

    features = json.loads(open(f"{run}/data.json").read())["features"]
    assert names[:-1] == [f"contribution_{feature}" for feature in features]
    booster = xgboost.Booster(model_file=f"{run}/model/model.ubj")
    frame = pandas.read_csv(tmp_path / "new.csv", keep_default_na=False)
    matrix = numpy.column_stack([pandas.to_numeric(frame[name]) if name in frame else frame[name.split("=")[0]].replace("", "missing") == name.split("=")[1]
                                 for name in features]).astype(numpy.float32)
    expected = booster.predict(xgboost.DMatrix(matrix, missing=numpy.nan), pred_contribs=True)
    numpy.testing.assert_allclose(made[names], expected, rtol=1e-4, atol=1e-4)


def test_contributions_of_several_classes_have_columns_for_each(trainyard, classifier, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 300)
    trainyard.json("predict", "--model", classifier, "--input", "new.csv", "--output", "made.csv", "--contributions")
    made = pandas.read_csv(tmp_path / "made.csv", float_precision="round_trip")
    margins = numpy.column_stack([made[[name for name in made if name.startswith(f"contribution_{label}_")]].sum(axis=1) for label in ("high", "low", "middle")])
    shares = numpy.exp(margins) / numpy.exp(margins).sum(axis=1, keepdims=True)
    numpy.testing.assert_allclose(made[["probability_high", "probability_low", "probability_middle"]], shares, rtol=1e-3, atol=1e-4)


def test_contributions_of_a_linear_model_add_up_to_the_prediction(trainyard, tmp_path):
    linear = train(tmp_path, family="linear", params="{}", impute="median")
    rows_to_predict(tmp_path / "new.csv", 300)
    trainyard.json("predict", "--model", linear, "--input", "new.csv", "--output", "made.csv", "--contributions")
    made = pandas.read_csv(tmp_path / "made.csv", float_precision="round_trip")
    names = [name for name in made if name.startswith("contribution_")]
    numpy.testing.assert_allclose(made[names].sum(axis=1), made["prediction"], rtol=1e-5)


def test_the_registered_version_is_a_column_where_it_is_asked_for(trainyard, tmp_path):
    train(tmp_path, register="price")
    rows_to_predict(tmp_path / "new.csv", 100)
    trainyard.json("predict", "--model", "price@Staging", "--input", "new.csv", "--output", "made.csv", "--model-version")
    assert set(pandas.read_csv(tmp_path / "made.csv")["model_version"]) == {"price@1"}


# --- bad rows


def spoil(path):
    """Rows that are wrong in one way each, and one behind them that is good."""
    lines = path.read_bytes().split(b"\n")
    lines[11] = lines[11].replace(b",", b",,", 1)  # one field more
    lines[12] = b"000011,1"
    cells = lines[21].split(b",")
    lines[21] = b",".join([cells[0], b"many", *cells[2:]])
    lines[22] = b'000021,5,1.5,"B\xffrn",2024-01-01T00:00:00Z,True'
    path.write_bytes(b"\n".join(lines))
    return [10, 11, 20, 21]


def test_bad_rows_are_set_aside_with_place_and_reason_and_the_others_predicted(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 2000)
    trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", "good.csv")
    bad = spoil(tmp_path / "new.csv")

    refused = trainyard.run("predict", "--model", run, "--input", "new.csv", "--output", "made.csv")
    assert refused.returncode == 65 and "new.csv:12: data row 11" in refused.stderr and not (tmp_path / "made.csv").exists()
    assert left_over(tmp_path / "made.csv") == []

    done = trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", "made.csv", "--quarantine", "bad.csv")
    assert done["rows"] == 1996 and done["bad_rows"] == 4 and done["quarantine"] == str(tmp_path / "bad.csv")
    assert any("4 bad rows are in quarantine" in warning for warning in done["warnings"])
    good = (tmp_path / "good.csv").read_text().splitlines()
    kept = [good[0]] + [line for line in good[1:] if int(line.split(",")[0]) not in bad]
    assert (tmp_path / "made.csv").read_text().splitlines() == kept
    quarantine = pandas.read_csv(tmp_path / "bad.csv", keep_default_na=False)
    assert list(quarantine["row"]) == bad and list(quarantine["line"]) == [row + 2 for row in bad]
    assert list(quarantine["column"]) == ["", "", "size", "city"]
    assert [reason.split(";")[0] for reason in quarantine["reason"]][2:] == ["not a number", "not UTF-8 at byte 1"]


def test_rows_that_the_transform_refuses_are_bad_rows_too(trainyard, tmp_path):
    strict = train(tmp_path, unseen="error")
    frame = rows_to_predict(tmp_path / "new.csv", 1000)
    trainyard.json("predict", "--model", strict, "--input", "new.csv", "--output", "good.csv")
    frame.loc[[3, 500, 501, 999], "city"] = "Atlantis"
    frame.to_csv(tmp_path / "new.csv", index=False)
    refused = trainyard.run("predict", "--model", strict, "--input", "new.csv", "--output", "made.csv")
    assert refused.returncode == 65 and "Atlantis" in refused.stderr
    done = trainyard.json("predict", "--model", strict, "--input", "new.csv", "--output", "made.csv", "--on-bad-row", "quarantine", "--quarantine", "bad.csv")
    assert done["bad_rows"] == 4 and done["rows"] == 996
    quarantine = pandas.read_csv(tmp_path / "bad.csv")
    assert list(quarantine["row"]) == [3, 500, 501, 999] and list(quarantine["line"]) == [5, 502, 503, 1001]
    assert all("'city'" in reason and "Atlantis" in reason for reason in quarantine["reason"])
    good = (tmp_path / "good.csv").read_text().splitlines()
    assert (tmp_path / "made.csv").read_text().splitlines() == [line for number, line in enumerate(good) if number - 1 not in (3, 500, 501, 999)]


def test_a_table_of_bad_rows_alone_gives_no_prediction(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 50, bad=range(50))
    done = trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", "made.csv", "--quarantine", "bad.csv")
    assert (done["rows"], done["bad_rows"]) == (0, 50)
    assert (tmp_path / "made.csv").read_text().count("\n") == 1 and (tmp_path / "bad.csv").read_text().count("\n") == 51


# --- blocks


def test_memory_threads_and_parts_change_no_byte(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 150_000, bad=[5, 70_000, 149_999])
    outputs = {}
    for number, words in enumerate([["--threads", 1], ["--threads", 3], ["--memory", "1MiB", "--threads", 2], ["--memory", "8MiB", "--part-rows", 20_000],
                                    ["--part-rows", 1]]):
        for extension in "csv", "parquet":
            trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", f"{number}.{extension}", "--keep", "id", "--quarantine", f"bad{number}.csv", *words)
            outputs.setdefault(extension, []).append((tmp_path / f"{number}.{extension}").read_bytes())
        outputs.setdefault("bad", []).append((tmp_path / f"bad{number}.csv").read_bytes())
    assert {name: len(set(made)) for name, made in outputs.items()} == {"csv": 1, "parquet": 1, "bad": 1}
    assert left_over(tmp_path / "0.csv") == []
    groups = pyarrow.parquet.ParquetFile(tmp_path / "0.parquet").metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [131_072, 150_000 - 3 - 131_072]


def test_standard_output_is_the_file_and_comes_piece_by_piece(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 60_000)
    trainyard.json("predict", "--model", run, "--input", "new.csv", "--output", "made.csv")
    printed = trainyard.run("predict", "--model", run, "--input", "new.csv", "-q", "--memory", "4MiB")
    assert printed.returncode == 0 and printed.stdout == (tmp_path / "made.csv").read_text()
    assert printed.stderr == "60,000 predictions\n"
    assert trainyard.json("predict", "--model", run, "--input", "new.csv")["csv"] == printed.stdout
    command = " ".join(trainyard.command("predict", "--model", run, "--input", "new.csv", "-q"))
    head = subprocess.run(["bash", "-c", f"{command} | head -2; echo ${{PIPESTATUS[0]}}"], cwd=tmp_path, capture_output=True, text=True)
    assert head.stdout.splitlines()[0].startswith("row,prediction") and head.stdout.splitlines()[-1] == "0"


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_input(trainyard, run, tmp_path):
    """A process begins with the peak of the one that made it, so that a small one makes it."""
    rows_to_predict(tmp_path / "once.csv", 60_000)
    header, body = (tmp_path / "once.csv").read_bytes().split(b"\n", 1)
    peaks = []
    for times in 2, 14:
        with open(tmp_path / "new.csv", "wb") as file:
            file.write(header + b"\n" + body * times)
        command = trainyard.command("predict", "--model", run, "--input", "new.csv", "--output", "made.csv", "--memory", "16MiB", "--keep", "id", "--threads", 2, "-q")
        done = subprocess.run([sys.executable, "-c", PEAK, *command], cwd=tmp_path, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) * 1024)
    growth = len(body) * 12
    assert peaks[1] - peaks[0] < growth / 5, f"{peaks} bytes, for files that differ by {growth}"


# --- standard input


def test_a_pipe_is_predicted_as_the_file(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 700, bad=[5])
    words = ["predict", "--model", run, "--output", "made.csv", "--quarantine", "bad.csv", "--input"]
    trainyard.json(*words, "new.csv")
    from_file = (tmp_path / "made.csv").read_bytes(), (tmp_path / "bad.csv").read_text()
    for data in (tmp_path / "new.csv").read_bytes(), gzip.compress((tmp_path / "new.csv").read_bytes()):
        done = subprocess.run(trainyard.command(*words, "-"), input=data, capture_output=True, cwd=tmp_path, timeout=300)
        assert done.returncode == 0, done.stderr.decode()
        assert (tmp_path / "made.csv").read_bytes() == from_file[0]
        assert (tmp_path / "bad.csv").read_text() == from_file[1].replace(str(tmp_path / "new.csv"), "standard input")
    done = subprocess.run(trainyard.command(*words[:-3], "--input", "-"), input=data, capture_output=True, cwd=tmp_path, timeout=300)
    assert done.returncode == 65 and b"standard input:7: data row 6, column 'price': 'dear'" in done.stderr, done.stderr


# --- wrong words


@pytest.mark.parametrize("words, said", [
    (["--on-bad-row", "skip"], "it is fail or quarantine"),
    (["--on-bad-row", "quarantine"], "needs --quarantine FILE.csv"),
    (["--on-bad-row", "fail", "--quarantine", "bad.csv"], "exclude each other"),
    (["--quarantine", "bad.txt"], "give it the extension .csv"),
    (["--memory", "lots"], "give a size"),
    (["--part-rows", "0"], "not a whole number from 1 on"),
    (["--keep", "row"], "--keep: 'row'"),
    (["--keep", "id", "--keep", "id"], "--keep: 'id'"),
    (["--model-version"], "is no version of the registry"),
])
def test_options_that_make_no_sense_are_refused(trainyard, run, tmp_path, words, said):
    rows_to_predict(tmp_path / "new.csv", 10)
    if "row" in words:
        (tmp_path / "new.csv").write_text((tmp_path / "new.csv").read_text().replace("flag", "row", 1))
    done = trainyard.run("predict", "--model", run, "--input", "new.csv", "--output", "made.csv", *words)
    assert done.returncode == 64 and said in done.stderr, done.stderr
    assert not (tmp_path / "made.csv").exists() and left_over(tmp_path / "made.csv") == []
