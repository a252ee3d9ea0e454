// A category step as a document, and back.
#include <algorithm>
#include <functional>

#include "host/features/category_step.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;

bool reads(const encode::Encoder& encoder, std::string_view key) { return std::ranges::find(encoder.keys, key) != encoder.keys.end(); }

bool is_among(const std::vector<std::string>& sorted, const std::string& text) {
  return std::binary_search(sorted.begin(), sorted.end(), text);
}

bool has_values(const encode::Encoder& encoder) { return encoder.values != nullptr || encoder.target_values != nullptr; }

std::vector<std::string> sorted_texts(JsonFields& fields, const std::string& key) {
  auto texts = fields.texts(key);
  if (std::adjacent_find(texts.begin(), texts.end(), std::greater_equal<>()) != texts.end()) {
    fields.refuse(key, "not sorted, or not distinct");
  }
  return texts;
}

CategoryOptions read_options(JsonFields& fields) {
  CategoryOptions options;
  const auto one_of = [&](const std::string& key, std::span<const std::string> known) {
    const std::string word = fields.text(key);
    if (std::ranges::find(known, word) == known.end()) fields.refuse(key, "unknown value '" + word + "'");
    return word;
  };
  const auto from = [&](const std::string& key, std::int64_t least, std::int64_t most) {
    const std::int64_t number = fields.whole_number(key);
    if (number < least || number > most) {
      fields.refuse(key, "expected a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
  };
  options.impute = one_of("impute", category_imputers());
  options.encode = fields.text("encode");
  const encode::Encoder* encoder = encode::find_encoder(options.encode);
  if (encoder == nullptr) fields.refuse("encode", "unknown encoder '" + options.encode + "'");
  options.unseen = one_of("unseen", unseen_policies());
  options.min_frequency = fields.whole_number("min_frequency");
  options.max_categories = fields.whole_number("max_categories");
  if (reads(*encoder, "smooth")) options.smooth = fields.number_or("smooth", "auto");
  if (reads(*encoder, "regularization")) options.regularization = fields.number("regularization");
  if (reads(*encoder, "cv")) options.cv = from("cv", 2, max_cv);
  if (reads(*encoder, "features")) options.features = from("features", 1, max_hashed_features);
  return options;
}

}  // namespace

nlohmann::ordered_json CategoryStep::to_json() const {
  nlohmann::ordered_json document = {{"name", name},
                                     {"kind", "category"},
                                     {"impute", options.impute},
                                     {"encode", options.encode},
                                     {"unseen", options.unseen},
                                     {"min_frequency", options.min_frequency},
                                     {"max_categories", options.max_categories}};
  if (reads(encoder(), "smooth")) document["smooth"] = options.smooth ? nlohmann::ordered_json(*options.smooth) : "auto";
  if (reads(encoder(), "regularization")) document["regularization"] = options.regularization;
  if (reads(encoder(), "cv")) document["cv"] = options.cv;
  if (reads(encoder(), "features")) document["features"] = options.features;
  if (encoder().columns == encode::Columns::hashed) return document;
  document["categories"] = categories;
  document["rare"] = rare;
  if (encoder().columns == encode::Columns::per_class) document["classes"] = classes;
  if (has_values(encoder())) document["values"] = values;
  return document;
}

CategoryStep CategoryStep::from_json(JsonFields& fields) {
  CategoryStep step;
  step.name = fields.text("name");
  step.options = read_options(fields);
  const encode::Encoder& encoder = step.encoder();
  if (encoder.columns == encode::Columns::hashed) return step;
  step.categories = sorted_texts(fields, "categories");
  step.rare = sorted_texts(fields, "rare");
  for (const auto& text : step.rare) {
    if (is_among(step.categories, text)) fields.refuse("rare", "'" + text + "' is among the categories too");
  }
  if (step.pools_others() && is_among(step.categories, other_category)) fields.refuse("categories", "'other' must be among the rare ones");
  if (encoder.columns == encode::Columns::per_class) step.classes = fields.texts("classes");
  if (!has_values(encoder)) return step;
  step.values = fields.numbers("values");
  const std::size_t each = encoder.columns == encode::Columns::per_class ? std::max<std::size_t>(step.classes.size(), 1) : 1;
  const std::size_t wanted = step.places() * each;
  if (step.values.size() != wanted) fields.refuse("values", "not one for each category (" + std::to_string(wanted) + ")");
  return step;
}

}  // namespace trainyard::features
