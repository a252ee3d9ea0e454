"""What a side measures inside its own process: wall and CPU seconds, its memory. Scripts that `measured` starts can import this."""

import contextlib
import dataclasses
import json
import pathlib
import resource
import time


@dataclasses.dataclass
class Took:
    wall: float = 0.0  # seconds
    cpu: float = 0.0  # seconds, user and system, all threads
    max_rss_kb: int = 0  # of the process so far

    def print(self, **more):
        print(json.dumps({**more, **dataclasses.asdict(self)}))


def usage():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss


@contextlib.contextmanager
def timed():
    """Gives a Took, which is filled in when the block ends."""
    took = Took()
    wall, (cpu, _) = time.perf_counter(), usage()
    yield took
    took.wall, took.cpu = time.perf_counter() - wall, usage()[0] - cpu
    took.max_rss_kb = usage()[1]


def status_kb(name):
    """A line of /proc/self/status: VmRSS is what this program holds, VmHWM the most it has held since that was last forgotten."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


class Parts:
    """Work in named parts, and by how much the process grew from here on."""

    def __init__(self):
        self.parts = {}
        pathlib.Path("/proc/self/clear_refs").write_text("5")  # forget the peak, which came of reading
        self.begun_with_kb = status_kb("VmRSS")

    def time(self, part, work):
        with timed() as took:
            result = work()
        self.parts[part] = {"wall": took.wall, "cpu": took.cpu}
        return result

    def print(self):
        print(json.dumps({"parts": self.parts, "extra_kb": status_kb("VmHWM") - self.begun_with_kb}))
