#include <algorithm>
#include <array>
#include <filesystem>

#include "host/report/json_tables.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_worst = 50;

/// A value as a cell has it: of a source the file's name alone.
Json cell(const std::string& key, const Json& value) {
  if (!value.is_string()) return value;
  const std::string text = value.get<std::string>();
  return shortened(key == "source" ? std::filesystem::path(text).filename().string() : text);
}

/// What a row is and what the model made of it, to be opened.
std::string row_details(const Json& row) {
  Json added = member(row, {"contributions"});
  for (const char* rest : {"other_features", "bias"}) {
    if (row.contains(rest)) added[rest] = row[rest];
  }
  Json features = member(row, {"features"});
  if (features.is_object()) {
    for (const auto& [key, value] : features.items()) features[key] = cell("", value);
  }
  const std::array parts = {titled("Columns", facts_table(features)), titled("Contributions", facts_table(added))};
  const std::string html = beside(parts);
  if (html.empty()) return "";
  return details("Row " + value_text(member(row, {"row"})) + ": " + value_text(member(row, {"target"})) + ", predicted " +
                     value_text(member(row, {"prediction"})),
                 html);
}

}  // namespace

Section worst_rows_section(const RunFiles& run) {
  Section section{.id = "worst-rows", .title = "Worst rows"};
  const Json& rows = member(run.evaluation, {"worst_rows"});
  if (!rows.is_array() || rows.empty()) return section;
  Json short_rows = Json::array();
  std::string html;
  for (std::size_t i = 0; i < std::min(rows.size(), most_worst); ++i) {
    if (!rows[i].is_object()) continue;
    html += row_details(rows[i]);
    Json scalars = Json::object();
    for (const auto& [key, value] : rows[i].items()) {
      if (!value.is_structured() && key != "other_features" && key != "bias") scalars[key] = cell(key, value);
    }
    short_rows.push_back(std::move(scalars));
  }
  section.body = records_table(short_rows) + titled("What the rows are, and what each column added to the prediction", html);
  return section;
}

}  // namespace trainyard::report
