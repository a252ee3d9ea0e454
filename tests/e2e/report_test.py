"""report.html as its readers see it: opened in a browser, on a wide page and a telephone, light and dark."""

import json
import pathlib
import re

import numpy
import pandas
import pytest

import browser

HOSTILE = "<script>window.bad=1</script>"
SEARCH = """\
model: {type: xgboost, params: {n_estimators: 15}}
search:
  sampler: random
  trials: 6
  space: {max_depth: {int: [2, 4]}, learning_rate: {float: [0.05, 0.5], log: true}}
"""


def table(rows=300):
    """Numbers and a category, whose names and values try to be code; targets of every kind."""
    random = numpy.random.default_rng(4)
    size, kind = random.uniform(0, 10, rows), random.choice(["plain", HOSTILE, "a&b"], rows)
    price = 3 * size + (kind == "plain") * 5 + random.normal(0, 2, rows)
    return pandas.DataFrame({HOSTILE + "size": size, "kind\"'": kind, "price": price.round(3), "sold": numpy.where(price > 18, "yes", "no"),
                             "class": numpy.select([price < 10, price < 20], [HOSTILE, "middle"], "high")})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def runs(home):
    """Finished runs by the kind of their target."""
    from conftest import Program
    table().to_csv(home / "data.csv", index=False)
    done = {}
    for kind, target in {"regression": "price", "binary": "sold", "multiclass": "class"}.items():
        others = [name for name in ("price", "sold", "class") if name != target]
        (home / f"{kind}.yaml").write_text(f"experiment: {kind}\ndescription: '{HOSTILE}'\nresults: results\n"
                                           f"data: {{source: data.csv, target: {target}, drop: {others}}}\nsplit: {{test: 0.3, folds: 3}}\n"
                                           + (SEARCH if kind == "regression" else "model: {params: {n_estimators: 15}}\n"))
        done[kind] = pathlib.Path(Program(home).json("run", f"{kind}.yaml")["run"])
    return done


@pytest.fixture
def page():
    if browser.PROGRAM is None:
        pytest.skip("no Chromium here: ./dev setup installs Debian's")
    with browser.Browser() as opened:
        yield opened


FIGURES = """[...document.querySelectorAll('figure svg')].map((svg) =>
  [svg.getAttribute('aria-label'), svg.querySelectorAll('path[data-tip],rect[data-tip]').length])"""
MODEL = {"Feature importance", "Contributions", "Importance of splits", "Learning curve"}
TITLES = {"regression": MODEL | {"Predicted against actual", "Residuals", "How residuals are spread", "Optimisation history",
                         "Importance of parameters", "Slices", "Parallel coordinates", "Intermediate values"},
          "binary": MODEL | {"ROC curve", "Precision and recall", "Calibration", "Confusion matrix"},
          "multiclass": MODEL | {"ROC curve", "Precision and recall", "Calibration", "Confusion matrix"}}


@pytest.mark.parametrize("kind", ["regression", "binary", "multiclass"])
def test_every_figure_has_marks_and_words_and_nothing_goes_wrong(page, runs, kind):
    page.open(runs[kind] / "report.html")
    assert page.problems == [], "no script error, nothing refused"
    assert page.requests == [(runs[kind] / "report.html").as_uri()], "no network"
    figures = page.script(FIGURES)
    assert {words.split(":")[0] for words, _ in figures} >= TITLES[kind]
    for words, marks in figures:
        assert marks > 0, f"'{words}' has no marks"
        assert len(words.split(": ", 1)[1]) > 20, f"'{words}' says in words what it shows"
    assert page.script("window.bad") is None, "a name is text"
    assert page.script("document.querySelectorAll('script').length") == 1


def test_the_learning_curve_is_that_of_the_chosen_parameters_on_the_same_folds(page, runs):
    run = runs["regression"]
    curve = json.loads((run / "learning_curve.json").read_text())
    best = json.loads((run / "run.json").read_text())["summary"]["best"]["trial"]
    folds = json.loads((run / f"trials/{best:06}.json").read_text())["folds"]
    assert curve["metric"] == "rmse" and len(curve["folds"]) == 3
    for drawn, fold in zip(curve["folds"], folds):
        assert drawn["rounds"] == [1, 2, 3, 4, 6, 9, 13, 15] and drawn["model_rounds"] == fold["rounds"] == 15
        assert drawn["validation"][-1] == pytest.approx(fold["scores"]["rmse"], rel=1e-3), "XGBoost's trees, the trial's are ours"
        assert drawn["train"][-1] < drawn["validation"][-1]
    page.open(run / "report.html")
    words = page.script("document.querySelector('figure svg[aria-label^=\"Learning curve\"]').getAttribute('aria-label')")
    means = [numpy.mean([fold[side][-1] for fold in curve["folds"]]) for side in ("train", "validation")]
    assert f"training rows: {means[0]:.6g} after 15 rounds. validation rows: {means[1]:.6g} after 15 rounds." in words


@pytest.mark.parametrize("kind", ["regression", "binary", "multiclass"])
def test_a_telephone_shows_all_of_it_without_scrolling_sideways(page, runs, kind):
    page.open(runs[kind] / "report.html", width=390, height=844)
    assert page.script("document.documentElement.scrollWidth") <= 390
    outside = """[...document.querySelectorAll('body *')].filter((one) => !one.closest('svg,.scroll>*,.plot>*')
      && one.getBoundingClientRect().right > 390.5).map((one) => one.outerHTML.slice(0, 200))"""
    assert page.script(outside) == []


def test_a_mark_says_what_it_is_where_the_pointer_is(page, runs):
    page.open(runs["binary"] / "report.html")
    place = page.script("""(() => { const mark = document.querySelector('#predictions rect[data-tip]');
      mark.scrollIntoView({block: 'center'}); const box = mark.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2, mark.dataset.tip]; })()""")
    assert page.script("document.getElementById('tip').hidden")
    page.point_at(*place[:2])
    assert page.script("document.getElementById('tip').hidden") is False
    assert page.script("document.getElementById('tip').textContent") == place[2]
    assert " of actual 'no' predicted as 'no'" in place[2]


def test_dark_pages_and_print_have_their_colours(page, runs):
    paper = "getComputedStyle(document.querySelector('figure .ty-paper')).fill + getComputedStyle(document.body).color"
    shown = {}
    for name, settings in {"light": {}, "dark": {"dark": True}, "print": {"media": "print"}}.items():
        page.open(runs["regression"] / "report.html", **settings)
        shown[name] = page.script(paper)
    assert len(set(shown.values())) == 3, shown
    assert page.script("getComputedStyle(document.querySelector('nav')).display") == "none", "links are not printed"


def test_a_report_is_part_of_its_run_and_follows_from_its_files(trainyard, runs, tmp_path):
    run = runs["regression"]
    assert "report.html" in {entry["path"] for entry in json.loads((run / "manifest.json").read_text())["files"]}
    before = (run / "report.html").read_bytes()
    assert trainyard.json("report", run) == {"status": "finished", "run": str(run), "report": str(run / "report.html")}
    trainyard.json("report", run, "--output", "again.html")
    assert (tmp_path / "again.html").read_bytes() == before, "the same files give the same report"
    assert (run / "report.html").read_bytes() == before
    assert trainyard.run("verify", run).returncode == 0


def test_a_sweep_and_an_evaluation_have_a_report_too(trainyard, runs, home, page):
    for words in (["sweep", home / "regression.yaml"], ["train", home / "binary.yaml"],
                  ["evaluate", home / "binary.yaml", "--run", runs["binary"]]):
        run = pathlib.Path(trainyard.json(*words)["run"])
        page.open(run / "report.html")
        assert page.problems == []
        assert all(marks > 0 for _, marks in page.script(FIGURES))
        assert words[0] != "evaluate" or runs["binary"].name in page.script("document.querySelector('#lineage').innerText")


def test_report_says_when_there_is_none(trainyard, runs, tmp_path):
    results = runs["binary"].parents[3]
    done = trainyard.run("report", "nothing-like-it", "--results", results)
    assert done.returncode == 66 and "no run 'nothing-like-it'" in done.stderr
    assert trainyard.run("report", runs["binary"], "--output", tmp_path / "no" / "such" / "folder.html").returncode == 73


@pytest.fixture(scope="module")
def other(runs, home):
    """A second regression, with worse parameters."""
    from conftest import Program
    return pathlib.Path(Program(home).json("run", "regression.yaml", "--set", "model.params.n_estimators=2")["run"])


def test_compare_finds_the_better_run_as_a_paired_bootstrap_does(trainyard, runs, other):
    found = trainyard.json("runs", "compare", runs["regression"], other)
    (test,) = found["significance"]
    tables = [pandas.read_csv(run / "predictions.csv").set_index("row").sort_index() for run in (runs["regression"], other)]
    assert (tables[0].price == tables[1].price).all()
    squares = numpy.array([(one.prediction - one.price) ** 2 for one in tables])
    draws = numpy.random.default_rng(1).integers(0, squares.shape[1], (4000, squares.shape[1]))
    differences = numpy.sqrt(squares[1][draws].mean(axis=1)) - numpy.sqrt(squares[0][draws].mean(axis=1))
    whole = numpy.sqrt(squares[1].mean()) - numpy.sqrt(squares[0].mean())
    assert test["difference"] == pytest.approx(whole, rel=1e-5)
    # Quantiles at 2.5 % of 1,000 draws have a standard error of 0.09 standard deviations, of 4,000 half of that.
    assert [test["low"], test["high"]] == pytest.approx(list(numpy.quantile(differences, [0.025, 0.975])), abs=0.35 * differences.std())
    assert test["verdict"] == "worse" and test["p_value"] < 0.01 and test["rows"] == squares.shape[1]
    assert found["parameters"]["model.params.n_estimators"] == [15, 2]
    assert trainyard.json("runs", "compare", other, runs["regression"])["significance"][0]["difference"] == pytest.approx(-whole, rel=1e-5)


def test_compare_says_why_it_does_not_test(trainyard, runs):
    found = trainyard.run("runs", "compare", runs["regression"], runs["binary"])
    assert found.returncode == 0 and "not compared with A: one is regression, the other binary" in found.stdout
    alone = trainyard.run("runs", "compare", runs["regression"])
    assert alone.returncode == 64 and "RUN is missing" in alone.stderr
    assert trainyard.run("runs", "show", runs["regression"], runs["binary"]).returncode == 64


def test_a_comparison_is_a_page_of_the_same_kind(trainyard, runs, other, page, tmp_path):
    trainyard.json("runs", "compare", runs["regression"], other, "--output", "comparison.html")
    page.open(tmp_path / "comparison.html", width=390, height=844)
    assert page.problems == [] and page.requests == [(tmp_path / "comparison.html").as_uri()]
    figures = page.script(FIGURES)
    assert len(figures) == 8 and all(marks > 0 for _, marks in figures)
    assert page.script("document.documentElement.scrollWidth") <= 390
    text = page.script("document.body.innerText")
    assert re.search(r"worse than A \(p 0\.00\d+\)", text)
