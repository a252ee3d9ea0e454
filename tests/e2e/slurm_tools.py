"""Programs that stand in for Slurm's, and a study to submit to them."""

import os
import pathlib
import shutil

import pytest

from studies import write_study

CLUSTER = "cluster: {partition: gpu, cpus: 2, memory: 4GiB, time: 2h, array: 3, throttle: 2, prologue: [module load cuda], train: {time: 4h}}\n"
STAGES = ("shard", "sweep", "collect", "train", "evaluate")  # their ids are 101 to 105
# An sbatch that notes its words and counts the jobs from 101 on.
COUNTING = 'echo "$*" >>"$CALLS"; echo $((100 + $(grep -c "^--parsable" "$CALLS")))'
CANCELLING = 'echo "cancel $*" >>"$CALLS"'


def with_cluster(cluster=CLUSTER, more=""):
    return lambda text: text + more + cluster


def state(job, word, node="node1", reason="None", name=None):
    """What squeue is to print of a job, or of a task ("102_1")."""
    name = name or f"disturbed_study.{STAGES[int(str(job)[:3]) - 101]}"
    return f'echo "{job}|{word}|1:00|{"" if word == "PENDING" else node}|{name}|{reason}"'


def states(words):
    """The same of the jobs from 101 on, and of all three tasks of the array."""
    jobs = [(101 + i, word) for i, word in enumerate(words)]
    tasks = [(f"102_{i}", word) for i in range(3) for job, word in jobs if job == 102]
    return "; ".join(state(job, word) for job, word in jobs + tasks if job != 102)


def at_first(first, then, times=1):
    """A program that does the one when it is called, and the other when it was called so many times before."""
    return f'n=$(cat "$CALLS.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$CALLS.n"; if ((n < {times})); then {first}; else {then}; fi'


def submissions(folder):
    return sorted((pathlib.Path(folder) / "results" / "submissions").glob("*"))


@pytest.fixture
def study(trainyard):
    write_study(trainyard.folder, trials=6, change=with_cluster())
    return trainyard


@pytest.fixture
def tools(tmp_path):
    """Makes the programs; returns the environment in which they are found, and Slurm's own are not."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("bash", "cat", "date", "env", "grep", "sleep", "sh"):
        (folder / name).symlink_to(shutil.which(name))

    def make(**scripts):
        for name, text in scripts.items():
            (folder / name).write_text(f"#!/usr/bin/env bash\n{text}\n")
            (folder / name).chmod(0o755)
        return {**os.environ, "PATH": str(folder), "CALLS": str(tmp_path / "calls")}

    return make
