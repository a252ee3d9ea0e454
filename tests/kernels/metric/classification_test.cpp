#include "tests/reference/classification.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <string>

#include "kernels/metric/list.hpp"
#include "tests/reference/bits.hpp"

namespace trainyard::kernels::metric {
namespace {

using reference::Classified;
using reference::classified;
using Values = std::map<std::string, double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double value(const std::string& name, const Classified& rows, int threads = 1) {
  return find_metric(name)->value(Exec{.threads = threads}, rows.sample());
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Metric& metric : metrics()) {
    if (metric.kind != Kind::values) all.emplace_back(metric.name);
  }
  return all;
}

void expect_values(const Classified& rows, const Values& expected) {
  for (const auto& [name, wanted] : expected) EXPECT_NEAR(value(name, rows), wanted, 2e-15) << name;
}

// Class 1's probabilities; the decision is made at 0.5.
Classified binary(const std::vector<double>& actual, const std::vector<float>& positive, const std::vector<double>& weight = {}) {
  Classified rows{.actual = actual, .weight = weight};
  for (const float p : positive) {
    rows.predicted.insert(rows.predicted.end(), {1.0f - p, p});
    rows.decided.push_back(p >= 0.5f ? 1 : 0);
  }
  return rows;
}

const std::vector<double> some_actual = {0, 1, 1, 0, 1, 0, 0, 1, 1, 0};
const std::vector<float> some_positive = {0.1f, 0.4f, 0.35f, 0.35f, 0.8f, 0.8f, 0.0f, 1.0f, 0.4f, 0.4f};
const std::vector<double> some_weight = {1.5, 0.25, 3, 1, 2, 0, 0.5, 7, 1e-3, 1.0 / 3.0};

// The numbers of the next tests: scikit-learn 1.9.1 (log_loss, roc_auc_score with multi_class="ovr", average_precision_score,
// accuracy_score, precision_score and so on with zero_division=0, brier_score_loss, balanced_accuracy_score, matthews_corrcoef), with
// sample_weight where there are weights.

TEST(BinaryMetrics, OfTiedScoresAreThoseOfScikitLearn) {
  expect_values(binary(some_actual, some_positive), {{"log_loss", 0.5761954162876937},
                                                     {"roc_auc", 0.76},
                                                     {"pr_auc", 0.7249999999999999},
                                                     {"accuracy", 0.6},
                                                     {"precision", 0.6666666666666666},
                                                     {"recall", 0.4},
                                                     {"f1", 0.5},
                                                     {"precision_macro", 0.6190476190476191},
                                                     {"recall_macro", 0.6000000000000001},
                                                     {"f1_macro", 0.5833333333333333},
                                                     {"precision_weighted", 0.619047619047619},
                                                     {"recall_weighted", 0.6},
                                                     {"f1_weighted", 0.5833333333333333},
                                                     {"brier", 0.2115000008642674},
                                                     {"balanced_accuracy", 0.6000000000000001},
                                                     {"mcc", 0.2182178902359924}});
}

TEST(BinaryMetrics, OfWeightedRowsAreThoseOfScikitLearn) {
  expect_values(binary(some_actual, some_positive, some_weight), {{"log_loss", 0.29419554433152806},
                                                                  {"roc_auc", 0.9377561015427313},
                                                                  {"pr_auc", 0.975252112180374},
                                                                  {"accuracy", 0.7913930656856245},
                                                                  {"precision", 1.0},
                                                                  {"recall", 0.7346339074361277},
                                                                  {"f1", 0.8470189638134676},
                                                                  {"precision_macro", 0.7531261074267199},
                                                                  {"recall_macro", 0.8673169537180638},
                                                                  {"f1_macro", 0.7596100431946712},
                                                                  {"precision_weighted", 0.8943922774695613},
                                                                  {"recall_weighted", 0.7913930656856245},
                                                                  {"f1_weighted", 0.8096271726476402},
                                                                  {"brier", 0.10450837442161638},
                                                                  {"balanced_accuracy", 0.8673169537180638},
                                                                  {"mcc", 0.6098442774561196}});
}

TEST(BinaryMetrics, OfOneClassAloneAreThoseOfScikitLearn) {
  const Classified negative = binary({0, 0, 0, 0}, {0.1f, 0.2f, 0.6f, 0.3f});
  expect_values(
      negative,
      {{"accuracy", 0.75}, {"precision", 0.0}, {"recall", 0.0}, {"f1", 0.0}, {"pr_auc", 0.0}, {"balanced_accuracy", 0.75}, {"mcc", 0.0}});
  EXPECT_TRUE(std::isnan(value("roc_auc", negative)));
  const Classified positive = binary({1, 1, 1, 1}, {0.1f, 0.2f, 0.6f, 0.3f});
  expect_values(positive, {{"accuracy", 0.25}, {"precision", 1.0}, {"recall", 0.25}, {"pr_auc", 1.0}});
  EXPECT_TRUE(std::isnan(value("roc_auc", positive)));
}

TEST(BinaryMetrics, OfAClassWithoutWeightAreThoseOfScikitLearn) {
  const Classified rows = binary({0, 1, 0}, {0.1f, 0.9f, 0.4f}, {1, 0, 2});
  EXPECT_TRUE(std::isnan(value("roc_auc", rows)));
  expect_values(
      rows,
      {{"pr_auc", 0.0}, {"accuracy", 1.0}, {"recall", 0.0}, {"f1", 0.0}, {"f1_macro", 0.5}, {"balanced_accuracy", 1.0}, {"mcc", 0.0}});
}

const std::vector<float> three_probabilities = {0.5f,  0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.125f, 0.125f, 0.75f, 0.5f,  0.5f,   0.0f,
                                                0.25f, 0.25f, 0.5f,  0.0f,  1.0f, 0.0f,  0.375f, 0.375f, 0.25f, 0.25f, 0.125f, 0.625f};

Classified three(const std::vector<double>& weight) {
  return {.classes = 3,
          .actual = {0, 1, 2, 1, 0, 1, 2, 2},
          .predicted = three_probabilities,
          .decided = {0, 1, 2, 0, 2, 1, 0, 2},
          .weight = weight};
}

TEST(MulticlassMetrics, AreThoseOfScikitLearn) {
  expect_values(three({}), {{"log_loss", 0.7012144957021418},
                            {"roc_auc", 0.8583333333333334},
                            {"pr_auc", 0.75},
                            {"accuracy", 0.625},
                            {"precision", 0.6666666666666666},
                            {"precision_macro", 0.6666666666666666},
                            {"recall", 0.611111111111111},
                            {"recall_macro", 0.611111111111111},
                            {"f1", 0.6222222222222222},
                            {"f1_macro", 0.6222222222222222},
                            {"precision_weighted", 0.7083333333333333},
                            {"recall_weighted", 0.625},
                            {"f1_weighted", 0.65},
                            {"brier", 0.41015625},
                            {"balanced_accuracy", 0.611111111111111},
                            {"mcc", 0.4523809523809524}});
}

TEST(MulticlassMetrics, OfWeightedRowsAreThoseOfScikitLearn) {
  expect_values(three({1, 2, 0.5, 0, 3, 0.125, 1.0 / 3.0, 4}), {{"log_loss", 0.7961318599502636},
                                                                {"roc_auc", 0.8633500065316236},
                                                                {"pr_auc", 0.8340420980576709},
                                                                {"accuracy", 0.6958174904942966},
                                                                {"precision_macro", 0.7833333333333333},
                                                                {"recall_macro", 0.7270114942528737},
                                                                {"f1_macro", 0.7015765765765766},
                                                                {"precision_weighted", 0.732319391634981},
                                                                {"recall_weighted", 0.6958174904942966},
                                                                {"f1_weighted", 0.652656458740109},
                                                                {"brier", 0.45199619771863125},
                                                                {"balanced_accuracy", 0.7270114942528737},
                                                                {"mcc", 0.5656606909885279}});
}

// Class 3 is nowhere: not in the means over classes. Class 2 is decided on alone: 0 in them. average_precision_score of
// label_binarize(actual, classes=[0, 1, 2, 3]).
TEST(MulticlassMetrics, OfClassesWithoutRowsAreThoseOfScikitLearn) {
  Classified rows{.classes = 4, .actual = {0, 1, 1, 1, 0, 1, 0, 1}, .decided = {0, 1, 2, 0, 0, 1, 0, 1}};
  for (std::size_t row = 0; row < 8; ++row) {
    const float* of = three_probabilities.data() + 3 * row;
    rows.predicted.insert(rows.predicted.end(), {of[0], of[1], of[2] / 2, of[2] / 2});
  }
  expect_values(rows, {{"log_loss", 1.0756810298963906},
                       {"pr_auc", 0.35138888888888886},
                       {"accuracy", 0.75},
                       {"precision_macro", 0.5833333333333334},
                       {"recall_macro", 0.5333333333333333},
                       {"f1_macro", 0.5357142857142857},
                       {"precision_weighted", 0.90625},
                       {"recall_weighted", 0.75},
                       {"f1_weighted", 0.7901785714285714},
                       {"brier", 0.5732421875},
                       {"balanced_accuracy", 0.8},
                       {"mcc", 0.6219663216470469}});
  EXPECT_TRUE(std::isnan(value("roc_auc", rows)));
}

TEST(ClassificationMetrics, AgreeWithPlainLoopsAtEverySize) {
  for (const bool weighted : {false, true}) {
    for (const int classes : {2, 3, 5}) {
      for (const std::size_t rows : {5u, 31u, 32u, 33u, 1000u, 4500u}) {
        const Classified some = classified(rows, classes, weighted);
        const auto plain = reference::plain_curves(some);
        SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(classes) + " classes" + (weighted ? ", weighted" : ""));
        EXPECT_NEAR(value("log_loss", some), reference::plain_log_loss(some), 1e-14);
        EXPECT_NEAR(value("pr_auc", some), static_cast<double>(plain.average_precision), 1e-14);
        if (std::isnan(plain.roc_auc)) {
          EXPECT_TRUE(std::isnan(value("roc_auc", some)));
        } else {
          EXPECT_NEAR(value("roc_auc", some), static_cast<double>(plain.roc_auc), 1e-14);
        }
      }
    }
  }
}

TEST(ClassificationMetrics, OfNoRowsAndOfRowsWithoutWeightAreMissing) {
  Classified weightless = classified(10, 3, false);
  weightless.weight.assign(10, 0.0);
  for (const std::string& name : names()) {
    EXPECT_TRUE(std::isnan(value(name, Classified{.classes = 3}))) << name;
    EXPECT_TRUE(std::isnan(value(name, weightless))) << name;
  }
}

TEST(ClassificationMetrics, AreMissingWhereAnActualClassIs) {
  for (const double unknown : {nan, -1.0, 3.0, 0.5, 1e300}) {
    Classified rows = classified(100, 3, false);
    rows.actual[57] = unknown;
    for (const std::string& name : names()) EXPECT_TRUE(std::isnan(value(name, rows))) << name << " with " << unknown;
  }
}

TEST(ClassificationMetrics, OfProbabilitiesAreMissingWhereOneIs) {
  Classified rows = classified(100, 3, false);
  for (std::size_t k = 0; k < 3; ++k) rows.predicted[57 * 3 + k] = std::nanf("");
  for (const char* name : {"log_loss", "brier", "roc_auc", "pr_auc"}) EXPECT_TRUE(std::isnan(value(name, rows))) << name;
}

TEST(ClassificationMetrics, HaveTheSameBitsForAnyNumberOfThreads) {
  for (const bool weighted : {false, true}) {
    for (const std::size_t rows : {33u, 100'000u}) {
      const Classified some = classified(rows, 3, weighted, 1000);
      for (const std::string& name : names()) {
        const double alone = value(name, some);
        for (const int threads : {2, 7}) ASSERT_TRUE(reference::same_bits(alone, value(name, some, threads))) << name << ", " << rows;
      }
    }
  }
}

TEST(ClassificationMetrics, DoNotDependOnTheOrderOfTheRows) {
  for (const bool weighted : {false, true}) {
    const Classified rows = classified(9000, 3, weighted);
    std::vector<std::size_t> order(rows.actual.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::shuffle(order, std::mt19937_64(5));
    Classified shuffled{.classes = 3};
    for (const std::size_t row : order) shuffled.append(rows, row);
    for (const std::string& name : names()) {
      const bool summed = find_metric(name)->form == Form::sums || (weighted && find_metric(name)->kind == Kind::probabilities);
      if (summed) {
        EXPECT_NEAR(value(name, shuffled), value(name, rows), 1e-14) << name;
      } else {
        EXPECT_TRUE(reference::same_bits(value(name, shuffled), value(name, rows))) << name;
      }
    }
  }
}

TEST(ClassificationMetrics, OfWholeWeightsAreThoseOfRepeatedRows) {
  Classified rows = classified(3000, 3, false);
  Classified repeated{.classes = 3};
  for (std::size_t row = 0; row < rows.actual.size(); ++row) {
    for (std::size_t times = 0; times < row % 4; ++times) repeated.append(rows, row);
  }
  for (std::size_t row = 0; row < rows.actual.size(); ++row) rows.weight.push_back(static_cast<double>(row % 4));
  for (const std::string& name : names()) {
    if (find_metric(name)->kind == Kind::decisions) {
      EXPECT_TRUE(reference::same_bits(value(name, rows), value(name, repeated))) << name;
    } else {
      EXPECT_NEAR(value(name, rows), value(name, repeated), 1e-14) << name;
    }
  }
}

TEST(ClassificationMetrics, OfWeightsOfOneAreThoseWithoutWeights) {
  const Classified rows = classified(10'000, 3, false);
  Classified ones = rows;
  ones.weight.assign(rows.actual.size(), 1.0);
  for (const std::string& name : names()) EXPECT_TRUE(reference::same_bits(value(name, ones), value(name, rows))) << name;
}

TEST(ClassificationMetrics, OfTwoClassesByAnyNameAreThoseOfClassOne) {
  const Classified rows = classified(2000, 2, true);
  Classified turned{.weight = rows.weight};
  for (std::size_t row = 0; row < rows.actual.size(); ++row) {
    turned.actual.push_back(1.0 - rows.actual[row]);
    turned.predicted.insert(turned.predicted.end(), {rows.predicted[2 * row + 1], rows.predicted[2 * row]});
    turned.decided.push_back(1 - rows.decided[row]);
  }
  for (const char* mean : {"log_loss", "accuracy", "balanced_accuracy", "mcc", "f1_macro", "precision_macro", "recall_weighted"}) {
    EXPECT_NEAR(value(mean, turned), value(mean, rows), 1e-15) << mean;
  }
  EXPECT_NE(value("f1", turned), value("f1", rows));
  EXPECT_NE(value("pr_auc", turned), value("pr_auc", rows));
}

TEST(RocAuc, OfAPerfectAConstantAndAReversedScore) {
  const std::vector<double> actual = {0, 0, 1, 1, 1};
  EXPECT_EQ(value("roc_auc", binary(actual, {0.1f, 0.2f, 0.3f, 0.4f, 0.5f})), 1.0);
  EXPECT_EQ(value("roc_auc", binary(actual, {0.2f, 0.2f, 0.2f, 0.2f, 0.2f})), 0.5);
  EXPECT_EQ(value("roc_auc", binary(actual, {0.9f, 0.8f, 0.3f, 0.2f, 0.1f})), 0.0);
  EXPECT_EQ(value("roc_auc", binary({0, 1}, {-0.0f, 0.0f})), 0.5) << "the two zeros are one score";
}

TEST(LogLoss, KeepsProbabilitiesAwayFromZeroAndOneByTheMachineEpsilon) {
  EXPECT_NEAR(value("log_loss", binary({1}, {0.0f})), 36.04365338911715, 1e-14) << "-log(2^-52)";
  EXPECT_NEAR(value("log_loss", binary({1}, {1.0f})), 0x1p-52, 1e-30);
}

}  // namespace
}  // namespace trainyard::kernels::metric
