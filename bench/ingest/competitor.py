"""What every competitor's script has in common: its options, and the one line of JSON that says what the work took after the imports."""

import argparse

import stopwatch


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", help="CSV file")
    parser.add_argument("output", help="HDF5 file to write")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engine", help="of libraries that have several")
    return parser.parse_args()


def measure(ingest):
    """Calls ingest(), which returns the number of rows, and prints what it took."""
    with stopwatch.timed() as took:
        rows = ingest()
    took.print(rows=rows)
