"""`predict --stream` over librdkafka's mock cluster."""

import csv
import json
import signal
import subprocess
import time

import pandas
import pytest
from conftest import Program
from mock_kafka import MockKafka

PARTITIONS = 3
CONFIG = """\
experiment: houses
seed: 3
results: results
data: {{source: {source}, target: median_house_value, schema: schema.yaml}}
split: {{test: 0.2}}
features:
  derive: {{rooms_per_household: total_rooms / households}}
  numeric: {{impute: median, scale: standard}}
  categorical: {{impute: missing, encode: onehot, unseen: other}}
model: {{type: xgboost, params: {{n_estimators: 30}}}}
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory, source):
    """A folder with a model of house values, and the run's path."""
    folder = tmp_path_factory.mktemp("stream")
    housing = source / "data" / "housing.csv"
    (folder / "houses.yaml").write_text(CONFIG.format(source=housing))
    columns = pandas.read_csv(housing, nrows=0).columns
    fields = [f"{{name: {name}, type: {'category' if name == 'ocean_proximity' else 'float'}}}" for name in columns]
    schema = ", ".join(fields).replace("{name: latitude, ", "{name: latitude, min: 30, max: 45, ")
    (folder / "schema.yaml").write_text(f"fields: [{schema}]\n".replace("median_house_value, ", "median_house_value, role: target, "))
    program = Program(folder)
    run = program.json("train", "houses.yaml")["run"]
    return program, run


@pytest.fixture
def kafka():
    cluster = MockKafka()
    cluster.create("houses", PARTITIONS)
    cluster.create("values", PARTITIONS)
    cluster.create("refused", 1)
    yield cluster
    cluster.close()


def options(kafka, run, *more):
    return ["predict", "--model", run, "--stream", f"kafka://{kafka.bootstrap}/houses", "--group", "pricing", "--output-topic", "values",
            "--dead-letter-topic", "refused", *more]


def rows_of(source, count):
    """Rows of the housing data, as objects without the target; missing values are null."""
    table = pandas.read_csv(source / "data" / "housing.csv", nrows=count).drop(columns="median_house_value")
    return json.loads(table.to_json(orient="records", double_precision=15))


def send(kafka, rows, first=0):
    """Round the partitions, in blocks that the pipe holds. `first` is the number of the first row."""
    messages = [{"topic": "houses", "partition": i % PARTITIONS, "key": str(i), "value": json.dumps(row)} for i, row in enumerate(rows, first)]
    for begin in range(0, len(messages), 1000):
        kafka.send(messages[begin : begin + 1000])


def batch_predictions(program, run, source, count):
    """What `predict` writes for the first rows: text of the numbers by row."""
    pandas.read_csv(source / "data" / "housing.csv", nrows=count, dtype=str).to_csv(program.folder / "rows.csv", index=False)
    done = program.run("predict", "--model", run, "--input", "rows.csv", "--output", "rows_predicted.csv")
    assert done.returncode == 0, done.stderr
    with open(program.folder / "rows_predicted.csv", encoding="utf-8") as file:
        return [line["prediction"] for line in csv.DictReader(file)]


def by_key(records):
    """The value of each key; records of one key are equal."""
    values = {}
    for record in records:
        content = (record["value"], tuple(sorted(record["headers"].items())))
        assert values.setdefault(record["key"], content) == content, record["key"]
    return {key: value for key, (value, _) in values.items()}


def test_a_stream_gives_the_predictions_of_a_file_bit_by_bit(model, kafka, source):
    program, run = model
    send(kafka, rows_of(source, 1200))
    summary = program.json(*options(kafka, run, "--until-end"))
    assert (summary["status"], summary["rows"], summary["predictions"], summary["dead_letters"]) == ("finished", 1200, 1200, 0)
    assert summary["partitions"] == [{"partition": p, "rows": 400, "committed": 400, "end": 400, "lag": 0} for p in range(PARTITIONS)]
    values = by_key(kafka.read("values", PARTITIONS))
    expected = batch_predictions(program, run, source, 1200)
    for i, text in enumerate(expected):
        assert values[f"houses/{i % PARTITIONS}/{i // PARTITIONS}"].startswith('{"prediction":' + text), i
    assert len(values) == 1200


GOOD = {
    "longitude": -122.2, "latitude": 37.9, "housing_median_age": 41, "total_rooms": 880, "total_bedrooms": None, "population": 322,
    "households": 126, "median_income": 8.3, "ocean_proximity": "NEAR BAY",
}  # fmt: skip


def with_value(name, value):
    return json.dumps({**GOOD, name: value})


BAD = [
    ("", "is not JSON"),
    ("not json", "is not JSON from byte"),
    ("[1, 2]", "is \"[…]\" where an object"),
    ("17", "is 17 where an object"),
    (json.dumps(GOOD)[:-1], "is not JSON"),
    (json.dumps(GOOD) + json.dumps(GOOD), "is not JSON"),
    (with_value("median_income", "8.3"), "/median_income: text in the place of a number"),
    (with_value("median_income", {"value": 8.3}), "/median_income: an object in the place of a number"),
    (with_value("median_income", True), "/median_income: true or false in the place of a number"),
    (with_value("latitude", 1000), "/latitude: "),
    (with_value("median_income", float("nan")), "NaN and Infinity are no JSON"),
    (json.dumps({name: value for name, value in GOOD.items() if name != "latitude"}), "/latitude: the feature is missing"),
    (json.dumps(GOOD)[:-1] + ', "latitude": 1}', "/latitude: the feature is named twice"),
    (with_value("more", "x").replace('"x"', "[" * 40 + "]" * 40), "nests deeper than 32 levels"),
    (with_value("more", "x" * 5000), "more than the 3000 of a row"),
    (None, "the message has no value"),
]


def test_bad_messages_are_dead_letters_with_reason_coordinates_and_bytes(model, kafka):
    program, run = model
    messages = []
    for text, _ in BAD:
        messages += [{"topic": "houses", "partition": 0, "value": text}, {"topic": "houses", "partition": 0, "value": with_value("id", 7)}]
    kafka.send(messages)
    done = program.run(*options(kafka, run, "--until-end", "--max-message", "3000"))
    assert done.returncode == 0, done.stderr
    assert f"{len(BAD)} predictions in values, {len(BAD)} dead letters in refused" in done.stdout
    assert "member 'id' of messages is not a feature of the model and is passed over" in done.stderr
    letters = kafka.read("refused", 1)
    assert len(letters) == len(BAD)
    for number, (letter, (text, reason)) in enumerate(zip(letters, BAD)):
        assert letter["value"] == text
        assert letter["key"] == f"houses/0/{2 * number}"
        assert reason in letter["headers"]["trainyard.reason"], letter
        assert letter["headers"]["trainyard.source.offset"] == str(2 * number)
    assert set(by_key(kafka.read("values", PARTITIONS))) == {f"houses/0/{2 * number + 1}" for number in range(len(BAD))}


def finished(process):
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.fixture
def started():
    """Starts the program; what still runs at the end of the test is killed."""
    processes = []

    def start(program, arguments):
        command = program.command(*arguments)
        processes.append(subprocess.Popen(command, cwd=program.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.communicate()


def all_committed(kafka):
    return sum(max(kafka.committed("pricing", "houses", p), 0) for p in range(PARTITIONS))


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)


def test_killed_at_any_moment_every_message_has_its_prediction(model, kafka, source, started):
    program, run = model
    (program.folder / "kafka.properties").write_text("session.timeout.ms=6000\nheartbeat.interval.ms=500\n")
    quick = ["--batch", "20", "--kafka-config", "kafka.properties"]
    rows = rows_of(source, 2400)
    for first in range(0, 1800, 600):
        before = all_committed(kafka)
        send(kafka, rows[first : first + 600], first)  # a round's own, as the one before may have had time for all
        process = started(program, options(kafka, run, *quick))
        wait_until(lambda: all_committed(kafka) > before or process.poll() is not None)
        process.kill()
        code, _, err = finished(process)
        assert code == -signal.SIGKILL, err
    assert 0 < all_committed(kafka) < len(rows)
    send(kafka, rows[1800:], 1800)
    summary = program.json(*options(kafka, run, "--until-end", *quick))
    assert 0 < summary["rows"] < len(rows)
    assert all_committed(kafka) == len(rows)
    values = by_key(kafka.read("values", PARTITIONS))
    assert set(values) == {f"houses/{i % PARTITIONS}/{i // PARTITIONS}" for i in range(len(rows))}
    expected = batch_predictions(program, run, source, len(rows))
    assert all(values[f"houses/{i % PARTITIONS}/{i // PARTITIONS}"].startswith('{"prediction":' + text) for i, text in enumerate(expected))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_what_is_in_hand_and_ends_with_a_summary(model, kafka, source, started, number):
    program, run = model
    send(kafka, rows_of(source, 300))
    process = started(program, options(kafka, run, "--json", "--metrics-file", "stream.prom"))
    wait_until(lambda: all_committed(kafka) == 300 or process.poll() is not None)
    process.send_signal(number)
    code, out, err = finished(process)
    assert code == 0, err
    summary = json.loads(out)
    assert (summary["rows"], summary["dead_letters"]) == (300, 0)
    assert [one["committed"] for one in summary["partitions"]] == [100] * PARTITIONS
    metrics = (program.folder / "stream.prom").read_text()
    assert "trainyard_stream_messages_total 300\n" in metrics
    assert f'trainyard_model_info{{name="{summary["model_name"]}",version="{summary["model_version"]}"}} 1\n' in metrics


def test_no_broker_ends_it_with_the_reason(model):
    program, run = model
    done = program.run("predict", "--model", run, "--stream", "kafka://127.0.0.1:1/houses", "--group", "g", "--output-topic", "o",
                       "--dead-letter-topic", "d", "--deadline", "2")
    assert done.returncode == 69
    assert "Connection refused" in done.stderr


def test_a_model_that_looks_back_is_refused(trainyard, tmp_path):
    rows = [f"2024-01-{1 + i // 24:02d}T{i % 24:02d}:00:00Z,{i % 7},{i % 5}" for i in range(240)]
    (tmp_path / "events.csv").write_text("at,x,y\n" + "\n".join(rows) + "\n")
    (tmp_path / "events.yaml").write_text(
        "experiment: events\nresults: results\ndata: {source: events.csv, target: y, task: regression, timestamp: at}\nmodel: {type: linear}\n"
        "features: {numeric: {impute: median}, window: {x_mean: {column: x, function: mean, time: 5h}}}\n"
    )
    run = trainyard.json("train", "events.yaml")["run"]
    done = trainyard.run("predict", "--model", run, "--stream", "kafka://127.0.0.1:1/t", "--group", "g", "--output-topic", "o",
                         "--dead-letter-topic", "d")
    assert done.returncode == 78
    assert "look back on earlier rows" in done.stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--stream", "kafka://a:1/t", "--input", "x.csv"], "--stream and --input exclude each other"),
        (["--stream", "kafka://a:1/t", "--group", "g", "--output-topic", "o"], "--dead-letter-topic"),
        (["--stream", "kafka://a:1", "--group", "g", "--output-topic", "o", "--dead-letter-topic", "d"], "names no topic"),
        (["--stream", "kafka://a:1/t", "--group", "g", "--output-topic", "t", "--dead-letter-topic", "d"], "topics of their own"),
        (["--input", "x.csv", "--until-end"], "--until-end goes with --stream alone"),
    ],
)
def test_options_that_do_not_go_together_are_named(model, arguments, message):
    program, run = model
    done = program.run("predict", "--model", run, *arguments)
    assert done.returncode == 64
    assert message in done.stderr
