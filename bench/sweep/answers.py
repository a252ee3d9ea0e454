"""answers.py SETTINGS TABLE: reads a JSON list of parameters and prints the score of each, all cross-validated in the same way.

The score is a mean over generator seeds that no side has searched with.
"""

import json
import statistics
import sys

import xgboost

import cross_validation
import tasks

SEEDS = range(1001, 1007)


def main():
    task = tasks.from_json(sys.argv[1])
    frame, target, folds = cross_validation.read(sys.argv[2], task)
    matrix = xgboost.DMatrix(frame, target)
    score = [[cross_validation.best_score(task, matrix, folds, {**params, "seed": seed}) for seed in SEEDS] for params in json.load(sys.stdin)]
    print(json.dumps([statistics.fmean(one) for one in score]))


main()
