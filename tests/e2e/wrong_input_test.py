"""Every row of docs/wrong-input.md is made and run: the exit code is the row's, and every `…` of its answer is printed.

A case here says how the input is made; what the answer must be stands in the document alone.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest

from wrong_input_cases import Case, READ_ONLY, config, may_mount, results, wide
from wrong_model_cases import CASES

SET_ASIDE = ["short-row", "long-row", "text-after-quote", "nul-in-a-value", "value-not-utf-8", "text-in-a-number", "infinite-value", "overflow",
             "integer-overflow", "one-decimal-comma", "one-thousands-separator", "target-missing-in-a-row"]
ACCEPTED = ["byte-order-mark", "windows-line-ends", "old-mac-line-ends", "no-last-line-end", "gzip", "zstd", "mixed-line-ends"]


@dataclasses.dataclass
class Row:
    id: str
    exit: int
    answers: list


def document_rows():
    """Rows of the document's tables: `id`, what is wrong, exit code, answer."""
    path = pathlib.Path(os.environ.get("TRAINYARD_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2])) / "docs" / "wrong-input.md"
    rows = []
    for line in path.read_text().splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"`[a-z0-9-]+`", cells[0]):
            rows.append(Row(cells[0].strip("`"), int(cells[2]), re.findall(r"`([^`]+)`", cells[3])))
    return rows


DOCUMENT = document_rows()


def perform(case, trainyard):
    """Makes the input in the test's folder and runs the command; the folder is cut out of what is printed."""
    folder = trainyard.folder
    if case.data is not None:
        (folder / "data.csv").write_bytes(case.data)
    if case.config is not None:
        text = case.config if isinstance(case.config, bytes) else case.config.replace("{folder}", folder.name).encode()
        (folder / "c.yaml").write_bytes(text)
    case.prepare(folder, trainyard)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRAINYARD_")}
    done = subprocess.run([*case.before, *trainyard.command(*case.words)], cwd=folder, capture_output=True, timeout=300, env={**clean, **case.environment})
    printed = (done.stdout + done.stderr).decode(errors="replace")
    return done.returncode, printed.replace(f"{folder}/", "").replace(str(folder), ".")


def published(folder, what):
    """Folders with a manifest below results/datasets or results/experiments."""
    return [path.parent for path in (folder / "results" / what).rglob("manifest.json")]


def test_the_document_has_a_row_for_every_case_and_no_other():
    ids = [row.id for row in DOCUMENT]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == sorted(CASES)
    assert all(row.answers for row in DOCUMENT), "a row shows nothing of what is printed"


@pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in DOCUMENT])
def test_wrong_input_is_answered_as_documented(trainyard, row):
    case = CASES[row.id]
    if case.before == READ_ONLY and not may_mount():
        pytest.skip("a read-only file system needs the right to mount")
    code, printed = perform(case, trainyard)
    assert code == row.exit, printed
    for answer in row.answers:
        pattern = ".*".join(re.escape(part) for part in answer.split("…"))
        assert re.search(pattern, printed), f"not printed: {answer}\n{printed}"
    assert "bug in trainyard" not in printed and "terminate" not in printed and "hunter2" not in printed and "ghp_" not in printed
    if case.words[0] == "monitor":
        verbs = [json.loads(path.read_text())["verb"] for path in trainyard.folder.glob("results/experiments/*/runs/**/run.json")]
        assert "monitor" not in verbs, "a run is left behind"
    elif code != 0 and case.words[0] != "predict":
        assert not published(trainyard.folder, "experiments")
        assert not list(trainyard.folder.glob("results/experiments/*/runs/.pending/*/run.json")) or case.words[0] == "resume"
        assert bool(published(trainyard.folder, "datasets")) == case.dataset
    if code != 0:
        assert not (trainyard.folder / "predictions.csv").exists() and not (trainyard.folder / "features.csv").exists()


@pytest.mark.parametrize("name", SET_ASIDE)
def test_a_row_that_alone_is_wrong_is_set_aside_with_its_place(trainyard, name):
    code, printed = perform(CASES[name], trainyard)
    assert code == 0, printed
    (folder,) = published(trainyard.folder, "datasets")
    (line,) = (folder / "quarantine.csv").read_text().splitlines()[1:]
    assert f"{trainyard.folder}/data.csv,12,10," in line
    with h5py.File(folder / "shards" / "part-00000.h5") as shard:
        assert list(shard["rows/number"][:]) == [i for i in range(200) if i != 10]


@pytest.mark.parametrize("name", ACCEPTED)
def test_other_spellings_of_a_csv_file_give_the_rows_of_the_plain_one(trainyard, name, tmp_path):
    def columns(folder):
        with h5py.File(folder / "shards" / "part-00000.h5") as shard:
            values = {key: shard["columns"][key][:] for key in shard["columns"]}
            texts = {key: list(shard["dictionaries"][key][:]) for key in shard["dictionaries"]}
        return values, texts

    code, printed = perform(CASES[name], trainyard)
    assert code == 0, printed
    (folder,) = published(tmp_path, "datasets")
    found, texts = columns(folder)
    shutil.rmtree(tmp_path / "results")
    assert perform(Case(), trainyard)[0] == 0
    (folder,) = published(tmp_path, "datasets")
    expected, expected_texts = columns(folder)
    assert found.keys() == expected.keys() and len(found) == 4 and texts == expected_texts
    assert all(np.array_equal(found[key], expected[key]) for key in expected)


@pytest.mark.slow
def test_a_hundred_thousand_columns_are_answered_as_five_thousand(trainyard):
    code, printed = perform(dataclasses.replace(CASES["very-many-columns"], data=wide(100_000)), trainyard)
    assert code == 0, printed
    assert "100000 columns ('w0', 'w1', 'w2', 'w3', 'w4', …) have the same value in every row; they are kept" in printed
    assert "200 rows, 0 in quarantine" in printed and len(printed) < 2000


def test_validate_finds_what_run_would_refuse(trainyard):
    for name in ["empty-file", "unclosed-quote", "too-many-bad-rows", "decimal-commas", "semicolons", "target-absent", "unknown-feature-column"]:
        for path in trainyard.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        code, printed = perform(dataclasses.replace(CASES[name], words=("validate", "c.yaml")), trainyard)
        assert code == next(row.exit for row in DOCUMENT if row.id == name), printed
        assert not (trainyard.folder / "results").exists(), "validate changes nothing"


def test_a_resumed_run_has_the_config_it_was_started_with(trainyard):
    code, printed = perform(CASES["config-changed-before-resume"], trainyard)
    assert code == 0, printed
    (run,) = published(trainyard.folder, "experiments")
    assert "int: [2, 6]" in (run / "config.yaml").read_text()
    depths = {json.loads(path.read_text())["params"]["max_depth"] for path in (run / "trials").glob("*.json")}
    assert depths > {2, 3}, "trials of the old space"
