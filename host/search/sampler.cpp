#include "host/search/sampler.hpp"

#include <algorithm>
#include <array>
#include <xxhash.h>

#include "host/error/error.hpp"

namespace trainyard::search {
namespace {

constexpr std::uint64_t usual_trials = 20;

const std::array<Sampler, 2> all = {{
    {"random", "independent draws from every distribution", propose_random},
    {"grid", "all combinations in turn, the last parameter changing fastest", propose_grid, grid_size},
}};

std::uint64_t draw(std::uint64_t seed, std::uint64_t trial, const std::string& purpose) {
  const std::string key = std::to_string(trial) + "/" + purpose;
  return XXH3_64bits_withSeed(key.data(), key.size(), seed);
}

}  // namespace

std::span<const Sampler> samplers() { return all; }

const Sampler& sampler(const std::string& name) {
  const auto at = std::ranges::find(all, name, &Sampler::name);
  if (at != all.end()) return *at;
  std::vector<std::string> known;
  known.reserve(all.size());
  for (const auto& one : all) known.push_back(one.name);
  throw Error(ExitCode::bad_config, "search.sampler: unknown sampler '" + name + "'" + suggest(name, known));
}

std::uint64_t trial_count(const config::Config& config, std::span<const Dimension> space) {
  if (const auto size = sampler(config.at("search.sampler")).size) return size(space);
  const auto& trials = config.at("search.trials");
  return trials.is_number() ? trials.get<std::uint64_t>() : usual_trials;
}

double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose) {
  return static_cast<double>(draw(seed, trial, purpose) >> 11) * 0x1.0p-53;
}

std::uint64_t trial_seed(std::uint64_t seed, std::uint64_t trial) { return draw(seed, trial, "model seed") >> 33; }

}  // namespace trainyard::search
