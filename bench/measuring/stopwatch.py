"""What a side measures inside its own process: wall and CPU seconds, its memory. Scripts that `measured` starts can import this."""

import contextlib
import dataclasses
import json
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


class Parts:
    """Work in named parts, and by how much the process grew from here on."""

    def __init__(self):
        self.parts = {}
        self.begun_with_kb = usage()[1]

    def time(self, part, work):
        with timed() as took:
            result = work()
        self.parts[part] = {"wall": took.wall, "cpu": took.cpu}
        return result

    def print(self):
        print(json.dumps({"parts": self.parts, "extra_kb": usage()[1] - self.begun_with_kb}))
