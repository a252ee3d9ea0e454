#include <algorithm>
#include <cmath>
#include <cstdio>

#include "host/search/pruner.hpp"

namespace trainyard::search {

std::optional<std::string> halving_verdict(const Standing& standing, std::size_t factor, std::size_t first, const std::string& who) {
  const std::size_t done = standing.trial.folds.size();
  std::size_t rung = 1;
  for (std::size_t i = 0; i < first; ++i) rung *= factor;
  while (rung < done) rung *= factor;
  if (rung != done) return std::nullopt;
  const double own = standing.loss(standing.trial.mean(done));
  if (std::isinf(own)) return who + ": the metric is no number on the folds so far";
  std::size_t reached = 1, better = 0;
  for (const Course& course : standing.history) {
    if (course.folds.size() < done || !std::isfinite(course.mean(done))) continue;
    ++reached;
    if (standing.loss(course.mean(done)) < own) ++better;
  }
  const std::size_t places = std::max<std::size_t>(reached / factor, 1);
  if (better < places) return std::nullopt;
  char text[128];
  std::snprintf(text, sizeof text, ": rank %zu of %zu after %zu of %zu folds, where the best %zu went on", better + 1, reached, done,
                standing.folds, places);
  return who + text;
}

std::optional<std::string> successive_halving_verdict(const Standing& standing) {
  return halving_verdict(standing, 4, 0, "successive_halving");
}

}  // namespace trainyard::search
