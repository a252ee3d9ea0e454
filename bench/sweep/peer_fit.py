"""peer_fit.py SETTINGS TABLE PARAMS: fits all rows once by XGBoost, with all cores; prints what the fit took, binning included."""

import json
import sys

import xgboost

import cross_validation
import stopwatch
import tasks


def main():
    task = tasks.from_json(sys.argv[1])
    frame, target, _ = cross_validation.read(sys.argv[2], task)
    params = {"objective": task.objective, "tree_method": "hist", "max_bin": tasks.MAX_BIN, **json.loads(sys.argv[3])}
    with stopwatch.timed() as took:
        xgboost.train(params, xgboost.QuantileDMatrix(frame, target, max_bin=tasks.MAX_BIN), num_boost_round=task.rounds)
    print(json.dumps({"wall": took.wall, "cpu": took.cpu}))


main()
