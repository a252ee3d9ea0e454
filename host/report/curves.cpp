#include "host/report/curves.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace trainyard::report {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Calls `take(threshold, true positives, false positives)` for every distinct probability, from the largest on.
template <class Take>
void for_each_threshold(const Scored& rows, Take take) {
  std::vector<std::uint32_t> order(rows.probability.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, std::greater<>(), [&](std::uint32_t row) { return rows.probability[row]; });
  std::uint64_t found = 0, wrong = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (rows.positive[order[i]] != 0 ? found : wrong) += 1;
    const float here = rows.probability[order[i]];
    if (i + 1 == order.size() || rows.probability[order[i + 1]] != here) take(static_cast<double>(here), found, wrong);
  }
}

double positives(const Scored& rows) { return static_cast<double>(std::ranges::count(rows.positive, 1)); }

}  // namespace

Curve roc_curve(const Scored& rows) {
  const double of_it = positives(rows), others = static_cast<double>(rows.positive.size()) - of_it;
  if (of_it == 0 || others == 0) return {{}, undefined};
  Curve curve{{{0, 0, std::numeric_limits<double>::infinity()}}, 0};
  for_each_threshold(rows, [&](double threshold, std::uint64_t found, std::uint64_t wrong) {
    const CurvePoint point{static_cast<double>(wrong) / others, static_cast<double>(found) / of_it, threshold};
    const CurvePoint& before = curve.points.back();
    curve.area += (point.x - before.x) * (point.y + before.y) / 2;
    curve.points.push_back(point);
  });
  return curve;
}

Curve precision_recall_curve(const Scored& rows) {
  const double of_it = positives(rows);
  if (of_it == 0) return {{}, undefined};
  Curve curve;
  double recall = 0;
  for_each_threshold(rows, [&](double threshold, std::uint64_t found, std::uint64_t wrong) {
    const CurvePoint point{static_cast<double>(found) / of_it, static_cast<double>(found) / static_cast<double>(found + wrong), threshold};
    curve.area += (point.x - recall) * point.y;
    recall = point.x;
    curve.points.push_back(point);
  });
  return curve;
}

std::vector<CurvePoint> thinned(const std::vector<CurvePoint>& points, std::size_t most) {
  if (points.size() <= most) return points;
  double length = 0;
  const auto step = [&](std::size_t i) { return std::fabs(points[i].x - points[i - 1].x) + std::fabs(points[i].y - points[i - 1].y); };
  for (std::size_t i = 1; i < points.size(); ++i) length += step(i);
  std::vector<CurvePoint> kept = {points.front()};
  const double apart = length / static_cast<double>(most - 2);
  double since = 0;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    since += step(i);
    if (since < apart) continue;
    kept.push_back(points[i]);
    since = 0;
  }
  kept.push_back(points.back());
  return kept;
}

std::vector<ReliabilityBin> reliability(const Scored& rows, std::size_t bins) {
  std::vector<ReliabilityBin> out(bins);
  const auto count = static_cast<double>(bins);
  for (std::size_t k = 0; k < bins; ++k) {
    out[k].low = static_cast<double>(k) / count;
    out[k].high = static_cast<double>(k + 1) / count;
  }
  for (std::size_t r = 0; r < rows.probability.size(); ++r) {
    const double probability = rows.probability[r];
    if (!(probability >= 0)) continue;
    ReliabilityBin& bin = out[std::min(bins - 1, static_cast<std::size_t>(probability * count))];
    bin.rows += 1;
    bin.predicted += probability;
    bin.observed += rows.positive[r];
  }
  for (ReliabilityBin& bin : out) {
    if (bin.rows == 0) continue;
    bin.predicted /= static_cast<double>(bin.rows);
    bin.observed /= static_cast<double>(bin.rows);
  }
  return out;
}

std::vector<std::size_t> sampled(std::size_t size, std::size_t most) {
  const std::size_t kept = std::min(size, most);
  std::vector<std::size_t> positions(kept);
  for (std::size_t i = 0; i < kept; ++i) positions[i] = i * size / kept;
  return positions;
}

}  // namespace trainyard::report
