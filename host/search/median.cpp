#include <algorithm>
#include <cmath>
#include <cstdio>

#include "host/search/pruner.hpp"

namespace trainyard::search {
namespace {

constexpr std::ptrdiff_t trials_before_median = 5;

/// As numpy.percentile(…, 50), to the last bit. Precondition: there are values.
double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const double low = values[(values.size() - 1) / 2], high = values[values.size() / 2];
  return high - (high - low) * 0.5;
}

}  // namespace

std::optional<std::string> median_verdict(const Standing& standing) {
  const Course& trial = standing.trial;
  const std::size_t done = trial.folds.size();
  if (done == 0 || std::ranges::count(standing.history, true, &Course::complete) < trials_before_median) return std::nullopt;
  std::size_t best = 1;
  for (std::size_t k = 2; k <= done; ++k) {
    if (standing.loss(trial.mean(k)) < standing.loss(trial.mean(best))) best = k;
  }
  const double loss = standing.loss(trial.mean(best));
  if (std::isinf(loss)) return "median: the metric is no number on the folds so far";
  std::vector<double> others;
  for (const Course& course : standing.history) {
    if (course.complete && std::isfinite(course.mean(done))) others.push_back(standing.loss(course.mean(done)));
  }
  if (others.empty()) return std::nullopt;
  const double median = median_of(others);
  if (loss <= median) return std::nullopt;
  char text[160];
  std::snprintf(text, sizeof text, "median: %.6g after %zu of %zu folds, behind the median %.6g of %zu complete trials", trial.mean(best),
                done, standing.folds, standing.maximise ? -median : median, others.size());
  return text;
}

}  // namespace trainyard::search
