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
    const auto found = model->contributions({}, data.x);
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
    const auto found = model->contributions({}, data.x);
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
    const auto found = model->contributions({}, data.x);
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
  const auto once = model->contributions({}, data.x);
  EXPECT_EQ(model->contributions({.threads = 3}, data.x).values, once.values);
  EXPECT_EQ(family("xgboost").from_bytes(model->to_bytes())->contributions({}, data.x).values, once.values);
}

TEST(Contributions, OfALinearModelAreMeasuredFromTheMeanOfItsTrainingRows) {
  const Rows data = filled(rows(800));
  for (const bool intercept : {true, false}) {
    const auto fitted = fit(family("linear"), data, {{"fit_intercept", intercept}});
    const auto model = family("linear").from_bytes(fitted->to_bytes());
    const auto found = model->contributions({}, data.x);
    for (std::size_t c = 0; c < data.x.columns; ++c) {
      double sum = 0;
      for (std::size_t r = 0; r < data.x.rows; ++r) sum += static_cast<double>(found.of(r)[c]);
      EXPECT_NEAR(sum / static_cast<double>(data.x.rows), 0.0, 1e-6) << "column " << c << (intercept ? "" : ", no intercept");
    }
  }
}

TEST(Contributions, AreRefusedByALinearModelThatHasNoMean) {
  const Rows data = filled(rows(100));
  auto document = nlohmann::ordered_json::parse(fit(family("linear"), data, Params::object())->to_bytes());
  document.erase("mean");
  const auto model = family("linear").from_bytes(document.dump());
  EXPECT_EQ(model->predict({}, data.x).rows, data.x.rows);
  const Error refused = error_of([&] { (void)model->contributions({}, data.x); });
  EXPECT_EQ(refused.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(refused.what()).find("train it again"), std::string::npos);
  document["mean"] = {1.0};
  EXPECT_EQ(error_of([&] { (void)family("linear").from_bytes(document.dump()); }).code(), ExitCode::bad_data) << "too short";
}

TEST(Contributions, RefuseAnotherNumberOfColumns) {
  const Rows data = filled(rows(100, 5));
  features::Matrix narrow = data.x;
  narrow.columns -= 1;
  narrow.values.resize(narrow.rows * narrow.columns);
  for (const char* name : {"xgboost", "linear", "baseline"}) {
    const auto model = fit(family(name), data, Params::object());
    EXPECT_EQ(error_of([&] { (void)model->contributions({}, narrow); }).code(), ExitCode::bad_data) << name;
  }
}

}  // namespace
}  // namespace trainyard::models
