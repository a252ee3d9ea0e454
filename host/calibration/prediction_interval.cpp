#include "host/calibration/prediction_interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/error/error.hpp"

namespace trainyard::calibration {
namespace {

using nlohmann::ordered_json;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Shares such as 0.9 are not what they say in binary: 9 of 10 rows are enough for 0.9.
constexpr double slack = 1e-12;

[[noreturn]] void refuse(const std::string& what) { throw Error(ExitCode::bad_data, "prediction interval: " + what); }

double field(const ordered_json& document, const char* key) {
  if (!document.contains(key) || !document[key].is_number()) refuse(std::string(key) + " is no number");
  return document[key].get<double>();
}

float rounded(double value, double towards) {
  const auto nearest = static_cast<float>(value);
  const bool inwards = towards > 0 ? static_cast<double>(nearest) < value : static_cast<double>(nearest) > value;
  return inwards ? std::nextafter(nearest, static_cast<float>(towards)) : nearest;
}

}  // namespace

std::optional<double> conformal_radius(std::span<const double> errors, std::span<const double> weight, double coverage) {
  std::vector<std::size_t> order;
  const auto weight_of = [&](std::size_t row) { return weight.empty() ? 1.0 : weight[row]; };
  for (std::size_t row = 0; row < errors.size(); ++row) {
    if (weight_of(row) > 0) order.push_back(row);
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return errors[a] < errors[b]; });
  double total = 0;
  for (const std::size_t row : order) total += weight_of(row);
  const double wanted = coverage * (total + total / static_cast<double>(order.size())) * (1.0 - slack);
  double within = 0;
  for (const std::size_t row : order) {
    within += weight_of(row);
    if (within >= wanted) return errors[row];
  }
  return std::nullopt;
}

std::size_t fewest_rows(double coverage) { return static_cast<std::size_t>(std::ceil(coverage / (1.0 - coverage) * (1.0 - slack))); }

Bounds PredictionInterval::bounds(const models::Predictions& predictions) const {
  Bounds out;
  out.lower.reserve(predictions.rows);
  out.upper.reserve(predictions.rows);
  for (const float value : predictions.values) {
    out.lower.push_back(rounded(static_cast<double>(value) - radius, -infinity));
    out.upper.push_back(rounded(static_cast<double>(value) + radius, infinity));
  }
  return out;
}

ordered_json PredictionInterval::to_json() const {
  return {{"method", method}, {"coverage", coverage}, {"radius", radius}, {"rows", rows}};
}

PredictionInterval PredictionInterval::from_json(const ordered_json& document) {
  if (!document.is_object() || !document.contains("method") || !document["method"].is_string()) refuse("there is no method");
  PredictionInterval out{.method = document["method"],
                         .coverage = field(document, "coverage"),
                         .radius = field(document, "radius"),
                         .rows = static_cast<std::size_t>(field(document, "rows"))};
  if (!(out.coverage > 0 && out.coverage < 1)) refuse("the coverage is not between 0 and 1");
  if (!(out.radius >= 0 && out.radius < infinity)) refuse("the radius is negative or infinite");
  return out;
}

IntervalScore interval_score(const Bounds& bounds, std::span<const double> actual, std::span<const double> weight) {
  double total = 0, covered = 0, width = 0;
  for (std::size_t row = 0; row < actual.size(); ++row) {
    const double w = weight.empty() ? 1.0 : weight[row];
    const auto lower = static_cast<double>(bounds.lower[row]), upper = static_cast<double>(bounds.upper[row]);
    total += w;
    width += w * (upper - lower);
    if (lower <= actual[row] && actual[row] <= upper) covered += w;
  }
  return {covered / total, width / total};
}

}  // namespace trainyard::calibration
