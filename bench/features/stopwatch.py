"""What a side prints: wall and CPU seconds of each part of the work, its own memory, and where it left the features."""

import json
import pathlib
import resource
import time


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def status_kb(name):
    """A line of /proc/self/status: VmRSS is what this program holds, VmHWM the most it has held since that was last forgotten."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


class Stopwatch:
    def __init__(self):
        self.parts = {}
        pathlib.Path("/proc/self/clear_refs").write_text("5")  # forget the peak, which came of reading
        self.begun_with_kb = status_kb("VmRSS")

    def time(self, part, work):
        wall, before = time.perf_counter(), cpu()
        result = work()
        self.parts[part] = {"wall": time.perf_counter() - wall, "cpu": cpu() - before}
        return result

    def print(self):
        print(json.dumps({"parts": self.parts, "extra_kb": status_kb("VmHWM") - self.begun_with_kb}))
