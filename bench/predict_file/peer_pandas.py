"""peer_pandas.py RUN INPUT OUTPUT THREADS: the same predictions by pandas and XGBoost from Python."""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
import xgboost

RUN, INPUT, OUTPUT, THREADS = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])


def main():
    features = json.loads((RUN / "data.json").read_text())["features"]
    model = xgboost.Booster({"nthread": THREADS}, model_file=RUN / "model" / "model.ubj")
    frame = pd.read_csv(INPUT)
    matrix = np.empty((len(frame), len(features)), np.float32)
    for column, name in enumerate(features):
        source, _, category = name.partition("=")
        matrix[:, column] = frame[source] == category if category else frame[source]
    made = pd.DataFrame({"row": np.arange(len(frame)), "id": frame["id"], "prediction": model.inplace_predict(matrix)})
    made.to_csv(OUTPUT, index=False)
    print("{}")


main()
