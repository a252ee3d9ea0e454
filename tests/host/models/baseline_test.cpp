#include <gtest/gtest.h>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::error_of;
using testing::fit;
using testing::on_cpu;
using testing::Rows;

Rows with_labels(std::vector<float> y) {
  const std::size_t n = y.size();
  return {{n, 1, std::vector<float>(n, 0.0F)}, std::move(y)};
}

float predicted(const std::string& strategy, std::vector<float> y) {
  const Rows data = with_labels(std::move(y));
  const auto out = fit(family("baseline"), data, {{"strategy", strategy}})->predict({}, data.x);
  EXPECT_EQ(out.size(), data.x.rows);
  EXPECT_EQ(out.front(), out.back());
  return out.front();
}

TEST(Baseline, PredictsTheMean) { EXPECT_EQ(predicted("mean", {1, 2, 6}), 3.0F); }

TEST(Baseline, MeanDoesNotLoseSmallValuesBesideLargeOnes) {
  std::vector<float> y(100001, 1.0F);
  y[0] = 1e30F;
  y[1] = -1e30F;
  EXPECT_EQ(predicted("mean", y), static_cast<float>(99999.0 / 100001.0));
}

TEST(Baseline, MedianIsTheMiddleValueOrTheMeanOfTheTwoMiddleOnes) {
  EXPECT_EQ(predicted("median", {9, 1, 5}), 5.0F);
  EXPECT_EQ(predicted("median", {9, 1, 5, 4}), 4.5F);
  EXPECT_EQ(predicted("median", {7}), 7.0F);
}

TEST(Baseline, MajorityIsTheMostFrequentValueAndTheSmallestOfEquallyFrequentOnes) {
  EXPECT_EQ(predicted("majority", {3, 1, 3, 2}), 3.0F);
  EXPECT_EQ(predicted("majority", {3, 1, 1, 3}), 1.0F);
}

TEST(Baseline, IsTheSameModelAfterItsBytes) {
  const Rows data = with_labels({0.1F, 0.2F, 0.4F});
  const auto model = fit(family("baseline"), data, {});
  const auto loaded = family("baseline").from_bytes(model->to_bytes());
  EXPECT_EQ(model->file_name(), "model.json");
  EXPECT_EQ(loaded->predict({}, data.x), model->predict({}, data.x));
  EXPECT_EQ(loaded->to_bytes(), model->to_bytes());
}

TEST(Baseline, RefusesBytesThatAreNoModelOfItsOwn) {
  for (const char* bytes : {"", "{", "[]", "{}", R"({"format":2,"columns":1,"strategy":"mean","prediction":1})",
                            R"({"format":1,"columns":1,"strategy":"mean","prediction":"1"})"}) {
    EXPECT_EQ(error_of([&] { (void)family("baseline").from_bytes(bytes); }).code(), ExitCode::bad_data) << bytes;
  }
}

TEST(Baseline, RefusesAnotherNumberOfColumns) {
  const auto model = fit(family("baseline"), with_labels({1, 2}), {});
  EXPECT_EQ(error_of([&] { (void)model->predict({}, testing::rows(3).x); }).code(), ExitCode::bad_data);
}

TEST(Baseline, RefusesNoRowsAndMissingTargets) {
  EXPECT_EQ(error_of([] { fit(family("baseline"), with_labels({}), {}); }).code(), ExitCode::bad_data);
  const Error error = error_of([] { fit(family("baseline"), with_labels({1, 2, std::nanf("")}), {}); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("row 2"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace trainyard::models
