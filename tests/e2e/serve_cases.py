"""How each row of the table in docs/serving.md is sent; what has to come back stands in the document alone."""

import json
import socket
import time

from service import Answer

JSON = {"Content-Type": "application/json"}
TOKEN = "a-token-of-the-tests-0123456789"


def good(**changed):
    row = {"longitude": -122.2, "latitude": 37.9, "housing_median_age": 30, "total_rooms": 900, "total_bedrooms": 130, "population": 320,
           "households": 126, "median_income": 8.3, "ocean_proximity": "NEAR BAY"}  # fmt: skip
    return {**row, **changed}


def parsed(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ")[1]), {}, body.decode())


def body(text):
    return lambda service: service.post("/v1/predict", text)


def row(**changed):
    return lambda service: service.predict([good(**changed)])


def raw(*parts):
    return lambda service: parsed(service.raw(*parts))


def with_headers(method, path, headers, text=None):
    return lambda service: service.call(method, path, text, headers)


def at(path, document):
    return lambda service: service.post(path.format(name=service.ready["model_name"]), document)


def without(name):
    return {key: value for key, value in good().items() if key != name}


def no_length(service):
    head = b"POST /v1/predict HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n\r\n"
    return parsed(service.raw(head))


def chunked(service):
    head = b"POST /v1/predict HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return parsed(service.raw(head, *[b"100000\r\n" + b" " * 0x100000 + b"\r\n"] * 17))


def third_connection(service):
    with socket.create_connection(("127.0.0.1", service.port)), socket.create_connection(("127.0.0.1", service.port)):
        time.sleep(0.2)
        return parsed(service.raw())


def tensors(**changed):
    data = {name: [value, value] for name, value in good(**changed).items()}
    kinds = {name: "BYTES" if isinstance(values[0], str) else "FP64" for name, values in data.items()}
    return [{"name": name, "shape": [2], "datatype": kinds[name], "data": values} for name, values in data.items()]


def split():
    first, second = good(), good(median_income=-1)
    return {"dataframe_split": {"columns": list(first), "data": [list(first.values()), list(second.values())]}}


POST = b"POST /v1/predict HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"

# What is sent to a service with no options.
CASES = {
    "not-json": body("hello"),
    "empty-body": body(b""),
    "cut-short": body('{"rows": [{"longitude": 1'),
    "nan": body('{"rows": [{"longitude": NaN}]}'),
    "not-utf8": body('{"rows": [{"ocean_proximity": "é"}]}'.encode("latin-1")),
    "a-list": body(json.dumps([good()])),
    "no-rows": body("{}"),
    "empty-rows": body('{"rows": []}'),
    "other-key": body('{"row": []}'),
    "row-is-a-list": lambda service: service.predict([good(), [1, 2]]),
    "too-deep": body("[" * 100_000),
    "text-for-a-number": lambda service: service.predict([good(), good(), good(), good(total_rooms="5")]),
    "bool-for-a-number": row(total_rooms=True),
    "list-for-a-number": row(total_rooms=[5]),
    "number-for-a-text": row(ocean_proximity=7),
    "below-range": row(median_income=-1),
    "above-range": row(median_income=21.5),
    "beyond-double": body('{"rows": [{"longitude": 1e999}]}'),
    "not-allowed": row(ocean_proximity="INLND"),
    "unknown-feature": row(total_room=5),
    "missing-feature": lambda service: service.predict([without("latitude")]),
    "named-twice": body(json.dumps({"rows": [good()]})[:-3] + ', "latitude": 37.5}]}'),
    "personal-value": row(housing_median_age="secret 77"),
    "several": lambda service: service.predict([good(latitude="x", median_income=-1), good(), good(total_rooms=[])]),
    "too-many-rows": lambda service: service.predict([good()] * 10_001),
    "large-body": lambda service: service.post("/v1/predict", b" " * 17_000_000),
    "large-chunked-body": chunked,
    "large-header": with_headers("POST", "/v1/predict", {**JSON, "X-Large": "x" * 20_000}, "{}"),
    "no-length": no_length,
    "form": with_headers("POST", "/v1/predict", {"Content-Type": "application/x-www-form-urlencoded"}, json.dumps({"rows": [good()]})),
    "latin-1": with_headers("POST", "/v1/predict", {"Content-Type": "application/json; charset=iso-8859-1"}, "{}"),
    "gzip": with_headers("POST", "/v1/predict", {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "no-such-path": lambda service: service.post("/v1/predictions", {}),
    "get-predict": lambda service: service.get("/v1/predict"),
    "delete-health": lambda service: service.call("DELETE", "/health"),
    "not-http": raw(b"hello\r\n\r\n"),
    "http-2": raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "no-host": raw(b"GET /health HTTP/1.1\r\n\r\n"),
    "two-lengths": raw(POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "length-and-chunks": raw(POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "other-encoding": raw(POST + b"Transfer-Encoding: gzip\r\n\r\nab"),
    "bad-path": raw(b"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
    "other-model": at("/v2/models/other/infer", {"inputs": []}),
    "tensor-shape": at("/v2/models/{name}/infer", {"inputs": [{**tensors()[0], "shape": [3]}]}),
    "tensor-unknown": at("/v2/models/{name}/infer", {"inputs": [{**tensors()[0], "name": "total_room"}]}),
    "mlflow-none": at("/invocations", {"rows": [good()]}),
    "mlflow-split": at("/invocations", split()),
    "mlflow-unnamed": at("/invocations", {"instances": [[1, 2, 3]]}),
}

# Those that need a service with options of their own.
WITH_OPTIONS = {
    "too-slow": (["--timeout", "1"], raw(b"GET /hea")),
    "too-many-connections": (["--max-connections", "2"], third_connection),
    "no-token": (["--token-file", "tokens.txt"], lambda service: service.get("/health")),
    "wrong-token": (["--token-file", "tokens.txt"], lambda service: service.get("/health", Authorization=f"Bearer {TOKEN}x")),
}
