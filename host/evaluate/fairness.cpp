#include "host/evaluate/fairness.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/evaluate/finite.hpp"
#include "host/evaluate/row_subset.hpp"

namespace trainyard::evaluate {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kBins = 10;

/// As scikit-learn normalises a confusion matrix: nothing of nothing is 0.
double rate(double part, double of) { return of == 0 ? 0.0 : part / of; }

/// Sums of weights over one group's rows, in their order.
struct Classes {
  double all = 0, selected = 0, positive = 0, hits = 0, alarms = 0, predicted = 0;
  std::array<double, kBins> predicted_in{}, positive_in{};

  void add(double w, bool actual, bool decided, double probability) {
    all += w;
    selected += decided ? w : 0;
    positive += actual ? w : 0;
    hits += actual && decided ? w : 0;
    alarms += !actual && decided ? w : 0;
    predicted += w * probability;
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, probability) * static_cast<double>(kBins)));
    predicted_in[bin] += w * probability;
    positive_in[bin] += actual ? w : 0;
  }
  [[nodiscard]] double selection_rate() const { return selected / all; }
  [[nodiscard]] double true_positive_rate() const { return rate(hits, positive); }
  [[nodiscard]] double false_positive_rate() const { return rate(alarms, all - positive); }
  [[nodiscard]] double calibration_error() const {
    double error = 0;
    for (std::size_t b = 0; b < kBins; ++b) error += std::fabs(predicted_in[b] - positive_in[b]);
    return error / all;
  }
};

struct Range {
  double low, high;
  [[nodiscard]] double difference() const { return high - low; }
  [[nodiscard]] double ratio() const { return low / high; }
};

template <class Of>
Range range_of(const std::vector<Classes>& groups, Of of) {
  std::vector<double> values;
  values.reserve(groups.size());
  for (const Classes& group : groups) values.push_back((group.*of)());
  const auto [low, high] = std::ranges::minmax(values);
  return {low, high};
}

ordered_json of_classes(const Sample& sample, const Grouping& grouping) {
  const auto rows = grouping.rows();
  std::vector<Classes> groups(rows.size());
  ordered_json listed = ordered_json::array();
  for (std::size_t g = 0; g < rows.size(); ++g) {
    for (const std::uint32_t r : rows[g]) {
      groups[g].add(weight_of(sample, r), sample.actual[r] == 1.0, sample.decided[r] == 1,
                    static_cast<double>(sample.predicted[2 * r + 1]));
    }
    const Classes& of = groups[g];
    listed.push_back({{"value", grouping.labels[g]},
                      {"rows", rows[g].size()},
                      {"selection_rate", finite_or_null(of.selection_rate())},
                      {"true_positive_rate", finite_or_null(of.true_positive_rate())},
                      {"false_positive_rate", finite_or_null(of.false_positive_rate())},
                      {"mean_predicted", finite_or_null(of.predicted / of.all)},
                      {"mean_actual", finite_or_null(of.positive / of.all)},
                      {"expected_calibration_error", finite_or_null(of.calibration_error())}});
  }
  std::erase_if(groups, [](const Classes& group) { return group.all == 0; });
  ordered_json out = {{"column", grouping.column}, {"groups", std::move(listed)}};
  if (groups.empty()) return out;
  const Range selected = range_of(groups, &Classes::selection_rate), hits = range_of(groups, &Classes::true_positive_rate),
              alarms = range_of(groups, &Classes::false_positive_rate);
  out["demographic_parity_difference"] = finite_or_null(selected.difference());
  out["demographic_parity_ratio"] = finite_or_null(selected.ratio());
  out["equalized_odds_difference"] = finite_or_null(std::max(hits.difference(), alarms.difference()));
  out["equalized_odds_ratio"] = finite_or_null(std::fmin(hits.ratio(), alarms.ratio()));
  return out;
}

ordered_json of_numbers(const Sample& sample, const Grouping& grouping) {
  ordered_json listed = ordered_json::array();
  const auto rows = grouping.rows();
  std::vector<double> means;
  for (std::size_t g = 0; g < rows.size(); ++g) {
    double all = 0, predicted = 0, actual = 0, error = 0, size = 0;
    for (const std::uint32_t r : rows[g]) {
      const double w = weight_of(sample, r), off = static_cast<double>(sample.predicted[r]) - sample.actual[r];
      all += w;
      predicted += w * static_cast<double>(sample.predicted[r]);
      actual += w * sample.actual[r];
      error += w * off;
      size += w * std::fabs(off);
    }
    if (all > 0) means.push_back(predicted / all);
    listed.push_back({{"value", grouping.labels[g]},
                      {"rows", rows[g].size()},
                      {"mean_predicted", finite_or_null(predicted / all)},
                      {"mean_actual", finite_or_null(actual / all)},
                      {"mean_error", finite_or_null(error / all)},
                      {"mean_absolute_error", finite_or_null(size / all)}});
  }
  ordered_json out = {{"column", grouping.column}, {"groups", std::move(listed)}};
  if (means.empty()) return out;
  const auto [low, high] = std::ranges::minmax(means);
  out["mean_prediction_difference"] = high - low;
  return out;
}

}  // namespace

ordered_json fairness(const Sample& sample, const Grouping& grouping) {
  return sample.classes == 0 ? of_numbers(sample, grouping) : of_classes(sample, grouping);
}

}  // namespace trainyard::evaluate
