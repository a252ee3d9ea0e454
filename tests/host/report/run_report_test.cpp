#include "host/report/run_report.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/report/figures/run_figures.hpp"
#include "host/report/html.hpp"
#include "host/report/json_tables.hpp"
#include "tests/host/report/made_run.hpp"
#include "tests/reference/well_formed.hpp"

namespace trainyard::report {
namespace {

const std::string hostile = "<script>alert('x')</script>\"&";

using Draw = Figure (*)(const RunFiles&, std::string_view);
const std::vector<std::pair<const char*, Draw>> of_classes = {{"roc", draw_roc},
                                                              {"precision recall", draw_precision_recall},
                                                              {"reliability", draw_reliability},
                                                              {"confusion", draw_confusion_matrix}};
const std::vector<std::pair<const char*, Draw>> of_numbers = {
    {"predicted", draw_predicted_against_actual}, {"residuals", draw_residuals}, {"histogram", draw_residual_histogram}};

/// Well-formed, and so many marks that say something to those who hover over them.
void expect_marks(const Figure& figure, std::size_t least, const std::string& what) {
  EXPECT_EQ(reference::xml_problem(figure.svg), "") << what;
  EXPECT_GE(count(figure.svg, "</title></path>") + count(figure.svg, "</title></rect>"), least) << what;
}

std::string number_rows(std::size_t rows) {
  std::string text = "row,prediction,price\n";
  for (std::size_t i = 0; i < rows; ++i)
    text += std::to_string(i + 1) + "," + std::to_string(i % 31) + ".5," + std::to_string(i % 29) + "\n";
  return text;
}

TEST(RunFigures, OfNumbersHaveAMarkPerRowOrBin) {
  MadeRun run(number_metrics());
  run.write("predictions.csv", number_rows(200));
  const RunFiles files = run.read();
  ASSERT_EQ(files.test.size(), 200U);
  EXPECT_EQ(files.test.predicted[3], 3.5);
  EXPECT_EQ(files.test.number[3], 4U);
  expect_marks(draw_predicted_against_actual(files, "p"), 200, "predicted");
  expect_marks(draw_residuals(files, "r"), 200, "residuals");
  expect_marks(draw_residual_histogram(files, "h"), 3, "histogram");
  for (const auto& [name, draw] : of_classes) EXPECT_TRUE(draw(files, "f").empty()) << name << " does not go with numbers";
}

TEST(RunFigures, OfTwoClassesShowThePositiveOne) {
  MadeRun run(class_metrics({"no", "yes, often"}));
  run.write("predictions.csv",
            "row,prediction,probability_no,\"probability_yes, often\",answer\n1,no,0.9,0.1,no\n2,\"yes, often\",0.4,0.6,no\n"
            "3,\"yes, often\",0.2,0.8,\"yes, often\"\n4,no,0.65,0.35,\"yes, often\"\n");
  const RunFiles files = run.read();
  EXPECT_EQ(files.test.actual, (std::vector<double>{0, 0, 1, 1}));
  for (const auto& [name, draw] : of_classes) expect_marks(draw(files, "f"), 3, name);
  EXPECT_EQ(count(draw_roc(files, "f").svg, "yes, often: AUC 0.750"), 2U) << "in the legend and in words";
  EXPECT_EQ(draw_roc(files, "f").svg.find(">no: AUC"), std::string::npos);
  for (const auto& [name, draw] : of_numbers) EXPECT_TRUE(draw(files, "f").empty()) << name << " does not go with classes";
}

TEST(RunFigures, OfManyClassesShowThoseWithTheMostRows) {
  std::vector<std::string> labels;
  std::string header = "row,prediction";
  for (int k = 0; k < 30; ++k) {
    labels.push_back("class" + std::to_string(k));
    header += ",probability_class" + std::to_string(k);
  }
  std::string text = header + ",kind\n";
  for (int i = 0; i < 300; ++i) {
    const int kind = i % 3 == 0 ? 29 : i % 30;
    text += std::to_string(i + 1) + ",class" + std::to_string(kind);
    for (int k = 0; k < 30; ++k) text += k == kind ? ",0.5" : ",0.01";
    text += ",class" + std::to_string(kind) + "\n";
  }
  MadeRun run(class_metrics(labels));
  run.write("predictions.csv", text);
  const RunFiles files = run.read();
  for (const auto& [name, draw] : of_classes) expect_marks(draw(files, "f"), 1, name);
  EXPECT_EQ(count(draw_roc(files, "f").svg, ">class29: AUC 1.000"), 1U);
  EXPECT_EQ(count(draw_roc(files, "f").svg, "stroke-dasharray"), 6U + 6U + 1U) << "six lines, their legend and the diagonal";
  EXPECT_EQ(count(draw_confusion_matrix(files, "f").svg, "</rect>"), 400U) << "twenty classes by twenty";
}

TEST(RunFigures, SayWhyTheyAreEmpty) {
  const RunFiles none = MadeRun(number_metrics()).read();
  for (const auto& [name, draw] : of_numbers) EXPECT_NE(draw(none, "f").svg.find("there are no test rows"), std::string::npos) << name;
  MadeRun run(class_metrics({"a", "b"}));
  run.write("predictions.csv", "row,prediction,probability_a,probability_b,y\n1,a,0.9,0.1,a\n2,a,0.8,0.2,a\n");
  EXPECT_NE(draw_roc(run.read(), "f").svg.find("needs test rows of more than one class"), std::string::npos);
  EXPECT_NE(draw_precision_recall(run.read(), "f").svg.find("needs test rows of the class"), std::string::npos);
}

TEST(RunFigures, AMissingTargetIsLeftOut) {
  MadeRun run(number_metrics());
  run.write("predictions.csv", "row,prediction,y\n1,2,\n2,3,4\n");
  expect_marks(draw_residuals(run.read(), "f"), 1, "one row");
  EXPECT_EQ(count(draw_residuals(run.read(), "f").svg, "</title></path>"), 1U);
}

TEST(RunFigures, ImportanceNamesTheLargestFirst) {
  MadeRun run(number_metrics());
  run.write("evaluation.json", Json{{"importance", {{"small", 0.5}, {hostile, 12.0}}}}.dump());
  const Figure figure = draw_feature_importance(run.read(), "i");
  expect_marks(figure, 2, "importance");
  EXPECT_LT(figure.data.find("&lt;script"), figure.data.find("small"));
}

TEST(RunFigures, ImportanceOfSplitsHasEveryMeasureInItsTable) {
  MadeRun run(number_metrics());
  EXPECT_TRUE(draw_split_importance(run.read(), "s").empty()) << "no trees";
  run.write("evaluation.json",
            Json{{"split_importance", {{"weight", {{"a", 3.0}, {hostile, 7.0}}}, {"total_gain", {{"a", 2.5}, {hostile, 0.0}}}}}}.dump());
  const Figure figure = draw_split_importance(run.read(), "s");
  expect_marks(figure, 2, "splits");
  EXPECT_LT(figure.data.find(">a<"), figure.data.find("&lt;script")) << "by total_gain";
  for (const char* cell : {">weight<", ">total_gain<", ">7<", ">2.5<"}) EXPECT_NE(figure.data.find(cell), std::string::npos) << cell;
}

TEST(RunFigures, ContributionsHaveADotPerRowThatTellsHowHighItsNumberIs) {
  MadeRun run(number_metrics());
  EXPECT_TRUE(draw_contributions(run.read(), "c").empty());
  run.write("evaluation.json",
            Json{{"contributions",
                  {{"rows", 4},
                   {"features",
                    {{{"feature", "income"}, {"contributions", {-2.0, -1.0, 3.0, 0.5}}, {"ranks", {0.0, 0.5, 1.0, nullptr}}},
                     {{"feature", hostile}, {"contributions", {1.0, 1.0, -1.0, -1.0}}, {"ranks", {0.1, 0.2, 0.8, 0.9}}},
                     {{"feature", "one"}, {"contributions", {0.0, 0.0, 0.0, 0.0}}, {"ranks", {0.5, 0.5, 0.5, 0.5}}}}}}}}
                .dump());
  const Figure figure = draw_contributions(run.read(), "c");
  expect_marks(figure, 12, "contributions");
  EXPECT_EQ(count(figure.svg, "income: +3, its number at 100 % of the numbers"), 1U);
  EXPECT_EQ(count(figure.svg, "income: +0.5, its number missing"), 1U);
  EXPECT_NE(figure.svg.find("test rows, a dot per row. income: high numbers raise it."), std::string::npos) << "in words";
  EXPECT_NE(figure.data.find("high numbers lower it"), std::string::npos);
  EXPECT_NE(figure.data.find("no clear direction"), std::string::npos);
}

TEST(RunFigures, TheLearningCurveShowsTheRoundsThatEveryFoldHas) {
  MadeRun run(number_metrics());
  run.write("history.jsonl", R"({"round":0,"train":5.0})"
                             "\n");
  EXPECT_NE(draw_learning_curve(run.read(), "l").svg.find("No cross-validation chose the rounds."), std::string::npos);
  run.write("learning_curve.json", R"({"metric": "rmse", "folds": [
    {"rounds": [1, 2, 3], "train": [4.0, 2.0, 1.0], "validation": [5.0, 4.0, 6.0], "model_rounds": 2},
    {"rounds": [1, 2], "train": [6.0, 4.0], "validation": [7.0, null], "model_rounds": 2}]})");
  const Figure figure = draw_learning_curve(run.read(), "l");
  expect_marks(figure, 3, "two rounds of training and one of validation");
  EXPECT_NE(figure.svg.find("training rows: 3 after 2 rounds"), std::string::npos);
  EXPECT_NE(figure.svg.find("validation rows: 6 after 1 round"), std::string::npos) << "the second round is not defined on a fold";
  EXPECT_NE(figure.svg.find("validation after 1 round: 6, of the folds 5 to 7"), std::string::npos);
  EXPECT_EQ(figure.svg.find("after 3 rounds"), std::string::npos) << "one fold had stopped by then";
}

TEST(RunReport, WhateverDataHoldsIsText) {
  Json metrics = class_metrics({hostile, "b" + hostile});
  metrics["report"]["classes"][hostile] = {{"precision", 1.0}, {"recall", 1.0}, {"f1", 1.0}, {"support", 3}};
  MadeRun run(metrics);
  run.write("run.json", Json{{"name", hostile}, {"experiment", hostile}, {"description", hostile}, {"tags", {{hostile, hostile}}}}.dump())
      .write("params.json", Json{{"model", {{"type", "xgboost"}, {"params", {{hostile, hostile}}}}}}.dump())
      .write("data.json", Json{{"sources", {{{"path", hostile}}}}, {"features", {hostile, "b"}}}.dump())
      .write("evaluation.json", Json{{"worst_rows", {{{hostile, hostile}}}}, {"warnings", {hostile}}}.dump())
      .write("gates.json", Json{{"verdict", hostile}, {"gates", {{{"gate", hostile}}}}}.dump());
  const std::string page = run_report(run.read());
  EXPECT_EQ(count(page, "<script"), 1U) << "our own";
  EXPECT_EQ(count(page, "alert('x')"), 0U);
  EXPECT_GE(count(page, "&lt;script&gt;"), 10U);
}

TEST(RunReport, LeavesOutWhatTheRunHasNot) {
  const std::string page = run_report(MadeRun({{"task", "regression"}, {"metric", "rmse"}, {"cv", {{"rmse", 3.25}}}}).read());
  EXPECT_NE(page.find("3.25"), std::string::npos);
  EXPECT_NE(page.find("There are no metrics of test rows."), std::string::npos);
  for (const char* section : {"gates", "predictions", "sweep", "slices", "worst-rows", "model"}) {
    EXPECT_EQ(page.find("<section id=\"" + std::string(section)), std::string::npos) << section;
  }
}

TEST(RunReport, ShowsIntervalsAndTheVerdict) {
  Json metrics = number_metrics();
  metrics["intervals"] = {{"level", 0.95}, {"replicates", 1000}, {"test", {{"rmse", {{"low", 2.25}, {"high", 2.75}}}}}};
  MadeRun run(metrics);
  run.write(
      "gates.json",
      R"({"verdict": "failed", "gates": [{"metric": "rmse", "rule": "max", "value": 2.5, "limit": 2, "passed": false, "text": "on all rows"}]})");
  const std::string page = run_report(run.read());
  EXPECT_NE(page.find("2.25 to 2.75"), std::string::npos);
  EXPECT_NE(page.find("95 % interval"), std::string::npos);
  EXPECT_NE(page.find("class=\"verdict bad\""), std::string::npos);
  EXPECT_NE(page.find("<section id=\"gates\">"), std::string::npos);
  EXPECT_EQ(count(page, "✗ failed"), 1U);
}

TEST(RunReport, ShowsForWhomTheModelIsBad) {
  MadeRun run(number_metrics());
  run.write("evaluation.json", R"({
    "slices": [{"column": "town", "groups": [{"value": "hill", "rows": 40, "metrics": {"rmse": 7.25}}]}],
    "worst_slices": [{"column": "age", "value": "60 to 70", "rows": 31, "metrics": {"rmse": 9.5}, "p_value": 0.01}],
    "fairness": {"group": {"column": "group", "groups": [{"value": "a", "selection_rate": 0.125}], "demographic_parity_ratio": 0.625}},
    "worst_rows": [{"row": 77, "target": 1.5, "prediction": 9.75, "features": {"age": 63}, "contributions": {"age": 8.5}, "bias": 2.5}],
    "warnings": [{"kind": "overfitting", "text": "train is far better"}]})");
  const std::string page = run_report(run.read());
  for (const char* shown : {"town", "7.25", "60 to 70", "9.5", "Fairness by group", "0.125", "demographic_parity_ratio", "0.625",
                            "Row 77: 1.5, predicted 9.75", "<td class=\"n\">8.5</td>", "⚠ train is far better"})
    EXPECT_NE(page.find(shown), std::string::npos) << shown;
}

TEST(RunReport, ReadsSlicesByNamesOfMetricsAndInFewDigits) {
  MadeRun run(number_metrics());
  const std::string page_long(500, 'y');
  Json slice = Json::parse(R"({"column": "age", "value": "", "rows": 31, "metrics": {"rmse": 87945.02341252587, "mae": 9.5}, "overall": 3,
    "loss": {"name": "absolute_error", "mean": 3.25, "rest": 1.5, "effect_size": 0.75}, "p_value": 0.01, "looks": 8})");
  Json bin = slice, category = slice;
  bin["value"] = "0.1234567890123456 … 42.75";
  category["value"] = std::string("ä") + page_long;
  run.write("evaluation.json", Json{{"worst_slices", {bin, category}}}.dump());
  const std::string page = run_report(run.read());
  for (const char* shown : {"0.123457 … 42.75", ">87945<", ">rmse<", ">effect size<"})
    EXPECT_NE(page.find(shown), std::string::npos) << shown;
  EXPECT_NE(page.find("ä" + page_long.substr(0, 59) + "…"), std::string::npos);
  EXPECT_EQ(page.find("ä" + page_long.substr(0, 60)), std::string::npos);
  EXPECT_EQ(page.find("metrics rmse"), std::string::npos);
  EXPECT_LT(page.find(">p_value<"), page.find(">mae<"));
}

TEST(RunReport, TitlesEachCardByItsRows) {
  Json metrics = number_metrics();
  for (const char* part : {"baseline", "cv", "train"}) metrics[part] = {{"rmse", 1.5}};
  const std::string page = run_report(MadeRun(metrics).read());
  for (const char* title : {"rmse, test", "rmse, baseline", "rmse, cross-validation", "rmse, training"})
    EXPECT_EQ(count(page, "<li><span>" + std::string(title) + "</span>"), 1U) << title;
}

TEST(RunReport, NamesTheFilesOfTheWorstRowsWithoutTheirFolders) {
  MadeRun run(number_metrics());
  run.write("evaluation.json", R"({"worst_rows": [{"source": "/far/away/houses.csv", "row": 7, "target": 1, "prediction": 2}]})");
  const std::string page = run_report(run.read());
  EXPECT_NE(page.find(">houses.csv<"), std::string::npos);
  EXPECT_EQ(page.find("/far/away"), std::string::npos);
}

TEST(RunReport, OfManyRowsIsSmallAndAlwaysTheSame) {
  MadeRun run(number_metrics());
  run.write("predictions.csv", number_rows(300000));
  const std::string page = run_report(run.read());
  EXPECT_LT(page.size(), 1500000U);
  EXPECT_EQ(page, run_report(run.read()));
}

TEST(RunReport, RefusesADamagedFile) {
  MadeRun run(number_metrics());
  run.write("predictions.csv", "row,prediction,y\n1,two,3\n");
  EXPECT_THROW(static_cast<void>(run.read()), Error);
  run.write("predictions.csv", "row,prediction,y,z,w\n1,2,3,4,5\n");
  EXPECT_THROW(static_cast<void>(run.read()), Error);
}

TEST(JsonTables, SpreadWhatLiesInside) {
  const std::string html = records_table(Json::parse(R"([{"slice": "a", "test": {"rmse": 1.5}}, {"slice": "b", "rows": 3}])"));
  for (const char* part : {"<th scope=\"col\">test rmse</th>", "<th scope=\"col\">rows</th>", ">1.5<", ">3<"})
    EXPECT_NE(html.find(part), std::string::npos) << part;
  EXPECT_EQ(records_table(Json::array()), "");
  EXPECT_EQ(facts_table(nullptr), "");
  EXPECT_NE(records_table(std::vector<Json>(9, {{"a", 1}}), 4).find("The first 4 of 9."), std::string::npos);
}

}  // namespace
}  // namespace trainyard::report
