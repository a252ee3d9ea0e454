"""Exported models in ONNX Runtime, beside what the program itself says."""

import pathlib

import numpy
import onnx
import onnxruntime
import pandas

MICROSECONDS = pandas.Timedelta(microseconds=1)


def column_values(texts, value):
    """A column of a CSV file, all of it text, as the graph takes it."""
    if value.type.tensor_type.elem_type == onnx.TensorProto.STRING:
        return texts.to_numpy(dtype=object, copy=True).reshape(-1, 1)
    if value.doc_string.startswith(("timestamp", "date")):
        times = pandas.to_datetime(texts.where(texts != "", None), utc=True, format="ISO8601")
        numbers = (times - pandas.Timestamp(0, tz="UTC")) / MICROSECONDS
    else:
        numbers = texts.replace({"true": "1", "false": "0", "": "nan"}).map(float)
    return numbers.to_numpy(dtype=numpy.float64, copy=True).reshape(-1, 1)


class Exported:
    """A model file, checked, with a session."""

    def __init__(self, path):
        self.model = onnx.load(path)
        onnx.checker.check_model(self.model, full_check=True)

    def inputs(self, csv):
        table = pandas.read_csv(csv, dtype=str, keep_default_na=False)
        return {value.name: column_values(table[value.name], value) for value in self.model.graph.input}

    def run(self, inputs, outputs=None):
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        for name in outputs or []:
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        names = outputs or [value.name for value in session.get_outputs()]
        return dict(zip(names, session.run(names, inputs)))

    def features(self, inputs):
        """What the trees of the model are given."""
        trees = next(node for node in self.model.graph.node if node.op_type == "TreeEnsembleRegressor")
        return self.run(inputs, [trees.input[0]])[trees.input[0]]


def exported(trainyard, model, name="model.onnx"):
    trainyard.json("export", "onnx", "--model", model, "--output", name)
    return Exported(pathlib.Path(trainyard.folder) / name)


def predicted(trainyard, model, csv):
    trainyard.json("predict", "--model", model, "--input", csv, "--output", "predicted.csv")
    return pandas.read_csv(pathlib.Path(trainyard.folder) / "predicted.csv", dtype={"prediction": str}, keep_default_na=False)


def assert_the_same(trainyard, model, csv, tolerance=1e-5):
    """The exported model says of every row of a file what `predict` does; returns how many answers were the same to the bit."""
    graph, expected = exported(trainyard, model), predicted(trainyard, model, csv)
    answers = graph.run(graph.inputs(csv))
    if "probabilities" not in answers:
        numbers = expected.prediction.astype(numpy.float64).to_numpy()
        numpy.testing.assert_allclose(answers["prediction"][:, 0], numbers, rtol=tolerance, atol=0)
        same = (answers["prediction"][:, 0] == numbers.astype(numpy.float32)).mean()
    else:
        numbers = expected[[name for name in expected if name.startswith("probability_")]].to_numpy(dtype=numpy.float64)
        numpy.testing.assert_allclose(answers["probabilities"], numbers, rtol=tolerance, atol=1e-7)
        assert answers["prediction"][:, 0].tolist() == expected.prediction.tolist()
        same = (answers["probabilities"] == numbers.astype(numpy.float32)).all(axis=1).mean()
    for end in ("lower", "upper"):
        assert (end in answers) == (f"prediction_{end}" in expected)
        if end in answers:
            bounds = expected[f"prediction_{end}"].to_numpy(dtype=numpy.float64)
            numpy.testing.assert_allclose(answers[end][:, 0], bounds, rtol=tolerance, atol=tolerance * numpy.abs(numbers).max())
    return same


def spoilt(csv, path, seed, rows=2000, wild=1e5):
    """Random rows of a file: values that are missing, from other rows, up to `wild` standard deviations away, and texts that training had not."""
    random = numpy.random.default_rng(seed)
    table = pandas.read_csv(csv, dtype=str, keep_default_na=False)
    made = pandas.DataFrame({name: random.choice(table[name].to_numpy(dtype=object), rows) for name in table})
    for name in made:
        column = table[name][table[name] != ""]
        try:
            numbers = pandas.to_numeric(column)
            away = numpy.clip(10 * random.standard_cauchy(rows), -wild, wild)
            others = numpy.round(numbers.mean() + numbers.std() * away).astype(numpy.int64).astype(str)
        except (ValueError, TypeError):
            others = column.to_numpy(dtype=object)[random.integers(0, len(column), rows)]
            if not name.startswith(("dte", "time")):
                others = numpy.char.add(others.astype(str), "?")
        choice = random.random(rows)
        made[name] = numpy.where(choice < 0.1, "", numpy.where(choice < 0.2, others, made[name]))
    made.to_csv(path, index=False)
    return path
