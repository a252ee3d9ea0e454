"""The ten functions of the comparison, as Optuna's objectives; functions.cpp has the same."""

import math


def square(x):
    return x * x


def cube(dimensions, low, high):
    return lambda trial: [trial.suggest_float(f"x{i}", low, high) for i in range(dimensions)]


def over(space, function):
    return lambda trial: function(space(trial))


def sphere(x):
    return sum(map(square, x))


def rosenbrock(x):
    return sum(100 * square(b - a * a) + square(1 - a) for a, b in zip(x, x[1:]))


def rastrigin(x):
    return sum(10 + one * one - 10 * math.cos(2 * math.pi * one) for one in x)


def ackley(x):
    squares, waves = sum(map(square, x)) / len(x), sum(math.cos(2 * math.pi * one) for one in x) / len(x)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def branin(trial):
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    return square(y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6) + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


HARTMANN_A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
HARTMANN_P = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
              [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]


def hartmann6(x):
    return -sum(alpha * math.exp(-sum(a * square(one - p) for one, a, p in zip(x, row, place)))
                for alpha, row, place in zip([1.0, 1.2, 3.0, 3.2], HARTMANN_A, HARTMANN_P))


def styblinski_tang(x):
    return sum(one**4 - 16 * one * one + 5 * one for one in x) / 2


def levy(x):
    w = [1 + (one - 1) / 4 for one in x]
    ends = square(math.sin(math.pi * w[0])) + square(w[-1] - 1) * (1 + square(math.sin(2 * math.pi * w[-1])))
    return ends + sum(square(one - 1) * (1 + 10 * square(math.sin(math.pi * one + 1))) for one in w[:-1])


def mixed(trial):
    rate = math.log10(trial.suggest_float("rate", 0.001, 1, log=True))
    depth = trial.suggest_int("depth", 1, 12)
    penalty = math.log10(trial.suggest_float("penalty", 1e-4, 1e4, log=True))
    leaves = math.log2(trial.suggest_int("leaves", 2, 512, log=True))
    share = trial.suggest_float("share", 0.1, 1, step=0.1)
    shift = {"a": 0, "b": 0.3, "c": 0.6}[trial.suggest_categorical("way", ["a", "b", "c"])]
    return (square(rate + 1.2 + shift / 2) + 0.05 * square(depth - 7 + 2 * shift) + 0.1 * square(penalty - 0.5) + 0.1 * square(leaves - 5)
            + square(share - 0.8) + shift)


def conditional(trial):
    model = trial.suggest_categorical("model", ["tree", "linear"])
    level = trial.suggest_float("level", 0, 1)
    if model == "linear":
        return 0.4 + 0.2 * square(math.log10(trial.suggest_float("alpha", 1e-6, 100, log=True)) + 2) + 0.1 * square(level - 0.3)
    value = square(math.log10(trial.suggest_float("rate", 0.001, 1, log=True)) + 1)
    value += 0.02 * square(trial.suggest_int("depth", 1, 12) - 6) + square(level - 0.7)
    if trial.suggest_categorical("policy", ["depth", "loss"]) == "loss":
        value += 0.1 * square(math.log2(trial.suggest_int("leaves", 2, 512, log=True)) - 6) - 0.1
    return value


FUNCTIONS = {
    "sphere": over(cube(5, -5, 5), sphere),
    "rosenbrock": over(cube(3, -2, 2), rosenbrock),
    "rastrigin": over(cube(3, -5.12, 5.12), rastrigin),
    "ackley": over(cube(5, -32, 32), ackley),
    "branin": branin,
    "hartmann6": over(cube(6, 0, 1), hartmann6),
    "styblinski_tang": over(cube(4, -5, 5), styblinski_tang),
    "levy": over(cube(4, -10, 10), levy),
    "mixed": mixed,
    "conditional": conditional,
}
