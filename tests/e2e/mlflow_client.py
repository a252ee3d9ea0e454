"""What MLflow's own client finds on a server, as JSON. Run by the Python of the mlflow environment: URL QUESTION WORD…"""

import json
import os
import sys

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", NO_PROXY="*", no_proxy="*")

import mlflow  # noqa: E402
import pandas  # noqa: E402


def files(client, run, folder=None):
    for one in client.list_artifacts(run, folder):
        if one.is_dir:
            yield from files(client, run, one.path)
        else:
            yield one.path, one.file_size


def run_document(client, run):
    return {
        "id": run.info.run_id, "name": run.info.run_name, "status": run.info.status, "start": run.info.start_time, "end": run.info.end_time,
        "params": run.data.params, "metrics": run.data.metrics, "tags": run.data.tags,
        "inputs": {one.dataset.name: [one.dataset.digest, one.tags[0].key, one.tags[0].value] for one in run.inputs.dataset_inputs},
        "files": dict(files(client, run.info.run_id)),
    }


def runs(client, experiment):
    found = client.get_experiment_by_name(experiment)
    return [run_document(client, run) for run in client.search_runs([found.experiment_id], max_results=1000)]


def experiments(client):
    return [one.name for one in client.search_experiments()]


def history(client, run, key):
    return [[one.step, one.value] for one in client.get_metric_history(run, key)]


def artifact(client, run, path):
    with open(client.download_artifacts(run, path), encoding="utf-8") as file:
        return file.read()


def model(client, name):
    versions = client.search_model_versions(f"name='{name}'")
    return {"aliases": client.get_registered_model(name).aliases,
            "versions": {one.version: {"stage": one.current_stage, "run": one.run_id, "tags": one.tags, "status": one.status} for one in versions}}


def predict(client, uri, table):
    loaded = mlflow.pyfunc.load_model(uri)
    signature = loaded.metadata.signature
    days = [column.name for column in signature.inputs if str(column.type) == "DataType.datetime"]
    answers = loaded.predict(pandas.read_csv(table, parse_dates=days))
    return {"inputs": signature.inputs.to_dict(), "outputs": signature.outputs.to_dict(), "answers": answers.to_dict(orient="list")}


if __name__ == "__main__":
    mlflow.set_tracking_uri(sys.argv[1])
    print(json.dumps(globals()[sys.argv[2]](mlflow.MlflowClient(), *sys.argv[3:])))
