"""polars expressions written by hand, with the smoothing of scikit-learn's TargetEncoder. The table is in memory when the clock starts."""

import os
import sys

source, output, threads = sys.argv[1:4]
os.environ["POLARS_MAX_THREADS"] = threads

import numpy
import polars
from columns import NUMBERS
from stopwatch import Parts

table = polars.read_parquet(source)


def target_means(column, mean, variance):
    grouped = table.group_by(column).agg(n=polars.len(), mean=polars.col("label").mean(), var=polars.col("label").var(ddof=0))
    share = variance * polars.col("n") / (variance * polars.col("n") + polars.col("var"))
    return grouped.select(column, (share * polars.col("mean") + (1 - share) * mean).cast(polars.Float32).alias(column + "_target"))


def fit():
    filled = {name: polars.col(name).fill_null(polars.col(name).median()) for name in NUMBERS}
    learned = table.select(
        *[polars.col(name).median().alias(name + "_median") for name in NUMBERS],
        *[filled[name].mean().alias(name + "_mean") for name in NUMBERS],
        *[filled[name].std(ddof=0).alias(name + "_std") for name in NUMBERS],
        polars.col("label").mean().alias("mean"),
        polars.col("label").var(ddof=0).alias("var"),
    ).row(0, named=True)
    return {
        "numbers": learned,
        "categories": {name: sorted(table[name].unique()) for name in ("c5", "c50", "c1k")},
        "target": {name: target_means(name, learned["mean"], learned["var"]) for name in ("c10k", "c100k")},
    }


def apply(fitted):
    learned, categories = fitted["numbers"], fitted["categories"]
    number = lambda name: (polars.col(name).fill_null(learned[name + "_median"]) - learned[name + "_mean"]) / learned[name + "_std"]
    numbers = [number(name).cast(polars.Float32).alias(name) for name in NUMBERS]
    onehot = [
        (polars.col(column) == text).cast(polars.Float32).alias(f"{column}={text}") for column in ("c5", "c50") for text in categories[column]
    ]
    ordinal = polars.col("c1k").cast(polars.Enum(categories["c1k"])).to_physical().cast(polars.Float32)
    joined = table.join(fitted["target"]["c10k"], on="c10k", how="left").join(fitted["target"]["c100k"], on="c100k", how="left")
    return joined.select(*numbers, *onehot, ordinal, "c10k_target", "c100k_target")


watch = Parts()
fitted = watch.time("fit", fit)
features = watch.time("apply", lambda: apply(fitted))
watch.print()
numpy.stack([column.to_numpy() for column in features]).tofile(output)
