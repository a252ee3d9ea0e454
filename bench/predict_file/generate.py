"""generate.py FOLDER ROWS: train.csv with a target, and new.csv of so many rows without one, the same every time."""

import pathlib
import sys

import numpy as np
import pandas as pd

NUMBERS, TRAINED_ON = 8, 50_000


def table(rows, seed):
    random = np.random.default_rng(seed)
    frame = {"id": np.char.add("r", np.arange(rows).astype(str))}
    for column in range(NUMBERS):
        values = random.normal(100, 30, rows).round(3)
        frame[f"n{column}"] = np.where(random.random(rows) < 0.02, np.nan, values)
    frame["city"] = random.choice([f"city {i}" for i in range(12)], rows)
    frame["kind"] = random.choice(["a", "b", "c"], rows)
    return pd.DataFrame(frame)


def main():
    folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    train = table(TRAINED_ON, 1)
    numbers = [np.nan_to_num(train[f"n{i}"]) for i in range(NUMBERS)]
    train["y"] = (numbers[0] * numbers[1] / 100 + np.sin(numbers[2]) * 30 + sum(numbers[3:]) + (train["kind"] == "b") * 20).round(3)
    train.to_csv(folder / "train.csv", index=False)
    table(rows, 2).to_csv(folder / "new.csv", index=False)


main()
