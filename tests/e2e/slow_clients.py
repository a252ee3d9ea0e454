"""slow_clients.py PORT COUNT: as many connections, on each of which a byte comes every second, in turn: half of them in a header, half in a body.

Prints `connected` when all are, sends until standard input ends, and then prints how many the service has closed. A process of its own, so that it
holds up no client whose time is measured.
"""

import contextlib
import resource
import select
import socket
import subprocess
import sys
import time

HEADER = b"POST /v1/predict HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
BEGINNINGS = (HEADER + b"X-Slow: ", HEADER + b"Content-Length: 100000\r\n\r\n ")


class SlowClients:
    """These clients, connected."""

    def __init__(self, port, count):
        command = [sys.executable, __file__, str(port), str(count)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "connected\n"

    def closed(self):
        """Ends them; how many the service had closed by then."""
        return int(self.process.communicate(timeout=60)[0])


@contextlib.contextmanager
def slow_clients(port, count):
    clients = SlowClients(port, count)
    try:
        yield clients
    finally:
        clients.process.kill()
        clients.process.communicate()


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    connections = []
    for number in range(count):
        connections.append(socket.create_connection(("127.0.0.1", port)))
        connections[-1].sendall(BEGINNINGS[number % 2])
    print("connected", flush=True)
    begun, sent, closed = time.monotonic(), 0, set()
    while not select.select([sys.stdin], [], [], 0.002)[0]:
        due = int((time.monotonic() - begun) * count)  # so that each gets one a second
        for number in range(sent, due):
            try:
                connections[number % count].sendall(b" ")
            except ConnectionError:
                closed.add(number % count)
        sent = due
    print(len(closed))


if __name__ == "__main__":
    main()
