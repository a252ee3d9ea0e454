#include "host/features/category_step.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "host/error/error.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;

// One-hot makes a column of each category: beyond this many, the column is most likely an identifier.
constexpr std::size_t max_onehot_categories = 10'000;

using Counted = std::map<std::string, std::int64_t>;  // sorted by bytes, as std::string compares

bool holds(const std::vector<std::string>& sorted, const std::string& text) {
  return std::binary_search(sorted.begin(), sorted.end(), text);
}

void check_width(const CategoryStep& step) {
  if (step.encoder().columns != encode::Columns::per_category || step.categories.size() <= max_onehot_categories) return;
  throw Error(ExitCode::bad_data, "column '" + step.name + "' has " + std::to_string(step.categories.size()) +
                                      " categories in the training rows, and onehot makes a column of each (at most " +
                                      std::to_string(max_onehot_categories) +
                                      "); use encode: ordinal, set min_frequency or max_categories, or drop it");
}

// Those under min_frequency; and of the others the least frequent, where "other" and they are more than max_categories. Of equally frequent
// ones those first in order go first, as in scikit-learn's OneHotEncoder, which leaves room for "other" even where nothing is rare.
std::set<std::string> rare_of(const Counted& seen, const CategoryOptions& options) {
  std::set<std::string> rare;
  std::vector<std::pair<std::int64_t, std::string>> frequent;
  for (const auto& [text, count] : seen) {
    if (count < options.min_frequency) rare.insert(text);
    frequent.emplace_back(count, text);
  }
  const auto most = static_cast<std::size_t>(options.max_categories);
  if (most == 0 || seen.size() - rare.size() + 1 <= most) return rare;
  std::ranges::sort(frequent);
  for (std::size_t k = 0; k + (most - 1) < frequent.size(); ++k) rare.insert(frequent[k].second);
  return rare;
}

encode::CategoryStats stats_of(const CategoryStep& step, const Counted& seen, std::int64_t rows) {
  encode::CategoryStats stats{.counts = {}, .rows = rows};
  for (const auto& text : step.categories) stats.counts.push_back(seen.at(text));
  if (!step.pools_others()) return stats;
  stats.counts.push_back(0);
  for (const auto& text : step.rare) stats.counts.back() += seen.at(text);
  return stats;
}

}  // namespace

CategoryStep CategoryStep::fit(const std::string& name, const CategoryOptions& options, const kernels::reduce::CodeCounts& counts,
                               const dataset::Dictionary& dictionary) {
  Counted seen;
  for (std::size_t code = 0; code < dictionary.size(); ++code) {
    if (counts.counts[code] > 0) seen[dictionary[code]] += counts.counts[code];
  }
  const std::int64_t total = std::reduce(counts.counts.begin(), counts.counts.end(), counts.missing);
  if (options.impute == "missing" && counts.missing > 0) seen[missing_category] += counts.missing;

  CategoryStep step{name, options, {}, {}, {}, {}};
  if (step.encoder().columns == encode::Columns::hashed) return step;
  const std::set<std::string> rare = rare_of(seen, options);
  for (const auto& [text, count] : seen) (rare.contains(text) ? step.rare : step.categories).push_back(text);
  const auto spelled_other = std::lower_bound(step.categories.begin(), step.categories.end(), other_category);
  if (step.pools_others() && spelled_other != step.categories.end() && *spelled_other == other_category) {
    step.rare.insert(std::lower_bound(step.rare.begin(), step.rare.end(), other_category), other_category);
    step.categories.erase(spelled_other);
  }
  check_width(step);
  if (step.encoder().values != nullptr) step.values = step.encoder().values(stats_of(step, seen, total));
  return step;
}

const encode::Encoder& CategoryStep::encoder() const { return *encode::find_encoder(options.encode); }

std::vector<std::string> CategoryStep::features() const {
  std::vector<std::string> names;
  switch (encoder().columns) {
    case encode::Columns::one:
      return {name};
    case encode::Columns::per_category:
      for (const auto& category : categories) names.push_back(name + "=" + category);
      if (pools_others()) names.push_back(name + "=" + other_category);
      return names;
    case encode::Columns::per_class:
      if (classes.empty()) return {name};
      for (const auto& label : classes) names.push_back(name + ":" + label);
      return names;
    case encode::Columns::hashed:
      for (std::int64_t k = 0; k < options.features; ++k) names.push_back(name + "#" + std::to_string(k));
      return names;
  }
  return names;
}

CategoryStep::Lookup CategoryStep::look_up(const dataset::Dictionary& dictionary) const {
  Lookup lookup{std::vector<std::int32_t>(dictionary.size() + 1, -1), std::vector<std::uint8_t>(dictionary.size() + 1, 0)};
  const auto other = static_cast<std::int32_t>(categories.size());
  const auto place = [&](std::size_t index, const std::string& text) {
    const auto found = std::lower_bound(categories.begin(), categories.end(), text);
    if (found != categories.end() && *found == text) {
      lookup.positions[index] = static_cast<std::int32_t>(found - categories.begin());
    } else if (holds(rare, text)) {
      lookup.positions[index] = other;
    } else {
      lookup.unseen[index] = 1;
      if (options.unseen == "other" && pools_others()) lookup.positions[index] = other;
    }
  };
  if (options.impute == "missing") place(0, missing_category);
  for (std::size_t code = 0; code < dictionary.size(); ++code) place(code + 1, dictionary[code]);
  return lookup;
}

CategoryStep::Lookup CategoryStep::hashed(const dataset::Dictionary& dictionary) const {
  Lookup lookup{std::vector<std::int32_t>(dictionary.size() + 1, -1), std::vector<std::uint8_t>(dictionary.size() + 1, 0)};
  const auto position = [&](const std::string& text) {
    const auto found = encode::hashed_column(name + "=" + text, static_cast<std::int32_t>(options.features));
    return 2 * found.column + (found.negative ? 1 : 0);
  };
  if (options.impute == "missing") lookup.positions[0] = position(missing_category);
  for (std::size_t code = 0; code < dictionary.size(); ++code) lookup.positions[code + 1] = position(dictionary[code]);
  return lookup;
}

std::vector<float> CategoryStep::tables(const Lookup& lookup, std::span<const double> numbers) const {
  std::vector<float> tables;
  for (std::size_t k = 0; k < std::max<std::size_t>(classes.size(), 1); ++k) {
    for (const std::int32_t position : lookup.positions) {
      tables.push_back(position < 0 ? std::numeric_limits<float>::quiet_NaN()
                                    : static_cast<float>(numbers[k * places() + static_cast<std::size_t>(position)]));
    }
  }
  return tables;
}

}  // namespace trainyard::features
