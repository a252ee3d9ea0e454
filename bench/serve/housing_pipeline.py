"""The transform of configs/housing.yaml as one writes it with pandas and scikit-learn, around the booster of a run."""

import json
import pathlib

import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from xgboost import XGBRegressor

NUMBERS = ["longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households", "median_income"]
CATEGORY = "ocean_proximity"
CATEGORIES = ["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN", "other"]
DERIVED = ["rooms_per_household", "bedrooms_per_room", "population_per_household", "along_coast", "inland"]


def derive(frame):
    return frame.assign(
        rooms_per_household=frame["total_rooms"] / frame["households"],
        bedrooms_per_room=frame["total_bedrooms"] / frame["total_rooms"],
        population_per_household=frame["population"] / frame["households"],
        along_coast=frame["longitude"] - frame["latitude"],
        inland=frame["longitude"] + frame["latitude"],
    )


def training_rows(run):
    """Those rows of the source that the run did not hold out, in the source's order."""
    source = json.loads((run / "data.json").read_text())["sources"][0]["path"]
    return pandas.read_csv(source).drop(index=pandas.read_csv(run / "predictions.csv")["row"])


def fitted(run):
    """The pipeline: the transform is fitted here, the model is the run's."""
    run = pathlib.Path(run)
    assert CATEGORIES == [name.partition("=")[2] for name in json.loads((run / "data.json").read_text())["features"] if "=" in name]
    columns = ColumnTransformer([
        ("numbers", SimpleImputer(strategy="median"), NUMBERS),
        ("category", OneHotEncoder(categories=[CATEGORIES], handle_unknown="ignore", sparse_output=False), [CATEGORY]),
        ("derived", SimpleImputer(strategy="median"), DERIVED),
    ])
    transform = Pipeline([("derive", FunctionTransformer(derive)), ("columns", columns)])
    transform.fit(training_rows(run)[[*NUMBERS, CATEGORY]])
    model = XGBRegressor(n_jobs=1)  # a row at a time: more threads only wait for each other
    model.load_model(run / "model" / "model.ubj")
    return Pipeline([*transform.steps, ("model", model)])
