"""The script people write today: argv[1] the CSV file, argv[2] the CSV with the test rows; prints RMSE and seconds after imports."""

import sys

import pandas
import stopwatch
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.metrics import root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def test_rmse():
    table = pandas.read_csv(sys.argv[1])
    table["rooms_per_household"] = table.total_rooms / table.households
    test = pandas.read_csv(sys.argv[2]).row
    train = table.index.difference(test)
    x, y = table.drop(columns="median_house_value"), table.median_house_value
    numeric = [name for name in x if name != "ocean_proximity"]
    model = make_pipeline(
        ColumnTransformer([
            ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
            ("category", OneHotEncoder(sparse_output=False, handle_unknown="ignore"), ["ocean_proximity"]),
        ]),
        xgboost.XGBRegressor(n_estimators=300, max_depth=6, learning_rate=0.1, tree_method="hist", n_jobs=2, random_state=11),
    ).fit(x.loc[train], y.loc[train])
    return float(root_mean_squared_error(y.loc[test], model.predict(x.loc[test])))


with stopwatch.timed() as took:
    rmse = test_rmse()
took.print(rmse=rmse)
