#include "host/serve/inputs.hpp"

#include <algorithm>
#include <set>

#include "host/dataset/csv_text.hpp"

namespace trainyard::serve {
namespace {

using dataset::ColumnType;
using dataset::Field;
using source::ValueType;

constexpr std::size_t most_named = 20;  // allowed values in a sentence

ValueType type_of(const Field& field) {
  switch (field.type) {
    case ColumnType::floating:
      return ValueType::floating;
    case ColumnType::integer:
      return ValueType::integer;
    case ColumnType::boolean:
      return ValueType::boolean;
    default:
      return ValueType::text;
  }
}

std::string range_of(const Field& field) {
  if (field.min && field.max) return " from " + dataset::csv_number(*field.min) + " to " + dataset::csv_number(*field.max);
  if (field.min) return " from " + dataset::csv_number(*field.min) + " on";
  return field.max ? " up to " + dataset::csv_number(*field.max) : "";
}

std::string text_rule(const Field& field) {
  if (!field.allowed.empty()) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < std::min(field.allowed.size(), most_named); ++i) text += (i > 0 ? ", \"" : "\"") + field.allowed[i] + "\"";
    return text + (field.allowed.size() > most_named ? ", …" : "");
  }
  return field.pattern.empty() ? "text" : "text that matches " + field.pattern;
}

std::string rule_of(const Field& field) {
  switch (field.type) {
    case ColumnType::floating:
      return "a number" + range_of(field);
    case ColumnType::integer:
      return "a whole number" + range_of(field);
    case ColumnType::boolean:
      return "true or false";
    case ColumnType::timestamp:
      return field.unit.empty() ? "a time as text, such as \"2011-01-01T05:00:00Z\"" : "a whole number of " + field.unit + " since 1970";
    case ColumnType::date:
      return "a date as text, such as \"2011-01-01\"";
    case ColumnType::category:
    case ColumnType::text:
      break;
  }
  return text_rule(field);
}

}  // namespace

Inputs::Inputs(const bundle::Bundle& bundle) {
  const std::vector<std::string> read = bundle.transform.inputs();
  const std::set<std::string> wanted(read.begin(), read.end());
  dataset::Schema schema;
  schema.missing = bundle.schema.missing;
  for (const Field& field : bundle.schema.fields) {
    if (!wanted.contains(field.name)) {
      places_.emplace(field.name, not_used);
      others_.push_back(field.name);
      continue;
    }
    places_.emplace(field.name, columns_.size());
    names_.push_back(field.name);
    columns_.push_back({field, type_of(field), rule_of(field) + (field.required ? "" : ", or null")});
    schema.fields.push_back(field);
  }
  converter_ = std::make_unique<const dataset::Converter>(schema, dataset::Converter::Options{.target_optional = true});
  std::vector<std::string> extra;
  binding_ = converter_->bind(0, "request", names_, extra);
}

std::size_t Inputs::find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? unknown : found->second;
}

void Inputs::convert(dataset::ConvertedBlock& block) const {
  block.binding = binding_;
  converter_->convert(block);
}

}  // namespace trainyard::serve
