// Calibrated probabilities: what a classifier says, corrected by what became of rows that it had not learned from.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/calibration/method.hpp"
#include "host/models/predictions.hpp"
#include "host/models/task.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::calibration {

/// What models say of training rows that they were not fitted on, each row once, in the order of the table.
struct OutOfFold {
  models::Target target;
  models::Predictions predicted;
  std::vector<double> actual;      ///< the value, or the class number
  std::vector<double> weight;      ///< or empty
  std::vector<std::uint32_t> row;  ///< of the table
  std::vector<std::uint32_t> fold;

  /// Those of one fold, or those of all others.
  [[nodiscard]] OutOfFold part(std::uint32_t one, bool others) const;
};

/// What a Calibrator can be fitted by: "none", then the name of every Method.
const std::vector<std::string>& methods();

/// One function for class 1 of two, or one per class against all others, after which a row's probabilities are scaled to a sum of 1; as
/// scikit-learn's CalibratedClassifierCV.
class Calibrator {
 public:
  /// "none": leaves everything as it is.
  Calibrator() = default;
  /// Throws Error(bad_config) on an unknown method, Error(bad_data) where no row has a weight above 0.
  static Calibrator fit(const std::string& method, const OutOfFold& rows);

  [[nodiscard]] const std::string& method() const noexcept { return method_; }
  [[nodiscard]] bool is_none() const noexcept { return functions_.empty(); }
  /// Of a row where every class comes out as 0 all get the same. The same bits for a row alone as among others.
  void apply(models::Predictions& predictions) const;

  /// {"method", "classes": [Function::to_json(), …]}.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) naming what is wrong: not such a document, or not of as many classes.
  static Calibrator from_json(const nlohmann::ordered_json& document, const models::Target& target);

 private:
  std::string method_ = "none";
  std::vector<std::shared_ptr<const Function>> functions_;
};

/// The method that is best, and how good each is.
struct Choice {
  Calibrator calibrator;         ///< fitted on all rows
  nlohmann::ordered_json tried;  ///< {method: log loss}, by cross-validation over the folds of the rows
};

/// By log loss: each fold's rows as the function says that was fitted on the other folds' rows. Of equal ones the first of methods(), so
/// "none" stays unless something is better.
Choice choose(const Exec& exec, const OutOfFold& rows);

}  // namespace trainyard::calibration
