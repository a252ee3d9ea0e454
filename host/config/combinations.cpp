#include "host/config/combinations.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "host/config/grid.hpp"

namespace trainyard::config {
namespace {

/// Points from `first` on that no condition tells apart.
struct Run {
  double first, length;
};

class Counter {
 public:
  explicit Counter(std::span<const GridDimension> grid) : grid_(grid), runs_(grid.size()), chosen_(grid.size()) {
    std::vector<std::set<std::uint64_t>> named(grid.size());
    for (const auto& dimension : grid) {
      for (const auto& condition : dimension.when) named[condition.dimension].insert(condition.points.begin(), condition.points.end());
    }
    for (std::size_t d = 0; d < grid.size(); ++d) {
      double next = 0;
      for (const std::uint64_t point : named[d]) {
        const auto at = static_cast<double>(point);
        if (at > next) runs_[d].push_back({next, at - next});
        runs_[d].push_back({at, 1});
        next = at + 1;
      }
      if (next < grid[d].points) runs_[d].push_back({next, grid[d].points - next});
    }
  }

  /// Combinations of the dimensions from `from` on, given what is chosen before.
  double count(std::size_t from) {
    double product = 1;
    for (std::size_t d = from; d < grid_.size(); ++d) {
      if (!exists(d)) {
        chosen_[d].reset();
      } else if (runs_[d].size() == 1) {
        product *= grid_[d].points;
        chosen_[d] = 0;
      } else {
        double sum = 0;
        for (const Run& run : runs_[d]) {
          chosen_[d] = static_cast<std::uint64_t>(run.first);
          sum += run.length * count(d + 1);
          if (cases_ > most_trials) return std::numeric_limits<double>::infinity();
        }
        return product * sum;
      }
    }
    ++cases_;
    return product;
  }

  std::vector<std::optional<std::uint64_t>> find(double index) {
    for (std::size_t d = 0; d < grid_.size(); ++d) {
      std::optional<std::uint64_t> found;
      if (exists(d)) {
        for (const Run& run : runs_[d]) {
          chosen_[d] = static_cast<std::uint64_t>(run.first);
          cases_ = 0;
          const double rest = count(d + 1);
          if (index >= run.length * rest) {
            index -= run.length * rest;
            continue;
          }
          const auto turn = static_cast<std::uint64_t>(index) / static_cast<std::uint64_t>(rest);
          index -= static_cast<double>(turn) * rest;
          found = *chosen_[d] + turn;
          break;
        }
      }
      chosen_[d] = found;
    }
    return chosen_;
  }

 private:
  [[nodiscard]] bool exists(std::size_t dimension) const {
    return std::ranges::all_of(grid_[dimension].when, [&](const GridCondition& condition) {
      const auto& point = chosen_[condition.dimension];
      return point && std::ranges::binary_search(condition.points, *point);
    });
  }

  std::span<const GridDimension> grid_;
  std::vector<std::vector<Run>> runs_;
  std::vector<std::optional<std::uint64_t>> chosen_;
  std::uint64_t cases_ = 0;
};

}  // namespace

double combination_count(std::span<const GridDimension> grid) { return Counter(grid).count(0); }

std::vector<std::optional<std::uint64_t>> combination(std::span<const GridDimension> grid, std::uint64_t index) {
  return Counter(grid).find(static_cast<double>(index));
}

}  // namespace trainyard::config
