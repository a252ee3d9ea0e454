"""peer_optuna.py SETTINGS TABLE SEED [--median-pruner] [--jobs N]: Optuna's multivariate TPE over xgboost.cv; prints what it found and took.

XGBoost has all cores, or its share of them with several jobs. Imports and reading the table are in the process's time, not in the printed.
"""

import argparse
import json
import os

import optuna
import xgboost

import cross_validation
import stopwatch
import tasks


class Pruning(xgboost.callback.TrainingCallback):
    """What optuna-integration's XGBoostPruningCallback does with xgboost.cv."""

    def __init__(self, trial, metric):
        self.trial, self.metric = trial, metric

    def after_iteration(self, model, epoch, evals_log):
        self.trial.report(evals_log["test"][self.metric][-1][0], step=epoch)
        if self.trial.should_prune():
            raise optuna.TrialPruned(f"pruned at iteration {epoch}")
        return False


def suggest(trial, name, spec):
    if "int" in spec:
        return trial.suggest_int(name, *spec["int"])
    return trial.suggest_float(name, *spec["float"], log=spec.get("log", False))


def search(task, frame, target, folds, options):
    matrix = xgboost.DMatrix(frame, target)
    threads = max(1, len(os.sched_getaffinity(0)) // options.jobs)

    def objective(trial):
        params = {name: suggest(trial, name, spec) for name, spec in tasks.SPACE.items()}
        callbacks = [Pruning(trial, task.eval_metric)] if options.median_pruner else []
        return cross_validation.best_score(task, matrix, folds, {**params, "seed": options.seed, "nthread": threads}, callbacks)

    study = optuna.create_study(
        direction="maximize" if task.maximise else "minimize",
        sampler=optuna.samplers.TPESampler(multivariate=True, seed=options.seed),
        pruner=optuna.pruners.MedianPruner() if options.median_pruner else optuna.pruners.NopPruner(),
    )
    study.optimize(objective, n_trials=task.trials, n_jobs=options.jobs)
    return study


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("settings", type=tasks.from_json)
    parser.add_argument("table")
    parser.add_argument("seed", type=int)
    parser.add_argument("--median-pruner", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    frame, target, folds = cross_validation.read(options.table, options.settings)
    with stopwatch.timed() as took:
        study = search(options.settings, frame, target, folds, options)
    complete = sum(trial.state == optuna.trial.TrialState.COMPLETE for trial in study.trials)
    print(json.dumps({"params": study.best_params, "value": study.best_value, "complete": complete, "wall": took.wall, "cpu": took.cpu}))


main()
