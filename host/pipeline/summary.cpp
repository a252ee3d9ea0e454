#include "host/pipeline/summary.hpp"

#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {

nlohmann::ordered_json summary_of(const results::RunEntry& entry, const std::string& status) {
  nlohmann::ordered_json summary = {
      {"status", status}, {"run", entry.folder.string()}, {"experiment", entry.experiment}, {"metrics", entry.metrics}};
  if (entry.run.contains("finished")) summary["finished"] = entry.run["finished"];
  const auto recorded = entry.run.value("summary", nlohmann::ordered_json::object());
  for (const char* key : {"best", "search", "importance", "dataset", "split"}) {
    if (recorded.contains(key)) summary[key] = recorded[key];
  }
  if (const auto found = storage::read_json(entry.folder / "evaluation.json"); found.is_object())
    summary["warnings"] = found.at("warnings");
  if (const auto gates = storage::read_json(entry.folder / "gates.json"); gates.is_object()) summary["gates"] = gates;
  if (recorded.value("has_model", false)) summary["model"] = entry.folder.string();
  return summary;
}

}  // namespace trainyard::pipeline
