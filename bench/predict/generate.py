"""generate.py FOLDER ROWS [--trees N] [--depth D]: a model of XGBoost's (model.ubj) and rows to predict, the same every time.

`rows` is float32, one column after the other. One value in fifty is missing.
"""

import argparse
import pathlib

import numpy as np
import xgboost

COLUMNS, TRAINED_ON = 20, 100_000


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
    params = {"max_depth": options.depth, "learning_rate": 0.1, "objective": "reg:squarederror"}
    xgboost.train(params, xgboost.QuantileDMatrix(x, y), options.trees).save_model(options.folder / "model.ubj")
    rows(options.rows, 2).T.tofile(options.folder / "rows")


if __name__ == "__main__":
    main()
