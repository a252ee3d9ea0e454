"""`data.source: "-"`: the table comes through a pipe, and the dataset is that of the file."""

import gzip
import json
import os
import pathlib
import pty
import resource
import signal
import subprocess

import pandas
import pytest

from halted import interrupted_search

CONFIG = "experiment: piped\nresults: {results}\ndata: {{source: {source}, target: median_house_value}}\n"


def shard(trainyard, tmp_path, data, results="piped", verb="shard", **options):
    """Runs a verb with `data` (bytes) as standard input; returns the finished process."""
    config = tmp_path / f"{results}.yaml"
    config.write_text(CONFIG.format(results=tmp_path / results, source='"-"'))
    return subprocess.run(trainyard.command(verb, config, "--json"), input=data, capture_output=True, cwd=tmp_path, timeout=600, **options)


def dataset_of(done):
    assert done.returncode == 0, done.stderr.decode()
    return pathlib.Path(json.loads(done.stdout)["dataset"]["path"])


@pytest.fixture
def from_file(trainyard, source, tmp_path):
    config = tmp_path / "file.yaml"
    config.write_text(CONFIG.format(results=tmp_path / "from-file", source=source / "data" / "housing.csv"))
    return pathlib.Path(trainyard.json("shard", config)["dataset"]["path"])


def expect_same(piped, from_file):
    for name in ["profile.json", "quality.json", "schema.yaml", "quarantine.csv"]:
        assert (piped / name).read_bytes() == (from_file / name).read_bytes(), name


def test_a_pipe_gives_the_dataset_of_the_file(trainyard, source, tmp_path, from_file):
    data = (source / "data" / "housing.csv").read_bytes()
    piped = dataset_of(shard(trainyard, tmp_path, data))
    assert piped.name == from_file.name
    expect_same(piped, from_file)
    for part in (from_file / "shards").iterdir():
        assert part.read_bytes() == (piped / "shards" / part.name).read_bytes()
    assert '"path": "standard input"' in (piped / "dataset.json").read_text()
    assert dataset_of(shard(trainyard, tmp_path, data)) == piped, "was not found again"


def test_compressed_and_typed_tables_come_through_a_pipe_too(trainyard, source, tmp_path, from_file):
    expect_same(dataset_of(shard(trainyard, tmp_path, gzip.compress((source / "data" / "housing.csv").read_bytes()), "zipped")), from_file)
    parquet = tmp_path / "housing.parquet"
    pandas.read_csv(source / "data" / "housing.csv").to_parquet(parquet)
    config = tmp_path / "parquet.yaml"
    config.write_text(CONFIG.format(results=tmp_path / "parquet-file", source=parquet))
    typed = pathlib.Path(trainyard.json("shard", config)["dataset"]["path"])
    expect_same(dataset_of(shard(trainyard, tmp_path, parquet.read_bytes(), "parquet")), typed)


def test_validate_reads_a_pipe(trainyard, source, tmp_path):
    assert shard(trainyard, tmp_path, (source / "data" / "housing.csv").read_bytes(), verb="validate").returncode == 0


def test_messages_name_standard_input(trainyard, tmp_path):
    done = shard(trainyard, tmp_path, b"a,a\n1,2\n")
    assert done.returncode == 65 and b"standard input" in done.stderr and b"/proc/" not in done.stderr
    done = shard(trainyard, tmp_path, b"PAR1 is not all of it")
    assert done.returncode == 65 and b"standard input" in done.stderr and b"/proc/" not in done.stderr
    bad = b"median_house_value,x\n" + b"1,2\n" * 5 + b"1\n"
    done = shard(trainyard, tmp_path, bad)
    assert done.returncode == 65 and b"standard input:7" in done.stderr


def test_nothing_to_read_is_an_error_that_says_so(trainyard, tmp_path):
    done = shard(trainyard, tmp_path, b"")
    assert done.returncode == 66 and b"standard input is empty; pipe the table into the program" in done.stderr
    config = tmp_path / "piped.yaml"
    ours, theirs = pty.openpty()
    done = subprocess.run(trainyard.command("shard", config), stdin=theirs, capture_output=True, timeout=600)
    assert done.returncode == 66 and b"standard input is a terminal" in done.stderr
    os.close(ours)
    os.close(theirs)
    done = subprocess.run(["sh", "-c", f"exec {' '.join(trainyard.command('shard', config))} <&-"], capture_output=True, timeout=600)
    assert done.returncode == 66 and b"standard input" in done.stderr


def test_named_twice_is_an_error(trainyard, tmp_path):
    config = tmp_path / "twice.yaml"
    config.write_text('experiment: piped\ndata: {source: ["-"]}\nsplit: {method: file, test: "-"}\n')
    done = subprocess.run(trainyard.command("shard", config), input=b"a\n1\n", capture_output=True, cwd=tmp_path, timeout=600)
    assert done.returncode == 78 and b"standard input twice" in done.stderr


def test_a_temporary_folder_without_room_is_an_error_that_names_it(trainyard, tmp_path):
    def limit_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    data = b"a,b\n" + b"1,2\n" * 100_000
    done = shard(trainyard, tmp_path, data, env=os.environ | {"TMPDIR": str(tmp_path)}, preexec_fn=limit_files)
    assert done.returncode == 74 and str(tmp_path).encode() in done.stderr and b"set TMPDIR to a folder with room" in done.stderr
    done = shard(trainyard, tmp_path, data, env=os.environ | {"TMPDIR": str(tmp_path / "absent")})
    assert done.returncode == 73 and b"absent" in done.stderr and b"set TMPDIR" in done.stderr


def test_a_run_goes_on_by_the_same_command_and_not_by_resume(trainyard, source, tmp_path):
    data = b"".join((source / "data" / "housing.csv").read_bytes().splitlines(keepends=True)[:500])
    config = tmp_path / "run.yaml"

    def start(trials):
        config.write_text(
            f"experiment: piped\nthreads: 1\nresults: {tmp_path / 'results'}\ndata: {{source: '-', target: median_house_value}}\nsplit: {{test: 0.2, folds: 3}}\n"
            "model: {type: xgboost, params: {n_estimators: 20}}\n"
            f"search: {{sampler: random, trials: {trials}, metric: rmse, space: {{max_depth: {{int: [3, 5]}}}}}}\n"
        )
        child = subprocess.Popen(trainyard.command("run", config), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        child.stdin.write(data)
        child.stdin.close()
        child.stdin = None  # or `communicate` flushes what is closed
        return child

    assert interrupted_search(start, tmp_path / "results")[1] == 75
    done = trainyard.run("resume", "--results", tmp_path / "results", stdin=subprocess.DEVNULL)
    assert done.returncode == 66 and "its table came from standard input" in done.stderr
    done = subprocess.run(trainyard.command("run", config), input=data, capture_output=True, timeout=600)
    assert done.returncode == 0 and b"going on with" in done.stderr
