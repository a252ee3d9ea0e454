"""`submit` when Slurm does not answer, says what never comes or what somebody else's job does, and where folders have unusual names."""

import json
import os
import pathlib
import subprocess

import pytest

from slurm_tools import CANCELLING, COUNTING, at_first, state, states, study, submissions, tools, with_cluster  # noqa: F401 (fixtures)
from studies import start, write_study

ALL_DONE = states(["COMPLETED"] * 5)


def calls(study):
    return (study.folder / "calls").read_text().splitlines()


def note_lives(folder, **codes):
    """What the jobs' scripts would have noted."""
    for task, code in codes.items():
        (pathlib.Path(folder) / "lives" / f"{task.replace('_', '-')}.1").write_text(f"start node1 7\nend {code}\n")


@pytest.mark.parametrize("words", [("--dry-run", "--cancel"), ("--dry-run", "--wait"), ("--cancel", "--follow"), ("--cancel", "--new")])
def test_options_that_exclude_each_other_are_refused(study, tools, words):
    done = study.run("submit", "study.yaml", *words, env=tools(sbatch=COUNTING))
    assert done.returncode == 64 and "exclude each other" in done.stderr
    assert not (study.folder / "calls").exists()


@pytest.mark.parametrize("reason", ["PartitionTimeLimit", "PartitionNodeLimit", "QOSMaxCpuPerJobLimit", "AssocMaxWallDurationPerJobLimit"])
def test_a_job_that_waits_for_what_never_comes_is_told_at_once_and_ends_the_wait_with_69(study, tools, reason):
    environment = tools(sbatch=COUNTING, squeue=state(101, "PENDING", reason=reason))
    said = study.run("submit", "study.yaml", env=environment)
    assert said.returncode == 0 and f"warning: stage shard (job 101) waits for what this cluster never has: {reason}" in said.stderr
    if reason != "PartitionTimeLimit":
        return
    done = study.run("submit", "study.yaml", "--wait", env=environment)
    assert done.returncode == 69 and reason in done.stderr and "--cancel" in done.stderr and "`cluster`" in done.stderr
    assert len(calls(study)) == 5, "nothing is submitted twice"


def test_a_job_that_waits_for_a_node_that_is_away_is_waited_for_and_said_once(study, tools):
    away = state(101, "PENDING", reason="ReqNodeNotAvail, UnavailableNodes:node3")
    done = study.run("submit", "study.yaml", "--wait", env=tools(sbatch=COUNTING, squeue=at_first(away, ALL_DONE, times=3)))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("stage shard (job 101) waits for somebody to act: ReqNodeNotAvail, UnavailableNodes:node3") == 1


def test_a_squeue_that_fails_for_a_while_and_no_accounting_end_nothing(study, tools):
    dead = "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1"
    environment = tools(sbatch=COUNTING, squeue=at_first(dead, ALL_DONE), sacct="echo 'Slurm accounting storage is disabled' >&2; exit 1", scontrol="exit 1")
    done = study.run("submit", "study.yaml", "--wait", "--json", env=environment)
    assert done.returncode == 0 and "asking again" in done.stderr, done.stderr
    assert {task["state"] for task in json.loads(done.stdout)["tasks"] if task["stage"] != "sweep"} == {"COMPLETED"}


def test_what_was_submitted_or_cancelled_is_so_although_slurm_does_not_say_what_became_of_it(study, tools):
    environment = tools(sbatch=COUNTING, squeue="exit 1", sacct="exit 1", scontrol="exit 1", scancel=CANCELLING)
    submitted = study.run("submit", "study.yaml", "--json", env=environment)
    document = json.loads(submitted.stdout)
    assert submitted.returncode == 0 and document["status"] == "submitted" and len(calls(study)) == 5
    assert {task["state"] for task in document["tasks"]} == {"UNKNOWN"} and "neither squeue nor sacct nor scontrol answers" in submitted.stderr
    assert study.json("submit", "study.yaml", "--cancel", env=environment)["status"] == "cancelled"
    assert calls(study)[-1] == "cancel 101 102 103 104 105"


def test_after_a_cancel_the_next_is_another_submission_though_jobs_are_still_ending(study, tools):
    environment = tools(sbatch=COUNTING, squeue=states(["COMPLETING"] * 5), scancel=CANCELLING)
    first = study.json("submit", "study.yaml", env=environment)["submission"]
    assert study.json("submit", "study.yaml", env=environment)["status"] == "skipped"
    study.json("submit", "study.yaml", "--cancel", env=environment)
    again = study.run("submit", "study.yaml", "--cancel", env=environment)
    assert again.returncode == 66 and "that is not cancelled already" in again.stderr
    second = study.json("submit", "study.yaml", env=environment)
    assert second["status"] == "submitted" and second["submission"] != first
    assert study.run("verify", "results").returncode == 0


def test_two_that_submit_at_once_submit_once(study, tools):
    environment = tools(sbatch=COUNTING + "; sleep 0.2", squeue=state(101, "PENDING"))
    both = [start(study, "submit", "study.yaml", "--json", env=environment) for _ in range(2)]
    said = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert sorted(document["status"] for document in said) == ["skipped", "submitted"]
    assert len({document["submission"] for document in said}) == 1 and len(calls(study)) == 5
    assert [path.suffix for path in submissions(study.folder)] == [""], "no lease is left"


def test_a_submission_that_was_cut_short_is_taken_back_and_made_anew(study, tools):
    killed = COUNTING + '; if (($(grep -c "^--parsable" "$CALLS") == 3)); then kill -9 $PPID; fi'
    assert study.run("submit", "study.yaml", env=tools(sbatch=killed)).returncode == -9
    assert study.run("verify", "results").returncode == 0, "the lease of who was killed is no mistake"
    environment = tools(sbatch=COUNTING, squeue=state(101, "RUNNING"), scancel=CANCELLING)
    second = study.run("submit", "study.yaml", "--json", env=environment)
    assert second.returncode == 0 and "was cut short while it was submitted; its jobs are cancelled" in second.stderr
    assert calls(study)[3] == "cancel 101 102" and len(calls(study)) == 9
    assert json.loads(second.stdout)["status"] == "submitted" and len(submissions(study.folder)) == 2


def test_cancelling_what_nobody_submitted_is_66_and_asks_nothing_of_slurm(study, tools):
    done = study.run("submit", "study.yaml", "--cancel", env=tools(scancel=CANCELLING))
    assert done.returncode == 66 and not (study.folder / "calls").exists()


def test_a_missing_scancel_is_69_and_the_submission_stays_under_way(study, tools):
    environment = tools(sbatch=COUNTING, squeue=state(101, "RUNNING"))
    study.json("submit", "study.yaml", env=environment)
    done = study.run("submit", "study.yaml", "--cancel", env=environment)
    assert done.returncode == 69 and "scancel is missing" in done.stderr
    assert study.json("submit", "study.yaml", env=environment)["status"] == "skipped"


def test_a_job_id_that_slurm_has_given_to_another_job_is_neither_ours_nor_cancelled(study, tools):
    environment = tools(sbatch=COUNTING, scancel=CANCELLING,
                        squeue=state(101, "RUNNING", name="of_somebody_else") + "; " + states(["COMPLETED"] * 5).split("; ", 1)[1])
    first = study.json("submit", "study.yaml", env=environment)
    assert first["tasks"][0]["state"] == "UNKNOWN"
    study.json("submit", "study.yaml", "--cancel", env=environment)
    assert len(calls(study)) == 5, "all of ours have ended"


def test_what_has_ended_is_submitted_again_for_its_data_may_have_changed(study, tools):
    environment = tools(sbatch=COUNTING, squeue=ALL_DONE)
    assert study.json("submit", "study.yaml", "--follow", env=environment)["status"] == "finished"
    assert study.json("submit", "study.yaml", env=environment)["status"] == "submitted"
    assert len(submissions(study.folder)) == 2 and len(calls(study)) == 10


def test_a_stage_that_takes_more_memory_than_it_has_is_71_and_what_helps_is_said(study, tools):
    squeue = states(["COMPLETED", "COMPLETED", "COMPLETED", "OUT_OF_MEMORY", "CANCELLED"])
    folder = study.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue=state(104, "RUNNING")))["submission"]
    note_lives(folder, train=137)
    done = study.run("submit", "study.yaml", "--wait", env=tools(squeue=at_first(state(104, "RUNNING"), squeue)))
    assert done.returncode == 71, done.stderr
    assert "train (job 104) ended with OUT_OF_MEMORY, exit code 137, on node1; give it more with cluster.train.memory" in done.stdout


def test_when_trials_are_missing_it_is_said_what_ended_a_worker(study, tools):
    squeue = states(["COMPLETED", "COMPLETED", "FAILED", "CANCELLED", "CANCELLED"]).replace('"102_1|COMPLETED', '"102_1|TIMEOUT')
    folder = study.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue=state(103, "PENDING")))["submission"]
    note_lives(folder, sweep_0=0, sweep_2=0, collect=1)
    done = study.run("submit", "study.yaml", "--wait", env=tools(squeue=at_first(state(103, "PENDING"), squeue)))
    assert done.returncode == 1, done.stderr
    assert "sweep-1 (job 102_1) ended with TIMEOUT, on node1; give it more with cluster.sweep.time" in done.stdout
    assert "collect (job 103) ended with FAILED, exit code 1" in done.stdout


def test_a_node_that_failed_twice_is_left_out_beside_those_that_the_config_leaves_out(trainyard, tools):
    write_study(trainyard.folder, trials=2, change=with_cluster("cluster: {exclude: node9}\n"))
    pending, sinfo = state(104, "PENDING", reason="Resources"), "printf 'node%s\\n' 1 2 3 4"
    environment = tools(sbatch=COUNTING, sinfo=sinfo, squeue=at_first(pending, ALL_DONE, times=3), scontrol=CANCELLING.replace("cancel", "scontrol"))
    folder = pathlib.Path(trainyard.json("submit", "study.yaml", env=environment)["submission"])
    (folder / "failed_nodes").write_text("node3\nnode3\nnode4\n")
    assert trainyard.run("submit", "study.yaml", "--wait", env=environment).returncode == 0
    assert "scontrol update JobId=104 ExcNodeList=node9,node3" in calls(trainyard)


def test_folders_with_blanks_quotes_and_dollars_and_results_elsewhere_do(trainyard, tools):
    place = trainyard.folder / "it's a \"$place\" & more; 50% off"
    place.mkdir()
    write_study(place, trials=2, name="the study's.yaml", change=with_cluster("cluster: {array: 1}\n"))
    elsewhere = trainyard.folder / "other `results`"
    words = ("submit", place / "the study's.yaml", "--results", elsewhere)
    environment = tools(sbatch=COUNTING, squeue=state(101, "RUNNING"), scancel=CANCELLING)
    folder = pathlib.Path(trainyard.json(*words, env=environment)["submission"])
    assert folder.parent == elsewhere / "submissions" and not (place / "results").exists()
    assert f"--chdir={folder}" in calls(trainyard)[0]
    environment.pop("SLURM_JOB_ID", None)
    for stage in ("shard", "sweep", "collect"):
        done = subprocess.run(["bash", folder / f"{stage}.sh"], cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    (run,) = [path for path in elsewhere.glob("experiments/*/runs/*") if path.name != ".pending"]
    assert len(list((run / "trials").glob("*.json"))) == 2
    assert trainyard.json(*words, "--cancel", env=environment)["status"] == "cancelled"
    assert os.listdir(place).count("results") == 0


@pytest.mark.parametrize("name", ["100%job", "back\\slash"])
def test_a_results_folder_that_slurm_would_name_otherwise_is_refused(study, tools, name):
    done = study.run("submit", "study.yaml", "--results", study.folder / name, env=tools(sbatch=COUNTING))
    assert done.returncode == 78 and "Slurm" in done.stderr and "--results" in done.stderr, done.stderr
    assert not (study.folder / "calls").exists() and not (study.folder / name).exists()


def test_a_container_cannot_bind_a_folder_with_a_colon(study, tools):
    image = ("--set", "cluster.container=t.sif")
    done = study.run("submit", "study.yaml", "--results", study.folder / "a:b", *image, "--dry-run", env=tools())
    assert done.returncode == 78 and "Apptainer" in done.stderr, done.stderr
    assert study.run("submit", "study.yaml", "--results", study.folder / "a:b", "--dry-run", env=tools()).returncode == 0
