"""`monitor` as its users meet it: bikes of 2011 are learned from, and the rows of other months watched."""

import hashlib
import json
import os
import pathlib
import re
import shutil

import h5py
import numpy
import pandas
import pytest
from scipy import stats
from sklearn import metrics

from service import serving

SOURCE = pathlib.Path(os.environ.get("TRAINYARD_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))

CONFIG = """\
experiment: bikes
results: results
data: {source: y2011.csv, target: cnt, task: regression, drop: [instant, dteday, casual, registered]}
split: {test: 0.2, folds: 3}
model: {type: xgboost, params: {n_estimators: 60, max_depth: 5, learning_rate: 0.2}}
evaluate: {metrics: [rmse, mae], bootstrap: 0}
"""


def bikes():
    return pandas.read_csv(SOURCE / "data/bike_hour.csv")


class Bikes:
    """A folder with a trained model, the program, and the tables of months."""

    def __init__(self, trainyard):
        self.trainyard, self.folder = trainyard, trainyard.folder
        self.table = bikes()
        self.table[self.table.yr == 0].to_csv(self.folder / "y2011.csv", index=False)
        self.config()
        self.run = trainyard.json("run", "c.yaml")["run"]

    def config(self, more=""):
        (self.folder / "c.yaml").write_text(CONFIG + more)

    def rows(self, chosen, name="new.csv", drop=("cnt", "casual", "registered")):
        """Rows as they come before anything is known of their target."""
        chosen.drop(columns=list(drop)).to_csv(self.folder / name, index=False)
        return name

    def monitor(self, *words, code=0, more=""):
        self.config(more)
        done = self.trainyard.run("monitor", "c.yaml", *words, "--json")
        assert done.returncode == code, done.stderr + done.stdout
        answer = json.loads(done.stdout)
        return answer, json.loads((pathlib.Path(answer["run"]) / "monitor.json").read_text())

    def training_rows(self):
        with h5py.File(pathlib.Path(self.run) / "split.h5") as file:
            numbers = file["number"][:][file["part"][:] == 0]
        return pandas.read_csv(self.folder / "y2011.csv").iloc[numbers]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    from conftest import Program

    return Bikes(Program(tmp_path_factory.mktemp("bikes")))


@pytest.fixture
def watched(trained, tmp_path):
    """The trained model, in a folder that a test may do anything to."""
    copy = object.__new__(Bikes)
    shutil.copytree(trained.folder, tmp_path, dirs_exist_ok=True)
    from conftest import Program

    copy.trainyard, copy.folder, copy.table = Program(tmp_path), tmp_path, trained.table
    copy.run = str(tmp_path / pathlib.Path(trained.run).relative_to(trained.folder))
    return copy


def digests(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def of_kind(answer, kind):
    return [alert for alert in answer["alerts"] if alert["kind"] == kind]


def test_the_months_that_were_learned_from_are_no_alert(watched):
    before = digests(pathlib.Path(watched.run))
    answer, found = watched.monitor()
    assert (answer["verdict"], answer["alerts"], answer["rows"]) == ("ok", [], 8645)
    assert found["quality"]["bad_rows"] == 0 and found["predictions"]["of"] == "test"
    assert (found["skew"]["rows"], found["skew"]["differing"]) == (1000, 0)
    run = json.loads((pathlib.Path(answer["run"]) / "run.json").read_text())
    assert run["verb"] == "monitor" and run["parent"] == pathlib.Path(watched.run).name and answer["model"] == watched.run
    assert digests(pathlib.Path(watched.run)) == before, "the run of the model changes"
    assert watched.trainyard.run("verify", "results").returncode == 0


def test_another_year_is_drift_with_the_values_that_numpy_and_scipy_give(watched):
    summer = watched.table[(watched.table.yr == 1) & (watched.table.mnth.isin([6, 7, 8]))]
    answer, found = watched.monitor("--input", watched.rows(summer), code=1)
    assert answer["verdict"] == "alert" and {"yr", "mnth", "temp"} <= {alert["column"] for alert in of_kind(answer, "feature_drift")}
    assert of_kind(answer, "prediction_drift"), "more bikes are rented in summer"
    columns = {column["column"]: column for column in found["drift"]["columns"]}
    reference = watched.training_rows()
    for name in ("temp", "hum", "windspeed", "hr"):
        edges = numpy.unique(numpy.quantile(reference[name], numpy.arange(1, 10) / 10, method="inverted_cdf"))
        was, now = (numpy.bincount(numpy.searchsorted(edges, table[name]), minlength=len(edges) + 1) / len(table) for table in (reference, summer))
        was, now = numpy.where(was > 0, was, 1e-4), numpy.where(now > 0, now, 1e-4)
        assert columns[name]["statistic"] == pytest.approx(((now - was) * numpy.log(now / was)).sum(), rel=1e-9), name
        assert columns[name]["drifted"] == (columns[name]["statistic"] > 0.2)


def test_tests_with_p_values_are_those_of_scipy_and_corrected(watched):
    some = watched.table[watched.table.yr == 0].sample(400, random_state=3)
    drift = "{test: ks, correction: benjamini_hochberg, columns: {season: {test: wasserstein}, weathersit: {test: js, max: 0.3}}}"
    _, found = watched.monitor("--input", watched.rows(some), more=f"monitor: {{drift: {drift}}}\n")
    columns = {column["column"]: column for column in found["drift"]["columns"]}
    reference = watched.training_rows()
    assert columns["season"]["test"] == "wasserstein" and columns["season"]["max"] == 0.1
    distance = stats.wasserstein_distance(reference.season, some.season)
    assert columns["season"]["statistic"] == pytest.approx(distance / numpy.std(reference.season), rel=1e-9)
    assert columns["weathersit"]["max"] == 0.3
    tested = {name: column for name, column in columns.items() if column["test"] == "ks"}
    adjusted = stats.false_discovery_control([column["p_value"] for column in tested.values()])
    for (name, column), p in zip(tested.items(), adjusted):
        expected = stats.ks_2samp(reference[name], some[name], method="asymp")
        assert column["statistic"] == pytest.approx(expected.statistic, abs=1e-9), name
        assert column["p_value"] == pytest.approx(expected.pvalue, abs=1e-9), name
        assert column["p_corrected"] == pytest.approx(p, abs=1e-9), name


def test_of_many_different_values_quantiles_are_kept(trainyard, small_config):
    config = small_config()
    words = ("--set", "search=", "--set", "model.params={n_estimators: 5}")
    run = pathlib.Path(trainyard.json("run", config, *words)["run"])
    stored = json.loads((run / "model/reference.json").read_text())
    income = next(column for column in stored["columns"] if column["name"] == "median_income")
    assert len(income["quantiles"].split(",")) == 1001
    table = pandas.read_csv(SOURCE / "data/housing.csv")
    other = table.sample(3000, random_state=1)
    other.to_csv(trainyard.folder / "new.csv", index=False)
    answer = trainyard.json("monitor", config, *words, "--input", "new.csv", "--set", "monitor.drift={test: ks, max: 0.5}")
    found = json.loads((pathlib.Path(answer["run"]) / "monitor.json").read_text())
    with h5py.File(run / "split.h5") as file:
        reference = table.iloc[file["number"][:][file["part"][:] == 0]]
    for column in found["drift"]["columns"]:
        if column["test"] == "ks":
            name = column["column"]
            exact = stats.ks_2samp(reference[name].dropna(), other[name].dropna()).statistic
            assert column["statistic"] == pytest.approx(exact, abs=1.1e-3), name


def test_late_labels_find_their_rows_and_the_score_is_scikit_learns(watched):
    march = watched.table[(watched.table.yr == 1) & (watched.table.mnth == 3)]
    rows = watched.rows(march)
    known = march.sample(500, random_state=5)
    labels = pandas.concat([known, watched.table.head(7)]).sample(frac=1, random_state=6)[["cnt", "instant"]]
    labels.to_csv(watched.folder / "labels.csv", index=False)
    answer, found = watched.monitor("--input", rows, "--labels", "labels.csv", code=1,
                                    more="monitor: {key: instant, score: {metric: rmse, max_loss: 0.2}}\n")
    watched.trainyard.json("predict", "--model", watched.run, "--input", rows, "--output", "p.csv", "--keep", "instant")
    joined = pandas.read_csv(watched.folder / "p.csv").merge(known[["instant", "cnt"]], on="instant")
    score = found["score"]
    assert (score["from"], score["rows"], score["rows_without_label"], score["labels_without_row"]) == ("labels", 500, len(march) - 500, 7)
    assert score["metrics"]["rmse"] == pytest.approx(metrics.root_mean_squared_error(joined.cnt, joined.prediction), rel=1e-12)
    assert score["metrics"]["mae"] == pytest.approx(metrics.mean_absolute_error(joined.cnt, joined.prediction), rel=1e-12)
    own = json.loads((pathlib.Path(watched.run) / "metrics.json").read_text())["test"]["rmse"]
    (alert,) = of_kind(answer, "score")
    assert alert["limit"] == pytest.approx(1.2 * own) and alert["value"] == score["metrics"]["rmse"] > alert["limit"]


def test_classes_are_labels_by_their_text(trainyard, source, tmp_path):
    table = pandas.read_csv(source / "data/adult_train.csv").head(4000)
    table["id"] = [f"p{i:05}" for i in range(len(table))]
    table.head(3000).to_csv(tmp_path / "train.csv", index=False)
    new = table.tail(1000)
    new.drop(columns="income").to_csv(tmp_path / "new.csv", index=False)
    new[["id", "income"]].sample(frac=1, random_state=1).to_parquet(tmp_path / "labels.parquet")
    (tmp_path / "c.yaml").write_text(
        "experiment: census\nresults: results\ndata: {source: train.csv, target: income, pos_label: '>50K', drop: [id]}\n"
        "features: {categorical: {unseen: other}}\nmodel: {type: xgboost, params: {n_estimators: 20}}\n"
        "monitor: {key: id, labels: labels.parquet, score: {metric: roc_auc, min: 0.5}}\n")
    trainyard.json("train", "c.yaml")
    answer = trainyard.json("monitor", "c.yaml", "--input", "new.csv")
    assert answer["verdict"] == "ok" and answer["score"]["rows"] == 1000
    trainyard.json("predict", "--model", answer["model"], "--input", "new.csv", "--output", "p.csv", "--keep", "id")
    joined = pandas.read_csv(tmp_path / "p.csv").merge(new[["id", "income"]], on="id")
    expected = metrics.roc_auc_score(joined.income == ">50K", joined["probability_>50K"])
    assert answer["score"]["metrics"]["roc_auc"] == pytest.approx(expected, rel=1e-9)
    found = json.loads((pathlib.Path(answer["run"]) / "monitor.json").read_text())
    assert found["skew"] == {"rows": 1000, "differing": 0}
    assert found["predictions"]["of"] in ("training", "out_of_fold") and found["score"]["reference"]["of"] in ("train", "cv")


@pytest.mark.parametrize("labels, more, code, words", [
    ("instant,cnt\n1,5\n2,6\n1,7\n", "{key: instant}", 65, ["labels.csv", "the key '1' is there twice (data rows 1 and 3)"]),
    ("instant,count\n1,5\n", "{key: instant}", 65, ["labels.csv", "no column 'cnt'"]),
    ("instant,cnt\n1,many\n", "{key: instant}", 65, ["labels.csv:2", "'many'"]),
    ("id,cnt\n1,5\n", "{key: instant}", 65, ["labels.csv", "no column 'instant'"]),
    ("instant,cnt\n1,5\n", "{}", 78, ["monitor.key", "is needed with labels"]),
    (None, "{key: instant}", 66, ["labels.csv"]),
    ("instant,cnt\n1,5\n", "{key: nowhere}", 65, ["no column 'nowhere'"]),
])
def test_labels_that_cannot_be_joined_are_refused(watched, labels, more, code, words):
    if labels is not None:
        (watched.folder / "labels.csv").write_text(labels)
    watched.config(f"monitor: {more}\n")
    done = watched.trainyard.run("monitor", "c.yaml", "--labels", "labels.csv")
    assert done.returncode == code, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert not list((watched.folder / "results").glob("experiments/bikes/runs/.pending/*/run.json")), "a run is left behind"


def test_all_mistakes_of_the_section_are_told_at_once(watched):
    watched.config("monitor: {drift: {test: psy, correction: holm, columns: {temp: {test: psi, alpha: 0.1}}}, score: {metric: rmse},\n"
                   "  textfile: out.txt, labels: l.csv}\n")
    done = watched.trainyard.run("monitor", "c.yaml")
    assert done.returncode == 78
    for words in ("monitor.drift.test", "monitor.drift.correction", "columns.temp.alpha", "monitor.score: has no rule", ".prom", "needs monitor.key"):
        assert words in done.stderr, words
    watched.config("monitor: {drift: {columns: {tmep: {max: 1}}}, score: {metric: roc_auc, min: 0.5}}\n")
    done = watched.trainyard.run("monitor", "c.yaml")
    assert done.returncode == 78
    assert "monitor.drift.columns.tmep: is no column that the model reads, did you mean 'temp'?" in done.stderr and "roc_auc" in done.stderr


def test_missing_values_bad_rows_and_too_few_rows_are_quality(watched):
    rows = watched.table[watched.table.yr == 0].drop(columns=["cnt", "casual", "registered"]).head(200).astype({"hum": object, "temp": object})
    rows.loc[rows.index[:60], "hum"] = None
    rows.loc[rows.index[100:110], "temp"] = "warm"
    rows.to_csv(watched.folder / "new.csv", index=False)
    answer, found = watched.monitor("--input", "new.csv", code=1,
                                    more="monitor: {drift: {max: 100}, quality: {max_bad_rows: 0.02, min_rows: 500}}\n")
    alerts = {(alert.get("column"), alert["limit"]): alert["value"] for alert in of_kind(answer, "quality")}
    assert alerts == {("hum", 0.1): pytest.approx(60 / 190), (None, 0.02): 0.05, (None, 500): 190}
    temp = next(column for column in found["quality"]["columns"] if column["column"] == "temp")
    assert temp["bad"] == 10 and "number" in temp["reason"]


def test_a_column_that_is_missing_is_an_error(watched):
    rows = watched.rows(watched.table.head(50), drop=("cnt", "casual", "registered", "hum"))
    done = watched.trainyard.run("monitor", "c.yaml", "--input", rows)
    assert done.returncode == 65 and "'hum'" in done.stderr


def test_categories_that_training_did_not_have(trainyard, small_config):
    config = small_config()
    words = ("--set", "search=", "--set", "model.params={n_estimators: 5}")
    trainyard.json("run", config, *words)
    table = pandas.read_csv(SOURCE / "data/housing.csv").sample(2000, random_state=1)
    table.loc[table.index[:200], "ocean_proximity"] = "LAKE"
    table.to_csv(trainyard.folder / "new.csv", index=False)
    done = trainyard.run("monitor", config, *words, "--input", "new.csv", "--json")
    (alert,) = of_kind(json.loads(done.stdout), "quality")
    assert done.returncode == 1 and (alert["column"], alert["value"], alert["limit"]) == ("ocean_proximity", 0.1, 0.05)


def test_the_alert_command_is_told_and_its_failure_changes_nothing(watched):
    autumn = watched.rows(watched.table[(watched.table.yr == 1) & (watched.table.mnth == 10)])
    answer, _ = watched.monitor("--input", autumn, code=1,
                                more="monitor: {alert: 'echo \"$TRAINYARD_ALERTS\" > told.json; echo \"$TRAINYARD_MONITOR_RUN\" > run.txt'}\n")
    assert json.loads((watched.folder / "told.json").read_text()) == answer["alerts"]
    assert (watched.folder / "run.txt").read_text().strip() == answer["run"] and answer["alert_command"]["status"] == 0
    answer, _ = watched.monitor("--input", autumn, code=1, more="monitor: {alert: 'echo no mail >&2; exit 3'}\n")
    assert answer["alert_command"] == {"status": 3, "timed_out": False, "errors": "no mail\\x0a"}
    answer, _ = watched.monitor(more="monitor: {alert: 'touch called'}\n")
    assert "alert_command" not in answer and not (watched.folder / "called").exists()


def test_threads_change_no_byte(watched):
    rows = watched.rows(watched.table[watched.table.yr == 1].head(3000))
    found = [(pathlib.Path(watched.monitor("--input", rows, "--threads", threads, code=1)[0]["run"]) / "monitor.json").read_bytes()
             for threads in (1, 2, 5)]
    assert found[0] == found[1] == found[2]


def test_the_reference_does_not_depend_on_threads_or_shards(trainyard, small_config):
    bytes_of = []
    for index, (threads, rows) in enumerate([(1, 1000000), (3, 700)]):
        config = small_config(f"{index}.yaml", results=f"r{index}", shard_rows=rows)
        run = trainyard.json("run", config, "--threads", threads, "--set", "search=", "--set", "model.params={n_estimators: 5}")["run"]
        bytes_of.append((pathlib.Path(run) / "model/reference.json").read_bytes())
    assert bytes_of[0] == bytes_of[1]


def test_a_model_without_a_stored_reference_asks_for_the_data(watched):
    bundle = watched.folder / "bundle"
    for part in ("model", "transform"):
        shutil.copytree(pathlib.Path(watched.run) / part, bundle / part)
    (bundle / "model/reference.json").unlink()
    done = watched.trainyard.run("monitor", "c.yaml", "--reference", "bundle")
    assert done.returncode == 65 and "no stored reference" in done.stderr and "train it again" in done.stderr
    dataset = watched.trainyard.json("shard", "c.yaml")["dataset"]["path"]
    watched.config("monitor: {reference: bundle}\n")
    answer = watched.trainyard.json("monitor", "c.yaml", "--reference", dataset)
    assert answer["verdict"] == "ok"


def test_a_reference_that_was_changed_is_refused(watched):
    bundle = watched.folder / "bundle"
    for part in ("model", "transform"):
        shutil.copytree(pathlib.Path(watched.run) / part, bundle / part)
    file = bundle / "model/reference.json"
    text = file.read_text()
    file.write_text(text.replace('"present": ', '"present": 1', 1))
    done = watched.trainyard.run("monitor", "c.yaml", "--reference", "bundle")
    assert done.returncode == 65 and "reference.json" in done.stderr
    file.unlink()
    shutil.copy(pathlib.Path(watched.run) / "model/reference.json", file)
    file.write_text(file.read_text()[: len(text) // 2])
    assert watched.trainyard.run("monitor", "c.yaml", "--reference", "bundle").returncode == 65


def test_nothing_to_watch_is_an_error(trainyard, tmp_path):
    bikes().head(100).to_csv(tmp_path / "y2011.csv", index=False)
    (tmp_path / "c.yaml").write_text(CONFIG)
    assert trainyard.run("monitor", "c.yaml").returncode == 66
    (tmp_path / "c.yaml").write_text(CONFIG + "monitor: {reference: Production}\n")
    done = trainyard.run("monitor", "c.yaml")
    assert done.returncode == 78 and "register.name has to say of which model" in done.stderr


def test_the_model_in_production_is_watched(watched):
    (watched.folder / "results/policy.yaml").write_text("production: {approvals: 0}\n")
    watched.trainyard.json("models", "register", "bikes", watched.run)
    watched.trainyard.json("models", "promote", "bikes", "1", "--to", "Production")
    answer, found = watched.monitor(more="register: {name: bikes}\nmonitor: {reference: Production}\n")
    assert found["model"]["version"] == {"name": "bikes", "version": 1, "stage": "Production"}
    assert answer["model"].endswith("models/bikes/versions/1") and found["model"]["run"] == pathlib.Path(watched.run).name


def test_the_report_shows_alerts_and_figures(watched):
    answer, _ = watched.monitor("--input", watched.rows(watched.table[watched.table.yr == 1].head(2000)), code=1)
    page = (pathlib.Path(answer["run"]) / "report.html").read_text()
    assert 'id="alerts"' in page and 'id="drift"' in page and "✗" in page and page.count("<svg") >= 5
    assert watched.trainyard.run("report", answer["run"], "--output", "again.html").returncode == 0
    assert (watched.folder / "again.html").read_text() == page


def test_the_sample_watches_its_own_rows(trainyard, source):
    words = ("--results", trainyard.folder / "results", "--set", "search=", "--set", "model.params={objective: count:poisson, n_estimators: 30}")
    trainyard.json("run", source / "configs/bike.yaml", *words)
    done = trainyard.run("monitor", source / "configs/bike.yaml", *words, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == (1 if answer["alerts"] else 0) and answer["rows"] == 17379 and answer["score"]["rows"] == 17379
    found = json.loads((pathlib.Path(answer["run"]) / "monitor.json").read_text())
    columns = {column["column"]: column for column in found["drift"]["columns"]}
    assert columns["temp"]["max"] == 1 and columns["windspeed"]["test"] == "ks" and "dteday" not in columns


def test_a_run_of_monitor_is_repeated(watched):
    answer, _ = watched.monitor()
    again = watched.trainyard.json("runs", "repeat", answer["run"])
    assert again["same"] and "monitor.json" in again["files"]["same"]


SAMPLE = re.compile(r'^(trainyard_[a-z_]+)\{model="bikes"((?:,[a-z]+="[^"]*")*)\} (\S+)$')


def test_the_text_file_is_prometheus_and_the_dashboard_asks_for_what_is_there(watched, source):
    (watched.folder / "labels.csv").write_text(watched.table[["instant", "cnt"]].to_csv(index=False))
    rows = watched.rows(watched.table[watched.table.yr == 1].head(500))
    more = "monitor: {textfile: metrics.prom, key: instant, labels: labels.csv, drift: {columns: {temp: {test: ks}, hum: {test: ks, max: 0.1}}}}\n"
    answer, found = watched.monitor("--input", rows, code=1, more=more)
    file = watched.folder / "metrics.prom"
    assert file.stat().st_mode & 0o444 == 0o444 and not list(watched.folder.glob(".metrics.prom*"))
    described, samples = set(), {}
    for line in file.read_text().splitlines():
        if line.startswith("# TYPE "):
            assert line.split()[2] not in described, "a metric's lines must be together"
            described.add(line.split()[2])
        elif not line.startswith("# HELP "):
            name, labels, value = SAMPLE.match(line).groups()
            assert name in described, line
            samples[name + labels] = float(value)
    temp = next(column for column in found["drift"]["columns"] if column["column"] == "temp")
    assert samples['trainyard_monitor_drift_statistic,column="temp",test="ks"'] == temp["statistic"]
    assert samples['trainyard_monitor_alerts,kind="feature_drift"'] == len(of_kind(answer, "feature_drift"))
    assert samples['trainyard_monitor_score,metric="rmse"'] == found["score"]["metrics"]["rmse"]
    assert samples["trainyard_monitor_rows"] == 500 and samples["trainyard_monitor_last_run_timestamp_seconds"] > 1.7e9

    with serving(watched.trainyard, "--model", watched.run) as service:
        service.predict([{}])
        served = set(re.findall(r"^# TYPE (\S+)", service.get("/metrics").body, re.MULTILINE))
    dashboard = json.loads((source / "cluster/grafana-dashboard.json").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    queries += [variable["definition"] for variable in dashboard["templating"]["list"] if variable["type"] == "query"]
    asked = {name for query in queries for name in re.findall(r"\b(?:trainyard|process)_[a-z_]+", query)}
    assert len(queries) > 8 and len(asked) > 8
    histograms = {name + part for name in served for part in ("_bucket", "_sum", "_count")}
    assert asked <= described | served | histograms, asked - described - served - histograms
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
