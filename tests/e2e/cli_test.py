"""The command line as a user meets it: help, mistakes, exit codes, JSON, completion, signals."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from halted import interrupted_search

TRAINYARD = os.environ["TRAINYARD"]
SOURCE = Path(os.environ.get("TRAINYARD_SOURCE_DIR", Path(__file__).parents[2]))
VERBS = "validate shard features sweep train evaluate run nightly submit predict serve monitor export resume runs report models verify doctor completion".split()
HELP_LINES = 60


def trainyard(*arguments, cwd=None, env=None, **options):
    """Runs the program without any TRAINYARD_* of the caller's environment."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TRAINYARD_")}
    return subprocess.run(
        [TRAINYARD, *map(str, arguments)], capture_output=True, text=True, timeout=600, cwd=cwd, env={**clean, **(env or {})}, **options
    )


def verbs_in_help():
    section = trainyard("--help").stdout.split("\nVerbs")[1].split("\n\n")[0]
    return [line.split()[0] for line in section.splitlines()[1:]]


def options_in_help(verb):
    return re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", trainyard(verb, "--help").stdout, re.MULTILINE)


# --- threads


@pytest.mark.parametrize("asked, waits", [(None, "PASSIVE"), ("active", "ACTIVE")])
def test_threads_wait_without_spinning_unless_the_user_says_so(asked, waits):
    env = {"OMP_DISPLAY_ENV": "true", **({"OMP_WAIT_POLICY": asked} if asked else {})}
    assert f"OMP_WAIT_POLICY = '{waits}'" in trainyard("--version", env=env).stderr


# --- help and version


def test_without_arguments_prints_the_help_and_fails_with_64():
    done = trainyard()
    assert done.returncode == 64
    assert done.stdout == ""
    assert done.stderr == trainyard("--help").stdout


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_every_verb_and_every_exit_code(words):
    done = trainyard(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert verbs_in_help() == VERBS
    for code in (0, 1, 64, 65, 66, 69, 70, 71, 73, 74, 75, 77, 78):
        assert re.search(rf"\b{code} [a-z]", done.stdout.split("Exit codes:")[1]), code
    assert done.stdout.index("Examples:") < done.stdout.index("Verbs")


@pytest.mark.parametrize("words", [["--help"], *[[verb, "--help"] for verb in VERBS + ["docs"]]])
def test_help_fits_on_a_screen(words):
    lines = trainyard(*words).stdout.splitlines()
    assert len(lines) <= HELP_LINES
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb_has_usage_then_examples_then_options(verb):
    done = trainyard(verb, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: trainyard {verb}")
    examples, options = done.stdout.split("\nExamples:\n")[1].split("\nCommon options:\n")
    assert f"  trainyard {verb}" in examples or f"(trainyard {verb}" in examples
    for option in ["--results", "--device", "--threads", "--json", "-v, --verbose", "-q, --quiet", "-h, --help"]:
        assert option in options
    assert done.stdout == trainyard(verb, "-h").stdout == trainyard("help", verb).stdout


@pytest.mark.parametrize("verb", ["models", "runs"])
def test_help_of_an_action_tells_of_it_alone(verb):
    whole = trainyard(verb, "--help").stdout
    actions = re.match(rf"Usage: trainyard {verb} (\S+)", whole)[1].split("|")
    assert len(actions) > 5
    for action in actions:
        done = trainyard(verb, action, "--help")
        assert done.returncode == 0 and done.stdout == trainyard("help", verb, action).stdout
        assert done.stdout.startswith(f"Usage: trainyard {verb} {action} ")
        own, common = done.stdout.split("\nCommon options:\n")
        (example,) = re.findall(rf"^  trainyard {verb} {action}\b.*$", own.split("\nExamples:\n")[1], re.MULTILINE)
        options = set(re.findall(r"^ +(--[a-z-]+)", own, re.MULTILINE))
        assert options < set(options_in_help(verb)) and "--results" in common
        assert set(re.findall(r"(?<=\s)--[a-z-]+", example)) <= options
        words = [word for word in own.splitlines()[0].split()[4:-1] if not word.startswith("[")]
        for option in set(options_in_help(verb)) - options - set(re.findall(r"--[a-z-]+", common)):
            takes_value = re.search(rf"^ +{option} [^ ]", whole, re.MULTILINE)
            refused = trainyard(verb, action, *["1"] * len(words), option, *["1"] * bool(takes_value))
            assert refused.returncode == 64 and f"{option} belongs to" in refused.stderr, f"{action} does not tell of {option}"


def test_the_examples_in_the_help_use_known_options():
    for verb in VERBS:
        examples = trainyard(verb, "--help").stdout.split("\nExamples:\n")[1].split("\nOptions")[0].split("\nCommon options")[0]
        for command in re.findall(r"^  [^#\n]*\btrainyard ([^|)>\n]*)", examples, re.MULTILINE):
            used, *rest = command.split()
            assert used in VERBS
            for option in [word for word in rest if word.startswith("--")]:
                assert option in options_in_help(used), command


def test_the_commands_in_the_readme_name_known_verbs_and_options():
    text = (SOURCE / "README.md").read_text()
    commands = re.findall(r"^\s*(?:\$ )?(?:\S*/)?trainyard ([a-z]+)([^\n#|]*)", "\n".join(re.findall(r"```.*?```", text, re.DOTALL)), re.MULTILINE)
    assert commands, "the README shows no command"
    for verb, rest in commands:
        assert verb in VERBS
        for option in re.findall(r"(?<=\s)--[a-z-]+", rest):
            assert option in options_in_help(verb), (verb, option)


def test_version_says_how_the_program_was_built():
    assert re.fullmatch(r"trainyard \d+\.\d+\.\d+ \((CPU only|with CUDA), .+\)\n", trainyard("--version").stdout)
    document = json.loads(trainyard("--version", "--json").stdout)
    assert {"version", "cuda", "compiler", "build"} == set(document)


# --- mistakes on the command line


@pytest.mark.parametrize(
    "words, said",
    [
        (["rnu"], "unknown verb 'rnu', did you mean 'run'?"),
        (["evalute", "x.yaml"], "did you mean 'evaluate'?"),
        (["qqqqqqqq"], "known: validate, shard"),
        (["--jsn"], "'--jsn' stands where the verb belongs"),
        (["--verion"], "did you mean '--version'?"),
        (["run", "x.yaml", "--nwe"], "unknown option '--nwe', did you mean '--new'?"),
        (["run", "x.yaml", "--thread", "2"], "unknown option '--thread', did you mean '--threads'?"),
        (["run", "x.yaml", "-x"], "unknown option '-x'"),
        (["run"], "CONFIG is missing"),
        (["run", "a.yaml", "b.yaml"], "unexpected word 'b.yaml'"),
        (["run", "a.yaml", "--threads", "many"], "--threads: 'many' is not a number of threads"),
        (["run", "a.yaml", "--threads", "5000"], "--threads: '5000' is not a number of threads"),
        (["run", "a.yaml", "--device", "gpu"], "--device: 'gpu' is not a device; known: auto, cpu, cuda, cuda:N"),
        (["run", "a.yaml", "--set"], "--set"),
        (["run", "a.yaml", "--dataset", ""], "--dataset is empty"),
        (["run", "a.yaml", "-v", "-q"], "exclude each other"),
        (["run", "a.yaml", "--results", "a", "--results", "b"], "more than once"),
        (["predict", "--input", "x.csv"], "--model is missing"),
        (["predict", "--model", "x"], "--input is missing"),
        (["predict", "--model", "x", "--input", "y.csv", "--output", "z.txt"], "unknown extension '.txt'; known: .csv, .parquet"),
        (["features", "x.yaml", "--output", "z.xlsx"], "unknown extension '.xlsx'; known: .csv, .parquet, .h5"),
        (["features", "x.yaml", "--explain", "0"], "--explain: '0' is not a data row"),
        (["features", "x.yaml", "--explain", "3rd"], "--explain: '3rd' is not a data row"),
        (["features", "x.yaml", "--explain", ":3"], "--explain: ':3' is not a data row"),
        (["features", "x.yaml", "--explain", "3", "--output", "z.csv"], "--explain and --output exclude each other"),
        (["models", "promot", "x", "1"], "unknown word 'promot', did you mean 'promote'?"),
        (["models", "promote", "x", "1"], "--to is missing"),
        (["models", "show", "x", "1", "y"], "unexpected word 'y'"),
        (["models", "rollback", "x", "--force", "--reason", "y"], "--force belongs to `models register`"),
        (["runs", "lst"], "unknown word 'lst', did you mean 'list'?"),
        (["runs", "show"], "RUN is missing"),
        (["runs", "list", "x"], "unexpected word 'x'"),
        (["runs", "list", "--state", "complete"], "--state belongs to `runs trials`"),
        (["runs", "show", "x", "--experiment", "y"], "--experiment belongs to `runs list`"),
        (["runs", "trials"], "RUN is missing"),
        (["runs", "trials", "x", "--sort", "valu"], "--sort: unknown 'valu', did you mean 'value'?"),
        (["runs", "trials", "x", "--state", "done"], "known: complete, pruned, failed"),
        (["runs", "trials", "x", "--limit", "0"], "--limit: '0' is not a whole number from 1 on"),
        (["verify", "x", "--set", "a=1"], "unknown option '--set'"),
        (["completion", "fish"], "known: bash, zsh"),
    ],
)
def test_a_mistake_on_the_command_line_is_64_and_named(words, said):
    done = trainyard(*words)
    assert done.returncode == 64, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert said in done.stderr


def test_a_config_in_the_verbs_place_is_answered_with_the_command(tmp_path):
    config = tmp_path / "a.yaml"
    config.write_text("experiment: a\n")
    done = trainyard(config)
    assert done.returncode == 64
    assert f"trainyard run {config}" in done.stderr


@pytest.mark.parametrize("verb", ["validate", "shard", "features", "sweep", "train", "evaluate", "run"])
def test_a_missing_config_is_66(verb, tmp_path):
    done = trainyard(verb, tmp_path / "none.yaml")
    assert done.returncode == 66, done.stderr
    assert "none.yaml" in done.stderr


def test_a_broken_config_is_78_with_every_mistake_at_its_place(tmp_path):
    config = tmp_path / "a.yaml"
    config.write_text("experiment: a\ndata:\n  sorce: x.csv\n  shard_rows: many\n")
    done = trainyard("run", config)
    assert done.returncode == 78
    assert re.search(r"^error: .*a\.yaml:3:\d+: .*sorce.*source", done.stderr, re.MULTILINE)
    assert re.search(r"^error: .*a\.yaml:4:\d+: .*shard_rows", done.stderr, re.MULTILINE)


def test_a_missing_results_directory_is_66(tmp_path):
    for words in (["runs", "list"], ["runs", "show", "x"], ["runs", "trials", "x"], ["resume"], ["verify"]):
        done = trainyard(*words, "--results", tmp_path / "none")
        assert done.returncode == 66, (words, done.stderr)


# --- JSON


@pytest.mark.parametrize("words, code, reason", [(["rnu"], 64, "usage"), (["run"], 64, "usage"), (["run", "none.yaml"], 66, "no_input")])
def test_json_reports_a_failure_as_one_document(words, code, reason, tmp_path):
    done = trainyard(*words, "--json", cwd=tmp_path)
    assert done.returncode == code
    document = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert document["status"] == "error"
    assert document["code"] == code
    assert document["reason"] == reason
    assert document["message"] in done.stderr


def test_json_stays_json_when_a_path_is_not_utf8(tmp_path):
    done = subprocess.run([TRAINYARD.encode(), b"run", b"\xff\xfe.yaml", b"--json"], capture_output=True, timeout=600, cwd=tmp_path)
    assert done.returncode == 66
    assert json.loads(done.stdout)["code"] == 66


def test_doctor_answers_in_both_forms(tmp_path):
    done = trainyard("doctor", "--results", tmp_path)
    assert done.returncode in (0, 1)
    assert all(line.startswith(("ok ", "warn ", "fail ", "      ")) for line in done.stdout.splitlines())
    document = json.loads(trainyard("doctor", "--json", "--results", tmp_path).stdout)
    assert document["status"] in ("ok", "warn", "fail")
    assert {"name", "status", "detail", "remedy"} == set(document["checks"][0])
    assert document["machine"]


def test_no_colour_codes_where_nobody_looks(tmp_path):
    assert "\033" not in trainyard("doctor", "--results", tmp_path).stdout


# --- standard streams


def test_a_reader_that_leaves_is_not_a_crash():
    done = subprocess.run(["bash", "-c", '"$0" --help | head -c 1; echo "${PIPESTATUS[0]}"', TRAINYARD], capture_output=True, text=True)
    assert done.stdout.endswith("0\n")


def test_closed_standard_streams_are_not_a_crash():
    assert subprocess.run(["bash", "-c", '"$0" --help <&- >&- 2>&-', TRAINYARD]).returncode == 0


def test_a_full_disk_behind_standard_output_is_74():
    with open("/dev/full", "w") as full:
        done = subprocess.run([TRAINYARD, "--help"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 74
    assert "No space left" in done.stderr


# --- generated files


def test_docs_prints_the_schema_and_the_reference():
    schema = trainyard("docs", "schema").stdout
    assert schema.endswith("}\n")
    assert "properties" in json.loads(schema)
    assert trainyard("docs", "reference").stdout.startswith("#")


# --- completion


def bash_completes(*words):
    script = 'source <("$0" completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trainyard; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, TRAINYARD, "trainyard", *words], capture_output=True, text=True, cwd=SOURCE)
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_verbs():
    assert bash_completes("") == VERBS + ["--help", "--version"]
    assert bash_completes("ev") == ["evaluate"]


@pytest.mark.parametrize("verb", VERBS)
def test_bash_completes_every_option_of_a_verb(verb):
    assert sorted(bash_completes(verb, "--")) == sorted(options_in_help(verb))


def test_bash_completes_values_and_words():
    assert bash_completes("run", "x.yaml", "--device", "") == ["auto", "cpu", "cuda"]
    assert bash_completes("completion", "") == ["bash", "zsh"]
    assert bash_completes("runs", "--results", "r", "") == ["list", "show", "trials", "diff", "repeat", "compare", "export", "clean"]
    assert bash_completes("run", "CMakeL") == ["CMakeLists.txt"]
    assert bash_completes("run", "x.yaml", "--results", "jo") == ["jobs"]
    assert bash_completes("run", "x.yaml", "--set", "") == []


def test_zsh_completion_names_every_verb_and_option():
    script = trainyard("completion", "zsh").stdout
    assert script.startswith("#compdef trainyard\n")
    for verb in VERBS:
        assert f"    '{verb}:" in script
        case = script.split(f"\n    {verb})\n")[1].split(";;")[0]
        for option in options_in_help(verb):
            assert f"{option}[" in case, (verb, option)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_accepts_the_completion():
    script = 'autoload -Uz compinit; compinit -u -D; source <("$1" completion zsh); print -r -- $_comps[trainyard]'
    done = subprocess.run(["zsh", "-f", "-c", script, "zsh", TRAINYARD], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("_trainyard\n", "")


# --- signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1], ids=lambda number: number.name)
def test_a_signal_ends_a_run_with_75_and_says_how_to_resume(number, tmp_path):
    def start(trials):
        rows = [f"{i},{(i * 7919) % 101},{(i * 31) % 17 + i * 0.01}" for i in range(400)]
        (tmp_path / "a.csv").write_text("\n".join(["x,z,y", *rows]) + "\n")
        (tmp_path / "a.yaml").write_text(
            "experiment: a\nresults: results\ndata: {source: a.csv, target: y}\nsplit: {test: 0.2, folds: 2}\n"
            "model: {type: xgboost, params: {n_estimators: 20}}\n"
            f"search: {{sampler: random, metric: rmse, trials: {trials}, space: {{max_depth: {{int: [2, 6]}}}}}}\n"
        )
        command = [TRAINYARD, "run", "a.yaml", "--threads", "1", "--json"]
        return subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    _, code, (out, err) = interrupted_search(start, tmp_path / "results", number)
    assert code == 75, err
    assert "go on with: trainyard resume --results results" in err
    document = json.loads(out)
    assert (document["status"], document["code"]) == ("interrupted", 75)
    assert document["go_on_with"] == "trainyard resume --results results"
    listed = json.loads(trainyard("runs", "list", "--json", cwd=tmp_path).stdout)
    assert [run["status"] for run in listed["runs"]] == ["interrupted"]
