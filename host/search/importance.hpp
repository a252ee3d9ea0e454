// How much each parameter decides whether a trial is among the best.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "host/search/study.hpp"

namespace trainyard::search {

struct Importance {
  std::size_t trials = 0;      ///< complete ones, which it is computed from
  std::size_t best = 0;        ///< those among them that count as the best
  std::vector<double> values;  ///< one per dimension; they add up to 1, or are all 0 where no parameter tells the best from the others
};

/// PED-ANOVA (Watanabe, Bansal, Hutter 2023) with conditional parameters (condPED-ANOVA, 2026), as Optuna 5.0's default evaluator computes
/// it: how far the distribution of a parameter among the best tenth of the complete trials is from that among all of them, both estimated
/// on at most 50 cells. A parameter that some trials do not have is judged by those that have it. A parameter of one value has 0, and so
/// have all where all trials are equally good; Optuna then says that all are equally important. None with fewer than 4 complete trials.
std::optional<Importance> importance(std::span<const Dimension> space, std::span<const Trial> trials, bool greater_is_better);

}  // namespace trainyard::search
