"""`nightly` on real data as it came in: what a night decides, and that twice, late, killed, at once or failed it gives one result or none."""

import datetime
import json
import os
import signal
import subprocess

import pandas
import pytest

import faults
from conftest import PROGRAM, SOURCE
from halted import PATIENCE, finished_trials, halted, interrupted
from nights import MONTHS, SEARCH, Replay, essence, night_after, replay

@pytest.fixture
def nights(trainyard, source):
    """Of a model that is fitted in no time; 2011 up to October has come in."""
    made = Replay(trainyard, source)
    made.arrive(*MONTHS[:10])
    return made


@pytest.fixture
def serving(nights):
    """After a first night whose model is in Production."""
    nights.night("2011-11-01")
    nights.promote(1)
    nights.arrive("2011-11")
    return nights


def test_the_first_night_trains_and_registers_to_staging_and_nothing_is_in_production(nights):
    night = nights.night("2011-11-01")
    assert (night["status"], night["verdict"]) == ("finished", "passed")
    assert night["decision"] == {"retrain": True, "because": ["schedule"]}
    assert night["version"] == {"name": "bike_rentals", "version": 1, "stage": "Staging"} and night["serves"] is None
    assert night["monitor"] is None and night["dataset"]["new_files"] == night["dataset"]["files"] == 10
    assert nights.stages() == {1: "Staging"}
    for part in ("report.html", "gates.json", "manifest.json"):
        assert os.path.exists(os.path.join(night["run"], part))
    assert nights.verified() is True


def test_a_night_with_nothing_to_train_for_ends_well_and_makes_no_run(serving):
    serving.night("2011-12-01")
    serving.promote(2)
    runs = sorted(serving.results.glob("experiments/*/runs/*"))
    night = serving.night("2011-12-02", "--set", "nightly.due=7d")
    assert night["decision"] == {"retrain": False, "because": []} and night["monitor"] is None, "there are no new rows to monitor"
    assert night["run"] is night["verdict"] is night["version"] is None and night["dataset"]["new_files"] == 0
    assert night["serves"] == {"name": "bike_rentals", "version": 2, "stage": "Production"}
    assert sorted(serving.results.glob("experiments/*/runs/*")) == runs
    assert serving.night("2011-12-07", "--set", "nightly.due=7d")["decision"]["because"] == []
    assert serving.night("2011-12-08", "--set", "nightly.due=7d")["decision"]["because"] == ["schedule"], "seven days after the last training"


def test_the_same_date_again_changes_nothing_and_says_so(serving):
    first = serving.night("2011-12-01")
    files = serving.files()
    assert serving.night("2011-12-01") == first | {"status": "skipped"}
    done = serving.run("2011-12-01", "--skip-code", "99")
    assert done.returncode == 99 and "finished before" in done.stdout
    assert serving.files() == files
    assert serving.run("2011-12-01", "--skip-code", "256").returncode == 64


def test_the_history_lists_all_nights_newest_first(serving):
    serving.night("2011-12-01")
    listed = serving.trainyard.json("nightly", serving.config, "--history")
    assert [night["date"] for night in listed["nights"]] == ["2011-12-01", "2011-11-01"]
    assert [essence(night) for night in listed["nights"]] == [essence(record) for _, record in sorted(serving.records().items(), reverse=True)]
    text = serving.trainyard.run("nightly", serving.config, "--history").stdout
    assert "2011-12-01" in text and "bike_rentals@2 in Staging" in text and "2 of 2" in text


@pytest.mark.parametrize("date, part", [("2012-02-30", "is not a day"), ("yesterday", "is not a day"), ("9999-01-01", "future")])
def test_a_date_that_names_no_night_is_refused(nights, date, part):
    done = nights.run(date)
    assert done.returncode == 64 and part in done.stderr
    assert not nights.results.exists()


def test_a_night_before_a_finished_one_is_refused_unless_it_was_made(serving):
    serving.night("2011-12-01")
    done = serving.run("2011-11-15")
    assert done.returncode == 64 and "2011-12-01" in done.stderr and "never made" in done.stderr
    assert serving.night("2011-11-01")["status"] == "skipped"


def test_what_a_night_needs_of_the_config_is_said_before_any_work(nights):
    text = nights.config.read_text()
    nights.config.write_text(text.replace("register: {name: bike_rentals}\n", "").replace("  - {metric: rmse, not_worse_than: Production}\n", ""))
    done = nights.run("2011-11-01")
    assert done.returncode == 78 and "register: is required by nightly" in done.stderr
    nights.config.write_text(text.replace("source: data/*.csv", "source: '-'"))
    assert nights.run("2011-11-01").returncode == 78
    nights.config.write_text(text.replace("  - {metric: rmse, not_worse_than: Production}\n", ""))
    done = nights.run("2011-11-01", "--strict")
    assert done.returncode == 78 and "no gate compares with Production" in done.stderr
    assert not nights.results.exists()


def test_a_refused_model_ends_with_1_and_the_former_serves(serving):
    impossible = ["--set", "gates=[{metric: rmse, max: 1}, {metric: rmse, not_worse_than: Production}]"]
    done = serving.run("2011-12-01", "--json", *impossible)
    night = json.loads(done.stdout)
    assert done.returncode == 1 and "bike_rentals@1 in Production serves as before" in done.stderr
    assert (night["status"], night["verdict"], night["version"]) == ("finished", "failed", None)
    assert [gate["passed"] for gate in night["gates"]["gates"]] == [False, True]
    assert serving.stages() == {1: "Production"}
    assert serving.night("2011-12-01", *impossible)["status"] == "skipped", "the alarm is given once"


def runbook(nights, name):
    """Does what the runbook says in its block of that name."""
    text = (SOURCE / "docs/nightly.md").read_text()
    block = text.split(f"```sh {name}\n", 1)[1].split("```", 1)[0]
    tools = nights.folder / "tools"
    tools.mkdir(exist_ok=True)
    if not (tools / "trainyard").exists():
        (tools / "trainyard").symlink_to(PROGRAM)
    done = subprocess.run(["bash", "-euc", block], cwd=nights.folder, capture_output=True, text=True, timeout=PATIENCE,
                          env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_runbook_checks_rolls_back_and_restores(serving):
    serving.night("2011-12-01")
    before = predictions(serving)
    serving.promote(2)
    assert predictions(serving) != before
    assert "2011-12-01" in runbook(serving, "check")
    runbook(serving, "rollback")
    assert serving.stages() == {1: "Production", 2: "Archived"} and predictions(serving) == before
    runbook(serving, "backup")
    kept = serving.outcomes()
    serving.arrive("2011-12")
    serving.night("2012-01-01")
    record = serving.results / "nightly/bike_nightly/2011-12-01.json"
    record.write_text(record.read_text().replace("finished", "Finished"))
    assert serving.verified() is not True
    assert "2011-12-01" in runbook(serving, "restore")
    assert serving.outcomes() == kept and predictions(serving) == before and serving.verified() is True
    assert serving.night("2011-12-01")["status"] == "skipped"
    assert serving.night("2012-01-01")["status"] == "finished", "the night after the copy is made again"


def predictions(nights):
    done = nights.trainyard.run("predict", "--model", "bike_rentals@Production", "--results", nights.results, "--input", nights.folder / "data/2011-10.csv")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_bad_data_leaves_the_former_model_serving_and_the_night_to_be_made_again(serving):
    before, good = predictions(serving), (serving.folder / "data/2011-11.csv").read_text()
    header, *rows = good.splitlines()
    (serving.folder / "data/2011-11.csv").write_text("\n".join([header, *(row.rsplit(",", 1)[0] + ",many" for row in rows)]) + "\n")
    done = serving.run("2011-12-01")
    assert done.returncode == 65 and "2011-11.csv" in done.stderr
    assert "the night of 2011-12-01 is not finished; bike_rentals@1 in Production serves as before" in done.stderr
    assert list(serving.records()) == ["2011-11-01"] and predictions(serving) == before
    listed = serving.trainyard.json("nightly", serving.config, "--history")["nights"]
    assert [(night["date"], night["status"]) for night in listed] == [("2011-12-01", "interrupted"), ("2011-11-01", "finished")]
    (serving.folder / "data/2011-11.csv").write_text(good)
    assert serving.night("2011-12-01")["status"] == "finished" and serving.verified() is True


@pytest.mark.parametrize("below, writes", [("/nightly/", 0), ("/nightly/", 3), ("/datasets/", 2), ("/runs/", 4), ("/models/", 1)])
def test_a_full_disk_leaves_the_former_model_serving_and_the_night_to_be_made_again(serving, tmp_path, below, writes):
    before = predictions(serving)
    done = serving.run("2011-12-01", env=faults.between(tmp_path, "full_disk", faults.FULL_DISK, FULL_BELOW=below, WRITES_LEFT=str(writes)))
    assert done.returncode == 74 and "in Production serves as before" in done.stderr
    assert list(serving.records()) == ["2011-11-01"] and predictions(serving) == before
    assert serving.night("2011-12-01")["version"]["version"] == 2
    assert serving.verified() is True


def test_a_tracking_server_that_is_away_delays_no_night(serving):
    assert serving.night("2011-12-01", "--set", "tracking.mlflow=http://127.0.0.1:9")["version"]["version"] == 2


def test_a_night_that_starts_while_another_is_at_work_ends_with_75_and_says_who_that_is(nights):
    with halted(nights.start("2011-11-01", "--json"), (nights.results / "nightly/bike_nightly/running.lease").exists) as first:
        assert first.returncode is None
        for date in ("2011-11-01", "2011-11-02"):
            done = nights.run(date)
            assert done.returncode == 75 and f"process {first.pid} on " in done.stderr and "the same command again" in done.stderr
        first.send_signal(signal.SIGCONT)
        out, err = first.communicate(timeout=PATIENCE)
        assert first.returncode == 0, err
    assert json.loads(out)["version"]["version"] == 1
    assert nights.night("2011-11-01")["status"] == "skipped" and list(nights.records()) == ["2011-11-01"]


def test_of_two_that_start_at_once_one_makes_the_night(nights):
    both = [nights.start("2011-11-01", "--json") for _ in range(2)]
    outputs = [process.communicate(timeout=PATIENCE) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 75], [0, 0]), outputs  # the second may come when the first has just ended
    assert list(nights.records()) == ["2011-11-01"] and nights.stages() == {1: "Staging"} and nights.verified() is True


def test_a_night_that_slept_until_another_life_took_over_writes_nothing(nights):
    """As after an hour of SIGSTOP, or on a node that the scheduler no longer heard of."""
    environment = {**os.environ, "TRAINYARD_JOB": "night-4711"}
    lease = nights.results / "nightly/bike_nightly/running.lease"
    with halted(nights.start("2011-11-01", env={**environment, "TRAINYARD_LIFE": "1"}), lease.exists) as first:
        assert first.returncode is None
        second = nights.night("2011-11-01", env={**environment, "TRAINYARD_LIFE": "2"})
        files = nights.files()
        first.send_signal(signal.SIGCONT)
        _, err = first.communicate(timeout=PATIENCE)
        assert first.returncode == 75 and "taken over by another process" in err
    after = nights.files()
    shown = [path for path in files if not path.name.startswith(".")]
    assert [after[path] for path in shown] == [files[path] for path in shown], "something that was there was written over"
    assert nights.night("2011-11-01") == second | {"status": "skipped"}
    assert nights.stages() == {1: "Staging"} and nights.verified() is True


def test_a_stop_signal_saves_the_night_and_the_same_command_ends_it_with_the_same_result(trainyard, source):
    whole, stopped = (Replay(trainyard, source, name, model=SEARCH) for name in ("whole", "stopped"))
    for made in (whole, stopped):
        made.arrive(*MONTHS[:3])
    whole.night("2011-04-01")
    with halted(stopped.start("2011-04-01", "--threads", "1"), lambda: len(finished_trials(stopped.results)) >= 1) as process:
        assert process.returncode is None
        code, (_, err) = interrupted(process, signal.SIGTERM)
    assert code == 75 and "the same command again" in err and stopped.records() == {}
    assert stopped.night("2011-04-01")["status"] == "finished"
    assert stopped.outcomes() == whole.outcomes()
    assert len(list(stopped.results.glob("experiments/*/runs/2*"))) == 1


def test_a_search_starts_from_the_one_of_the_night_before(trainyard, source):
    nights = Replay(trainyard, source, model=SEARCH)
    nights.arrive(*MONTHS[:3])
    first = nights.night("2011-04-01")
    nights.arrive(MONTHS[3])
    second = nights.night("2011-05-01")
    taken = json.loads(open(os.path.join(second["run"], "run.json")).read())["start_from"]
    assert taken["run"] == os.path.basename(first["run"]) and len(taken["points"]) == 5
    assert nights.verified() is True


@pytest.mark.parametrize("search, taken", [("  trials: 3\n", 3), ("  trials: 3\n  start: [{max_depth: 4, learning_rate: 0.3}]\n", 2),
                                           ("  sampler: grid\n", None)], ids=["few trials", "few trials and a start", "grid"])
def test_a_search_with_room_for_fewer_trials_starts_with_as_many_of_the_last_one(trainyard, source, search, taken):
    model = SEARCH.replace("  trials: 6\n", search)
    if taken is None:
        model = model.replace("{float: [0.1, 0.5], log: true}", "{categorical: [0.1, 0.3]}").replace("[3, 6]", "[3, 4]")
    nights = Replay(trainyard, source, model=model)
    nights.arrive(*MONTHS[:3])
    nights.night("2011-04-01")
    nights.arrive(MONTHS[3])
    second = nights.night("2011-05-01")
    started = json.loads(open(os.path.join(second["run"], "run.json")).read()).get("start_from")
    assert (len(started["points"]) if started else None) == taken


def test_new_rows_are_those_of_files_that_the_night_before_did_not_know(serving):
    serving.arrive("2011-12")
    night = serving.night("2011-12-02")
    assert night["dataset"]["new_files"] == 2 and night["dataset"]["files"] == 12
    assert night["monitor"] is not None and night["monitor"]["verdict"] in ("ok", "alert")
    monitored = serving.trainyard.json("runs", "show", night["monitor"]["run"])
    assert monitored["record"]["parent"] is not None


def clock(tmp_path, moment, **variables):
    """The environment of a program whose clock shows this moment."""
    return faults.between(tmp_path, "clock", faults.CLOCK, CLOCK_AT=str(int(datetime.datetime.fromisoformat(moment).timestamp())), **variables)


@pytest.mark.parametrize("moments, date", [
    (["2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00"], "2024-10-27"),
    (["2025-03-30T01:59:00+01:00", "2025-03-30T03:01:00+02:00"], "2025-03-30"),
    (["2024-02-29T02:30:00+01:00", "2024-02-29T23:30:00+01:00"], "2024-02-29"),
    (["2038-01-19T03:14:07+00:00", "2038-01-19T03:14:08+00:00"], "2038-01-19")])
def test_a_night_of_a_clock_change_a_leap_day_and_the_end_of_32_bits_are_one_each(nights, tmp_path, moments, date):
    first, again = (nights.night(None, env=clock(tmp_path, moment, TZ="Europe/Berlin")) for moment in moments)
    assert (first["date"], first["status"], again["status"]) == (date, "finished", "skipped")
    assert list(nights.records()) == [date] and nights.stages() == {1: "Staging"}


def test_a_clock_that_steps_back_neither_reorders_nights_nor_makes_one_twice(nights, tmp_path):
    """By twenty minutes, then by two days."""
    assert nights.night(None, env=clock(tmp_path, "2024-02-29T23:50:00+00:00"))["date"] == "2024-02-29"
    second = nights.night(None, "--set", "seed=8", env=clock(tmp_path, "2024-03-01T00:10:00+00:00"))
    assert nights.night(None, env=clock(tmp_path, "2024-02-29T23:55:00+00:00"))["status"] == "skipped"
    done = nights.run(None, env=clock(tmp_path, "2024-02-28T01:00:00+00:00"))
    assert done.returncode == 64 and "2024-03-01" in done.stderr
    listed = nights.trainyard.json("nightly", nights.config, "--history")["nights"]
    assert [night["date"] for night in listed] == ["2024-03-01", "2024-02-29"] and second["version"]["version"] == 2


@pytest.mark.slow
def test_killed_in_place_of_every_step_of_its_own_a_night_is_made_once(trainyard, source, tmp_path):
    """Every call that changes something below nightly/, from the lease to the record."""
    begun = Replay(trainyard, source, "begun")
    begun.arrive(*MONTHS[:2])
    begun.night("2011-03-01")
    begun.promote(1)
    begun.arrive(MONTHS[2])
    whole, kills = None, 0
    for at in range(60, 0, -1):
        made = begun.copied("copy")
        library = faults.between(tmp_path, "killed", faults.KILLED.replace('"/models"', '"/nightly/"'), KILL_AT=str(at))
        done = made.run("2011-04-01", env=library)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        kills += done.returncode != 0
        made.night("2011-04-01")
        whole = whole or made.outcomes()
        assert made.outcomes() == whole and made.stages() == {1: "Production", 2: "Staging"}, f"killed at step {at}"
        assert made.verified() is True
    assert kills > 10


def psi(reference, now, edges):
    """The population stability index, by its definition."""
    import numpy

    def shares(values):
        counts, _ = numpy.histogram(values, edges)
        return numpy.maximum(counts / counts.sum(), 1e-6)

    a, b = shares(reference), shares(now)
    return float(((b - a) * numpy.log(b / a)).sum())


def drift_of_temperature(replayed):
    """{night: PSI of `temp` of its month against the training rows of the model that served}."""
    import numpy

    def month(name):
        return pandas.read_csv(replayed.folder / "data" / f"{name}.csv")

    found, trained = {}, {}
    for date, record in replayed.records().items():
        months = MONTHS[: MONTHS.index([m for m in MONTHS if night_after(m) == date][0]) + 1]
        rows = pandas.concat([month(name) for name in months], ignore_index=True)
        if record["version"]:
            trained[record["version"]["version"]] = rows["temp"][: int(len(rows) * 0.9)]
        if record["monitor"]:
            reference = trained[record["serves"]["version"]]
            edges = numpy.unique(numpy.quantile(reference, numpy.linspace(0, 1, 11)))
            edges[0], edges[-1] = -numpy.inf, numpy.inf
            found[date] = psi(reference, month(months[-1])["temp"], edges)
    return found


def check_replay(replayed, count):
    records = replayed.records()
    assert len(records) == count and list(records) == sorted(records)
    versions = [record["version"]["version"] for record in records.values() if record["version"]]
    assert versions == list(range(1, len(versions) + 1)), "version follows version, in the order of the nights"
    promoted = 0
    for record in records.values():
        passed = [gate["passed"] for gate in record["gates"]["gates"]] if record["gates"] else []
        assert (record["verdict"] == "passed") == (record["version"] is not None) == (len(passed) == 3 and all(passed))
        assert not passed or passed[2] == (record["metrics"]["rmse"] <= LIMIT)
        assert record["serves"] == ({"name": "bike_rentals", "version": promoted, "stage": "Production"} if promoted else None)
        promoted = record["version"]["version"] if record["version"] else promoted
    strong = {date: value for date, value in drift_of_temperature(replayed).items() if value > 0.5}
    assert strong, "the data has months that are much colder or warmer than what was trained on"
    for date in strong:
        alerts = records[date]["monitor"]["alerts"]
        assert any(alert["kind"] == "feature_drift" and alert.get("column") == "temp" for alert in alerts), date
        assert "drift" in records[date]["decision"]["because"]
    stages = replayed.stages()
    assert stages == {version: "Production" if version == versions[-1] else "Archived" for version in versions}
    assert replayed.verified() is True
    history = replayed.trainyard.json("nightly", replayed.config, "--history")["nights"]
    assert [night["date"] for night in history] == sorted(records, reverse=True)
    replayed.models("rollback", "bike_rentals", "--reason", "predicts too high")
    assert replayed.stages()[versions[-2]] == "Production" and replayed.stages()[versions[-1]] == "Archived"


LIMIT = 120  # that the rush hours of the busiest months break
REPLAY = {"model": SEARCH, "gates": f"  - {{metric: rmse, max: {LIMIT}}}\n", "more": "nightly: {due: 40d}\nmonitor: {score: {metric: rmse, max_loss: 0.3}}\n"}


def test_three_months_night_by_night_each_killed_once(trainyard, source):
    nights = Replay(trainyard, source, **REPLAY)
    nights.arrive(*MONTHS[:12])
    killed = replay(nights, MONTHS[12:15], kills=1)
    assert killed == [1, 1, 1]
    check_replay(nights, 3)


@pytest.mark.slow
def test_twelve_months_night_by_night_and_killed_in_each_with_the_same_outcome(trainyard, source):
    whole, killed = (Replay(trainyard, source, name, **REPLAY) for name in ("whole", "killed"))
    for made in (whole, killed):
        made.arrive(*MONTHS[:12])
    replay(whole, MONTHS[12:], words=["--threads", "2"])
    kills = replay(killed, MONTHS[12:], kills=3, words=["--threads", "1"])
    assert all(kills), f"a night was never killed: {kills}"
    assert killed.outcomes() == whole.outcomes()
    verdicts = [record["verdict"] for record in whole.records().values()]
    assert "passed" in verdicts and "failed" in verdicts, verdicts
    check_replay(whole, 12)
    check_replay(killed, 12)
