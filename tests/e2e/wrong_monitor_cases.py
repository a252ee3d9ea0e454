"""The inputs of docs/wrong-input.md that are about monitoring."""

import shutil

from wrong_input_cases import Case, config

MONITOR = ("monitor", "c.yaml", "--input", "new.csv")
GOOD_NEW = "id,a,b,c\n1,1,0.5,red\n2,2,1,blue\n"


def watched(new=GOOD_NEW, labels=None, more=""):
    """A model, a file to monitor, and labels."""

    def prepare(folder, trainyard):
        trainyard.json("run", "c.yaml")
        (folder / "new.csv").write_text(new)
        if labels is not None:
            (folder / "labels.csv").write_text(labels)
        with (folder / "c.yaml").open("a") as file:
            file.write(more)

    return prepare


def without_a_reference(folder, trainyard):
    run = trainyard.json("run", "c.yaml")["run"]
    for part in ("model", "transform"):
        shutil.copytree(f"{run}/{part}", folder / "bundle" / part)
    (folder / "bundle/model/reference.json").unlink()
    (folder / "new.csv").write_text(GOOD_NEW)


LABELLED = (*MONITOR, "--labels", "labels.csv")
KEY = "monitor: {key: id}\n"

CASES = {
    "monitor-without-a-model": Case(config=config(), words=("monitor", "c.yaml")),
    "monitor-a-stage-of-no-model": Case(config=config() + "monitor: {reference: Production}\n", words=("monitor", "c.yaml")),
    "monitor-without-a-reference": Case(prepare=without_a_reference, words=(*MONITOR, "--reference", "bundle")),
    "monitor-without-a-column": Case(prepare=watched("a,c\n1,red\n"), words=MONITOR),
    "monitor-a-column-that-is-none": Case(prepare=watched(more="monitor: {drift: {columns: {d: {max: 1}}}}\n"), words=MONITOR),
    "monitor-categories-by-a-test-of-numbers": Case(prepare=watched(more="monitor: {drift: {columns: {c: {test: ks}}}}\n"), words=MONITOR),
    "monitor-alpha-without-a-p-value": Case(config=config() + "monitor: {drift: {alpha: 0.01}}\n", words=("monitor", "c.yaml")),
    "monitor-labels-without-a-key": Case(prepare=watched(labels="id,y\n1,5\n"), words=LABELLED),
    "monitor-labels-with-a-key-twice": Case(prepare=watched(labels="id,y\n1,5\n1,6\n", more=KEY), words=LABELLED),
    "monitor-labels-without-the-target": Case(prepare=watched(labels="id,z\n1,5\n", more=KEY), words=LABELLED),
    "monitor-rows-without-the-key": Case(prepare=watched("a,b,c\n1,0.5,red\n", labels="id,y\n1,5\n", more=KEY), words=LABELLED),
    "monitor-labels-that-are-not-there": Case(prepare=watched(more=KEY), words=LABELLED),
}
