"""Predictions that are killed, stopped, or two at once: the same command ends with the bytes that it gives uninterrupted."""

import os
import random
import signal
import subprocess
import time

import pandas
import pytest

from faults import FULL_DISK, KILLED, between
from halted import halted, interrupted
from predictions import finished_parts, left_over, parts_folder, rows_to_predict, train

KEEP = ["--keep", "id"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return train(tmp_path_factory.mktemp("number"))


class Prediction:
    """One command, with output and quarantine in a folder of its own."""

    def __init__(self, trainyard, run, folder, extension="csv", part_rows=4000):
        self.trainyard, self.run, self.folder = trainyard, run, folder
        self.extension, self.part_rows, self.memory, self.threads = extension, part_rows, "1MiB", 2
        folder.mkdir(exist_ok=True)
        self.output, self.quarantine = folder / f"made.{extension}", folder / "bad.csv"

    def words(self, *more):
        return ["predict", "--model", self.run, "--input", self.trainyard.folder / "new.csv", "--output", self.output, "--quarantine", self.quarantine,
                *KEEP, "--part-rows", self.part_rows, "--memory", self.memory, "--threads", self.threads, *more]

    def finish(self, *more, **options):
        done = self.trainyard.run(*self.words(*more), **options)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def start(self, *more):
        return subprocess.Popen(self.trainyard.command(*self.words(*more)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def contents(self):
        assert left_over(self.output) == []
        return self.output.read_bytes(), self.quarantine.read_bytes()


def halted_after(prediction, parts, *more):
    return halted(prediction.start(*more), lambda: len(finished_parts(prediction.output)) >= parts)


def make(trainyard, run, rows, extension="csv", bad=None):
    """Writes the input; returns what an uninterrupted command makes of it, and a prediction to interrupt."""
    rows_to_predict(trainyard.folder / "new.csv", rows, bad=range(7, rows, 5000) if bad is None else bad)
    whole = Prediction(trainyard, run, trainyard.folder / "whole", extension)
    whole.finish()
    return whole.contents(), Prediction(trainyard, run, trainyard.folder / "killed", extension)


def expect_no_row_lost_or_doubled(prediction, rows):
    predicted = pandas.read_csv(prediction.output, usecols=["row"])["row"] if prediction.extension == "csv" else pandas.read_parquet(prediction.output)["row"]
    both = sorted([*predicted, *pandas.read_csv(prediction.quarantine)["row"]])
    assert both == list(range(rows))


@pytest.mark.parametrize("extension", ["csv", "parquet"])
def test_killed_after_some_parts_the_same_command_goes_on_behind_them(trainyard, run, extension):
    rows = 60_000
    whole, prediction = make(trainyard, run, rows, extension)
    for parts in 2, 5:
        with halted_after(prediction, parts) as process:
            assert process.returncode is None, "it was done before it was halted"
            done = sum(1 for _ in finished_parts(prediction.output))
        assert not prediction.output.exists() and not prediction.quarantine.exists()
    prediction.memory, prediction.threads = "32MiB", 1
    errors = prediction.finish()
    assert "rows are done already" in errors
    assert int(errors.split(" rows are done already")[0].split()[-1]) >= 4000 * done
    assert prediction.contents() == whole
    expect_no_row_lost_or_doubled(prediction, rows)


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["csv", "parquet"])
def test_killed_at_random_moments_the_same_command_ends_with_the_same_bytes(trainyard, run, extension):
    rows = 200_000
    whole, prediction = make(trainyard, run, rows, extension)
    started = time.monotonic()
    prediction.finish()
    duration = time.monotonic() - started
    chance = random.Random(20261130)
    for attempt in range(20):
        for _ in range(chance.randrange(1, 5)):
            process = prediction.start()
            try:
                process.wait(timeout=chance.uniform(0.05, 0.6) * duration)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
        prediction.finish()
        assert prediction.contents() == whole, f"attempt {attempt}"
    expect_no_row_lost_or_doubled(prediction, rows)


@pytest.mark.parametrize("extension", ["csv", "parquet"])
def test_killed_in_place_of_any_change_of_the_disk_nothing_is_lost_or_doubled(trainyard, run, tmp_path, extension):
    """`faults.KILLED` counts calls on paths that hold "/models"."""
    rows_to_predict(tmp_path / "new.csv", 5000, bad=[3, 4000])
    whole = Prediction(trainyard, run, tmp_path / "whole", extension, part_rows=1500)
    whole.finish()
    prediction = Prediction(trainyard, run, tmp_path / "models", extension, part_rows=1500)
    environment = between(tmp_path, "killed", KILLED)
    kills = 0
    for at in range(1, 500):
        code = trainyard.run(*prediction.words(), env={**environment, "KILL_AT": str(at)}).returncode
        if code == 0:
            break
        assert code == -signal.SIGKILL
        kills += 1
        prediction.finish()
        assert prediction.contents() == whole.contents(), f"killed at call {at}"
        prediction.output.unlink()
        prediction.quarantine.unlink()
    assert code == 0 and kills > 20


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_keeps_what_is_done_and_ends_with_75(trainyard, run, how):
    whole, prediction = make(trainyard, run, 60_000)
    with halted_after(prediction, 1) as process:
        assert process.returncode is None
        code, (_, errors) = interrupted(process, how)
    assert code == 75 and "rows are done and kept" in errors and "go on with: the same command again" in errors
    assert not prediction.output.exists()
    assert "rows are done already" in prediction.finish()
    assert prediction.contents() == whole


def begun_anew(trainyard, prediction, change, *more):
    with halted_after(prediction, 2) as process:
        assert process.returncode is None
    change()
    errors = prediction.finish(*more)
    assert "done already" not in errors
    return errors


def test_another_input_model_or_option_begins_anew_and_says_which(trainyard, run, tmp_path):
    other = train(tmp_path, params="{n_estimators: 5}")
    make(trainyard, run, 40_000)

    def anew(said, change, *more, **attributes):
        prediction = Prediction(trainyard, run, tmp_path / "killed")
        errors = begun_anew(trainyard, prediction, lambda: (change(), [setattr(prediction, name, value) for name, value in attributes.items()]), *more)
        assert f"its {said} is another one than when it was interrupted; everything is predicted anew" in errors
        fresh = Prediction(trainyard, prediction.run, tmp_path / "fresh")
        fresh.finish(*more)
        assert prediction.contents() == fresh.contents()

    anew("content of the input", lambda: rows_to_predict(tmp_path / "new.csv", 40_000, seed=9, bad=[7]))
    anew("model", lambda: None, run=other)
    anew("list of kept columns", lambda: None, "--keep", "size")
    anew("choice of contributions", lambda: None, "--contributions")


@pytest.mark.parametrize("what", ["part-00000.csv", "part-00001.csv", "part-00001.json", "part-00001.bad.csv", "of.json"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_part_is_made_again(trainyard, run, what, damage):
    whole, prediction = make(trainyard, run, 30_000)
    with halted_after(prediction, 3) as process:
        assert process.returncode is None
    file = parts_folder(prediction.output) / what
    content = file.read_bytes()
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(content[:-5] if damage == "cut" else content[:9] + bytes([content[9] ^ 1]) + content[10:])
    prediction.finish()
    assert prediction.contents() == whole


def test_a_second_one_is_refused_and_the_first_is_not_disturbed(trainyard, run):
    whole, prediction = make(trainyard, run, 40_000)
    with halted_after(prediction, 1) as process:
        assert process.returncode is None, "it was done before it was halted"
        refused = trainyard.run(*prediction.words())
        assert refused.returncode == 73 and "another process is at work on this file" in refused.stderr
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=600)
        assert process.returncode == 0
    assert prediction.contents() == whole


@pytest.mark.parametrize("extension", ["csv", "parquet"])
def test_a_full_disk_ends_with_74_and_what_was_done_is_kept(trainyard, run, tmp_path, extension):
    whole, prediction = make(trainyard, run, 40_000, extension)
    environment = between(tmp_path, "full_disk", FULL_DISK, FULL_BELOW="/.made.", WRITES_LEFT="40")
    full = trainyard.run(*prediction.words(), env=environment)
    assert full.returncode == 74 and "is the disk full" in full.stderr or "No space left" in full.stderr, full.stderr
    assert not prediction.output.exists()
    assert len(finished_parts(prediction.output)) >= 1
    assert "rows are done already" in prediction.finish()
    assert prediction.contents() == whole


def test_a_finished_prediction_is_made_anew_when_it_is_asked_for_again(trainyard, run, tmp_path):
    whole, prediction = make(trainyard, run, 20_000)
    prediction.finish()
    before = os.stat(prediction.output).st_ino
    prediction.finish()
    assert prediction.contents() == whole and os.stat(prediction.output).st_ino != before


def test_a_prediction_from_a_dataset_goes_on_too(trainyard, run, tmp_path):
    rows_to_predict(tmp_path / "new.csv", 60_000)
    (tmp_path / "new.yaml").write_text("experiment: new\ndata: {source: new.csv, duplicates: keep, shard_rows: 3000}\n")
    dataset = trainyard.json("shard", "new.yaml")["dataset"]["path"]
    words = ["predict", "--model", run, "--input", dataset, "--part-rows", 5000, "--threads", 1, "--output"]
    assert trainyard.run(*words, "whole.csv").returncode == 0
    with halted(subprocess.Popen(trainyard.command(*words, tmp_path / "made.csv"), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
                lambda: len(finished_parts(tmp_path / "made.csv")) >= 2) as process:
        assert process.returncode is None
    done = trainyard.run(*words, tmp_path / "made.csv")
    assert done.returncode == 0 and "rows are done already" in done.stderr, done.stderr
    assert (tmp_path / "made.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
