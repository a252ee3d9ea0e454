// A fitted XGBoost model, always the one that its bytes hold: a fresh fit and a loaded file predict alike by construction.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/models/model.hpp"
#include "host/models/xgboost/library.hpp"
#include "host/models/xgboost/trees.hpp"

namespace trainyard::models::xgboost {

/// How predictions are asked for, as JSON: of all rounds, as values and probabilities.
extern const char* const kPredictConfig;
/// XGBoost's answer, which has one value per row and class, for a binary classification that of class 1 alone. Throws Error(bad_data) when
/// it has not.
Predictions predictions(const Target& target, const Length* shape, Length dimensions, const float* values);

/// Its trees are walked by our own evaluator (kernels/trees): the margins are XGBoost's, bit for bit, on either device. XGBoost itself is
/// asked for contributions and gains alone.
class FittedModel final : public Model {
 public:
  /// `bytes`: UBJSON of a model of one of the objectives that params.hpp offers. Throws Error(bad_data) when they are none, damaged, or of
  /// a newer XGBoost.
  FittedModel(std::string bytes, Params effective);

  Predictions predict(const Exec& exec, const features::Matrix& x) const override;
  /// TreeSHAP, as XGBoost computes it (pred_contribs), on the CPU.
  Contributions contributions(const Exec& exec, const features::Matrix& x) const override;
  std::string file_name() const override { return "model.ubj"; }
  std::string to_bytes() const override { return bytes_; }
  std::string library() const override { return "xgboost " + text(version_); }
  int rounds() const override { return model_.rounds; }
  Params effective_params() const override { return effective_; }

  std::vector<SplitImportance> split_importance() const override;
  /// By one measure, per column.
  [[nodiscard]] std::vector<double> split_importance(const std::string& type) const;
  /// What the trees add up to, rows x outputs, before they are probabilities or in the target's unit.
  [[nodiscard]] std::vector<float> margins(const Exec& exec, const features::Matrix& x) const;

 private:
  /// margins(), then `link`.
  [[nodiscard]] std::vector<float> evaluate(const Exec& exec, const features::Matrix& x, kernels::trees::Link link) const;
  [[nodiscard]] std::shared_ptr<const kernels::trees::DeviceForest> forest_on(const Exec& exec) const;
  /// XGBoost's own model, with so many threads, made when it is first asked for. The caller holds mutex_.
  [[nodiscard]] Handle booster(int threads) const;

  std::string bytes_;
  Version version_;
  Params effective_;
  TreeModel model_;
  std::shared_ptr<const kernels::trees::CodedForest> coded_;
  mutable OwnedBooster booster_;
  mutable std::mutex mutex_;  ///< of what is below, and of booster_
  mutable int threads_ = 0;
  mutable std::shared_ptr<const kernels::trees::DeviceForest> on_gpu_;
  mutable int gpu_ = -1;
};

}  // namespace trainyard::models::xgboost
