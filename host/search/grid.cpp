#include <algorithm>

#include "host/config/combinations.hpp"
#include "host/search/sampler.hpp"

namespace trainyard::search {
namespace {

std::vector<config::GridDimension> grid_of(std::span<const Dimension> space) {
  std::vector<config::GridDimension> grid;
  for (const auto& dimension : space) {
    config::GridDimension entry{.points = static_cast<double>(dimension.points())};
    for (const auto& condition : dimension.when) {
      const auto parent = std::ranges::find(space, condition.parameter, &Dimension::name);
      config::GridCondition asked{.dimension = static_cast<std::size_t>(parent - space.begin()), .points = {}};
      for (const auto& value : condition.values) asked.points.push_back(parent->index_of(value));
      std::ranges::sort(asked.points);
      entry.when.push_back(std::move(asked));
    }
    grid.push_back(std::move(entry));
  }
  return grid;
}

}  // namespace

models::Params propose_grid(const Question& question) {
  const auto chosen = config::combination(grid_of(question.space), question.trial);
  models::Params params = models::Params::object();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i]) params[question.space[i].name] = question.space[i].point(*chosen[i]);
  }
  return params;
}

std::uint64_t grid_size(std::span<const Dimension> space) { return static_cast<std::uint64_t>(config::combination_count(grid_of(space))); }

}  // namespace trainyard::search
