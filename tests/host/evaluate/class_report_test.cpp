#include "host/evaluate/class_report.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace trainyard::evaluate {
namespace {

using nlohmann::ordered_json;

const std::vector<std::string> class_labels = {"ant", "bee", "cat"};
const std::vector<double> actual_classes = {0, 1, 2, 1, 0, 1, 2, 2};
const std::vector<std::int32_t> decided_classes = {0, 1, 2, 0, 2, 1, 0, 2};

TEST(ClassReport, IsThatOfScikitLearn) {
  const ordered_json report = class_report({}, class_labels, {.actual = actual_classes, .decided = decided_classes, .classes = 3});
  EXPECT_EQ(report["confusion_matrix"], ordered_json::parse(R"({"labels": ["ant", "bee", "cat"], "rows": "actual", "columns": "predicted",
                                    "matrix": [[1, 0, 1], [1, 2, 0], [1, 0, 2]]})"));
  EXPECT_EQ(report["classes"]["ant"].dump(), R"({"precision":0.3333333333333333,"recall":0.5,"f1":0.4,"support":2})");
  EXPECT_EQ(report["classes"]["bee"].dump(), R"({"precision":1.0,"recall":0.6666666666666666,"f1":0.8,"support":3})");
  EXPECT_EQ(report["classes"]["cat"].dump(),
            R"({"precision":0.6666666666666666,"recall":0.6666666666666666,"f1":0.6666666666666666,"support":3})");
  // scikit-learn 1.9.1
  EXPECT_DOUBLE_EQ(report["macro"]["precision"], 0.6666666666666666);
  EXPECT_DOUBLE_EQ(report["macro"]["recall"], 0.611111111111111);
  EXPECT_DOUBLE_EQ(report["macro"]["f1"], 0.6222222222222222);
  EXPECT_DOUBLE_EQ(report["weighted"]["precision"], 0.7083333333333333);
  EXPECT_DOUBLE_EQ(report["weighted"]["recall"], 0.625);
  EXPECT_DOUBLE_EQ(report["weighted"]["f1"], 0.65);
}

TEST(ClassReport, CountsWeightsWhereThereAreSome) {
  const std::vector<double> weight = {1, 2, 0.5, 0, 3, 0.125, 0.25, 4};
  const ordered_json report =
      class_report({}, class_labels, {.actual = actual_classes, .decided = decided_classes, .weight = weight, .classes = 3});
  EXPECT_EQ(report["confusion_matrix"]["matrix"].dump(), "[[1.0,0.0,3.0],[0.0,2.125,0.0],[0.25,0.0,4.5]]");
  EXPECT_EQ(report["classes"]["cat"]["support"], 4.75);
}

TEST(ClassReport, ListsClassesWithoutRowsAndLeavesThemOutOfTheMacroMean) {
  const std::vector<double> ants(2, 0.0);
  const std::vector<std::int32_t> as_ants(2, 0);
  const ordered_json report = class_report({}, class_labels, {.actual = ants, .decided = as_ants, .classes = 3});
  EXPECT_EQ(report["classes"]["bee"].dump(), R"({"precision":0.0,"recall":0.0,"f1":0.0,"support":0})");
  EXPECT_EQ(report["macro"].dump(), R"({"precision":1.0,"recall":1.0,"f1":1.0})");
}

TEST(ClassReport, OfNoRowsHasNoMeans) {
  const ordered_json report = class_report({}, class_labels, {.actual = {}, .classes = 3});
  EXPECT_EQ(report["macro"].dump(), R"({"precision":null,"recall":null,"f1":null})");
  EXPECT_EQ(report["weighted"]["f1"], nullptr);
  EXPECT_EQ(report["confusion_matrix"]["matrix"].dump(), "[[0,0,0],[0,0,0],[0,0,0]]");
}

TEST(ClassReport, RefusesLabelsAndClassesThatDoNotFit) {
  const std::vector<std::string> two = {"ant", "bee"};
  EXPECT_THROW(class_report({}, two, {.actual = actual_classes, .decided = decided_classes, .classes = 3}), std::invalid_argument);
  EXPECT_THROW(class_report({}, two, {.actual = actual_classes, .decided = decided_classes, .classes = 2}), std::invalid_argument);
  EXPECT_THROW(class_report({}, class_labels, {.actual = actual_classes, .classes = 3}), std::invalid_argument) << "no decisions";
}

}  // namespace
}  // namespace trainyard::evaluate
