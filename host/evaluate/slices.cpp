#include "host/evaluate/slices.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/evaluate/finite.hpp"
#include "host/evaluate/loss.hpp"
#include "host/evaluate/row_subset.hpp"

namespace trainyard::evaluate {
namespace {

using nlohmann::ordered_json;

/// Weighted mean and variance of some numbers, added in their order.
struct Spread {
  double weight = 0, squares = 0, sum = 0, sum_of_squares = 0;

  void add(double value, double w) {
    weight += w;
    squares += w * w;
    sum += w * value;
    sum_of_squares += w * value * value;
  }
  [[nodiscard]] double mean() const { return sum / weight; }
  [[nodiscard]] double variance() const { return std::max(0.0, sum_of_squares / weight - mean() * mean()); }
  [[nodiscard]] double count() const { return weight * weight / squares; }
};

/// The values are the same for any number of threads, which cost more than they save on few rows.
Exec for_rows(const Exec& exec, std::size_t rows) {
  constexpr std::size_t few = 100'000;
  return rows < few ? Exec{.threads = 1} : exec;
}

struct Found {
  const Grouping* grouping;
  std::size_t group;
  std::vector<std::uint32_t> rows;
  double value;
};

ordered_json scores(const Exec& exec, std::span<const std::string> metrics, const Sample& sample) {
  return score(for_rows(exec, sample.actual.size()), metrics, sample);
}

double metric_of(const Exec& exec, const std::string& metric, const Sample& sample) {
  const ordered_json value = scores(exec, std::span(&metric, 1), sample)[metric];
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

/// The chance that the mean of `a` is by as much above that of `b`, or more, were there no difference; by the normal distribution.
double chance(const Spread& a, const Spread& b) {
  const double error = std::sqrt(a.variance() / a.count() + b.variance() / b.count());
  if (error == 0) return a.mean() > b.mean() ? 0.0 : 1.0;
  return 0.5 * std::erfc((a.mean() - b.mean()) / error / std::numbers::sqrt2);
}

/// Losses of a slice's rows and of the others.
struct Sides {
  Spread inside, rest;

  Sides(const Sample& sample, std::span<const double> losses, const Found& found) {
    for (std::size_t r = 0; r < losses.size(); ++r) {
      Spread& side = found.grouping->group[r] == static_cast<std::int32_t>(found.group) ? inside : rest;
      if (weight_of(sample, r) > 0) side.add(losses[r], weight_of(sample, r));
    }
  }
  [[nodiscard]] bool worse() const { return inside.mean() > rest.mean(); }
};

ordered_json described(const Exec& exec, std::span<const std::string> metrics, const Sample& sample, const Sides& losses,
                       const Found& found, std::size_t looks) {
  const auto& [inside, rest] = losses;
  const double spread = std::sqrt((inside.variance() + rest.variance()) / 2);
  return {{"column", found.grouping->column},
          {"value", found.grouping->labels[found.group]},
          {"rows", found.rows.size()},
          {"metrics", scores(exec, metrics, RowSubset(sample, found.rows).sample())},
          {"loss",
           {{"name", loss_name(sample)},
            {"mean", finite_or_null(inside.mean())},
            {"rest", finite_or_null(rest.mean())},
            {"effect_size", finite_or_null((inside.mean() - rest.mean()) / spread)}}},
          {"p_value", finite_or_null(std::min(1.0, chance(inside, rest) * static_cast<double>(looks)))},
          {"looks", looks}};
}

}  // namespace

ordered_json slice_scores(const Exec& exec, std::span<const std::string> metrics, const Sample& sample, const Grouping& grouping) {
  ordered_json groups = ordered_json::array();
  const auto rows = grouping.rows();
  for (std::size_t g = 0; g < rows.size(); ++g) {
    groups.push_back(
        {{"value", grouping.labels[g]}, {"rows", rows[g].size()}, {"metrics", scores(exec, metrics, RowSubset(sample, rows[g]).sample())}});
  }
  return {{"column", grouping.column}, {"groups", std::move(groups)}};
}

ordered_json worst_slices(const Exec& exec, std::span<const std::string> metrics, const Sample& sample, std::span<const Grouping> groupings,
                          const WorstSlicesOptions& options) {
  const std::size_t all = sample.actual.size();
  const auto support = std::max(options.min_rows, static_cast<std::size_t>(std::ceil(options.min_share * static_cast<double>(all))));
  const double overall = metric_of(exec, options.metric, sample), sign = greater_is_better(options.metric) ? -1.0 : 1.0;
  std::vector<Found> found;
  std::size_t looks = 0;
  for (const Grouping& grouping : groupings) {
    auto rows = grouping.rows();
    for (std::size_t g = 0; g < rows.size(); ++g) {
      if (rows[g].size() < support || rows[g].size() == all) continue;
      ++looks;
      const double value = metric_of(exec, options.metric, RowSubset(sample, rows[g]).sample());
      if (sign * (value - overall) > 0) found.push_back({&grouping, g, std::move(rows[g]), value});
    }
  }
  std::ranges::stable_sort(found, [&](const Found& a, const Found& b) { return sign * a.value > sign * b.value; });
  ordered_json out = ordered_json::array();
  if (found.empty()) return out;
  const std::vector<double> losses = row_losses(sample);
  for (const Found& one : found) {
    if (out.size() == options.most) break;
    const Sides sides(sample, losses, one);
    if (!sides.worse()) continue;
    out.push_back(described(exec, metrics, sample, sides, one, looks));
    out.back()["overall"] = finite_or_null(overall);
  }
  return out;
}

}  // namespace trainyard::evaluate
