"""The templates of cluster/ that call `nightly`: each is read by what will read it, or by its rules, and the calls in it are the program's."""

import configparser
import datetime
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import types

import pytest

from conftest import PROGRAM

INSTALLED, CONFIG = "/usr/local/bin/trainyard", "/srv/trainyard/nightly.yaml"


def expect_call(trainyard, words):
    """A call of the program that is right but for the config, which is not there."""
    assert words[0] in (INSTALLED, "trainyard") and words[1:3] == ["nightly", CONFIG], words
    done = trainyard.run(*words[1:])
    assert done.returncode == 66 and CONFIG in done.stderr, done.stderr


def unit(path):
    """A unit's sections: {section: {key: value}}."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=["="], comment_prefixes=["#"])
    parser.optionxform = str
    parser.read(path)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_systemd_takes_service_and_timer(trainyard, source, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    for name in ("trainyard-nightly.service", "trainyard-nightly.timer"):
        text = (source / "cluster/systemd" / name).read_text()
        (tmp_path / name).write_text(text.replace(INSTALLED, PROGRAM))  # which has to be there
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("trainyard-nightly.*"))], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    (tmp_path / "trainyard-nightly.timer").write_text("[Timer]\nOnCalendar=never\n")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(tmp_path / "trainyard-nightly.timer")], capture_output=True, text=True)
    assert done.returncode != 0, "the checker takes anything"


def test_the_timer_elapses_once_a_day_over_clock_changes(source):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    when = unit(source / "cluster/systemd/trainyard-nightly.timer")["Timer"]["OnCalendar"]
    for first in ("2026-03-27", "2026-10-23", "2028-02-27"):
        done = subprocess.run(["systemd-analyze", "calendar", "--iterations=5", f"--base-time={first} 12:00:00", when], capture_output=True, text=True,
                              env={**os.environ, "TZ": "UTC"}, check=True)
        days = [datetime.date.fromisoformat(day) for day in re.findall(r"(?:elapse|Iter[a-z.]* #\d+): \w{3} (\d{4}-\d\d-\d\d)", done.stdout)]
        assert len(days) == 5 and all(b - a == datetime.timedelta(days=1) for a, b in zip(days, days[1:])), done.stdout


def test_the_service_tries_again_what_is_saved_and_nothing_that_would_fail_again(trainyard, source):
    service = unit(source / "cluster/systemd/trainyard-nightly.service")["Service"]
    expect_call(trainyard, service["ExecStart"].split())
    codes = {1, 64, 65, 66, 69, 70, 71, 73, 74, 77, 78}  # what else there is ends in the same way again
    assert service["Restart"] == "on-failure", "75 and a kill"
    assert {int(code) for code in service["RestartPreventExitStatus"].split()} == codes
    assert int(re.fullmatch(r"(\d+)min", service["RestartSec"])[1]) >= 5


FIELD = r"(?:\*|\d{1,2}(?:-\d{1,2})?)(?:/\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*"
ENTRY = re.compile(rf"({FIELD}) ({FIELD}) ({FIELD}) ({FIELD}) ({FIELD}) (\S.*)")
LIMITS = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]


def entries(text):
    """The entries of a crontab as [(fields, command)]; whatever is no entry, comment or variable is an error."""
    found = []
    for line in text.splitlines():
        if not line or line.startswith("#") or re.fullmatch(r"[A-Z]+=\S+", line):
            continue
        match = ENTRY.fullmatch(line)
        assert match, f"no line of a crontab: {line}"
        for field, (low, high) in zip(match.groups(), LIMITS):
            assert all(low <= int(number) <= high for number in re.findall(r"\d+", field)), line
        found.append((match.groups()[:5], match[6]))
    return found


def test_the_reader_of_crontabs_refuses_what_is_none():
    for line in ("15 4 * * trainyard", "61 4 * * * trainyard", "15 24 * * * trainyard", "15 4 * * *", "@daily trainyard"):
        with pytest.raises(AssertionError):
            assert entries(line)


@pytest.fixture
def called(tmp_path):
    """Runs a command line as cron does, with a program that notes its words in place of ours; returns them."""
    def run(command, shell="/bin/sh"):
        (tmp_path / "trainyard").write_text(f'#!/bin/sh\nprintf "%s\\n" trainyard "$@" >{tmp_path}/words\n')
        (tmp_path / "trainyard").chmod(0o755)
        command = command.replace(INSTALLED, str(tmp_path / "trainyard"))
        subprocess.run([shell, "-c", command], check=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TZ": "Pacific/Kiritimati"})
        return (tmp_path / "words").read_text().split("\n")[:-1]
    return run


def test_the_crontab_calls_a_night_by_the_local_day(trainyard, source, called):
    text = (source / "cluster/crontab").read_text()
    ((fields, command),) = entries(text)
    assert not re.search(r"(?<!\\)%", command), "a bare % is a new line for cron"
    assert fields[1].split("-")[0] == "4", "no hour that a change of the clocks repeats or leaves out"
    words = called(command.replace(r"\%", "%"))
    local = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=14))).date()
    assert words[3:] == ["--date", str(local), "-q"]
    expect_call(trainyard, words)


def test_cron_takes_the_crontab(source):
    if shutil.which("crontab") is None or "-n" not in subprocess.run(["crontab", "--help"], capture_output=True, text=True).stderr:
        pytest.skip("needs cron's `crontab -n`")
    done = subprocess.run(["crontab", "-n", str(source / "cluster/crontab")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_scrontab_is_a_job_that_hears_of_its_limit(trainyard, source, called):
    text = (source / "cluster/scrontab").read_text()
    options = dict(line.removeprefix("#SCRON --").split("=", 1) for line in text.splitlines() if line.startswith("#SCRON"))
    assert options["signal"] == "B:TERM@120" and set(options) <= {"job-name", "cpus-per-task", "mem", "time", "signal", "open-mode", "output", "mail-type"}
    ((_, command),) = entries(text)
    assert command.startswith("exec "), "a shell in between would hear the signal in the program's place"
    expect_call(trainyard, called(command))


class Airflow:
    """As much of Airflow as the DAG uses: what it declares is noted, and its task can be called."""

    def __init__(self, monkeypatch):
        self.dags, self.tasks = [], {}
        exceptions = types.ModuleType("airflow.exceptions")
        for name in ("AirflowException", "AirflowFailException", "AirflowSkipException"):
            setattr(exceptions, name, type(name, (Exception,), {}))
        decorators = types.ModuleType("airflow.decorators")
        decorators.dag, decorators.task = self.dag, self.task
        for name, module in {"airflow": types.ModuleType("airflow"), "airflow.exceptions": exceptions, "airflow.decorators": decorators}.items():
            monkeypatch.setitem(sys.modules, name, module)

    def dag(self, **settings):
        return lambda function: lambda: (self.dags.append((function.__name__, settings)), function())

    def task(self, **settings):
        def declare(function):
            self.tasks[function.__name__] = (function, settings)
            return lambda: None
        return declare


@pytest.mark.parametrize("code, outcome", [(0, None), (99, "AirflowSkipException"), (75, "AirflowException"), (1, "AirflowFailException"),
                                           (65, "AirflowFailException"), (74, "AirflowFailException")])
def test_the_dag_tells_airflow_what_an_exit_code_means(trainyard, source, tmp_path, monkeypatch, code, outcome):
    """Airflow itself is some hundred packages; this reads the file as Python does, and calls its task."""
    airflow = Airflow(monkeypatch)
    declared = runpy.run_path(str(source / "cluster/airflow/trainyard_nightly.py"))
    ((name, settings),) = airflow.dags
    assert name == "trainyard_nightly" and settings["max_active_runs"] == 1 and settings["start_date"].tzinfo is datetime.timezone.utc
    assert len(entries(settings["schedule"] + " x")) == 1
    night, task = airflow.tasks["night"]
    assert task["retries"] >= 1

    program = tmp_path / "trainyard"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" trainyard "$@" >{tmp_path}/words\necho \'{{"status": "finished"}}\'\nexit {code}\n')
    program.chmod(0o755)
    assert declared["PROGRAM"] == INSTALLED and declared["CONFIG"] == CONFIG
    monkeypatch.setitem(night.__globals__, "PROGRAM", str(program))
    if outcome is None:
        assert json.loads(night(ds="2026-11-23")) == {"status": "finished"}
    else:
        with pytest.raises(Exception) as raised:
            night(ds="2026-11-23")
        assert raised.type.__name__ == outcome
    words = (tmp_path / "words").read_text().split("\n")[:-1]
    assert words[3:5] == ["--date", "2026-11-23"]
    expect_call(trainyard, words)
