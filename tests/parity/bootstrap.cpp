#include <cmath>

#include "kernels/bootstrap/counts.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

// The column gives the number of rows and, by its first number, the seed and the replicate.
reference::Bytes poisson_counts(const Exec& exec, const std::vector<double>& column) {
  const double first = column.empty() || !std::isfinite(column.front()) ? 0.0 : std::fabs(std::fmod(column.front(), 1e6));
  const auto number = static_cast<std::uint64_t>(first);
  return reference::bytes_of(kernels::bootstrap::poisson_counts(exec, number << 33 | number, number % 1000, column.size()));
}

}  // namespace

std::vector<Entry> bootstrap() { return {{"bootstrap_poisson_counts", poisson_counts}}; }

}  // namespace trainyard::parity
