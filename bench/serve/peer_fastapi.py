"""FastAPI in front of the model of the run in $BENCH_RUN, for `uvicorn --factory peer_fastapi:pipeline` or `:by_hand`.

`pipeline` predicts as one writes it, with pandas and scikit-learn. `by_hand` is the same transform in plain Python, and the booster without its
scikit-learn wrapper: the fastest that we know to write.
"""

import math
import os
import pathlib

import housing_pipeline
import numpy
import pandas
import xgboost
from fastapi import FastAPI
from pydantic import BaseModel

RUN = pathlib.Path(os.environ["BENCH_RUN"])


class Row(BaseModel):
    longitude: float | None
    latitude: float | None
    housing_median_age: float | None
    total_rooms: float | None
    total_bedrooms: float | None
    population: float | None
    households: float | None
    median_income: float | None
    ocean_proximity: str | None


class Request(BaseModel):
    rows: list[Row]


def application(predict):
    app = FastAPI()

    @app.post("/v1/predict")
    async def answer(request: Request):  # not `def`, which would go through a pool of threads and take longer
        return {"predictions": [{"prediction": value} for value in predict(request.rows).tolist()]}

    return app


def pipeline():
    fitted = housing_pipeline.fitted(RUN)
    return application(lambda rows: fitted.predict(pandas.DataFrame([row.model_dump() for row in rows])))


def by_hand():
    columns = housing_pipeline.fitted(RUN)[:-1].named_steps["columns"]
    medians = [*columns.named_transformers_["numbers"].statistics_, *columns.named_transformers_["derived"].statistics_]
    booster = xgboost.Booster({"nthread": 1}, model_file=RUN / "model" / "model.ubj")
    count = len(housing_pipeline.NUMBERS)

    def ratio(a, b):
        return a / b if b else math.nan

    def features(row):
        numbers = [math.nan if (number := getattr(row, name)) is None else number for name in housing_pipeline.NUMBERS]
        longitude, latitude, _, rooms, bedrooms, people, households, _ = numbers
        derived = [ratio(rooms, households), ratio(bedrooms, rooms), ratio(people, households), longitude - latitude, longitude + latitude]
        filled = [median if number != number else number for number, median in zip(numbers + derived, medians)]
        return [*filled[:count], *(row.ocean_proximity == category for category in housing_pipeline.CATEGORIES), *filled[count:]]

    return application(lambda rows: booster.inplace_predict(numpy.array([features(row) for row in rows], numpy.float32)))
