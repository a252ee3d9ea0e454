"""What docs/search.md shows is done: its config with its commands."""

import os
import pathlib
import subprocess

from conftest import PROGRAM

SOURCE = pathlib.Path(os.environ["TRAINYARD_SOURCE_DIR"])


def block(kind):
    return (SOURCE / "docs/search.md").read_text().split(f"```{kind}\n", 1)[1].split("```", 1)[0]


def test_the_example_of_the_documentation_runs(trainyard):
    (trainyard.folder / "search.yaml").write_text(block("yaml"))
    (trainyard.folder / "data").symlink_to(SOURCE / "data")
    tools = trainyard.folder / "tools"
    tools.mkdir()
    (tools / "trainyard").symlink_to(PROGRAM)
    done = subprocess.run(["bash", "-euc", block("sh")], cwd=trainyard.folder, capture_output=True, text=True, timeout=600,
                          env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stderr
    assert "nothing has changed since" in done.stderr and "nothing to resume" in done.stderr
    assert "took 12 finished trials" in done.stderr and "took 16 finished trials" in done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith("best trial")]) == 5
