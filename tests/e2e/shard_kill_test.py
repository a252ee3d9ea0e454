"""Makers of a dataset that are killed, or are two at once: the same command ends with the bytes that it gives uninterrupted."""

import functools
import json
import pathlib
import random
import shutil
import subprocess
import time

import pytest

from halted import halted


def write_rows(path, rows, seed):
    """Numbers, times, categories and texts; a row in 5,000 is bad, and some rows repeat."""
    chance = random.Random(seed)
    lines = []
    for row in range(rows):
        price = "dear" if row % 5000 == 4999 else f"{chance.uniform(0, 1000):.3f}"
        city = chance.choice(["Bern", "Zürich", "NA", f"village {row % 300}"])
        lines.append(f"{row // 2 * 2 if row % 1000 == 1 else row},{price},{chance.choice(['true', 'false', ''])},2024-03-{1 + row % 28:02} 10:00:00,{city}\n")
    path.write_text("id,price,valid,when,city\n" + "".join(lines))


def write_config(folder, sources, *options, shard_rows=7000):
    path = folder / "config.yaml"
    lines = "".join(f"  {option}\n" for option in options)
    path.write_text(f"experiment: killed\ndata:\n  source: [{', '.join(map(str, sources))}]\n  shard_rows: {shard_rows}\n{lines}")
    return path


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def datasets(results):
    return sorted(results.glob("datasets/killed/*"))  # hidden ones too


def expect_same(folder, whole):
    left, right = contents(folder), contents(whole)
    assert left.keys() == right.keys()
    assert [name for name in left if left[name] != right[name]] == []


def start(trainyard, config, results):
    return subprocess.Popen(trainyard.command("shard", config, "--results", results), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def shards_left(results):
    return list(results.glob("datasets/killed/.pending-*/shards/part-*.h5"))


def kill_after_seconds(child, results, seconds):
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    child.wait()


def kill_after_shards(child, results, shards):
    with halted(child, lambda: len(shards_left(results)) >= shards):
        pass


def kill_and_finish(trainyard, config, results, whole, kill):
    """Kills the command by `kill(child, results)`, then runs it to the end. Returns the inodes of the shards that it left and of those of
    the dataset."""
    kill(start(trainyard, config, results), results)
    left = {}
    for pending in results.glob("datasets/killed/.pending-*"):
        if (pending / "progress.json").is_file():
            left = {path.name: path.stat().st_ino for path in pending.glob("shards/part-*.h5")}
    if (results / "layout.json").exists():  # else it was killed before there was a results directory
        assert trainyard.run("verify", results).returncode == 0
        assert trainyard.json("runs", "list", "--results", results)["runs"] == []
    done = trainyard.json("shard", config, "--results", results)
    folder = pathlib.Path(done["dataset"]["path"])
    expect_same(folder, whole)
    left_over = [path for path in datasets(results) if path != folder]
    # Killed between publishing and giving its claim back, it leaves the claim, which the next making of a dataset there removes.
    assert left_over == [] or (done["status"] == "skipped" and [path.suffix for path in left_over] == [".lease"]), left_over
    shards = {path.name: path.stat().st_ino for path in folder.glob("shards/*")}
    return left, shards


@pytest.mark.slow
@pytest.mark.parametrize("duplicates", ["keep", "drop"])
def test_killed_at_random_moments_then_the_same_command_gives_the_same_bytes(trainyard, tmp_path, duplicates):
    write_rows(tmp_path / "a.csv", 250_000, 1)
    write_rows(tmp_path / "b.csv", 50_000, 2)
    config = write_config(tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"], f"duplicates: {duplicates}")
    started = time.monotonic()
    whole = pathlib.Path(trainyard.json("shard", config, "--results", tmp_path / "whole")["dataset"]["path"])
    duration = time.monotonic() - started

    chance = random.Random(20261124)
    taken_over = 0
    for attempt in range(200):
        if attempt % 2 == 0:
            kill = functools.partial(kill_after_seconds, seconds=chance.uniform(0.1, 1.0) * duration)
        else:
            kill = functools.partial(kill_after_shards, shards=chance.randrange(2, 40))
        left, shards = kill_and_finish(trainyard, config, tmp_path / f"killed-{attempt}", whole, kill)
        again = [name for name, inode in left.items() if shards[name] != inode]
        # The last one may have been complete before it was noted.
        assert duplicates == "drop" or again in ([], [max(left, default="")]), f"{again} were written again"
        taken_over += len(left) - len(again)
        if attempt >= 24 and (duplicates == "drop" or taken_over > 50):
            return
    raise AssertionError(f"only {taken_over} shards were there at a kill, too few to say anything")


def test_killed_once_then_the_same_command_gives_the_same_bytes(trainyard, tmp_path):
    results = tmp_path / "killed"
    for rows in 60_000, 240_000, 960_000:  # more where a quick machine was done before it was killed
        write_rows(tmp_path / "a.csv", rows, 1)
        config = write_config(tmp_path, [tmp_path / "a.csv"], shard_rows=1500)
        shutil.rmtree(results, ignore_errors=True)
        kill_after_shards(start(trainyard, config, results), results, 3)
        if len(shards_left(results)) >= 3:
            break
    whole = pathlib.Path(trainyard.json("shard", config, "--results", tmp_path / "whole")["dataset"]["path"])
    assert trainyard.run("verify", results).returncode == 0
    pending = next(results.glob("datasets/killed/.pending-*/progress.json")).parent
    before = {path.name: path.stat().st_ino for path in pending.glob("shards/part-0000[01].h5")}
    assert len(before) == 2
    folder = pathlib.Path(trainyard.json("shard", config, "--results", results)["dataset"]["path"])
    assert {name: (folder / "shards" / name).stat().st_ino for name in before} == before
    expect_same(folder, whole)


def test_two_at_once_end_with_the_same_dataset_and_leave_nothing(trainyard, tmp_path):
    write_rows(tmp_path / "a.csv", 20_000, 1)
    config = write_config(tmp_path, [tmp_path / "a.csv"])
    for attempt in range(4):
        results = tmp_path / f"results-{attempt}"
        command = trainyard.command("shard", config, "--results", results, "--json")
        two = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        ends = [child.communicate(timeout=600) for child in two]
        assert [child.returncode for child in two] == [0, 0], ends
        paths = {json.loads(out)["dataset"]["path"] for out, _ in ends}
        assert len(paths) == 1
        assert [str(path) for path in datasets(results)] == list(paths)
        assert trainyard.run("verify", results).returncode == 0


def test_files_added_at_the_end_share_the_shards_before_and_verify_all_the_while(trainyard, tmp_path):
    sources, made = [], []
    for number in range(3):
        sources.append(tmp_path / f"day{number}.csv")
        write_rows(sources[-1], 4000, number)
        config = write_config(tmp_path, sources, shard_rows=1500)
        made.append(pathlib.Path(trainyard.json("shard", config, "--results", tmp_path / "results")["dataset"]["path"]))
    for before, after in zip(made, made[1:]):
        for shard in before.glob("shards/*"):
            assert shard.stat().st_ino == (after / "shards" / shard.name).stat().st_ino
    assert trainyard.run("verify", tmp_path / "results").returncode == 0
    scratch = pathlib.Path(trainyard.json("shard", config, "--results", tmp_path / "scratch")["dataset"]["path"])
    assert scratch.name == made[-1].name
    for name in ["profile.json", "quality.json", "schema.yaml", "quarantine.csv"]:
        assert (scratch / name).read_bytes() == (made[-1] / name).read_bytes(), name
