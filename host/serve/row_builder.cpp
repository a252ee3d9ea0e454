#include "host/serve/row_builder.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/dataset/csv_text.hpp"
#include "host/dataset/printable.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::serve {
namespace {

using source::ValueType;

constexpr std::size_t most_kept = 1000;  // problems; a request with more has enough to correct

const char* kind_of(const Value& value) {
  struct Kind {
    const char* operator()(std::nullptr_t) const { return "null"; }
    const char* operator()(bool) const { return "true or false"; }
    const char* operator()(std::int64_t) const { return "a number"; }
    const char* operator()(std::uint64_t) const { return "a number"; }
    const char* operator()(double) const { return "a number"; }
    const char* operator()(std::string_view) const { return "text"; }
    const char* operator()(const Structure& structure) const { return structure.text[0] == '{' ? "an object" : "a list"; }
  };
  return std::visit(Kind(), value);
}

const char* place_for(ValueType type) {
  switch (type) {
    case ValueType::integer:
      return "a whole number";
    case ValueType::floating:
      return "a number";
    case ValueType::boolean:
      return "true or false";
    default:
      return "text";
  }
}

}  // namespace

std::string json_text(const Value& value) {
  struct Text {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return std::isfinite(number) ? dataset::csv_number(number) : "null"; }
    std::string operator()(std::string_view text) const { return http::json_string(dataset::printable(text)); }
    std::string operator()(const Structure& structure) const { return http::json_string(structure.text); }
  };
  return std::visit(Text(), value);
}

std::string pointer_piece(std::string_view text) {
  std::string piece = "/";
  for (const char c : text) {
    if (c == '~') {
      piece += "~0";
    } else if (c == '/') {
      piece += "~1";
    } else {
      piece += c;
    }
  }
  return piece;
}

RowBuilder::RowBuilder(const Inputs& inputs, Path path)
    : inputs_(inputs), path_(std::move(path)), columns_(inputs.columns().size()), filled_(inputs.columns().size(), 0) {
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].type = inputs.columns()[i].type;
}

void RowBuilder::begin_row() {
  if (rows_ > 0) complete_row();
  ++rows_;
}

void RowBuilder::complete_row() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (filled_[i] == rows_) continue;
    put_null(i);
    if (found_.size() >= most_kept) continue;
    const Input& input = inputs_.columns()[i];
    const std::string remedy = input.field.required ? "" : "; send null where it is not known";
    found_.push_back({rows_ - 1, i, {path_(rows_ - 1, input.field.name), "", "the feature is missing" + remedy, input.expected}});
  }
}

void RowBuilder::set(std::size_t column, const Value& value) {
  if (filled_[column] == rows_) return wrong(column, value, "the feature is named twice in this row");
  filled_[column] = rows_;
  put(column, value);
}

void RowBuilder::put_null(std::size_t column) {
  source::TypedColumn& to = columns_[column];
  to.null.resize(rows_, 0);
  to.null.back() = 1;
  switch (to.type) {
    case ValueType::floating:
      return to.floats.push_back(std::nan(""));
    case ValueType::text:
      return to.texts.push_back({});
    default:
      return to.integers.push_back(0);
  }
}

void RowBuilder::put(std::size_t column, const Value& value) {
  source::TypedColumn& to = columns_[column];
  const auto* const whole = std::get_if<std::int64_t>(&value);
  const auto* const large = std::get_if<std::uint64_t>(&value);
  const auto* const number = std::get_if<double>(&value);
  const auto* const text = std::get_if<std::string_view>(&value);
  const bool in_units = !inputs_.columns()[column].field.unit.empty();
  if (std::holds_alternative<std::nullptr_t>(value)) return put_null(column);
  if (to.type == ValueType::floating && (whole != nullptr || large != nullptr || number != nullptr)) {
    to.floats.push_back(whole != nullptr ? static_cast<double>(*whole) : large != nullptr ? static_cast<double>(*large) : *number);
  } else if (to.type == ValueType::integer && whole != nullptr && *whole <= dataset::largest_integer &&
             *whole >= -dataset::largest_integer) {
    to.integers.push_back(*whole);
  } else if (to.type == ValueType::integer && number != nullptr && std::trunc(*number) == *number &&
             std::abs(*number) <= static_cast<double>(dataset::largest_integer)) {
    to.integers.push_back(static_cast<std::int64_t>(*number));
  } else if (to.type == ValueType::boolean && std::holds_alternative<bool>(value)) {
    to.integers.push_back(std::get<bool>(value) ? 1 : 0);
  } else if (to.type == ValueType::text && (in_units ? whole != nullptr : text != nullptr)) {
    to.texts.emplace_back(texts_->emplace_back(in_units ? std::to_string(*whole) : std::string(*text)));
  } else {
    put_null(column);
    const bool is_number = to.type == ValueType::integer && (whole != nullptr || number != nullptr || large != nullptr);
    const bool beyond = number == nullptr || std::trunc(*number) == *number;
    if (is_number) return wrong(column, value, beyond ? "an integer beyond ±2^53" : "not a whole number");
    return wrong(column, value, std::string(kind_of(value)) + " in the place of " + (in_units ? "a whole number" : place_for(to.type)));
  }
  if (!to.null.empty()) to.null.push_back(0);
}

std::string RowBuilder::shown(std::size_t column, const Value& value) const {
  return inputs_.columns()[column].field.personal ? http::json_string(dataset::personal_value) : json_text(value);
}

void RowBuilder::wrong(std::size_t column, const Value& value, std::string problem) {
  if (found_.size() >= most_kept) return;
  const Input& input = inputs_.columns()[column];
  found_.push_back({rows_ - 1, column, {path_(rows_ - 1, input.field.name), shown(column, value), std::move(problem), input.expected}});
}

void RowBuilder::set_unknown(const std::string& name, const Value& value) {
  if (found_.size() >= most_kept) return;
  const std::string near = nearest_name(name, inputs_.names());
  const std::string problem = "not a column of the model" + (near.empty() ? "" : ", did you mean '" + near + "'?");
  const std::string path = path_(rows_ - 1, dataset::printable(name));
  found_.push_back({rows_ - 1, Inputs::unknown, {path, json_text(value), problem, "no such name; the names are in /openapi.json"}});
}

Value RowBuilder::value_at(const source::Block& block, std::size_t row, std::size_t column) const {
  const source::TypedColumn& from = block.typed(column);
  if (!from.null.empty() && from.null[row] != 0) return nullptr;
  switch (from.type) {
    case ValueType::floating:
      return from.floats[row];
    case ValueType::integer:
      return from.integers[row];
    case ValueType::boolean:
      return from.integers[row] != 0;
    default:
      return from.texts[row];
  }
}

// Adds what the converter found, but for values that have been spoken of: those are null by now.
void RowBuilder::collect(dataset::ConvertedBlock& block) {
  std::set<std::pair<std::size_t, std::size_t>> known;
  for (const Found& found : found_) known.emplace(found.row, found.column);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Input& input = inputs_.columns()[i];
    for (const auto& problem : block.columns[i].problems) {
      if (found_.size() >= 2 * most_kept) break;
      if (known.contains({problem.row, i})) continue;
      const std::string value = shown(i, value_at(block.block, problem.row, i));
      found_.push_back({problem.row, i, {path_(problem.row, input.field.name), value, problem.reason, input.expected}});
    }
  }
}

dataset::Table RowBuilder::finish(Rejection& rejection) {
  if (rows_ > 0) complete_row();
  dataset::ConvertedBlock block;
  block.block = source::Block(0, rows_, std::move(columns_), texts_);
  inputs_.convert(block);
  columns_.resize(inputs_.columns().size());
  collect(block);
  std::ranges::stable_sort(found_, [](const Found& a, const Found& b) { return std::pair(a.row, a.column) < std::pair(b.row, b.column); });
  for (Found& found : found_) add_problem(rejection, std::move(found.problem));

  dataset::Table table;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const dataset::Field& field = inputs_.columns()[i].field;
    dataset::Column column{field.name, field.type, {}, {}, nullptr, {}, field.personal};
    dataset::append_to(column, block.columns[i].values);
    if (column.is_category()) {
      dataset::Dictionary dictionary;
      for (const auto& text : block.columns[i].texts) dictionary.emplace_back(text.text);
      column.dictionary = std::make_shared<const dataset::Dictionary>(std::move(dictionary));
    }
    table.columns.push_back(std::move(column));
  }
  table.ids.reserve(rows_);
  for (std::size_t i = 0; i < rows_; ++i) table.ids.push_back({0, i});
  return table;
}

}  // namespace trainyard::serve
