#include "host/search/tpe_parzen.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "host/search/tpe_normal.hpp"
#include "kernels/base/math.cuh"

namespace trainyard::search {
namespace {

using namespace kernels::TRAINYARD_BACKEND;
using nlohmann::ordered_json;

constexpr std::size_t full_weight = 25;

double step_of(const Dimension& dimension) {
  if (dimension.kind == Kind::integer) return dimension.step > 0 ? dimension.step : 1;
  return dimension.step;
}

double last_value(const Dimension& dimension) {
  if (dimension.kind == Kind::categorical || !dimension.has_points()) return dimension.high;
  return dimension.low + step_of(dimension) * static_cast<double>(dimension.points() - 1);
}

double on_scale(const Dimension& dimension, double value) { return dimension.log ? portable_log(value) : value; }

/// Weights of `observations` kernels and the prior's, which add up to 1.
std::vector<double> kernel_weights(std::size_t observations) {
  std::vector<double> weights(observations + 1, 1.0);
  const std::size_t rising = observations > full_weight ? observations - full_weight : 0;
  const double first = observations == 0 ? 1.0 : 1.0 / static_cast<double>(observations);
  for (std::size_t i = 0; i < rising; ++i) {
    weights[i] = first + (rising > 1 ? (1.0 - first) * static_cast<double>(i) / static_cast<double>(rising - 1) : 0.0);
  }
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// log(sum of e^term).
double log_sum(std::span<const double> terms) {
  const double largest = *std::ranges::max_element(terms);
  double sum = 0;
  for (const double term : terms) sum += portable_exp(term - largest);
  return largest + portable_log(sum);
}

}  // namespace

std::optional<double> coordinate(const Dimension& dimension, const ordered_json& value) {
  if (dimension.kind == Kind::categorical) {
    const auto at = std::ranges::find(dimension.choices, value);
    if (at == dimension.choices.end()) return std::nullopt;
    return static_cast<double>(at - dimension.choices.begin());
  }
  if (!value.is_number()) return std::nullopt;
  const double number = value;
  if (!(number >= dimension.low && number <= dimension.high)) return std::nullopt;
  return number;
}

ordered_json value_at(const Dimension& dimension, double coordinate) {
  if (dimension.kind == Kind::categorical) return dimension.choices.at(static_cast<std::size_t>(coordinate));
  if (dimension.has_points()) {
    return dimension.point(static_cast<std::uint64_t>(std::round((coordinate - dimension.low) / step_of(dimension))));
  }
  if (dimension.kind == Kind::integer) return static_cast<std::int64_t>(coordinate);
  return coordinate;
}

void Parzen::Axis::fit() {
  const double half = 0.5 * step_of(*dimension);
  low = on_scale(*dimension, dimension->low - half);
  high = on_scale(*dimension, last_value(*dimension) + half);
  for (double& value : centre) value = on_scale(*dimension, value);

  const std::size_t n = centre.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return centre[i]; });
  const double narrowest = (high - low) / std::min(100.0, static_cast<double>(n) + 2.0);
  width.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double here = centre[order[i]];
    const double left = i > 0 ? here - centre[order[i - 1]] : n == 1 ? here - low : 0.0;
    const double right = i + 1 < n ? centre[order[i + 1]] - here : n == 1 ? high - here : 0.0;
    width[order[i]] = std::clamp(std::max(left, right), narrowest, high - low);
  }
  centre.push_back(0.5 * (low + high));
  width.push_back(high - low);
  for (std::size_t k = 0; k <= n; ++k) {
    scale.push_back(log_normal_mass((low - centre[k]) / width[k], (high - low) / width[k]) + (half > 0 ? 0.0 : portable_log(width[k])));
  }
}

double Parzen::Axis::sample(std::size_t kernel, double u) const {
  if (dimension->kind == Kind::categorical) {
    const auto choices = static_cast<double>(dimension->choices.size());
    if (kernel == choice.size()) return std::min(std::floor(u * choices), choices - 1);
    // Every choice has 1 / kernels, the observed one 1 more; what is drawn beyond the equal parts is the observed one.
    const double kernels = static_cast<double>(choice.size()) + 1;
    const double place = u * (choices + kernels);
    return place < choices ? std::floor(place) : choice[kernel];
  }
  const double z = truncated_normal_quantile(u, (low - centre[kernel]) / width[kernel], (high - centre[kernel]) / width[kernel]);
  const double drawn = centre[kernel] + width[kernel] * z;
  const double value = dimension->log ? portable_exp(drawn) : drawn;
  const double step = step_of(*dimension), first = dimension->low;
  const double stepped = step > 0 ? first + step * std::round((value - first) / step) : value;
  return std::clamp(stepped, first, last_value(*dimension));
}

std::vector<double> Parzen::Axis::log_choices(double coordinate) const {
  const auto choices = static_cast<double>(dimension->choices.size()), kernels = static_cast<double>(choice.size()) + 1;
  const double other = portable_log(1.0 / (choices + kernels)), observed = portable_log((1.0 + kernels) / (choices + kernels));
  std::vector<double> logs;
  for (const double one : choice) logs.push_back(one == coordinate ? observed : other);
  logs.push_back(portable_log(1.0 / choices));
  return logs;
}

std::vector<double> Parzen::Axis::log_kernels(double coordinate) const {
  if (dimension->kind == Kind::categorical) return log_choices(coordinate);
  std::vector<double> logs(centre.size());
  const double half = 0.5 * step_of(*dimension);
  if (half > 0) {
    const double left = on_scale(*dimension, coordinate - half);
    const double apart = std::max(dimension->log ? on_scale(*dimension, coordinate + half) - left : 2 * half, (high - low) * 1e-18);
    for (std::size_t k = 0; k < logs.size(); ++k) logs[k] = log_normal_mass((left - centre[k]) / width[k], apart / width[k]) - scale[k];
  } else {
    const double here = on_scale(*dimension, coordinate);
    for (std::size_t k = 0; k < logs.size(); ++k) {
      const double z = (here - centre[k]) / width[k];
      logs[k] = -0.5 * z * z - scale[k];
    }
  }
  return logs;
}

Parzen::Parzen(std::span<const Dimension* const> space, const std::vector<std::vector<double>>& rows)
    : weight_(kernel_weights(rows.size())) {
  for (const double weight : weight_) log_weight_.push_back(portable_log(weight));
  for (std::size_t d = 0; d < space.size(); ++d) {
    Axis axis{.dimension = space[d], .centre = {}, .width = {}, .scale = {}, .choice = {}};
    auto& observed = space[d]->kind == Kind::categorical ? axis.choice : axis.centre;
    for (const auto& row : rows) observed.push_back(row[d]);
    if (space[d]->kind != Kind::categorical) axis.fit();
    axes_.push_back(std::move(axis));
  }
}

std::vector<double> Parzen::sample(const Draw& draw) const {
  double left = draw("kernel of " + axes_.front().dimension->name);
  std::size_t kernel = 0;
  while (kernel + 1 < weight_.size() && left >= weight_[kernel]) left -= weight_[kernel++];
  std::vector<double> point;
  for (const Axis& axis : axes_) point.push_back(axis.sample(kernel, draw(axis.dimension->name)));
  return point;
}

std::vector<double> Parzen::log_densities(const std::vector<std::vector<double>>& points) const {
  std::vector<std::vector<double>> terms(points.size(), log_weight_);
  for (std::size_t d = 0; d < axes_.size(); ++d) {
    std::map<double, std::vector<double>> seen;  // many points share a whole number or a choice
    for (std::size_t i = 0; i < points.size(); ++i) {
      auto& logs = seen[points[i][d]];
      if (logs.empty()) logs = axes_[d].log_kernels(points[i][d]);
      for (std::size_t k = 0; k < logs.size(); ++k) terms[i][k] += logs[k];
    }
  }
  std::vector<double> densities;
  densities.reserve(terms.size());
  for (const auto& one : terms) densities.push_back(log_sum(one));
  return densities;
}

}  // namespace trainyard::search
