// A fitted XGBoost model, always the one that its bytes hold: a fresh fit and a loaded file predict alike by construction.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "host/models/model.hpp"
#include "host/models/xgboost/library.hpp"

namespace trainyard::models::xgboost {

/// How predictions are asked for, as JSON: of all rounds, as values and probabilities.
extern const char* const kPredictConfig;
/// XGBoost's answer, which has one value per row and class, for a binary classification that of class 1 alone. Throws Error(bad_data) when
/// it has not.
Predictions predictions(const Target& target, const Length* shape, Length dimensions, const float* values);

/// Predicts on the CPU, wherever it was trained and whatever `exec` says: the sums of a GPU round differently,
/// and a bundle's examples have to replay to the same bits on every machine.
class FittedModel final : public Model {
 public:
  /// `bytes`: UBJSON of a model of one of the objectives that params.hpp offers. Throws Error(bad_data) when they are none, damaged, or of
  /// a newer XGBoost.
  FittedModel(std::string bytes, Params effective);

  Predictions predict(const Exec& exec, const features::Matrix& x) const override;
  /// TreeSHAP, as XGBoost computes it (pred_contribs), on the CPU; the background is not looked at.
  Contributions contributions(const Exec& exec, const features::Matrix& x, const features::Matrix& background) const override;
  std::string file_name() const override { return "model.ubj"; }
  std::string to_bytes() const override { return bytes_; }
  std::string library() const override { return "xgboost " + text(version_); }
  int rounds() const override { return rounds_; }
  Params effective_params() const override { return effective_; }

  std::vector<SplitImportance> split_importance() const override;
  /// By one measure, per column.
  [[nodiscard]] std::vector<double> split_importance(const std::string& type) const;

 private:
  [[nodiscard]] Predictions predict_now(const features::Matrix& x) const;
  [[nodiscard]] Contributions contributions_now(const features::Matrix& x) const;
  /// Sets the threads and configures the booster, which gives XGBoost's JSON.
  [[nodiscard]] std::string configure(int threads) const;

  std::string bytes_;
  Version version_;
  Params effective_;
  OwnedBooster booster_;
  int rounds_ = 0;
  Length columns_ = 0;
  Target target_;
  mutable std::shared_mutex mutex_;  ///< held alone while the number of threads changes, shared by predictions
  mutable int threads_ = 0;
};

}  // namespace trainyard::models::xgboost
