"""Columns that are hard on arithmetic, and selection, against scikit-learn fitted on the same training rows."""

import numpy
import pandas
import pytest
from sklearn.feature_selection import SelectKBest, SelectPercentile, VarianceThreshold, chi2, f_classif, f_regression
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

TOLERANCE = 1e-6  # relative; features are float32, whose own rounding is 6e-8

SCALERS = {
    "none": FunctionTransformer,
    "standard": StandardScaler,
    "minmax": MinMaxScaler,
    "max_abs": MaxAbsScaler,
    "robust": RobustScaler,
    "quantile_uniform": lambda rows: QuantileTransformer(subsample=None, n_quantiles=min(1000, rows)),
    "quantile_normal": lambda rows: QuantileTransformer(subsample=None, n_quantiles=min(1000, rows), output_distribution="normal"),
}
IMPUTERS = {
    "none": FunctionTransformer,
    "mean": lambda: SimpleImputer(strategy="mean"),
    "median": lambda: SimpleImputer(strategy="median"),
    "most_frequent": lambda: SimpleImputer(strategy="most_frequent"),
    "constant": lambda: SimpleImputer(strategy="constant", fill_value=7.5),
}


def assert_close(found, expected, name, atol=1e-9):
    numpy.testing.assert_allclose(
        numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float), rtol=TOLERANCE, atol=atol, equal_nan=True, err_msg=name
    )


def hard_columns(rows):
    random = numpy.random.default_rng(rows)
    normal = random.normal(size=rows)
    made = pandas.DataFrame({
        "denormal": 5e-324 * random.integers(0, 1000, rows),
        "tiny": normal * 1e-37,
        "huge": normal * 1e37,
        "far": 1e9 + random.integers(0, 5, rows),
        "nearly": numpy.where(numpy.arange(rows) == rows // 2, 0.1 + 2e-17, 0.1),
        "zeros": numpy.where(random.random(rows) < 0.95, 0.0, -0.0),
        "mostly_zero": numpy.where(random.random(rows) < 0.95, 0.0, normal),
        "ties": random.integers(0, 3, rows) - 0.5,
        "negative": -numpy.exp(4 * normal),
        "mixed": numpy.where(random.random(rows) < 0.5, normal, 1e9 * normal),
        "single": numpy.where(numpy.arange(rows) == rows // 3, 3.25, numpy.nan),
        "constant": numpy.full(rows, -1e-3),
    })
    gaps = random.random(made.shape) < 0.1
    gaps[:, [list(made).index("single"), list(made).index("constant")]] = False
    return made.mask(gaps).assign(y=random.normal(size=rows))


@pytest.mark.parametrize("rows", [4, 33, 1500])
@pytest.mark.parametrize("scale", SCALERS)
def test_hard_columns_are_scaled_as_by_scikit_learn(transformed, tmp_path, scale, rows):
    path = tmp_path / "hard.csv"
    hard_columns(rows).to_csv(path, index=False)
    raw = pandas.read_csv(path)
    for impute, imputer in IMPUTERS.items():
        fill = ", fill: 7.5" if impute == "constant" else ""
        written, train = transformed(path, "y", f"{{numeric: {{impute: {impute}{fill}, scale: {scale}}}}}")
        numeric = raw.drop(columns=["y"]).astype(float)
        numeric = numeric[[name for name in numeric if numeric[name][train].notna().any()]]
        if scale == "quantile_uniform":
            numeric = numeric.drop(columns=["denormal"])  # numpy.interp overflows between denormals and gives NaN
        if scale.startswith("quantile") and impute == "mean":
            numeric = numeric.drop(columns=["nearly"])  # the mean's last bit decides whether it is an end of the range
        scaler = SCALERS[scale](int(train.sum())) if scale.startswith("quantile") else SCALERS[scale]()
        expected = numpy.asarray(make_pipeline(imputer(), scaler).fit(numeric[train].to_numpy()).transform(numeric.to_numpy()))
        for i, name in enumerate(numeric):
            # Their mean near 1e9 is rounded by 1e-7.
            assert_close(written[name], expected[:, i], f"{name}, impute: {impute}", 1e-6 if name == "far" else 1e-9)


@pytest.fixture(scope="module")
def samples(source):
    """The sample sets that have categories or whole numbers: the path, the target and what is no feature."""
    folder = source / "data"
    return {
        "adult": (folder / "adult_train.csv", "income", []),
        "bike": (folder / "bike_hour.csv", "cnt", ["instant", "dteday", "casual", "registered"]),
        "housing": (folder / "housing.csv", "median_house_value", []),
    }


def read_sample(samples, name):
    path, target, drop = samples[name]
    raw = pandas.read_csv(path).drop(columns=drop)
    features = raw.drop(columns=[target])
    numeric = features.select_dtypes("number").astype(float)
    return path, target, f", drop: [{', '.join(drop)}]" if drop else "", raw, numeric, features.drop(columns=list(numeric))


@pytest.mark.parametrize("scale", SCALERS)
@pytest.mark.parametrize("name", ["adult", "bike"])
def test_numbers_of_the_other_samples(transformed, samples, name, scale):
    path, target, drop, _, numeric, _ = read_sample(samples, name)
    written, train = transformed(path, target, f"{{numeric: {{impute: median, scale: {scale}}}}}", drop)
    scaler = SCALERS[scale](int(train.sum())) if scale.startswith("quantile") else SCALERS[scale]()
    expected = make_pipeline(SimpleImputer(strategy="median"), scaler).fit(numeric[train].to_numpy()).transform(numeric.to_numpy())
    for i, column in enumerate(numeric):
        assert_close(written[column], expected[:, i], column)


@pytest.mark.parametrize("name", ["adult", "housing"])
def test_categories_of_the_samples(transformed, samples, name):
    path, target, drop, _, _, texts = read_sample(samples, name)
    texts = texts.astype(object).where(texts.notna(), "missing")
    written, train = transformed(
        path, target, "{categorical: {impute: missing, min_frequency: 150, max_categories: 9, unseen: other}}", drop
    )
    encoder = OneHotEncoder(sparse_output=False, handle_unknown="infrequent_if_exist", min_frequency=150, max_categories=9)
    expected = encoder.fit(texts[train].to_numpy()).transform(texts.to_numpy())
    for i, feature in enumerate(encoder.get_feature_names_out(list(texts))):
        column = next(c for c in sorted(texts, key=len, reverse=True) if feature.startswith(c + "_"))
        ours = f"{column}={feature[len(column) + 1:].replace('infrequent_sklearn', 'other')}"
        assert numpy.array_equal(written[ours], expected[:, i]), ours
    written, train = transformed(path, target, "{categorical: {impute: missing, encode: ordinal}}", drop)
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=numpy.nan)
    expected = ordinal.fit(texts[train].to_numpy()).transform(texts.to_numpy())
    for i, column in enumerate(texts):
        assert numpy.array_equal(written[column], expected[:, i], equal_nan=True), column


SELECTORS = {
    "{method: anova_f, k: 3}": lambda task: SelectKBest(f_regression if task == "regression" else f_classif, k=3),
    "{method: anova_f, percentile: 40}": lambda task: SelectPercentile(f_regression if task == "regression" else f_classif, percentile=40),
    "{method: variance, threshold: 0.01}": lambda task: VarianceThreshold(0.01),
    "{method: variance, threshold: 0.04}": lambda task: VarianceThreshold(0.04),
    "{method: chi2, k: 2}": lambda task: SelectKBest(chi2, k=2),
}
# Chi-squared is for classes, and a threshold has to part the features.
SELECTIONS = [
    (name, way)
    for name in ("adult", "bike", "housing")
    for way in SELECTORS
    if ("chi2" not in way or name == "adult") and ("variance" not in way or ("0.04" in way) == (name == "bike"))
]


@pytest.mark.parametrize("name, selector", SELECTIONS)
def test_the_features_that_scikit_learn_selects_stay(transformed, samples, name, selector):
    path, target, drop, raw, numeric, texts = read_sample(samples, name)
    task = "classification" if name == "adult" else "regression"
    more = f", drop: [{', '.join([*samples[name][2], *texts])}]"
    features = f"{{numeric: {{impute: mean, scale: minmax}}, select: [{selector}]}}"
    written, train = transformed(path, target, features, more)
    x = make_pipeline(SimpleImputer(), MinMaxScaler()).fit_transform(numeric[train])
    y = pandas.factorize(raw[target][train])[0] if task == "classification" else raw[target][train]
    stays = SELECTORS[selector](task).fit(x, y).get_support()
    assert 0 < stays.sum() < len(stays), "selection has something to do"
    assert [c for c in written if c not in ("split", target)] == [c for c, s in zip(numeric, stays, strict=True) if s]


def test_bucketize_counts_boundaries_as_numpy_does(transformed, samples):
    path, target, drop, _, numeric, _ = read_sample(samples, "bike")
    edges = numpy.unique(numpy.quantile(numeric["temp"], [0.2, 0.4, 0.6, 0.8]))
    expression = f"bucketize(temp, {', '.join(map(repr, edges.tolist()))})"
    written, _ = transformed(path, target, f"{{derive: {{bin: '{expression}'}}}}", drop)
    assert numpy.array_equal(written["bin"], numpy.digitize(numeric["temp"], edges))
