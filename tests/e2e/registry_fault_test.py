"""The registry under faults: killed between every two steps, with a full disk, by many writers at once that are killed at random."""

import json
import random
import shutil
import signal
import time

import pytest

from faults import FULL_DISK, KILLED, between
from registries import check_invariants, stages, started, write_config, write_policy


@pytest.fixture
def model(trainyard, source, tmp_path):
    """Two versions, the second in Production, and whoever wants may put any there; returns the run."""
    run = trainyard.json("run", write_config(tmp_path, source))["run"]
    write_policy(tmp_path, "production: {approvals: 0}\n")
    for version in "1", "2":
        trainyard.json("models", "register", "house_value", run)
        trainyard.json("models", "promote", "house_value", version, "--to", "Production")
    return run


CHANGES = {
    "promote": (["promote", "house_value", "1", "--to", "Production"], {1: "Production", 2: "Archived"}),
    "rollback": (["rollback", "house_value", "--reason", "bad"], {1: "Production", 2: "Archived"}),
    "archive": (["archive", "house_value", "2", "--reason", "bad"], {1: "Archived", 2: "Archived"}),
    "register": (["register", "house_value", "@run"], {1: "Archived", 2: "Production", 3: "None"}),
}


@pytest.fixture
def attempts(trainyard, model, tmp_path):
    """Makes a change with a fault in its way again and again, each time of the same registry, until the fault comes too late for it."""
    results, kept = tmp_path / "results", tmp_path / "kept"
    shutil.copytree(results, kept)

    def run(words, faults):
        """`faults`: environments. Yields the number of each attempt that failed and how it ended; the last one must succeed."""
        for number, fault in enumerate(faults):
            shutil.rmtree(results)
            shutil.copytree(kept, results)
            done = trainyard.run(*words, env=fault)
            if done.returncode == 0:
                return
            yield number, done
        raise AssertionError("it never succeeded")

    return run


def words_of(change, run):
    return ["models", *(run if word == "@run" else word for word in CHANGES[change][0])]


def every_step(change, stride=1):
    """With a stride only some steps: every one takes a second, most of it waiting for the disk."""
    return pytest.param(change, stride, id=change if stride == 1 else f"some of {change}", marks=[] if stride > 1 else pytest.mark.slow)


@pytest.mark.parametrize("change, stride", [every_step("promote", 3), every_step("register", 11), *map(every_step, CHANGES)])
def test_killed_between_any_two_steps_the_registry_is_as_before_or_after(trainyard, model, attempts, tmp_path, change, stride):
    words, after = words_of(change, model), CHANGES[change][1]
    before = stages(trainyard)
    environment = between(tmp_path, "killed", KILLED)
    seen = []
    for number, done in attempts(words, ({**environment, "KILL_AT": str(step)} for step in range(1, 1000, stride))):
        assert done.returncode == -signal.SIGKILL, done.stderr
        now = check_invariants(trainyard)
        assert now in (before, after), f"killed at step {1 + stride * number}"
        if now == before:
            trainyard.json(*words)
        else:
            trainyard.json("models", "promote", "house_value", "1", "--to", "Staging", "--reason", "next")  # whoever comes next sees nothing of it
            trainyard.json("models", "archive", "house_value", "1")
        finished = check_invariants(trainyard)
        assert finished == after or now == after
        assert not [path for ending in ("*.tmp", "*.lease") for path in (tmp_path / "results/models").rglob(ending)]
        seen.append(now == after)
    assert stride * len(seen) >= 10 and seen == sorted(seen), "once a change is there it stays"
    assert seen[0] is False and (seen[-1] is True or stride > 1), "killed both before and after the change was on record"


def lines_by_reason(results):
    """How often each reason is in the audit."""
    counts = {}
    for line in (results / "audit.jsonl").read_text().splitlines():
        reason = json.loads(line)["reason"]
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def stress(trainyard, run, results, rounds, seed):
    """Rounds of eight processes at once, about half of which are killed. What was acknowledged is in the audit once, what was killed at most
    once."""
    chance = random.Random(seed)
    for turn in range(rounds):
        versions = list(stages(trainyard))
        processes = {}
        for i in range(8):
            words = chance.choice([["register", "house_value", run], ["rollback", "house_value"], ["archive", "house_value", str(chance.choice(versions))],
                                   ["promote", "house_value", str(chance.choice(versions)), "--to", chance.choice(["Production", "Production", "Staging"])]])
            reason = f"round {turn}, process {i}"
            processes[reason] = started(trainyard, "models", *words, "--reason", reason, "--json")
        victims = chance.sample(sorted(processes), 4)
        for reason in victims:
            time.sleep(chance.uniform(0, 0.03))
            processes[reason].send_signal(signal.SIGKILL)
        answers = {reason: (process.communicate(timeout=300), process.returncode) for reason, process in processes.items()}
        check_invariants(trainyard)
        counts = lines_by_reason(results)
        for reason, ((out, err), code) in answers.items():
            assert code in (0, 66, -signal.SIGKILL), f"{reason}: {code}\n{err}"  # 66: nothing to roll back to
            made = code == 0 and json.loads(out)["status"] == "finished"
            assert counts.get(reason, 0) == 1 if made else counts.get(reason, 0) <= (code < 0), f"{reason}: {code}, {out}"


def test_eight_writers_killed_at_random_keep_every_invariant(trainyard, model, tmp_path):
    stress(trainyard, model, tmp_path / "results", rounds=4, seed=8)


@pytest.mark.slow
def test_a_hundred_rounds_of_eight_writers_killed_at_random_keep_every_invariant(trainyard, model, tmp_path):
    stress(trainyard, model, tmp_path / "results", rounds=100, seed=20261130)


@pytest.mark.parametrize("change", ["promote", pytest.param("register", marks=pytest.mark.slow)])
def test_a_full_disk_is_told_and_leaves_the_registry_as_before_or_after(trainyard, model, attempts, tmp_path, change):
    words, after = words_of(change, model), CHANGES[change][1]
    before = stages(trainyard)
    environment = between(tmp_path, "full", FULL_DISK)
    for part in "/models/", "audit.jsonl":
        refused = 0
        for writes, done in attempts(words, ({**environment, "FULL_BELOW": part, "WRITES_LEFT": str(writes)} for writes in range(1000))):
            assert done.returncode == 74 and "free space" in done.stderr, f"{part}, {writes} writes: {done.returncode}\n{done.stderr}"
            assert check_invariants(trainyard) in (before, after)
            refused += 1
        assert refused > 1, f"no write below {part} was refused"
        assert check_invariants(trainyard) == after
