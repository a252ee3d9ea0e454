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
  return {{n, 1, features::Matrix::Values(n, 0.0F)}, std::move(y)};
}

float predicted(const std::string& strategy, std::vector<float> y) {
  const Rows data = with_labels(std::move(y));
  const auto out = fit(family("baseline"), data, {{"strategy", strategy}})->predict({}, data.x).values;
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

TEST(Baseline, WeightsCountAsRows) {
  for (const char* strategy : {"mean", "median", "majority"}) {
    Rows weighted = with_labels({5, 1, 2});
    weighted.weight = {2, 0, 1};
    EXPECT_EQ(fit(family("baseline"), weighted, {{"strategy", strategy}})->predict({}, weighted.x).values.front(),
              predicted(strategy, {5, 5, 2}))
        << strategy;
  }
}

TEST(Baseline, GivesTheSharesOfTheClassesOrTheMostFrequentOne) {
  Rows data = with_labels({0, 2, 2, 0, 2});
  data.target = {.task = Task::multiclass, .classes = 4};
  const auto prior = fit(family("baseline"), data, {})->predict({}, data.x);
  EXPECT_EQ(prior.width, 4U);
  EXPECT_EQ(std::vector<float>(prior.row(4).begin(), prior.row(4).end()), (std::vector<float>{0.4F, 0, 0.6F, 0}));
  const auto majority = fit(family("baseline"), data, {{"strategy", "majority"}})->predict({}, data.x);
  EXPECT_EQ(std::vector<float>(majority.row(0).begin(), majority.row(0).end()), (std::vector<float>{0, 0, 1, 0}));
}

TEST(Baseline, NamesAStrategyThatIsForAnotherTask) {
  std::string told;
  const auto tell = [&](const std::string&, const std::string& message) { told = message; };
  family("baseline").check_target({{"strategy", "median"}}, {.task = Task::binary, .classes = 2}, tell);
  EXPECT_EQ(told, "is median, which is for a regression: use prior, or leave it out");
  told.clear();
  family("baseline").check_target({{"strategy", "majority"}}, {.task = Task::binary, .classes = 2}, tell);
  family("baseline").check_target({}, {.task = Task::binary, .classes = 2}, tell);
  family("baseline").check_target({}, {}, tell);
  EXPECT_EQ(told, "");
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
  for (const char* bytes : {"", "{", "[]", "{}", R"({"format":3,"columns":1,"strategy":"mean","prediction":[1]})",
                            R"({"format":2,"columns":1,"strategy":"mean","prediction":["1"]})",
                            R"({"format":2,"columns":1,"strategy":"mean","prediction":[]})"}) {
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
