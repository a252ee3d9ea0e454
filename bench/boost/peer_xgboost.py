"""peer_xgboost.py TASK: the same rounds by XGBoost's hist with one thread; prints what they took as JSON. TASK: see measure.cpp."""

import json
import sys

import numpy
import xgboost

import stopwatch

with open(sys.argv[1]) as file:
    task = json.load(file)
x = numpy.fromfile(task["values"], numpy.float32).reshape(task["columns"], -1).T
y = numpy.fromfile(task["targets"], numpy.float32)
known, rows = task["train"], len(y)
matrix = xgboost.QuantileDMatrix(numpy.ascontiguousarray(x[:known]), y[:known], max_bin=256, nthread=1)
names = ("learning_rate", "max_depth", "min_child_weight", "lambda", "alpha", "gamma", "max_delta_step", "subsample", "colsample_bytree",
         "colsample_bylevel", "colsample_bynode", "seed")
objective = {"squared_error": "reg:squarederror", "logistic": "binary:logistic"}[task["objective"]]
base = task["base_margin"] if objective == "reg:squarederror" else 1 / (1 + numpy.exp(-task["base_margin"]))
params = {name: task[name] for name in names if name in task}
params |= {"objective": objective, "base_score": base, "tree_method": "hist", "nthread": 1, "max_bin": 256}
booster = xgboost.Booster(params, [matrix])
booster.num_features()  # configures it
with stopwatch.timed() as took:
    for round_number in range(task["rounds"]):
        booster.update(matrix, round_number)
others = xgboost.DMatrix(numpy.ascontiguousarray(x[known:]), nthread=1)
booster.predict(others, output_margin=True).astype(numpy.float32).tofile(task["margins"])
nodes = sum(len(tree.splitlines()) for tree in booster.get_dump())
took.print(nodes=nodes)
