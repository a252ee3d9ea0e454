#include "host/features/category_step.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "host/error/error.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;

// One-hot makes a column of each category: beyond this many, the column is most likely an identifier.
constexpr std::size_t max_onehot_categories = 10'000;

/// A category of the training rows and how many of them have it; the text is the dictionary's.
struct Seen {
  std::string_view text;
  std::int64_t count;
  bool rare = false;
};

// Sorted by bytes, each text once.
std::vector<Seen> seen_in(const kernels::reduce::CodeCounts& counts, const dataset::Dictionary& dictionary, bool missing_is_category) {
  std::vector<Seen> seen;
  seen.reserve(dictionary.size() + 1);
  for (std::size_t code = 0; code < dictionary.size(); ++code) {
    if (counts.counts[code] > 0) seen.push_back({dictionary[code], counts.counts[code]});
  }
  if (missing_is_category && counts.missing > 0) seen.push_back({missing_category, counts.missing});
  std::ranges::sort(seen, {}, &Seen::text);
  std::size_t last = 0;
  for (std::size_t i = 1; i < seen.size(); ++i) {
    if (seen[i].text == seen[last].text) {
      seen[last].count += seen[i].count;
    } else {
      seen[++last] = seen[i];
    }
  }
  if (!seen.empty()) seen.resize(last + 1, seen.front());
  return seen;
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
void mark_rare(std::vector<Seen>& seen, const CategoryOptions& options) {
  std::size_t rare = 0;
  for (Seen& category : seen) {
    category.rare = category.count < options.min_frequency;
    rare += category.rare ? 1 : 0;
  }
  const auto most = static_cast<std::size_t>(options.max_categories);
  if (most == 0 || seen.size() - rare + 1 <= most) return;
  std::vector<std::pair<std::int64_t, std::size_t>> frequent;
  for (std::size_t i = 0; i < seen.size(); ++i) frequent.emplace_back(seen[i].count, i);
  std::ranges::sort(frequent);
  for (std::size_t k = 0; k + (most - 1) < frequent.size(); ++k) seen[frequent[k].second].rare = true;
}

encode::CategoryStats stats_of(const CategoryStep& step, const std::vector<Seen>& seen, std::int64_t rows) {
  encode::CategoryStats stats{.counts = {}, .rows = rows};
  std::int64_t others = 0;
  for (const Seen& category : seen) {
    if (category.rare) {
      others += category.count;
    } else {
      stats.counts.push_back(category.count);
    }
  }
  if (step.pools_others()) stats.counts.push_back(others);
  return stats;
}

// What number a text has. A few texts, as of one row, are searched in the sorted ones; for many a hash of all is quicker.
class CategoryNumbers {
 public:
  CategoryNumbers(const CategoryStep& step, std::size_t searches) : step_(step) {
    constexpr std::size_t categories_per_search = 16;
    if (searches * categories_per_search < step.categories.size() + step.rare.size()) return;
    hashed_.reserve(step.categories.size() + step.rare.size());
    for (std::size_t i = 0; i < step.categories.size(); ++i) hashed_.emplace(step.categories[i], static_cast<std::int32_t>(i));
    for (const std::string& text : step.rare) hashed_.emplace(text, other());
  }

  /// Of rare ones that of "other"; -1 for a text that training did not have.
  [[nodiscard]] std::int32_t of(std::string_view text) const {
    if (hashed_.empty()) return searched(text);
    const auto found = hashed_.find(text);
    return found == hashed_.end() ? -1 : found->second;
  }
  [[nodiscard]] std::int32_t other() const { return static_cast<std::int32_t>(step_.categories.size()); }

 private:
  [[nodiscard]] std::int32_t searched(std::string_view text) const {
    const auto at = std::ranges::lower_bound(step_.categories, text);
    if (at != step_.categories.end() && *at == text) return static_cast<std::int32_t>(at - step_.categories.begin());
    return std::ranges::binary_search(step_.rare, text) ? other() : -1;
  }

  const CategoryStep& step_;
  std::unordered_map<std::string_view, std::int32_t> hashed_;
};

}  // namespace

CategoryStep CategoryStep::fit(const std::string& name, const CategoryOptions& options, const kernels::reduce::CodeCounts& counts,
                               const dataset::Dictionary& dictionary) {
  std::vector<Seen> seen = seen_in(counts, dictionary, options.impute == "missing");
  const std::int64_t total = std::reduce(counts.counts.begin(), counts.counts.end(), counts.missing);

  CategoryStep step{name, options, {}, {}, {}, {}};
  if (step.encoder().columns == encode::Columns::hashed) return step;
  mark_rare(seen, options);
  const bool pools = step.pools_beside(std::ranges::any_of(seen, &Seen::rare));
  for (Seen& category : seen) {
    category.rare = category.rare || (pools && category.text == other_category);
    (category.rare ? step.rare : step.categories).emplace_back(category.text);
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
  const CategoryNumbers numbers(*this, dictionary.size());
  const auto place = [&](std::size_t index, std::string_view text) {
    const std::int32_t number = numbers.of(text);
    lookup.unseen[index] = number < 0 ? 1 : 0;
    lookup.positions[index] = number < 0 && options.unseen == "other" && pools_others() ? numbers.other() : number;
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
