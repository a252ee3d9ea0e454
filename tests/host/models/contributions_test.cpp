#include <cmath>
#include <gtest/gtest.h>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::error_of;
using testing::fit;
using testing::Rows;
using testing::rows;

/// The rows without missing values, which linear models do not take.
Rows filled(Rows data) {
  for (float& value : data.x.values) {
    if (std::isnan(value)) value = 0.5F;
  }
  return data;
}

double margin(const Contributions& found, std::size_t r, std::size_t k = 0) {
  double sum = static_cast<double>(found.bias(r, k));
  for (const float value : found.of(r, k)) sum += static_cast<double>(value);
  return sum;
}

constexpr double kTolerance = 2e-5;

TEST(Contributions, AddUpToTheValueOfARegression) {
  const Rows data = filled(rows(300, 5));
  for (const char* name : {"xgboost", "random_forest", "linear", "baseline"}) {
    const auto model = fit(family(name), filled(rows(800)), Params::object());
    const auto predicted = model->predict({}, data.x);
    const auto found = model->contributions({}, data.x, data.x);
    ASSERT_EQ(found.rows, data.x.rows) << name;
    for (std::size_t r = 0; r < data.x.rows; ++r)
      ASSERT_NEAR(margin(found, r), static_cast<double>(predicted.values[r]), kTolerance) << name;
  }
}

TEST(Contributions, AddUpToTheMarginOfTwoClasses) {
  const Rows data = classes_of(filled(rows(300, 5)), 2);
  for (const char* name : {"xgboost", "random_forest", "logistic"}) {
    const auto model = fit(family(name), classes_of(filled(rows(800)), 2), Params::object());
    const auto predicted = model->predict({}, data.x);
    const auto found = model->contributions({}, data.x, data.x);
    ASSERT_EQ(found.outputs, 1U) << name;
    for (std::size_t r = 0; r < data.x.rows; ++r) {
      ASSERT_NEAR(1.0 / (1.0 + std::exp(-margin(found, r))), static_cast<double>(predicted.row(r)[1]), kTolerance) << name;
    }
  }
}

TEST(Contributions, AddUpToTheMarginOfEachOfSeveralClasses) {
  const Rows data = classes_of(filled(rows(300, 5)), 3);
  for (const char* name : {"xgboost", "logistic"}) {
    const auto model = fit(family(name), classes_of(filled(rows(800)), 3), Params::object());
    const auto predicted = model->predict({}, data.x);
    const auto found = model->contributions({}, data.x, data.x);
    ASSERT_EQ(found.outputs, 3U) << name;
    for (std::size_t r = 0; r < data.x.rows; ++r) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) sum += std::exp(margin(found, r, k));
      for (std::size_t k = 0; k < 3; ++k) {
        ASSERT_NEAR(std::exp(margin(found, r, k)) / sum, static_cast<double>(predicted.row(r)[k]), kTolerance) << name;
      }
    }
  }
}

TEST(Contributions, OfTreesTakeMissingValuesAndAreTheSameForAnyNumberOfThreads) {
  const Rows data = rows(200, 5);
  const auto model = fit(family("xgboost"), rows(800), Params::object());
  const auto once = model->contributions({}, data.x, data.x);
  EXPECT_EQ(model->contributions({.threads = 3}, data.x, data.x).values, once.values);
  EXPECT_EQ(family("xgboost").from_bytes(model->to_bytes())->contributions({}, data.x, data.x).values, once.values);
}

TEST(Contributions, OfALinearModelAreMeasuredFromTheBackgroundsMean) {
  const Rows data = filled(rows(100, 5));
  const auto model = fit(family("linear"), filled(rows(800)), Params::object());
  const auto found = model->contributions({}, data.x, data.x);
  for (std::size_t c = 0; c < data.x.columns; ++c) {
    double sum = 0;
    for (std::size_t r = 0; r < data.x.rows; ++r) sum += static_cast<double>(found.of(r)[c]);
    EXPECT_NEAR(sum / static_cast<double>(data.x.rows), 0.0, 1e-6) << "column " << c;
  }
}

TEST(Contributions, RefuseAnotherNumberOfColumns) {
  const Rows data = filled(rows(100, 5));
  features::Matrix narrow = data.x;
  narrow.columns -= 1;
  narrow.values.resize(narrow.rows * narrow.columns);
  for (const char* name : {"xgboost", "linear", "baseline"}) {
    const auto model = fit(family(name), data, Params::object());
    EXPECT_EQ(error_of([&] { (void)model->contributions({}, narrow, data.x); }).code(), ExitCode::bad_data) << name;
  }
}

}  // namespace
}  // namespace trainyard::models
