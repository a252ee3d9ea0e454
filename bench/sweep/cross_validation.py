"""XGBoost's own cross-validation on the folds of the table, as a script would call it."""

import pandas
import xgboost

import tasks


def read(table, task):
    """A matrix of all rows, and for every fold the numbers of its training and its validation rows."""
    frame = pandas.read_csv(table)
    fold = frame.pop("fold").to_numpy()
    target = frame.pop(task.target)
    parts = [((fold != k).nonzero()[0], (fold == k).nonzero()[0]) for k in range(tasks.FOLDS)]
    return frame, target, parts


def best_score(task, matrix, folds, params, callbacks=()):
    """The mean over the folds in the best round."""
    fixed = {"objective": task.objective, "eval_metric": task.eval_metric, "tree_method": "hist", "max_bin": tasks.MAX_BIN}
    history = xgboost.cv({**fixed, **params}, matrix, num_boost_round=task.rounds, folds=folds, early_stopping_rounds=task.patience,
                         callbacks=list(callbacks))
    means = history[f"test-{task.eval_metric}-mean"]
    return float(means.max() if task.maximise else means.min())
