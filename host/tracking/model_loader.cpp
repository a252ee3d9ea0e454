// The Python module that goes with every model: what mlflow.pyfunc imports, and nothing that was pickled.
#include "host/tracking/model_directory.hpp"

namespace trainyard::tracking {

const char* const loader_module = R"py("""Loads a model of Trainyard for mlflow.pyfunc.

The program itself predicts, so that the numbers are those of `trainyard predict`. It is found by the variable TRAINYARD, a path,
or as `trainyard` on PATH.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pandas as pd


def _program():
    path = os.environ.get("TRAINYARD") or shutil.which("trainyard")
    if not path or not os.access(path, os.X_OK):
        raise RuntimeError(
            "this model predicts by the program trainyard, which was not found: set TRAINYARD to its path, or put it on PATH"
            + (f" (TRAINYARD is {path!r})" if path else "")
        )
    return path


def _column(values, kind):
    """As the program takes it: whole numbers that pandas keeps as floats, because some are missing, are whole numbers again."""
    if kind == "integer" and values.dtype.kind == "f" and (values.dropna() % 1 == 0).all():
        return values.astype("Int64")
    return values


class Model:
    def __init__(self, bundle):
        self._bundle = bundle
        self._index = json.loads((pathlib.Path(bundle) / "model" / "bundle.json").read_text())

    def _write(self, frame, file):
        kinds = {column["name"]: column["type"] for column in self._index["signature"]["inputs"]}
        table = pd.DataFrame({str(name): _column(frame[name], kinds.get(name)) for name in frame.columns})
        table.to_parquet(file, engine="pyarrow", index=False)

    def _read(self, file, rows):
        classes = self._index["classes"]
        types = {"prediction": str} if classes else None
        answers = pd.read_csv(file, dtype=types, keep_default_na=False, na_values=[""], float_precision="round_trip")
        if len(answers) != rows:
            raise RuntimeError(f"trainyard predicted {len(answers)} of {rows} rows; the others could not be read")
        if classes and all(label.lstrip("-").isdigit() and str(int(label)) == label for label in classes):
            answers["prediction"] = answers["prediction"].astype("int64")
        return answers.drop(columns=["row", self._index["target"]], errors="ignore")

    def predict(self, model_input, params=None):
        frame = pd.DataFrame(model_input)
        if frame.empty:
            return pd.DataFrame({"prediction": []})
        program = _program()
        with tempfile.TemporaryDirectory(prefix="trainyard-") as folder:
            rows, answers = os.path.join(folder, "rows.parquet"), os.path.join(folder, "predictions.csv")
            self._write(frame, rows)
            done = subprocess.run(
                [program, "predict", "--model", str(self._bundle), "--input", rows, "--output", answers, "-q"],
                capture_output=True,
                text=True,
            )
            if done.returncode != 0:
                raise RuntimeError(f"trainyard predict ended with {done.returncode}: {done.stderr.strip()}")
            predictions = self._read(answers, len(frame))
        predictions.index = frame.index
        return predictions


def _load_pyfunc(path):
    return Model(path)
)py";

}  // namespace trainyard::tracking
