// Rows are marked as test rows by a column's value.
#include <cmath>
#include <set>

#include "host/dataset/printable.hpp"
#include "host/dataset/split_methods.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t most_named = 20;

std::string text_of(const Column& column, std::size_t row) {
  if (column.is_category()) return column.dictionary->at(static_cast<std::size_t>(column.codes[row]));
  const auto number = static_cast<std::int64_t>(column.numbers[row]);
  if (column.type == ColumnType::boolean) return number == 1 ? "true" : "false";
  return std::to_string(number);
}

bool is_missing(const Column& column, std::size_t row) {
  return column.is_category() ? column.codes[row] < 0 : std::isnan(column.numbers[row]);
}

// A mark in the spelling of text_of(), for "1.0" and "TRUE" are values too.
std::string spelling(const Column& column, const std::string& mark) {
  if (column.type == ColumnType::integer) {
    if (const auto parsed = parse_integer(mark); parsed.ok()) return std::to_string(parsed.value);
  }
  if (column.type == ColumnType::boolean) {
    if (const auto parsed = parse_boolean(mark); parsed.ok()) return parsed.value ? "true" : "false";
  }
  return mark;
}

[[noreturn]] void refuse(const Column& column, const std::string& mark, const std::set<std::string>& values) {
  std::vector<std::string> known;
  known.reserve(values.size());
  for (const std::string& value : values) known.push_back(printable(value));
  std::string hint = suggest(mark, known);
  if (nearest_name(mark, known).empty() && known.size() > most_named) {
    known.resize(most_named);
    hint = suggest(mark, known) + ", … (" + std::to_string(values.size()) + " in all)";
  }
  if (column.personal) hint.clear();
  throw Error(ExitCode::bad_data, "no row has '" + printable(mark) + "' (split.test) in column '" + column.name + "'" + hint);
}

}  // namespace

Split split_by_column(const SplitTask& task) {
  const Column& column = named_column(task, task.options.column);
  if (column.type == ColumnType::floating || is_time(column.type)) {
    throw Error(ExitCode::bad_data, "column '" + column.name + "' is " + std::string(type_name(column.type)) +
                                        "; marks of test rows are category, integer or boolean");
  }
  std::set<std::string> marks, values;
  for (const std::string& mark : task.options.marks) marks.insert(spelling(column, mark));
  std::vector<bool> is_test(task.table.rows());
  for (std::size_t row = 0; row < task.table.rows(); ++row) {
    if (is_missing(column, row)) continue;
    const std::string value = text_of(column, row);
    is_test[row] = marks.contains(value);
    values.insert(value);
  }
  for (const std::string& mark : marks) {
    if (!values.contains(mark)) refuse(column, mark, values);
  }
  return split_where(task, is_test);
}

}  // namespace trainyard::dataset
