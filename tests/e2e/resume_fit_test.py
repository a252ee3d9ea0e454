"""A final fit that is killed goes on from its last checkpoint and ends with the same bytes."""

import pathlib
import signal
import subprocess
import time

import pytest

CONFIG = """\
experiment: house_value_long_fit
seed: 5
results: {results}
data: {{source: {source}/data/housing.csv, target: median_house_value}}
model:
  checkpoint_rounds: 20
  params: {{n_estimators: 300, max_depth: 5, subsample: 0.6, colsample_bytree: 0.5, colsample_bynode: 0.8}}
"""


def files(run):
    folder = pathlib.Path(run)
    return {str(path.relative_to(folder)): path.read_bytes() for part in ("model", "transform") for path in (folder / part).iterdir()} | {
        "history.jsonl": (folder / "history.jsonl").read_bytes(), "metrics.json": (folder / "metrics.json").read_bytes()}


def killed_after_a_checkpoint(trainyard, config, sign):
    """Starts the run and signals it once it has left a checkpoint; returns the exit code."""
    process = subprocess.Popen(trainyard.command("run", config), cwd=trainyard.folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if list(pathlib.Path(trainyard.folder).glob("killed/experiments/*/runs/.pending/*/checkpoint.bin")):
            process.send_signal(sign)
            break
        time.sleep(0.002)
    return process.wait(timeout=120)


@pytest.mark.parametrize("sign, code", [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 75)])
def test_a_killed_fit_with_sampling_ends_with_the_same_bytes(trainyard, source, tmp_path, sign, code):
    for name in "whole", "killed":
        (tmp_path / f"{name}.yaml").write_text(CONFIG.format(results=tmp_path / name, source=source))
    whole = trainyard.json("run", "whole.yaml")
    assert killed_after_a_checkpoint(trainyard, "killed.yaml", sign) == code, "the run ended before it could be stopped"
    resumed = trainyard.run("run", "killed.yaml", "--json")
    assert resumed.returncode == 0, resumed.stderr
    assert "going on after round" in resumed.stderr
    (published,) = [path for path in (tmp_path / "killed/experiments/house_value_long_fit/runs").iterdir() if path.name != ".pending"]
    assert files(published) == files(whole["run"])
    assert not (published / "checkpoint.bin").exists()


def test_a_damaged_checkpoint_is_refused(trainyard, source, tmp_path):
    (tmp_path / "killed.yaml").write_text(CONFIG.format(results=tmp_path / "killed", source=source))
    killed_after_a_checkpoint(trainyard, "killed.yaml", signal.SIGKILL)
    (checkpoint,) = tmp_path.glob("killed/experiments/*/runs/.pending/*/checkpoint.bin")
    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    checkpoint.write_bytes(content)
    done = trainyard.run("run", "killed.yaml")
    assert done.returncode == 65
    assert "checkpoint.bin" in done.stderr and "--new" in done.stderr
