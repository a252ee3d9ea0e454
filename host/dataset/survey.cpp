#include "host/dataset/survey.hpp"

#include <algorithm>

#include "host/dataset/for_each_column.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

Survey::Survey(std::vector<std::string> columns, const std::vector<std::string>& missing, int threads)
    : columns_(std::move(columns)), missing_(missing), threads_(threads), counts_(columns_.size()) {}

void Survey::bind(const std::string& file, const std::vector<std::string>& columns) {
  file_ = file;
  positions_.clear();
  for (const std::string& name : columns_) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) throw Error(ExitCode::bad_data, file + ": there is no column '" + name + "'" + suggest(name, columns));
    positions_.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
}

void Survey::add(const source::CsvBlock& block) {
  for_each_column(columns_.size(), columns_.size() * block.rows(), threads_, [&](std::size_t i) {
    for (std::size_t row = 0; row < block.rows(); ++row) count(counts_[i], trim(block.cell(row, positions_[i])), block.line(row));
  });
}

void Survey::count(Counts& counts, std::string_view text, std::uint64_t line) const {
  if (missing_.match(text)) return;
  switch (classify(text)) {
    case ValueKind::integer:
      ++counts.integers;
      return;
    case ValueKind::identifier:
      if (counts.identifiers++ == 0) counts.first_identifier = printable(text);
      return;
    case ValueKind::floating:
      ++counts.floats;
      return;
    case ValueKind::boolean:
      ++counts.booleans;
      break;
    case ValueKind::timestamp:
      ++counts.timestamps;
      break;
    case ValueKind::text:
      ++counts.texts;
      break;
  }
  if (counts.first_place.empty()) {
    counts.first_text = std::string(text.substr(0, 200));
    counts.first_place = file_ + ":" + std::to_string(line);
  }
}

Field Survey::decide(const std::string& name, const Counts& counts, double tolerated, const Warn& warn) {
  Field field;
  field.name = name;
  const std::uint64_t numbers = counts.integers + counts.identifiers + counts.floats;
  const std::uint64_t all = numbers + counts.booleans + counts.timestamps + counts.texts;
  const auto nearly_all = [&](std::uint64_t fitting) { return fitting > 0 && static_cast<double>(all - fitting) <= tolerated; };
  const std::string who = "column '" + name + "'";
  const auto say_rows_go = [&](std::uint64_t fitting, const char* what, const std::string& place) {
    if (fitting == all) return;
    warn(name, who + ": " + std::to_string(all - fitting) + " of " + std::to_string(all) + " values are no " + what + place +
                   "; their rows are set aside. To keep them, give the column type category in a schema");
  };
  if (all == 0) {
    field.type = ColumnType::category;
    field.role = Role::ignore;
  } else if (nearly_all(numbers) && counts.identifiers > 0 && counts.floats == 0) {
    field.type = ColumnType::category;
    warn(name, who + " holds integers such as '" + counts.first_identifier +
                   "', which lose leading zeros or digits as numbers: taken as category. Give its type in a schema to decide otherwise");
  } else if (nearly_all(numbers)) {
    field.type = counts.floats > 0 ? ColumnType::floating : ColumnType::integer;
    say_rows_go(numbers, "numbers", " (first: '" + printable(counts.first_text) + "' at " + counts.first_place + ")");
  } else if (counts.booleans == all) {
    field.type = ColumnType::boolean;
  } else if (nearly_all(counts.timestamps)) {
    field.type = ColumnType::timestamp;
    say_rows_go(counts.timestamps, "timestamps", "");
  } else {
    field.type = ColumnType::category;
    if (is_decimal_comma(counts.first_text)) {
      warn(name, who + " holds values such as '" + printable(counts.first_text) + "' (" + counts.first_place +
                     "), numbers with a decimal comma: taken as category. Write decimal points to have numbers");
    }
  }
  return field;
}

std::vector<Field> Survey::fields(double tolerated, const Warn& warn) const {
  std::vector<Field> fields;
  for (std::size_t i = 0; i < columns_.size(); ++i) fields.push_back(decide(columns_[i], counts_[i], tolerated, warn));
  return fields;
}

}  // namespace trainyard::dataset
