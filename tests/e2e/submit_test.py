"""`submit` without a Slurm: graph, scripts, what it says when sbatch is missing or refuses, and what it makes of what jobs have noted."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import pytest

from slurm_tools import COUNTING, state, study, submissions, tools, with_cluster  # noqa: F401 (fixtures)
from studies import outcome, start, trials_in, write_study

def test_a_dry_run_shows_graph_and_scripts_without_slurm_and_writes_nothing(study, tools):
    shown = study.json("submit", "study.yaml", "--dry-run", env=tools())
    jobs = {job["stage"]: job for job in shown["graph"]["jobs"]}
    assert list(jobs) == ["shard", "sweep", "collect", "train", "evaluate"]
    assert jobs["sweep"]["array"] == {"tasks": 3, "throttle": 2, "workers": 0}
    assert jobs["collect"]["after"] == {"stage": "sweep", "condition": "afterany"}, "afterok waits for ever when one task has failed"
    assert all(jobs[stage]["after"]["condition"] == "afterok" for stage in ("sweep", "train", "evaluate"))
    sweep, train = shown["scripts"]["sweep.sh"], shown["scripts"]["train.sh"]
    for line in ("--requeue", "--open-mode=append", "--signal=B:USR1@120", "--array=0-2%2", "--partition=gpu", "--cpus-per-task=2", "--mem=4096M",
                 "--time=02:00:00"):
        assert f"#SBATCH {line}\n" in sweep, line
    assert "#SBATCH --time=04:00:00\n" in train and "--array" not in train
    assert "set -euo pipefail\n" in sweep and "\nmodule load cuda\n" in sweep
    assert not (study.folder / "results").exists()


def test_the_scripts_are_clean_shell(study, tmp_path):
    for name, text in study.json("submit", "study.yaml", "--dry-run", "--set", "description=it's \"odd\" $HOME")["scripts"].items():
        (tmp_path / name).write_text(text)
        for check in (["bash", "-n"], ["shellcheck", "--severity=warning"]):
            if shutil.which(check[0]):
                done = subprocess.run([*check, str(tmp_path / name)], capture_output=True, text=True)
                assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_no_sweep_without_a_search_and_a_last_stage_with_a_registry(trainyard):
    write_study(trainyard.folder, trials=2, change=lambda text: text.split("search:")[0] + "register: {name: m}\n")
    stages = [job["stage"] for job in trainyard.json("submit", "study.yaml", "--dry-run")["graph"]["jobs"]]
    assert stages == ["shard", "train", "evaluate", "register"]


def test_an_array_beyond_what_slurm_allows_is_packed(study, tools):
    shown = study.json("submit", "study.yaml", "--dry-run", "--set", "cluster.array=10",
                       env=tools(scontrol='echo "MaxArraySize            = 4"'))
    array = next(job["array"] for job in shown["graph"]["jobs"] if job["stage"] == "sweep")
    assert (array["tasks"], array["workers"]) == (4, 3), "at least ten workers in four tasks"
    assert "--workers 3" in shown["scripts"]["sweep.sh"]


@pytest.mark.parametrize("change, message", [
    (["cluster.gres=gpu:1", "cluster.train.gres=none"], "need the same kind of device"),
    (["cluster.time=150s"], "leaves stage shard no time to work"),
    (["cluster.nodes=2"], "above 1 is for the sweep alone"),
    (["cluster.throttle=9"], "above cluster.array"),
    (["cluster.partition='gpu; rm'"], "cluster.partition"),
    (["cluster.evaluate.partitoin=x"], "partition"),
])
def test_what_cannot_be_meant_is_refused_before_anything_is_submitted(study, tools, change, message):
    words = [word for one in change for word in ("--set", one)]
    done = study.run("submit", "study.yaml", *words, env=tools(sbatch=COUNTING))
    assert done.returncode == 78 and message in done.stderr, done.stderr
    assert not (study.folder / "calls").exists()


def test_gpus_in_every_stage_that_computes_make_the_device_cuda(study):
    shown = study.json("submit", "study.yaml", "--dry-run", "--set", "cluster.gres=gpu:1", "--set", "cluster.shard.gres=none")
    assert shown["graph"]["device"] == "cuda" and "--device cuda" in shown["scripts"]["sweep.sh"]
    assert "#SBATCH --gres=gpu:1\n" in shown["scripts"]["train.sh"]


def test_a_missing_sbatch_is_69_and_leaves_nothing(study, tools):
    done = study.run("submit", "study.yaml", env=tools())
    assert done.returncode == 69 and "sbatch is missing" in done.stderr and "--dry-run" in done.stderr
    assert submissions(study.folder) == []


@pytest.mark.parametrize("said, code", [
    ("sbatch: error: invalid partition specified: gpu\nsbatch: error: Batch job submission failed: Invalid partition name specified", 78),
    ("sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified", 78),
    ("sbatch: error: Batch job submission failed: Requested node configuration is not available", 78),
    ("sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", 77),
    ("sbatch: error: Batch job submission failed: Access/permission denied", 77),
    ("sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)", 69),
    ("sbatch: error: a text that nobody has seen before", 69),
])
def test_a_refusal_is_told_in_sbatchs_words_with_a_code_that_says_whose_fault_it_is(study, tools, said, code):
    done = study.run("submit", "study.yaml", "--json", env=tools(sbatch=f"cat >&2 <<'END'\n{said}\nEND\nexit 1"))
    assert done.returncode == code, done.stderr
    assert said.splitlines()[-1] in done.stderr and json.loads(done.stdout)["code"] == code
    assert submissions(study.folder) == []


def test_when_one_job_is_refused_those_before_it_are_cancelled(study, tools):
    refuse_third = COUNTING.replace("echo $", '[[ $(grep -c . "$CALLS") -lt 3 ]] || { echo "sbatch: error: no" >&2; exit 1; }; echo $')
    done = study.run("submit", "study.yaml", env=tools(sbatch=refuse_third, scancel='echo "cancel $*" >>"$CALLS"'))
    assert done.returncode == 69
    assert (study.folder / "calls").read_text().splitlines()[-1] == "cancel 101 102"


def test_jobs_are_submitted_in_order_and_the_same_again_while_they_wait_submits_nothing(study, tools):
    environment = tools(sbatch=COUNTING, squeue=state(101, "PENDING", reason="Priority"))
    first = study.json("submit", "study.yaml", env=environment)
    calls = (study.folder / "calls").read_text().splitlines()
    assert first["status"] == "submitted" and len(calls) == 5
    assert "--dependency=afterok:101 " in calls[1] and "--dependency=afterany:102 " in calls[2]
    assert all("--kill-on-invalid-dep=yes" in call for call in calls)
    again = study.json("submit", "study.yaml", env=environment)
    assert again["status"] == "skipped" and again["submission"] == first["submission"]
    assert len((study.folder / "calls").read_text().splitlines()) == 5
    assert study.run("verify", "results").returncode == 0
    assert (pathlib.Path(first["submission"]) / "config.yaml").read_bytes() == (study.folder / "study.yaml").read_bytes()
    script = pathlib.Path(first["submission"]) / "train.sh"
    script.write_text(script.read_text().replace("75", "57", 1))
    assert study.run("verify", "results").returncode != 0, "a script that was changed is not what was submitted"


def test_states_come_from_what_the_jobs_noted_where_slurm_has_forgotten_them(study, tools):
    codes = {"shard": 0, "sweep-0": 0, "sweep-1": 70, "sweep-2": 0, "collect": 0, "train": 0, "evaluate": 1}
    submitted = study.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue=state(105, "RUNNING")))
    for task, code in codes.items():
        (pathlib.Path(submitted["submission"]) / "lives" / f"{task}.1").write_text(f"start node1 7\nend {code}\n")
    # The last job runs when it is found under way, and is gone when it is asked for again.
    squeue = 'n=$(cat "$CALLS.n" 2>/dev/null || echo 0); echo $((n + 1)) >"$CALLS.n"; if ((n < 1)); then ' + state(105, "RUNNING") + "; fi"
    done = study.run("submit", "study.yaml", "--wait", "--json", env=tools(sbatch="exit 1", squeue=squeue))
    document = json.loads(done.stdout)
    assert done.returncode == 1, "of the gates; a task of the array that failed is not what decides"
    assert {task["task"]: task["exit_code"] for task in document["tasks"]} == codes
    assert document["status"] == "failed"


def test_cancel_names_every_job_to_scancel(study, tools):
    environment = tools(sbatch=COUNTING, squeue=state(101, "PENDING", reason="Priority"), scancel='echo "cancel $*" >>"$CALLS"')
    study.json("submit", "study.yaml", env=environment)
    assert study.json("submit", "study.yaml", "--cancel", env=environment)["status"] == "cancelled"
    assert (study.folder / "calls").read_text().splitlines()[-1] == "cancel 101 102 103 104 105"
    assert study.run("submit", "study.yaml", "--cancel", "--set", "seed=99", env=environment).returncode == 66, "another config"


def test_nodes_that_failed_twice_are_left_out_of_the_next_submission(study, tools):
    first = study.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue="exit 0"))
    (pathlib.Path(first["submission"]) / "failed_nodes").write_text("node3\nnode4\nnode3\n")
    scripts = study.json("submit", "study.yaml", "--dry-run", "--set", "cluster.exclude=node9", env=tools(sinfo="printf 'node%s\\n' 1 2 3 4"))["scripts"]
    assert "#SBATCH --exclude=node9,node3\n" in scripts["shard.sh"]
    scripts = study.json("submit", "study.yaml", "--dry-run", env=tools(sinfo="echo node3"))["scripts"]
    assert "--exclude" not in scripts["shard.sh"], "where no other node is left it is not the node"


def test_a_script_by_hand_forwards_the_signal_notes_its_life_and_ends_with_75(trainyard, tools):
    write_study(trainyard.folder, trials=200, rounds=200, change=with_cluster("cluster: {array: 1}\n"))
    folder = pathlib.Path(trainyard.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue="exit 0"))["submission"])
    environment = tools()
    environment.pop("SLURM_JOB_ID", None)
    assert subprocess.run(["bash", folder / "shard.sh"], cwd=folder, env=environment).returncode == 0
    sweep = subprocess.Popen(["bash", folder / "sweep.sh"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    while not list(trainyard.folder.glob("results/experiments/*/runs/.pending/*/trials/*.json")):
        assert sweep.poll() is None, sweep.stderr.read()
        time.sleep(0.05)
    sweep.send_signal(signal.SIGUSR1)
    begun = time.monotonic()
    assert sweep.wait(timeout=60) == 75 and time.monotonic() - begun < 30
    assert (folder / "lives" / "sweep-0.1").read_text().endswith("end 75\n") and (folder / "lives" / "shard.1").read_text().endswith("end 0\n")


@pytest.mark.parametrize("prologue", ["kill -USR1 $$", "kill -TERM $$"])
def test_a_script_that_is_signalled_in_its_prologue_ends_with_75_before_the_program_begins(trainyard, tools, prologue):
    write_study(trainyard.folder, trials=2, change=with_cluster(f"cluster: {{prologue: ['{prologue}']}}\n"))
    folder = pathlib.Path(trainyard.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue="exit 0"))["submission"])
    assert subprocess.run(["bash", folder / "shard.sh"], cwd=folder, env=tools()).returncode == 75
    assert (folder / "lives" / "shard.1").read_text().endswith("end 75\n")
    assert not (trainyard.folder / "results" / "datasets").exists()


def test_a_program_that_is_signalled_before_it_listens_counts_as_asked(trainyard, tools):
    write_study(trainyard.folder, trials=2, change=with_cluster("cluster: {array: 1}\n"))
    folder = pathlib.Path(trainyard.json("submit", "study.yaml", env=tools(sbatch=COUNTING, squeue="exit 0"))["submission"])
    script = (folder / "shard.sh").read_text()
    begin, end = script.index("command=("), script.index("\nstatus=75")
    (folder / "shard.sh").write_text(script[:begin] + "command=(bash -c 'kill -USR1 $PPID; sleep 60')\n" + script[end:])
    assert subprocess.run(["bash", folder / "shard.sh"], cwd=folder, env=tools()).returncode == 75


def test_processes_that_share_a_study_end_with_the_trials_of_one(study, tmp_path):
    whole = study.json("sweep", "study.yaml", "--results", "whole")["run"]
    workers = [start(study, "sweep", "study.yaml", "--worker", "--threads", 1, "--json") for _ in range(3)]
    said = [worker.communicate(timeout=300) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert len({json.loads(out)["run"] for out, _ in said}) == 1, "one of them makes the run, all work on it"
    collected = study.json("sweep", "study.yaml", "--collect")["run"]
    assert trials_in(collected) == trials_in(whole) and outcome(collected) == outcome(whole)
    assert study.run("verify", "results").returncode == 0


def test_who_collects_says_which_trials_are_missing_and_makes_none(study):
    assert study.run("sweep", "study.yaml", "--collect").returncode == 66, "no worker was here"
    study.json("sweep", "study.yaml", "--worker")
    run = next(path for path in study.folder.glob("results/experiments/*/runs/.pending/*") if path.is_dir())
    (run / "trials" / "000003.json").unlink()
    done = study.run("sweep", "study.yaml", "--collect")
    assert done.returncode == 1 and "5 of 6 trials are finished, there is none of number 3" in done.stderr
    assert not (run / "trials" / "000003.json").exists()
    study.json("sweep", "study.yaml", "--worker")
    assert study.json("sweep", "study.yaml", "--collect")["status"] == "finished"


def test_the_stages_one_by_one_end_with_the_bytes_of_run(study):
    whole = study.json("run", "study.yaml", "--results", "whole")["run"]
    for verb in ("sweep", "train"):
        study.json(verb, "study.yaml")
    said = study.run("evaluate", "study.yaml", "--json")
    assert "took the model of" in said.stderr, "nothing is fitted twice"
    assert outcome(json.loads(said.stdout)["run"]) == outcome(whole)
    assert study.run("verify", "results").returncode == 0


def test_a_later_life_of_a_job_takes_the_run_from_the_one_that_still_works_on_it(trainyard):
    """The earlier life is stopped, not dead, and on another machine for all that its lease says: nobody can ask after its process."""
    write_study(trainyard.folder, trials=60, rounds=400)
    lives = [{**os.environ, "TRAINYARD_JOB": "s.train", "TRAINYARD_LIFE": str(life)} for life in (1, 2)]
    first = start(trainyard, "train", "study.yaml", "--threads", 1, "--json", env=lives[0])
    while not list(trainyard.folder.glob("results/experiments/*/runs/.pending/*/trials/*.json")):
        assert first.poll() is None, first.communicate()
        time.sleep(0.02)
    second = start(trainyard, "train", "study.yaml", "--set", "search.trials=60", "--threads", 1, "--json", env=lives[1])
    said = [process.communicate(timeout=600) for process in (first, second)]
    assert second.returncode == 0, said[1]
    assert first.returncode != 0, "it no longer finds what it wrote to"
    runs = [path for path in trainyard.folder.glob("results/experiments/*/runs/*") if path.name != ".pending"]
    assert [str(run) for run in runs] == [json.loads(said[1][0])["run"]], "one run, of the later life"
    done = trainyard.run("verify", "results")
    assert done.returncode == 0, done.stdout + done.stderr
