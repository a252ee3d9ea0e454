"""Cautions: a doubtful choice is a warning at its place in the config, and under strict an error before any work."""

import os

import pytest

ROWS = "a,y\n" + "".join(f"{i},{i % 7 + i}\n" for i in range(100))
VERBS = ["validate", "shard", "features", "sweep", "train", "evaluate", "run"]


@pytest.fixture
def doubtful(tmp_path):
    """Writes a config whose experiment has a name that says nothing."""

    def write(more="", name="experiment_1"):
        (tmp_path / "data.csv").write_text(ROWS)
        (tmp_path / "c.yaml").write_text(
            f"experiment: {name}\nresults: results\ndata: {{source: data.csv, target: y}}\nsplit: {{test: 0.2, folds: 2}}\n"
            f"model: {{params: {{n_estimators: 2}}}}\nsearch: {{trials: 2, space: {{max_depth: {{int: [2, 3]}}}}}}\n{more}")
        return "c.yaml"

    return write


SAID = "c.yaml:1:13: experiment: 'experiment_1' says nothing about what is tried"


@pytest.mark.parametrize("verb", VERBS)
def test_a_name_that_says_nothing_is_a_warning(trainyard, doubtful, verb):
    done = trainyard.run(verb, doubtful())
    assert done.returncode == 0, done.stderr
    assert f"warning: {SAID}" in done.stderr
    assert done.stderr.count(SAID) == 1, "told once"


@pytest.mark.parametrize("verb", VERBS)
def test_under_strict_it_is_an_error_before_any_work(trainyard, doubtful, tmp_path, verb):
    done = trainyard.run(verb, doubtful(), "--strict")
    assert done.returncode == 78
    assert f"error: {SAID}" in done.stderr
    assert not (tmp_path / "results").exists()


def test_strict_comes_from_config_environment_set_and_option(trainyard, doubtful):
    def code(*words, config="", **variables):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TRAINYARD_")}
        return trainyard.run("validate", doubtful(config), *words, env={**clean, **variables}).returncode

    assert code(config="strict: true\n") == 78
    assert code(TRAINYARD_STRICT="true") == 78
    assert code("--set", "strict=true") == 78
    assert code("--set", "strict=false", config="strict: true\n") == 0
    assert code("--strict", config="strict: false\n", TRAINYARD_STRICT="false") == 78
    assert code(TRAINYARD_STRICT="yes") == 78, "true and false are the only words"


def test_a_caution_is_told_with_the_mistakes_that_the_plan_finds(trainyard, doubtful, tmp_path):
    config = doubtful()
    (tmp_path / config).write_text((tmp_path / config).read_text().replace(", target: y", ""))
    done = trainyard.run("run", config, "--strict")
    assert done.returncode == 78 and SAID in done.stderr and "data.target: is required to train" in done.stderr


def test_a_name_with_one_word_of_its_own_is_no_caution(trainyard, doubtful):
    done = trainyard.run("run", doubtful(name="test_house_value"), "--strict")
    assert done.returncode == 0, done.stderr
    assert "says nothing" not in done.stderr


def test_the_names_of_the_samples_say_something(trainyard, source):
    samples = sorted((source / "configs").glob("*.yaml"))
    assert samples
    for sample in samples:
        done = trainyard.run("validate", sample)
        assert "says nothing" not in done.stderr, sample.name
