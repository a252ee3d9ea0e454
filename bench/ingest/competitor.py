"""What every competitor's script has in common: its options, and the one line of JSON that says what the work took after the imports."""

import argparse
import json
import resource
import time


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", help="CSV file")
    parser.add_argument("output", help="HDF5 file to write")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engine", help="of libraries that have several")
    return parser.parse_args()


def cpu_seconds(usage):
    return usage.ru_utime + usage.ru_stime


def measure(ingest):
    """Calls ingest(), which returns the number of rows, and prints what it took."""
    wall, cpu = time.perf_counter(), cpu_seconds(resource.getrusage(resource.RUSAGE_SELF))
    rows = ingest()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"rows": rows, "wall": time.perf_counter() - wall, "cpu": cpu_seconds(usage) - cpu, "max_rss_kb": usage.ru_maxrss}))
