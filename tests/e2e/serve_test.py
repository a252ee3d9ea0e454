"""`serve` as its users meet it: the numbers of `predict`, every bad request, slow clients, tokens, drain, exchange of models."""

import concurrent.futures
import csv
import json
import os
import pathlib
import re
import signal
import socket
import threading
import time

import pytest

from registries import write_policy
from serve_cases import CASES, TOKEN, WITH_OPTIONS, good, split, tensors
from service import serving

SOURCE = pathlib.Path(os.environ.get("TRAINYARD_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
ROWS = 300

HOUSING_SCHEMA = """\
fields:
  - {name: longitude, type: float}
  - {name: latitude, type: float}
  - {name: housing_median_age, type: float, personal: true}
  - {name: total_rooms, type: float}
  - {name: total_bedrooms, type: float}
  - {name: population, type: float}
  - {name: households, type: float}
  - {name: median_income, type: float, min: 0, max: 20}
  - {name: median_house_value, type: float, role: target}
  - {name: ocean_proximity, type: category, allowed: ["<1H OCEAN", INLAND, ISLAND, NEAR BAY, NEAR OCEAN]}
"""

CONFIGS = {
    "housing": """\
experiment: housing
results: results
data: {{source: {table}, target: median_house_value, schema: housing.schema.yaml}}
split: {{test: 0.2}}
features: {{derive: {{rooms_per_household: total_rooms / households}}, numeric: {{impute: median, scale: standard}}, categorical: {{unseen: other}}}}
model: {{type: xgboost, params: {{n_estimators: {trees}, early_stopping_rounds: 10}}}}
evaluate: {{bootstrap: 0}}
""",
    "census": """\
experiment: census
results: results
data: {{source: {table}, target: income, pos_label: ">50K"}}
split: {{test: 0.2}}
features: {{categorical: {{impute: missing, min_frequency: 10, unseen: other}}}}
model: {{type: xgboost, params: {{n_estimators: {trees}}}, calibration: sigmoid}}
evaluate: {{bootstrap: 0}}
""",
}
TABLES = {"housing": "housing.csv", "census": "adult_train.csv"}


class Trained:
    """A folder with trained runs of a sample, from which each test serves."""

    def __init__(self, program, sample):
        self.trainyard, self.sample, self.runs = program, sample, []
        lines = (SOURCE / "data" / TABLES[sample]).read_text().splitlines()
        self.table = program.folder / "train.csv"
        self.table.write_text("\n".join(lines[:3001]) + "\n")
        self.rows = program.folder / "rows.csv"
        self.rows.write_text("\n".join([lines[0], *lines[-ROWS:]]) + "\n")
        (program.folder / "housing.schema.yaml").write_text(HOUSING_SCHEMA)
        self.train(60)

    def train(self, trees):
        config = self.trainyard.folder / "c.yaml"
        config.write_text(CONFIGS[self.sample].format(table=self.table.name, trees=trees))
        self.runs.append(self.trainyard.json("run", config)["run"])

    def schema(self):
        return json.loads(json.dumps(__import__("yaml").safe_load((pathlib.Path(self.runs[0]) / "model" / "schema.yaml").read_text())))

    def json_rows(self):
        """The rows of rows.csv as a client would send them."""
        types = {field["name"]: field["type"] for field in self.schema()["fields"]}

        def value(name, text):
            if text == "":
                return None
            return int(text) if types[name] == "integer" else float(text) if types[name] == "float" else text

        with self.rows.open(newline="") as file:
            return [{name: value(name, text) for name, text in row.items()} for row in csv.DictReader(file)]

    def predicted(self, model=None):
        """What `predict` writes for rows.csv, as texts."""
        output = self.trainyard.folder / "predictions.csv"
        done = self.trainyard.run("predict", "--model", model or self.runs[0], "--input", self.rows, "--output", output)
        assert done.returncode == 0, done.stderr
        with output.open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    from conftest import Program

    made = {}

    def of(sample):
        if sample not in made:
            made[sample] = Trained(Program(tmp_path_factory.mktemp(sample)), sample)
        return made[sample]

    return of


@pytest.fixture(scope="module")
def housing(make):
    return make("housing")


@pytest.fixture(scope="module")
def service(housing):
    with serving(housing.trainyard, "--model", housing.runs[0]) as running:
        yield running
        assert running.stop() == 0


def document_rows():
    for line in (SOURCE / "docs" / "serving.md").read_text().splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"`[a-z0-9-]+`", cells[0]):
            yield cells[0].strip("`"), int(cells[2]), re.findall(r"`([^`]+)`", cells[3])


DOCUMENT = list(document_rows())


def test_the_document_has_a_row_for_every_case_and_no_other():
    assert sorted(row[0] for row in DOCUMENT) == sorted([*CASES, *WITH_OPTIONS])


def check_answer(answer, status, expected):
    assert answer.status == status, answer.body
    for text in expected:
        pattern = ".*".join(re.escape(part) for part in text.split("…"))
        found = re.search(pattern, answer.body) or re.search(pattern, answer.json["error"])
        assert found, f"not answered: {text}\n{answer.body}"
    assert answer.json["error"] and len(answer.json["request_id"]) >= 1
    assert "secret 77" not in answer.body and "/tmp" not in answer.body


@pytest.mark.parametrize("case,status,expected", [row for row in DOCUMENT if row[0] in CASES], ids=lambda value: value if isinstance(value, str) else "")
def test_a_bad_request_is_answered_as_documented(service, case, status, expected):
    check_answer(CASES[case](service), status, expected)
    assert service.predict([good()]).status == 200, "a good request after it"


@pytest.mark.parametrize("case,status,expected", [row for row in DOCUMENT if row[0] in WITH_OPTIONS], ids=lambda value: value if isinstance(value, str) else "")
def test_a_request_against_a_limit_is_answered_as_documented(housing, case, status, expected):
    options, send = WITH_OPTIONS[case]
    (housing.trainyard.folder / "tokens.txt").write_text(f"# for tests\n{TOKEN}\n")
    with serving(housing.trainyard, "--model", housing.runs[0], *options) as running:
        check_answer(send(running), status, expected)
        assert running.stop() == 0


@pytest.mark.parametrize("sample", ["housing", "census"])
def test_predictions_are_those_of_predict_digit_for_digit(make, sample):
    trained = make(sample)
    rows, expected = trained.json_rows(), trained.predicted()
    with serving(trained.trainyard, "--model", trained.runs[0]) as running:
        answer = running.predict(rows)
        assert answer.status == 200, answer.body
        predictions = json.loads(answer.body, parse_float=str, parse_int=str)["predictions"]
        one_by_one = [json.loads(running.predict([row]).body, parse_float=str, parse_int=str)["predictions"][0] for row in rows[:50]]
        protocol = json.loads(running.post(f"/v2/models/{running.ready['model_name']}/infer", {"inputs": columns_of(rows)}).body, parse_float=str, parse_int=str)
        records = json.loads(running.post("/invocations", {"dataframe_records": rows}).body, parse_float=str, parse_int=str)["predictions"]
        assert running.stop() == 0
    assert one_by_one == predictions[:50]
    assert len(predictions) == len(expected) == ROWS
    for ours, theirs in zip(predictions, expected):
        flat = {"prediction": ours["prediction"], **{f"probability_{label}": p for label, p in ours.get("probabilities", {}).items()}}
        flat |= {f"prediction_{end}": ours[end] for end in ("lower", "upper") if end in ours}
        assert flat == {name: text for name, text in theirs.items() if name in flat}
        assert {name for name in theirs if name.startswith("pr")} == set(flat)
    assert [str(value) for value in protocol["outputs"][0]["data"]] == [row["prediction"] for row in expected]
    assert [record["prediction"] for record in records] == [row["prediction"] for row in expected]
    assert {name: text for name, text in expected[7].items() if name.startswith("pr")} == records[7]


def columns_of(rows):
    kinds = {float: "FP64", int: "INT64", str: "BYTES"}
    values = {name: [row[name] for row in rows] for name in rows[0]}
    kind = {name: next((kinds[type(value)] for value in column if value is not None), "FP64") for name, column in values.items()}
    return [{"name": name, "shape": [len(rows), 1], "datatype": kind[name], "data": column} for name, column in values.items()]


def test_the_other_formats_give_the_same_numbers(service):
    expected = service.predict([good(), good(median_income=2)]).json["predictions"]
    documents = [
        {"dataframe_split": {"columns": list(good()), "data": [list(good().values()), list(good(median_income=2).values())]}},
        {"instances": [good(), good(median_income=2)]},
        {"inputs": {name: [value, good(median_income=2)[name]] for name, value in good().items()}},
    ]
    for document in documents:
        answer = service.post("/invocations", document)
        assert answer.status == 200, answer.body
        assert [record["prediction"] for record in answer.json["predictions"]] == [row["prediction"] for row in expected]
    name, version = service.ready["model_name"], service.ready["model_version"]
    answer = service.post(f"/v2/models/{name}/versions/{version}/infer", {"id": "mine", "inputs": tensors(), "outputs": [{"name": "prediction"}]}).json
    assert answer["id"] == "mine" and [output["name"] for output in answer["outputs"]] == ["prediction"]
    assert answer["outputs"][0]["data"] == [expected[0]["prediction"]] * 2
    metadata = service.get(f"/v2/models/{name}").json
    assert metadata["versions"] == [version] and {tensor["name"] for tensor in metadata["inputs"]} == set(good())
    assert service.get("/v2/health/live").json == {"live": True} and service.get("/v2/health/ready").json == {"ready": True}
    assert service.get(f"/v2/models/{name}/ready").json["ready"] and service.get("/v2").json["name"] == "trainyard"
    assert service.get("/ping").status == 200 and re.fullmatch(r"[0-9.]+", service.get("/version").body)
    assert service.post("/invocations", split()).status == 400


def test_health_metrics_and_request_ids(service):
    health = service.get("/health").json
    assert health["status"] == "ok" and health["model_loaded"] and health["model_version"] == service.ready["model_version"]
    name = 'trainyard_http_requests_total{path="/v1/predict",code="200"}'
    before, rows = service.metric(name), service.metric("trainyard_predictions_total")
    answer = service.post("/v1/predict", {"rows": [good()] * 3}, **{"X-Request-Id": "my-id.7"})
    assert answer.headers["X-Request-Id"] == "my-id.7" and answer.json["request_id"] == "my-id.7"
    assert service.metric(name) == before + 1 and service.metric("trainyard_predictions_total") == rows + 3
    assert service.metric(f'trainyard_model_info{{name="{service.ready["model_name"]}",version="{service.ready["model_version"]}",stage=""}}') == 1


def test_the_description_knows_the_schema(service):
    document = service.get("/openapi.json").json
    row = document["components"]["schemas"]["Row"]
    assert row["properties"]["median_income"]["maximum"] == 20
    assert row["properties"]["ocean_proximity"]["enum"] == ["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN", None]
    import jsonschema

    validator = jsonschema.Draft202012Validator({**row, "$defs": {}})
    assert not list(validator.iter_errors(good()))
    assert list(validator.iter_errors(good(median_income=21))) and list(validator.iter_errors(good(other=1)))
    answer = jsonschema.Draft202012Validator({"$ref": "#/components/schemas/Answer", "components": document["components"]})
    assert not list(answer.iter_errors(service.predict([good()]).json))


def test_three_hundred_slow_clients_do_not_hold_up_a_good_one(housing):
    with serving(housing.trainyard, "--model", housing.runs[0], "--timeout", "5") as running:
        slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(300)]
        stop = threading.Event()

        def trickle():
            for sock in slow:
                sock.sendall(b"POST /v1/predict HTTP/1.1\r\nHost: h\r\nX-Slow: ")
            while not stop.wait(0.5):
                for sock in slow:
                    try:
                        sock.sendall(b"a")
                    except OSError:
                        return

        thread = threading.Thread(target=trickle)
        thread.start()
        times = []
        connection = running.connection()
        for _ in range(100):
            began = time.monotonic()
            assert running.predict([good()], connection).status == 200
            times.append(time.monotonic() - began)
        began = time.monotonic()
        assert running.get("/health").status == 200
        times.append(time.monotonic() - began)
        stop.set()
        thread.join()
        assert sorted(times)[-2] < 0.5, "a good client waited"
        for sock in slow:
            sock.settimeout(20)
            assert sock.recv(65536).startswith(b"HTTP/1.1 408 ")
            sock.close()
        assert running.metric('trainyard_http_requests_total{path="(no request)",code="408"}') == 300
        assert running.stop() == 0


def test_sigterm_finishes_what_is_under_way(housing):
    with serving(housing.trainyard, "--model", housing.runs[0], "--drain", "2") as running:
        rows, failures, answered = [good()] * 2000, [], []

        def load():
            while True:
                try:
                    answer = running.predict(rows)
                except ConnectionRefusedError:
                    return  # only new connections are refused, and only at the end
                except Exception as error:  # noqa: BLE001
                    failures.append(repr(error))
                    return
                (answered if answer.status == 200 else failures).append(answer.status)

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert running.get("/readyz").status == 503
        assert running.get("/livez").status == 200
        assert running.get("/health").json["status"] == "draining"
        for thread in threads:
            thread.join(timeout=60)
        assert running.stop() == 0
        assert not failures and answered


def test_tokens_may_change_while_it_runs(housing):
    file = housing.trainyard.folder / "changing.txt"
    file.write_text(TOKEN + "\n")
    with serving(housing.trainyard, "--model", housing.runs[0], "--token-file", file) as running:
        old, new = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer another-token-0123456789"}
        assert running.get("/health", **old).status == 200 and running.get("/health", **new).status == 401
        assert running.get("/livez").status == running.get("/readyz").status == running.get("/v2/health/live").status == 200
        assert "securitySchemes" in running.get("/openapi.json", **old).json["components"]
        file.write_text("another-token-0123456789\n")
        deadline = time.monotonic() + 20
        while running.get("/health", **new).status != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert running.get("/health", **old).status == 401
        assert TOKEN not in running.log()
        assert running.stop() == 0


def test_logs_hold_no_personal_value(housing):
    log = housing.trainyard.folder / "requests.jsonl"
    with serving(housing.trainyard, "--model", housing.runs[0], "--request-log", log, "-v") as running:
        assert running.predict([good(housing_median_age=31.25)]).status == 200
        assert running.predict([good(housing_median_age="secret 77")]).status == 400
        assert running.post("/v1/predict", '{"rows": [{"housing_median_age": "secret 77"').status == 400
        assert running.stop() == 0
        text = log.read_text() + running.log()
    assert "31.25" not in text and "secret" not in text
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["status"] for line in lines] == [200, 400, 400]
    assert lines[0]["inputs"][0]["housing_median_age"] == "(personal)" and lines[0]["inputs"][0]["median_income"] == 8.3


def registry(housing, *words):
    done = housing.trainyard.run("models", *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def registered(housing):
    """Versions 1 and 2 of model house, the first in Production."""
    housing.train(61)
    write_policy(housing.trainyard.folder, "production: {approvals: 0}\n")
    for run in housing.runs[:2]:
        registry(housing, "register", "house", run)
    registry(housing, "promote", "house", "1", "--to", "Production")
    return housing


def wait_for_version(running, version):
    deadline = time.monotonic() + 30
    while running.get("/health").json["model_version"] != version:
        assert time.monotonic() < deadline, running.log()
        time.sleep(0.05)


def test_promotion_and_rollback_exchange_the_model_without_a_failed_request(registered):
    expected = {version: registered.predicted(f"house@{version}")[0]["prediction"] for version in (1, 2)}
    assert expected[1] != expected[2]
    row = registered.json_rows()[0]
    with serving(registered.trainyard, "--model", "house@Production") as running:
        assert running.ready["model_version"] == 1
        stop, wrong, versions = threading.Event(), [], []

        def load():
            connection = running.connection()
            while not stop.is_set():
                answer = running.predict([row], connection)
                if answer.status != 200:
                    wrong.append(answer.body)
                    continue
                document = json.loads(answer.body, parse_float=str)
                versions.append(document["model_version"])
                if document["predictions"][0]["prediction"] != expected[document["model_version"]]:
                    wrong.append(answer.body)

        with concurrent.futures.ThreadPoolExecutor() as pool:
            loads = [pool.submit(load) for _ in range(3)]
            try:
                registry(registered, "promote", "house", "2", "--to", "Production")
                wait_for_version(running, 2)
                registry(registered, "rollback", "house", "--reason", "for the test")
                wait_for_version(running, 1)
            finally:
                stop.set()
            for each in loads:
                each.result()
        assert not wrong and set(versions) == {1, 2}
        assert running.metric("trainyard_model_loads_total") == 3
        assert running.stop() == 0


def test_a_broken_registry_keeps_the_model_that_answers(registered):
    audit = registered.trainyard.folder / "results" / "audit.jsonl"
    whole = audit.read_bytes()
    with serving(registered.trainyard, "--model", "house@Production") as running:
        try:
            audit.write_bytes(whole.replace(b"Production", b"Prodiction", 1))
            deadline = time.monotonic() + 20
            while running.get("/health").json["status"] != "degraded":
                assert time.monotonic() < deadline
                time.sleep(0.1)
            health = running.get("/health").json
            assert "audit.jsonl" in health["problem"] and health["model_version"] == 1
            assert running.predict([good()]).status == 200 and running.get("/readyz").status == 200
            assert "goes on answering" in running.log()
            assert running.metric("trainyard_model_load_failures_total") >= 1
        finally:
            audit.write_bytes(whole)
        deadline = time.monotonic() + 20
        while running.get("/health").json["status"] != "ok":
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert running.stop() == 0


def test_a_lazy_service_loads_with_the_first_request(registered):
    with serving(registered.trainyard, "--model", "house@Production", "--lazy") as running:
        assert running.get("/health").json["model_loaded"] is False
        assert running.get("/readyz").status == 200
        assert running.predict([good()]).status == 200
        assert running.get("/health").json["model_loaded"] is True
        assert running.stop() == 0


def test_what_cannot_be_served_is_said_at_the_start(registered, tmp_path):
    def refused(*words):
        done = registered.trainyard.run("serve", *words)
        assert done.stdout == ""
        return done.returncode, done.stderr

    assert refused() == (64, "trainyard: serve: --model is missing (trainyard serve --help)\n") or refused()[0] == 64
    assert refused("--model", "none@Production")[0] == 66
    code, message = refused("--model", registered.runs[0], "--port", "99999")
    assert code == 64 and "--port 99999" in message
    code, message = refused("--model", registered.runs[0], "--log-sample", "2")
    assert code == 64 and "share" in message
    code, message = refused("--model", registered.runs[0], "--device", "cuda")
    assert code == 64 and "on the CPU" in message
    code, message = refused("--model", registered.runs[0], "--token-file", tmp_path / "none")
    assert code == 66
    code, message = refused("--model", registered.runs[0], "--port", "0", "--host", "192.0.2.1")
    assert code == 69 and "cannot listen at 192.0.2.1" in message
    with serving(registered.trainyard, "--model", registered.runs[0]) as running:
        code, message = refused("--model", registered.runs[0], "--port", running.port)
        assert code == 69 and "another --host or --port" in message


def test_the_ready_line_is_plain_without_json(housing):
    import subprocess

    command = housing.trainyard.command("serve", "--model", housing.runs[0], "--port", "0", "-q")
    with subprocess.Popen(command, cwd=housing.trainyard.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert re.fullmatch(r"serving \S+ [0-9a-f]{12} at http://127\.0\.0\.1:[0-9]+\n", process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and rest == ""
