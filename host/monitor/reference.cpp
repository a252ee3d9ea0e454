#include "host/monitor/reference.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/dataset/parallel_for.hpp"
#include "host/error/error.hpp"

namespace trainyard::monitor {
namespace {

using dataset::Column;
using kernels::drift::Distinct;

std::vector<double> quantiles_of(const Distinct& values, std::uint64_t present) {
  std::vector<double> out;
  std::size_t at = 0;
  double through = values.counts.front();
  for (std::size_t i = 0; i < quantile_count; ++i) {
    const auto rank = i * (present - 1) / (quantile_count - 1);  // the one below
    const auto place = static_cast<double>(rank);
    while (through <= place) through += values.counts[++at];
    out.push_back(values.values[at]);
  }
  return out;
}

void count_numbers(const Column& from, std::span<const std::uint32_t> rows, Detail detail, ColumnReference& column) {
  std::vector<double> some;
  kernels::ColumnView view(from.numbers.data(), from.numbers.size());
  if (rows.size() != from.numbers.size()) {
    some.reserve(rows.size());
    for (const std::uint32_t row : rows) some.push_back(from.numbers[row]);
    view = {some.data(), some.size()};
  }
  column.missing =
      static_cast<std::uint64_t>(std::count_if(view.data, view.data + view.size, [](double value) { return std::isnan(value); }));
  column.present = rows.size() - column.missing;
  if (column.personal || column.present == 0) return;
  Distinct values = kernels::drift::distinct(view);
  if (detail == Detail::in_short && values.values.size() > most_values) {
    column.quantiles = quantiles_of(values, column.present);
  } else {
    column.values = std::move(values);
  }
}

void count_categories(const Column& from, std::span<const std::uint32_t> rows, Detail detail, ColumnReference& column) {
  std::vector<std::uint64_t> counts(from.dictionary == nullptr ? 0 : from.dictionary->size(), 0);
  for (const std::uint32_t row : rows) {
    if (from.codes[row] >= 0) ++counts[static_cast<std::size_t>(from.codes[row])];
  }
  column.present = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  column.missing = rows.size() - column.present;
  if (column.personal) return;
  for (std::size_t code = 0; code < counts.size(); ++code) {
    if (counts[code] > 0) column.categories.emplace_back((*from.dictionary)[code], counts[code]);
  }
  std::ranges::sort(column.categories,
                    [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  if (detail == Detail::whole || column.categories.size() <= most_categories) return;
  for (std::size_t i = most_categories; i < column.categories.size(); ++i) column.other += column.categories[i].second;
  column.categories.resize(most_categories);
}

}  // namespace

double ColumnReference::missing_share() const {
  return present + missing == 0 ? 0.0 : static_cast<double>(missing) / static_cast<double>(present + missing);
}

Distinct ColumnReference::numbers() const {
  if (quantiles.empty()) return values;
  Distinct out;
  const double share = static_cast<double>(present) / static_cast<double>(quantiles.size());
  for (std::size_t i = 0; i < quantiles.size();) {
    std::size_t end = i + 1;
    while (end < quantiles.size() && quantiles[end] == quantiles[i]) ++end;
    out.values.push_back(quantiles[i]);
    out.counts.push_back(share * static_cast<double>(end - i));
    i = end;
  }
  return out;
}

const ColumnReference* Reference::find(const std::string& name) const {
  const auto found = std::ranges::find(columns, name, &ColumnReference::name);
  return found == columns.end() ? nullptr : &*found;
}

ColumnReference describe(const Column& from, std::span<const std::uint32_t> rows, Detail detail) {
  ColumnReference column{.name = from.name, .type = from.type, .personal = from.personal};
  if (column.is_category()) {
    count_categories(from, rows, detail, column);
  } else {
    count_numbers(from, rows, detail, column);
  }
  return column;
}

std::vector<ColumnReference> describe_columns(const Exec& exec, const dataset::Table& table, const std::vector<std::string>& names,
                                              std::span<const std::uint32_t> rows) {
  std::vector<ColumnReference> out(names.size());
  dataset::parallel_for(names.size(), names.size() * rows.size(), exec.threads, [&](std::size_t i) {
    const Column* column = table.find(names[i]);
    if (column == nullptr) throw Error(ExitCode::bug, "the table lacks the column '" + names[i] + "'");
    out[i] = describe(*column, rows, Detail::in_short);
  });
  return out;
}

Column prediction_column(const bundle::Bundle& bundle, const models::Predictions& predictions) {
  Column column{
      .name = "prediction", .type = dataset::ColumnType::floating, .numbers = {}, .codes = {}, .dictionary = nullptr, .texts = {}};
  if (bundle.kind.task == models::Task::multiclass) {
    column.type = dataset::ColumnType::category;
    column.dictionary = std::make_shared<const dataset::Dictionary>(bundle.labels);
    column.codes = bundle.decide(predictions);
    return column;
  }
  const std::size_t at = bundle.kind.classifies() ? 1 : 0;
  for (std::size_t row = 0; row < predictions.rows; ++row) column.numbers.push_back(predictions.row(row)[at]);
  return column;
}

ColumnReference describe_predictions(const bundle::Bundle& bundle, const models::Predictions& predictions, Detail detail) {
  std::vector<std::uint32_t> rows(predictions.rows);
  std::iota(rows.begin(), rows.end(), 0U);
  return describe(prediction_column(bundle, predictions), rows, detail);
}

}  // namespace trainyard::monitor
