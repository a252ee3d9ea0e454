#include "host/monitor/skew.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "host/dataset/rows_json.hpp"
#include "host/serve/rows_reader.hpp"
#include "host/serve/served_model.hpp"

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;

std::int64_t microseconds_of(const std::string& unit) { return unit == "s" ? 1'000'000 : unit == "ms" ? 1'000 : 1; }

/// A time in a schema's unit is a whole number in a request.
void use_units(const bundle::Bundle& bundle, const dataset::Table& table, ordered_json& rows) {
  for (const dataset::Column& column : table.columns) {
    const dataset::Field* field = bundle.schema.find(column.name);
    if (field == nullptr || field->unit.empty()) continue;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (std::isnan(column.numbers[row])) continue;
      const std::int64_t time = std::llround(column.numbers[row]);
      rows[row][column.name] = field->unit == "ns" ? time * 1000 : time / microseconds_of(field->unit);
    }
  }
}

/// The rows as clients send them: the values of personal columns too.
std::string request_body(const bundle::Bundle& bundle, const dataset::Table& sample) {
  ordered_json rows = dataset::rows_json(sample);
  use_units(bundle, sample, rows);
  return ordered_json{{"rows", std::move(rows)}}.dump();
}

dataset::Table sample_of(const bundle::Bundle& bundle, const dataset::Table& table, const std::vector<std::uint32_t>& rows) {
  dataset::Table sample;
  for (const std::string& name : bundle.transform.inputs()) {
    const dataset::Column& from = *table.find(name);
    dataset::Column& to = sample.columns.emplace_back(
        dataset::Column{.name = name, .type = from.type, .numbers = {}, .codes = {}, .dictionary = from.dictionary, .texts = {}});
    for (const std::uint32_t row : rows) {
      if (from.is_category()) {
        to.codes.push_back(from.codes[row]);
      } else {
        to.numbers.push_back(from.numbers[row]);
      }
    }
  }
  for (const std::uint32_t row : rows) sample.ids.push_back(table.ids[row]);
  return sample;
}

/// The rows of `served` that have other bits than the same rows of `batch`.
std::vector<std::size_t> different_rows(const models::Predictions& batch, const std::vector<std::uint32_t>& rows,
                                        const models::Predictions& served) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto was = batch.row(rows[i]), is = served.row(i);
    if (was.size() != is.size() || std::memcmp(was.data(), is.data(), was.size_bytes()) != 0) out.push_back(i);
  }
  return out;
}

std::string refusal_text(const serve::Rejection& rejection) {
  if (rejection.problems.empty()) return rejection.error;
  return rejection.problems.front().path + ": " + rejection.problems.front().problem;
}

}  // namespace

Finding check_skew(const bundle::Bundle& bundle, const Observed& observed) {
  const std::size_t all = observed.table.rows(), count = std::min(all, most_skew_rows);
  if (!bundle.history.empty()) return {.document = {{"skipped", "the model looks back on earlier rows, which the service does not take"}}};
  if (count == 0) return {.document = {{"skipped", "there are no rows"}}};
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(static_cast<std::uint32_t>(i * all / count));
  const serve::ServedModel model(bundle, {});
  serve::Rejection rejection;
  const dataset::Table read =
      serve::read_rows(request_body(bundle, sample_of(bundle, observed.table, rows)), model.inputs(), count, rejection);
  models::Predictions served;
  if (!rejection) {
    served = model
                 .predict(
                     read, [](std::size_t row) { return "/rows/" + std::to_string(row); }, rejection)
                 .values;
  }
  Finding finding{.document = {{"rows", count}, {"differing", 0}}};
  std::string text;
  std::size_t differing = count;
  if (rejection) {
    finding.document["refused"] = refusal_text(rejection);
    text = "the service refuses rows that batch prediction takes: " + refusal_text(rejection);
  } else {
    const auto different = different_rows(observed.predictions, rows, served);
    differing = different.size();
    text = std::to_string(differing) + " of " + std::to_string(count) + " rows get another prediction from the service than in batch";
    if (differing > 0) {
      const std::size_t first = different.front();
      finding.document["first"] = {{"row", observed.table.ids[rows[first]].number + 1},
                                   {"batch", observed.predictions.row(rows[first])},
                                   {"service", served.row(first)}};
    }
  }
  finding.document["differing"] = differing;
  if (differing > 0) finding.alerts.push_back({.kind = "skew", .value = static_cast<double>(differing), .limit = 0, .text = text});
  return finding;
}

}  // namespace trainyard::monitor
