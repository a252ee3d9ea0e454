#include "host/dataset/converter.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "host/dataset/for_each_column.hpp"
#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t raw_bytes_kept = 4096;

std::string number_text(double value) { return nlohmann::json(value).dump(); }

// Why a number lies outside the field's range, or "".
std::string why_out_of_range(const Field& field, double value) {
  if (field.role == Role::weight && value < 0) return "a weight cannot be negative";
  if (field.min && value < *field.min) return "below the least allowed, " + number_text(*field.min);
  if (field.max && value > *field.max) return "above the greatest allowed, " + number_text(*field.max);
  return {};
}

std::string why_missing(const Field& field) {
  return field.role == Role::feature || field.role == Role::split ? "a required value is missing"
                                                                  : "the " + std::string(role_name(field.role)) + " is missing";
}

bool is_required(const Field& field, bool target_optional) {
  if (field.role == Role::target) return !target_optional;
  return field.required || field.role == Role::weight || field.role == Role::timestamp || field.role == Role::group;
}

}  // namespace

Converter::Converter(const Schema& schema, Options options)
    : fields_(stored_fields(schema)), missing_(schema.missing), options_(options), codes_(fields_.size()), reasons_(fields_.size()) {
  for (const Field& field : schema.fields) known_.push_back(field.name);
}

std::vector<std::string> Converter::bind(std::uint32_t source, const std::string& file, const std::vector<std::string>& columns) {
  source_ = source;
  positions_.clear();
  for (const Field& field : fields_) {
    const auto found = std::find(columns.begin(), columns.end(), field.name);
    positions_.push_back(found == columns.end() ? absent : static_cast<std::size_t>(found - columns.begin()));
    if (found != columns.end() || (options_.target_optional && field.role == Role::target)) continue;
    throw Error(ExitCode::bad_data, file + ": there is no column '" + field.name + "'" + suggest(field.name, columns));
  }
  std::vector<std::string> extra;
  std::copy_if(columns.begin(), columns.end(), std::back_inserter(extra),
               [&](const std::string& name) { return std::find(known_.begin(), known_.end(), name) == known_.end(); });
  return extra;
}

void Converter::convert(const source::Block& block, Batch& good, std::vector<BadRow>& bad) {
  good = empty_batch(fields_);
  for_each_column(fields_.size(), fields_.size() * block.rows(), options_.threads,
                  [&](std::size_t field) { convert_field(block, field, good.columns[field]); });
  collect_problems();
  keep_good_rows(block, good);
  bad.clear();
  collect_bad_rows(block, bad);
}

void Converter::collect_problems() {
  problems_.clear();
  for (std::size_t field = 0; field < fields_.size(); ++field) {
    for (auto& [row, reason] : reasons_[field]) problems_.try_emplace(row, Problem{field, std::move(reason)});
    reasons_[field].clear();
  }
}

template <typename T, typename Parse>
void Converter::convert_cells(const source::Block& block, std::size_t field, std::vector<T>& values, T missing, const Parse& parse) {
  const bool required = is_required(fields_[field], options_.target_optional);
  for (std::size_t row = 0; row < block.rows(); ++row) {
    const std::string_view text = trim(block.cell(row, positions_[field]));
    values[row] = missing;
    if (missing_.match(text)) {
      if (required) reasons_[field][row] = why_missing(fields_[field]);
      continue;
    }
    const auto parsed = parse(text);
    if (parsed.ok()) {
      values[row] = static_cast<T>(parsed.value);
      if (auto why = why_out_of_range(fields_[field], static_cast<double>(parsed.value)); !why.empty()) {
        reasons_[field][row] = std::move(why);
      }
    } else {
      reasons_[field][row] = parsed.problem;
    }
  }
}

void Converter::convert_field(const source::Block& block, std::size_t field, Values& values) {
  if (positions_[field] == absent) {
    append_missing(values, block.rows());
    return;
  }
  std::visit([&](auto& typed) { typed.assign(block.rows(), {}); }, values);
  switch (fields_[field].type) {
    case ColumnType::floating:
      return convert_cells(block, field, std::get<std::vector<double>>(values), std::nan(""), parse_float);
    case ColumnType::integer:
      return convert_cells(block, field, std::get<std::vector<std::int64_t>>(values), missing_integer, parse_integer);
    case ColumnType::timestamp:
    case ColumnType::date:
      return convert_cells(block, field, std::get<std::vector<std::int64_t>>(values), missing_integer, parse_timestamp);
    case ColumnType::boolean:
      return convert_cells(block, field, std::get<std::vector<std::int8_t>>(values), missing_boolean, parse_boolean);
    case ColumnType::category:
      return look_up(block, field, std::get<std::vector<std::int32_t>>(values));
    case ColumnType::text:
      for (std::size_t row = 0; row < block.rows(); ++row)
        std::get<std::vector<std::string>>(values)[row] = block.cell(row, positions_[field]);
  }
}

// Texts not met before stay `unknown` until it is known which rows are good: a dictionary holds nothing of a bad row.
void Converter::look_up(const source::Block& block, std::size_t field, std::vector<std::int32_t>& codes) {
  const Field& column = fields_[field];
  const bool required = is_required(column, options_.target_optional);
  for (std::size_t row = 0; row < block.rows(); ++row) {
    const std::string_view text = block.cell(row, positions_[field]);
    if (missing_.match(trim(text))) {
      codes[row] = missing_code;
      if (required) reasons_[field][row] = why_missing(column);
      continue;
    }
    codes[row] = codes_[field].find(text);
    if (codes[row] != CategoryCodes::unknown) continue;
    if (auto why = why_no_category(column, text); !why.empty()) reasons_[field][row] = std::move(why);
  }
}

std::string Converter::why_no_category(const Field& field, std::string_view text) const {
  if (text.size() > longest_category) {
    return "text of " + std::to_string(text.size()) + " bytes, a category has at most " + std::to_string(longest_category);
  }
  if (const auto at = text.find('\0'); at != std::string_view::npos) return "a NUL at byte " + std::to_string(at) + "; remove it";
  if (const auto at = source::first_bad_utf8(text); at != std::string_view::npos)
    return "not UTF-8 at byte " + std::to_string(at) + "; save the file as UTF-8";
  if (field.allowed.empty() || std::find(field.allowed.begin(), field.allowed.end(), text) != field.allowed.end()) return {};
  return "not an allowed value" + suggest(text, field.allowed);
}

void Converter::keep_good_rows(const source::Block& block, Batch& batch) {
  std::vector<std::size_t> good;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    if (problems_.contains(row)) continue;
    good.push_back(row);
    batch.ids.push_back({source_, block.number(row)});
  }
  for_each_column(fields_.size(), fields_.size() * good.size(), options_.threads, [&](std::size_t field) {
    if (auto* codes = std::get_if<std::vector<std::int32_t>>(&batch.columns[field])) add_codes(block, field, good, *codes);
    if (good.size() == block.rows()) return;
    std::visit(
        [&](auto& values) {
          for (std::size_t kept = 0; kept < good.size(); ++kept) values[kept] = values[good[kept]];
          values.resize(good.size());
        },
        batch.columns[field]);
  });
}

// Gives the new texts of these rows their codes.
void Converter::add_codes(const source::Block& block, std::size_t field, const std::vector<std::size_t>& rows,
                          std::vector<std::int32_t>& codes) {
  for (const std::size_t row : rows) {
    if (codes[row] == CategoryCodes::unknown) codes[row] = codes_[field].add(block.cell(row, positions_[field]));
  }
  if (codes_[field].bytes() <= options_.dictionary_bytes) return;
  throw Error(ExitCode::out_of_memory, "column '" + fields_[field].name + "' has too many different texts (" +
                                           std::to_string(codes_[field].texts().size()) + " so far, " +
                                           std::to_string(codes_[field].bytes()) + " bytes); drop it, or give more memory");
}

void Converter::collect_bad_rows(const source::Block& block, std::vector<BadRow>& bad) const {
  for (const auto& [row, problem] : problems_) {
    const std::string_view value = block.cell(row, positions_[problem.field]);
    bad.push_back({source_, block.number(row), block.line(row), fields_[problem.field].name, printable(value), problem.reason,
                   printable(block.raw(row), raw_bytes_kept)});
  }
  for (const source::BrokenRow& row : block.broken()) {
    bad.push_back({source_, row.number, row.line, {}, {}, row.reason, printable(row.raw, raw_bytes_kept)});
  }
  std::sort(bad.begin(), bad.end(), [](const BadRow& a, const BadRow& b) { return a.number < b.number; });
}

}  // namespace trainyard::dataset
