"""What of a config may change while a run is interrupted, and how any other change is answered."""

import json

import pytest

from study_rules import ROWS, Study, files, record


@pytest.fixture
def study(trainyard):
    return Study(trainyard)


def test_another_config_is_refused_with_every_key_of_then_and_now(study):
    study.interrupted()
    done = study.program.run("resume", "--set", "split.folds=4", "--set", "search.space.max_depth.int=[2, 9]", "--set", "search.metric=mae")
    assert done.returncode == 78
    for said in ["split.folds: was 2, is 4", "search.space.max_depth.int: was [2,6], is [2,9]", 'search.metric: was not given, is "mae"',
                 "What may change: ", "search.trials"]:
        assert said in done.stderr, done.stderr
    assert "search.space.learning_rate" not in done.stderr
    assert study.pending(), "it can still be resumed"
    assert study("resume")[0]["status"] == "finished"


def test_what_says_only_where_how_long_or_under_which_name_may_change(study):
    made = study.interrupted()
    before = files(study.pending())
    summary, _ = study("resume", "--set", f"search.trials={made + 3}", "--set", "search.timeout=10h", "--set", "description=longer", "--set", "tags.team=night",
                       "--set", "memory=1GiB", "--threads", "1", "--strict")
    assert summary["status"] == "finished"
    after = files(summary["run"])
    assert len(after) == made + 3 and before.items() <= after.items()
    run = record(summary["run"])
    assert run["description"] == "longer" and run["tags"] == {"team": "night"}


def test_fewer_trials_than_are_finished_are_refused(study):
    study.interrupted(after=3)
    done = study.program.run("resume", "--set", "search.trials=1")
    assert done.returncode == 78 and "search.trials: is 1, and trial " in done.stderr and " is finished; give " in done.stderr
    assert study.pending()


def test_the_same_command_with_more_trials_goes_on_with_the_run(study):
    made = study.interrupted()
    name, before = study.pending().name, files(study.pending())
    study.write(f"trials: {made + 2}", rounds=100)
    summary, said = study("run")
    assert f"going on with {name}" in said and before.items() <= files(summary["run"]).items()
    assert len(files(summary["run"])) == made + 2
    assert [run["status"] for run in study.program.json("runs", "list")["runs"]] == ["finished"]


def test_other_data_are_named_as_data_with_both_versions(study):
    study.interrupted()
    before = record(study.pending())["circumstances"]["dataset"]
    study.rows(ROWS[:-1])
    done = study.program.run("resume")
    assert done.returncode == 78
    assert f"the data has changed, the dataset's version: was {before}, is " in done.stderr


@pytest.mark.parametrize("change, said", [
    (lambda run: run.update(trainyard="0.0.1"), "the version of trainyard: was 0.0.1, is "),
    (lambda run: run["circumstances"].update(device="cuda"), "the kind of device: was cuda, is cpu"),
])
def test_another_version_or_kind_of_device_is_named(study, change, said):
    study.interrupted()
    path = study.pending() / "run.json"
    run = json.loads(path.read_text())
    run["study"] = "of another version or kind of device"
    change(run)
    path.chmod(0o640)
    path.write_text(json.dumps(run))
    done = study.program.run("resume", "--device", "cpu")
    assert done.returncode == 78 and said in done.stderr


def test_help_of_resume_tells_the_rule(study):
    shown = " ".join(study.program.run("resume", "--help").stdout.split())
    for said in ["search.trials", "search.timeout", "tags", "is refused (78) with the values of then and now", "--set"]:
        assert said in shown
