"""peer_xgboost.py FOLDER THREADS REPETITIONS: inplace_predict of all rows and of one at a time; prints the same as bench_predict."""

import json
import sys
import time

import generate
import numpy as np
import xgboost

FOLDER, THREADS, REPETITIONS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SINGLES = 5000


def main():
    x = np.ascontiguousarray(generate.read(FOLDER))
    model = xgboost.Booster({"nthread": THREADS}, model_file=f"{FOLDER}/model.ubj")
    out = {"batch": [], "cpu": [], "single": []}
    for _ in range(REPETITIONS):
        wall, cpu = time.perf_counter(), time.process_time()
        margins = model.inplace_predict(x, predict_type="margin")
        out["batch"].append(time.perf_counter() - wall)
        out["cpu"].append(time.process_time() - cpu)
    model.set_param({"nthread": 1})
    for i in range(min(SINGLES, len(x))):
        one = x[i : i + 1]
        wall = time.perf_counter()
        margin = model.inplace_predict(one, predict_type="margin")
        out["single"].append(time.perf_counter() - wall)
        assert margin[0] == margins[i]
    margins.astype(np.float32).tofile(f"{FOLDER}/margins_xgboost")
    print(json.dumps(out))


main()
