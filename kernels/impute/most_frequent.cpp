#include "kernels/impute/impute.hpp"
#include "kernels/reduce/sorted.hpp"

namespace trainyard::kernels::impute {
namespace {

double most_frequent_of(std::span<const double> sorted) {
  double best = sorted.front();
  std::size_t most = 0;
  for (std::size_t first = 0, end = 0; first < sorted.size(); first = end) {
    while (end < sorted.size() && sorted[end] == sorted[first]) ++end;
    if (end - first <= most) continue;
    most = end - first;
    best = sorted[first];
  }
  return best;
}

}  // namespace

// Sorts the column: 16 bytes per row while it is fitted.
constinit const Imputer most_frequent = {"most_frequent", "the number that most training rows have, the smallest of several",
                                         [](const Exec& exec, const reduce::Numbers& numbers, double) {
                                           const auto sorted = reduce::sorted(exec, numbers);
                                           return map::Maps{filled_with(sorted.empty() ? 0.0 : most_frequent_of(sorted))};
                                         },
                                         most_frequent_of};

}  // namespace trainyard::kernels::impute
