"""`export onnx`: ONNX Runtime on the exported file says what `predict` says."""

import re

import numpy
import pandas
import pytest

from onnx_files import assert_the_same, exported, spoilt

SAMPLES = {"housing": "housing.csv", "census": "adult_test.csv", "bike": "bike_hour.csv"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_predicts_in_onnx_runtime_what_predict_says(trainyard, source, tmp_path, name):
    rounds = "model.params={objective: count:poisson, n_estimators: 60}" if name == "bike" else "model.params={n_estimators: 60}"
    model = trainyard.json("train", source / f"configs/{name}.yaml", "--results", tmp_path / "results", "--set", "search=", "--set", rounds)["model"]
    data = source / "data" / SAMPLES[name]
    assert assert_the_same(trainyard, model, data) > 0.999, "answers are the same bits but for a rare last one"
    new = pandas.read_csv(data, dtype=str, keep_default_na=False).drop(columns={"housing": "median_house_value", "census": "income", "bike": "cnt"}[name])
    new.to_csv(tmp_path / "new.csv", index=False)
    assert assert_the_same(trainyard, model, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=len(name))) > 0.999


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Numbers, times and categories with gaps; a number, a class of two and a class of three to predict."""
    random = numpy.random.default_rng(5)
    rows = 1500
    made = pandas.DataFrame({
        "plain": random.normal(size=rows),
        "skewed": random.lognormal(0, 2, rows),
        "signed": random.normal(size=rows) ** 3,
        "whole": random.integers(-4, 9, rows),
        "share": numpy.round(random.random(rows), 2),
        "colour": random.choice(["red", "green", "blue", "ä, b"] + [f"rare {i}" for i in range(30)], rows, p=[0.3, 0.3, 0.2, 0.05] + [0.005] * 30),
        "size": random.choice(["S", "M", "L"], rows),
        "time": [f"{2000 + i % 25}-{1 + i % 12:02}-{1 + i % 28:02}T{i % 24:02}:{i % 60:02}:{i * 7 % 60:02}Z" for i in random.integers(0, 10**6, rows)],
    })
    signal = made.plain + numpy.log(made.skewed) + (made.colour == "red") + 0.3 * random.normal(size=rows)
    made["y"] = 10 + signal
    made["two"] = numpy.where(signal > 0.5, "yes", "no")
    made["three"] = numpy.array(["low", "middle", "high"])[numpy.digitize(signal, [-0.5, 1.5])]
    for name in ("plain", "skewed", "whole", "colour", "time"):
        made[name] = made[name].astype(object).mask(random.random(rows) < 0.08)
    path = tmp_path_factory.mktemp("table") / "table.csv"
    made.to_csv(path, index=False)
    return path


@pytest.fixture
def trained(trainyard, tmp_path, table):
    """Trains on the table; returns the model and a file of rows without targets."""
    made = pandas.read_csv(table, dtype=str, keep_default_na=False).drop(columns=["y", "two", "three"])
    made.to_csv(tmp_path / "new.csv", index=False)

    def train(features, model="{type: xgboost, params: {n_estimators: 25}}", target="y"):
        others = [name for name in ("y", "two", "three") if name != target]
        (tmp_path / "config.yaml").write_text(
            f"experiment: exported\nseed: 3\nresults: {tmp_path / 'results'}\n"
            f"data: {{source: {table}, target: {target}, drop: [{', '.join(others)}]}}\n"
            f"split: {{test: 0.2, folds: 2}}\nfeatures: {features}\nmodel: {model}\n")
        return trainyard.json("train", "config.yaml")["model"]

    return train


PLAIN = "{numeric: {impute: mean, scale: standard}, categorical: {impute: missing, unseen: other}}"


@pytest.mark.parametrize("target", ["y", "two", "three"])
@pytest.mark.parametrize("model", [
    "{type: xgboost, params: {n_estimators: 25}}",
    "{type: xgboost, params: {n_estimators: 25, booster: dart, rate_drop: 0.3}}",
    "{type: random_forest, params: {n_estimators: 25}}",
    "{type: baseline}",
    "linear",
])
def test_every_family_and_task(trainyard, tmp_path, trained, model, target):
    if model == "linear":
        model = "{type: linear}" if target == "y" else "{type: logistic}"
    bundle = trained(PLAIN, model, target)
    assert_the_same(trainyard, bundle, tmp_path / "new.csv")
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=1))


@pytest.mark.parametrize("objective", ["reg:gamma", "count:poisson", "reg:tweedie", "reg:absoluteerror"])
def test_objectives_with_a_link(trainyard, tmp_path, trained, objective):
    bundle = trained(PLAIN, f"{{type: xgboost, params: {{n_estimators: 25, objective: '{objective}'}}}}")
    assert assert_the_same(trainyard, bundle, tmp_path / "new.csv") > 0.999


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
@pytest.mark.parametrize("target", ["two", "three"])
def test_calibrated_probabilities(trainyard, tmp_path, trained, method, target):
    bundle = trained(PLAIN, f"{{type: xgboost, params: {{n_estimators: 25}}, calibration: {method}}}", target)
    assert_the_same(trainyard, bundle, tmp_path / "new.csv")
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=2))


@pytest.mark.parametrize("method", ["out_of_fold", "split_conformal"])
def test_prediction_intervals(trainyard, tmp_path, trained, method):
    bundle = trained(PLAIN, f"{{type: xgboost, params: {{n_estimators: 25}}, prediction_intervals: {{method: {method}, coverage: 0.8}}}}")
    graph = exported(trainyard, bundle)
    assert [value.name for value in graph.model.graph.output] == ["prediction", "lower", "upper"]
    assert_the_same(trainyard, bundle, tmp_path / "new.csv")


def test_a_tuned_threshold_decides(trainyard, tmp_path, trained):
    bundle = trained(PLAIN, "{type: xgboost, params: {n_estimators: 25}, threshold: {f_beta: 3}}", "two")
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=6))


def assert_features_are_the_same(trainyard, tmp_path, bundle):
    """Of all rows, to a unit in the last place of float32."""
    trainyard.json("features", "config.yaml", "--output", "features.csv")
    written = pandas.read_csv(tmp_path / "features.csv")
    test = (written["split"] == "test").to_numpy()
    expected = written.drop(columns=["split", "y"]).to_numpy(dtype=numpy.float32)
    graph = exported(trainyard, bundle)
    found = graph.features(graph.inputs(tmp_path / "new.csv"))
    assert found.shape == expected.shape
    # Training rows are cross-fitted where an encoding learns from the target.
    numpy.testing.assert_array_max_ulp(numpy.nan_to_num(found[test], nan=1e30), numpy.nan_to_num(expected[test], nan=1e30), maxulp=1)
    return (found[test] == expected[test]).mean() + numpy.isnan(expected[test]).mean()


def words(source, list_file, kind):
    """The program's own list: a new entry is tried, or this test fails."""
    text = (source / list_file).read_text()
    return re.search(rf"extern const {kind} ([\w, \n]+);", text)[1].replace("\n", " ").replace(" ", "").split(",")


def test_every_way_of_scaling_and_imputing(trainyard, source, tmp_path, trained):
    scalers, imputers = words(source, "kernels/scale/scale.hpp", "Scaler"), words(source, "kernels/impute/impute.hpp", "Imputer")
    assert len(scalers) >= 9 and len(imputers) >= 5
    for i, scale in enumerate(scalers):
        impute = imputers[i % len(imputers)]
        bundle = trained(f"{{numeric: {{impute: {impute}, scale: {scale}, indicator: true}}, categorical: {{unseen: other}}}}")
        assert assert_features_are_the_same(trainyard, tmp_path, bundle) > 0.9999, scale
        assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=i))


def test_every_way_with_outliers_and_groups(trainyard, source, tmp_path, trained):
    methods = words(source, "kernels/outliers/outliers.hpp", "Method")
    assert len(methods) >= 6
    for i, method in enumerate(methods):
        bounds = ", lower: -1, upper: 5" if method == "bounds" else ""
        outliers = f"{{method: {method}, action: {['clip', 'missing'][i % 2]}{bounds}}}"
        bundle = trained(f"{{numeric: {{impute: median, by: colour, outliers: {outliers}}}, categorical: {{unseen: missing}}}}")
        assert assert_features_are_the_same(trainyard, tmp_path, bundle) > 0.9999, method
        assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=i))


def test_every_encoder_is_the_same_or_refused(trainyard, source, tmp_path, trained):
    encoders = words(source, "kernels/encode/encode.hpp", "Encoder")
    assert len(encoders) >= 7
    for encoder in encoders:
        target = "two" if encoder == "woe" else "y"
        more = "" if encoder == "hashing" else ", unseen: other, min_frequency: 8"
        bundle = trained(f"{{categorical: {{impute: missing, encode: {encoder}{more}}}}}", target=target)
        if encoder == "hashing":
            done = trainyard.run("export", "onnx", "--model", bundle, "--output", "refused.onnx")
            assert done.returncode == 78 and encoder in done.stderr and not (tmp_path / "refused.onnx").exists()
            continue
        assert_the_same(trainyard, bundle, tmp_path / "new.csv")
        assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=len(encoder)))


def test_a_target_of_three_classes_is_encoded_by_each(trainyard, tmp_path, trained):
    bundle = trained("{categorical: {encode: target, unseen: missing}}", target="three")
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=4))


ARGUMENTS = {"n": ["plain", "skewed", "signed"], "x": ["plain", "share", "whole"], "t": ["time", "time"], "c": ["colour"], "a": ["colour", "plain"],
             "k": ["-1", "0.5", "2"]}
OPERATORS = ["-plain", "not whole", "plain + skewed", "plain - skewed", "plain * skewed", "plain / whole", "whole % 3", "signed % plain", "skewed ^ 2",
             "skewed ^ plain", "signed ^ 3", "whole == 2", "whole != 2", "plain < share", "plain <= share", "plain > share", "plain >= share",
             "whole and plain", "whole or plain", "colour == 'red'", "colour != 'red'", "colour in ('red', 'blue')", "colour not in ('red', 'S')",
             "is_missing(plain)", "time - time", "if(colour == 'red', plain, skewed)"]


def functions(source):
    """Calls of every function of derived columns, by the list's own types."""
    lines = re.findall(r'F\((\d), \w+, "(\w+)", "([a-z*]+)"', (source / "kernels/derive/operations.hpp").read_text())
    calls = []
    for count, name, types in lines:
        calls.append(f"{name}({', '.join(ARGUMENTS[kind][i % len(ARGUMENTS[kind])] for i, kind in enumerate(types[1:1 + int(count)]))})")
    return calls


def test_every_function_of_derived_columns(trainyard, source, tmp_path, trained):
    calls = functions(source) + OPERATORS + ["bucketize(plain, -1, 0.5, 2)", "year(time) - month(time) * day(time)", "cyclic_sin(hour(time), 24)"]
    assert len(calls) > 55
    derive = ", ".join(f'd{i}: "{call}"' for i, call in enumerate(calls))
    bundle = trained(f"{{derive: {{{derive}}}, categorical: {{unseen: other}}}}")
    assert assert_features_are_the_same(trainyard, tmp_path, bundle) > 0.9999
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=9, wild=5))


@pytest.mark.parametrize("target", ["y", "three"])
def test_trees_that_split_by_categories(trainyard, tmp_path, trained, target):
    bundle = trained("{categorical: {encode: native, impute: none, unseen: missing}}",
                     "{type: xgboost, params: {n_estimators: 25}}", target)
    assert_the_same(trainyard, bundle, tmp_path / "new.csv")
    assert_the_same(trainyard, bundle, spoilt(tmp_path / "new.csv", tmp_path / "spoilt.csv", seed=8))


def test_selected_features(trainyard, tmp_path, trained):
    bundle = trained("{numeric: {impute: mean, indicator: true}, categorical: {unseen: other}, select: [{method: anova_f, k: 7}]}")
    assert assert_features_are_the_same(trainyard, tmp_path, bundle) > 0.9999
    assert_the_same(trainyard, bundle, tmp_path / "new.csv")


@pytest.mark.parametrize("features, told", [
    ("{derive: {pair: 'cross(colour, size)'}}", "'pair' joins categories"),
    ("{derive: {same: 'colour == size'}}", "'same' compares the categories"),
    ("{window: {before: {column: plain, function: lag, order: time}}}", "earlier rows"),
])
def test_what_a_graph_cannot_express_is_refused(trainyard, tmp_path, trained, features, told):
    bundle = trained(features)
    done = trainyard.run("export", "onnx", "--model", bundle, "--output", "refused.onnx")
    assert done.returncode == 78, done.stderr
    assert told in done.stderr and ";" in done.stderr and not (tmp_path / "refused.onnx").exists()


def test_a_file_of_another_name_and_a_model_that_is_not_there(trainyard, tmp_path):
    assert trainyard.run("export", "onnx", "--model", "nothing", "--output", "model.bin").returncode == 64
    assert trainyard.run("export", "pmml", "--model", "nothing", "--output", "model.onnx").returncode == 64
    assert trainyard.run("export", "onnx", "--model", "nothing", "--output", "model.onnx").returncode == 66
    assert not list(tmp_path.glob("model.*"))


def test_rows_that_predict_refuses_have_no_number(trainyard, tmp_path, trained):
    bundle = trained("{numeric: {impute: mean}, categorical: {impute: missing, unseen: error}, columns: {colour: {unseen: missing}}}", "{type: logistic}", target="two")
    graph = exported(trainyard, bundle)
    inputs = graph.inputs(tmp_path / "new.csv")
    inputs["size"][3] = "a size that is new"
    inputs["plain"][5] = 1e300
    answers = graph.run(inputs)
    refused = numpy.isnan(answers["probabilities"]).any(axis=1)
    assert refused.nonzero()[0].tolist() == [3, 5]
    assert [answers["prediction"][row, 0] for row in (3, 5)] == ["", ""] and "" not in answers["prediction"][~refused]


def test_a_column_that_is_stored_in_32_bits_is_rounded_first(trainyard, tmp_path, table):
    (tmp_path / "new.csv").write_text(table.read_text())
    (tmp_path / "s.yaml").write_text(
        "fields:\n  - {name: skewed, type: float, storage: float32}\n  - {name: y, type: float, role: target}\n"
        + "".join(f"  - {{name: {name}, type: text, role: ignore}}\n" for name in "plain signed whole share colour size time two three".split()))
    (tmp_path / "config.yaml").write_text(
        f"experiment: rounded\nseed: 3\nresults: results\ndata: {{source: {table}, target: y, schema: s.yaml}}\n"
        "features: {derive: {rounding: '(skewed - floor(skewed * 1024) / 1024) * 1e9'}}\nmodel: {params: {n_estimators: 25}}\n")
    bundle = trainyard.json("train", "config.yaml")["model"]
    assert assert_the_same(trainyard, bundle, table) > 0.999


def test_the_same_model_gives_the_same_file(trainyard, tmp_path, trained):
    bundle = trained(PLAIN)
    for name in ("one.onnx", "two.onnx"):
        trainyard.json("export", "onnx", "--model", bundle, "--output", name)
    assert (tmp_path / "one.onnx").read_bytes() == (tmp_path / "two.onnx").read_bytes()


def test_a_row_alone_is_answered_as_among_others(trainyard, tmp_path, trained):
    graph = exported(trainyard, trained(PLAIN, target="three"))
    inputs = graph.inputs(tmp_path / "new.csv")
    together = graph.run(inputs)["probabilities"][:5]
    alone = [graph.run({name: values[row:row + 1] for name, values in inputs.items()})["probabilities"] for row in range(5)]
    assert numpy.array_equal(numpy.concatenate(alone), together)
