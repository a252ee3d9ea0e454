"""A small results directory with one run of a linear model, and the registry in it, as a user drives it."""

import json
import pathlib
import subprocess

CONFIG = """\
experiment: house_linear
results: {results}
data: {{source: {source}, target: median_house_value}}
split: {{test: 0.2}}
features: {{numeric: {{impute: median}}}}
model: {{type: linear}}
{more}"""

ROWS = 400


def small_table(source, folder):
    """The first rows of the housing data, so that everything is quick."""
    table = folder / "housing.csv"
    table.write_text("\n".join((source / "data" / "housing.csv").read_text().splitlines()[: ROWS + 1]) + "\n")
    return table


def write_config(folder, source, more="", results="results"):
    config = folder / "linear.yaml"
    config.write_text(CONFIG.format(results=folder / results, source=small_table(source, folder), more=more))
    return config


def write_policy(folder, text, results="results"):
    (folder / results / "policy.yaml").write_text(text)


def stages(trainyard, name="house_value"):
    """{version: stage}; empty when there is no such model."""
    done = trainyard.run("models", "show", name, "--json")
    if done.returncode == 66:
        return {}
    assert done.returncode == 0, done.stderr
    return {version["version"]: version["stage"] for version in json.loads(done.stdout)["versions"]}


def check_invariants(trainyard, results="results", name="house_value"):
    """No problem anywhere, at most one version in Production, every version on record whole. Returns the stages."""
    verified = trainyard.run("verify", results, "-q")
    assert verified.returncode == 0, verified.stdout
    now = stages(trainyard, name)
    assert list(now.values()).count("Production") <= 1, now
    folder = pathlib.Path(trainyard.folder) / results / "models" / name / "versions"
    for version in now:
        assert (folder / str(version) / "manifest.json").is_file(), f"version {version} is on record and not there"
    return now


def started(trainyard, *arguments, **options):
    return subprocess.Popen(trainyard.command(*arguments), cwd=trainyard.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
