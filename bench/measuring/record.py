"""Prints a result and, when asked to, keeps it in results/ with the facts of the machine it was measured on."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def spread(values, form="7.2f"):
    return f"{statistics.median(values):{form}}  ({min(values):{form.lstrip('0123456789')}} to {max(values):{form.lstrip('0123456789')}})"


def first_line_value(path, key):
    lines = pathlib.Path(path).read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(key))


def packages(environment, *names):
    """Which versions of these are in .deps/ENVIRONMENT."""
    folders = [str(path) for path in ROOT.glob(f".deps/{environment}/lib/python3*/site-packages")]
    found = importlib.metadata.distributions(path=folders)
    return sorted(f"{package.metadata['Name']} {package.version}" for package in found if package.metadata["Name"] in names)


def machine_facts(program=None, packages=()):
    memory = int(first_line_value("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False).stdout
    processor, cores = first_line_value("/proc/cpuinfo", "model name"), len(os.sched_getaffinity(0))
    facts = [
        f"date:     {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"machine:  {processor}, {cores} usable cores, {memory:.1f} GiB memory",
        f"system:   Linux {platform.release()}, Python {platform.python_version()}",
        f"load:     {', '.join(f'{load:.2f}' for load in os.getloadavg())} (1, 5 and 15 minutes, at the end)",
        f"checkout: {commit.strip() or 'unknown'}",
    ]
    if program:
        facts.append(f"program:  {subprocess.run([str(program), '--version'], capture_output=True, text=True, check=True).stdout.strip()}")
    if packages:
        facts.append(f"packages: {', '.join(packages)}")
    return facts


def add_option(parser):
    parser.add_argument("--record", metavar="NAME", help="write what is printed, with the machine's facts, to results/NAME")


def publish(folder, lines, name=None, program=None, packages=()):
    """`folder` is the benchmark's; nothing is written without a name."""
    text = "\n".join([*machine_facts(program, packages), "", *lines]) + "\n"
    print(text, end="")
    if name:
        path = folder / "results" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
