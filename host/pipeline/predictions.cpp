#include "host/pipeline/predictions.hpp"

#include "host/pipeline/csv_text.hpp"

namespace trainyard::pipeline {

std::string predictions_csv(const dataset::Table& table, std::span<const std::uint32_t> rows, std::span<const float> predictions,
                            const std::string& target_name, std::span<const double> target, bool several_sources) {
  std::string out = several_sources ? "source,row,prediction" : "row,prediction";
  if (!target.empty()) out += "," + csv_field(target_name);
  out += "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const dataset::RowId id = table.ids[rows[i]];
    if (several_sources) out += std::to_string(id.source) + ",";
    out += std::to_string(id.number) + "," + csv_number(predictions[i]);
    if (!target.empty()) out += "," + csv_number(target[rows[i]]);
    out += "\n";
  }
  return out;
}

}  // namespace trainyard::pipeline
