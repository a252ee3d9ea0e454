#include "host/search/sampler.hpp"

namespace trainyard::search {

models::Params propose_random(std::span<const Dimension> space, std::uint64_t seed, std::uint64_t trial) {
  models::Params params = models::Params::object();
  for (const auto& dimension : space) params[dimension.name] = dimension.at(uniform(seed, trial, dimension.name));
  return params;
}

}  // namespace trainyard::search
