#include "host/report/json_tables.hpp"

#include <algorithm>

namespace trainyard::report {
namespace {

bool is_records(const Json& value) { return value.is_array() && !value.empty() && value.front().is_object(); }

/// Every value of an object and of those inside it, by its keys.
void spread(const Json& object, const std::string& before, std::vector<std::pair<std::string, const Json*>>& out) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = before.empty() ? key : before + " " + key;
    if (value.is_object()) {
      spread(value, name, out);
    } else {
      out.emplace_back(name, &value);
    }
  }
}

std::string cell_text(const Json& value) {
  if (!value.is_array()) return value_text(value);
  std::string text;
  for (const Json& one : value) text += (text.empty() ? "" : ", ") + value_text(one);
  return text.empty() ? "–" : text;
}

}  // namespace

std::string records_table(const Json& records, std::size_t most) {
  if (!is_records(records)) return "";
  std::vector<std::vector<std::pair<std::string, const Json*>>> lines;
  std::vector<std::string> headings;
  for (std::size_t i = 0; i < std::min(records.size(), most); ++i) {
    lines.emplace_back();
    if (records[i].is_object()) spread(records[i], "", lines.back());
    for (const auto& [name, value] : lines.back()) {
      if (std::ranges::find(headings, name) == headings.end()) headings.push_back(name);
    }
  }
  HtmlTable table(headings);
  for (const auto& line : lines) {
    std::vector<std::string> cells;
    for (const std::string& heading : headings) {
      const auto found = std::ranges::find(line, heading, &std::pair<std::string, const Json*>::first);
      cells.push_back(found == line.end() ? "" : cell_text(*found->second));
    }
    table.add(cells);
  }
  const bool cut = records.size() > most;
  return table.html() + (cut ? paragraph("The first " + std::to_string(most) + " of " + std::to_string(records.size()) + ".", "soft") : "");
}

std::string facts_table(const Json& facts) {
  if (!facts.is_object()) return "";
  std::vector<std::pair<std::string, const Json*>> all;
  spread(facts, "", all);
  HtmlTable table({"", ""});
  std::string below;
  for (const auto& [name, value] : all) {
    if (is_records(*value)) {
      below += heading(name) + records_table(*value);
    } else {
      table.add({name, cell_text(*value)});
    }
  }
  return (table.empty() ? "" : table.html()) + below;
}

}  // namespace trainyard::report
