#include "host/registry/card.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

/// One line of Markdown: what would end a cell or begin markup is escaped.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("|\\`*_<>[]#").find(c) != std::string_view::npos) out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

std::string value_text(const Json& value) {
  if (value.is_null()) return "–";
  if (value.is_string()) return plain(value.get<std::string>());
  if (!value.is_number_float()) return plain(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value.get<double>());
  return text;
}

Json member(const Json& object, const std::string& key) { return object.is_object() && object.contains(key) ? object[key] : Json(); }

std::string line(const std::string& title, const Json& value) {
  return value.is_null() ? "" : "- " + title + ": " + value_text(value) + "\n";
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string rule(std::size_t columns) { return row(std::vector<std::string>(columns, "---")); }

std::string metrics_table(const Json& metrics) {
  std::vector<std::string> parts, names;
  for (const char* part : {"test", "baseline", "cv", "train"}) {
    const Json values = member(metrics, part);
    if (!values.is_object() || values.empty()) continue;
    parts.emplace_back(part);
    for (const auto& [name, value] : values.items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  if (parts.empty()) return "Nothing was measured.\n";
  std::vector<std::string> head = {"metric"};
  head.insert(head.end(), parts.begin(), parts.end());
  std::string text = row(head) + rule(head.size());
  for (const std::string& name : names) {
    std::vector<std::string> cells = {plain(name)};
    for (const std::string& part : parts) cells.push_back(value_text(member(metrics[part], name)));
    text += row(cells);
  }
  return text;
}

/// Whether the run's config has gates; runs from before that was recorded do not say.
bool has_gates(const Json& run) {
  const Json gates = member(run, "gates");
  return gates.is_number() && gates != 0;
}

std::string gates_table(const RunFacts& facts) {
  const Json& gates = facts.gates;
  if (!gates.is_object()) return has_gates(facts.run) ? "The gates were not evaluated.\n" : "The run had no gates.\n";
  std::string text =
      "Verdict: " + value_text(member(gates, "verdict")) + "\n\n" + row({"metric", "rule", "value", "limit", "passed"}) + rule(5);
  for (const Json& gate : member(gates, "gates")) {
    std::vector<std::string> cells;
    for (const char* key : {"metric", "rule", "value", "limit", "passed"}) cells.push_back(value_text(member(gate, key)));
    text += row(cells);
  }
  return text;
}

std::string data_text(const Json& data) {
  const Json dataset = member(data, "dataset"), split = member(data, "split"), features = member(data, "features");
  std::string text = line("dataset version", member(dataset, "version")) + line("rows", member(dataset, "rows")) +
                     line("rows set aside", member(dataset, "quarantined")) + line("target", member(data, "target")) +
                     line("training rows", member(split, "train")) + line("test rows", member(split, "test"));
  if (features.is_array()) text += line("features", features.size());
  for (const Json& source : member(data, "sources")) text += line("source", member(source, "path"));
  return text.empty() ? "Not recorded.\n" : text;
}

}  // namespace

Doubt doubt_of(const RunFacts& facts) {
  if (facts.gates.is_object() && member(facts.gates, "verdict") != "passed") {
    return {.what = "its gates failed", .remedy = "gates.json says which; train a better one"};
  }
  if (!facts.gates.is_object() && has_gates(facts.run)) {
    return {.what = "its gates were not evaluated", .remedy = "`trainyard run` evaluates the gates of a config"};
  }
  if (member(member(facts.run, "summary"), "verdict") == "failed") {
    return {.what = "its verdict is failed", .remedy = "run.json has the warnings that its config takes for errors (strict)"};
  }
  return {};
}

std::string card_text(const Json& version, const RunFacts& facts, const std::string& owner) {
  std::string text = "# " + plain(version.at("name")) + ", version " + value_text(version.at("version")) + "\n\n";
  const Json& description = version.at("description");
  if (!description.empty() && description != "") text += value_text(description) + "\n\n";
  text += owner.empty() ? "## Intended use and limits\n\nNot stated by the owner of the model (`models register --card FILE`).\n" : owner;
  if (text.back() != '\n') text += "\n";
  text += "\n## Model\n\n" + line("family", member(facts.bundle, "family")) + line("task", member(facts.bundle, "task")) +
          line("classes", member(facts.bundle, "classes").empty() ? Json() : member(facts.bundle, "classes")) +
          line("decision threshold", member(facts.bundle, "task") == "binary" ? member(facts.bundle, "threshold") : Json());
  text += "\n## Data\n\n" + data_text(facts.data);
  text += "\n## Metrics\n\n" + metrics_table(facts.metrics);
  text += "\n## Gates\n\n" + gates_table(facts);
  if (version.at("forced").is_object()) {
    text += "\nRegistered although " + doubt_of(facts).what + ": " + value_text(version["forced"].at("reason")) + "\n";
  }
  const Json& lineage = version.at("lineage");
  text += "\n## Lineage\n\n" + line("run", member(lineage.at("run"), "path")) + line("experiment", member(facts.run, "experiment")) +
          line("trained by", member(facts.run, "user")) + line("commit", member(member(facts.run, "git"), "commit")) +
          line("dataset", member(lineage.at("dataset"), "path")) + line("bundle SHA-256", lineage.at("bundle")) +
          line("registered by", version.at("registered_by")) + line("registered", version.at("registered"));
  return text;
}

}  // namespace trainyard::registry
