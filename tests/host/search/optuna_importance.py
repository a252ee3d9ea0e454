"""optuna_importance.py: writes optuna_importance.json beside itself, the importances that Optuna gives to fixed studies. Run it with
Optuna from cmake/requirements/peers.txt, which `./dev bench` puts into .deps/peers."""

import json
import math
import pathlib
import random

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState

KINDS = {"float": FloatDistribution, "int": IntDistribution}
STATES = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}


def distribution(written):
    if "categorical" in written:
        return CategoricalDistribution(written["categorical"])
    kind = "int" if "int" in written else "float"
    return KINDS[kind](*written[kind], log=written.get("log", False), step=written.get("step", 1 if kind == "int" else None))


def drawn(written, draw):
    if "categorical" in written:
        return draw.choice(written["categorical"])
    (low, high), step = written.get("int") or written["float"], written.get("step")
    if written.get("log"):
        value = math.exp(draw.uniform(math.log(low), math.log(high)))
    elif step:
        value = low + step * draw.randrange(int((high - low) / step + 1e-9) + 1)
    else:
        value = draw.uniform(low, high)
    return min(max(round(value), low), high) if "int" in written else float(f"{value:.6g}")


def asked_for(written, params):
    return all(params.get(name) == value for name, value in written.get("when", {}).items())


def case(name, space, objective, trials, seed, direction="minimize", states=lambda number: "complete"):
    draw = random.Random(seed)
    study = optuna.create_study(direction=direction)
    rows = []
    for number in range(trials):
        params = {}
        for parameter, written in space.items():
            if asked_for(written, params):
                params[parameter] = drawn(written, draw)
        state, value = states(number), round(objective(params, draw), 6)
        rows.append({"params": params, "value": value if state != "failed" else None, "state": state})
        study.add_trial(optuna.trial.create_trial(
            params=params, distributions={name: distribution(space[name]) for name in params}, state=STATES[state],
            value=value if state == "complete" else None))
    importance = {key: float(value) for key, value in optuna.importance.get_param_importances(study).items()}
    return {"name": name, "space": space, "direction": direction, "trials": rows, "importance": importance}


NUMBERS = {"x": {"float": [-5, 5]}, "rate": {"float": [1e-4, 1], "log": True}, "idle": {"float": [0, 1]}, "share": {"float": [0.1, 1], "step": 0.1}}
WHOLE = {"depth": {"int": [1, 12]}, "even": {"int": [2, 11], "step": 2}, "leaves": {"int": [2, 512], "log": True}, "many": {"int": [0, 1000]}}
CHOICES = {"way": {"categorical": ["a", "b", "c", "d"]}, "flag": {"categorical": [True, False]}, "x": {"float": [0, 1]}, "only": {"categorical": ["one"]},
           "fixed": {"int": [3, 3]}}
CONDITIONS = {"type": {"categorical": ["tree", "linear"]}, "alpha": {"float": [1e-3, 10], "log": True, "when": {"type": "linear"}},
              "depth": {"int": [1, 8], "when": {"type": "tree"}}, "x": {"float": [0, 1]}}


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    cases = [
        case("numbers", NUMBERS, lambda p, d: (p["x"] - 1) ** 2 + math.log10(p["rate"]) ** 2 + p["share"], 60, 1),
        case("whole numbers", WHOLE, lambda p, d: abs(p["depth"] - 7) + p["even"] + abs(math.log2(p["leaves"]) - 5) + p["many"] / 500, 55, 2),
        case("choices and constants", CHOICES, lambda p, d: "abcd".index(p["way"]) + p["flag"] * 0.5 + p["x"], 45, 3, "maximize"),
        case("conditions", CONDITIONS, lambda p, d: p["x"] + (math.log10(p["alpha"]) ** 2 if "alpha" in p else p["depth"] / 4), 50, 4),
        case("pruned and failed", NUMBERS, lambda p, d: p["x"] ** 2 + d.random(), 70, 5,
             states=lambda number: "failed" if number % 7 == 3 else "pruned" if number % 3 == 0 else "complete"),
        case("ties", {"way": {"categorical": ["a", "b", "c"]}, "depth": {"int": [1, 3]}}, lambda p, d: "abc".index(p["way"]), 40, 6, "maximize"),
        case("four trials", NUMBERS, lambda p, d: p["x"], 4, 7),
    ]
    text = ",\n".join("    " + json.dumps(one) for one in cases)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(f'{{\n  "optuna": "{optuna.__version__}",\n  "cases": [\n{text}\n  ]\n}}\n')


main()
