"""A small table and studies on it, for the tests of what a study may take over, and of what it may not."""

import json
import pathlib
import subprocess

from halted import interrupted_search

ROWS = [f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.1}" for i in range(150)]
SPACE = "max_depth: {int: [2, 6]}, learning_rate: {float: [0.05, 0.5], log: true}, subsample: {float: [0.5, 1]}"


class Study:
    """One config in a folder of its own; `write` changes it, `sweep` and `run` give the summary."""

    def __init__(self, trainyard):
        self.program = trainyard
        self.folder = trainyard.folder
        self.rows(ROWS)
        self.write()

    def rows(self, rows):
        (self.folder / "data.csv").write_text("\n".join(["a,b,y", *rows]) + "\n")

    def write(self, search="trials: 4", space=SPACE, rounds=3, more="", sampler="random", pruner="none"):
        (self.folder / "c.yaml").write_text(
            "experiment: study_rules\nresults: results\ndata: {source: data.csv, target: y}\nsplit: {test: 0.2, folds: 2}\n"
            f"model: {{params: {{n_estimators: {rounds}}}}}\n{more}search: {{sampler: {sampler}, pruner: {pruner}, {search}, space: {{{space}}}}}\n")

    def __call__(self, verb="sweep", *words):
        """The summary, and what was printed beside it."""
        done = self.program.run(verb, *(["c.yaml"] if verb != "resume" else []), *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), done.stderr

    def interrupted(self, verb="run", after=2, **config):
        """Leaves an interrupted run; returns how many trials it was to make."""

        def start(trials):
            self.write(**{"rounds": 100, **config, "search": ", ".join([f"trials: {trials}", *config.get("search", [])])})
            return subprocess.Popen(self.program.command(verb, "c.yaml"), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        trials, code, _ = interrupted_search(start, self.folder / "results", after=after)
        assert code == 75
        return trials

    def pending(self):
        (run,) = self.folder.glob("results/experiments/*/runs/.pending/*/run.json")
        return run.parent


def files(run):
    return {path.name: path.read_bytes() for path in sorted((pathlib.Path(run) / "trials").glob("*.json"))}


def trials(run):
    """All that is on record of the trials, but when they were made."""
    out = [json.loads(text) for text in files(run).values()]
    for trial in out:
        del trial["start_time"], trial["end_time"]
    return out


def record(run):
    return json.loads((pathlib.Path(run) / "run.json").read_text())
