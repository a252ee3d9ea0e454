#include "host/dataset/gatherer.hpp"

#include <algorithm>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t raw_bytes_kept = 4096;

bool is_after(const RowId* done, std::uint32_t source, std::uint64_t number) {
  return done == nullptr || source > done->source || (source == done->source && number > done->number);
}

}  // namespace

Gatherer::Gatherer(const Schema& schema, std::size_t dictionary_bytes)
    : fields_(stored_fields(schema)),
      codes_(fields_.size()),
      dictionary_bytes_(dictionary_bytes),
      personal_(std::any_of(schema.fields.begin(), schema.fields.end(), [](const Field& field) { return field.personal; })) {
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    if (schema.fields[i].role != Role::ignore) places_.push_back(i);
  }
}

void Gatherer::restore(std::size_t field, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) codes_[field].add(text, TextIndex::hash(text));
}

std::vector<std::vector<std::string>> Gatherer::dictionaries() const {
  std::vector<std::vector<std::string>> all;
  for (const CategoryCodes& codes : codes_) all.emplace_back(codes.texts().begin(), codes.texts().end());
  return all;
}

void Gatherer::gather(ConvertedBlock& block, const RowId* done, Batch& good, std::vector<BadRow>& bad) {
  const std::uint32_t source = block.binding->source;
  find_problems(block);
  good_rows_.clear();
  good.ids.clear();
  auto problem = problems_.begin();
  for (std::size_t row = 0; row < block.block.rows(); ++row) {
    if (problem != problems_.end() && problem->row == row) {
      ++problem;
    } else if (is_after(done, source, block.block.number(row))) {
      good_rows_.push_back(row);
      good.ids.push_back({source, block.block.number(row)});
    }
  }
  good.columns.resize(fields_.size());
  for (std::size_t field = 0; field < fields_.size(); ++field) {
    ConvertedColumn& column = block.columns[places_[field]];
    if (fields_[field].type == ColumnType::category) add_codes(column, field);
    std::swap(good.columns[field], column.values);
    if (good_rows_.size() == block.block.rows()) continue;
    std::visit(
        [&](auto& values) {
          for (std::size_t kept = 0; kept < good_rows_.size(); ++kept) {
            if (kept != good_rows_[kept]) values[kept] = std::move(values[good_rows_[kept]]);
          }
          values.resize(good_rows_.size());
        },
        good.columns[field]);
  }
  bad.clear();
  collect_bad(block, done, bad);
}

void Gatherer::find_problems(const ConvertedBlock& block) {
  problems_.clear();
  for (std::size_t field = 0; field < fields_.size(); ++field) {
    for (const auto& problem : block.columns[places_[field]].problems) problems_.push_back({problem.row, field, &problem.reason});
  }
  std::stable_sort(problems_.begin(), problems_.end(), [](const Found& a, const Found& b) { return a.row < b.row; });
  const auto same_row = [](const Found& a, const Found& b) { return a.row == b.row; };
  problems_.erase(std::unique(problems_.begin(), problems_.end(), same_row), problems_.end());
}

// Codes of the block to codes of the dataset; texts met for the first time get theirs in the order of good rows.
void Gatherer::add_codes(ConvertedColumn& column, std::size_t field) {
  constexpr std::int32_t none_yet = missing_code - 1;
  constexpr std::size_t ahead = 8;
  std::vector<std::int32_t> known(column.texts.size(), none_yet);
  auto& codes = std::get<std::vector<std::int32_t>>(column.values);
  for (const std::size_t row : good_rows_) {
    if (codes[row] == missing_code) continue;
    const auto local = static_cast<std::size_t>(codes[row]);
    if (known[local] == none_yet) {
      // Texts come in order of appearance.
      if (local + 2 * ahead < known.size()) codes_[field].prefetch_slot(column.texts[local + 2 * ahead].hash);
      if (local + ahead < known.size()) codes_[field].prefetch_text(column.texts[local + ahead].hash);
      known[local] = codes_[field].add(column.texts[local].text, column.texts[local].hash);
    }
    codes[row] = known[local];
  }
  if (codes_[field].bytes() <= dictionary_bytes_) return;
  throw Error(ExitCode::out_of_memory, "column '" + fields_[field].name + "' has too many different texts (" +
                                           std::to_string(codes_[field].texts().size()) + " so far, " +
                                           std::to_string(codes_[field].bytes()) +
                                           " bytes); drop it, give it type text and role id in a schema, or give more memory");
}

void Gatherer::collect_bad(const ConvertedBlock& block, const RowId* done, std::vector<BadRow>& bad) const {
  const Binding& binding = *block.binding;
  const auto raw = [&](std::string_view text) { return personal_ ? std::string(personal_value) : printable(text, raw_bytes_kept); };
  for (const Found& problem : problems_) {
    const std::uint64_t number = block.block.number(problem.row);
    if (!is_after(done, binding.source, number)) continue;
    const Field& field = fields_[problem.field];
    const std::size_t position = binding.positions[places_[problem.field]];
    const std::string value = field.personal                ? std::string(personal_value)
                              : position == Binding::absent ? std::string()
                                                            : printable(cell_text(block.block, problem.row, position));
    bad.push_back(
        {binding.source, number, block.block.line(problem.row), field.name, value, *problem.reason, raw(block.block.raw(problem.row))});
  }
  for (const source::BrokenRow& row : block.block.broken()) {
    if (is_after(done, binding.source, row.number)) bad.push_back({binding.source, row.number, row.line, {}, {}, row.reason, raw(row.raw)});
  }
  std::sort(bad.begin(), bad.end(), [](const BadRow& a, const BadRow& b) { return a.number < b.number; });
}

}  // namespace trainyard::dataset
