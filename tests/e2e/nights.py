"""The bike data as it came in: a file a month, a night after each, and a person who promotes what passed."""

import copy
import json
import pathlib
import random
import shutil
import signal
import subprocess

import faults

CONFIG = """\
experiment: bike_nightly
seed: 7
results: results
data:
  source: data/*.csv
  target: cnt
  task: regression
  timestamp: dteday
  drop: [instant, casual, registered, yr]
split: {{method: time, test: 0.1, folds: 3}}
{model}evaluate: {{metrics: [rmse, mae], bootstrap: 200}}
gates:
  - {{metric: rmse, better_than: baseline, by: 0.1}}
  - {{metric: rmse, not_worse_than: Production}}
{gates}register: {{name: bike_rentals}}
{more}"""

LINEAR = "model: {type: linear}\n"
SEARCH = """\
model: {type: xgboost, params: {n_estimators: 30}}
search:
  trials: 6
  space:
    max_depth: {int: [3, 6]}
    learning_rate: {float: [0.1, 0.5], log: true}
"""

MONTHS = [f"{year}-{month:02}" for year in (2011, 2012) for month in range(1, 13)]
TIMES = ("started", "ended", "run")


def night_after(month):
    """The first day of the next month."""
    return (MONTHS + ["2013-01"])[MONTHS.index(month) + 1] + "-01"


class Replay:
    """A folder with the config, the months that have come, and the results of the nights."""

    def __init__(self, trainyard, source, name="", model=LINEAR, gates="", more=""):
        self.trainyard, self.folder = trainyard, pathlib.Path(trainyard.folder) / name
        (self.folder / "data").mkdir(parents=True)
        (self.folder / "nightly.yaml").write_text(CONFIG.format(model=model, gates=gates, more=more))
        self.header, *self.lines = (source / "data/bike_hour.csv").read_text().splitlines(keepends=True)
        self.results, self.config = self.folder / "results", self.folder / "nightly.yaml"

    def arrive(self, *months):
        for month in months:
            rows = [line for line in self.lines if line.split(",", 2)[1].startswith(month)]
            (self.folder / "data" / f"{month}.csv").write_text(self.header + "".join(rows))

    def copied(self, name):
        """The same as it is now, in another folder."""
        other = copy.copy(self)
        other.folder = pathlib.Path(self.trainyard.folder) / name
        shutil.rmtree(other.folder, ignore_errors=True)
        shutil.copytree(self.folder, other.folder)
        other.results, other.config = other.folder / "results", other.folder / "nightly.yaml"
        return other

    def words(self, date, *words):
        return ["nightly", self.config, *(["--date", date] if date else []), *words]

    def start(self, date, *words, **options):
        return subprocess.Popen(self.trainyard.command(*self.words(date, *words)), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                **options)

    def run(self, date, *words, **options):
        return self.trainyard.run(*self.words(date, *words), **options)

    def night(self, date, *words, code=0, **options):
        """The summary of a night that ends with this code."""
        done = self.run(date, *words, "--json", **options)
        assert done.returncode == code, f"the night of {date} ended with {done.returncode}:\n{done.stderr}\n{done.stdout}"
        return json.loads(done.stdout)

    def killed(self, date, step, *words):
        """Kills the night in place of its step of that number, of all that change something in the results; whether it has so many."""
        done = self.run(date, *words, env=faults.between(self.folder, "killed", faults.KILLED.replace('"/models"', '"/results/"'), KILL_AT=str(step)))
        assert done.returncode in (0, 1, -signal.SIGKILL), done.stderr
        return done.returncode == -signal.SIGKILL

    def promote(self, version, *words):
        (self.results / "policy.yaml").write_text("production: {approvals: 0}\n")
        self.models("promote", "bike_rentals", version, "--to", "Production", *words)

    def models(self, *words):
        return self.trainyard.json("models", *words, "--results", self.results)

    def stages(self):
        return {version["version"]: version["stage"] for version in self.models("show", "bike_rentals")["versions"]}

    def files(self):
        """All files of the results, with what tells that one was written."""
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in self.results.rglob("*") if path.is_file()}

    def records(self):
        return {path.stem: json.loads(path.read_text()) for path in sorted(self.results.glob("nightly/*/*.json")) if path.name[0] != "."}

    def outcomes(self):
        """What the nights came to, apart from their times and the names of their runs."""
        return {date: essence(record) for date, record in self.records().items()}

    def verified(self):
        done = self.trainyard.run("verify", self.results, "-q")
        return done.returncode == 0 or done.stdout + done.stderr


def essence(record):
    kept = {key: value for key, value in record.items() if key not in (*TIMES, "digest")}
    kept["dataset"] = {key: value for key, value in kept["dataset"].items() if key != "path"}
    if kept["monitor"]:
        alerts = [{key: value for key, value in alert.items() if key != "text"} for alert in kept["monitor"]["alerts"]]
        kept["monitor"] = {"verdict": kept["monitor"]["verdict"], "alerts": alerts}
    return kept


def replay(nights, months, kills=0, words=()):
    """A night after each of the months, killed so often, then called until it ends, then called once more; what passed is promoted."""
    chance = random.Random(20261130)
    killed = []
    for month in months:
        nights.arrive(month)
        date = night_after(month)
        # No night has fewer than 40 steps, nor many more than 400.
        killed.append(sum(nights.killed(date, chance.randint(1, 400 if kill else 40), *words) for kill in range(kills)))
        before = nights.stages() if nights.records() else {}
        done = nights.run(date, *words, "--json")
        assert done.returncode in (0, 1), done.stderr
        summary, record = json.loads(done.stdout), nights.records()[date]
        assert essence(summary) == essence(record) | {"status": summary["status"]}
        if summary["status"] == "finished":  # not by a call that was to be killed, and ended before
            assert done.returncode == (1 if record["verdict"] == "failed" else 0)
        files = nights.files()
        again = nights.night(date)
        assert again["status"] == "skipped" and essence(again) == essence(record) | {"status": "skipped"}
        assert nights.files() == files, "the second call for a date wrote something"
        if record["verdict"] == "failed":
            assert record["version"] is None and nights.stages() == before
        if record["version"]:
            assert record["version"]["stage"] == "Staging" and nights.stages()[record["version"]["version"]] == "Staging"
            nights.promote(record["version"]["version"])
    return killed
