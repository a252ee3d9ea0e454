"""What a study shows when it has ended: study.json and the figures beside it."""

import json
import pathlib
import subprocess
import xml.etree.ElementTree as tree

import pytest

from halted import interrupted_search

PLOTS = ["intermediate_values", "optimisation_history", "parallel_coordinates", "parameter_importance", "slices"]
ROWS = "a,b,y\n" + "".join(f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.1}\n" for i in range(120))
CONFIG = """\
experiment: shown
results: results
data: {source: data.csv, target: y}
split: {test: 0.2, folds: 3}
model: {type: xgboost, params: {n_estimators: 3}}
search:
  trials: 20
  pruner: none
  metric: mae
  space:
    model.type: {categorical: [xgboost, linear]}
    max_depth: {int: [1, 5], when: {model.type: xgboost}}
    learning_rate: {float: [0.01, 1], log: true, when: {model.type: xgboost}}
    alpha: {float: [0.001, 1000], log: true, when: {model.type: linear}}
    features.numeric.scale: {categorical: [none, standard]}
"""


def shown(run):
    """Every file that says what the study came to, as bytes."""
    folder = pathlib.Path(run)
    return {str(path.relative_to(folder)): path.read_bytes() for path in [folder / "study.json", *sorted((folder / "plots").iterdir())]}


@pytest.fixture
def sweep(trainyard):
    """Sweeps CONFIG after `edit`; returns the summary."""

    def start(edit=lambda text: text, verb="sweep", *words):
        (trainyard.folder / "data.csv").write_text(ROWS)
        (trainyard.folder / "c.yaml").write_text(edit(CONFIG))
        return trainyard.json(verb, "c.yaml", *words)

    return start


def test_a_sweep_leaves_its_study_and_its_figures(trainyard, sweep):
    done = sweep()
    files = shown(done["run"])
    assert list(files) == ["study.json"] + [f"plots/{name}.svg" for name in PLOTS]
    study = json.loads(files["study.json"])
    assert study["metric"] == "mae" and study["direction"] == "minimize"
    assert study["trials"] == {"complete": 20, "pruned": 0, "failed": 0}
    assert study["best"] == {"number": done["best"]["trial"], "value": done["best"]["value"], "params": done["best"]["params"]}
    trials = [json.loads(path.read_text()) for path in sorted((pathlib.Path(done["run"]) / "trials").glob("*.json"))]
    assert [entry["value"] for entry in study["history"]] == [trial["value"] for trial in trials]
    assert [entry["best"] for entry in study["history"]] == [min(trial["value"] for trial in trials[:n + 1]) for n in range(20)]
    for name, slice_ in study["slices"].items():
        assert slice_["x"] == [trial["params"][name] for trial in trials if name in trial["params"]], name
    for entry, trial in zip(study["intermediate_values"], trials, strict=True):
        assert entry["values"] == [fold["scores"]["mae"] for fold in trial["folds"]]
    assert trainyard.run("verify", done["run"]).returncode == 0


def test_importance_is_in_the_summary_and_adds_up_to_one(trainyard, sweep):
    done = sweep()
    importance = done["importance"]
    assert set(importance) == {"model.type", "max_depth", "learning_rate", "alpha", "features.numeric.scale"}
    assert sum(importance.values()) == pytest.approx(1) and list(importance.values()) == sorted(importance.values(), reverse=True)
    study = json.loads((pathlib.Path(done["run"]) / "study.json").read_text())
    assert study["importance"]["parameters"] == importance and study["importance"]["best_trials"] == 2
    text = trainyard.run("sweep", "c.yaml").stdout
    assert f"importance  {next(iter(importance))} 0." in text and "and 1 more in study.json" in text


def test_too_few_trials_have_no_importance(trainyard, sweep):
    done = sweep(lambda text: text.replace("trials: 20", "trials: 3"))
    assert "importance" not in done
    files = shown(done["run"])
    assert json.loads(files["study.json"])["importance"] is None
    assert b"needs at least 4 complete trials" in files["plots/parameter_importance.svg"]


def test_figures_are_well_formed_and_use_nothing_from_elsewhere(sweep):
    awkward = "features.categorical.unseen: {categorical: [other, error]}\n    max_bin: {categorical: [2, 256], when: {model.type: xgboost}}"
    for name, document in shown(sweep(lambda text: text.rstrip() + "\n    " + awkward + "\n")["run"]).items():
        if not name.endswith(".svg"):
            continue
        root = tree.fromstring(document)
        namespace = "{http://www.w3.org/2000/svg}"
        assert root.tag == namespace + "svg" and root.get("role") == "img"
        assert root.find(namespace + "title").text and root.find(namespace + "desc").text, name
        assert {element.tag for element in root.iter()} <= {namespace + tag for tag in "svg title desc style rect text path g".split()}
        attributes = {key for element in root.iter() for key in element.attrib}
        assert not any(key.startswith("on") or "href" in key for key in attributes), name


def test_equal_studies_show_the_same_bytes(sweep):
    first = sweep()
    again = sweep(lambda text: text, "sweep", "--new")
    assert again["run"] != first["run"] and shown(again["run"]) == shown(first["run"])
    trained = sweep(lambda text: text, "train")
    assert shown(trained["run"]) == shown(first["run"]), "trials that were taken over are the same trials"


def test_a_resumed_study_shows_what_an_uninterrupted_one_does(trainyard, small_config, tmp_path):
    def start(trials):
        return subprocess.Popen(trainyard.command("run", small_config(trials=trials)), cwd=tmp_path, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    count, code, _ = interrupted_search(start, tmp_path / "results")
    assert code == 75
    resumed = trainyard.json("resume", "--results", "results")
    whole = trainyard.json("run", small_config(trials=count), "--results", "whole")
    assert shown(resumed["run"]) == shown(whole["run"])


def test_a_run_without_a_search_has_no_study(trainyard, sweep):
    done = sweep(lambda text: text[:text.index("search:")], "run")
    assert not (pathlib.Path(done["run"]) / "study.json").exists() and "importance" not in done


def test_trials_draw_by_the_seed_of_the_search_and_rows_are_split_by_that_of_the_config(trainyard):
    (trainyard.folder / "data.csv").write_text(ROWS)
    base = """\
experiment: seeds
results: results
seed: 3
data: {source: data.csv, target: y}
split: {test: 0.2, folds: 3}
model: {type: xgboost, params: {n_estimators: 5, subsample: 0.5}}
"""

    def made_with(seed):
        own = "" if seed is None else f"seed: {seed}, "
        search = f"search: {{{own}sampler: random, trials: 1, start: [{{max_depth: 4}}], space: {{max_depth: {{int: [2, 6]}}}}}}\n"
        (trainyard.folder / "c.yaml").write_text(base + search)
        run = pathlib.Path(trainyard.json("sweep", "c.yaml", "--new")["run"])
        trial = json.loads((run / "trials" / "000000.json").read_text())
        assert trial["params"] == {"max_depth": 4}
        return [fold["scores"] for fold in trial["folds"]], (run / "split.h5").read_bytes()

    own, other, same, none = map(made_with, (5, 6, 3, None))
    assert own[0] != other[0] and own[0] != none[0]
    assert same[0] == none[0], "a search without a seed has the config's"
    assert own[1] == other[1] == none[1]
