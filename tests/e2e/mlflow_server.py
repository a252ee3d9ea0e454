"""A small MLflow server: what it is sent is kept in memory, and faults are made where a test wants them.

It knows what the program uses of the REST interface, with the answers and limits of MLflow 3.17; mlflow_test.py holds the program to the real one.
"""

import collections
import http.server
import json
import re
import socket
import threading
import urllib.parse

Request = collections.namedtuple("Request", "method path query body headers")


class Refused(Exception):
    def __init__(self, code, message="", status=400):
        super().__init__(message)
        self.code, self.status = code, status


class Dropped(Exception):
    """The connection is closed without an answer."""


class Store:
    def __init__(self):
        self.experiments, self.runs, self.artifacts, self.models, self.versions = {}, {}, {}, {}, {}
        self.made = 0

    def number(self):
        self.made += 1
        return self.made

    # Experiments and runs.

    def get_experiments_get_by_name(self, query):
        for key, experiment in self.experiments.items():
            if experiment["name"] == query["experiment_name"]:
                return {"experiment": {"experiment_id": key, **experiment}}
        raise Refused("RESOURCE_DOES_NOT_EXIST", status=404)

    def post_experiments_create(self, body):
        if any(one["name"] == body["name"] for one in self.experiments.values()):
            raise Refused("RESOURCE_ALREADY_EXISTS")
        key = str(self.number())
        self.experiments[key] = {"name": body["name"]}
        return {"experiment_id": key}

    def post_runs_create(self, body):
        key = f"{self.number():032x}"
        tags = {tag["key"]: tag["value"] for tag in body["tags"]}
        self.runs[key] = {"experiment": body["experiment_id"], "name": body["run_name"], "start": body["start_time"], "end": None,
                          "status": "RUNNING", "tags": tags, "params": {}, "metrics": set(), "inputs": {}}
        return {"run": self.shown(key)}

    def shown(self, key):
        run = self.runs[key]
        info = {"run_id": key, "status": run["status"], "start_time": str(run["start"]), "artifact_uri": self.uri(key)}
        return {"info": info, "data": {"tags": [{"key": name, "value": value} for name, value in run["tags"].items()]}}

    def uri(self, key):
        return f"mlflow-artifacts:/{self.runs[key]['experiment']}/{key}/artifacts"

    def get_runs_get(self, query):
        return {"run": self.shown(query["run_id"])}

    def post_runs_search(self, body):
        tag, value = re.fullmatch(r"tags\.`([^`]+)` = '([^']*)'", body["filter"]).groups()
        found = [key for key, run in self.runs.items() if run["experiment"] in body["experiment_ids"] and run["tags"].get(tag) == value]
        start = int(body.get("page_token", 0))
        page = {"runs": [self.shown(key) for key in found[start:start + 2]]}  # two at a time, so that all have to be asked for
        if len(found) > start + 2:
            page["next_page_token"] = str(start + 2)
        return page

    def post_runs_delete(self, body):
        del self.runs[body["run_id"]]
        return {}

    def post_runs_log_batch(self, body):
        run = self.runs[body["run_id"]]
        counts = [len(body[kind]) for kind in ("metrics", "params", "tags")]
        if sum(counts) > 1000 or counts[1] > 100 or counts[2] > 100:
            raise Refused("INVALID_PARAMETER_VALUE", f"too many in a batch: {counts}")
        for param in body["params"]:
            assert len(param["key"]) <= 250 and len(param["value"]) <= 6000
            if run["params"].setdefault(param["key"], param["value"]) != param["value"]:
                raise Refused("INVALID_PARAMETER_VALUE", "a param cannot change")
        run["tags"].update((tag["key"], tag["value"]) for tag in body["tags"])
        run["metrics"].update((one["key"], one["step"], one["value"], one["timestamp"]) for one in body["metrics"])
        return {}

    def post_runs_log_inputs(self, body):
        for one in body["datasets"]:
            assert len(one["dataset"]["digest"]) <= 36
            self.runs[body["run_id"]]["inputs"][one["dataset"]["name"]] = (one["dataset"]["digest"], one["tags"][0]["value"])
        return {}

    def post_runs_update(self, body):
        self.runs[body["run_id"]].update(status=body["status"], end=body["end_time"], name=body["run_name"])
        return {}

    # Artifacts.

    def get_artifacts_list(self, query):
        root = self.uri(query["run_id"])[len("mlflow-artifacts:/"):] + "/"
        folder = query.get("path", "")
        files = {}
        for path, data in self.artifacts.items():
            if not path.startswith(root + (folder + "/" if folder else "")):
                continue
            path = path[len(root):]
            name = path[len(folder) + 1 if folder else 0:]
            if "/" in name:
                files[f"{folder}/{name.split('/')[0]}"] = {"is_dir": True}
            else:
                files[path] = {"is_dir": False, "file_size": str(len(data))}
        return {"files": [{"path": path, **more} for path, more in files.items()]}

    def put(self, path, data):
        self.artifacts[path] = data
        return {}

    # Registered models.

    def get_registered_models_get(self, query):
        if query["name"] not in self.models:
            raise Refused("RESOURCE_DOES_NOT_EXIST", status=404)
        aliases = self.models[query["name"]]
        return {"registered_model": {"name": query["name"], "aliases": [{"alias": alias, "version": number} for alias, number in aliases.items()]}}

    def post_registered_models_create(self, body):
        if body["name"] in self.models:
            raise Refused("RESOURCE_ALREADY_EXISTS")
        self.models[body["name"]] = {}
        return {}

    def get_model_versions_search(self, query):
        name = re.fullmatch("name='(.*)'", query["filter"]).group(1)
        return {"model_versions": [{"version": number, "current_stage": one["stage"], "tags": [{"key": key, "value": value} for key, value in one["tags"].items()]}
                                   for (model, number), one in self.versions.items() if model == name]}

    def post_model_versions_create(self, body):
        number = str(1 + sum(model == body["name"] for model, _ in self.versions))
        assert body["source"] == self.uri(body["run_id"]) + "/model"
        tags = {tag["key"]: tag["value"] for tag in body["tags"]}
        self.versions[body["name"], number] = {"run": body["run_id"], "stage": "None", "tags": tags}
        return {"model_version": {"version": number}}

    def delete_model_versions_delete(self, body):
        del self.versions[body["name"], body["version"]]
        return {}

    def post_model_versions_transition_stage(self, body):
        self.versions[body["name"], body["version"]]["stage"] = body["stage"]
        return {}

    def post_registered_models_alias(self, body):
        self.models[body["name"]][body["alias"]] = body["version"]
        return {}

    def delete_registered_models_alias(self, body):
        del self.models[body["name"]][body["alias"]]
        return {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet

    def answer(self, status, document, headers=()):
        data = json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        server = self.server.owner
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        with server.lock:
            server.begun += 1
            number = server.begun
        seen = Request(self.command, parts.path, query, None, dict(self.headers))
        try:
            fault = server.fault(seen, number)
            size = int(self.headers.get("Content-Length", 0))
            if fault == "half":
                self.rfile.read(size // 2)
                raise Dropped
            data = self.rfile.read(size)
            if isinstance(fault, tuple):
                server.requests.append(seen._replace(body=data))
                return self.answer(fault[0], {"error_code": "FAULT", "message": f"made by the test for {self.headers.get('Authorization')}"}, fault[1:])
            if fault == "dropped":
                raise Dropped
            with server.lock:
                server.requests.append(seen._replace(body=data))
                if fault == "cut" and self.command == "PUT":
                    data = data[: len(data) // 2]
                done = self.act(server.store, parts.path, query, data)
            if fault == "unanswered":
                raise Dropped
            self.answer(200, done)
        except Refused as refused:
            self.answer(refused.status, {"error_code": refused.code, "message": str(refused)})
        except Dropped:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def act(self, store, path, query, data):
        proxied = "/api/2.0/mlflow-artifacts/artifacts/"
        if self.command == "PUT" and path.startswith(proxied):
            return store.put(urllib.parse.unquote(path[len(proxied):]), data)
        call = path.removeprefix("/api/2.0/mlflow/").replace("/", "_").replace("-", "_")
        return getattr(store, f"{self.command.lower()}_{call}")(query if self.command == "GET" else json.loads(data))

    do_GET = do_POST = do_PUT = do_DELETE = handle_one

    def log_message(self, *_):
        pass


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A program that was killed."""


class MlflowServer:
    """`fault(request, number)` may answer for the server: a tuple (status, header…), or "dropped" before it acts, "unanswered" after it,
    "half" in the midst of a body, "cut" to keep half of an artifact."""

    def __init__(self):
        self.store, self.lock = Store(), threading.Lock()
        self.requests, self.begun = [], 0
        self.fault = lambda request, number: None
        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.listener.owner = self
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()

    def forget(self):
        """As if nothing had been sent."""
        self.store, self.requests, self.begun = Store(), [], 0
        self.fault = lambda request, number: None

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()

    # What is there, by names instead of ids.

    def run(self, tag="mlflow.parentRunId", value=None):
        """The only run with this value of the tag."""
        (key,) = [key for key, run in self.store.runs.items() if run["tags"].get(tag) == value]
        return key, self.store.runs[key]

    def trials(self, parent):
        found = {int(run["tags"]["trainyard.trial"]): run for run in self.store.runs.values() if run["tags"].get("mlflow.parentRunId") == parent}
        assert len(found) == sum(run["tags"].get("mlflow.parentRunId") == parent for run in self.store.runs.values()), "a trial is there twice"
        return found

    def files(self, run):
        root = self.store.uri(run)[len("mlflow-artifacts:/"):] + "/"
        return {path[len(root):]: data for path, data in self.store.artifacts.items() if path.startswith(root)}

    def snapshot(self):
        """All of it without ids."""
        names = {key: run["name"] for key, run in self.store.runs.items()}
        runs = []
        for key, run in self.store.runs.items():
            tags = dict(run["tags"])
            if "mlflow.parentRunId" in tags:
                tags["mlflow.parentRunId"] = names[tags["mlflow.parentRunId"]]
            files = {path: data.replace(key.encode(), b"ID") for path, data in self.files(key).items()}
            runs.append({**run, "experiment": self.store.experiments[run["experiment"]]["name"], "tags": tags, "files": files})
        versions = {key: {**version, "run": names[version["run"]]} for key, version in self.store.versions.items()}
        return sorted(one["name"] for one in self.store.experiments.values()), sorted(runs, key=lambda run: run["name"]), self.store.models, versions
