"""The same rows through every way to a prediction: evaluate, predict, REST, stream and ONNX."""

import csv
import json
import pathlib

import numpy
import pandas
import pytest

from mock_kafka import MockKafka
from onnx_files import exported
from service import serving

ROWS = 10_000
AT_A_TIME = 1000
PARTITIONS = 4
TARGET = "median_house_value"
CONFIG = """\
experiment: houses
seed: 5
results: results
data: {{source: {source}, target: median_house_value}}
split: {{test: 0.5, folds: 3}}
features:
  derive: {{rooms_per_household: total_rooms / households}}
  numeric: {{impute: median, scale: standard}}
  categorical: {{impute: missing, encode: onehot, unseen: other}}
model: {{type: xgboost, params: {{n_estimators: 60}}, prediction_intervals: {{coverage: 0.9}}}}
evaluate: {{bootstrap: 0}}
"""


@pytest.fixture
def evaluated(trainyard, source, tmp_path):
    """The run, its test rows as texts, and what `evaluate` predicted of them."""
    (tmp_path / "houses.yaml").write_text(CONFIG.format(source=source / "data" / "housing.csv"))
    run = pathlib.Path(trainyard.json("run", "houses.yaml")["run"])
    with open(run / "predictions.csv", encoding="utf-8") as file:
        predictions = list(csv.DictReader(file))[:ROWS]
    table = pandas.read_csv(source / "data" / "housing.csv", dtype=str, keep_default_na=False)
    rows = table.iloc[[int(line["row"]) for line in predictions]].reset_index(drop=True)
    assert [float(value) for value in rows[TARGET]] == [float(line[TARGET]) for line in predictions], "they are the same rows"
    return run, rows.drop(columns=TARGET), [tuple(line[name] for name in ("prediction", "prediction_lower", "prediction_upper")) for line in predictions]


def as_objects(rows):
    text = {"ocean_proximity"}
    return [{name: value if name in text else float(value) if value else None for name, value in row.items()} for row in rows.to_dict("records")]


def by_predict(trainyard, run, rows):
    rows.to_csv(trainyard.folder / "rows.csv", index=False)
    trainyard.json("predict", "--model", run, "--input", "rows.csv", "--output", "predicted.csv")
    with open(trainyard.folder / "predicted.csv", encoding="utf-8") as file:
        return [(line["prediction"], line["prediction_lower"], line["prediction_upper"]) for line in csv.DictReader(file)]


def three(answer):
    return answer["prediction"], answer["lower"], answer["upper"]


def by_rest(trainyard, run, objects):
    with serving(trainyard, "--model", run) as service:
        answers = [service.predict(objects[at : at + AT_A_TIME]).json["predictions"] for at in range(0, len(objects), AT_A_TIME)]
    return [three(one) for part in answers for one in part]


def by_stream(trainyard, run, objects):
    kafka = MockKafka()
    kafka.create("houses", PARTITIONS)
    kafka.create("values", PARTITIONS)
    kafka.create("refused", 1)
    for at in range(0, len(objects), AT_A_TIME):
        part = objects[at : at + AT_A_TIME]
        kafka.send([{"topic": "houses", "partition": (at + i) % PARTITIONS, "key": "", "value": json.dumps(row)} for i, row in enumerate(part)])
    stream = f"kafka://{kafka.bootstrap}/houses"
    trainyard.json("predict", "--model", run, "--stream", stream, "--group", "all", "--output-topic", "values", "--dead-letter-topic", "refused", "--until-end")
    values = {record["key"]: json.loads(record["value"]) for record in kafka.read("values", PARTITIONS)}
    kafka.close()
    return [three(values[f"houses/{i % PARTITIONS}/{i // PARTITIONS}"]) for i in range(len(objects))]


def test_ten_thousand_rows_have_the_same_predictions_on_every_way(trainyard, evaluated):
    run, rows, expected = evaluated
    assert len(rows) == ROWS and (rows == "").to_numpy().any(), "some values are missing"
    numbers = [tuple(float(one) for one in row) for row in expected]
    assert by_predict(trainyard, run, rows) == expected, "predict"
    objects = as_objects(rows)
    assert by_rest(trainyard, run, objects) == numbers, "REST"
    assert by_stream(trainyard, run, objects) == numbers, "stream"
    model = exported(trainyard, run)
    outputs = model.run(model.inputs(trainyard.folder / "rows.csv"))
    for name, column in zip(("prediction", "lower", "upper"), numpy.array(numbers).T):
        numpy.testing.assert_allclose(outputs[name].ravel(), column, rtol=1e-5, err_msg=f"ONNX: {name}")
