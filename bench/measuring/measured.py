"""Runs one program and says what it took. Imports little on purpose: ru_maxrss of a child begins at what its parent held at the fork.

A Python program finds `stopwatch`, which lies beside this file.
"""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Measured:
    answer: dict  # the JSON that the program printed
    wall: float  # seconds
    cpu: float  # seconds, user and system, all threads
    max_rss_kb: int


def run(command, stdin=subprocess.DEVNULL):
    """Standard error is shown when the program fails, which ends the benchmark."""
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], stdin=stdin, stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode != 0:
            sys.exit(f"{' '.join(child.args)}: exit code {child.returncode}\n{errors.read().decode(errors='replace')}")
        return Measured(json.load(output), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
