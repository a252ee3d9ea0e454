#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::reduce {

double quantile(const Exec& exec, ColumnView values, double probability) {
  return quantiles(exec, std::span(&values, 1), std::span<const double>(&probability, 1)).front();
}

}  // namespace trainyard::kernels::reduce
