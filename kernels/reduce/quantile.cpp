#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::reduce {

double quantile(const Exec& exec, const Numbers& numbers, double probability) {
  return quantiles(exec, numbers, std::span<const double>(&probability, 1)).front();
}

double quantile(const Exec& exec, ColumnView values, double probability) { return quantile(exec, WholeColumn(values), probability); }

}  // namespace trainyard::kernels::reduce
