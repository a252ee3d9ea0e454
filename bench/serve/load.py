"""The load: wrk for as much as a service takes, h2load for a rate."""

import json
import pathlib
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).with_name("post.lua")
PER_CONNECTION = 50  # requests a second; h2load looks at its clock every 10 ms, so more would come in bunches


def most(server, bodies, seconds, connections, close=False, prefix=()):
    """As much as it takes: {"rate": requests a second, "p50": us, "p99": us, "cpu": us of the service per request}."""
    words = [*prefix, "wrk", "--threads", 1, "--connections", connections, "--duration", f"{seconds}s", "--timeout", "60s", "--script", SCRIPT,
             server.url, "--", bodies, *(["close"] if close else [])]
    before = server.cpu()
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    if found["failed"] or not found["requests"]:
        sys.exit(f"{server.name}: {found}\n{done.stdout}")
    return {"rate": found["requests"] / found["seconds"], "p50": found["p50"], "p99": found["p99"], "cpu": (server.cpu() - before) / found["requests"] * 1e6}


def latencies(log, server):
    """Microseconds of each request of one connection, and how many could not be sent when they were due because the one before had no answer yet.

    Those count from when they were due (else a service that stands still would be asked less, and look better than it is).
    """
    requests = [tuple(map(int, line.split("\t"))) for line in log.read_text().splitlines()]
    if any(status != 200 for _, status, _ in requests):
        sys.exit(f"{server.name} refused requests: {sorted({status for _, status, _ in requests})}")
    first, free, found, held = requests[0][0], 0, [], 0
    for number, (sent, _, took) in enumerate(requests):
        due = first + number * 1_000_000 // PER_CONNECTION
        found.append(sent + took - (due if free > due else sent))
        held += free > due
        free = sent + took
    return found, held


def at_rate(server, body, folder, seconds, rate, prefix=()):
    """Latencies in microseconds, without each connection's first request, and the number of those that were held up."""
    connections = rate // PER_CONNECTION
    processes = []
    for one in range(connections):
        (folder / f"h2load{one}").unlink(missing_ok=True)  # h2load would append
        words = [*prefix, "h2load", "--h1", "--clients=1", "--threads=1", f"--rps={PER_CONNECTION}", f"--requests={PER_CONNECTION * seconds}",
                 f"--data={body}", "--header=Content-Type: application/json", f"--log-file={folder / f'h2load{one}'}", server.url]
        processes.append(subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL))
    if any(process.wait() for process in processes):
        sys.exit(f"h2load failed against {server.name}")
    found, held = [], 0
    for one in range(connections):
        some, late = latencies(folder / f"h2load{one}", server)
        if len(some) != PER_CONNECTION * seconds:
            sys.exit(f"{server.name} answered {len(some)} of {PER_CONNECTION * seconds} requests of a connection")
        found += some[1:]
        held += late
    return found, held
