"""The services that are compared, each started as its manual says, on a free port of this machine."""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
BIN = HERE.parents[1] / ".deps" / "mlflow" / "bin"
STARTED_WITHIN = 180  # seconds; MLflow imports for long
TICK = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Server:
    name: str
    port: int
    process: subprocess.Popen
    split: bool  # whether it is asked as MLflow is

    @property
    def path(self):
        return "/invocations" if self.split else "/v1/predict"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.path}"

    def body_file(self, name):
        return name + "_split" if self.split else name

    def predictions(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{self.name} answers {answer.status}: {text[:2000]}")
        return [one["prediction"] if isinstance(one, dict) else one for one in json.loads(text)["predictions"]]

    def cpu(self):
        """Seconds, user and system, of all its processes that still run: they are in a session of their own."""
        total = 0
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                words = stat.read_text().rpartition(")")[2].split()
                if int(words[3]) == self.process.pid:
                    total += int(words[11]) + int(words[12])
        return total / TICK


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def commands(program, run, mlflow_model, cores):
    """{name: command without port}; as many workers or threads as there are cores."""
    fastapi = [BIN / "uvicorn", "--factory", "--app-dir", HERE, "--workers", cores, "--no-access-log", "--log-level", "warning"]
    ours = [program, "serve", "--model", run, "--threads", cores, "--device", "cpu", "-q"]
    mlflow = [BIN / "mlflow", "models", "serve", "--model-uri", mlflow_model, "--env-manager", "local", "--workers", cores]
    return {
        "trainyard": ours,
        "trainyard, /invocations": ours,
        "FastAPI, by hand": [*fastapi, "peer_fastapi:by_hand"],
        "FastAPI, scikit-learn": [*fastapi, "peer_fastapi:pipeline"],
        "mlflow models serve": mlflow,
    }


def wait_until_it_answers(server, body, log):
    end = time.monotonic() + STARTED_WITHIN
    while True:
        if server.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{server.name} does not answer:\n{log.read_text()[-5000:]}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            server.predictions(body)
            return
        time.sleep(0.2)


@contextlib.contextmanager
def started(name, command, folder, run, prefix=()):
    """A Server that answers; `prefix` goes before its command. Its log is in `folder`."""
    port = free_port()
    log = folder / f"{name.replace('/', '')}.log"
    environment = {**os.environ, "BENCH_RUN": str(run), "PATH": f"{BIN}:{os.environ['PATH']}", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with log.open("w") as output:
        words = [str(word) for word in (*prefix, *command, "--port", port)]
        process = subprocess.Popen(words, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
    server = Server(name, port, process, "invocations" in name or "mlflow" in name)
    try:
        wait_until_it_answers(server, (folder / server.body_file("one")).read_text().splitlines()[0], log)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
