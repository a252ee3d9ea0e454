"""pruner_optuna.py > pruner_optuna.json: where Optuna's pruners end trials, for pruner_test.cpp. Needs Optuna (`.deps/peers/bin/python`).

A trial reports the mean over its finished folds, the number of them being the step, and asks after every fold but the last. Values have one
decimal, so that there are ties; null is no number."""

import json
import math
import random

import optuna

PRUNERS = {
    "median": lambda folds: optuna.pruners.MedianPruner(),
    "successive_halving": lambda folds: optuna.pruners.SuccessiveHalvingPruner(min_resource=1),
    "hyperband": lambda folds: optuna.pruners.HyperbandPruner(min_resource=1, max_resource=folds),
}


def trial_values(draw, folds):
    level = draw.uniform(0, 4)
    values = [round(draw.gauss(level, 1), 1) for _ in range(folds)]
    if draw.random() < 0.05:
        values[0] = math.nan
    return values


def run_trial(study, values):
    """How many folds the trial finished."""
    trial = study.ask()
    total = 0.0
    for done, value in enumerate(values, 1):
        total += value
        trial.report(total / done, done)
        if done < len(values) and trial.should_prune():
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            return done
    if math.isnan(total):
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
    else:
        study.tell(trial, total / len(values))
    return len(values)


def run_study(name, folds, direction, trials=40):
    draw = random.Random(f"{name} {folds} {direction}")
    study = optuna.create_study(study_name="pruners", direction=direction, pruner=PRUNERS[name](folds))
    record = {"pruner": name, "folds": folds, "maximise": direction == "maximize", "trials": []}
    for number in range(trials):
        values = trial_values(draw, folds)
        one = {"values": [None if math.isnan(value) else value for value in values], "finished": run_trial(study, values)}
        if name == "hyperband":
            one["bracket"] = study.pruner._get_bracket_id(study, study.trials[number])
        record["trials"].append(one)
    return record


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    studies = [run_study(name, folds, direction) for name in PRUNERS for folds in (5, 10) for direction in ("minimize", "maximize")]
    print(json.dumps({"optuna": optuna.__version__, "studies": []})[:-2] + "\n" + ",\n".join(map(json.dumps, studies)) + "\n]}")


main()
