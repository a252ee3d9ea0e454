#include "host/pipeline/history_stage.hpp"

#include "host/log/log.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

Past read_history(const config::Config& config, const features::HistoryOptions& options, const dataset::Schema& schema) {
  Past past{.history = {}, .tables = {}, .files = {}, .schema = schema};
  if (options.empty()) return past;
  const auto settings = joined_reading(config.at("memory"), thread_count(config.at("threads")), csv_dialect(config));
  std::vector<dataset::TypedTable> joined;
  past.history = features::History::make(
      options, schema, settings, [&](const std::string& key) { return config.where(key); },
      [&](const std::string& key, const std::string& message) { config.problem(key, message); }, joined);
  for (auto& second : joined) {
    past.tables.push_back(std::move(second.table));
    past.files.push_back(std::move(second.file));
  }
  past.history.extend(past.schema);
  return past;
}

dataset::ReadSettings joined_reading(std::uint64_t memory_bytes, int threads, const source::CsvDialect& csv) {
  return {.memory_bytes = memory_bytes,
          .threads = threads,
          .csv = {.delimiter = csv.delimiter, .quote = csv.quote},
          .warn = [](const std::string& message) { log::warning(message); }};
}

nlohmann::ordered_json features_key(const config::Config& config) {
  nlohmann::ordered_json features = config.at("features");
  for (auto& join : features.at("join")) join.erase("source");
  return features;
}

}  // namespace trainyard::pipeline
