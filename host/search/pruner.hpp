// Pruners: whether a trial goes on, from how it has gone so far and how earlier trials went.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trainyard::search {

/// The metric on the first fold's validation rows after so many rounds.
struct Rung {
  int round = 0;
  double value = 0;
};

/// How a trial has gone. A value that is no number is worse than any number.
struct Course {
  std::uint64_t number = 0;
  bool complete = false;  ///< scored on all folds, and keeps the constraints
  std::vector<Rung> rungs = {};
  std::vector<double> folds = {};  ///< the metric on each finished fold

  /// Mean over the first `count` folds, at least 1 and no more than have finished.
  [[nodiscard]] double mean(std::size_t count) const;
};

/// All that decides whether a trial goes on. The same standing has the same verdict, bit for bit, in any process on any machine.
struct Standing {
  const Course& trial;
  /// Of trials 0 … n - lag, n being the trial's number, in order of number; one that failed has neither rungs nor folds.
  std::span<const Course> history = {};
  std::size_t folds = 0;   ///< of the study
  std::uint64_t seed = 0;  ///< of the study
  bool maximise = false;   ///< whether a greater value is better

  /// A value of the metric as a loss: the lower the better, infinite when it is not finite.
  [[nodiscard]] double loss(double value) const;
};

struct Pruner {
  std::string name;
  std::string doc;
  /// Why the trial ends here; nothing when it goes on. Asked at every rung and after every fold but the last. Null: every trial goes on.
  std::optional<std::string> (*verdict)(const Standing& standing) = nullptr;
  /// The numbers of rounds, ascending and below `rounds`, after which a boosted model of the first fold is measured; null: never.
  std::vector<int> (*rungs)(double learning_rate, int rounds) = nullptr;
};

/// All pruners: one line each in pruner.cpp.
std::span<const Pruner> pruners();
/// Throws Error(bad_config) with the nearest known name.
const Pruner& pruner(const std::string& name);

/// Optuna's MedianPruner with its defaults: once five trials are complete, ends one whose best mean so far is worse than the median of the
/// means that complete trials had after as many folds.
std::optional<std::string> median_verdict(const Standing& standing);

/// Optuna's SuccessiveHalvingPruner with its defaults, a fold being the resource (L. Li et al., A System for Massively Parallel
/// Hyperparameter Tuning, 2020): after 1, 4, 16, … folds a trial goes on when its mean is among the best quarter so far.
std::optional<std::string> successive_halving_verdict(const Standing& standing);

/// Optuna's HyperbandPruner with its defaults (L. Li et al., Hyperband, 2018): successive halving to a third, in brackets that begin after
/// 1, 3, 9, … folds. A trial is compared with those of its bracket.
std::optional<std::string> hyperband_verdict(const Standing& standing);
/// The bracket of a trial, drawn from the study's seed and its number alone, as often as Optuna shares trials out.
std::size_t hyperband_bracket(std::uint64_t seed, std::uint64_t trial, std::size_t folds);

/// Rank by fold first and by rounds last. On the first fold, after so many rounds that any learning rate has had the same say, the best
/// quarter and then the best eighth of the trials that got there go on, as long as these measures have told how known trials stood at the
/// end of that fold: six pairs of them or more, of which 93 % kept their order. Then fold by fold each is compared with the best complete
/// trial on the same folds, and ends when it is behind by more than half a standard error, which is 0 while no other complete trial is
/// known. No trial ends before a complete one is.
std::optional<std::string> race_verdict(const Standing& standing);
/// After ceil(3 / learning_rate) and ceil(8 / learning_rate) rounds, but no later than after a third and two thirds of all rounds: a trial
/// that learns so slowly that these come first ends, too, with as little learned.
std::vector<int> race_rungs(double learning_rate, int rounds);

/// How successive halving goes on: whether the trial is among the best 1 / `factor` at the last of its rungs, which are after
/// factor^`first`, factor^(`first` + 1), … folds. `who` begins the reason.
std::optional<std::string> halving_verdict(const Standing& standing, std::size_t factor, std::size_t first, const std::string& who);

}  // namespace trainyard::search
