"""scikit-learn's ColumnTransformer. The table is in memory when the clock starts."""

import sys

import numpy
import pandas
from columns import NUMBERS
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder
from stopwatch import Parts

source, output = sys.argv[1:3]
table = pandas.read_parquet(source)
x, y = table.drop(columns="label"), table["label"]
transformer = ColumnTransformer(
    [
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), NUMBERS),
        ("onehot", OneHotEncoder(sparse_output=False, handle_unknown="ignore", dtype=numpy.float32), ["c5", "c50"]),
        ("ordinal", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=numpy.nan, dtype=numpy.float32), ["c1k"]),
        ("target", TargetEncoder(smooth="auto"), ["c10k", "c100k"]),
    ]
)
watch = Parts()
watch.time("fit", lambda: transformer.fit(x, y))
features = watch.time("apply", lambda: transformer.transform(x).astype(numpy.float32))
watch.print()
numpy.asfortranarray(features).T.tofile(output)
