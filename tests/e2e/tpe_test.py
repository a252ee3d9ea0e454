"""`sampler: tpe` with conditions and starting points, as a sweep tries them."""

import json
import pathlib

ROWS = "a,b,y\n" + "".join(f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.1}\n" for i in range(120))
SPACE = ("grow_policy: {categorical: [depthwise, lossguide]}, eta: {float: [0.01, 0.5], log: true}, max_depth: {int: [2, 6]}, "
         "max_leaves: {int: [4, 16], when: {grow_policy: lossguide}}")
START = "[{grow_policy: lossguide, max_leaves: 5, eta: 0.3, max_depth: 4}, {max_depth: 2}]"


def sweep(trainyard, folder, search, *words):
    (folder / "data.csv").write_text(ROWS)
    (folder / "c.yaml").write_text("experiment: parzen_trees\nresults: results\ndata: {source: data.csv, target: y}\nsplit: {test: 0.2, folds: 2}\n"
                                   f"model: {{params: {{n_estimators: 2}}}}\nsearch: {{sampler: tpe, {search}, space: {{{SPACE}}}}}\n")
    run = pathlib.Path(trainyard.json("sweep", "c.yaml", *words)["run"])
    return [json.loads(path.read_text())["params"] for path in sorted((run / "trials").glob("*.json"))]


def test_trials_have_the_parameters_that_their_conditions_give_them(trainyard, tmp_path):
    trials = sweep(trainyard, tmp_path, f"trials: 25, start: {START}")
    assert len(trials) == 25
    for params in trials:
        assert {"grow_policy", "learning_rate", "max_depth"} <= set(params)
        assert ("max_leaves" in params) == (params["grow_policy"] == "lossguide")
    assert trials[0] == {"grow_policy": "lossguide", "learning_rate": 0.3, "max_depth": 4, "max_leaves": 5}
    assert trials[1]["max_depth"] == 2


def test_the_same_study_tries_the_same_and_the_lag_is_part_of_it(trainyard, tmp_path):
    first = sweep(trainyard, tmp_path, "trials: 20")
    assert sweep(trainyard, tmp_path, "trials: 20", "--new") == first
    assert sweep(trainyard, tmp_path, "trials: 25")[:20] == first, "more trials come after, and change none before"
    other = sweep(trainyard, tmp_path, "trials: 20, lag: 1")
    assert other[:10] == first[:10] and other != first
