#include "host/onnx/maps.hpp"

#include <limits>

#include "host/onnx/functions.hpp"

namespace trainyard::onnx {
namespace {

using kernels::map::Kind;
using kernels::map::Map;

constexpr double infinity = std::numeric_limits<double>::infinity();

Tensor whole_axis(Graph& graph, const std::vector<double>& table) {
  return graph.numbers(table, {static_cast<std::int64_t>(table.size())});
}

Tensor fill_by_code(const features::NumericStep& step, const Map& map, Columns& columns, const Tensor& x) {
  std::map<std::string, std::int64_t> places;
  std::vector<double> table = map.table;
  for (std::size_t i = 0; i < step.groups.size(); ++i) places[step.groups[i]] = static_cast<std::int64_t>(i);
  const auto others = static_cast<std::int64_t>(table.size());
  places[""] = others;
  table.push_back(map.a);
  return choose(is_missing(x), gather(whole_axis(columns.graph(), table), columns.positions(step.by, places, others)), x);
}

Tensor signed_log1p(const Tensor& x) {
  const Tensor size = log1p(absolute(x));
  const Tensor with_sign = choose(x < 0.0, -size, size);
  return choose(absolute(x) < infinity, with_sign, x);
}

Tensor power_of_log(double lambda, const Tensor& x) {
  const auto powered = [&](double power, const Tensor& log) {
    constexpr double eps = std::numeric_limits<double>::epsilon();
    return power < eps && power > -eps ? log : expm1(power * log) / power;
  };
  const Tensor with_sign = choose(x < 0.0, -powered(2.0 - lambda, -x), powered(lambda, x));
  return choose(absolute(x) < infinity, with_sign, x);
}

/// (x - low) / (high - low), also where the difference is beyond the largest double.
Tensor share_between(const Tensor& low, const Tensor& high, const Tensor& x) {
  const Tensor difference = high - low;
  const Tensor fits = difference < infinity;
  return choose(fits, x - low, 0.5 * x - 0.5 * low) / choose(fits, difference, 0.5 * high - 0.5 * low);
}

/// As the kernel's shares_inside.
Tensor shares_inside(const std::vector<double>& quantiles, const Tensor& x) {
  Graph& graph = *x.graph;
  const Tensor row = graph.numbers(quantiles, {1, static_cast<std::int64_t>(quantiles.size())});
  const Tensor table = whole_axis(graph, quantiles);
  const auto last = static_cast<double>(quantiles.size() - 1);
  const double steps = last > 0 ? last : 1.0;
  const Tensor below = row_sum(to_double(row < x)), upto = row_sum(to_double(row <= x));
  const Tensor after = choose(below < last, below, last), before = choose(below > 0.0, below - 1.0, 0.0);
  const Tensor tied = 0.5 * (below / steps + (upto - 1.0) / steps);
  const Tensor between = ((below - 1.0) + share_between(gather(table, to_integer(before)), gather(table, to_integer(after)), x)) / steps;
  return choose(equal(upto, below), between, tied);
}

Tensor quantile_uniform(const std::vector<double>& table, const Tensor& x) {
  const Tensor share = choose(x >= table.back(), 1.0, shares_inside(table, x));
  return choose(is_missing(x), x, choose(x <= table.front(), 0.0, share));
}

Tensor quantile_normal(const std::vector<double>& table, const Tensor& x) {
  constexpr double at_ends = 1e-7, lowest = at_ends - std::numeric_limits<double>::epsilon(), highest = 1.0 - lowest;
  const Tensor share = shares_inside(table, x);
  const Tensor raised = choose(share < lowest, lowest, share);
  const Tensor inside = choose(raised > highest, highest, raised);
  const Tensor but_high = choose(x + at_ends > table.back(), highest, inside);
  const Tensor mapped = normal_quantile(choose(x - at_ends < table.front(), lowest, but_high));
  return choose(is_missing(x), x, mapped);
}

Tensor clipped(const Map& map, const Tensor& x) {
  const Tensor raised = choose(x < map.a, map.a, x);
  return choose(raised > map.b, map.b, raised);
}

Tensor apply(const features::NumericStep& step, const Map& map, Columns& columns, const Tensor& x) {
  switch (map.kind) {
    case Kind::affine:
      return (x - map.a) / map.b;
    case Kind::fill:
      return choose(is_missing(x), map.a, x);
    case Kind::fill_by_code:
      return fill_by_code(step, map, columns, x);
    case Kind::clip:
      return clipped(map, x);
    case Kind::discard_outside:
      return choose(any(x<map.a, x> map.b), none, x);
    case Kind::distance:
      return absolute(x - map.a);
    case Kind::is_missing:
      return to_double(is_missing(x));
    case Kind::log1p:
      return choose(equal(x, infinity), x, log1p(x));
    case Kind::signed_log1p:
      return signed_log1p(x);
    case Kind::power_of_log:
      return power_of_log(map.a, x);
    case Kind::yeo_johnson:
      return power_of_log(map.a, signed_log1p(x));
    case Kind::quantile_uniform:
      return quantile_uniform(map.table, x);
    case Kind::quantile_normal:
      return quantile_normal(map.table, x);
  }
  return x;
}

}  // namespace

Tensor apply_maps(const features::NumericStep& step, Columns& columns) {
  Tensor x = columns.numbers(step.name);
  for (const Map& map : step.maps) x = apply(step, map, columns, x);
  return x;
}

}  // namespace trainyard::onnx
