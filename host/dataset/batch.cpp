#include "host/dataset/batch.hpp"

#include <algorithm>
#include <cmath>

namespace trainyard::dataset {

Values empty_values(ColumnType type) {
  switch (type) {
    case ColumnType::floating:
      return std::vector<double>{};
    case ColumnType::integer:
    case ColumnType::timestamp:
    case ColumnType::date:
      return std::vector<std::int64_t>{};
    case ColumnType::category:
      return std::vector<std::int32_t>{};
    case ColumnType::boolean:
      return std::vector<std::int8_t>{};
    case ColumnType::text:
      return std::vector<std::string>{};
  }
  return {};
}

std::size_t bytes_per_value(ColumnType type) {
  return std::visit([](const auto& values) { return sizeof(typename std::decay_t<decltype(values)>::value_type); }, empty_values(type));
}

Batch empty_batch(const std::vector<Field>& fields) {
  Batch batch;
  for (const Field& field : fields) batch.columns.push_back(empty_values(field.type));
  return batch;
}

void append_rows(Batch& to, const Batch& from, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    std::visit(
        [&](auto& target) {
          const auto& values = std::get<std::decay_t<decltype(target)>>(from.columns[i]);
          const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
          target.insert(target.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
        },
        to.columns[i]);
  }
  const auto begin = from.ids.begin() + static_cast<std::ptrdiff_t>(first);
  to.ids.insert(to.ids.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
}

void append_missing(Values& values, std::size_t count) {
  struct Missing {
    static double of(const std::vector<double>&) { return std::nan(""); }
    static std::int64_t of(const std::vector<std::int64_t>&) { return missing_integer; }
    static std::int32_t of(const std::vector<std::int32_t>&) { return missing_code; }
    static std::int8_t of(const std::vector<std::int8_t>&) { return missing_boolean; }
    static std::string of(const std::vector<std::string>&) { return {}; }
  };
  std::visit([&](auto& typed) { typed.insert(typed.end(), count, Missing::of(typed)); }, values);
}

std::vector<Field> stored_fields(const Schema& schema) {
  std::vector<Field> fields;
  std::copy_if(schema.fields.begin(), schema.fields.end(), std::back_inserter(fields),
               [](const Field& field) { return field.role != Role::ignore; });
  return fields;
}

void append_to(Column& column, const Values& values) {
  if (const auto* codes = std::get_if<std::vector<std::int32_t>>(&values)) {
    column.codes.insert(column.codes.end(), codes->begin(), codes->end());
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    for (const std::int64_t value : *integers)
      column.numbers.push_back(value == missing_integer ? std::nan("") : static_cast<double>(value));
  } else if (const auto* booleans = std::get_if<std::vector<std::int8_t>>(&values)) {
    for (const std::int8_t value : *booleans) column.numbers.push_back(value == missing_boolean ? std::nan("") : value);
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&values)) {
    column.texts.insert(column.texts.end(), texts->begin(), texts->end());
  } else {
    const auto& numbers = std::get<std::vector<double>>(values);
    column.numbers.insert(column.numbers.end(), numbers.begin(), numbers.end());
  }
}

std::string describe(const BadRow& row, const std::string& file) {
  std::string text = file + (row.line > 0 ? ":" + std::to_string(row.line) : "") + ": data row " + std::to_string(row.number + 1);
  if (!row.column.empty()) text += ", column '" + row.column + "': '" + row.value + "'";
  return text + ": " + row.reason;
}

}  // namespace trainyard::dataset
