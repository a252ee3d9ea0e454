"""generate.py FOLDER ROWS: a table to train on (train.csv, config.yaml) and rows to predict, the same every time.

`rows` is float32, one column after the other. One value in fifty is missing.
"""

import argparse
import pathlib

import numpy as np
import pandas as pd

COLUMNS, TRAINED_ON = 20, 100_000

CONFIG = """\
experiment: predict
results: results
data: {{source: train.csv, target: y}}
split: {{test: 0.01}}
features: {{numeric: {{impute: none}}}}
model: {{type: xgboost, params: {{n_estimators: {trees}, max_depth: {depth}, learning_rate: 0.1}}}}
"""


def rows(count, seed):
    random = np.random.default_rng(seed)
    x = random.standard_normal((count, COLUMNS), dtype=np.float32)
    x[random.random((count, COLUMNS)) < 0.02] = np.nan
    return x


def read(folder):
    return np.fromfile(pathlib.Path(folder) / "rows", np.float32).reshape(COLUMNS, -1).T


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--depth", type=int, default=6)
    options = parser.parse_args()
    x = rows(TRAINED_ON, 1)
    z = np.nan_to_num(x)
    y = z[:, 0] * z[:, 1] + np.sin(2 * z[:, 2]) + np.abs(z[:, 3]) * z[:, 4] + z[:, 5:].sum(axis=1) / 9
    pd.DataFrame({**{f"x{i}": x[:, i] for i in range(COLUMNS)}, "y": y}).to_csv(options.folder / "train.csv", index=False)
    (options.folder / "config.yaml").write_text(CONFIG.format(trees=options.trees, depth=options.depth))
    rows(options.rows, 2).T.tofile(options.folder / "rows")


if __name__ == "__main__":
    main()
