#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "host/search/pruner.hpp"

namespace trainyard::search {
namespace {

constexpr std::size_t complete_first = 1;
/// Rung j comes after learning_budget[j] / learning_rate rounds, or after j + 1 thirds of them all; one in go_on[j] goes on.
constexpr std::array<double, 2> learning_budget = {3, 8};
constexpr std::array<std::size_t, 2> go_on = {4, 8};
constexpr double standard_errors = 0.5;
/// A rung ends trials only while what it said of the known ones came true: so many pairs of them, and such a share of these that stood at
/// the end of the first fold as they did at the rung.
constexpr std::size_t least_pairs = 6;
constexpr double least_agreement = 0.93;
constexpr std::size_t most_compared = 64;

int compare(double a, double b) { return a < b ? -1 : a > b ? 1 : 0; }

bool comes_true(const Standing& standing, std::size_t j) {
  std::vector<const Course*> compared;  // the latest
  for (auto course = standing.history.rbegin(); course != standing.history.rend() && compared.size() < most_compared; ++course) {
    if (course->rungs.size() > j && !course->folds.empty()) compared.push_back(&*course);
  }
  std::size_t pairs = 0, agree = 0;
  for (std::size_t a = 0; a < compared.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const int then = compare(standing.loss(compared[a]->rungs[j].value), standing.loss(compared[b]->rungs[j].value));
      const int at_the_end = compare(standing.loss(compared[a]->folds[0]), standing.loss(compared[b]->folds[0]));
      if (then == 0 || at_the_end == 0) continue;
      ++pairs;
      if (then == at_the_end) ++agree;
    }
  }
  return pairs >= least_pairs && static_cast<double>(agree) >= least_agreement * static_cast<double>(pairs);
}

std::optional<std::string> rung_verdict(const Standing& standing) {
  const std::size_t j = standing.trial.rungs.size() - 1;
  if (j >= go_on.size() || !comes_true(standing, j)) return std::nullopt;
  const double own = standing.loss(standing.trial.rungs[j].value);
  std::size_t reached = 1, better = 0;
  for (const Course& course : standing.history) {
    if (course.rungs.size() <= j) continue;
    ++reached;
    if (standing.loss(course.rungs[j].value) < own) ++better;
  }
  const std::size_t places = (reached + go_on[j] - 1) / go_on[j];
  if (better < places) return std::nullopt;
  char text[128];
  std::snprintf(text, sizeof text, "race: rank %zu of %zu after %d rounds on the first fold, where the best %zu went on", better + 1,
                reached, standing.trial.rungs[j].round, places);
  return text;
}

/// How far a trial is behind another on each of the first `count` folds, as losses.
std::vector<double> behind(const Standing& standing, const Course& trial, const Course& other, std::size_t count) {
  std::vector<double> out;
  for (std::size_t k = 0; k < count; ++k) out.push_back(standing.loss(trial.folds[k]) - standing.loss(other.folds[k]));
  return out;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// The standard deviation of a paired difference from the best trial, pooled over the other complete trials; 0 when there is none.
double pooled_deviation(const Standing& standing, std::span<const Course* const> complete, const Course& best) {
  double squares = 0;
  std::size_t freedom = 0;
  for (const Course* course : complete) {
    if (course == &best) continue;
    const auto differences = behind(standing, *course, best, best.folds.size());
    const double mean = mean_of(differences);
    for (const double difference : differences) squares += (difference - mean) * (difference - mean);
    freedom += differences.size() - 1;
  }
  return freedom == 0 ? 0 : std::sqrt(squares / static_cast<double>(freedom));
}

std::optional<std::string> fold_verdict(const Standing& standing, std::span<const Course* const> complete) {
  const auto loss = [&](const Course* course) { return standing.loss(course->mean(course->folds.size())); };
  const Course& best = **std::ranges::min_element(complete, {}, loss);  // the first of equal ones
  const std::size_t done = standing.trial.folds.size();
  const double difference = mean_of(behind(standing, standing.trial, best, done));
  const double error = pooled_deviation(standing, complete, best) / std::sqrt(static_cast<double>(done));
  if (difference <= standard_errors * error) return std::nullopt;
  char text[160];
  std::snprintf(text, sizeof text, "race: behind trial %llu by %.3g ± %.2g after %zu of %zu folds",
                static_cast<unsigned long long>(best.number), difference, error, done, standing.folds);
  return text;
}

}  // namespace

std::vector<int> race_rungs(double learning_rate, int rounds) {
  std::vector<int> out;
  for (std::size_t j = 0; j < learning_budget.size(); ++j) {
    const double share = std::ceil(static_cast<double>(j + 1) * rounds / 3);
    const double round = std::min(std::ceil(learning_budget[j] / learning_rate), share);  // the first is infinite for a rate of 0
    if (round < rounds && (out.empty() || round > out.back())) out.push_back(static_cast<int>(round));
  }
  return out;
}

std::optional<std::string> race_verdict(const Standing& standing) {
  // Trials with a fold that has no finite value cannot be subtracted.
  std::vector<const Course*> complete;
  for (const Course& course : standing.history) {
    if (course.complete && std::ranges::all_of(course.folds, [](double value) { return std::isfinite(value); })) {
      complete.push_back(&course);
    }
  }
  if (complete.size() < complete_first) return std::nullopt;
  if (!standing.trial.folds.empty()) return fold_verdict(standing, complete);
  return standing.trial.rungs.empty() ? std::nullopt : rung_verdict(standing);
}

}  // namespace trainyard::search
