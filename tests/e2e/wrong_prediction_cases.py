"""The inputs of docs/wrong-input.md that are about batch prediction."""

import pathlib
import shutil

from wrong_input_cases import Case, config, flip_in_shard

PREDICT = ("predict", "--model", "run", "--input", "new.csv", "--output", "predictions.csv")
GOOD_NEW = "a,b,c\n1,0.5,red\n2,1,blue\n"


def trained(input_text):
    """A model, and a file to predict."""

    def prepare(folder, trainyard):
        run = trainyard.json("run", "c.yaml")["run"]
        (folder / "run").symlink_to(run)
        if isinstance(input_text, bytes):
            (folder / "new.csv").write_bytes(input_text)
        elif input_text is not None:
            (folder / "new.csv").write_text(input_text)

    return prepare


def trained_beside(change):
    """A model, and a dataset `dataset` of which something is wrong."""

    def prepare(folder, trainyard):
        trained(None)(folder, trainyard)
        (folder / "other.yaml").write_text(change(folder))
        path = trainyard.json("shard", "other.yaml", "--set", "data.shard_rows=50")["dataset"]["path"]
        (folder / "dataset").symlink_to(path)

    return prepare


def damaged_beside(folder, trainyard):
    """A model, and a dataset with a byte flipped."""
    dataset = pathlib.Path(trainyard.json("shard", "c.yaml", "--set", "data.shard_rows=50")["dataset"]["path"])
    trained(None)(folder, trainyard)
    flip_in_shard(dataset)
    (folder / "dataset").symlink_to(dataset)


def without_a_column(folder):
    (folder / "other.csv").write_text("a,c,y\n1,red,2\n2,blue,3\n")
    return "experiment: other\nresults: results\ndata: {source: other.csv}\n"


def of_another_type(folder):
    (folder / "other.csv").write_text("a,b,c\n1,x,red\n2,z,blue\n")
    return "experiment: other\nresults: results\ndata: {source: other.csv}\n"


def transformed_otherwise(folder, trainyard):
    """A model's bundle with the transform of one that does without the column b."""
    (folder / "other.yaml").write_text(config(("target: y", "target: y, drop: [b]")))
    other = trainyard.json("run", "other.yaml")["run"]
    run = trainyard.json("run", "c.yaml")["run"]
    for part, origin in ("transform", other), ("model", run):
        shutil.copytree(pathlib.Path(origin, part), folder / "run" / part)
    (folder / "new.csv").write_text(GOOD_NEW)


CASES = {
    "predict-missing-file": Case(prepare=trained(None), words=PREDICT),
    "predict-without-a-feature": Case(prepare=trained("a,c\n1,red\n"), words=PREDICT),
    "predict-wrong-value": Case(prepare=trained(GOOD_NEW + "3,many,red\n"), words=PREDICT),
    "predict-semicolons": Case(prepare=trained(GOOD_NEW.replace(",", ";")), words=PREDICT),
    "predict-without-the-model": Case(words=PREDICT),
    "predict-with-another-transform": Case(prepare=transformed_otherwise, words=PREDICT),
    "predict-into-nowhere": Case(prepare=trained(GOOD_NEW), words=(*PREDICT[:-1], "none/predictions.csv")),
    "predict-keeping-what-is-not-there": Case(prepare=trained(GOOD_NEW), words=(*PREDICT, "--keep", "d")),
    "predict-keeping-text-that-is-not-utf-8": Case(prepare=trained(b"a,b,c,id\n1,0.5,red,B\xe4r\n"), words=(*PREDICT, "--keep", "id")),
    "predict-with-a-quarantine-in-nowhere": Case(prepare=trained(GOOD_NEW), words=(*PREDICT, "--quarantine", "none/bad.csv")),
    "predict-into-another-format": Case(prepare=trained(GOOD_NEW), words=(*PREDICT[:-1], "predictions.json")),
    "predict-over-its-input": Case(prepare=trained(GOOD_NEW), words=(*PREDICT[:-1], "new.csv")),
    "predict-with-the-quarantine-over-the-output": Case(prepare=trained(GOOD_NEW), words=(*PREDICT, "--quarantine", "./predictions.csv")),
    "predict-with-the-quarantine-over-the-input": Case(prepare=trained(GOOD_NEW), words=(*PREDICT, "--quarantine", "new.csv")),
    "predict-into-a-published-run": Case(prepare=trained(GOOD_NEW), words=(*PREDICT[:-1], "run/predictions.csv")),
    "predict-keeping-a-name-of-its-own": Case(
        prepare=trained("a,b,c,prediction\n1,0.5,red,7\n"), words=(*PREDICT, "--keep", "prediction")),
    "predict-an-empty-pipe": Case(prepare=trained(None), words=(*PREDICT[:4], "-", *PREDICT[5:])),
    "predict-a-folder": Case(prepare=trained(None), words=(*PREDICT[:4], ".", *PREDICT[5:])),
    "predict-a-dataset-without-a-feature": Case(prepare=trained_beside(without_a_column), words=(*PREDICT[:4], "dataset", *PREDICT[5:])),
    "predict-a-dataset-of-another-type": Case(prepare=trained_beside(of_another_type), words=(*PREDICT[:4], "dataset", *PREDICT[5:])),
    "predict-a-damaged-dataset": Case(prepare=damaged_beside, words=(*PREDICT[:4], "dataset", *PREDICT[5:])),
    "predict-with-an-unregistered-version": Case(prepare=trained(GOOD_NEW), words=(*PREDICT, "--model-version")),
}
