#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "host/search/sampler.hpp"
#include "host/search/tpe_parzen.hpp"

namespace trainyard::search {
namespace {

constexpr std::size_t startup_trials = 10;
constexpr std::size_t candidates = 24;
constexpr std::size_t most_good = 25;

/// A trial as coordinates, NaN for a parameter that it does not have.
struct Observation {
  std::vector<double> x;
  enum class State { complete, pruned, failed, pending } state = State::pending;
  double value = 0;  ///< the lower the better
  double seen = 0;
  double violation = 0;
};

Observation observe(const Question& question, const models::Params& params) {
  Observation observation{.x = {}};
  for (const auto& dimension : question.space) {
    const auto at = params.find(dimension.name);
    const auto x = at == params.end() ? std::nullopt : coordinate(dimension, *at);
    observation.x.push_back(x.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return observation;
}

Observation observe(const Question& question, const Past& past) {
  Observation observation = observe(question, past.params);
  observation.state = past.state == "complete" ? Observation::State::complete
                      : past.state == "pruned" ? Observation::State::pruned
                                               : Observation::State::failed;
  observation.value = std::isnan(past.value) ? std::numeric_limits<double>::infinity() : question.maximise ? -past.value : past.value;
  observation.seen = past.seen;
  observation.violation = past.violation;
  return observation;
}

/// Indices of the good trials and of the others, each in order of number.
struct Sides {
  std::vector<std::size_t> good, other;
};

/// Of the trials from `known` on nothing but the parameters may be used.
Sides split_trials(std::span<const Observation> trials, std::size_t known) {
  Sides sides;
  std::vector<std::size_t> ranked;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (i >= known) {
      sides.other.push_back(i);
    } else if (trials[i].state != Observation::State::failed) {
      ranked.push_back(i);
    }
  }
  const auto rank = [&](std::size_t i) {
    const bool pruned = trials[i].state == Observation::State::pruned;
    return std::tuple(trials[i].violation, pruned, pruned ? -trials[i].seen : 0.0, trials[i].value);
  };
  std::ranges::stable_sort(ranked, {}, rank);
  const std::size_t good = std::min((ranked.size() + 9) / 10, most_good);
  sides.good.assign(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(good));
  sides.other.insert(sides.other.end(), ranked.begin() + static_cast<std::ptrdiff_t>(good), ranked.end());
  std::ranges::sort(sides.good);
  std::ranges::sort(sides.other);
  return sides;
}

/// Coordinates in the given dimensions of those trials that have them all.
std::vector<std::vector<double>> rows(std::span<const Observation> trials, std::span<const std::size_t> chosen,
                                      std::span<const std::size_t> dimensions) {
  std::vector<std::vector<double>> out;
  for (const std::size_t i : chosen) {
    std::vector<double> row;
    for (const std::size_t d : dimensions) row.push_back(trials[i].x[d]);
    if (std::ranges::none_of(row, [](double x) { return std::isnan(x); })) out.push_back(std::move(row));
  }
  return out;
}

/// Sets the given dimensions of `params` to the most promising of the points drawn.
void suggest(const Question& question, std::span<const Observation> trials, const Sides& sides, std::span<const std::size_t> dimensions,
             models::Params& params) {
  if (dimensions.empty()) return;
  std::vector<const Dimension*> space;
  for (const std::size_t d : dimensions) space.push_back(&question.space[d]);
  const Parzen good(space, rows(trials, sides.good, dimensions)), other(space, rows(trials, sides.other, dimensions));
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < candidates; ++i) {
    points.push_back(good.sample(
        [&](const std::string& purpose) { return uniform(question.seed, question.trial, "tpe/" + std::to_string(i) + "/" + purpose); }));
  }
  const auto likely = good.log_densities(points), unlikely = other.log_densities(points);
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates; ++i) {
    if (likely[i] - unlikely[i] > likely[best] - unlikely[best]) best = i;
  }
  for (std::size_t d = 0; d < dimensions.size(); ++d) params[space[d]->name] = value_at(*space[d], points[best][d]);
}

/// Where trial `trial` of the first `startup_trials` lies in a dimension: each of them in another of as many equal parts, in random order.
double spread_out(const Question& question, const std::string& dimension) {
  const auto key = [&](std::uint64_t trial) { return uniform(question.seed, trial, "tpe/part/" + dimension); };
  std::size_t part = 0;
  for (std::uint64_t other = 0; other < startup_trials; ++other) part += key(other) < key(question.trial) ? 1 : 0;
  return (static_cast<double>(part) + uniform(question.seed, question.trial, dimension)) / static_cast<double>(startup_trials);
}

/// A trial of a Latin hypercube; one from `startup_trials` on, of which nothing is known either, is random.
models::Params propose_start(const Question& question) {
  if (question.trial >= startup_trials) return propose_random(question);
  return draw_params(question.space, [&](const std::string& name) { return spread_out(question, name); });
}

/// The proposal from `trials`, of which those from `known` on are pending.
models::Params propose_from(const Question& question, std::span<const Observation> trials, std::size_t known) {
  const auto failed = static_cast<std::size_t>(std::ranges::count(trials.first(known), Observation::State::failed, &Observation::state));
  if (trials.size() - failed < startup_trials || known == failed) return propose_start(question);
  const Sides sides = split_trials(trials, known);
  std::vector<std::size_t> together;
  for (std::size_t d = 0; d < question.space.size(); ++d) {
    if (question.space[d].when.empty() && !question.space[d].is_single()) together.push_back(d);
  }
  models::Params drawn = models::Params::object(), params = models::Params::object();
  suggest(question, trials, sides, together, drawn);
  for (std::size_t d = 0; d < question.space.size(); ++d) {
    const Dimension& dimension = question.space[d];
    if (!dimension.exists(params)) continue;
    if (dimension.is_single()) {
      drawn[dimension.name] = dimension.at(0);
    } else if (!dimension.when.empty()) {
      suggest(question, trials, sides, std::vector{d}, drawn);
    }
    params[dimension.name] = drawn[dimension.name];
  }
  return params;
}

}  // namespace

models::Params propose_tpe(const Question& question) {
  const std::size_t history = question.history.size();
  if (question.trial < startup_trials || history == 0) return propose_start(question);
  std::vector<Observation> trials;
  for (const Past& past : question.history) trials.push_back(observe(question, past));
  // What the pending trials were proposed with follows from the same history.
  const std::uint64_t lag = question.trial - history + 1;
  for (std::uint64_t pending = history; pending < question.trial; ++pending) {
    Question earlier = question;
    earlier.trial = pending;
    const auto given = starting_point(earlier);
    trials.push_back(observe(question, given ? *given : propose_from(earlier, trials, known_trials(pending, lag))));
  }
  return propose_from(question, trials, known_trials(question.trial, lag));
}

}  // namespace trainyard::search
