"""The registry as its users meet it: a run becomes a version, another user approves it, it goes to Production and back."""

import hashlib
import json
import os
import pathlib
import pwd
import random
import shutil
import subprocess
import tempfile

import pytest

from conftest import Program
from registries import check_invariants, stages, write_config, write_policy


@pytest.fixture
def registered(trainyard, source, tmp_path):
    """A model with one version in Staging, and the run that it came from."""
    done = trainyard.json("run", write_config(tmp_path, source, "register: {name: house_value, stage: Staging, description: Nightly}\n"))
    assert done["registered"] == {"name": "house_value", "version": 1, "stage": "Staging", "made": True,
                                  "path": str(tmp_path / "results/models/house_value/versions/1")}
    return done


def refused(trainyard, code, part, *arguments):
    done = trainyard.run("models", *arguments)
    assert done.returncode == code and part in done.stderr, f"{arguments}: {done.returncode}\n{done.stderr}"


def test_the_same_run_is_registered_once_also_when_the_command_is_given_again(trainyard, registered, tmp_path):
    before = {path: path.read_bytes() for path in pathlib.Path(registered["run"]).rglob("*") if path.is_file()}
    again = trainyard.json("run", "linear.yaml")
    assert again["status"] == "skipped" and again["registered"]["version"] == 1 and again["registered"]["made"] is False
    assert {path: path.read_bytes() for path in pathlib.Path(registered["run"]).rglob("*") if path.is_file()} == before
    assert "registered" not in trainyard.json("runs", "repeat", registered["run"]), "a repetition is no new version"
    assert stages(trainyard) == {1: "Staging"}
    shutil.rmtree(tmp_path / "results/models")
    (tmp_path / "results/audit.jsonl").unlink()  # as if it had been killed between the run and its registration
    assert trainyard.json("run", "linear.yaml")["registered"]["made"] is True


def test_predictions_of_a_stage_are_those_of_its_run(trainyard, registered, tmp_path):
    by_run = trainyard.json("predict", "--model", registered["run"], "--input", "housing.csv")
    by_stage = trainyard.json("predict", "--model", "house_value@Staging", "--input", "housing.csv")
    by_number = trainyard.json("predict", "--model", "house_value@1", "--input", "housing.csv", "--output", "out.csv")
    assert by_stage["csv"] == by_run["csv"] == (tmp_path / "out.csv").read_text()
    assert by_stage["model_version"] == by_number["model_version"] == {"name": "house_value", "version": 1, "stage": "Staging"}
    done = trainyard.run("predict", "--model", "house_value@Production", "--input", "housing.csv")
    assert done.returncode == 66 and "no version in Production" in done.stderr
    model = tmp_path / "results/models/house_value/versions/1/model/model.json"
    model.write_bytes(model.read_bytes()[:-2] + b" \n")
    done = trainyard.run("predict", "--model", "house_value@1", "--input", "housing.csv")
    assert done.returncode == 65 and "model.json" in done.stderr


def test_check_replays_every_example_and_measures_single_rows(trainyard, registered, tmp_path):
    found = trainyard.json("models", "check", "house_value@Staging")
    examples = json.loads((tmp_path / "results/models/house_value/versions/1/model/examples.json").read_text())["rows"]
    assert found["verdict"] == "passed" and found["examples"] == len(examples) > 0
    assert found["answers"] == 1000 and found["differences"] == 0
    assert 0 < found["latency_ms"]["p50"] <= found["latency_ms"]["p99"]
    check = trainyard.json("models", "show", "house_value", "1")["check"]
    assert check["verdict"] == "passed" and check["checksum"] == trainyard.json("models", "show", "house_value", "1")["checksum"]


def test_what_may_not_be_is_refused_with_the_remedy(trainyard, registered, tmp_path):
    refused(trainyard, 77, "models approve house_value 1 --reason", "promote", "house_value", "1", "--to", "Production")
    refused(trainyard, 77, "another user", "approve", "house_value", "1", "--reason", "mine")
    refused(trainyard, 66, "it has 1", "promote", "house_value", "2", "--to", "Staging")
    refused(trainyard, 66, "did you mean 'house_value'", "show", "house_valeu")
    refused(trainyard, 66, "nothing to go back to", "rollback", "house_value", "--reason", "why")
    refused(trainyard, 64, "--reason", "rollback", "house_value")
    refused(trainyard, 64, "--reason", "approve", "house_value", "1")
    refused(trainyard, 64, "did you mean 'Production'", "promote", "house_value", "1", "--to", "Prodction")
    refused(trainyard, 64, "not the number of a version", "promote", "house_value", "one", "--to", "Staging")
    refused(trainyard, 64, "belongs to `models promote`", "approve", "house_value", "1", "--to", "Staging")
    refused(trainyard, 64, "VERSION is missing", "archive", "house_value")
    refused(trainyard, 78, "cannot be a name", "register", "../house", registered["run"])
    refused(trainyard, 66, "no run", "register", "house_value", "20990101")
    environment = {**os.environ, "USER": "somebody", "LOGNAME": "somebody", "HOME": "/nowhere"}
    done = trainyard.run("models", "approve", "house_value", "1", "--reason", "I am another", env=environment)
    assert done.returncode == 77, "a user is the effective uid, whatever the environment says"
    write_policy(tmp_path, "production: {approvals: 0, check: required}\n")
    refused(trainyard, 77, "models check house_value@1", "promote", "house_value", "1", "--to", "Production")
    metrics = pathlib.Path(registered["run"]) / "metrics.json"
    metrics.write_text(metrics.read_text().replace("rmse", "rmsf"))
    refused(trainyard, 65, "metrics.json", "register", "house_value", registered["run"])
    assert stages(trainyard) == {1: "Staging"}


def sealed(text):
    """The text of a JSON document that ends in its own digest, with the digest that it should have."""
    body = text[: text.rindex(',\n  "digest"')]
    return f'{body},\n  "digest": "{hashlib.sha256((body + chr(10) + "}").encode()).hexdigest()}"\n}}\n'


def republish(run, name, text):
    """Writes a file of a published run, and its manifest to match."""
    (run / name).write_text(text)
    manifest = json.loads((run / "manifest.json").read_text())
    entry = {"path": name, "size": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    files = [file for file in manifest["files"] if file["path"] != name] + [entry]
    manifest["files"] = sorted(files, key=lambda file: file["path"].encode())
    (run / "manifest.json").write_text(sealed(json.dumps(manifest, indent=2) + "\n"))


def failed_gates(run):
    gates = [{"metric": "rmse", "rule": "max", "value": 2, "limit": 1, "passed": False}]
    republish(run, "gates.json", json.dumps({"verdict": "failed", "gates": gates}))


def test_a_run_whose_gates_failed_is_registered_only_by_force_and_on_record(trainyard, source, tmp_path):
    run = pathlib.Path(trainyard.json("run", write_config(tmp_path, source))["run"])
    failed_gates(run)
    assert trainyard.run("verify", run).returncode == 0
    refused(trainyard, 1, "gates failed", "register", "house_value", run)
    refused(trainyard, 64, "--reason", "register", "house_value", run, "--force")
    refused(trainyard, 64, "--reason", "register", "house_value", run, "--force", "--reason", " ")
    assert stages(trainyard) == {}
    with open(tmp_path / "linear.yaml", "a") as config:
        config.write("register: {name: house_value}\n")
    again = trainyard.run("run", "linear.yaml", "--json")
    assert again.returncode == 1 and json.loads(again.stdout)["registered"] is None
    made = trainyard.json("models", "register", "house_value", run, "--force", "--reason", "the only one that there is")
    assert made["forced"] is True
    assert trainyard.json("models", "show", "house_value@1")["forced_reason"] == "the only one that there is"
    assert "forced         the only one that there is" in trainyard.run("models", "show", "house_value", "1").stdout
    assert trainyard.json("models", "history", "house_value")["changes"][0]["reason"] == "the only one that there is"
    assert "although its gates failed: the only one" in (tmp_path / "results/models/house_value/versions/1/card.md").read_text()


def test_train_is_no_way_round_the_gates(trainyard, source, tmp_path):
    run = trainyard.json("train", write_config(tmp_path, source, "gates: [{metric: rmse, max: 1}]\n"))["run"]
    refused(trainyard, 1, "gates were not evaluated", "register", "house_value", run)
    assert trainyard.json("models", "register", "house_value", run, "--force", "--reason", "a trial")["forced"] is True


def test_the_card_holds_the_owners_text_and_the_version_its_tags(trainyard, registered, tmp_path):
    (tmp_path / "card.md").write_text("## Intended use\n\nPricing of houses in California, by people.\n")
    made = trainyard.json("models", "register", "house_value", registered["run"], "--card", "card.md", "--tag", "team=pricing", "--description", "second")
    card = (pathlib.Path(made["path"]) / "card.md").read_text()
    assert "Pricing of houses in California" in card and "| rmse |" in card and f"rows: {400}" in card
    text = trainyard.run("models", "show", "house_value@2").stdout
    assert "team=pricing" in text and "second" in text and "forced" not in text
    shown = trainyard.json("models", "show", "house_value@2")
    assert shown["forced"] is False and shown["forced_reason"] is None
    assert shown["tags"] == {"team": "pricing"} and shown["description"] == "second" and shown["stage"] == "None"
    assert shown["lineage"]["run"]["path"] == str(pathlib.Path(registered["run"]).relative_to(tmp_path / "results"))
    listed = trainyard.json("models", "list")["models"]
    assert [(model["name"], model["versions"], model["production"], model["staging"]) for model in listed] == [("house_value", 2, None, [1])]


def test_a_card_is_a_text_file_of_bounded_size_and_a_tag_has_one_value(trainyard, registered, tmp_path):
    register = ["register", "house_value", registered["run"]]
    (tmp_path / "large.md").write_text("x" * (1 << 20) + "x")
    (tmp_path / "latin.md").write_bytes(b"# Zweck\n\nH\xe4user\n")
    (tmp_path / "nul.md").write_bytes(b"# Use\0\n")
    refused(trainyard, 65, "not a regular file", *register, "--card", "/dev/zero")
    refused(trainyard, 65, "larger than 1 MiB", *register, "--card", "large.md")
    refused(trainyard, 65, "line 3, byte 2: a byte that is not UTF-8", *register, "--card", "latin.md")
    refused(trainyard, 65, "a NUL byte", *register, "--card", "nul.md")
    refused(trainyard, 66, "no such file", *register, "--card", "none.md")
    refused(trainyard, 64, "'team' is given twice", *register, "--tag", "team=a", "--tag", "team=b")
    assert stages(trainyard) == {1: "Staging"}


def git(folder, *words):
    return subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_tag_marks_the_commit_that_the_run_was_made_from(trainyard, source, tmp_path):
    write_config(tmp_path, source)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "linear.yaml")
    git(tmp_path, "commit", "-qm", "config")
    commit = git(tmp_path, "rev-parse", "HEAD").strip()
    run = trainyard.json("run", "linear.yaml")["run"]
    git(tmp_path, "commit", "-qm", "later", "--allow-empty")
    trainyard.json("models", "register", "house_value", run)
    promoted = trainyard.json("models", "promote", "house_value", "1", "--to", "Staging", "--git-tag")
    assert promoted["git_tag"] == "house_value-v1"
    assert git(tmp_path, "rev-parse", "house_value-v1^{commit}").strip() == commit
    assert "not committed" not in git(tmp_path, "tag", "-n9", "-l", "house_value-v1")
    git(tmp_path, "tag", "-f", "house_value-v2", "HEAD")
    trainyard.json("models", "register", "house_value", run)
    refused(trainyard, 73, "house_value-v2 exists already", "promote", "house_value", "2", "--to", "Staging", "--git-tag")
    assert stages(trainyard) == {1: "Staging", 2: "None"}, "what cannot be tagged is not promoted"
    git(tmp_path, "tag", "-f", "house_value-v3", "HEAD")
    refused(trainyard, 73, "house_value-v3 exists already", "register", "house_value", run, "--git-tag")
    assert stages(trainyard) == {1: "Staging", 2: "None"}, "nor registered"
    git(tmp_path, "tag", "-d", "house_value-v3")
    assert trainyard.json("models", "register", "house_value", run, "--git-tag")["git_tag"] == "house_value-v3"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_tag_of_a_run_from_changed_files_says_so(trainyard, source, tmp_path):
    config = write_config(tmp_path, source)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "linear.yaml")
    git(tmp_path, "commit", "-qm", "config")
    config.write_text(config.read_text() + "seed: 3\n")
    trainyard.json("models", "register", "house_value", trainyard.json("run", "linear.yaml")["run"], "--git-tag")
    assert "made with changes that were not committed" in git(tmp_path, "tag", "-n9", "-l", "house_value-v1")


def test_git_tag_without_a_commit_changes_nothing(trainyard, registered):
    refused(trainyard, 66, "not made from a git commit", "promote", "house_value", "1", "--to", "None", "--git-tag")
    refused(trainyard, 66, "house_value version 2 was not made from a git commit", "register", "house_value", registered["run"], "--git-tag")
    assert stages(trainyard) == {1: "Staging"}


def test_a_line_of_the_audit_that_was_edited_puts_every_model_in_doubt_but_no_folder(trainyard, registered, tmp_path):
    trainyard.json("models", "register", "other", registered["run"])
    audit = tmp_path / "results/audit.jsonl"
    kept = audit.read_text()
    audit.write_text(kept.replace("Nightly", "nightly") if "Nightly" in kept else kept.replace('"action":"register"', '"action":"Register"', 1))
    assert audit.read_text() != kept
    for model in "house_value@1", "other@1":
        done = trainyard.run("predict", "--model", model, "--input", "housing.csv", "--output", "p.csv")
        assert done.returncode == 65 and "audit.jsonl:" in done.stderr and "restore the file from a copy" in done.stderr, "it may be of either"
        assert f"--model {tmp_path}/results/models/NAME/versions/N" in done.stderr and not (tmp_path / "p.csv").exists()
    assert trainyard.run("predict", "--model", "results/models/other/versions/1", "--input", "housing.csv", "--output", "p.csv").returncode == 0
    audit.write_text(kept)
    assert trainyard.run("predict", "--model", "other@1", "--input", "housing.csv", "--output", "q.csv").returncode == 0
    assert (tmp_path / "p.csv").read_bytes() == (tmp_path / "q.csv").read_bytes()


def test_verify_follows_the_lineage_and_replays_every_model(trainyard, registered, tmp_path):
    whole = trainyard.json("verify", "results")
    assert whole["replayed"] == 2 and whole["audit"]["lines"] == 1 and whole["versions"] == []
    assert trainyard.json("verify", "results/models/house_value")["problems"] == []
    shutil.rmtree(registered["run"])
    done = trainyard.run("verify", "results", "--json")
    assert done.returncode == 1 and "its run is missing" in done.stdout
    assert trainyard.run("predict", "--model", "house_value@1", "--input", "housing.csv").returncode == 0


def test_verify_says_which_models_another_version_made(trainyard, source, tmp_path):
    run = pathlib.Path(trainyard.json("run", write_config(tmp_path, source))["run"])
    index = (run / "model/bundle.json").read_text()
    now = json.loads(index)["versions"]["trainyard"]
    republish(run, "model/bundle.json", sealed(index.replace(f'"trainyard": "{now}"', '"trainyard": "0.0.1"')))
    found = trainyard.json("verify", "results")
    assert found["versions"] == [{"path": str(run), "library": "trainyard", "was": "0.0.1", "is": now}]


def test_verify_finds_a_flipped_byte_in_every_file_of_a_results_directory(trainyard, registered, tmp_path):
    write_policy(tmp_path, "production: {approvals: 0}\n")
    trainyard.json("models", "promote", "house_value", "1", "--to", "Production")
    assert trainyard.run("verify", "results").returncode == 0
    files = sorted(path for path in (tmp_path / "results").rglob("*") if path.is_file())
    assert {"audit.jsonl", "stages.json", "policy.yaml", "card.md", "version.json", "manifest.json", "layout.json"} <= {file.name for file in files}
    chance = random.Random(7)
    for file in files:
        content = file.read_bytes()
        if not content:
            continue
        position = chance.randrange(len(content))
        file.write_bytes(content[:position] + bytes([content[position] ^ 0x20]) + content[position + 1:])
        done = trainyard.run("verify", "results")
        assert done.returncode == 1 and str(file.relative_to(tmp_path)) in done.stdout, f"byte {position} of {file}:\n{done.stdout}{done.stderr}"
        file.write_bytes(content)
    assert trainyard.run("verify", "results").returncode == 0


class As(Program):
    """The program under another user and group."""

    def __init__(self, folder, user, group):
        super().__init__(folder)
        self.identity = {"user": user, "group": group, "extra_groups": [], "umask": 0o027}

    def run(self, *arguments, **options):
        return super().run(*arguments, **self.identity, **options)


@pytest.fixture
def two_users(source):
    """Two users who share a results directory by its group; the first has made a run in it."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to run the program as two users")
    try:
        first, second = pwd.getpwnam("daemon"), pwd.getpwnam("bin")
    except KeyError:
        pytest.skip("needs the users daemon and bin")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="trainyard-users-"))
    try:
        os.chmod(folder, 0o755)
        write_config(folder, source)
        (folder / "results").mkdir()
        os.chown(folder / "results", first.pw_uid, first.pw_gid)
        os.chmod(folder / "results", 0o2770)
        users = As(folder, first.pw_uid, first.pw_gid), As(folder, second.pw_uid, first.pw_gid)
        try:
            reachable = users[0].run("--version").returncode == 0
        except PermissionError:
            reachable = False
        if not reachable:
            pytest.skip("needs a program that other users may run")
        yield users
    finally:
        shutil.rmtree(folder)


def test_another_user_approves_and_both_work_in_one_registry(two_users):
    one, two = two_users
    run = one.json("run", "linear.yaml")["run"]
    one.json("models", "register", "house_value", run, "--stage", "Staging")
    refused(one, 77, "another user", "approve", "house_value", "1", "--reason", "mine")
    approved = two.json("models", "approve", "house_value", "1", "--reason", "looked at the worst rows")
    assert [approval["user"] for approval in approved["approvals"]] == ["bin"]
    assert two.json("models", "approve", "house_value", "1", "--reason", "again")["status"] == "skipped"
    one.json("models", "promote", "house_value", "1", "--to", "Production", "--reason", "better")
    two.json("models", "register", "house_value", run)  # the other way round
    refused(one, 77, "0 of 1 approvals", "promote", "house_value", "2", "--to", "Production")
    refused(two, 77, "another user", "approve", "house_value", "2", "--reason", "mine")
    one.json("models", "approve", "house_value", "2", "--reason", "fine")
    two.json("models", "promote", "house_value", "2", "--to", "Production")
    assert stages(one) == {1: "Archived", 2: "Production"}
    one.json("models", "rollback", "house_value", "--reason", "predicts too high")
    assert check_invariants(two) == {1: "Production", 2: "Archived"}
    changes = [(line["user"], line["action"], line["version"], line["reason"]) for line in one.json("models", "history", "house_value")["changes"]]
    assert changes == [("daemon", "register", 1, None), ("bin", "approve", 1, "looked at the worst rows"), ("daemon", "promote", 1, "better"),
                       ("bin", "register", 2, None), ("daemon", "approve", 2, "fine"), ("bin", "promote", 2, None),
                       ("daemon", "rollback", 1, "predicts too high")]


def test_only_those_whom_the_policy_names_approve(two_users):
    one, two = two_users
    run = one.json("run", "linear.yaml")["run"]
    one.json("models", "register", "house_value", run)
    write_policy(one.folder, "production: {approvers: [carol, dave]}\n")
    refused(two, 77, "carol, dave", "approve", "house_value", "1", "--reason", "fine")
    write_policy(one.folder, "production: {approvers: [bin], approvals: 1}\n")
    two.json("models", "approve", "house_value", "1", "--reason", "fine")
    one.json("models", "promote", "house_value", "1", "--to", "Production")
    check_invariants(one)
