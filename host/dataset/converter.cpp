#include "host/dataset/converter.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "host/dataset/convert_cells.hpp"
#include "host/dataset/csv_text.hpp"
#include "host/dataset/parallel_for.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

Converter::Converter(Schema schema, Options options) : schema_(std::move(schema)), options_(options) {
  for (const Field& field : schema_.fields) plans_.emplace_back(field, schema_.missing, options.target_optional, options.learning);
}

Converter::~Converter() = default;

std::shared_ptr<const Binding> Converter::bind(std::uint32_t source, const std::string& file, const std::vector<std::string>& columns,
                                               std::vector<std::string>& extra) const {
  auto binding = std::make_shared<Binding>(Binding{source, file, {}});
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < columns.size(); ++i) positions.emplace(columns[i], i);
  for (const Field& field : schema_.fields) {
    const auto found = positions.find(field.name);
    binding->positions.push_back(found == positions.end() ? Binding::absent : found->second);
    const bool needed = options_.learning || (field.role != Role::ignore && !(options_.target_optional && field.role == Role::target));
    if (found != positions.end() || !needed) continue;
    throw Error(ExitCode::bad_data, file + ": there is no column '" + field.name + "'" + suggest(field.name, columns));
  }
  for (const Field& field : schema_.fields) positions.erase(field.name);
  extra.clear();
  std::copy_if(columns.begin(), columns.end(), std::back_inserter(extra),
               [&](const std::string& name) { return positions.contains(name); });
  return binding;
}

void Converter::convert(ConvertedBlock& converted, int threads) const {
  converted.columns.resize(plans_.size());
  parallel_for(plans_.size(), plans_.size() * converted.block.rows(), threads, [&](std::size_t i) {
    ConvertedColumn& column = converted.columns[i];
    column.texts.clear();
    column.bad_texts.clear();
    column.problems.clear();
    column.counts = {};
    column.made.clear();
    if (!plans_[i].is_read()) return;
    const std::size_t position = converted.binding->positions[i];
    if (position != Binding::absent) {
      convert_column(plans_[i], converted.block, position, converted.binding->file, column);
    } else {
      column.values = empty_values(plans_[i].field.type);
      append_missing(column.values, converted.block.rows());
    }
  });
}

std::string cell_text(const source::Block& block, std::size_t row, std::size_t column) {
  if (!block.is_typed()) return std::string(block.cell(row, column));
  const source::TypedColumn& typed = block.typed(column);
  if (!typed.null.empty() && typed.null[row] != 0) return {};
  switch (typed.type) {
    case source::ValueType::integer:
      return std::to_string(typed.integers[row]);
    case source::ValueType::floating:
      return std::isinf(typed.floats[row]) ? (typed.floats[row] < 0 ? "-inf" : "inf") : csv_number(typed.floats[row]);
    case source::ValueType::boolean:
      return typed.integers[row] != 0 ? "true" : "false";
    case source::ValueType::timestamp:
      return format_timestamp(typed.integers[row]);
    case source::ValueType::text:
      return std::string(typed.texts[row]);
  }
  return {};
}

}  // namespace trainyard::dataset
