#include "host/search/pruner.hpp"
#include "host/search/sampler.hpp"

namespace trainyard::search {
namespace {

constexpr std::size_t reduction_factor = 3;

/// The share of each bracket, in trials.
std::vector<std::size_t> budgets(std::size_t folds) {
  std::vector<std::size_t> powers;
  for (std::size_t power = 1; power <= folds; power *= reduction_factor) powers.push_back(power);
  std::vector<std::size_t> out;
  for (std::size_t rungs = powers.size(); rungs > 0; --rungs) {  // of a bracket; ceil(brackets × reduction_factor^(rungs - 1) / rungs)
    out.push_back((powers.size() * powers[rungs - 1] + rungs - 1) / rungs);
  }
  return out;
}

}  // namespace

std::size_t hyperband_bracket(std::uint64_t seed, std::uint64_t trial, std::size_t folds) {
  const auto shares = budgets(folds);
  std::size_t total = 0;
  for (const std::size_t share : shares) total += share;
  auto drawn = static_cast<std::size_t>(uniform(seed, trial, "hyperband bracket") * static_cast<double>(total));
  std::size_t bracket = 0;
  for (; drawn >= shares[bracket]; ++bracket) drawn -= shares[bracket];
  return bracket;
}

std::optional<std::string> hyperband_verdict(const Standing& standing) {
  const auto bracket_of = [&](const Course& course) { return hyperband_bracket(standing.seed, course.number, standing.folds); };
  const std::size_t bracket = bracket_of(standing.trial);
  std::vector<Course> rivals;
  for (const Course& course : standing.history) {
    if (bracket_of(course) == bracket) rivals.push_back(course);
  }
  Standing among = standing;
  among.history = rivals;
  return halving_verdict(among, reduction_factor, bracket, "hyperband, bracket " + std::to_string(bracket));
}

}  // namespace trainyard::search
