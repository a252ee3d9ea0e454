#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::error_of;
using testing::fit;
using testing::on_cpu;
using testing::rmse;
using testing::Rows;
using testing::rows;

const Family& xgb() { return family("xgboost"); }

TEST(XgboostFit, LearnsAndItsRoundsAreThoseAskedFor) {
  const Rows data = rows(3000);
  const auto model = fit(xgb(), data, {{"n_estimators", 60}, {"max_depth", 4}});
  const auto yardstick = fit(family("baseline"), data, {});
  EXPECT_EQ(model->rounds(), 60);
  EXPECT_LT(rmse(model->predict({}, data.x).values, data.y), 0.3 * rmse(yardstick->predict({}, data.x).values, data.y));
}

TEST(XgboostFit, GivesTheSameBytesForAnyNumberOfThreads) {
  const Rows data = rows(3000), held_out = rows(800, 2);
  const std::vector<Params> settings{
      {{"n_estimators", 20}},
      {{"n_estimators", 20}, {"subsample", 0.7}, {"colsample_bytree", 0.6}, {"colsample_bylevel", 0.8}, {"colsample_bynode", 0.8}},
      {{"n_estimators", 20}, {"subsample", 0.3}, {"sampling_method", "gradient_based"}},
      {{"n_estimators", 20}, {"booster", "dart"}, {"rate_drop", 0.3}},
      {{"n_estimators", 20}, {"grow_policy", "lossguide"}, {"max_leaves", 15}, {"num_parallel_tree", 3}, {"subsample", 0.5}},
      {{"n_estimators", 200}, {"early_stopping_rounds", 3}, {"subsample", 0.7}},
  };
  for (const Params& params : settings) {
    const std::string one = fit(xgb(), data, params, on_cpu(1), &held_out)->to_bytes();
    for (const int threads : {2, 3, 5}) {
      EXPECT_EQ(fit(xgb(), data, params, on_cpu(threads), &held_out)->to_bytes(), one) << params << " with " << threads << " threads";
    }
  }
}

TEST(XgboostFit, GivesTheSameBytesBesideAnotherFitInTheSameProcess) {
  const Rows data = rows(2000);
  const Params params{{"n_estimators", 30}, {"subsample", 0.5}, {"colsample_bynode", 0.5}};
  const std::string alone = fit(xgb(), data, params, on_cpu(1, 3))->to_bytes();
  const auto shared = xgb().prepare({}, data.labelled(), params, nullptr);
  std::vector<std::string> beside(4);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < beside.size(); ++i) {
    workers.emplace_back([&, i] { beside[i] = xgb().fit(*shared, nullptr, params, on_cpu(1, i < 2 ? 3 : i + 100))->to_bytes(); });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(beside[0], alone);
  EXPECT_EQ(beside[1], alone);
  EXPECT_NE(beside[2], alone) << "another seed draws other rows";
}

TEST(XgboostFit, UsesAllBitsOfTheSeed) {
  const Rows data = rows(1000);
  const Params params{{"n_estimators", 5}, {"subsample", 0.5}};
  const auto bytes = [&](std::uint64_t seed) { return fit(xgb(), data, params, on_cpu(1, seed))->to_bytes(); };
  EXPECT_EQ(bytes(5), bytes(5));
  EXPECT_NE(bytes(5), bytes(5 + (1ULL << 40)));
}

TEST(XgboostFit, HandlesMoreRowsThanOneBatch) {
  const Rows data = rows(70000);
  const auto model = fit(xgb(), data, {{"n_estimators", 30}, {"max_depth", 4}}, on_cpu(2));
  EXPECT_LT(rmse(model->predict(on_cpu(2).exec, data.x).values, data.y), 0.04);
}

TEST(XgboostFit, StopsEarlyAndKeepsExactlyTheBestRounds) {
  const Rows data = rows(400), held_out = rows(400, 2);
  std::vector<double> measured;
  FitSettings settings = on_cpu();
  settings.on_round = [&](int round, double train, double validation) {
    EXPECT_EQ(round, static_cast<int>(measured.size()));
    EXPECT_FALSE(std::isnan(train));
    measured.push_back(validation);
  };
  const Params params{{"n_estimators", 500}, {"early_stopping_rounds", 10}, {"learning_rate", 0.3}};
  const auto model = fit(xgb(), data, params, settings, &held_out);
  const auto best = static_cast<int>(std::ranges::min_element(measured) - measured.begin());
  EXPECT_EQ(measured.size(), static_cast<std::size_t>(best) + 11) << "ten rounds without improvement end it";
  EXPECT_EQ(model->rounds(), best + 1);
  EXPECT_NEAR(rmse(model->predict({}, held_out.x).values, held_out.y), measured[static_cast<std::size_t>(best)], 1e-7);
  EXPECT_EQ(model->to_bytes(), fit(xgb(), data, {{"n_estimators", best + 1}, {"learning_rate", 0.3}})->to_bytes())
      << "the cut model is the model of that many rounds";
}

TEST(XgboostFit, KeepsTheBestRoundOfDartWithTheWeightsItHadThen) {
  const Rows data = rows(400), held_out = rows(400, 2);
  const Params params{{"n_estimators", 300}, {"early_stopping_rounds", 15}, {"booster", "dart"}, {"rate_drop", 0.2}};
  std::vector<double> measured;
  FitSettings settings = on_cpu();
  settings.on_round = [&](int, double, double validation) { measured.push_back(validation); };
  const auto model = fit(xgb(), data, params, settings, &held_out);
  const double best = std::ranges::min(measured);
  EXPECT_LT(static_cast<std::size_t>(model->rounds()), measured.size());
  EXPECT_NEAR(rmse(model->predict({}, held_out.x).values, held_out.y), best, 1e-7);
}

TEST(XgboostFit, StopsEarlyByAnotherMetricWhenAsked) {
  const Rows data = rows(400), held_out = rows(400, 2);
  FitSettings settings = on_cpu();
  settings.early_stopping_metric = "mae";
  std::vector<double> measured;
  settings.on_round = [&](int, double, double validation) { measured.push_back(validation); };
  const auto model = fit(xgb(), data, {{"n_estimators", 300}, {"early_stopping_rounds", 5}}, settings, &held_out);
  const auto predicted = model->predict({}, held_out.x).values;
  double sum = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) sum += std::abs(predicted[i] - held_out.y[i]);
  EXPECT_NEAR(sum / static_cast<double>(predicted.size()), std::ranges::min(measured), 1e-6);
}

TEST(XgboostFit, CanMeasureEveryMetricThatItSaysYesTo) {
  for (const int classes : {0, 2, 3}) {
    const Rows data = classes == 0 ? rows(300) : classes_of(rows(300), classes);
    std::size_t measured = 0;
    for (const char* metric : {"rmse", "mae", "mape", "r2", "log_loss", "roc_auc", "pr_auc", "accuracy", "f1"}) {
      if (!xgb().measures(metric, data.target)) continue;
      FitSettings settings = on_cpu();
      settings.early_stopping_metric = metric;
      EXPECT_GE(fit(xgb(), data, {{"n_estimators", 6}, {"early_stopping_rounds", 3}}, settings, &data)->rounds(), 1) << metric;
      ++measured;
    }
    EXPECT_GE(measured, 2U) << classes << " classes";
  }
}

TEST(XgboostFit, GoesByMoreForAucAndByLessForErrors) {
  const Rows data = classes_of(rows(300), 2), held_out = classes_of(rows(300, 2), 2);
  FitSettings settings = on_cpu();
  settings.early_stopping_metric = "roc_auc";
  std::vector<double> measured;
  settings.on_round = [&](int, double, double validation) { measured.push_back(validation); };
  const auto model = fit(xgb(), data, {{"n_estimators", 100}, {"early_stopping_rounds", 5}}, settings, &held_out);
  EXPECT_EQ(model->rounds(), 1 + (std::ranges::max_element(measured) - measured.begin()));
}

TEST(XgboostFit, RefusesAMetricThatXgboostCannotMeasure) {
  FitSettings settings = on_cpu();
  settings.early_stopping_metric = "r2";
  const Error error = error_of([&] { fit(xgb(), rows(100), {}, settings); });
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  EXPECT_STREQ(error.what(), "XGBoost cannot measure r2 after a round");
}

TEST(XgboostFit, TrainsEveryObjectiveAndStopsEarlyByItsOwnMetric) {
  for (const std::string& objective : testing::objectives()) {
    const Rows data = testing::rows_for(objective, 500), held_out = testing::rows_for(objective, 200, 2);
    FitSettings settings = on_cpu();
    settings.on_warning = [&](const std::string& warning) { ADD_FAILURE() << objective << " warns: " << warning; };
    const auto model =
        fit(xgb(), data, {{"n_estimators", 20}, {"early_stopping_rounds", 5}, {"objective", objective}}, settings, &held_out);
    EXPECT_GE(model->rounds(), 1) << objective;
    EXPECT_EQ(model->effective_params().at("objective"), objective);
  }
}

/// A legal value other than the default.
Params another_value(const ParamSpec& spec) {
  if (spec.type == "bool") return !spec.fallback.get<bool>();
  if (spec.type == "int") return spec.name == "max_bin" ? 64 : 3;
  if (spec.type == "float") return spec.name == "tweedie_variance_power" ? 1.3 : 0.75;
  if (spec.name == "objective") return "count:poisson";
  if (spec.name == "monotone_constraints") return "(1,0,0,1,0,0)";
  if (spec.name == "interaction_constraints") return "[[0, 1], [2, 3, 4, 5]]";
  const std::size_t bar = spec.type.find('|');
  return bar == std::string::npos ? spec.fallback : Params(spec.type.substr(spec.type.rfind('|') + 1));
}

TEST(XgboostFit, PassesEveryParameterOnAndXgboostReportsItBack) {
  const Rows data = rows(200), held_out = rows(100, 2);
  const std::map<std::string, std::string> objectives{
      {"tweedie_variance_power", "reg:tweedie"}, {"huber_slope", "reg:pseudohubererror"}, {"quantile_alpha", "reg:quantileerror"}};
  const std::set<std::string> dart{"sample_type", "normalize_type", "rate_drop", "one_drop", "skip_drop"};
  const std::set<std::string> our_own{"n_estimators", "early_stopping_rounds"};
  for (const ParamSpec& spec : xgb().params()) {
    Params params{{"n_estimators", 4}, {spec.name, another_value(spec)}};
    if (dart.contains(spec.name)) params["booster"] = "dart";
    if (objectives.contains(spec.name)) params["objective"] = objectives.at(spec.name);
    if (spec.name == "sampling_method") params["subsample"] = 0.5;
    const auto used = fit(xgb(), data, params, on_cpu(), &held_out)->effective_params();
    if (our_own.contains(spec.name)) {
      EXPECT_FALSE(used.contains(spec.name)) << spec.name;
      continue;
    }
    ASSERT_TRUE(used.contains(spec.name)) << spec.name << " is not in XGBoost's configuration " << used;
    if (spec.type != "text") {
      EXPECT_EQ(used.at(spec.name), params.at(spec.name)) << spec.name;
    }
  }
}

TEST(XgboostFit, UsesTheDefaultsThatTheListStates) {
  const Params used = fit(xgb(), rows(200), {{"n_estimators", 1}})->effective_params();
  int compared = 0;
  for (const ParamSpec& spec : xgb().params()) {
    if (!used.contains(spec.name) || spec.fallback.is_null() || spec.fallback.is_string()) continue;
    EXPECT_EQ(used.at(spec.name), spec.fallback) << spec.name;
    ++compared;
  }
  EXPECT_GE(compared, 15);
}

TEST(XgboostFit, RecordsWhatXgboostDecidedItself) {
  const Rows data = rows(1000);
  double mean = 0;
  for (const float y : data.y) mean += y / static_cast<double>(data.y.size());
  const Params used = fit(xgb(), data, {{"n_estimators", 2}})->effective_params();
  EXPECT_NEAR(used.at("base_score").get<double>(), mean, 1e-6);
  EXPECT_EQ(used.at("max_delta_step"), 0.0);
  EXPECT_NEAR(
      fit(xgb(), data, {{"n_estimators", 2}, {"objective", "count:poisson"}})->effective_params().at("max_delta_step").get<double>(), 0.7,
      1e-6);
}

TEST(XgboostFit, RefusesAParameterThatItsBoosterWouldLeaveUnused) {
  const Error error = error_of([] { fit(xgb(), rows(100), {{"rate_drop", 0.3}}); });
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  EXPECT_STREQ(error.what(), "rate_drop (0.3) is used with booster: dart, not with gbtree: remove it or change booster");
}

TEST(XgboostFit, PassesOnXgboostsReasonWithoutItsStack) {
  const Error error = error_of([] { fit(xgb(), rows(100), {{"monotone_constraints", "(1,1,1,1,1,1,1,1)"}}); });
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  const std::string message = error.what();
  EXPECT_NE(message.find("monotone"), std::string::npos) << message;
  EXPECT_EQ(message.find("Stack trace"), std::string::npos) << message;
  EXPECT_EQ(message.find(".cc"), std::string::npos) << message;
}

TEST(XgboostFit, RefusesLabelsAndFeaturesThatAreNoNumbers) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    Rows data = rows(50);
    data.y[31] = bad;
    const Error error = error_of([&] { fit(xgb(), data, {}); });
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    EXPECT_NE(std::string(error.what()).find("row 31"), std::string::npos) << error.what();
  }
  Rows data = rows(50);
  data.x.values[2 * 50 + 17] = std::numeric_limits<float>::infinity();
  const Error error = error_of([&] { fit(xgb(), data, {}); });
  EXPECT_EQ(error.code(), ExitCode::bad_data);
  EXPECT_NE(std::string(error.what()).find("column 2 of row 17"), std::string::npos) << error.what();
}

TEST(XgboostFit, RefusesNoRowsAndValidationRowsOfAnotherWidth) {
  EXPECT_EQ(error_of([] { fit(xgb(), rows(0), {}); }).code(), ExitCode::bad_data);
  Rows narrow = rows(20);
  narrow.x = {20, 5, {narrow.x.values.begin(), narrow.x.values.begin() + 100}};
  EXPECT_EQ(error_of([&] { fit(xgb(), rows(50), {}, on_cpu(), &narrow); }).code(), ExitCode::bad_data);
}

TEST(XgboostFit, RefusesTargetsThatTheObjectiveCannotTake) {
  Rows data = rows(50);
  data.y[3] = -2;
  for (const char* objective : {"reg:gamma", "count:poisson", "reg:logistic", "reg:tweedie", "reg:squaredlogerror"}) {
    const Error error = error_of([&] { fit(xgb(), data, {{"objective", objective}}); });
    EXPECT_TRUE(error.code() == ExitCode::bad_data || error.code() == ExitCode::bad_config) << objective << ": " << error.what();
  }
}

TEST(XgboostFit, EndsWhenToldToStop) {
  FitSettings settings = on_cpu();
  int asked = 0;
  settings.stop = [&] { return ++asked > 3; };
  const Error error = error_of([&] { fit(xgb(), rows(100), {{"n_estimators", 50}}, settings); });
  EXPECT_EQ(error.code(), ExitCode::interrupted);
  EXPECT_STREQ(error.what(), "training was stopped after 3 of 50 rounds");
}

TEST(XgboostFit, DataPreparedForAnotherMaxBinIsRefused) {
  const Rows data = rows(100);
  const auto prepared = xgb().prepare({}, data.labelled(), {{"max_bin", 16}}, nullptr);
  EXPECT_EQ(error_of([&] { (void)xgb().fit(*prepared, nullptr, {{"max_bin", 32}}, on_cpu()); }).code(), ExitCode::bug);
  EXPECT_EQ(xgb().data_params(), std::vector<std::string>{"max_bin"});
}

TEST(XgboostFit, FailsWhenTheGpuAskedForIsNotUsed) {
  if (!visible_gpus().empty()) GTEST_SKIP() << "there is a GPU";
  FitSettings settings = on_cpu();
  settings.exec.kind = DeviceKind::cuda;
  const Error error = error_of([&] { fit(xgb(), rows(100), {}, settings); });
  EXPECT_EQ(error.code(), ExitCode::unavailable);
  EXPECT_NE(std::string(error.what()).find("would train on cpu"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace trainyard::models
