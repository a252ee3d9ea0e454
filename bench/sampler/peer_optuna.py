"""peer_optuna.py TRIALS SEEDS: Optuna's multivariate TPE on every function; prints {best: {function: [value of each seed]}, points:
{function: [params, …]}, values: {function: [value, …]}} as JSON. The points are those of the first seed."""

import json
import sys

import functions
import optuna


def study(objective, trials, seed):
    made = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, multivariate=True))
    made.optimize(objective, n_trials=trials)
    return made


def main():
    trials, seeds = int(sys.argv[1]), int(sys.argv[2])
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    answer = {"version": optuna.__version__, "best": {}, "points": {}, "values": {}}
    for name, objective in functions.FUNCTIONS.items():
        studies = [study(objective, trials, seed) for seed in range(seeds)]
        answer["best"][name] = [made.best_value for made in studies]
        answer["points"][name] = [trial.params for trial in studies[0].trials]
        answer["values"][name] = [trial.value for trial in studies[0].trials]
    print(json.dumps(answer))


main()
