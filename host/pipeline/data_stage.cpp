#include "host/pipeline/data_stage.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/stop.hpp"
#include "host/pipeline/target_check.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

std::vector<double> read_target(const Plan& plan, const dataset::Dataset& dataset, const dataset::Table& table) {
  const dataset::Column* column = table.find(plan.target);
  if (column == nullptr) {
    std::vector<std::string> known;
    for (const auto& field : dataset.schema().fields) known.push_back(field.name);
    throw Error(ExitCode::bad_data, plan.config.where("data.target") + ": no column '" + plan.target + "'" + suggest(plan.target, known));
  }
  if (column->is_category()) {
    throw Error(ExitCode::bad_data, plan.config.where("data.target") + ": column '" + plan.target +
                                        "' holds text; only regression on a numeric target is built so far");
  }
  check_target(plan.config, table, *column);
  return column->numbers;
}

/// Strata for a stratified split of a numeric target: its deciles by rank (ties fall together).
std::vector<std::int32_t> deciles(const std::vector<double>& target) {
  std::vector<double> sorted = target;
  std::ranges::sort(sorted);
  std::vector<std::int32_t> out;
  out.reserve(target.size());
  for (const double value : target) {
    const auto rank = static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
    out.push_back(static_cast<std::int32_t>(10 * rank / sorted.size()));
  }
  return out;
}

}  // namespace

dataset::ShardResult make_dataset(const config::Config& config) {
  dataset::ShardRequest request = shard_request(config);
  log::set_stage("shard");
  std::optional<log::Progress> progress;
  request.progress = [&](std::uint64_t done, std::uint64_t total) {
    if (!progress) progress.emplace("reading", total, "bytes");
    progress->update(done);
    check_stop();
  };
  return dataset::shard(request);
}

Data load_data(const Plan& plan, const Settings& settings) {
  Data data;
  if (settings.dataset) {
    data.dataset = dataset::Dataset::open(*settings.dataset);
  } else {
    auto result = make_dataset(plan.config);
    data.dataset = std::move(result.dataset);
    data.made = result.made;
  }
  log::info((data.made ? "made dataset " : "found dataset ") + data.dataset.version() + ": " + std::to_string(data.dataset.rows()) +
            " rows, " + std::to_string(data.dataset.quarantined()) + " in quarantine");
  features::check_against(plan.features, data.dataset.schema(), plan.config);
  plan.config.check();
  data.table = data.dataset.read();
  data.target = read_target(plan, data.dataset, data.table);
  const auto strata = plan.split.method == dataset::SplitMethod::stratified ? deciles(data.target) : std::vector<std::int32_t>{};
  data.split = dataset::split_rows(data.table, data.dataset.sources(), plan.split, plan.seed, strata);
  return data;
}

ordered_json dataset_summary(const dataset::Dataset& dataset, bool made) {
  return {{"path", dataset.folder().string()},    {"version", dataset.version()}, {"rows", dataset.rows()},
          {"quarantined", dataset.quarantined()}, {"shards", dataset.shards()},   {"made", made}};
}

ordered_json data_record(const Plan& plan, const Data& data, const std::vector<std::string>& features) {
  ordered_json sources = ordered_json::array();
  for (const auto& source : data.dataset.sources()) {
    sources.push_back({{"path", source.path}, {"bytes", source.bytes}, {"sha256", source.sha256}, {"modified", source.modified}});
  }
  return {{"dataset", dataset_summary(data.dataset, data.made)},
          {"sources", sources},
          {"target", plan.target},
          {"split", {{"train", data.split.train.size()}, {"test", data.split.test.size()}, {"folds", plan.split.folds}}},
          {"features", features}};
}

}  // namespace trainyard::pipeline
