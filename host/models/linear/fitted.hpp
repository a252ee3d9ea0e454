// A fitted linear or logistic model.
#pragma once

#include <string>

#include "host/models/linear/coefficients.hpp"
#include "host/models/model.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::models::linear {

/// Scores are sums in double over the columns in their order; the value, or the probability, is rounded once to float. The same bits on
/// every device. predict throws Error(bad_data) for a missing or infinite value and for another number of columns.
class FittedModel final : public Model {
 public:
  explicit FittedModel(Coefficients learned, Params effective = Params::object());

  Predictions predict(const Exec& exec, const features::Matrix& x) const override;
  /// coef * (value - the training rows' mean): the SHAP values of a linear model whose features are taken to be independent. Computed on
  /// the CPU in double, whatever `exec` says.
  Contributions contributions(const Exec& exec, const features::Matrix& x) const override;
  std::string file_name() const override { return "model.json"; }
  std::string to_bytes() const override { return to_json(learned_); }
  Params effective_params() const override { return effective_; }

  [[nodiscard]] const Coefficients& learned() const noexcept { return learned_; }

 private:
  void predict_numbers(const Exec& exec, kernels::linear::Design design, Predictions& out) const;
  void predict_classes(const Exec& exec, kernels::linear::Design design, Predictions& out) const;

  Coefficients learned_;
  std::vector<double> by_column_;  ///< coef as the kernels take it: by_column_[c * outputs + k]
  Params effective_;
};

}  // namespace trainyard::models::linear
