"""A table with columns of every kind, and a model of it, for the tests of batch prediction."""

import numpy
import pandas

from conftest import Program

CONFIG = """\
experiment: {task}
seed: 3
results: {folder}/results
data: {{source: {folder}/train.csv, target: {target}, drop: [id, seen, flag, {other}]}}
split: {{test: 0.2, folds: 2}}
features: {{numeric: {{impute: {impute}}}, categorical: {{impute: missing, encode: onehot, unseen: {unseen}}}}}
model: {{type: {family}, params: {params}}}
"""


def table(rows, seed=1):
    random = numpy.random.default_rng(seed)
    size = random.integers(1, 200, rows)
    price = numpy.where(random.random(rows) < 0.1, numpy.nan, random.normal(50, 20, rows).round(3))
    city = random.choice(["Bern", "Zürich", "Basel, Stadt", ""], rows, p=[0.4, 0.3, 0.2, 0.1])
    y = (size * 0.5 + numpy.nan_to_num(price) + (city == "Bern") * 10 + random.normal(0, 3, rows)).round(4)
    return pandas.DataFrame({
        "id": [f"{number:06}" for number in range(rows)],
        "size": size,
        "price": price,
        "city": city,
        "seen": pandas.to_datetime(1_700_000_000 + numpy.arange(rows) * 61, unit="s").strftime("%Y-%m-%dT%H:%M:%SZ"),
        "flag": random.random(rows) < 0.5,
        "y": y,
        "level": numpy.where(y > 120, "high", numpy.where(y > 80, "middle", "low")),
    })


def train(folder, task="number", target="y", family="xgboost", params="{n_estimators: 20}", unseen="other", impute="none", register=None):
    """The run's folder."""
    program = Program(folder)
    if not (folder / "train.csv").exists():
        table(3000).to_csv(folder / "train.csv", index=False)
    config = folder / f"{task}.yaml"
    config.write_text(CONFIG.format(folder=folder, task=task, target=target, other="level" if target == "y" else "y", family=family,
                                    params=params, unseen=unseen, impute=impute))
    words = [] if register is None else ["--set", f"register.name={register}", "--set", "register.stage=Staging"]
    return program.json("run", config, *words)["run"]


def rows_to_predict(path, rows, seed=2, bad=()):
    """Writes a CSV file without the targets; the rows numbered in `bad` have no number for a price."""
    frame = table(rows, seed).drop(columns=["y", "level"])
    if bad:
        frame["price"] = frame["price"].astype(object)
        frame.loc[list(bad), "price"] = "dear"
    frame.to_csv(path, index=False)
    return frame


def parts_folder(output):
    return output.parent / f".{output.name}.parts"


def finished_parts(output):
    return sorted(parts_folder(output).glob("part-*.json"))


def left_over(output):
    """Hidden files beside the output: parts, leases, temporary ones."""
    return [path.name for path in output.parent.iterdir() if path.name.startswith(".")]
