#include <gtest/gtest.h>
#include <thread>

#include "host/models/xgboost/library.hpp"
#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::error_of;
using testing::fit;
using testing::Rows;
using testing::rows;

const Family& trees() { return family("xgboost"); }

std::unique_ptr<Model> some_model(const Params& params = {{"n_estimators", 25}}) { return fit(trees(), rows(1000), params); }

TEST(XgboostModel, GivesARowTheSameBitsInAnyBatchAndForAnyNumberOfThreads) {
  const Rows data = rows(333, 5);
  for (const Params& params : {Params{{"n_estimators", 25}}, Params{{"n_estimators", 25}, {"booster", "dart"}, {"rate_drop", 0.3}}}) {
    const auto model = some_model(params);
    const auto together = model->predict({}, data.x);
    for (const int threads : {2, 4}) EXPECT_EQ(model->predict({.threads = threads}, data.x), together) << threads << " threads";
    for (const std::size_t size : {1, 7, 64, 65, 200}) {
      std::vector<float> apart;
      for (std::size_t first = 0; first < data.x.rows; first += size) {
        const auto part = model->predict({.threads = 2}, data.part(first, std::min(size, data.x.rows - first)).x);
        apart.insert(apart.end(), part.values.begin(), part.values.end());
      }
      EXPECT_EQ(apart, together.values) << "batches of " << size;
    }
  }
}

TEST(XgboostModel, IsTheSameModelAfterItsBytes) {
  const Rows data = rows(200, 5);
  const auto model = some_model();
  const auto loaded = trees().from_bytes(model->to_bytes());
  EXPECT_EQ(loaded->predict({}, data.x), model->predict({}, data.x));
  EXPECT_EQ(loaded->to_bytes(), model->to_bytes());
  EXPECT_EQ(loaded->rounds(), 25);
  EXPECT_EQ(loaded->file_name(), "model.ubj");
  EXPECT_EQ(loaded->library(), "xgboost " + xgboost_version());
  EXPECT_TRUE(loaded->effective_params().empty());
}

TEST(XgboostModel, PredictsFromSeveralThreadsAtOnce) {
  const Rows data = rows(500, 5);
  const auto model = some_model();
  const auto expected = model->predict({}, data.x);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    workers.emplace_back([&, i] {
      for (int turn = 0; turn < 25; ++turn) wrong[i] += model->predict({.threads = 1 + static_cast<int>(i % 2)}, data.x) != expected;
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(XgboostModel, PredictsNothingForNoRows) { EXPECT_TRUE(some_model()->predict({}, rows(0).x).values.empty()); }

TEST(XgboostModel, TakesRowsInWhichEverythingIsMissing) {
  const features::Matrix x{2, 6, features::Matrix::Values(12, std::nanf(""))};
  const auto out = some_model()->predict({}, x).values;
  EXPECT_TRUE(std::isfinite(out[0]));
  EXPECT_EQ(out[0], out[1]);
}

TEST(XgboostModel, RefusesFewerMoreOrInfiniteColumns) {
  const auto model = some_model();
  for (const std::size_t columns : {5, 7}) {
    const Error error = error_of([&] { (void)model->predict({}, {2, columns, features::Matrix::Values(2 * columns, 0.5F)}); });
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    EXPECT_EQ(std::string(error.what()), "the model was trained on 6 feature columns, the data has " + std::to_string(columns));
  }
  features::Matrix x{2, 6, features::Matrix::Values(12, 0.5F)};
  x.values[3] = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(error_of([&] { (void)model->predict({}, x); }).code(), ExitCode::bad_data);
}

TEST(XgboostModel, EveryTruncationIsRefusedBeforeXgboostReadsIt) {
  const std::string bytes = some_model({{"n_estimators", 2}, {"max_depth", 2}})->to_bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    ASSERT_EQ(error_of([&] { (void)trees().from_bytes(bytes.substr(0, length)); }).code(), ExitCode::bad_data) << length;
  }
  EXPECT_EQ(error_of([&] { (void)trees().from_bytes(bytes + "x"); }).code(), ExitCode::bad_data);
}

TEST(XgboostModel, AModelOfANewerXgboostIsRefused) {
  std::string bytes = some_model({{"n_estimators", 1}})->to_bytes();
  const std::string version("version[#L\0\0\0\0\0\0\0\3i\3i\2", 22);
  const std::size_t at = bytes.rfind(version);
  ASSERT_NE(at, std::string::npos);
  bytes[at + version.size() - 1] = 9;
  const Error error = error_of([&] { (void)trees().from_bytes(bytes); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("made by XGBoost 3.9.0, this is 3.2."), std::string::npos) << error.what();
}

TEST(XgboostLibrary, IsTheVersionTheModelsNeed) { EXPECT_TRUE(xgboost_version().starts_with("3.2.")) << xgboost_version(); }

TEST(XgboostMessages, LoseTimePathAndStack) {
  EXPECT_EQ(xgboost::plain_message("[09:07:15] WARNING: /__w/xgboost/src/context.cc:53: No visible GPU is found."),
            "No visible GPU is found.");
  EXPECT_EQ(xgboost::plain_message("[09:07:15] /w/src/learner.cc:12: Check failed: a == b: Wrong: 3\nStack trace:\n [bt] (0)"),
            "Check failed: a == b: Wrong: 3");
}

}  // namespace
}  // namespace trainyard::models
