"""Studies that are disturbed: what they try, who is at work on them, and what they come to apart from their times."""

import json
import os
import pathlib
import random
import signal
import subprocess
import time

from run_files import contents

ROWS = "a,b,y\n" + "".join(f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.1 + (i * i) % 43}\n" for i in range(400))
CONFIG = """\
experiment: disturbed_study
seed: 3
data: {{source: data.csv, target: y}}
split: {{test: 0.2, folds: 3}}
model: {{type: xgboost, params: {{n_estimators: {rounds}, subsample: 0.8}}}}
search:
  sampler: {sampler}
  trials: {trials}
  space:
    max_depth: {{int: [2, 8]}}
    learning_rate: {{float: [0.01, 0.4], log: true}}
    min_child_weight: {{int: [1, 8]}}
"""


def write_study(folder, trials, rounds=20, sampler="tpe", name="study.yaml", change=lambda text: text):
    """A study of trials that take as long as their rounds; returns its config."""
    (folder / "data.csv").write_text(ROWS)
    (folder / name).write_text(change(CONFIG.format(trials=trials, rounds=rounds, sampler=sampler)))
    return name


def start(trainyard, *words, **options):
    return subprocess.Popen(trainyard.command(*words), cwd=trainyard.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def pending(results):
    """Folders of runs that are being made."""
    return [path for path in results.glob("experiments/*/runs/.pending/*") if path.is_dir()]


def trials_in(folder):
    """Every trial but for its times, by its file's name."""
    return {path.name: json.loads(contents(path)) for path in sorted((pathlib.Path(folder) / "trials").glob("*.json"))}


def outcome(folder):
    """What a finished run has to show, but for times."""
    files = {str(path.relative_to(folder)): path.read_bytes()
             for part in ("model", "transform", "metrics.json", "split.h5") for path in sorted(pathlib.Path(folder).rglob("*"))
             if path.is_file() and path.relative_to(folder).parts[0] == part}
    return {"trials": trials_in(folder), **files}


def expect_whole(trainyard, folder, trials):
    """Every trial once, nothing beside them, and a manifest that all of it agrees with."""
    found = sorted(path.name for path in (pathlib.Path(folder) / "trials").iterdir())
    assert found == [f"{number:06}.json" for number in range(trials)]
    assert [trial["number"] for trial in trials_in(folder).values()] == list(range(trials))
    done = trainyard.run("verify", folder)
    assert done.returncode == 0, done.stdout + done.stderr


def is_alive(claim):
    """Whether the process that made the claim lives: this very one, not another one of its number."""
    try:
        state = pathlib.Path(f"/proc/{claim['pid']}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(state[19]) == claim["start"] and state[0] not in "ZX"


def claims(results):
    """The claims that living processes have, with what they say."""
    found = []
    for path in results.glob("experiments/*/runs/.pending/*/trials/*.claim"):
        try:
            claim = json.loads(path.read_text())
        except (OSError, ValueError):  # given back meanwhile
            continue
        if is_alive(claim):
            found.append((path, claim))
    return found


def deaths_in(claim):
    try:
        return int(claim.with_suffix(".deaths").read_text())
    except OSError:
        return 0


def kill_in_its_trial(path, claim):
    """Kills the process while it has the claim; false when it no longer has."""
    try:
        os.kill(claim["pid"], signal.SIGSTOP)
    except ProcessLookupError:
        return False
    try:
        has_it = json.loads(path.read_text()) == claim and not path.with_suffix(".json").exists()
    except (OSError, ValueError):
        has_it = False
    os.kill(claim["pid"], signal.SIGKILL if has_it else signal.SIGCONT)
    while has_it and is_alive(claim):
        time.sleep(0.001)
    return has_it


def kill_workers(process, results, kills, trials, chance=None):
    """Kills workers in their trials, some as soon as they have claimed one and some later, in step with the trials that get finished, so
    that the last kill falls before the last trial. Returns how many it killed before the program ended."""
    chance = chance or random.Random(20261129)
    done = 0
    while done < kills and process.poll() is None:
        finished = sum(len(list((run / "trials").glob("*.json"))) for run in pending(results))
        at_work = [found for found in claims(results) if deaths_in(found[0]) < 7]  # ten would be enough to give it up
        if not at_work or done >= 6 + finished * kills / (trials - 6):
            time.sleep(0.003)
            continue
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, 0.2))
        done += kill_in_its_trial(*chance.choice(at_work))
    return done
