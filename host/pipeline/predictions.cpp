#include "host/pipeline/predictions.hpp"

#include "host/dataset/csv_text.hpp"
#include "host/pipeline/goal.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::csv_field;
using dataset::csv_number;

std::string header(const bundle::Bundle& bundle, bool with_target, bool several_sources) {
  std::string out = several_sources ? "source,row,prediction" : "row,prediction";
  for (const auto& label : bundle.labels) out += "," + csv_field("probability_" + label);
  if (bundle.interval) out += ",prediction_lower,prediction_upper";
  return out + (with_target ? "," + csv_field(bundle.target) : "") + "\n";
}

}  // namespace

std::string predictions_csv(const bundle::Bundle& bundle, const dataset::Table& table, std::span<const std::uint32_t> rows,
                            const models::Predictions& predictions, bool several_sources) {
  const dataset::Column* const actual = table.find(bundle.target);
  const auto decided = bundle.decide(predictions);
  const auto bounds = bundle.interval ? bundle.interval->bounds(predictions) : calibration::Bounds{};
  std::string out = header(bundle, actual != nullptr, several_sources);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const dataset::RowId id = table.ids[rows[i]];
    if (several_sources) out += std::to_string(id.source) + ",";
    out += std::to_string(id.number) + ",";
    out += decided.empty() ? "" : csv_field(bundle.labels[static_cast<std::size_t>(decided[i])]);
    for (std::size_t k = 0; k < predictions.width; ++k) out += (decided.empty() ? "" : ",") + csv_number(predictions.row(i)[k]);
    if (bundle.interval) out += "," + csv_number(bounds.lower[i]) + "," + csv_number(bounds.upper[i]);
    if (actual != nullptr) out += "," + csv_field(label_text(*actual, rows[i]));
    out += "\n";
  }
  return out;
}

}  // namespace trainyard::pipeline
