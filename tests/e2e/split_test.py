"""Every way to split, as a user meets it: which rows are tested, what the folds are, what predict then needs, and what is refused."""

import csv
import itertools
import json
import pathlib

import h5py
import numpy
import pandas
import pytest
from sklearn.model_selection import KFold, StratifiedGroupKFold, TimeSeriesSplit

from run_files import contents

MODEL = "model: {type: xgboost, params: {n_estimators: 5, max_depth: 3}}\nevaluate: {metrics: [rmse]}\n"


@pytest.fixture
def split(trainyard, tmp_path):
    """Writes a config and runs `run` with it; returns (summary, data.json, source and number of the test rows)."""

    def write(data, split, extra=""):
        path = tmp_path / "c.yaml"
        path.write_text(f"experiment: split_of_shops\nseed: 3\nresults: {tmp_path}/results\ndata: {data}\nsplit: {split}\n{MODEL}{extra}")
        return path

    def run(*arguments, options=()):
        summary = trainyard.json("run", write(*arguments), *options)
        folder = pathlib.Path(summary["run"])
        rows = [(int(row.get("source", 0)), int(row["row"])) for row in csv.DictReader((folder / "predictions.csv").open())]
        return summary, json.loads((folder / "data.json").read_text()), rows

    run.write, run.trainyard = write, trainyard
    return run


def shops(rows=400, seed=1):
    """Sales of 40 shops, hour by hour from 2020-01-01, in a mixed order."""
    random = numpy.random.default_rng(seed)
    size = random.normal(10, 3, rows)
    hours = pandas.Timestamp("2020-01-01") + pandas.to_timedelta(random.permutation(rows), "h")
    return pandas.DataFrame({"size": size.round(4), "kind": random.choice(["food", "toys"], rows),
                             "when": hours.strftime("%Y-%m-%dT%H:%M:%SZ"), "shop": [f"s{i % 40:02}" for i in range(rows)],
                             "part": numpy.where(numpy.arange(rows) % 8 == 3, "holdout", "rest"), "w": random.integers(0, 4, rows) / 2,
                             "sales": (3 * size + random.normal(0, 1, rows)).round(4)})


@pytest.fixture
def table(tmp_path):
    frame = shops()
    frame.to_csv(tmp_path / "shops.csv", index=False)
    return frame


def assert_refused(trainyard, path, code, *parts, verb="run", options=()):
    done = trainyard.run(verb, path, *options)
    assert done.returncode == code, f"{done.returncode}: {done.stderr}"
    for part in parts:
        assert part in done.stderr, done.stderr
    return done.stderr


def test_time_with_a_cutoff_tests_the_rows_from_there_on(split, table):
    _, data, tested = split("{source: shops.csv, target: sales, timestamp: when}", "{method: time, cutoff: 2020-01-14T00:00:00Z, gap: 12h}")
    expected = table.index[table.when >= "2020-01-14"]
    assert sorted(row for _, row in tested) == list(expected)
    assert data["split"] == {"train": 400 - len(expected) - 11, "test": len(expected), "folds": 5, "gap_rows": 11}, "the row 12 h before stays"
    assert not any("when" in name for name in data["features"])


def test_time_folds_are_those_of_time_series_split(trainyard, tmp_path, table):
    """Without a transform or a model in between: the validation rows of every fold, by what the folds' scores say about a constant."""
    data = "{source: shops.csv, target: sales, timestamp: when}"
    path = tmp_path / "c.yaml"
    path.write_text(f"experiment: folds\nresults: {tmp_path}/results\ndata: {data}\nsplit: {{method: time, test: 0.2, folds: 6}}\n"
                    "model: {type: baseline}\nsearch: {trials: 1, space: {strategy: {categorical: [mean]}}}\nevaluate: {metrics: [rmse]}\n")
    summary = trainyard.json("sweep", path)
    trial = json.loads((pathlib.Path(summary["run"]) / "trials/000000.json").read_text())
    y = table.sort_values("when").sales.to_numpy()[:320]
    expected = [numpy.sqrt(numpy.mean((y[valid] - y[train].mean()) ** 2)) for train, valid in TimeSeriesSplit(6).split(y)]
    assert [fold["scores"]["rmse"] for fold in trial["folds"][::-1]] == pytest.approx(expected, rel=1e-6), "tried from the last on"


def test_bike_is_cut_at_a_date_and_needs_no_date_to_predict(split, trainyard, source, tmp_path):
    bike = source / "data/bike_hour.csv"
    summary, data, tested = split(f"{{source: {bike}, target: cnt, timestamp: dteday, drop: [instant, casual, registered]}}",
                                  "{method: time, cutoff: 2012-10-01}")
    frame = pandas.read_csv(bike)
    late = frame.index[frame.dteday >= "2012-10-01"]
    assert sorted(row for _, row in tested) == list(late)
    assert data["split"] == {"train": len(frame) - len(late), "test": len(late), "folds": 5, "gap_rows": 0}
    frame.drop(columns=["dteday", "cnt", "instant", "casual", "registered"]).to_csv(tmp_path / "new.csv", index=False)
    predicted = trainyard.json("predict", "--model", summary["run"], "--input", tmp_path / "new.csv", "--output", tmp_path / "p.csv")
    assert predicted["rows"] == len(frame) and predicted["warnings"] == []
    by_row = {row["row"]: row["prediction"] for row in csv.DictReader((tmp_path / "p.csv").open())}
    evaluated = list(csv.DictReader((pathlib.Path(summary["run"]) / "predictions.csv").open()))
    assert all(by_row[row["row"]] == row["prediction"] for row in evaluated)


def test_bike_days_stay_whole_in_forward_folds(trainyard, source, tmp_path):
    """As TimeSeriesSplit over days would have it, to within a day: mean baselines of earlier days scored on later ones."""
    path = tmp_path / "c.yaml"
    path.write_text(f"experiment: folds\nresults: {tmp_path}/results\n"
                    f"data: {{source: {source}/data/bike_hour.csv, target: cnt, timestamp: dteday, drop: [instant, casual, registered]}}\n"
                    "split: {method: time, cutoff: 2012-10-01, gap: 7d, folds: 4}\nmodel: {type: baseline}\n"
                    "search: {trials: 1, space: {strategy: {categorical: [mean]}}}\nevaluate: {metrics: [rmse]}\n")
    summary = trainyard.json("sweep", path)
    trial = json.loads((pathlib.Path(summary["run"]) / "trials/000000.json").read_text())
    frame = pandas.read_csv(source / "data/bike_hour.csv", parse_dates=["dteday"])
    week = pandas.Timedelta(days=7)
    frame = frame[frame.dteday <= pandas.Timestamp("2012-10-01") - week]
    size, expected = len(frame) // 5, []
    for left in (4, 3, 2, 1):
        middle = len(frame) - left * size
        edges = [i for i in range(middle - 24, middle + 25) if 0 < i < len(frame) and frame.dteday.iloc[i] != frame.dteday.iloc[i - 1]]
        expected.append(min(edges, key=lambda i: abs(i - middle)))
    scores = []
    for start, end in zip(expected, [*expected[1:], len(frame)]):
        past = frame.cnt[frame.dteday <= frame.dteday.iloc[start] - week]
        scores.append(numpy.sqrt(numpy.mean((frame.cnt.iloc[start:end] - past.mean()) ** 2)))
    assert [fold["scores"]["rmse"] for fold in trial["folds"][::-1]] == pytest.approx(scores, rel=1e-6), "tried from the last on"


def test_groups_are_parted_neither_by_the_test_rows_nor_by_folds(split, table, trainyard, tmp_path):
    summary, data, tested = split("{source: shops.csv, target: sales, drop: [when]}", "{method: group, column: shop, test: 0.25, folds: 4}")
    rows = [row for _, row in tested]
    assert len(rows) == 100 and not set(table.shop[rows]) & set(table.shop.drop(rows))
    assert not any("shop" in name for name in data["features"])
    table[["size", "kind", "part", "w"]].to_csv(tmp_path / "new.csv", index=False)
    assert trainyard.json("predict", "--model", summary["run"], "--input", tmp_path / "new.csv", "--output", tmp_path / "p.csv")["rows"] == 400


def test_group_folds_hold_whole_groups_of_like_size(trainyard, tmp_path):
    """As GroupKFold promises. Every shop sells its own number, so the score of a mean tells which shops a fold holds."""
    sold = 2.0 ** numpy.arange(12)
    pandas.DataFrame({"x": numpy.arange(120.0), "shop": numpy.repeat(numpy.arange(12), 10), "y": numpy.repeat(sold, 10)}).to_csv(
        tmp_path / "t.csv", index=False)
    path = tmp_path / "c.yaml"
    path.write_text(f"experiment: folds\nresults: {tmp_path}/results\ndata: {{source: t.csv, target: y}}\n"
                    "split: {method: group, column: shop, test: 0, folds: 4}\nmodel: {type: baseline}\n"
                    "search: {trials: 1, space: {strategy: {categorical: [mean]}}}\nevaluate: {metrics: [rmse]}\n")
    summary = trainyard.json("sweep", path)
    trial = json.loads((pathlib.Path(summary["run"]) / "trials/000000.json").read_text())

    def score(held):
        train = numpy.delete(sold, held)
        return numpy.sqrt(numpy.mean((sold[list(held)] - train.mean()) ** 2))

    found = [[held for held in itertools.combinations(range(12), 3) if score(held) == pytest.approx(fold["scores"]["rmse"], rel=1e-6)]
             for fold in trial["folds"]]
    assert all(len(candidates) == 1 for candidates in found), found
    assert sorted(shop for [held] in found for shop in held) == list(range(12))


def test_column_tests_the_marked_rows(split, table):
    _, data, tested = split("{source: shops.csv, target: sales, drop: [when, shop]}", "{method: column, column: part, test: holdout}")
    assert sorted(row for _, row in tested) == list(table.index[table.part == "holdout"])
    assert not any("part" in name for name in data["features"])


def test_file_tests_the_rows_of_another_table(split, source, tmp_path):
    data = f"{{source: {source}/data/adult_train.csv, target: education_num, task: regression, drop: [education, income]}}"
    summary, record, tested = split(data, f"{{method: file, test: {source}/data/adult_test.csv, folds: 3}}")
    assert record["split"] == {"train": 22792, "test": 9769, "folds": 3}
    assert sorted(tested) == [(1, row) for row in range(9769)]
    assert [source.get("test", False) for source in record["sources"]] == [False, True]
    again, _, tested_again = split(data, f"{{method: file, test: ['{source}/data/adult_t*st.csv'], folds: 3}}")
    assert again["status"] == "skipped" and again["run"] == summary["run"], "the same rows by another path"
    given, _, tested_given = split(data, f"{{method: file, test: {source}/data/adult_test.csv, folds: 3}}",
                                   options=["--dataset", summary["dataset"]["path"], "--results", tmp_path / "elsewhere"])
    assert given["metrics"] == summary["metrics"] and tested_given == tested


def record(summary):
    """split.h5 as a table, in the order of the rows of one file."""
    with h5py.File(pathlib.Path(summary["run"]) / "split.h5") as file:
        assert file.attrs["format"] == b"trainyard-split-1" and all(column.fletcher32 for column in file.values())
        rows = pandas.DataFrame({name: column[:] for name, column in file.items()})
        assert file.attrs["rows"] == len(rows) and file.attrs["folds"] >= rows.fold.max() + 1
    return rows


def train_rows(rows, fold):
    """The rows that a fold is trained on."""
    train = (rows.part == 0) & (rows.fold != fold)
    if "trains_from" in rows:
        train &= (rows.trains_from <= fold) & (fold < rows.trains_until)
    if "omitted_from" in rows:
        train &= ~((rows.omitted_from <= fold) & (fold < rows.omitted_until))
    return train


def test_split_file_says_what_became_of_every_row(trainyard, split, table):
    summary, data, tested = split("{source: shops.csv, target: sales, timestamp: when}", "{method: time, gap: 12h, folds: 3}")
    rows = record(summary)
    assert list(rows.number) == list(range(400)) and set(rows.source) == {0}
    assert sorted(rows.number[rows.part == 1]) == sorted(row for _, row in tested)
    assert (rows.part == 0).sum() == data["split"]["train"] and (rows.part == 2).sum() == data["split"]["gap_rows"] == 11
    assert set(rows.fold[rows.part != 0]) == {-1} and set(rows.fold) == {-1, 0, 1, 2}
    path = pathlib.Path(summary["run"]) / "split.h5"
    assert trainyard.run("verify", summary["run"]).returncode == 0
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(content)
    damaged = trainyard.run("verify", summary["run"])
    assert damaged.returncode == 1 and "split.h5" in damaged.stdout + damaged.stderr


def test_sliding_windows_and_gaps_are_those_of_time_series_split(split, table):
    path = split.write("{source: shops.csv, target: sales, timestamp: when}",
                       "{method: time, test: 0, folds: 6, gap: 5h, window: sliding, window_size: 40h}")
    rows = record(split.trainyard.json("run", path)).iloc[numpy.argsort(table.when.to_numpy())].reset_index(drop=True)
    oracle = TimeSeriesSplit(6, gap=4, max_train_size=40).split(rows)  # a gap of 5 hours leaves four of the hourly rows out
    for fold, (train, validation) in enumerate(oracle):
        assert list(numpy.flatnonzero(train_rows(rows, fold))) == list(train)
        assert list(numpy.flatnonzero(rows.fold == fold)) == list(validation)


def test_blocks_are_those_of_k_fold_purged_on_both_sides(split, table):
    summary, _, _ = split("{source: shops.csv, target: sales, timestamp: when}", "{method: time, cv: blocks, folds: 7, gap: 3h}")
    order = numpy.argsort(table.when.to_numpy())
    rows = record(summary).iloc[order].reset_index(drop=True)
    rows = rows[rows.part == 0]
    for fold, (train, validation) in enumerate(KFold(7).split(rows)):
        assert list(numpy.flatnonzero(rows.fold == fold)) == list(validation)
        kept = [i for i in train if i <= validation[0] - 3 or i >= validation[-1] + 3]
        assert list(numpy.flatnonzero(train_rows(rows, fold))) == kept


def test_stratified_group_folds_are_those_of_scikit_learn(split, tmp_path):
    """Groups whose classes deviate by different amounts, so that scikit-learn has no choice to make among equals."""
    random = numpy.random.default_rng(4)
    sizes, group, y, used = [], [], [], set()
    while len(sizes) < 60:
        counts = random.integers(0, 40, 3)
        if round(numpy.std(counts), 9) in used or counts.sum() == 0:
            continue
        used.add(round(numpy.std(counts), 9))
        group += [f"g{len(sizes):02}"] * counts.sum()
        y += ["a"] * counts[0] + ["b"] * counts[1] + ["c"] * counts[2]
        sizes.append(counts.sum())
    frame = pandas.DataFrame({"x": random.normal(size=len(y)), "g": group, "y": y}).sample(frac=1, random_state=0).reset_index(drop=True)
    frame.to_csv(tmp_path / "t.csv", index=False)
    for how in ["{test: 0, folds: 5, cv: stratified_group, group: g}", "{method: group, column: g, test: 0, folds: 5, cv: stratified_group}"]:
        path = split.write("{source: t.csv, target: y}", how)
        path.write_text(path.read_text().replace("[rmse]", "[log_loss]"))
        rows = record(split.trainyard.json("run", path))
        expected = {frozenset(test) for _, test in StratifiedGroupKFold(5).split(frame, frame.y, frame.g)}
        assert {frozenset(numpy.flatnonzero(rows.fold == fold)) for fold in range(5)} == expected


def test_time_tests_the_latest_rows_while_folds_keep_groups_whole(split, table):
    summary, data, tested = split("{source: shops.csv, target: sales, timestamp: when}",
                                  "{method: time, cv: group, group: shop, test: 0.25, folds: 4}")
    rows = record(summary)
    assert sorted(row for _, row in tested) == sorted(table.when.sort_values().index[-100:])
    train = rows.part == 0
    assert (table.shop[train].groupby(table.shop[train]).size().size, rows.fold[train].groupby(table.shop[train]).nunique().max()) == (40, 1)
    assert numpy.ptp(rows.fold[train].value_counts()) <= 10
    assert not any("shop" in name for name in data["features"]), "the groups of the folds are no feature"


def test_marks_and_groups_can_be_two_columns(split, table):
    summary, data, tested = split("{source: shops.csv, target: sales, drop: [when]}",
                                  "{method: column, column: part, test: holdout, cv: group, group: shop, folds: 3}")
    assert sorted(row for _, row in tested) == list(table.index[table.part == "holdout"])
    rows = record(summary)
    assert rows.fold[rows.part == 0].groupby(table.shop[rows.part == 0]).nunique().max() == 1
    assert not any("shop" in name or "part" in name for name in data["features"])


@pytest.mark.parametrize("keys, strata", [
    ("bins: 4", lambda table: pandas.qcut(table.sales.rank(method="first"), 4, labels=False)),
    ("stratify: kind", lambda table: table.kind),
    ("stratify: size, bins: 5", lambda table: pandas.qcut(table["size"].rank(method="first"), 5, labels=False)),
])
def test_stratified_goes_by_bins_and_by_another_column(split, table, keys, strata):
    for how in ["method: stratified, test: 0.25", "cv: stratified, test: 0.25"]:
        summary, _, _ = split("{source: shops.csv, target: sales, drop: [when]}", f"{{{how}, folds: 4, {keys}}}")
        rows = record(summary)
        for stratum, members in rows.groupby(strata(table)):
            if how.startswith("method"):
                assert abs((members.part == 1).sum() - len(members) / 4) <= 1, (stratum, keys)
            folds = members.fold[members.part == 0].value_counts().reindex(range(4), fill_value=0)
            assert numpy.ptp(folds) <= 1 + 2 * ("size" in keys or "bins: 4" == keys), (stratum, keys)


@pytest.mark.parametrize("how, slack", [("method: random", 2), ("method: group, column: shop", 15)])
def test_weights_even_out_shares_and_folds(split, table, how, slack):
    summary, _, _ = split("{source: shops.csv, target: sales, weight: w, drop: [when]}", f"{{{how}, test: 0.25, folds: 4, weighted: true}}")
    rows = record(summary)
    assert abs(table.w[rows.part == 1].sum() - table.w.sum() / 4) <= slack
    sums = table.w[rows.part == 0].groupby(rows.fold[rows.part == 0]).sum()
    assert len(sums) == 4 and numpy.ptp(sums) <= slack


def test_rows_with_the_same_content_on_both_sides_are_told_of_once(trainyard, split, table, tmp_path):
    small = table.drop(columns=["when", "shop"])
    pandas.concat([small, small[:3]]).to_csv(tmp_path / "shops.csv", index=False)
    twice = trainyard.run("run", split.write("{source: shops.csv, target: sales}", "{folds: 0, test: 0.5}"))
    assert twice.returncode == 0 and twice.stderr.count("training rows that equal a test row in every feature and the target") == 1, twice.stderr
    small.to_csv(tmp_path / "shops.csv", index=False)
    assert "training rows that" not in trainyard.run("run", split.write("{source: shops.csv, target: sales}", "{folds: 0, test: 0.5}")).stderr


METHODS = {
    "random": ("{source: shops.csv, target: sales}", "{method: random}"),
    "time": ("{source: shops.csv, target: sales, timestamp: when}", "{method: time, gap: 5h}"),
    "group": ("{source: shops.csv, target: sales}", "{method: group, column: shop}"),
    "column": ("{source: shops.csv, target: sales, weight: w}", "{method: column, column: part, test: [holdout]}"),
    "file": ("{source: shops.csv, target: sales}", "{method: file, test: more.csv}"),
    "weighted": ("{source: shops.csv, target: sales, weight: w, drop: [when]}", "{cv: stratified, stratify: kind, weighted: true}"),
    "blocks": ("{source: shops.csv, target: sales, timestamp: when}", "{method: group, column: shop, cv: blocks, gap: 2h}"),
    "stratified_group": ("{source: shops.csv, target: sales, timestamp: when}", "{method: time, cv: stratified_group, group: shop, bins: 4}"),
}


@pytest.mark.parametrize("method", METHODS)
def test_shards_and_threads_change_nothing(trainyard, split, table, tmp_path, method):
    shops(120, seed=2).to_csv(tmp_path / "more.csv", index=False)
    data, how = METHODS[method]
    search = "search: {trials: 2, space: {max_depth: {int: [2, 4]}}}\n"
    seen = set()
    for number, (shard_rows, threads) in enumerate([(1000000, 1), (137, 2)]):
        path = split.write(data.replace("}", f", shard_rows: {shard_rows}}}"), how, search)
        summary = trainyard.json("run", path, "--threads", threads, "--results", tmp_path / f"r{number}")
        folder = pathlib.Path(summary["run"])
        seen.add(tuple(contents(folder / name) for name in ["predictions.csv", "metrics.json", "trials/000001.json", "split.h5"]))
    assert len(seen) == 1


def test_features_marks_every_row_with_its_part(trainyard, split, table, tmp_path):
    path = split.write("{source: shops.csv, target: sales, timestamp: when}", "{method: time, cutoff: 2020-01-14, gap: 12h}")
    trainyard.json("features", path, "--output", tmp_path / "f.csv")
    written = pandas.read_csv(tmp_path / "f.csv")
    days = pandas.to_datetime(table.when)
    expected = numpy.where(days >= "2020-01-14T00:00:00Z", "test", numpy.where(days > "2020-01-13T12:00:00Z", "gap", "train"))
    assert list(written.split) == list(expected)


def test_a_random_split_of_rows_with_times_warns(trainyard, split, table):
    warned = trainyard.run("run", split.write("{source: shops.csv, target: sales}", "{method: random}"))
    assert warned.returncode == 0 and "the rows have times (column 'when')" in warned.stderr and "data.timestamp: when" in warned.stderr
    for data, how in [("{source: shops.csv, target: sales, drop: [when]}", "{method: random}"),
                      ("{source: shops.csv, target: sales, timestamp: when}", "{method: time}")]:
        quiet = trainyard.run("run", split.write(data, how))
        assert quiet.returncode == 0 and "have times" not in quiet.stderr


def test_rows_without_time_weight_or_group_are_set_aside(split, table, tmp_path):
    table.loc[[5, 17], "when"] = ""
    table.loc[9, "w"] = -1
    table.loc[30, "w"] = numpy.inf
    table.to_csv(tmp_path / "shops.csv", index=False)
    summary, _, _ = split("{source: shops.csv, target: sales, timestamp: when, weight: w, max_bad_rows: 0.1}", "{method: time}")
    assert summary["dataset"]["quarantined"] == 4
    quarantine = (pathlib.Path(summary["dataset"]["path"]) / "quarantine.csv").read_text()
    for reason in ["the timestamp is missing", "a weight cannot be negative", "not a finite number"]:
        assert reason in quarantine


def test_what_the_data_cannot_give_is_refused_with_its_place(trainyard, split, table, tmp_path):
    timed, plain = "{source: shops.csv, target: sales, timestamp: when}", "{source: shops.csv, target: sales}"

    def refused(code, data, how, *parts):
        assert_refused(trainyard, split.write(data, how), code, *parts)

    refused(65, timed, "{method: time, cutoff: 2021-01-01}", "c.yaml:5:8: split: no row lies at or after the cutoff 2021-01-01T00:00:00Z",
            "the rows are from 2020-01-01T00:00:00Z to 2020-01-17T15:00:00Z")
    refused(65, timed, "{method: time, cutoff: 2019-01-01}", "no row lies before the cutoff")
    refused(78, timed, "{method: time, cutoff: 2020-02-30}", "c.yaml:5:31: split.cutoff: '2020-02-30': no such date")
    refused(65, timed, "{method: time, gap: 60d}", "split.gap leaves no training row")
    refused(65, timed.replace("when", "wen"), "{method: time}", "no column 'wen' (data.timestamp), did you mean 'when'?")
    refused(65, timed.replace("when", "shop"), "{method: time}", "data.timestamp: the time of a row is timestamp", "'shop' is category")
    refused(65, plain, "{method: group, column: shp}", "no column 'shp' (split.column), did you mean 'shop'?")
    refused(65, plain, "{method: group, column: shop, folds: 39}", "column 'shop' has 32 different values among the training rows")
    refused(65, plain, "{method: column, column: part, test: holdot}", "no row has 'holdot' (split.test) in column 'part', did you mean 'holdout'?")
    refused(65, plain, "{method: column, column: w}", "marks of test rows are category, integer or boolean, 'w' is float")
    refused(66, plain, "{method: file, test: nothing.csv}", "nothing.csv")
    refused(66, plain, "{method: file, test: 'nothing*.csv'}", "c.yaml:5:29: split.test: no file matches 'nothing*.csv'")
    refused(65, plain, "{method: file, test: shops.csv}", "shops.csv: this test file (split.test) has the same content as")
    refused(65, timed, "{method: time, window: sliding, window_size: 30d}", "split.window_size is longer than the time of the training rows")
    refused(65, timed, "{cv: blocks, gap: 20d}", "split.gap leaves no row to train fold 0")
    refused(65, timed, "{method: time, cv: group, group: shp}", "no column 'shp' (split.group), did you mean 'shop'?")
    refused(65, plain, "{method: stratified, stratify: knd}", "c.yaml:5:39: split.stratify: there is no column 'knd', did you mean 'kind'?")
    refused(65, plain, "{cv: group, group: kind}", "column 'kind' has 2 different values among the training rows, fewer than the 5 folds")
    refused(78, plain, "{method: time}", "c.yaml:5:17: split.method: time needs data.timestamp")


def test_a_feature_cannot_use_a_column_that_predict_does_without(trainyard, split, table):
    path = split.write("{source: shops.csv, target: sales, timestamp: when, weight: w}", "{method: time}",
                       "features: {derive: {late: when * 2}, columns: {w: {scale: standard}}}\n")
    assert_refused(trainyard, path, 78, "features.derive.late: character 1: 'when' is named by data.timestamp (role timestamp)",
                   "features.columns.w: 'w' is named by data.weight (role weight)", verb="validate")


def test_a_dataset_made_for_another_split_is_refused(trainyard, split, table, tmp_path):
    def dataset(data, how):
        return trainyard.json("shard", split.write(data, how))["dataset"]["path"]

    shops(50, seed=2).to_csv(tmp_path / "more.csv", index=False)
    plain, timed = "{source: shops.csv, target: sales}", "{source: shops.csv, target: sales, timestamp: when}"
    made = {"plain": dataset(plain, "{}"), "timed": dataset(timed, "{method: time}"), "file": dataset(plain, "{method: file, test: more.csv}")}
    for data, how, given, part in [
            (timed, "{method: time}", "plain", "data.timestamp: the dataset has no column 'when' with the role timestamp"),
            (plain, "{}", "timed", "data.timestamp: the dataset gives column 'when' the role timestamp, and this config does not name it"),
            (plain, "{method: file, test: more.csv}", "plain", "split.method: file: the dataset has no test file"),
            (plain, "{method: random}", "file", "split.method: random: the dataset has the test file")]:
        assert_refused(trainyard, split.write(data, how), 65, part, "leave --dataset out", options=["--dataset", made[given]])
    assert trainyard.json("run", split.write(timed, "{method: time}"), "--dataset", made["timed"])["status"] == "finished"


def test_roles_in_a_given_schema_must_agree_with_the_config(trainyard, split, table, tmp_path):
    schema = "fields:\n" + "".join(f"  - {{name: {name}, type: {kind}}}\n" for name, kind in [
        ("size", "float"), ("kind", "category"), ("when", "timestamp"), ("shop", "category"), ("part", "category"), ("w", "float, role: weight"),
        ("sales", "float")])
    (tmp_path / "s.yaml").write_text(schema)
    assert_refused(trainyard, split.write("{source: shops.csv, target: sales, schema: s.yaml}", "{}"), 78,
                   "data.schema gives column 'w' the role weight, but data.weight names no column; make them agree")
    trainyard.json("run", split.write("{source: shops.csv, target: sales, schema: s.yaml, weight: w, timestamp: when}", "{method: time}"))


def test_a_second_run_finds_the_split_unchanged_and_another_seed_draws_another(trainyard, split, table):
    first, _, tested = split("{source: shops.csv, target: sales}", "{method: group, column: shop}")
    again, _, tested_again = split("{source: shops.csv, target: sales}", "{method: group, column: shop}")
    assert again["status"] == "skipped" and tested_again == tested
    other, _, tested_other = split("{source: shops.csv, target: sales}", "{method: group, column: shop}", "", options=["--set", "seed=4"])
    assert other["status"] == "finished" and tested_other != tested
