"""What is in cluster/ for people to copy: the sample graph, the site's settings, and what the images are made of."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest
import yaml

from conftest import PROGRAM


def test_the_sample_graph_is_what_submit_prints(trainyard, source):
    """But for where this checkout and the program lie, and the submission's own name."""
    environment = {**os.environ, "PATH": "/nowhere"}
    done = trainyard.run("submit", source / "cluster" / "sample.yaml", "--dry-run", env=environment)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.replace(os.path.realpath(PROGRAM), "/opt/trainyard/bin/trainyard").replace(str(source), "/shared/project")
    printed = re.sub(r"\d{8}T\d{6}Z-house_value_cluster-[0-9a-f]+", "20260101T120000Z-house_value_cluster-000000", printed)
    assert printed == (source / "cluster" / "sample.txt").read_text()


def test_the_settings_of_a_site_are_a_section_that_a_config_takes(trainyard, source):
    config = (source / "configs" / "housing.yaml").read_text().replace("../", f"{source}/")
    (trainyard.folder / "c.yaml").write_text(config + (source / "cluster" / "site.yaml").read_text())
    shown = trainyard.json("submit", "c.yaml", "--dry-run", "--results", "results", "--set", "search.lag=8")
    jobs = {job["stage"]: job for job in shown["graph"]["jobs"]}
    assert jobs["sweep"]["array"]["tasks"] == 8 and jobs["shard"]["partition"] == "cpu" and jobs["train"]["gres"] == "gpu:1"
    assert shown["graph"]["device"] == "cuda"
    for line in re.findall(r"^  # (\w+: .*)$", (source / "cluster" / "site.yaml").read_text(), re.MULTILINE):
        key, value = next(iter(yaml.safe_load(line.split("   #")[0]).items()))
        done = trainyard.run("submit", "c.yaml", "--dry-run", "--set", f"cluster.{key}={yaml.safe_dump(value, default_flow_style=True, width=999).splitlines()[0]}")
        assert done.returncode == 0, (line, done.stderr)


def instructions(text):
    """Of a Dockerfile: words of every instruction, with lines that go on joined."""
    lines = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [line.split(maxsplit=1) for line in lines.splitlines() if line.strip()]


def installed_by(words):
    """Packages of the last apt-get install."""
    found = re.findall(r"apt-get install (.*?)(?:&&|$)", words)
    return {word for word in found[-1].split() if not word.startswith("-")}


def package_of(library):
    """The Debian package that a library of the program comes from; nothing for one that is installed with it."""
    path = pathlib.Path(library)
    for name in (str(path), str(path.resolve()), str(path).removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    return None


def test_the_image_has_the_libraries_that_the_program_is_linked_with(source):
    if not shutil.which("dpkg-query") or not shutil.which("objdump"):
        pytest.skip("needs Debian's dpkg-query and objdump")
    steps = instructions((source / "cluster" / "Dockerfile").read_text())
    assert [word for word, _ in steps if word in ("FROM", "ENTRYPOINT")] == ["FROM", "FROM", "ENTRYPOINT"]
    assert {word for word, _ in steps} <= {"FROM", "RUN", "COPY", "WORKDIR", "ENV", "ENTRYPOINT"}
    listed = installed_by([rest for word, rest in steps if word == "RUN"][-1])
    needed = re.findall(r"NEEDED +(\S+)", subprocess.run(["objdump", "-p", PROGRAM], capture_output=True, text=True, check=True).stdout)
    paths = dict(re.findall(r"(\S+) => (\S+)", subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout))
    packages = {package_of(paths[name]) for name in needed if paths.get(name, "").startswith(("/lib", "/usr/lib"))} - {None}
    base = {"libc6", "libstdc++6", "libgcc-s1", "zlib1g", "liblzma5", "libzstd1"}  # of debian:12 itself
    assert packages - base <= listed, "the image lacks a library"
    for name in {name for name in listed if name.startswith("lib")} - packages:  # loaded while the program runs, by name
        library = re.sub(r"[\d.-]+$", "", name) + ".so."
        assert library.encode() in pathlib.Path(PROGRAM).read_bytes(), f"nothing uses {name}"


def test_the_first_stage_builds_as_a_checkout_is_built(source):
    text = (source / "cluster" / "Dockerfile").read_text()
    build = text.split("FROM debian:12\n")[0]
    assert "./dev setup && ./dev build && cmake --install build" in build
    packages = set((source / "cmake" / "requirements" / "packages.txt").read_text().split())
    assert installed_by(next(rest for word, rest in instructions(build) if word == "RUN")) <= packages


def test_the_apptainer_image_is_made_of_the_docker_one(source):
    lines = [line for line in (source / "cluster" / "trainyard.def").read_text().splitlines() if line and not line.startswith("#")]
    header = dict(line.split(": ") for line in lines if re.match(r"\w+: ", line))
    sections = [line for line in lines if line.startswith("%")]
    assert header == {"Bootstrap": "docker-daemon", "From": "trainyard:latest"} and sections == ["%runscript"]
    assert "docker build -f cluster/Dockerfile -t trainyard ." in (source / "cluster" / "Dockerfile").read_text()
    assert lines[-1].strip() == 'exec trainyard "$@"'


def test_every_case_that_the_readme_says_was_tried_has_a_test(source):
    tests = "\n".join(path.read_text() for path in (source / "tests").rglob("*_test.py"))
    names = re.findall(r"`…(\w+?)…?`", (source / "cluster" / "README.md").read_text().split("## What was tried")[1])
    assert len(names) > 10
    for name in names:
        assert re.search(rf"^def test_\w*{name}", tests, re.MULTILINE), name
