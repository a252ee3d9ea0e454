#include "host/dataset/kept_columns.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

ColumnType type_of(source::ValueType type) {
  switch (type) {
    case source::ValueType::integer:
      return ColumnType::integer;
    case source::ValueType::floating:
      return ColumnType::floating;
    case source::ValueType::boolean:
      return ColumnType::boolean;
    case source::ValueType::timestamp:
      return ColumnType::timestamp;
    case source::ValueType::text:
      return ColumnType::text;
  }
  return ColumnType::text;
}

/// One column of a block, whatever it is kept as.
struct Cells {
  const source::Block& block;
  std::size_t position;

  [[nodiscard]] bool is_null(std::size_t row) const {
    const auto& null = block.typed(position).null;
    return !null.empty() && null[row] != 0;
  }
  [[nodiscard]] std::string_view text(std::size_t row) const {
    if (!block.is_typed()) return block.cell(row, position);
    return is_null(row) ? std::string_view{} : block.typed(position).texts[row];
  }

  void append(std::size_t row, std::vector<std::string>& to) const { to.emplace_back(text(row)); }
  void append(std::size_t row, std::vector<double>& to) const {
    to.push_back(is_null(row) ? std::nan("") : block.typed(position).floats[row]);
  }
  void append(std::size_t row, std::vector<std::int64_t>& to) const {
    to.push_back(is_null(row) ? missing_integer : block.typed(position).integers[row]);
  }
  void append(std::size_t row, std::vector<std::int8_t>& to) const {
    to.push_back(is_null(row) ? missing_boolean : static_cast<std::int8_t>(block.typed(position).integers[row]));
  }
  void append(std::size_t, std::vector<std::int32_t>&) const { throw Error(ExitCode::bug, "a kept column cannot hold codes"); }
};

}  // namespace

KeptColumns::KeptColumns(const std::string& file, const source::Reader& reader, const std::vector<std::string>& names) {
  const auto& columns = reader.columns();
  for (const std::string& name : names) {
    const auto found = std::ranges::find(columns, name);
    if (found == columns.end()) throw Error(ExitCode::bad_data, file + ": there is no column '" + name + "'" + suggest(name, columns));
    const auto position = static_cast<std::size_t>(found - columns.begin());
    positions_.push_back(position);
    fields_.push_back({.name = name, .type = reader.types().empty() ? ColumnType::text : type_of(reader.types()[position])});
  }
}

std::optional<KeptColumns::Unfit> KeptColumns::problem(const source::Block& block, std::size_t row) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].type != ColumnType::text) continue;
    const auto at = source::first_bad_utf8(Cells{block, positions_[i]}.text(row));
    if (at != std::string_view::npos) return Unfit{i, "not UTF-8 at byte " + std::to_string(at) + "; save the file as UTF-8"};
  }
  return std::nullopt;
}

void KeptColumns::append(const source::Block& block, std::span<const std::size_t> rows, std::vector<Values>& values) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Cells cells{block, positions_[i]};
    std::visit(
        [&](auto& typed) {
          for (const std::size_t row : rows) cells.append(row, typed);
        },
        values[i]);
  }
}

}  // namespace trainyard::dataset
