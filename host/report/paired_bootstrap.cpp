#include "host/report/paired_bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include "host/evaluate/bootstrap.hpp"

namespace trainyard::report {

PairedDifference paired_bootstrap(const Exec& exec, const std::string& metric, const kernels::metric::Sample& a,
                                  const kernels::metric::Sample& b, std::size_t replicates) {
  constexpr double level = 0.95;
  const std::vector metrics{metric};
  const evaluate::Resampling resampling{.replicates = replicates, .seed = 0};
  const auto differences =
      evaluate::difference(evaluate::bootstrap(exec, metrics, b, resampling), evaluate::bootstrap(exec, metrics, a, resampling));
  const auto [name, value, low, high] = evaluate::intervals(differences, level).front();
  std::size_t defined = 0, at_most = 0, at_least = 0;
  for (const double one : differences.values.front()) {
    if (!std::isfinite(one)) continue;
    ++defined;
    at_most += one <= 0 ? 1 : 0;
    at_least += one >= 0 ? 1 : 0;
  }
  const double tail = static_cast<double>(std::min(at_most, at_least) + 1) / static_cast<double>(defined + 1);
  return {value, low, high, std::min(1.0, 2 * tail)};
}

}  // namespace trainyard::report
