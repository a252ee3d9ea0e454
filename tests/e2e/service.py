"""A service started as a user would start it, and a client that sends anything."""

import contextlib
import http.client
import json
import signal
import socket
import subprocess

LONGEST = 60  # seconds that anything here may take


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Service:
    def __init__(self, trainyard, *arguments, **options):
        command = trainyard.command("serve", *arguments, "--port", "0", "--json")
        self.errors = trainyard.folder / "serve.stderr"
        self._stderr = self.errors.open("w")
        self.process = subprocess.Popen(command, cwd=trainyard.folder, stdout=subprocess.PIPE, stderr=self._stderr, text=True, **options)
        line = self.process.stdout.readline()
        assert line, f"it ended before it was ready:\n{self.errors.read_text()}"
        self.ready = json.loads(line)
        self.port = self.ready["port"]

    def log(self):
        return self.errors.read_text()

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)

    def call(self, method, path, body=None, headers=None, connection=None):
        with contextlib.closing(self.connection()) if connection is None else contextlib.nullcontext(connection) as used:
            used.request(method, path, body, headers or {})
            answer = used.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())

    def get(self, path, **headers):
        return self.call("GET", path, headers=headers)

    def post(self, path, document, connection=None, **headers):
        text = document if isinstance(document, (str, bytes)) else json.dumps(document)
        return self.call("POST", path, text, {"Content-Type": "application/json", **headers}, connection)

    def predict(self, rows, connection=None):
        return self.post("/v1/predict", {"rows": rows}, connection)

    def raw(self, *parts, end=False):
        """Sends bytes as they are, and returns all that comes back until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST) as sock:
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    sock.sendall(part)
                if end:
                    sock.shutdown(socket.SHUT_WR)
            got = b""
            with contextlib.suppress(ConnectionError):
                while piece := sock.recv(65536):
                    got += piece
        return got

    def metric(self, name):
        """Value of a line of /metrics, by its name with labels; 0 where there is none."""
        for line in self.get("/metrics").body.splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
        return 0.0

    def stop(self, sign=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(sign)
        rest = self.process.communicate(timeout=LONGEST)[0]
        self._stderr.close()
        assert rest == "", f"more than one line on standard output: {rest}"
        return self.process.returncode


@contextlib.contextmanager
def serving(trainyard, *arguments, **options):
    service = Service(trainyard, *arguments, **options)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
            service.process.communicate()
        service._stderr.close()
