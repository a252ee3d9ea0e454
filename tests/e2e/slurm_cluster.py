"""A real Slurm of several nodes on this machine, for tests; skips where Debian's packages are not installed."""

import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parents[1] / "slurm"
TOOLS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue")
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY"}


def missing():
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    return [tool for tool in TOOLS if shutil.which(tool, path=path) is None]


class Cluster:
    """`environment` is what a program needs to submit to it."""

    def __init__(self, **settings):
        if missing():
            pytest.skip(f"no Slurm here: {', '.join(missing())} missing; cmake/requirements/packages-slurm.txt has the packages")
        options = {f"SLURM_TEST_{name.upper()}": str(value) for name, value in settings.items()}
        done = subprocess.run([HERE / "start.sh"], env={**os.environ, **options}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        variables = dict(word.split("=", 1) for word in shlex.split(done.stdout) if "=" in word)
        self.folder = pathlib.Path(variables["SLURM_TEST_DIR"])
        self.environment = {**os.environ, "SLURM_CONF": variables["SLURM_CONF"]}

    def stop(self):
        subprocess.run([HERE / "stop.sh", self.folder], env=self.environment, check=True, capture_output=True)

    def run(self, *words):
        return subprocess.run([str(word) for word in words], env=self.environment, capture_output=True, text=True)

    def kill(self, daemon):
        os.kill(int((self.folder / "pids" / daemon).read_text().split()[0]), signal.SIGKILL)

    def start_again(self, daemon):
        subprocess.run([HERE / "start.sh", "--daemon", daemon, self.folder], env=self.environment, check=True, capture_output=True)

    def states(self, job):
        """Of a job, or of all tasks of an array."""
        return self.run("squeue", "--noheader", "--states=all", "--array", "--format=%T", f"--jobs={job}").stdout.split()

    def node_of(self, job):
        return self.run("squeue", "--noheader", "--states=all", "--format=%N", f"--jobs={job}").stdout.strip()

    def until(self, what, seconds=120):
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, "waited in vain: " + self.run("squeue", "--states=all").stdout
            time.sleep(0.1)
        return found

    def until_ended(self, job, seconds=300):
        self.until(lambda: self.states(job) and set(self.states(job)) <= ENDED, seconds)
        return self.states(job)


@pytest.fixture
def slurm():
    cluster = Cluster(cpus=2, grace=5)
    yield cluster
    cluster.stop()


@pytest.fixture
def quick_slurm():
    """One that soon takes a silent node for dead."""
    cluster = Cluster(cpus=2, grace=5, timeout=5)
    yield cluster
    cluster.stop()
