"""Prints a result and, when asked to, keeps it in results/ with the facts of the machine it was measured on."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import statistics
import subprocess

from sides import HERE, ROOT


def spread(values, form="7.2f"):
    return f"{statistics.median(values):{form}}  ({min(values):{form.lstrip('0123456789')}} to {max(values):{form.lstrip('0123456789')}})"


def first_line_value(path, key):
    lines = pathlib.Path(path).read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(key))


def machine_facts(program):
    packages = sorted(
        f"{package.metadata['Name']} {package.version}"
        for package in importlib.metadata.distributions(path=[str(path) for path in ROOT.glob(".deps/peers/lib/python3*/site-packages")])
        if package.metadata["Name"] in ("pandas", "numpy", "polars", "pyarrow", "duckdb", "h5py")
    )
    memory = int(first_line_value("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    version = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False).stdout
    processor, cores = first_line_value("/proc/cpuinfo", "model name"), len(os.sched_getaffinity(0))
    return [
        f"date:     {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"machine:  {processor}, {cores} usable cores, {memory:.1f} GiB memory",
        f"system:   Linux {platform.release()}, Python {platform.python_version()}",
        f"load:     {', '.join(f'{load:.2f}' for load in os.getloadavg())} (1, 5 and 15 minutes, at the end)",
        f"program:  {version}, checkout {commit.strip() or 'unknown'}",
        f"packages: {', '.join(packages)}",
    ]


def publish(lines, program, name=None):
    text = "\n".join([*machine_facts(program), "", *lines]) + "\n"
    print(text, end="")
    if name:
        path = HERE / "results" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
