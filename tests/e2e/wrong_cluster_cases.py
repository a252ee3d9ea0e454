"""The inputs of docs/wrong-input.md that are about jobs on a cluster."""

from wrong_input_cases import Case, config, results, searching, source

SUBMIT = ("submit", "c.yaml")


def cluster(section, search=False):
    text = searching("max_depth: {int: [2, 6]}", "trials: 4, ") if search else config()
    return Case(config=text + f"cluster: {section}\n", words=SUBMIT)


def sbatch_says(text):
    """An sbatch that refuses every script with this."""

    def prepare(folder, trainyard):
        (folder / "tools").mkdir()
        (folder / "tools" / "sbatch").write_text(f'#!/bin/sh\necho "sbatch: error: {text}" >&2\nexit 1\n')
        (folder / "tools" / "sbatch").chmod(0o755)

    return Case(prepare=prepare, words=SUBMIT, environment={"PATH": "tools"})


CASES = {
    "cluster-key-misspelt": cluster("{partitoin: gpu}"),
    "cluster-stage-misspelt": cluster("{trian: {cpus: 2}}"),
    "cluster-partition-with-shell": cluster('{partition: "gpu; rm -r"}'),
    "cluster-memory-without-unit": cluster("{memory: 64}"),
    "cluster-time-too-short": cluster("{time: 2m}"),
    "cluster-nodes-for-one-process": cluster("{nodes: 2}"),
    "cluster-throttle-above-array": cluster("{array: 2, throttle: 4}", search=True),
    "cluster-devices-mixed": cluster("{gres: gpu:1, train: {gres: none}}", search=True),
    "submit-standard-input": Case(config=source('"-"'), words=SUBMIT),
    "submit-results-with-a-pattern": Case(config=results('"100%job"'), words=SUBMIT),
    "submit-without-slurm": Case(words=SUBMIT, environment={"PATH": "/nowhere"}),
    "submit-to-no-partition": sbatch_says("Batch job submission failed: Invalid partition name specified"),
    "submit-too-much": sbatch_says("Batch job submission failed: Requested node configuration is not available"),
    "submit-not-allowed": sbatch_says("Batch job submission failed: Access/permission denied"),
    "submit-controller-away": sbatch_says("Batch job submission failed: Unable to contact slurm controller (connect failure)"),
    "cancel-nothing": Case(words=(*SUBMIT, "--cancel")),
    "cancel-and-wait": Case(words=(*SUBMIT, "--cancel", "--wait")),
}
