#include "host/pipeline/summary.hpp"

#include "host/storage/atomic_file.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {

namespace {

/// A file of the run, null where it has none.
nlohmann::ordered_json document(const results::RunEntry& entry, const char* name) {
  const auto path = entry.folder / name;
  return std::filesystem::exists(path) ? storage::parse_json(storage::read_file(path), path.string()) : nlohmann::ordered_json();
}

}  // namespace

nlohmann::ordered_json summary_of(const results::RunEntry& entry, const std::string& status) {
  nlohmann::ordered_json summary = {
      {"status", status}, {"run", entry.folder.string()}, {"experiment", entry.experiment}, {"metrics", entry.metrics}};
  const auto recorded = entry.run.value("summary", nlohmann::ordered_json::object());
  for (const char* key : {"best", "search", "importance", "dataset", "split"}) {
    if (recorded.contains(key)) summary[key] = recorded[key];
  }
  if (const auto found = document(entry, "evaluation.json"); found.is_object()) summary["warnings"] = found.at("warnings");
  if (const auto gates = document(entry, "gates.json"); gates.is_object()) summary["gates"] = gates;
  if (recorded.value("has_model", false)) summary["model"] = entry.folder.string();
  return summary;
}

}  // namespace trainyard::pipeline
