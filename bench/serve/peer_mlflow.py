"""peer_mlflow.py RUN FOLDER: the pipeline around RUN's model as an MLflow model, for `mlflow models serve`."""

import pathlib
import sys

import housing_pipeline
import mlflow.sklearn
from mlflow.models import infer_signature


def main():
    run, folder = pathlib.Path(sys.argv[1]), sys.argv[2]
    pipeline = housing_pipeline.fitted(run)
    rows = housing_pipeline.training_rows(run)[[*housing_pipeline.NUMBERS, housing_pipeline.CATEGORY]].head(100)
    mlflow.sklearn.save_model(pipeline, folder, signature=infer_signature(rows, pipeline.predict(rows)), serialization_format="cloudpickle",
                              code_paths=[housing_pipeline.__file__], pip_requirements=[])


main()
