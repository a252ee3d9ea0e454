// Cross-validation folds, fitted and transformed once and shared by all trials of a study.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/split.hpp"
#include "host/features/transform.hpp"
#include "host/models/model.hpp"

namespace trainyard::search {

/// What the folds are cut from. References must outlive the folds.
struct TrainingData {
  const dataset::Table& table;
  const dataset::Schema& schema;
  const dataset::Split& split;
  const features::FeatureOptions& options;
  std::span<const double> target;  ///< one per table row
};

/// One fold: the transform is fitted on its training rows alone.
struct Fold {
  features::Matrix train, validation;
  std::vector<float> train_y, validation_y;
  std::vector<double> validation_actual;
};

/// A fold in the family's own form.
struct PreparedFold {
  std::unique_ptr<models::Prepared> train, validation;
};

class Folds {
 public:
  Folds(const Exec& exec, const TrainingData& data);

  [[nodiscard]] std::size_t size() const noexcept { return folds_.size(); }
  [[nodiscard]] const Fold& operator[](std::size_t k) const { return folds_[k]; }
  /// Prepared once per distinct value of the family's data_params() and kept.
  [[nodiscard]] const PreparedFold& prepared(const Exec& exec, const models::Family& family, const models::Params& params, std::size_t k);

 private:
  std::vector<Fold> folds_;
  std::map<std::string, std::vector<PreparedFold>> prepared_;
};

/// float32 labels of the given rows.
std::vector<float> labels(std::span<const double> target, std::span<const std::uint32_t> rows);
/// The given rows of the target.
std::vector<double> pick(std::span<const double> target, std::span<const std::uint32_t> rows);

}  // namespace trainyard::search
