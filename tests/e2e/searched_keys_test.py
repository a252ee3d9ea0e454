"""A search over keys of the config: the transform and the type of the model, trial by trial."""

import json
import pathlib

ROWS = "a,b,y\n" + "".join(f"{i},{(i * 7919) % 101},{(i * i) % 43 + i * 0.5}\n" for i in range(200))
HEAD = "experiment: searched\nresults: results\ndata: {source: data.csv, target: y}\nsplit: {test: 0.2, folds: 3}\n"
SPACE = """\
  space:
    features.numeric.scale: {categorical: [none, quantile_uniform]}
    model.type: {categorical: [linear, xgboost]}
    alpha: {categorical: [0.1, 5000.0], when: {model.type: linear}}
    eta: {categorical: [0.3], when: {model.type: xgboost}}
    n_estimators: {categorical: [3, 12], when: {model.type: xgboost}}
"""
SEARCH = "model: {type: xgboost, params: {max_depth: 2}}\nsearch:\n  sampler: grid\n  pruner: none\n" + SPACE


def run(trainyard, name, config):
    (trainyard.folder / "data.csv").write_text(ROWS)
    (trainyard.folder / name).write_text(config)
    return trainyard.json("run", name)


def trials_of(done):
    return [json.loads(path.read_text()) for path in sorted((pathlib.Path(done["run"]) / "trials").glob("*.json"))]


def test_every_combination_is_a_trial_that_scores_as_its_own_config_does(trainyard):
    trials = trials_of(run(trainyard, "c.yaml", HEAD + SEARCH))
    assert len(trials) == 8 and all(trial["state"] == "complete" for trial in trials)
    for trial in trials:
        params = dict(trial["params"])
        scale, kind = params.pop("features.numeric.scale"), params.pop("model.type")
        params |= {"max_depth": 2} if kind == "xgboost" else {}
        own = (f"features: {{numeric: {{scale: {scale}}}}}\nmodel: {{type: {kind}, params: {json.dumps(params)}}}\n"
               "search: {sampler: grid, space: {%s}}\n" % ("max_bin: {categorical: [256]}" if kind == "xgboost" else "fit_intercept: {categorical: [true]}"))
        alone, = trials_of(run(trainyard, "own.yaml", HEAD + own))
        assert alone["value"] == trial["value"], trial["params"]


def test_the_best_trials_transform_and_type_are_trained(trainyard):
    done = run(trainyard, "c.yaml", HEAD + SEARCH)
    best, folder = done["best"]["params"], pathlib.Path(done["run"])
    record = json.loads((folder / "params.json").read_text())
    assert record["model"]["type"] == best["model.type"]
    assert record["features"]["numeric"]["scale"] == best["features.numeric.scale"]
    transform = json.loads((folder / "transform" / "transform.json").read_text())
    assert {column["scale"] for column in transform["columns"]} == {best["features.numeric.scale"]}
    assert trainyard.run("verify", folder).returncode == 0
    assert trainyard.json("predict", "--model", folder, "--input", "data.csv", "--output", "p.csv")["rows"] == 200


def test_what_does_not_go_together_is_a_failed_trial_with_its_reason(trainyard):
    (trainyard.folder / "data.csv").write_text("c,y\n" + "".join(f"{'xyz'[i % 3]},{i % 3 + i * 0.01}\n" for i in range(90)))
    (trainyard.folder / "c.yaml").write_text(
        HEAD + "model: {type: xgboost, params: {n_estimators: 2}}\n"
        "search:\n  sampler: grid\n  space:\n    features.categorical.encode: {categorical: [onehot, woe]}\n")
    onehot, woe = trials_of(trainyard.json("run", "c.yaml"))
    assert onehot["state"] == "complete"
    assert woe["state"] == "failed" and "needs a target of two classes" in woe["reason"]


def test_a_key_that_the_split_has_already_seen_is_no_key_to_search(trainyard):
    (trainyard.folder / "data.csv").write_text(ROWS)
    (trainyard.folder / "c.yaml").write_text(
        HEAD + "features: {window: {w: {column: a, function: mean, rows: 2, order: b}}}\n"
        "search: {sampler: random, space: {features.window.w.rows: {int: [1, 3]}}}\n")
    refused = trainyard.run("run", "c.yaml")
    assert refused.returncode == 78 and "features.window.w.rows: is no key that can be searched" in refused.stderr
