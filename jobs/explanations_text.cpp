#include "jobs/explanations_text.hpp"

#include "jobs/table.hpp"
#include "jobs/text.hpp"

namespace trainyard::jobs {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_text = 1000;

std::string explanation_text(const ordered_json& entry) {
  const auto part = [&](const char* key) { return printable(entry.value(key, ""), longest_text); };
  std::string text = part("column") + ": " + part("type") + ", role " + part("role") + "\n";
  text += "  because " + part("decision") + "\n";
  if (const auto counts = entry.find("counts"); counts != entry.end()) {
    Table table({{"values"}, {"count", Align::right}});
    for (const auto& [kind, count] : counts->items()) table.add({kind, count_text(count)});
    text += table.text(4);
  }
  if (const auto first = entry.find("first"); first != entry.end()) {
    for (const auto& [kind, place] : first->items())
      text += "  first " + kind + ": " + printable(place.get<std::string>(), longest_text) + "\n";
  }
  text += "  what would change it:\n";
  for (const auto& change : entry.at("changes")) text += "    " + printable(change.get<std::string>(), longest_text) + "\n";
  return text;
}

}  // namespace

std::string explanations_text(const ordered_json& explanations) {
  std::string text;
  for (const auto& entry : explanations) text += (text.empty() ? "" : "\n") + explanation_text(entry);
  return text;
}

}  // namespace trainyard::jobs
