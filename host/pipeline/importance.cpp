#include "host/pipeline/importance.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/evaluate/digits.hpp"
#include "host/evaluate/finite.hpp"
#include "host/evaluate/row_sample.hpp"
#include "host/pipeline/contributions.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostRows = 2000, kFewestRows = 20, kShownRows = 150, kShownFeatures = 10;
constexpr double kBytesOfModels = 500e6;  ///< rows times bytes of the model: TreeSHAP takes some 1.7 ns for each of a core

std::vector<std::uint32_t> sample_of(const Data& data, const models::Model& model) {
  const double affordable = kBytesOfModels / static_cast<double>(model.to_bytes().size());
  const auto most = static_cast<std::size_t>(std::clamp(affordable, double{kFewestRows}, double{kMostRows}));
  std::vector<std::uint32_t> rows = evaluate::sample_rows(data.split.test, most);
  std::ranges::sort(rows);
  return rows;
}

ordered_json named(std::span<const double> values, const std::vector<std::string>& names) {
  ordered_json out = ordered_json::object();
  for (const std::size_t c : by_size(values)) out[names[c]] = evaluate::finite_or_null(values[c]);
  return out;
}

std::vector<double> mean_sizes(const models::Contributions& all) {
  std::vector<double> mean(all.columns);
  for (std::size_t r = 0; r < all.rows; ++r) {
    for (std::size_t k = 0; k < all.outputs; ++k) {
      const auto values = all.of(r, k);
      for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += std::fabs(static_cast<double>(values[c]));
    }
  }
  for (double& value : mean) value /= static_cast<double>(all.rows * all.outputs);
  return mean;
}

/// With six digits, of which a figure shows three.
ordered_json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  const std::string text = evaluate::six_digits(value);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The middle place of equal numbers, as a share of the places.
ordered_json ranks(std::span<const float> values) {
  std::vector<float> sorted;
  std::ranges::copy_if(values, std::back_inserter(sorted), [](float value) { return !std::isnan(value); });
  std::ranges::sort(sorted);
  ordered_json out = ordered_json::array();
  for (const float value : values) {
    if (std::isnan(value)) {
      out.push_back(nullptr);
      continue;
    }
    const auto [from, to] = std::equal_range(sorted.begin(), sorted.end(), value);
    const double place = static_cast<double>(from - sorted.begin()) + static_cast<double>(to - from - 1) / 2;
    out.push_back(sorted.size() > 1 ? rounded(place / static_cast<double>(sorted.size() - 1)) : ordered_json(0.5));
  }
  return out;
}

/// The output whose contributions are shown of each row.
std::size_t most_probable(const models::Predictions& predicted, std::size_t row, std::size_t outputs) {
  if (outputs == 1) return 0;
  const auto probabilities = predicted.row(row);
  return static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
}

/// `rows`: those that `all` is of, in order; `mean`: by which the features are chosen.
ordered_json shown(const Exec& exec, const Data& data, const bundle::Bundle& bundle, std::span<const std::uint32_t> rows,
                   const models::Contributions& all, std::span<const double> mean) {
  std::vector<std::uint32_t> places(rows.size());
  for (std::uint32_t i = 0; i < places.size(); ++i) places[i] = i;
  places = evaluate::sample_rows(places, kShownRows);
  std::ranges::sort(places);
  std::vector<std::uint32_t> chosen;
  chosen.reserve(places.size());
  for (const std::uint32_t place : places) chosen.push_back(rows[place]);
  const features::Matrix x = bundle.transform.apply(exec, data.table, chosen);
  const models::Predictions predicted = all.outputs > 1 ? bundle.model->predict(exec, x) : models::Predictions{};
  ordered_json out = {{"rows", chosen.size()}, {"features", ordered_json::array()}};
  for (const std::size_t c : by_size(mean)) {
    if (out["features"].size() == kShownFeatures) break;
    ordered_json contributions = ordered_json::array();
    for (std::size_t i = 0; i < places.size(); ++i) {
      contributions.push_back(rounded(static_cast<double>(all.of(places[i], most_probable(predicted, i, all.outputs))[c])));
    }
    out["features"].push_back(
        {{"feature", bundle.transform.feature_names()[c]}, {"contributions", std::move(contributions)}, {"ranks", ranks(x.column(c))}});
  }
  return out;
}

}  // namespace

ordered_json importance(const Exec& exec, const Data& data, const Evaluated& evaluated) {
  const bundle::Bundle& bundle = *evaluated.bundle;
  const auto& names = bundle.transform.feature_names();
  const auto rows = sample_of(data, *bundle.model);
  const auto contributions = contributions_of(exec, data, evaluated, rows);
  const auto mean = mean_sizes(contributions);
  ordered_json out = {{"importance", named(mean, names)}, {"contributions", shown(exec, data, bundle, rows, contributions, mean)}};
  for (const auto& [type, values] : bundle.model->split_importance()) out["split_importance"][type] = named(values, names);
  return out;
}

}  // namespace trainyard::pipeline
