#include "host/models/linear/squared_errors.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "host/models/linear/fitted.hpp"
#include "host/models/linear/moments.hpp"
#include "host/models/rows.hpp"

namespace trainyard::models::linear {
namespace {

constexpr double least_share = 1e-6;    // what may be left of the sums that cancel
constexpr double least_spread = 1e-12;  // of targets beside their mean, both squared

class SumsOfRows final : public SquaredErrors {
 public:
  SumsOfRows(const Exec& exec, const Design& design, kernels::ColumnView y)
      : moments_(exec, design, y), center_(design.center()), weight_(design.total_weight()) {}

  [[nodiscard]] bool varies() const { return moments_.squares > least_spread * weight_ * moments_.mean * moments_.mean; }

  /// With errors counted from their mean, which is that of y less the prediction at the columns' means.
  [[nodiscard]] std::optional<kernels::metric::Squares> of(const Model& model) const override {
    const Coefficients& learned = dynamic_cast<const FittedModel&>(model).learned();
    check_columns(learned);
    const std::vector<double>& coef = learned.coef;
    const std::size_t n = coef.size();
    double apart = moments_.mean - learned.intercept.front();
    double far = std::abs(moments_.mean) + std::abs(learned.intercept.front()), reach = std::sqrt(moments_.squares);
    std::vector<double> bent(n);
    for (std::size_t j = 0; j < n; ++j) {
      const double* column = moments_.gram.data() + j * n;
      apart -= center_[j] * coef[j];
      far += std::abs(center_[j] * coef[j]);
      reach += std::sqrt(column[j]) * std::abs(coef[j]);
      for (std::size_t i = 0; i < n; ++i) bent[i] += column[i] * coef[j];
    }
    double errors = moments_.squares;
    for (std::size_t i = 0; i < n; ++i) errors += coef[i] * (bent[i] - 2 * moments_.slopes[i]);
    errors += weight_ * apart * apart;
    const double whole = reach + std::sqrt(weight_) * far;
    if (!(errors >= least_share * whole * whole)) return std::nullopt;
    return kernels::metric::Squares{.errors = errors, .spread = moments_.squares, .weight = weight_};
  }

 private:
  void check_columns(const Coefficients& learned) const {
    if (learned.columns != center_.size() || learned.classes != 0) throw std::invalid_argument("squared_errors: another table's model");
  }

  Moments moments_;
  std::vector<double> center_;
  double weight_;
};

}  // namespace

std::unique_ptr<SquaredErrors> squared_errors(const Exec& exec, const features::Matrix& x, std::span<const double> y,
                                              std::span<const double> weight) {
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (x.rows == 0 || x.rows < x.columns || !all_finite(x.values)) return nullptr;
  if (!std::ranges::all_of(y, is_finite) || !std::ranges::all_of(weight, is_finite)) return nullptr;
  if (!weight.empty() && !(std::ranges::max(weight) > 0)) return nullptr;
  const kernels::Buffer<double> there(exec, y);
  auto sums = std::make_unique<SumsOfRows>(exec, Design(exec, x, weight, true), there.view());
  if (!sums->varies()) return nullptr;
  return sums;
}

}  // namespace trainyard::models::linear
