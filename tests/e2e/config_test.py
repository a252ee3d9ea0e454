"""The JSON Schema, the generated reference and the sample, against the program. `jsonschema` is the oracle of the schema's verdict."""

import concurrent.futures
import copy
import json
import os

import jsonschema
import pytest
import yaml

# Every option once, at a value that is not its default. The source does not exist: a good config ends with 66, a bad one with 78.
FULL = {
    "experiment": "house_value", "description": "words", "tags": {"team": "pricing"}, "seed": 7, "strict": True,
    "data": {"source": ["absent.csv"], "target": "y", "task": "regression", "schema": "absent.yaml", "drop": ["z"],
             "weight": "w", "timestamp": "t", "pos_label": "yes", "class_weight": {"yes": 2.5},
             "on_bad_row": "fail", "max_bad_rows": 0.5, "shard_rows": 10},
    "split": {"method": "time", "gap": "1d", "test": 0.5, "folds": 3},
    "features": {"derive": {"d": "a / b"}, "numeric": {"impute": "constant", "fill": 1.5, "scale": "minmax"},
                 "categorical": {"impute": "missing", "encode": "ordinal", "min_frequency": 2, "unseen": "error"},
                 "columns": {"a": {"impute": "constant", "fill": 2, "scale": "none"}, "c": {"encode": "onehot", "unseen": "other"}}},
    "model": {"type": "xgboost", "threshold": {"f_beta": 2}, "checkpoint_rounds": 10,
              "params": {"max_depth": 3, "eta": 0.1, "objective": "reg:squarederror"}},
    "search": {"sampler": "random", "trials": 3, "timeout": "1h", "metric": "mae", "seed": 3,
               "space": {"subsample": {"float": [0.5, 1], "step": 0.25}, "max_bin": {"int": [16, 64], "log": True},
                         "grow_policy": {"categorical": ["depthwise", "lossguide"]}}},
    "evaluate": {"metrics": ["mae", "rmse"]},
    "tracking": {"mlflow": "https://mlflow.example.org:5000/team"}, "device": "cpu", "threads": 1, "memory": "1GiB", "results": "r",
}

# Shapes to put in every place. None of them is a sound range or name that only a relation between two keys would refuse.
STRANGERS = [None, True, -1, 0.5, 3, 10**18, "", "word", [], {"word": 1}]

# Beyond shape: told by the program alone.
RELATIONS = ["must hold exactly one of f_beta, cost", "is above high", "is used by 'impute: constant' only", "must be at least 2 with a search", "is wider than the range",
             "must be above 0; is", "is for category columns", "log needs a low above 0", "expected a number, a column name",
             "time needs data.timestamp", "is for method time", "does not go with cutoff", "split.cutoff: '", "is required by method",
             "is for the methods group and column", "split.test: must be a number", "split.test: must be at least 0 and below 1",
             "split.test: must be a path", "split.test[0]: must be a path", "split.test[1]: must be a path",
             "says nothing about what is tried", "is for drawn values", "is less than the grid's", "a grid of a float needs a step"]

# The other ways to split, to be put in the place of the one above.
SPLITS = [{"method": "time", "cutoff": "2012-10-01", "folds": 3}, {"method": "group", "column": "g", "test": 0.1},
          {"method": "column", "column": "g", "test": ["a", 1, True]}, {"method": "file", "test": ["b.csv", "c.csv"]}]


@pytest.fixture(scope="module")
def schema(source):
    return json.loads((source / "configs" / "trainyard.schema.json").read_text())


@pytest.fixture(scope="module")
def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def paths(value, path=()):
    """Every place of a document, its top excepted."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield path + (key,)
        yield from paths(child, path + (key,))


def parent(document, path):
    for key in path[:-1]:
        document = document[key]
    return document


def mutants():
    """(what was done, document): every place with every stranger, without it, and with an unknown neighbour."""
    yield "nothing", FULL
    for place in ("source", "schema"):
        yield f"data.{place} = ~/x", {**FULL, "data": {**FULL["data"], place: "~/x"}}
    unsearched = {key: value for key, value in FULL.items() if key != "search"}
    yield "another family", {**unsearched, "model": {"type": "baseline", "params": {"strategy": "median"}}}
    yield "another family's parameters", {**unsearched, "model": {"type": "baseline", "params": {"max_depth": 3}}}
    yield "another family's space", {**FULL, "model": {"type": "baseline"}}
    yield "a grid", {**FULL, "search": {"sampler": "grid", "space": {"subsample": {"float": [0.5, 1], "step": 0.25}}}}
    yield "a grid that is none", {**FULL, "search": {**FULL["search"], "sampler": "grid"}}
    for split in SPLITS:
        full = {**FULL, "split": split}
        yield f"split = {split}", full
        yield from changed(full, [("split", *path) for path in paths(split)])
    yield from changed(FULL, paths(FULL))


def changed(full, places):
    for path in places:
        name = ".".join(map(str, path))
        for stranger in STRANGERS:
            document = copy.deepcopy(full)
            parent(document, path)[path[-1]] = stranger
            yield f"{name} = {stranger!r}", document
        document = copy.deepcopy(full)
        del parent(document, path)[path[-1]]
        yield f"without {name}", document
        if isinstance(path[-1], str) and path[0] not in ("tags",):
            document = copy.deepcopy(full)
            parent(document, path)["unheard_of"] = 1
            yield f"unknown key beside {name}", document


def test_schema_file_is_what_the_program_prints(trainyard, source):
    printed = trainyard.run("docs", "schema")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == (source / "configs" / "trainyard.schema.json").read_text()


def test_reference_file_is_what_the_program_prints(trainyard, source):
    printed = trainyard.run("docs", "reference")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == (source / "configs" / "REFERENCE.md").read_text()


def test_schema_and_program_agree_on_every_mutant(trainyard, validator, tmp_path):
    corpus = list(mutants())
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRAINYARD_")}

    def program_accepts(numbered):
        number, (_, document) = numbered
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document))
        done = trainyard.run("validate", file, env=environment)
        assert done.returncode in (65, 66, 78), (document, done.returncode, done.stderr)
        beyond_shape = done.returncode == 78 and all(
            any(relation in line for relation in RELATIONS) for line in done.stderr.splitlines() if ".json:" in line)
        return done.returncode != 78 or beyond_shape, done.stderr

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(program_accepts, enumerate(corpus)))
    disagreements = [f"{what}: schema {'accepts' if by_schema else 'refuses'}, program says: {said.strip() or 'fine'}"
                     for (what, document), (by_program, said) in zip(corpus, verdicts)
                     if (by_schema := validator.is_valid(document)) != by_program]
    assert not disagreements, "\n".join(disagreements)
    accepted = sum(by_program for by_program, _ in verdicts)
    assert 50 < accepted < len(corpus) - 50, f"{accepted} of {len(corpus)} accepted: the corpus tells nothing"


@pytest.mark.parametrize("text", ["description: no", "description: off", "description: 010", "tags: {build: 010}", "seed: 010"])
def test_words_mean_what_their_key_says(trainyard, tmp_path, text):
    file = tmp_path / "c.yaml"
    file.write_text(f"experiment: e\ndata: {{source: absent.csv}}\n{text}\n")
    done = trainyard.run("validate", file)
    assert done.returncode == 66, done.stderr


def test_sample_is_good_by_schema_and_program(trainyard, validator, source):
    sample = source / "configs" / "housing.yaml"
    validator.validate(yaml.safe_load(sample.read_text()))
    done = trainyard.run("validate", sample, "--results", "r")
    assert done.returncode == 0, done.stderr


def test_all_mistakes_are_told_at_once(trainyard, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        "experiment: e\n"
        "data: {source: absent.csv}\n"
        "search:\n"
        "  space:\n"
        "    max_depth: {int: [10, 3]}\n"
        "    learnin_rate: {float: [0.1, 0.3]}\n"
        "modle: {}\n")
    done = trainyard.run("validate", "bad.yaml")
    assert done.returncode == 78
    assert "bad.yaml:5:16: search.space.max_depth: low (10) is above high (3)" in done.stderr
    assert "bad.yaml:6:19: search.space.learnin_rate: " in done.stderr and "did you mean 'learning_rate'?" in done.stderr
    assert "bad.yaml:7:1: modle: unknown key, did you mean 'model'?" in done.stderr
