"""What a side prints: wall and CPU seconds of each part of the work, its own memory, and where it left the features."""

import json
import resource
import time


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Stopwatch:
    def __init__(self):
        self.parts = {}
        self.begun_with_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def time(self, part, work):
        wall, before = time.perf_counter(), cpu()
        result = work()
        self.parts[part] = {"wall": time.perf_counter() - wall, "cpu": cpu() - before}
        return result

    def print(self):
        extra = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.begun_with_kb
        print(json.dumps({"parts": self.parts, "extra_kb": extra}))
