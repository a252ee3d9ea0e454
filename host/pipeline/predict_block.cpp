#include "host/pipeline/predict_block.hpp"

#include <algorithm>
#include <numeric>

#include "host/error/error.hpp"

namespace trainyard::pipeline {
namespace {

std::vector<std::uint32_t> all_rows(const dataset::Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

}  // namespace

PredictedBlock BlockPredictor::predict(BlockToPredict& block) const {
  PredictedBlock out;
  out.rows = all_rows(block.table);
  out.bad = std::move(block.bad);
  try {
    answer(block.table, out);
  } catch (const Error& error) {
    if (!quarantine || error.code() != ExitCode::bad_data) throw;
    set_aside_refused(block, out);
    answer(block.table, out);
  }
  return out;
}

void BlockPredictor::answer(const dataset::Table& table, PredictedBlock& out) const {
  out.counts = {};
  out.predictions = bundle.predict(exec, table, out.rows, &out.counts);
  if (contributions) out.contributions = bundle.model->contributions(exec, bundle.transform.apply(exec, table, out.rows));
}

void BlockPredictor::set_aside_refused(const BlockToPredict& block, PredictedBlock& out) const {
  static_cast<void>(bundle.predict(exec, block.table, {}));  // throws when it is not for a row
  std::vector<std::pair<std::uint32_t, std::string>> refused;
  find_refused(block.table, out.rows, refused);
  std::vector<bool> is_refused(block.table.rows());
  for (const auto& [row, reason] : refused) {
    const dataset::RowId id = block.table.ids[row];
    out.bad.push_back({id.source, id.number, block.lines.empty() ? 0 : block.lines[row], {}, {}, reason, {}});
    is_refused[row] = true;
  }
  std::erase_if(out.rows, [&](std::uint32_t row) { return is_refused[row]; });
  std::ranges::stable_sort(out.bad, {}, &dataset::BadRow::number);
}

// By halves: what is refused together is refused because of some of the rows.
void BlockPredictor::find_refused(const dataset::Table& table, std::span<const std::uint32_t> rows,
                                  std::vector<std::pair<std::uint32_t, std::string>>& refused) const {
  try {
    static_cast<void>(bundle.predict(exec, table, rows));
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    if (rows.size() == 1) {
      refused.emplace_back(rows.front(), error.what());
      return;
    }
    find_refused(table, rows.first(rows.size() / 2), refused);
    find_refused(table, rows.subspan(rows.size() / 2), refused);
  }
}

}  // namespace trainyard::pipeline
