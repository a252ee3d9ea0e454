"""What is searched, alike on every side: the data, the space, the rounds and the score."""

import dataclasses
import json

FOLDS = 5
MAX_BIN = 256
SPACE = {
    "max_depth": {"int": [3, 9]},
    "learning_rate": {"float": [0.02, 0.3], "log": True},
    "min_child_weight": {"float": [1, 20], "log": True},
    "subsample": {"float": [0.5, 1.0]},
    "colsample_bytree": {"float": [0.5, 1.0]},
    "reg_lambda": {"float": [0.01, 10], "log": True},
    "reg_alpha": {"float": [0.01, 10], "log": True},
}


@dataclasses.dataclass(frozen=True)
class Task:
    target: str
    task: str
    objective: str
    metric: str  # ours
    eval_metric: str  # XGBoost's name for it
    maximise: bool
    trials: int
    rounds: int  # at most
    patience: int  # rounds without progress that end a fit

    def to_json(self):
        return json.dumps(dataclasses.asdict(self))


def from_json(text):
    return Task(**json.loads(text))


TASKS = {
    "housing": Task("value", "regression", "reg:squarederror", "rmse", "rmse", False, 40, 40, 20),
    "binary": Task("label", "binary", "binary:logistic", "roc_auc", "auc", True, 20, 20, 10),
}


def config(task, table, seed, pruner):
    """What `trainyard sweep` is told; `table` has the features, the target and the column `fold`."""
    params = {"objective": task.objective, "n_estimators": task.rounds, "early_stopping_rounds": task.patience, "max_bin": MAX_BIN}
    search = {"sampler": "tpe", "pruner": pruner, "metric": task.metric, "trials": task.trials, "space": SPACE}
    return json.dumps({
        "experiment": "bench_sweep",
        "seed": seed,
        "data": {"source": str(table), "target": task.target, "task": task.task},
        "split": {"method": "random", "test": 0, "folds": FOLDS, "cv": "group", "group": "fold"},
        "model": {"type": "xgboost", "params": params},
        "search": search,
        "evaluate": {"metrics": [task.metric]},
    })
