// Cross-validation folds, fitted and transformed once and shared by all trials of a study.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/split.hpp"
#include "host/features/transform.hpp"
#include "host/models/class_weight.hpp"
#include "host/models/model.hpp"

namespace trainyard::search {

/// What the folds are cut from. References must outlive the folds. The split itself is not here: which rows are test rows is not known to a
/// search, and it can reach no row but those of its folds.
struct TrainingData {
  const dataset::Table& table;
  const dataset::Schema& schema;
  std::span<const dataset::FoldRows> folds;
  const features::FeatureOptions& options;
  std::span<const double> y;  ///< one per table row: the value, or the class number; NaN where it is not for a search to know
  models::Target target = {};
  std::span<const double> weight = {};  ///< one per table row, or empty
  models::ClassWeight class_weight = {};
  std::span<const std::string> labels = {};  ///< of the classes; empty: their numbers
  std::uint64_t memory = 4ULL << 30;         ///< bytes for the folds and their forms; what is in use is held whatever it takes
};

/// One fold: the transform is fitted on its training rows alone.
struct Fold {
  features::Matrix train, validation;
  std::vector<float> train_y, validation_y;
  std::vector<float> train_weight, validation_weight;      ///< empty: every row counts as 1
  std::vector<double> actual, actual_weight;               ///< of validation rows, as metrics take them
  std::vector<std::uint32_t> train_rows, validation_rows;  ///< of the table; those that the transform drops as outliers are not there
};

/// A fold in the family's own form.
struct PreparedFold {
  std::unique_ptr<models::Prepared> train, validation;
};

/// May be used from several threads at once.
class Folds {
 public:
  Folds(const Exec& exec, const TrainingData& data);

  [[nodiscard]] std::size_t size() const noexcept { return folds_.size(); }
  [[nodiscard]] const Fold& operator[](std::size_t k) const { return folds_[k]; }
  [[nodiscard]] const TrainingData& data() const noexcept { return data_; }
  /// What their features take; a form takes about as much at most.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  /// Prepared once per distinct value of the family's data_params(), with all threads of the study, and shared. Of the last few those are
  /// kept for which there is memory, at least one.
  [[nodiscard]] std::shared_ptr<const PreparedFold> prepared(const models::Family& family, const models::Params& params, std::size_t k);

  /// Family::squared_errors of the validation rows, made when first asked for, and kept as long as the form is.
  [[nodiscard]] std::shared_ptr<const models::SquaredErrors> squared_errors(const models::Family& family, const models::Params& params,
                                                                            std::size_t k);

 private:
  /// One fold in one form, made by the first who asks while the others wait.
  struct Slot {
    std::mutex mutex;
    std::shared_ptr<const PreparedFold> fold;
    std::optional<std::shared_ptr<const models::SquaredErrors>> errors;
  };
  struct Form {
    std::string key;
    std::vector<std::shared_ptr<Slot>> slots;
  };
  [[nodiscard]] std::shared_ptr<const PreparedFold> prepare(const models::Family& family, const models::Params& params,
                                                            std::size_t k) const;
  std::shared_ptr<Slot> slot(const models::Family& family, const models::Params& params, std::size_t k);

  Exec exec_;
  TrainingData data_;
  std::vector<Fold> folds_;
  std::uint64_t bytes_ = 0;
  std::size_t forms_kept_ = 1;
  std::mutex mutex_;
  std::deque<Form> forms_;
};

}  // namespace trainyard::search
