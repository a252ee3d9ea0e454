#include "host/models/rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "host/error/error.hpp"

namespace trainyard::models {

namespace {

void check_classes(const Labelled& data) {
  const auto is_class = [&](float v) { return v >= 0 && v < static_cast<float>(data.target.classes) && v == std::floor(v); };
  const auto bad = std::ranges::find_if_not(data.y, is_class);
  if (bad == data.y.end()) return;
  throw Error(ExitCode::bug, "the label of training row " + std::to_string(bad - data.y.begin()) + " is no class number below " +
                                 std::to_string(data.target.classes));
}

void check_weights(const Labelled& data) {
  if (data.weight.empty()) return;
  if (data.weight.size() != data.y.size()) {
    throw Error(ExitCode::bug, std::to_string(data.weight.size()) + " weights for " + std::to_string(data.y.size()) + " rows");
  }
  const auto bad = std::ranges::find_if_not(data.weight, [](float v) { return v >= 0 && std::isfinite(v); });
  if (bad != data.weight.end()) {
    throw Error(ExitCode::bad_data, "the weight of training row " + std::to_string(bad - data.weight.begin()) +
                                        " (counted from 0) is not a finite number of at least 0");
  }
  if (std::ranges::all_of(data.weight, [](float v) { return v == 0; })) {
    throw Error(ExitCode::bad_data, "every training row has weight 0: there is nothing to learn from");
  }
}

}  // namespace

void check_labelled(const Labelled& data) {
  if (!data.x) throw Error(ExitCode::bug, "a model was handed labels without rows");
  if (data.x->rows == 0) throw Error(ExitCode::bad_data, "there are no rows to train on");
  if (data.y.size() != data.x->rows) {
    throw Error(ExitCode::bug, std::to_string(data.y.size()) + " labels for " + std::to_string(data.x->rows) + " rows");
  }
  const auto bad = std::ranges::find_if(data.y, [](float v) { return !std::isfinite(v); });
  if (bad != data.y.end()) {
    throw Error(ExitCode::bad_data, "the target of training row " + std::to_string(bad - data.y.begin()) + " (counted from 0) is " +
                                        (std::isnan(*bad) ? "missing" : "infinite") + ": a model cannot be trained on it");
  }
  if (data.target.classifies()) check_classes(data);
  check_weights(data);
}

void check_columns(const features::Matrix& x, std::size_t trained) {
  if (x.columns == trained) return;
  throw Error(ExitCode::bad_data,
              "the model was trained on " + std::to_string(trained) + " feature columns, the data has " + std::to_string(x.columns));
}

bool all_finite(std::span<const float> x) {
  constexpr std::size_t run = 64;  // of a fixed length, for vector code
  constexpr std::uint32_t exponent = 0x7f800000;
  const auto is_not = [](float v) { return static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(v) & exponent) == exponent); };
  const std::size_t whole = x.size() / run * run;
  for (std::size_t first = 0; first < whole; first += run) {
    const float* values = x.data() + first;
    std::uint32_t found = 0;
    for (std::size_t i = 0; i < run; ++i) found |= is_not(values[i]);
    if (found != 0) return false;
  }
  return std::none_of(x.begin() + static_cast<std::ptrdiff_t>(whole), x.end(), is_not);
}

void check_no_infinity(const features::Matrix& x) {
  const auto bad = std::ranges::find_if(x.values, [](float v) { return std::isinf(v); });
  if (bad == x.values.end()) return;
  const auto at = static_cast<std::size_t>(bad - x.values.begin());
  throw Error(ExitCode::bad_data, "feature column " + std::to_string(at / x.rows) + " of row " + std::to_string(at % x.rows) +
                                      " (both counted from 0) is infinite: features must be finite or missing");
}

void check_no_category(const features::Matrix& x, const std::string& family) {
  const auto found = std::ranges::find_if(x.is_category, [](std::uint8_t category) { return category != 0; });
  if (found == x.is_category.end()) return;
  throw Error(ExitCode::bad_config, "feature column " + std::to_string(found - x.is_category.begin()) +
                                        " (counted from 0) holds categories by encode: native, which xgboost and random_forest know, and " +
                                        family + " does not: set features.categorical.encode to onehot or target, or another model.type");
}

void check_no_missing(const features::Matrix& x, const std::string& family) {
  const auto bad = std::ranges::find_if(x.values, [](float v) { return std::isnan(v); });
  if (bad == x.values.end()) return;
  const auto at = static_cast<std::size_t>(bad - x.values.begin());
  throw Error(ExitCode::bad_data, "feature column " + std::to_string(at / x.rows) + " of row " + std::to_string(at % x.rows) +
                                      " (both counted from 0) is missing, and " + family +
                                      " takes no missing values: set features.numeric.impute (median, mean or constant)");
}

}  // namespace trainyard::models
