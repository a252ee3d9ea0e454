"""The transform that `trainyard features` writes, against scikit-learn's own, fitted on the same training rows."""

import numpy
import pandas
import pytest
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

TOLERANCE = 1e-6  # relative; features are float32, whose own rounding is 6e-8

SCALERS = {"none": FunctionTransformer, "standard": StandardScaler, "minmax": MinMaxScaler}
MORE_SCALERS = {
    "max_abs": MaxAbsScaler,
    "robust": RobustScaler,
    "quantile_uniform": lambda: QuantileTransformer(subsample=None),
    "quantile_normal": lambda: QuantileTransformer(subsample=None, output_distribution="normal"),
    "log1p": lambda: FunctionTransformer(lambda x: numpy.log1p(numpy.where(x > -1, x, numpy.nan))),
    "yeo_johnson": PowerTransformer,
}
IMPUTERS = {
    "none": FunctionTransformer,
    "mean": lambda: SimpleImputer(strategy="mean"),
    "median": lambda: SimpleImputer(strategy="median"),
    "constant": lambda: SimpleImputer(strategy="constant", fill_value=-2.5),
}


def assert_close(found, expected, name):
    numpy.testing.assert_allclose(
        numpy.asarray(found, dtype=float), numpy.asarray(expected, dtype=float), rtol=TOLERANCE, atol=1e-9, equal_nan=True, err_msg=name
    )


@pytest.mark.parametrize("scale", SCALERS)
@pytest.mark.parametrize("impute", IMPUTERS)
def test_numbers_of_the_housing_data(transformed, source, impute, scale):
    data = source / "data" / "housing.csv"
    fill = ", fill: -2.5" if impute == "constant" else ""
    written, train = transformed(
        data,
        "median_house_value",
        "{derive: {rooms_per_household: total_rooms / households, "
        "bedrooms_left: (total_rooms - 2 * total_bedrooms) / (households + 1)}, "
        f"numeric: {{impute: {impute}{fill}, scale: {scale}}}}}",
    )
    raw = pandas.read_csv(data)
    assert_close(written.median_house_value, raw.median_house_value, "the target is written as it is, in the rows' order")
    raw["rooms_per_household"] = raw.total_rooms / raw.households
    raw["bedrooms_left"] = (raw.total_rooms - 2 * raw.total_bedrooms) / (raw.households + 1)
    numeric = raw.drop(columns=["median_house_value", "ocean_proximity"])
    assert numeric.isna().to_numpy().any()
    pipeline = make_pipeline(IMPUTERS[impute](), SCALERS[scale]())
    expected = numpy.asarray(pipeline.fit(numeric[train]).transform(numeric))
    for i, name in enumerate(numeric):
        assert_close(written[name], expected[:, i], name)


def housing(source):
    raw = pandas.read_csv(source / "data" / "housing.csv")
    return raw, raw.drop(columns=["median_house_value", "ocean_proximity"])


@pytest.mark.parametrize("scale", MORE_SCALERS)
def test_more_ways_of_scaling(transformed, source, scale):
    written, train = transformed(
        source / "data" / "housing.csv", "median_house_value", f"{{numeric: {{impute: most_frequent, scale: {scale}}}}}"
    )
    _, numeric = housing(source)
    if scale == "yeo_johnson":
        # Their powers end at values that differ by less than the rounding of the likelihood: the optimum is not well defined.
        numeric = numeric.drop(columns=["longitude", "latitude"])
    pipeline = make_pipeline(SimpleImputer(strategy="most_frequent"), MORE_SCALERS[scale]())
    expected = numpy.asarray(pipeline.fit(numeric[train].to_numpy()).transform(numeric.to_numpy()))
    for i, name in enumerate(numeric):
        # A power found to 1e-8 moves the standardised numbers, which are about 1, by less than 1e-6.
        atol = 1e-6 if scale == "yeo_johnson" else 1e-9
        numpy.testing.assert_allclose(written[name], expected[:, i], rtol=TOLERANCE, atol=atol, equal_nan=True, err_msg=name)


def bounds(column, method):
    if method == "iqr":
        low, high = numpy.nanpercentile(column, [25, 75])
        return low - 2 * (high - low), high + 2 * (high - low)
    if method == "zscore":
        return column.mean() - 2 * column.std(ddof=0), column.mean() + 2 * column.std(ddof=0)
    if method == "percentile":
        return tuple(numpy.nanpercentile(column, [2, 97]))
    middle = column.median()
    spread = 2 * 1.4826 * (column - middle).abs().median()
    return middle - spread, middle + spread


@pytest.mark.parametrize("action", ["clip", "missing", "drop"])
@pytest.mark.parametrize("method", ["iqr", "zscore", "percentile", "mad"])
def test_outliers(transformed, source, method, action):
    limits = "lower: 0.02, upper: 0.97" if method == "percentile" else "factor: 2"
    written, train = transformed(
        source / "data" / "housing.csv",
        "median_house_value",
        f"{{numeric: {{impute: mean, outliers: {{method: {method}, {limits}, action: {action}}}, scale: standard}}}}",
    )
    _, numeric = housing(source)
    ends = {name: bounds(numeric[name][train], method) for name in numeric}
    outside = pandas.DataFrame({name: (numeric[name] < low) | (numeric[name] > high) for name, (low, high) in ends.items()})
    assert outside.to_numpy().any()
    fitted_on = train & ~outside.any(axis=1).to_numpy() if action == "drop" else train
    if action == "clip":
        numeric = pandas.DataFrame({name: numeric[name].clip(*ends[name]) for name in numeric})
    if action == "missing":
        numeric = numeric.mask(outside)
    expected = make_pipeline(SimpleImputer(), StandardScaler()).fit(numeric[fitted_on]).transform(numeric)
    for i, name in enumerate(numeric):
        assert_close(written[name], expected[:, i], name)


@pytest.mark.parametrize("impute", ["mean", "median", "most_frequent"])
def test_imputing_per_group_with_an_indicator(transformed, mixed, impute):
    path, raw = mixed
    written, train = transformed(path, "y", f"{{numeric: {{impute: {impute}, by: level, indicator: true}}}}")
    ways = {"mean": "mean", "median": "median", "most_frequent": lambda x: x.mode().min()}
    for name in ("large", "skewed", "whole"):
        overall = SimpleImputer(strategy=impute).fit(raw.loc[train, [name]]).statistics_[0]
        groups = raw[train].groupby("level")[name].agg(ways[impute])
        assert_close(written[name], raw[name].astype(float).fillna(raw.level.map(groups)).fillna(overall), name)
        indicator = MissingIndicator(features="all").fit_transform(raw[[name]])[:, 0]
        assert_close(written[f"{name}_missing"], indicator, f"{name}_missing")
        assert list(written).index(f"{name}_missing") == list(written).index(name) + 1


def test_the_columns_come_in_a_stated_order(transformed, source):
    written, train = transformed(
        source / "data" / "housing.csv", "median_house_value", "{derive: {per_home: population / households}}"
    )
    raw = pandas.read_csv(source / "data" / "housing.csv")
    seen = sorted(raw.ocean_proximity[train].unique())
    numeric = [name for name in raw if name not in ("median_house_value", "ocean_proximity")]
    assert [c for c in written if c not in ("split", "median_house_value")] == [
        *numeric, *[f"ocean_proximity={c}" for c in seen], "per_home"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Numbers with gaps, a constant and a nearly constant column, and categories: with gaps, with rare ones, beyond ASCII."""
    random = numpy.random.default_rng(20261123)
    rows = 4000
    levels = numpy.array(["b", "a", "B", "ä", "zz", "with, comma", "10", "9"] + [f"rare {i}" for i in range(300)], dtype=object)
    shares = numpy.array([30, 20, 10, 5, 4, 3, 2, 2] + [0.02] * 300)
    table = pandas.DataFrame({
        "large": random.normal(1e9, 3.0, rows),
        "skewed": random.lognormal(0, 3, rows),
        "whole": random.integers(-5, 6, rows),
        "flag": random.choice(["true", "false"], rows),
        "constant": numpy.full(rows, 0.1),
        "level": random.choice(levels, rows, p=shares / shares.sum()),
        "y": random.normal(size=rows),
    })
    for name in ("large", "skewed", "whole", "level"):
        table[name] = table[name].astype(object).mask(random.random(rows) < 0.1)
    path = tmp_path_factory.mktemp("mixed") / "mixed.csv"
    table.to_csv(path, index=False)
    read = pandas.read_csv(path)
    read["flag"] = read["flag"].astype(float)
    read["level"] = read["level"].astype(object).where(read["level"].notna(), numpy.nan)
    return path, read


@pytest.mark.parametrize("scale", SCALERS)
@pytest.mark.parametrize("impute", IMPUTERS)
def test_numbers_that_are_hard_to_scale(transformed, mixed, impute, scale):
    path, raw = mixed
    fill = ", fill: -2.5" if impute == "constant" else ""
    written, train = transformed(path, "y", f"{{numeric: {{impute: {impute}{fill}, scale: {scale}}}}}")
    numeric = raw[["large", "skewed", "whole", "flag", "constant"]]
    expected = numpy.asarray(make_pipeline(IMPUTERS[impute](), SCALERS[scale]()).fit(numeric[train]).transform(numeric))
    for i, name in enumerate(numeric):
        assert_close(written[name], expected[:, i], name)


def texts(column):
    """A column of texts, missing ones NaN, as the encoders take it."""
    return column.to_numpy(dtype=object).reshape(-1, 1)


def test_onehot_leaves_missing_and_unseen_rows_zero(transformed, mixed):
    path, raw = mixed
    written, train = transformed(path, "y", "{categorical: {encode: onehot, unseen: missing}}")
    encoder = OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(texts(raw.level[train & raw.level.notna()]))
    categories = encoder.categories_[0]
    unseen = set(raw.level[~train].dropna()) - set(categories)
    assert unseen, "the test rows hold categories that the training rows do not"
    expected = encoder.transform(texts(raw.level.fillna("\0 no such category")))
    assert [c for c in written if c.startswith("level=")] == [f"level={c}" for c in categories]
    for i, category in enumerate(categories):
        assert_close(written[f"level={category}"], expected[:, i], category)


def test_onehot_pools_rare_categories(transformed, mixed):
    path, raw = mixed
    written, train = transformed(
        path, "y", "{categorical: {impute: missing, encode: onehot, unseen: other, min_frequency: 40}}"
    )
    level = texts(raw.level.fillna("missing"))
    encoder = OneHotEncoder(sparse_output=False, handle_unknown="infrequent_if_exist", min_frequency=40).fit(level[train])
    names = [name.removeprefix("x0_") for name in encoder.get_feature_names_out()]
    assert names[-1] == "infrequent_sklearn"
    names = [*names[:-1], "other"]
    assert [c for c in written if c.startswith("level=")] == [f"level={name}" for name in names]
    expected = encoder.transform(level)
    for i, name in enumerate(names):
        assert_close(written[f"level={name}"], expected[:, i], name)


def test_ordinal_numbers_sorted_categories(transformed, mixed):
    path, raw = mixed
    written, train = transformed(path, "y", "{categorical: {encode: ordinal, unseen: missing}}")
    level = texts(raw.level)
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=numpy.nan, encoded_missing_value=numpy.nan).fit(level[train])
    assert_close(written.level, encoder.transform(level)[:, 0], "level")
