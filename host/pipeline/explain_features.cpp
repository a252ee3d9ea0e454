// features --explain: one row of the dataset, and its way through the fitted transform.
#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/open_results.hpp"

namespace trainyard::pipeline {
namespace {

bool is_end_of(const std::string& path, const std::string& file) { return path == file || path.ends_with("/" + file); }

std::uint32_t find_source(const std::vector<dataset::SourceFile>& sources, const std::string& file) {
  std::vector<std::string> names;
  std::vector<std::uint32_t> fitting;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    names.push_back(std::filesystem::path(sources[i].path).filename().string());
    if (file.empty() || is_end_of(sources[i].path, file)) fitting.push_back(i);
  }
  if (fitting.size() == 1) return fitting.front();
  if (fitting.empty()) throw Error(ExitCode::bad_data, "--explain: the dataset has no file '" + file + "'" + suggest(file, names));
  throw Error(ExitCode::bad_data, "--explain: the row could be of " + std::to_string(fitting.size()) +
                                      " files; put the file's path before it, such as " + sources[fitting.front()].path + ":1");
}

/// The row of the table. Numbers may have gaps: of rows that were set aside, and of repeated ones.
std::uint32_t find_row(const Data& data, const RowPlace& place) {
  const std::uint32_t source = find_source(data.dataset.sources(), place.file);
  std::uint64_t last = 0;
  for (std::uint32_t row = 0; row < data.table.rows(); ++row) {
    const dataset::RowId& id = data.table.ids[row];
    if (id.source != source) continue;
    if (id.number + 1 == place.number) return row;
    last = std::max(last, id.number + 1);
  }
  const std::string why = place.number > last ? "its last row there is " + std::to_string(last) : "it was set aside as bad or repeated";
  throw Error(ExitCode::bad_data, "--explain: " + data.dataset.sources()[source].path + ": data row " + std::to_string(place.number) +
                                      " is not in the dataset: " + why + "; name another one");
}

const char* part_of(const dataset::Split& split, std::uint32_t row) {
  if (std::ranges::binary_search(split.train, row)) return "train";
  if (std::ranges::binary_search(split.calibration, row)) return "calibration";
  return std::ranges::binary_search(split.test, row) ? "test" : "gap";
}

}  // namespace

Outcome explain_features(const config::Config& config, const Settings& settings, const RowPlace& place) {
  const Plan plan = make_plan(config);
  open_results(config);
  const Data data = load_data(plan, settings);
  const std::uint32_t row = find_row(data, place);
  log::set_stage("features");
  const auto transform =
      features::Transform::fit(plan.device.exec, plan.features, data.schema, training_rows(data, features::TableRows(data.table)));
  return {{{"status", "finished"},
           {"source", data.dataset.sources()[data.table.ids[row].source].path},
           {"row", place.number},
           {"part", part_of(data.split, row)},
           {"columns", transform.explain(plan.device.exec, data.table, row)},
           {"dataset", dataset_summary(data.dataset, data.made)}}};
}

}  // namespace trainyard::pipeline
