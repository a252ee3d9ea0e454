#include "host/models/xgboost/fitted.hpp"

#include <mutex>

#include "host/models/rows.hpp"
#include "host/models/xgboost/data.hpp"
#include "host/models/xgboost/ubj.hpp"

namespace trainyard::models::xgboost {
namespace {

/// What the model predicts, from XGBoost's configuration.
Target target_of(const nlohmann::json& config) {
  const auto& learner = config.at("learner");
  const std::string objective = learner.at("objective").at("name");
  const int classes = std::stoi(learner.at("learner_model_param").at("num_class").get<std::string>());
  if (objective == "binary:logistic") return {.task = Task::binary, .classes = 2};
  if (objective == "multi:softprob") return {.task = Task::multiclass, .classes = classes};
  if (classes == 0) return {};
  throw Error(ExitCode::bad_data, "the model's objective is " + objective + " for " + std::to_string(classes) +
                                      " classes, which is none that trainyard trains");
}

constexpr const char* kContributionsConfig = R"({"type":2,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";

}  // namespace

const char* const kPredictConfig =
    R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN})";

Predictions predictions(const Target& target, const Length* shape, Length dimensions, const float* values) {
  Length count = 1;
  for (Length d = 0; d < dimensions; ++d) count *= shape[d];
  const Length rows = shape[0], per_row = target.task == Task::binary ? 1 : target.width();
  if (count != rows * per_row) {
    throw Error(ExitCode::bad_data, "the model gives " + std::to_string(count) + " values for " + std::to_string(rows) + " rows, not " +
                                        std::to_string(per_row) + " per row");
  }
  Predictions out{.rows = rows, .width = target.width(), .values = {}};
  if (target.task != Task::binary) {
    out.values.assign(values, values + count);
    return out;
  }
  out.values.reserve(2 * rows);
  for (Length r = 0; r < rows; ++r) {
    out.values.push_back(1.0F - values[r]);
    out.values.push_back(values[r]);
  }
  return out;
}

FittedModel::FittedModel(std::string bytes, Params effective)
    : bytes_(std::move(bytes)), version_(inspect_ubj(bytes_)), effective_(std::move(effective)), booster_(Library::get()) {
  const Library& library = booster_.library();
  if (version_ > library.version()) {
    throw Error(ExitCode::bad_data, "the model was made by XGBoost " + text(version_) + ", this is " + text(library.version()) +
                                        ", which may read it wrongly: use a trainyard as new as the one that made it");
  }
  const Warnings warnings(library);
  const Api& api = library.api();
  library.check(api.XGBoosterCreate(nullptr, 0, booster_.out()), "it made room for a model", ExitCode::bug);
  library.check(api.XGBoosterLoadModelFromBuffer(booster_.get(), bytes_.data(), bytes_.size()), "it read the model", ExitCode::bad_data);
  target_ = target_of(nlohmann::json::parse(configure(1)));
  library.check(api.XGBoosterBoostedRounds(booster_.get(), &rounds_), "it counted the rounds", ExitCode::bad_data);
  library.check(api.XGBoosterGetNumFeature(booster_.get(), &columns_), "it counted the columns", ExitCode::bad_data);
}

/// By asking for the configuration: a booster that still has to configure itself would do it inside the first prediction.
std::string FittedModel::configure(int threads) const {
  const Library& library = booster_.library();
  library.check(library.api().XGBoosterSetParam(booster_.get(), "nthread", std::to_string(threads).c_str()), "its threads were set");
  Length length = 0;
  const char* config = nullptr;
  library.check(library.api().XGBoosterSaveJsonConfig(booster_.get(), &length, &config), "the model was configured", ExitCode::bad_data);
  threads_ = threads;
  return {config, config + length};
}

Predictions FittedModel::predict(const Exec& exec, const features::Matrix& x) const {
  check_columns(x, columns_);
  check_no_infinity(x);
  if (x.rows == 0) return {.rows = 0, .width = target_.width(), .values = {}};
  {
    const std::shared_lock lock(mutex_);
    if (threads_ == exec.threads) return predict_now(x);
  }
  const std::unique_lock lock(mutex_);
  if (threads_ != exec.threads) (void)configure(exec.threads);
  return predict_now(x);
}

Contributions FittedModel::contributions(const Exec& exec, const features::Matrix& x, const features::Matrix&) const {
  check_columns(x, columns_);
  check_no_infinity(x);
  const std::unique_lock lock(mutex_);
  if (threads_ != exec.threads) (void)configure(exec.threads);
  return contributions_now(x);
}

Contributions FittedModel::contributions_now(const features::Matrix& x) const {
  const std::size_t outputs = target_.task == Task::multiclass ? target_.width() : 1;
  Contributions out{.rows = x.rows, .outputs = outputs, .columns = x.columns, .values = {}};
  if (x.rows == 0) return out;
  const Library& library = booster_.library();
  OwnedMatrix rows(library);
  const std::string config = R"({"missing":NaN,"nthread":)" + std::to_string(threads_) + "}";
  library.check(library.api().XGDMatrixCreateFromColumnar(columns_interface(x, 0, x.rows).c_str(), config.c_str(), rows.out()),
                "it took the rows", ExitCode::bad_data);
  tell_categories(library, rows.get(), x);
  const Length* shape = nullptr;
  Length dimensions = 0, count = 1;
  const float* values = nullptr;
  library.check(library.api().XGBoosterPredictFromDMatrix(booster_.get(), rows.get(), kContributionsConfig, &shape, &dimensions, &values),
                "it explained its predictions", ExitCode::bad_data);
  for (Length d = 0; d < dimensions; ++d) count *= shape[d];
  if (count != x.rows * outputs * (x.columns + 1)) throw Error(ExitCode::bug, "XGBoost's contributions have another shape");
  out.values.assign(values, values + count);
  return out;
}

Predictions FittedModel::predict_now(const features::Matrix& x) const {
  const Library& library = booster_.library();
  const Length* shape = nullptr;
  Length dimensions = 0;
  const float* values = nullptr;  // XGBoost's, this thread's, until its next call
  library.check(library.api().XGBoosterPredictFromColumnar(booster_.get(), columns_interface(x, 0, x.rows).c_str(), kPredictConfig, nullptr,
                                                           &shape, &dimensions, &values),
                "it predicted", ExitCode::bad_data);
  return predictions(target_, shape, dimensions, values);
}

std::vector<SplitImportance> FittedModel::split_importance() const {
  std::vector<SplitImportance> out;
  for (const char* type : {"gain", "total_gain", "weight", "cover", "total_cover"}) out.push_back({type, split_importance(type)});
  return out;
}

std::vector<double> FittedModel::split_importance(const std::string& type) const {
  Length used = 0, dimensions = 0;
  const char** names = nullptr;
  const Length* shape = nullptr;
  const float* scores = nullptr;  // as `names`, XGBoost's, until this booster is asked again
  const std::string config = R"({"importance_type":")" + type + R"("})";
  const std::unique_lock lock(mutex_);
  booster_.library().check(
      booster_.library().api().XGBoosterFeatureScore(booster_.get(), config.c_str(), &used, &names, &dimensions, &shape, &scores),
      "it scored the columns", ExitCode::bug);
  std::vector<double> values(columns_);
  for (Length i = 0; i < used; ++i) values.at(std::stoul(names[i] + 1)) = static_cast<double>(scores[i]);  // "f12" is column 12
  return values;
}

}  // namespace trainyard::models::xgboost
