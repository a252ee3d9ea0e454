#include "host/search/sampler.hpp"

#include <algorithm>
#include <array>
#include <xxhash.h>

#include "host/error/error.hpp"

namespace trainyard::search {
namespace {

const std::array<Sampler, 1> all = {{
    {"random", "independent draws from every distribution", propose_random},
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

double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose) {
  return static_cast<double>(draw(seed, trial, purpose) >> 11) * 0x1.0p-53;
}

std::uint64_t trial_seed(std::uint64_t seed, std::uint64_t trial) { return draw(seed, trial, "model seed") >> 33; }

}  // namespace trainyard::search
