#include "host/search/sampler.hpp"

#include <array>
#include <xxhash.h>

#include "host/search/named.hpp"

namespace trainyard::search {
namespace {

constexpr std::uint64_t usual_trials = 20;

const std::array<Sampler, 3> all = {{
    {"random", "independent draws from every distribution", propose_random},
    {"grid", "all combinations in turn, the last parameter changing fastest", propose_grid, false, grid_size},
    {"tpe", "tree-structured Parzen estimators: more of what did well in earlier trials", propose_tpe, true},
}};

std::uint64_t draw(std::uint64_t seed, std::uint64_t trial, const std::string& purpose) {
  const std::string key = std::to_string(trial) + "/" + purpose;
  return XXH3_64bits_withSeed(key.data(), key.size(), seed);
}

}  // namespace

std::span<const Sampler> samplers() { return all; }

const Sampler& sampler(const std::string& name) { return named(samplers(), "sampler", name); }

std::optional<models::Params> starting_point(const Question& question) {
  if (question.trial >= question.start.size()) return std::nullopt;
  const auto& given = question.start[question.trial];
  models::Params params = models::Params::object();
  for (const auto& dimension : question.space) {
    if (!dimension.exists(params)) continue;
    if (!given.contains(dimension.name)) {
      params[dimension.name] = dimension.at(uniform(question.seed, question.trial, dimension.name));
    } else if (dimension.kind == Kind::floating) {
      params[dimension.name] = given[dimension.name].get<double>();
    } else {
      params[dimension.name] = given[dimension.name];
    }
  }
  return params;
}

models::Params propose(const Sampler& sampler, const Question& question) {
  const auto given = starting_point(question);
  return given ? *given : sampler.propose(question);
}

std::uint64_t known_trials(std::uint64_t trial, std::uint64_t lag) { return trial < lag ? 0 : trial - lag + 1; }

std::uint64_t trial_count(const config::Config& config, std::span<const Dimension> space) {
  if (const auto size = sampler(config.at("search.sampler")).size) return size(space);
  const auto& trials = config.at("search.trials");
  return trials.is_number() ? trials.get<std::uint64_t>() : usual_trials;
}

double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose) {
  return static_cast<double>(draw(seed, trial, purpose) >> 11) * 0x1.0p-53;
}

std::uint64_t fold_seed(std::uint64_t seed, std::uint64_t fold) { return draw(seed, fold, "model seed") >> 33; }

}  // namespace trainyard::search
