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
  /// How many trials there are in all; null where there is no end to them.
  std::uint64_t (*size)(std::span<const Dimension> space) = nullptr;
};

/// All samplers: one line each in sampler.cpp.
std::span<const Sampler> samplers();
/// Throws Error(bad_config) with the nearest known name.
const Sampler& sampler(const std::string& name);

/// Trials of the study that `search` of a checked config asks for: all that the sampler has, else `trials`, else 20.
std::uint64_t trial_count(const config::Config& config, std::span<const Dimension> space);

/// A number in [0, 1) drawn by counter: XXH3 of (seed, trial, purpose). Independent of the order of drawing.
double uniform(std::uint64_t seed, std::uint64_t trial, const std::string& purpose);
/// The seed a trial's model is fitted with; 31 bits, as XGBoost takes.
std::uint64_t trial_seed(std::uint64_t seed, std::uint64_t trial);

/// Independent draws from every dimension.
models::Params propose_random(std::span<const Dimension> space, std::uint64_t seed, std::uint64_t trial);

/// The combination of that number, counted as scikit-learn's ParameterGrid and nested loops do: the last dimension changes fastest.
/// Precondition: every dimension has points, `trial` is below grid_size().
models::Params propose_grid(std::span<const Dimension> space, std::uint64_t seed, std::uint64_t trial);
/// The number of combinations; config::grid_is_sound() has seen to it that there are not too many.
std::uint64_t grid_size(std::span<const Dimension> space);

}  // namespace trainyard::search
