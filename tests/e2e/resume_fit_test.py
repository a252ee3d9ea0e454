"""A final fit that is killed goes on from its last checkpoint and ends with the same bytes."""

import json
import pathlib
import shutil
import signal
import subprocess

import pytest

from halted import halted, interrupted

CONFIG = """\
experiment: house_value_long_fit
seed: 5
results: {results}
data: {{source: {source}/data/housing.csv, target: median_house_value}}
model:
  checkpoint_rounds: 20
  params: {{n_estimators: {rounds}, max_depth: 5, subsample: 0.6, colsample_bytree: 0.5, colsample_bynode: 0.8}}
"""


def files(run):
    folder = pathlib.Path(run)
    return {str(path.relative_to(folder)): path.read_bytes() for part in ("model", "transform") for path in (folder / part).iterdir()} | {
        "history.jsonl": (folder / "history.jsonl").read_bytes(), "metrics.json": (folder / "metrics.json").read_bytes()}


def killed_after_a_checkpoint(trainyard, source, sign):
    """Starts a fit and signals it when it has left a checkpoint and has at least half of its rounds to go. Returns how many rounds it was
    to make, and its exit code."""
    killed = pathlib.Path(trainyard.folder) / "killed"

    def checkpoints():
        return list(killed.glob("experiments/*/runs/.pending/*/checkpoint.bin"))

    for rounds in 300, 1200, 4800:
        shutil.rmtree(killed, ignore_errors=True)
        config = killed.with_suffix(".yaml")
        config.write_text(CONFIG.format(results=killed, source=source, rounds=rounds))
        child = subprocess.Popen(trainyard.command("run", config), cwd=trainyard.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        with halted(child, checkpoints) as process:
            assert process.returncode in (None, 0), process.communicate()
            if process.returncode is None and [path for path in checkpoints() if rounds_of(path) <= rounds / 2]:
                return rounds, interrupted(process, sign)[0]
    raise AssertionError("the fit cannot be made long enough to be interrupted")


def rounds_of(checkpoint):
    """The number of rounds that the JSON before the checkpoint's model notes."""
    return json.loads(checkpoint.read_bytes().split(b"}\n", 1)[0] + b"}")["rounds"]


@pytest.mark.parametrize("sign, code", [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 75)])
def test_a_killed_fit_with_sampling_ends_with_the_same_bytes(trainyard, source, tmp_path, sign, code):
    rounds, ended = killed_after_a_checkpoint(trainyard, source, sign)
    assert ended == code
    (tmp_path / "whole.yaml").write_text(CONFIG.format(results=tmp_path / "whole", source=source, rounds=rounds))
    whole = trainyard.json("run", "whole.yaml")
    resumed = trainyard.run("run", "killed.yaml", "--json")
    assert resumed.returncode == 0, resumed.stderr
    assert "going on after round" in resumed.stderr
    (published,) = [path for path in (tmp_path / "killed/experiments/house_value_long_fit/runs").iterdir() if path.name != ".pending"]
    assert files(published) == files(whole["run"])
    assert not (published / "checkpoint.bin").exists()


def test_a_damaged_checkpoint_is_refused(trainyard, source, tmp_path):
    killed_after_a_checkpoint(trainyard, source, signal.SIGKILL)
    (checkpoint,) = tmp_path.glob("killed/experiments/*/runs/.pending/*/checkpoint.bin")
    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    checkpoint.write_bytes(content)
    done = trainyard.run("run", "killed.yaml")
    assert done.returncode == 65
    assert "checkpoint.bin" in done.stderr and "--new" in done.stderr
