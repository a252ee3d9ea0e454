#include "host/search/pruner.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "host/search/named.hpp"

namespace trainyard::search {
namespace {

const std::array<Pruner, 5> known_pruners = {{
    {"none", "every trial is scored on all folds"},
    {"median", "ends what is worse than the median of the complete trials, as Optuna's MedianPruner", median_verdict},
    {"successive_halving", "the best quarter goes on, after 1, 4, … folds, as Optuna's SuccessiveHalvingPruner",
     successive_halving_verdict},
    {"hyperband", "successive halving in brackets, as Optuna's HyperbandPruner", hyperband_verdict},
    {"race", "the first fold in three parts, then fold by fold against the best trial", race_verdict, race_rungs},
}};

}  // namespace

std::span<const Pruner> pruners() { return known_pruners; }

const Pruner& pruner(const std::string& name) { return named(pruners(), "pruner", name); }

double Course::mean(std::size_t count) const {
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k) sum += folds[k];
  return sum / static_cast<double>(count);
}

double Standing::loss(double value) const {
  if (!std::isfinite(value)) return std::numeric_limits<double>::infinity();
  return maximise ? -value : value;
}

}  // namespace trainyard::search
