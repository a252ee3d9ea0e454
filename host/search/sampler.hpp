// Samplers: which parameters trial n tries, from the study's seed, the number n, and the trials before it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/search/space.hpp"

namespace trainyard::search {

struct Sampler {
  std::string name;
  std::string doc;
  /// Parameters of one trial. Depends on nothing but its arguments, so a trial can be made again anywhere.
  models::Params (*propose)(std::span<const Dimension> space, std::uint64_t seed, std::uint64_t trial);
};

/// All samplers: one line each in sampler.cpp.
std::span<const Sampler> samplers();
/// Throws Error(bad_config) with the nearest known name.
const Sampler& sampler(const std::string& name);

/// A number in [0, 1) drawn by counter: XXH3 of (seed, trial, purpose). Independent of the order of drawing.
double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose);
/// The seed a trial's model is fitted with; 31 bits, as XGBoost takes.
std::uint64_t trial_seed(std::uint64_t seed, std::uint64_t trial);

/// Independent draws from every dimension.
models::Params propose_random(std::span<const Dimension> space, std::uint64_t seed, std::uint64_t trial);

}  // namespace trainyard::search
