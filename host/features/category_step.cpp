#include "host/features/category_step.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "host/error/error.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;

// One-hot makes a column of each category: beyond this many, the column is most likely an identifier.
constexpr std::size_t max_onehot_categories = 10'000;

bool holds(const std::vector<std::string>& sorted, const std::string& text) {
  return std::binary_search(sorted.begin(), sorted.end(), text);
}

void check_width(const CategoryStep& step) {
  if (step.options.encode != "onehot" || step.categories.size() <= max_onehot_categories) return;
  throw Error(ExitCode::bad_data, "column '" + step.name + "' has " + std::to_string(step.categories.size()) +
                                      " categories in the training rows, and onehot makes a column of each (at most " +
                                      std::to_string(max_onehot_categories) + "); use encode: ordinal, set min_frequency, or drop it");
}

using Counted = std::map<std::string, std::int64_t>;  // sorted by bytes, as std::string compares

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

  CategoryStep step{name, options, {}, {}, {}};
  for (const auto& [text, count] : seen) (count < options.min_frequency ? step.rare : step.categories).push_back(text);
  const auto spelled_other = std::lower_bound(step.categories.begin(), step.categories.end(), other_category);
  if (step.pools_others() && spelled_other != step.categories.end() && *spelled_other == other_category) {
    step.rare.insert(std::lower_bound(step.rare.begin(), step.rare.end(), other_category), other_category);
    step.categories.erase(spelled_other);
  }
  check_width(step);
  const encode::Encoder& encoder = *encode::find_encoder(options.encode);
  if (!encoder.column_per_category) step.values = encoder.values(stats_of(step, seen, total));
  return step;
}

std::vector<std::string> CategoryStep::features() const {
  if (!encode::find_encoder(options.encode)->column_per_category) return {name};
  std::vector<std::string> names;
  for (const auto& category : categories) names.push_back(name + "=" + category);
  if (pools_others()) names.push_back(name + "=" + other_category);
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
      if (options.unseen == "other") lookup.positions[index] = other;
    }
  };
  if (options.impute == "missing") place(0, missing_category);
  for (std::size_t code = 0; code < dictionary.size(); ++code) place(code + 1, dictionary[code]);
  return lookup;
}

nlohmann::ordered_json CategoryStep::to_json() const {
  nlohmann::ordered_json document = {{"name", name},
                                     {"kind", "category"},
                                     {"impute", options.impute},
                                     {"encode", options.encode},
                                     {"unseen", options.unseen},
                                     {"min_frequency", options.min_frequency},
                                     {"categories", categories},
                                     {"rare", rare}};
  if (!encode::find_encoder(options.encode)->column_per_category) document["values"] = values;
  return document;
}

CategoryStep CategoryStep::from_json(JsonFields& fields) {
  CategoryStep step;
  const auto one_of = [&](const std::string& key, std::span<const std::string> known) {
    const std::string word = fields.text(key);
    if (std::find(known.begin(), known.end(), word) == known.end()) fields.refuse(key, "unknown value '" + word + "'");
    return word;
  };
  const auto sorted = [&](const std::string& key) {
    const auto texts = fields.texts(key);
    if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end())
      fields.refuse(key, "not sorted, or not distinct");
    return texts;
  };
  step.name = fields.text("name");
  step.options.impute = one_of("impute", category_imputers());
  step.options.encode = fields.text("encode");
  if (encode::find_encoder(step.options.encode) == nullptr) fields.refuse("encode", "unknown encoder '" + step.options.encode + "'");
  step.options.unseen = one_of("unseen", unseen_policies());
  step.options.min_frequency = fields.whole_number("min_frequency");
  step.categories = sorted("categories");
  step.rare = sorted("rare");
  for (const auto& text : step.rare) {
    if (holds(step.categories, text)) fields.refuse("rare", "'" + text + "' is among the categories too");
  }
  if (step.pools_others() && holds(step.categories, other_category)) fields.refuse("categories", "'other' must be among the rare ones");
  if (encode::find_encoder(step.options.encode)->column_per_category) return step;
  step.values = fields.numbers("values");
  const std::size_t wanted = step.categories.size() + (step.pools_others() ? 1 : 0);
  if (step.values.size() != wanted) fields.refuse("values", "not one for each category (" + std::to_string(wanted) + ")");
  return step;
}

}  // namespace trainyard::features
