"""peer_evidently.py FOLDER ROWS COLUMNS TEST REPETITIONS: Evidently's DataDriftPreset over pandas tables with the same test for all columns.

Prints {"values": [what Evidently says of each column], "wall": […], "cpu": […], "max_rss_kb": …} as JSON; making the tables is in nobody's time."""

import json
import pathlib
import resource
import sys
import time

import generate
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

FOLDER, ROWS, COLUMNS, TEST, REPETITIONS = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
NAMES = [f"c{column}" for column in range(COLUMNS)]


def table(name):
    values = generate.read(FOLDER, name, ROWS, COLUMNS)
    frame = pd.DataFrame({column: values[i] for i, column in enumerate(NAMES)})
    return Dataset.from_pandas(frame, data_definition=DataDefinition(numerical_columns=NAMES))


def values_of(snapshot):
    found = {}
    for metric in snapshot.dict()["metrics"]:
        column = metric.get("config", {}).get("column")
        if column in NAMES and isinstance(metric["value"], float):
            found[column] = metric["value"]
    return [found[name] for name in NAMES]


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    reference, current = table("reference"), table("current")
    wall, used, values = [], [], None
    for _ in range(REPETITIONS):
        begin, begin_cpu = time.perf_counter(), cpu()
        snapshot = Report([DataDriftPreset(method=TEST)]).run(current, reference)
        values = values_of(snapshot)
        wall.append(time.perf_counter() - begin)
        used.append(cpu() - begin_cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"values": values, "wall": wall, "cpu": used, "max_rss_kb": peak}))


main()
