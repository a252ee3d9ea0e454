// What a linear model has learned, and its file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace trainyard::models::linear {

/// One row of coefficients and an intercept per output, in the features' own units. The outputs of a regression are one number; of a
/// classification they are the score of `present[1]` against `present[0]` where two classes were seen in training, else one score per
/// class in `present`.
struct Coefficients {
  std::string family;             ///< "linear" or "logistic"
  std::size_t columns = 0;        ///< feature columns
  int classes = 0;                ///< of the target; 0 for a regression
  std::vector<int> present;       ///< the classes seen in training, ascending; empty for a regression
  std::vector<double> coef;       ///< coef[k * columns + c]
  std::vector<double> intercept;  ///< one per output
  std::vector<double> mean;       ///< of each column, weighted, over the training rows; empty where the file has none

  [[nodiscard]] std::size_t outputs() const noexcept { return intercept.size(); }
  bool operator==(const Coefficients&) const = default;
};

/// JSON with scikit-learn's names; numbers as the shortest decimals that read back to the same bits.
std::string to_json(const Coefficients& learned);
/// Throws Error(bad_data) for bytes that are no model of `family`, or a damaged one.
Coefficients from_json(const std::string& bytes, const std::string& family);

}  // namespace trainyard::models::linear
