#include "host/pipeline/summary.hpp"

namespace trainyard::pipeline {

nlohmann::ordered_json summary_of(const results::RunEntry& entry, const std::string& status) {
  nlohmann::ordered_json summary = {
      {"status", status}, {"run", entry.folder.string()}, {"experiment", entry.experiment}, {"metrics", entry.metrics}};
  const auto recorded = entry.run.value("summary", nlohmann::ordered_json::object());
  for (const char* key : {"best", "search", "importance", "dataset", "split"}) {
    if (recorded.contains(key)) summary[key] = recorded[key];
  }
  if (recorded.value("has_model", false)) summary["model"] = entry.folder.string();
  return summary;
}

}  // namespace trainyard::pipeline
