#include "host/models/xgboost/fitted.hpp"

#include <mutex>

#include "host/models/rows.hpp"
#include "host/models/xgboost/data.hpp"
#include "host/models/xgboost/ubj.hpp"

namespace trainyard::models::xgboost {

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
  set_threads(1);
  library.check(api.XGBoosterBoostedRounds(booster_.get(), &rounds_), "it counted the rounds", ExitCode::bad_data);
  library.check(api.XGBoosterGetNumFeature(booster_.get(), &columns_), "it counted the columns", ExitCode::bad_data);
}

/// Configures at once: a booster that still has to would do it inside the first prediction.
void FittedModel::set_threads(int threads) const {
  const Library& library = booster_.library();
  library.check(library.api().XGBoosterSetParam(booster_.get(), "nthread", std::to_string(threads).c_str()), "its threads were set");
  Length length = 0;
  const char* config = nullptr;
  library.check(library.api().XGBoosterSaveJsonConfig(booster_.get(), &length, &config), "the model was configured", ExitCode::bad_data);
  threads_ = threads;
}

std::vector<float> FittedModel::predict(const Exec& exec, const features::Matrix& x) const {
  if (x.columns != columns_) {
    throw Error(ExitCode::bad_data,
                "the model was trained on " + std::to_string(columns_) + " feature columns, the data has " + std::to_string(x.columns));
  }
  check_no_infinity(x);
  if (x.rows == 0) return {};
  {
    const std::shared_lock lock(mutex_);
    if (threads_ == exec.threads) return predict_now(x);
  }
  const std::unique_lock lock(mutex_);
  if (threads_ != exec.threads) set_threads(exec.threads);
  return predict_now(x);
}

std::vector<float> FittedModel::predict_now(const features::Matrix& x) const {
  const Library& library = booster_.library();
  const char* const config =
      R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN})";
  const Length* shape = nullptr;
  Length dimensions = 0;
  const float* values = nullptr;  // XGBoost's, this thread's, until its next call
  library.check(library.api().XGBoosterPredictFromColumnar(booster_.get(), columns_interface(x, 0, x.rows).c_str(), config, nullptr, &shape,
                                                           &dimensions, &values),
                "it predicted", ExitCode::bad_data);
  Length count = 1;
  for (Length d = 0; d < dimensions; ++d) count *= shape[d];
  if (count != x.rows) {
    throw Error(ExitCode::bad_data, "the model gives " + std::to_string(count) + " values for " + std::to_string(x.rows) +
                                        " rows: it is no model of one value per row");
  }
  return {values, values + count};
}

}  // namespace trainyard::models::xgboost
