#include "host/search/sampler.hpp"

namespace trainyard::search {

models::Params propose_grid(std::span<const Dimension> space, std::uint64_t /*seed*/, std::uint64_t trial) {
  std::vector<std::uint64_t> index(space.size());
  for (std::size_t i = space.size(); i-- > 0;) {  // the last one changes fastest
    index[i] = trial % space[i].points();
    trial /= space[i].points();
  }
  models::Params params = models::Params::object();
  for (std::size_t i = 0; i < space.size(); ++i) params[space[i].name] = space[i].point(index[i]);
  return params;
}

std::uint64_t grid_size(std::span<const Dimension> space) {
  std::uint64_t size = 1;
  for (const auto& dimension : space) size *= dimension.points();
  return size;
}

}  // namespace trainyard::search
