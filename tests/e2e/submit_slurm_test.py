"""`submit` on a real Slurm of two nodes: the whole graph, an array, preemption, nodes and controllers that die, limits, exit codes."""

import json
import pathlib
import re
import shutil
import time

import pytest

from slurm_cluster import Cluster, quick_slurm, slurm  # noqa: F401 (fixtures)
from studies import expect_whole, outcome, start, trials_in, write_study

pytestmark = pytest.mark.slow


class Study:
    """A small study whose config asks the cluster for what is given."""

    def __init__(self, trainyard, slurm, cluster, trials=8, rounds=40, more="", slow=False):
        engine = "search:\n  engine: xgboost" if slow else "search:"  # slow enough to be caught at its trials
        self.trainyard, self.slurm, self.trials = trainyard, slurm, trials
        write_study(trainyard.folder, trials=trials, rounds=rounds, change=lambda text: text.replace("search:", engine) + more + f"cluster: {{{cluster}}}\n")

    def submit(self, *words):
        done = self.trainyard.run("submit", "study.yaml", "--json", *words, env=self.slurm.environment)
        assert done.stdout, done.stderr
        self.document = json.loads(done.stdout)
        self.folder = pathlib.Path(self.document["submission"])
        return done.returncode

    def job(self, stage):
        return json.loads((self.folder / "jobs.json").read_text())[stage]

    def tasks(self):
        return {task["task"]: task for task in self.document["tasks"]}

    def runs(self, verb):
        found = []
        for path in self.trainyard.folder.glob("results/experiments/*/runs/*/run.json"):
            if json.loads(path.read_text())["verb"] == verb:
                found.append(path.parent)
        return found

    def pending(self):
        return [path for path in self.trainyard.folder.glob("results/experiments/*/runs/.pending/*") if path.is_dir()]

    def finished_trials(self):
        return [trial for run in self.pending() for trial in (run / "trials").glob("*.json")]

    def log(self, task):
        return (self.folder / "logs" / f"{task}.out").read_text()

    def undisturbed(self, verb):
        return self.trainyard.json(verb, "study.yaml", "--results", "whole", "--threads", 1)["run"]

    def expect_same(self, verb):
        """One run of the verb, whole, with the bytes of one that nobody disturbed."""
        (run,) = self.runs(verb)
        assert outcome(run) == outcome(self.undisturbed(verb)) and trials_in(run)
        expect_whole(self.trainyard, run, self.trials)
        done = self.trainyard.run("verify", "results")
        assert done.returncode == 0, done.stdout + done.stderr
        return run


def test_the_whole_graph_on_the_housing_data_ends_with_the_bytes_of_run(trainyard, slurm, small_config, tmp_path):
    config = small_config(trials=4)
    config.write_text(config.read_text() + "gates: [{metric: rmse, max: 100000}]\nregister: {name: house_value, stage: Staging}\n"
                      "cluster: {array: 2, cpus: 1, gres: gpu:1, time: 10m, memory: 2GiB}\ndevice: cpu\n")
    done = trainyard.run("submit", config, "--follow", "--json", env=slurm.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert [task["task"] for task in document["tasks"]] == ["shard", "sweep-0", "sweep-1", "collect", "train", "evaluate", "register"]
    assert {task["state"] for task in document["tasks"]} == {"COMPLETED"} and "RUNNING" in done.stderr
    assert "house_value" in trainyard.run("models", "list", "--results", tmp_path / "results").stdout
    runs = {json.loads(path.read_text())["verb"]: path.parent for path in tmp_path.glob("results/experiments/*/runs/*/run.json")}
    assert set(runs) == {"sweep", "train", "evaluate"}
    whole = trainyard.json("run", config, "--results", "whole", "--set", "register=null")["run"]
    assert outcome(runs["evaluate"]) == outcome(whole)
    system = json.loads((runs["train"] / "system.json").read_text())["slurm"]
    assert system["partition"] == "batch" and system["cuda_visible_devices"] == "0" and system["life"] == "1"
    assert (runs["train"] / "cluster" / "train.sh").read_bytes() == (pathlib.Path(document["submission"]) / "train.sh").read_bytes()
    assert trainyard.run("verify", tmp_path / "results").returncode == 0


def test_an_array_on_two_nodes_makes_the_study_of_one_process(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 4, cpus: 1, memory: 1GiB", trials=24, rounds=150)
    assert study.submit("--wait") == 0
    run = study.expect_same("sweep")
    assert {task["node"] for name, task in study.tasks().items() if name.startswith("sweep")} == {"node1", "node2"}
    assert json.loads((run / "run.json").read_text())["submission"] == study.folder.name


def test_tasks_of_two_nodes_and_of_several_workers_share_the_study_too(trainyard):
    cluster = Cluster(cpus=2, array=2)
    try:
        study = Study(trainyard, cluster, "array: 3, sweep: {nodes: 2}", trials=16, rounds=60)
        assert study.submit("--wait") == 0, study.log("sweep-0")
        assert set(study.tasks()) >= {"sweep-0", "sweep-1"} and "2 workers" in study.log("sweep-0")
        study.expect_same("sweep")
    finally:
        cluster.stop()


def test_a_preempted_job_saves_is_queued_again_and_ends_with_the_same_bytes(trainyard, slurm):
    study = Study(trainyard, slurm, "partition: preemptible, array: 2, cpus: 2", trials=30, rounds=400, slow=True)
    assert study.submit() == 0
    slurm.until(lambda: len(study.finished_trials()) >= 2)
    high = slurm.run("sbatch", "--parsable", "--partition=batch", "--exclusive", "--nodes=2", "--output=/dev/null", "--wrap=sleep 1").stdout.strip()
    assert slurm.until_ended(high) == ["COMPLETED"]
    assert study.submit("--wait") == 0, "the same command waits for what is under way"
    assert "life 2" in study.log("sweep-0") and "stopping at the next safe point" in study.log("sweep-0")
    study.expect_same("sweep")


def test_a_job_killed_at_once_goes_on_from_its_trials(trainyard):
    cluster = Cluster(cpus=2, grace=0, killwait=1)
    try:
        study = Study(trainyard, cluster, "partition: preemptible, array: 1, cpus: 2", trials=20, rounds=400, slow=True)
        assert study.submit() == 0
        cluster.until(lambda: len(study.finished_trials()) >= 2)
        high = cluster.run("sbatch", "--parsable", "--exclusive", "--nodes=2", "--output=/dev/null", "--wrap=sleep 1").stdout.strip()
        cluster.until_ended(high)
        assert study.submit("--wait") == 0
        study.expect_same("sweep")
    finally:
        cluster.stop()


@pytest.mark.parametrize("stage", ["sweep", "train"])
def test_a_node_that_is_no_longer_heard_of_and_the_job_elsewhere_write_one_result(trainyard, quick_slurm, stage):
    """Its daemon is killed: the job lives on there, and Slurm starts it again on the other node under the same id."""
    slurm = quick_slurm
    study = Study(trainyard, slurm, "array: 1, cpus: 1", trials=400, rounds=400, slow=True)
    path = trainyard.folder / "study.yaml"
    if stage == "train":  # one fit
        text = path.read_text().split("search:")[0].replace("model: {", "model: {checkpoint_rounds: 3000, ")
        text = text.replace("n_estimators: 400", "n_estimators: 60000") + "cluster: {cpus: 1}\n"
        path.write_text(text)
    assert study.submit() == 0
    task = "sweep-0" if stage == "sweep" else "train"
    slurm.until(lambda: (study.folder / "lives" / f"{task}.1").exists() and study.pending(), 120)
    node = (study.folder / "lives" / f"{task}.1").read_text().split()[1]
    slurm.kill(node)
    slurm.until(lambda: (study.folder / "lives" / f"{task}.2").exists(), 120)
    assert "end" not in (study.folder / "lives" / f"{task}.1").read_text(), "both lives are at work"
    assert (study.folder / "lives" / f"{task}.2").read_text().split()[1] != node
    assert study.submit("--wait") == 0, study.log(task)
    slurm.start_again(node)
    if stage == "sweep":
        study.expect_same("sweep")
    else:
        (run,) = study.runs("train")
        assert outcome(run) == outcome(study.undisturbed("train"))
    assert trainyard.run("verify", "results").returncode == 0


def test_a_killed_controller_costs_nothing(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 2, cpus: 1", trials=60, rounds=300, slow=True)
    assert study.submit() == 0
    slurm.until(lambda: len(study.finished_trials()) >= 1)
    time.sleep(6)  # it saves its state every five seconds
    slurm.kill("slurmctld")
    refused = trainyard.run("submit", "study.yaml", "--new", env=slurm.environment)
    assert refused.returncode == 69 and "Unable to contact slurm controller" in refused.stderr
    slurm.start_again("slurmctld")
    assert study.submit("--wait") == 0
    study.expect_same("sweep")


def test_a_job_that_reaches_its_time_limit_saves_and_goes_on(trainyard, slurm):
    late = "prologue: ['if ((life == 1)); then sleep 60; fi']"  # of its two minutes, to which Slurm rounds
    study = Study(trainyard, slurm, f"array: 1, cpus: 1, signal: 10s, time: 75s, sweep: {{{late}}}", trials=600, rounds=400, slow=True)
    assert study.submit("--wait") == 0, study.log("sweep-0")
    assert "life 2" in study.log("sweep-0"), "more work than one life has time for"
    study.expect_same("sweep")


def test_a_task_of_the_array_that_fails_loses_no_trial(trainyard, slurm):
    prologue = "prologue: ['if [[ ${SLURM_ARRAY_TASK_ID:-} == 1 ]]; then exit 3; fi']"
    study = Study(trainyard, slurm, f"array: 2, cpus: 1, {prologue}")
    assert study.submit("--wait") == 0
    assert study.tasks()["sweep-1"]["state"] == "FAILED"
    study.expect_same("sweep")


def test_when_all_tasks_fail_it_is_said_how_many_trials_there_are_and_nothing_later_runs(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 2, cpus: 1, sweep: {prologue: ['[[ -z ${SLURM_ARRAY_TASK_ID:-} ]] || exit 3']}")
    assert study.submit("--wait") == 66
    assert "no worker has worked" in study.log("collect")
    assert study.tasks()["train"]["state"] == "CANCELLED"
    assert study.runs("sweep") == []


def test_the_exit_code_of_the_first_stage_that_failed_is_that_of_wait(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 1, cpus: 1", more="gates: [{metric: rmse, max: 0.0001}]\n")
    assert study.submit("--wait") == 1
    assert study.tasks()["evaluate"]["exit_code"] == 1 and study.tasks()["train"]["state"] == "COMPLETED"
    (trainyard.folder / "data.csv").write_text("a,b,y\n")
    assert study.submit("--wait", "--new") == 65
    states = {name: task["state"] for name, task in study.tasks().items()}
    assert states["shard"] == "FAILED" and states["evaluate"] == "CANCELLED"


def test_a_device_that_no_node_has_is_tried_three_times_and_ends_with_69(trainyard, slurm):
    if shutil.which("nvidia-smi"):
        pytest.skip("this machine has a GPU")
    study = Study(trainyard, slurm, "array: 1, cpus: 1, gres: gpu:1")
    assert study.submit("--wait") != 0
    assert study.log("sweep-0").count("== sweep-0, life") == 3
    assert len((study.folder / "failed_nodes").read_text().splitlines()) >= 3
    assert study.tasks()["sweep-0"]["exit_code"] == 69


def test_what_the_cluster_does_not_have_is_78(trainyard, slurm):
    for cluster in ("partition: nowhere", "gres: fpga:1"):
        write_study(trainyard.folder, trials=2, change=lambda text: text + f"cluster: {{{cluster}}}\n")
        done = trainyard.run("submit", "study.yaml", env=slurm.environment)
        assert done.returncode == 78, (cluster, done.stderr)


def test_a_cancelled_submission_stops_and_the_next_goes_on_with_its_trials(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 2, cpus: 1", trials=60, rounds=300, slow=True)
    assert study.submit() == 0
    slurm.until(lambda: len(study.finished_trials()) >= 3)
    assert study.submit("--cancel") == 0
    first = study.folder
    assert 3 <= len(study.finished_trials()) < 60
    assert study.submit("--wait") == 0, "at once, while workers of the first are still saving"
    assert study.folder != first
    slurm.until(lambda: not slurm.run("squeue", "--noheader").stdout.strip())
    study.expect_same("sweep")
    assert study.submit("--cancel") == 0, "of what has ended"


def test_a_job_beyond_what_its_partition_gives_one_job_is_told_and_ends_with_69(trainyard):
    cluster = Cluster(cpus=2, extra="PartitionName=short Nodes=ALL MaxTime=10 State=UP")
    try:
        write_study(trainyard.folder, trials=2, change=lambda text: text + "cluster: {partition: short, time: 60m}\n")
        done = trainyard.run("submit", "study.yaml", "--wait", env=cluster.environment)
        assert done.returncode == 69 and re.search(r"waits for what this cluster never has: Partition(TimeLimit|Config)", done.stderr), done.stderr
        assert trainyard.run("submit", "study.yaml", "--cancel", env=cluster.environment).returncode == 0
        assert cluster.run("squeue", "--noheader").stdout.strip() == ""
    finally:
        cluster.stop()


def test_a_job_whose_nodes_are_away_is_waited_for(trainyard, slurm):
    study = Study(trainyard, slurm, "array: 1, cpus: 1", trials=2)
    slurm.run("scontrol", "update", "nodename=node[1-2]", "state=drain", "reason=test")
    waiting = start(trainyard, "submit", "study.yaml", "--wait", "--json", env=slurm.environment)
    slurm.until(lambda: "Nodes required" in slurm.run("squeue", "--noheader", "--format=%r").stdout)
    time.sleep(5)  # until it has asked once more
    assert waiting.poll() is None
    slurm.run("scontrol", "update", "nodename=node[1-2]", "state=resume")
    _, said = waiting.communicate(timeout=300)
    assert waiting.returncode == 0 and "waits for somebody to act: Nodes required for job are DOWN, DRAINED" in said, said
    study.expect_same("sweep")


def test_an_odd_folder_is_no_trouble_to_slurm(trainyard, slurm):
    """Its logs lie there, and scripts find everything."""
    place = trainyard.folder / "it's a \"$place\", 50% `off`"
    place.mkdir()
    trainyard.folder = place
    study = Study(trainyard, slurm, "array: 2, cpus: 1", trials=4)
    assert study.submit("--wait") == 0
    assert "life 1" in study.log("sweep-1")
    study.expect_same("sweep")
