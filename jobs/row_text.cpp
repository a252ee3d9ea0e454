#include "jobs/row_text.hpp"

#include "host/dataset/csv_text.hpp"
#include "host/dataset/table.hpp"
#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_value = 60;
constexpr std::size_t most_zeros = 3;  // shown one by one

/// Numbers in full.
std::string cell(const ordered_json& value) {
  if (value.is_null()) return "-";
  if (value.is_number_float()) return dataset::csv_number(value.get<double>());
  return value.is_string() ? printable(value.get<std::string>(), longest_value) : value.dump();
}

/// The shortest text that reads back as the feature's 32 bits.
std::string feature_text(const ordered_json& value) { return value.is_number() ? dataset::csv_number(value.get<float>()) : cell(value); }

/// "a -119.57, b 2.0035"; of a list its length.
std::string learned_text(const ordered_json& learned) {
  std::string text;
  for (const auto& [key, value] : learned.items()) {
    text += (text.empty() ? "" : ", ") + key + " " + (value.is_array() ? "of " + count_text(value.size()) : value_text(value));
  }
  return printable(text, longest_value);
}

/// A feature of a personal column that is one of several may be 1 or not: none says more than the others.
void add_features(Table& table, const ordered_json& features) {
  const bool hidden = !features.empty() && features[0]["value"] == dataset::personal_value;
  const auto is_told = [&](std::size_t i) { return hidden ? i == 0 : features[i]["value"] != 0; };
  std::size_t others = 0;
  for (std::size_t i = 0; i < features.size(); ++i) others += is_told(i) ? 0 : 1;
  const bool all = others <= most_zeros && !hidden;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (!all && !is_told(i)) continue;
    table.add({"", "feature", printable(features[i]["name"].get<std::string>(), longest_value), feature_text(features[i]["value"])});
  }
  if (all || others == 0) return;
  table.add({"", "", "… " + count_text(others) + " others", hidden ? dataset::personal_value : "0"});
}

}  // namespace

std::string row_text(const ordered_json& summary) {
  Table table({{"column"}, {"step"}, {"with"}, {"value"}});
  for (const ordered_json& column : summary.at("columns")) {
    const bool derived = column.contains("expression");
    table.add({column["column"], derived ? "derived" : column["type"], derived ? printable(column["expression"].get<std::string>()) : "",
               cell(column["value"])});
    for (const ordered_json& step : column["steps"]) table.add({"", step["step"], learned_text(step["learned"]), cell(step["value"])});
    add_features(table, column["features"]);
  }
  return path_text(summary.at("source").get<std::string>()) + ": data row " + summary.at("row").dump() + " (" +
         summary.at("part").get<std::string>() + ")\n\n" + table.text();
}

}  // namespace trainyard::jobs
