"""Who takes part: the program, the competitors, and the generator of their data, each as a command line."""

import pathlib
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = ROOT / ".deps" / "peers" / "bin" / "python"
PACKAGES = ("pandas", "numpy", "polars", "pyarrow", "duckdb", "h5py")
COMPETITORS = {  # name: script and its options
    "pandas": ["peer_pandas.py"],
    "pandas (pyarrow)": ["peer_pandas.py", "--engine", "pyarrow"],
    "polars": ["peer_polars.py"],
    "polars (streaming)": ["peer_polars.py", "--engine", "streaming"],
    "pyarrow": ["peer_pyarrow.py"],
    "duckdb": ["peer_duckdb.py"],
}


def add_options(parser):
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "bin" / "trainyard")
    parser.add_argument("--scratch", help="folder for data and datasets, by default that of temporary files")


def generator(rows, output):
    return [PYTHON, HERE / "generate.py", rows, output]


def generate(rows, output):
    start = time.perf_counter()
    subprocess.run([str(part) for part in generator(rows, output)], check=True)
    print(f"{rows:,} rows, {output.stat().st_size / 1e6:,.0f} MB generated in {time.perf_counter() - start:.1f} s", flush=True)


def competitor(name, source, output, threads):
    script, *options = COMPETITORS[name]
    return [PYTHON, HERE / script, source, output, "--threads", threads, *options]


def trainyard(program, scratch, source, results, threads, memory=None):
    """`trainyard shard` of a config that says no more than it must; `source` is a file, or - for standard input."""
    config = scratch / "ingest.yaml"
    text = f'experiment: bench_ingest\ndata: {{source: "{source}", target: label}}\n'
    config.write_text(text + f"memory: {memory}\n" if memory else text)
    return [program, "shard", config, "--threads", threads, "--results", results, "--json", "-q"]
