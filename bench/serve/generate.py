"""generate.py FOLDER: request bodies out of the housing data, one a line, the same every time.

`one`, `hundred`: `{"rows": […]}` with a row and with a hundred. `one_split`, `hundred_split`: the same rows as MLflow's clients send them. One row
in fifty has no total_bedrooms.
"""

import csv
import json
import pathlib
import random
import sys

HOUSING = pathlib.Path(__file__).resolve().parents[2] / "data" / "housing.csv"
TARGET, TEXT = "median_house_value", "ocean_proximity"
BODIES = {"one": (1000, 1), "hundred": (20, 100)}  # bodies, rows in each


def value(name, text):
    return text if name == TEXT else float(text) if text else None


def rows(count, seed):
    with HOUSING.open() as file:
        table = [{name: value(name, text) for name, text in row.items() if name != TARGET} for row in csv.DictReader(file)]
    chosen = random.Random(seed).sample(table, count)
    for row in chosen[::50]:
        row["total_bedrooms"] = None
    return chosen


def split(some):
    return {"dataframe_split": {"columns": list(some[0]), "data": [list(row.values()) for row in some]}}


def write(folder):
    for seed, (name, (bodies, size)) in enumerate(BODIES.items()):
        found = rows(bodies * size, seed)
        groups = [found[i : i + size] for i in range(0, len(found), size)]
        for suffix, document in (("", lambda some: {"rows": some}), ("_split", split)):
            (folder / (name + suffix)).write_text("".join(json.dumps(document(some)) + "\n" for some in groups))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
