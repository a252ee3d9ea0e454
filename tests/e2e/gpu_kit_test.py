"""`./dev gpu`: the kit that a build gives runs from any folder, here without a GPU, and says what it skipped."""

import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import PROGRAM, SOURCE

NO_GPU = not pathlib.Path("/dev/nvidia0").exists()
BUILD = pathlib.Path(PROGRAM).parents[1]


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """Made in one folder and moved to another, so that nothing can be found by its old path."""
    folder = tmp_path_factory.mktemp("kit")
    subprocess.run(["cmake", "--build", BUILD, "--target", "bench_kernels", "bench_boosters", "test_kernels", "test_parity"], check=True, stdout=subprocess.DEVNULL)
    made = subprocess.run([SOURCE / "dev", "gpu", "--from", BUILD, "--output", folder / "made"], check=True, capture_output=True, text=True)
    assert "MiB" in made.stdout
    return pathlib.Path(shutil.move(folder / "made", folder / "moved elsewhere"))


def run(kit, *arguments):
    return subprocess.run([kit / "run", *arguments], cwd="/", capture_output=True, text=True, timeout=600)


def libraries(program, kit):
    """Where the program's libraries are found when the kit's come first."""
    path = f"{kit}/lib:{kit}/lib/trainyard:{kit}/lib/compiler"
    done = subprocess.run(["ldd", program], env={**os.environ, "LD_LIBRARY_PATH": path}, check=True, capture_output=True, text=True)
    return {line.split()[0]: line.split("=>")[1].rsplit("(", 1)[0].strip() for line in done.stdout.splitlines() if "=>" in line}


@pytest.mark.skipif(not NO_GPU, reason="there is a GPU")
def test_runs_everything_but_the_gpu_parts_and_says_so(kit, tmp_path):
    done = run(kit, tmp_path / "out", "--rows", "1000", "--filter", "*map_clip*:Moments*")
    assert done.returncode == 77, done.stdout + done.stderr
    (result,) = (tmp_path / "out").glob("*.txt")
    text = result.read_text()
    assert "gpu:           none" in text
    assert "test_parity: 1 passed, 1 skipped, 0 failed" in text
    assert "memcheck: skipped, no GPU" in text
    assert "trainyard run configs/housing.yaml --device cpu: done" in text
    assert "scale yeo_johnson" in text
    assert text.endswith("result: what ran passed; the GPU parts were skipped: no GPU\n")


def test_a_failing_test_makes_it_fail(kit, tmp_path):
    broken = shutil.copytree(kit, tmp_path / "broken")
    program = broken / "bin" / "test_parity"
    program.unlink()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    done = run(broken, tmp_path / "out", "--rows", "1000", "--filter", "Moments*")
    assert done.returncode == 1, done.stdout
    assert "test_parity: ended with 3; see logs/test_parity.txt" in done.stdout
    assert done.stdout.endswith("result: FAILED\n")


def test_wrong_usage_is_told(kit, tmp_path):
    for arguments in ([], [tmp_path, "--rows", "many"], [tmp_path, "--rows"], ["--unknown"]):
        assert run(kit, *arguments).returncode == 64
    assert "Exit codes" in run(kit, "--help").stdout


def test_holds_every_library_but_the_c_library(kit):
    ours = ("libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "libresolv.so")
    for program in ("trainyard", "test_parity", "test_kernels", "bench_kernels", "bench_boosters"):
        for name, place in libraries(kit / "bin" / program, kit).items():
            assert place.startswith(str(kit)) or name.startswith(ours), f"{program}: {name} is {place}"


def test_does_not_replace_a_folder_that_is_no_kit(tmp_path):
    (tmp_path / "letters").write_text("dear")
    done = subprocess.run([SOURCE / "dev", "gpu", "--from", BUILD, "--output", tmp_path], capture_output=True, text=True)
    assert done.returncode == 1
    assert "is no kit" in done.stderr
    assert (tmp_path / "letters").read_text() == "dear"
