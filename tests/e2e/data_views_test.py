"""What a user sees of the data: suggested schemas, why a type, rows of a dataset, the datasets there are, verify, personal columns, dialects."""

import gzip
import json
import pathlib
import re

import h5py
import pandas
import pyarrow
import pyarrow.parquet
import pytest


def write_config(folder, data="data.csv", target="y", more=""):
    path = folder / "c.yaml"
    path.write_text(f"experiment: views\nresults: {folder}/results\ndata:\n  source: {data}\n  target: {target}\n{more}")
    return path


def shard_files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in pathlib.Path(folder).rglob("*.h5"))


# --- validate --suggest and --explain


@pytest.mark.parametrize("name, target", [("housing.csv", "median_house_value"), ("bike_hour.csv", "cnt"), ("adult_train.csv", "income")])
def test_a_suggested_schema_accepts_the_table_that_it_came_from(trainyard, source, tmp_path, name, target):
    config = write_config(tmp_path, source / "data" / name, target)
    suggested = trainyard.run("validate", config, "--suggest", "-q")
    assert suggested.returncode == 0, suggested.stderr
    assert suggested.stdout.startswith("#") and "\nfields:\n" in suggested.stdout and "expect:" in suggested.stdout
    (tmp_path / "schema.yaml").write_text(suggested.stdout)
    made = trainyard.json("shard", config, "--set", f"data.schema={tmp_path}/schema.yaml", "--set", "data.max_bad_rows=0")
    assert made["dataset"]["quarantined"] == 0
    assert made["dataset"]["rows"] == len(pandas.read_csv(source / "data" / name))
    assert trainyard.json("validate", config, "--suggest")["suggestion"] == suggested.stdout


def test_explain_counts_kinds_and_names_the_first_of_each_and_what_would_change_the_type(trainyard, tmp_path):
    rows = [f"{i},{i % 5},{i}.5,{i}" for i in range(100)]
    rows[3], rows[7] = "3,007,3.5,3", "7,2,seven,7"
    (tmp_path / "data.csv").write_text("\n".join(["plain,code,mixed,y", *rows, "100,,1,100"]) + "\n")
    config = write_config(tmp_path, more="  max_bad_rows: 0\n")
    words = [word for column in ("plain", "code", "mixed") for word in ("--explain", column)]
    plain, code, mixed = trainyard.json("validate", config, *words)["explanations"]
    assert (plain["type"], plain["decision"]) == ("integer", "all 101 values are integers")
    assert code["type"] == "category" and code["counts"]["names like 007"] == 1 and code["counts"]["missing"] == 1
    assert code["first"]["name like 007"] == f"'007' at {tmp_path}/data.csv:5"
    assert "'007'" in code["decision"]
    assert mixed["type"] == "category" and mixed["counts"]["texts"] == 1 and mixed["counts"]["floats"] == 99
    assert mixed["first"]["no usable number"] == f"'seven' at {tmp_path}/data.csv:9"
    change = next(text for text in mixed["changes"] if "would make it float" in text)
    share = re.search(r"of ([0-9.]+) or more", change)[1]
    assert trainyard.json("validate", config, "--set", f"data.max_bad_rows={share}", "--explain", "mixed")["explanations"][0]["type"] == "float"
    text = trainyard.run("validate", config, "--explain", "mixed").stdout
    assert text.startswith("mixed: category, role feature\n  because 1 of 101 values are no numbers") and "data.csv:9" in text


def test_explain_says_when_a_schema_decided_and_names_the_nearest_of_an_unknown_column(trainyard, tmp_path):
    (tmp_path / "data.csv").write_text("age,y\n1,2\n2,3\n")
    (tmp_path / "s.yaml").write_text("fields:\n  - {name: age, type: float}\n  - {name: y, type: float, role: target}\n")
    config = write_config(tmp_path, more="  schema: s.yaml\nsplit: {folds: 2}\n")
    explained = trainyard.json("validate", config, "--explain", "age")["explanations"][0]
    assert explained["decided_by"] == "schema" and "counts" not in explained
    unknown = trainyard.run("validate", config, "--explain", "agee")
    assert unknown.returncode == 64 and "there is no column 'agee', did you mean 'age'?" in unknown.stderr


# --- shard --show and --list


def test_show_prints_the_first_rows_as_they_were(trainyard, tmp_path):
    (tmp_path / "data.csv").write_text("when,word,n,flag,y\n2024-01-02,red,1,true,0.1\n2024-01-03T04:05:06Z,,2,false,1e300\n,blue,,,3\n")
    config = write_config(tmp_path, more="  shard_rows: 2\n")
    rows = trainyard.json("shard", config, "--show", "2")["rows"]
    assert rows == [{"when": "2024-01-02T00:00:00Z", "word": "red", "n": 1, "flag": True, "y": 0.1},
                    {"when": "2024-01-03T04:05:06Z", "word": None, "n": 2, "flag": False, "y": 1e300}]
    shown = trainyard.run("shard", config, "--show", "10")
    lines = shown.stdout.splitlines()
    assert lines[0].split() == ["when", "word", "n", "flag", "y"] and len(lines) == 4 and lines[3].split() == ["blue", "3.0"]
    assert "found unchanged" in shown.stderr
    folder = pathlib.Path(trainyard.json("shard", config)["dataset"]["path"])
    last = folder / shard_files(folder)[-1]
    last.chmod(0o600)
    last.write_bytes(bytes(last.stat().st_size))  # only the last shard is damaged, and not read
    assert len(trainyard.json("shard", config, "--show", "2")["rows"]) == 2
    assert trainyard.run("shard", config, "--show", "3").returncode == 65


@pytest.mark.parametrize("words, said", [(["--show", "0"], "--show: '0' is not a whole number"), (["--show", "x"], "--show: 'x'"),
                                         (["--list", "--show", "1"], "exclude each other")])
def test_mistakes_with_show_are_64(trainyard, tmp_path, words, said):
    (tmp_path / "data.csv").write_text("a,y\n1,2\n2,3\n")
    done = trainyard.run("shard", write_config(tmp_path), *words)
    assert done.returncode == 64 and said in done.stderr


@pytest.fixture
def appended(trainyard, tmp_path):
    """A dataset of one file, and one that goes on from it with a second file: their folders."""
    (tmp_path / "a.csv").write_text("x,y\n" + "".join(f"{i},{i * 2}\n" for i in range(50)))
    (tmp_path / "b.csv").write_text("x,y\n" + "".join(f"{i},{i * 3}\n" for i in range(20)))
    return [pathlib.Path(trainyard.json("shard", write_config(tmp_path, files, more="  shard_rows: 30\n"))["dataset"]["path"])
            for files in ("a.csv", "[a.csv, b.csv]")]


def test_list_names_datasets_newest_first_with_their_sources_and_what_they_go_on_from(trainyard, tmp_path, appended):
    (tmp_path / "results" / "datasets" / "views" / "0000000000000000").mkdir()  # has no manifest
    first, second = (folder.name for folder in appended)
    listed = trainyard.json("shard", "--list")["datasets"]
    assert [entry["version"] for entry in listed] == [second, first]
    assert [entry["goes_on_from"] for entry in listed] == [[first], []]
    assert [entry["rows"] for entry in listed] == [70, 50] and [entry["quarantined"] for entry in listed] == [0, 0]
    assert [len(entry["sources"]) for entry in listed] == [2, 1] and listed[0]["shards"] == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", listed[0]["made"])
    assert listed[1]["bytes"] == sum(path.stat().st_size for path in appended[0].rglob("*") if path.is_file())
    assert trainyard.json("shard", tmp_path / "c.yaml", "--list")["datasets"] == listed
    text = trainyard.run("shard", "--list").stdout.splitlines()
    assert len(text) == 3 and text[1].split()[:2] == ["views", second] and "a.csv " + listed[0]["sources"][0]["sha256"][:8] in text[1]
    (appended[1] / "dataset.json").write_text("{}")
    assert [entry["status"] for entry in trainyard.json("shard", "--list")["datasets"]] == ["damaged", "published"]


# --- verify


def test_verify_proves_a_dataset_also_one_that_shares_shards_and_names_missing_and_extra_ones(trainyard, appended):
    first, second = appended
    shared = second / shard_files(second)[0]
    assert shared.stat().st_nlink == 2
    for folder in appended:
        assert trainyard.json("verify", folder)["problems"] == []
    (second / "shards" / "99999.h5").write_bytes(b"stray")
    shared.unlink()
    done = trainyard.run("verify", second)
    assert done.returncode == 1
    assert f"{shared.relative_to(second.parents[3])}: missing" in done.stdout and "99999.h5: not in the manifest" in done.stdout
    assert trainyard.json("verify", first)["problems"] == []


# --- after a wrong guess


def test_an_append_after_a_wrong_guess_keeps_the_type_that_all_rows_decide(trainyard, tmp_path):
    early = "".join(f"{i},{i % 7}\n" for i in range(10_500))
    (tmp_path / "a.csv").write_text("v,y\n" + early + "".join(f"word{i},{i % 7}\n" for i in range(5_000)))
    (tmp_path / "b.csv").write_text("v,y\n" + "".join(f"{i},{i % 7}\n" for i in range(30)))
    trainyard.json("shard", write_config(tmp_path, "a.csv"))
    made = trainyard.json("shard", write_config(tmp_path, "[a.csv, b.csv]"))["dataset"]
    assert (made["rows"], made["quarantined"]) == (15_530, 0)
    types = {column["name"]: column["type"] for column in json.loads((pathlib.Path(made["path"]) / "dataset.json").read_text())["columns"]}
    assert types["v"] == "category"


# --- personal columns


MARK, NUMBER = "Quentin Marker", 48151623

PERSONAL = """\
fields:
  - {name: who, type: text, role: id, personal: true}
  - {name: born, type: timestamp, personal: true}
  - {name: salary, type: integer, personal: true, min: 1, max: 50000000}
  - {name: nick, type: category, role: group, personal: true, pattern: "[a-zA-Z ]+"}
  - {name: x, type: float}
  - {name: y, type: float, role: target}
"""


@pytest.fixture
def personal(tmp_path):
    rows = [f"person {i},19{i % 90 + 10}-01-01,{NUMBER + (i * 37) % 11 + 1},{'nick' + 'abcdefg'[i % 7]},{i * 0.5},{i % 9}" for i in range(120)]
    rows[5] = f"{MARK},1978-03-04,{NUMBER},{MARK},2.5,5"
    rows[6] = f"{MARK},1978-03-04,{MARK},{MARK},3.0,6"
    rows[7] = f"{MARK},1978-03-04,{NUMBER},{MARK} 9,3.0,6"
    (tmp_path / "data.csv").write_text("\n".join(["who,born,salary,nick,x,y", *rows]) + "\n")
    (tmp_path / "s.yaml").write_text(PERSONAL)
    return write_config(tmp_path, more="  schema: s.yaml\n  max_bad_rows: 0.1\n  expect:\n    - {column: nick, unique: true, level: warn}\n"
                        "split: {method: group, column: nick, test: 0.2, folds: 2}\nfeatures: {numeric: {impute: median, scale: standard}}\n"
                        "model: {type: xgboost, params: {n_estimators: 3}}\n")


def test_values_of_personal_columns_are_in_shards_alone(trainyard, tmp_path, personal):
    run = trainyard.run("run", personal)
    assert run.returncode == 0, run.stderr
    said = run.stdout + run.stderr
    for words in (["validate", personal], ["validate", personal, "--json"], ["validate", personal, "--suggest"], ["shard", personal, "--show", "9"],
                  ["validate", personal, "--explain", "nick"], ["shard", personal, "--show", "9", "--json"]):
        done = trainyard.run(*words)
        assert done.returncode == 0, (words, done.stderr)
        said += done.stdout + done.stderr
    assert "(personal)" in said and MARK not in said and str(NUMBER) not in said and "1978-03-04" not in said
    found = set()
    for path in (tmp_path / "results").rglob("*"):
        if path.is_file() and re.search(rf"{MARK}|{NUMBER}|1978-03-04".encode(), path.read_bytes()):
            found.add(path.suffix if path.suffix == ".h5" else path.name)
    assert found == {".h5"}
    dataset = next((tmp_path / "results" / "datasets" / "views").iterdir())
    quarantined = (dataset / "quarantine.csv").read_text()
    assert quarantined.count("(personal)") >= 2
    for path in dataset.rglob("*"):
        assert path.is_dir() or path.stat().st_mode & 0o777 == 0o640, path


def test_predicting_from_personal_columns_replays_and_its_errors_show_no_value(trainyard, tmp_path, personal):
    run = trainyard.json("run", personal)
    examples = json.loads((pathlib.Path(run["run"]) / "model" / "examples.json").read_text())
    assert examples["rows"] and all(row["salary"] is None and row["born"] is None and row["x"] is not None for row in examples["rows"])
    (tmp_path / "new.csv").write_text(f"born,salary,x\n1978-03-04,{NUMBER},1\n")
    assert trainyard.json("predict", "--model", run["run"], "--input", "new.csv")["rows"] == 1
    (tmp_path / "new.csv").write_text(f"born,salary,x\n1978-03-04,{MARK},1\n")
    refused = trainyard.run("predict", "--model", run["run"], "--input", "new.csv")
    assert refused.returncode == 65 and "column 'salary': '(personal)': not a number" in refused.stderr
    assert MARK not in refused.stdout + refused.stderr


def test_a_model_that_takes_no_missing_value_gets_no_examples_of_personal_columns(trainyard, tmp_path, personal):
    run = trainyard.json("run", personal, "--set", "model.type=linear", "--set", "model.params={}", "--set", "features.numeric.impute=none")
    assert json.loads((pathlib.Path(run["run"]) / "model" / "examples.json").read_text()) == {"rows": [], "predictions": []}
    (tmp_path / "new.csv").write_text("born,salary,x\n1978-03-04,3,1\n")
    assert trainyard.json("predict", "--model", run["run"], "--input", "new.csv")["rows"] == 1


# --- predicting from files of any kind


def test_text_files_to_predict_are_read_as_the_training_data_was(trainyard, tmp_path):
    rows = [f"{i},{i % 10};{i * 2};{i},5" for i in range(200)]
    (tmp_path / "data.csv").write_text("\n".join(["a;b;y", *rows]) + "\n")
    (tmp_path / "s.yaml").write_text('fields:\n  - {name: a, type: float, decimal: ","}\n  - {name: b, type: integer}\n'
                                     '  - {name: y, type: float, role: target, decimal: ","}\n')
    config = write_config(tmp_path, more='  schema: s.yaml\n  csv: {delimiter: ";"}\nsplit: {test: 0.2, folds: 2}\nmodel: {params: {n_estimators: 20}}\n')
    run = trainyard.json("run", config)["run"]
    assert json.loads((pathlib.Path(run) / "model" / "bundle.json").read_text())["csv"]["delimiter"] == ";"

    def predicted(name):
        return trainyard.json("predict", "--model", run, "--input", name)["csv"]

    head = "\n".join(["a;b", *(row.rsplit(";", 1)[0] for row in rows[:50])]) + "\n"
    (tmp_path / "new.csv").write_text(head)
    expected = predicted("new.csv")
    assert expected.count("\n") == 51
    with gzip.open(tmp_path / "new.csv.gz", "wt") as file:
        file.write(head)
    frame = pandas.DataFrame({"a": [i + i % 10 / 10 for i in range(50)], "b": range(0, 100, 2)})
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame), tmp_path / "new.parquet")
    with h5py.File(tmp_path / "new.h5", "w") as file:
        for name in frame:
            file[name] = frame[name].to_numpy()
    for name in ("new.csv.gz", "new.parquet", "new.h5"):
        assert predicted(name) == expected, name


def test_a_bundle_of_plain_csv_names_no_dialect(trainyard, small_config):
    run = trainyard.json("train", small_config(trials=1))["run"]
    assert "csv" not in json.loads((pathlib.Path(run) / "model" / "bundle.json").read_text())
