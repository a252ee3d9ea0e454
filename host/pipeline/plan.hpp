// What a config asks for, read once into typed values and checked beyond what its schema can say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/dataset.hpp"
#include "host/dataset/split.hpp"
#include "host/evaluate/decision.hpp"
#include "host/features/history_options.hpp"
#include "host/features/transform.hpp"
#include "host/models/model.hpp"
#include "host/pipeline/gate_plan.hpp"
#include "host/pipeline/uncertainty.hpp"
#include "host/search/constraints.hpp"
#include "host/search/space.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::pipeline {

/// How far a chain goes; each stage needs the ones before it.
enum class Stage { search, train, evaluate };

struct SearchPlan {
  std::string sampler;
  std::string pruner;
  std::uint64_t trials = 0;
  std::optional<double> timeout;  ///< seconds
  std::uint64_t seed = 0;
  std::uint64_t lag = 0;  ///< trials
  std::string engine;     ///< "batched" or "xgboost"
  std::vector<search::Dimension> space;
  std::vector<search::Constraint> constraints = {};
  std::vector<models::Params> start = {};  ///< search.start, then what search.start_from found
  nlohmann::ordered_json taken = nullptr;  ///< what it found, as in run.json: see start_from.hpp; null when it is not asked for
};

struct Plan {
  const config::Config& config;
  std::string experiment;
  std::uint64_t seed = 0;
  DeviceChoice device;
  std::filesystem::path results;
  std::string target;
  std::optional<models::Task> task;   ///< none: as the target's values are
  std::string metric;                 ///< search.metric, canonical; "" when not given
  std::vector<std::string> metrics;   ///< evaluate.metrics, canonical; none when not given
  std::size_t replicates = 0;         ///< evaluate.bootstrap
  std::vector<std::string> slices;    ///< evaluate.slices
  std::vector<std::string> fairness;  ///< evaluate.fairness.groups
  std::vector<Gate> gates;
  dataset::SplitOptions split;
  features::HistoryOptions history;
  features::FeatureOptions features;
  const models::Family* family = nullptr;
  models::Params params;  ///< canonical names, the given values alone
  evaluate::ThresholdRule threshold;
  UncertaintyPlan uncertainty;
  int checkpoint_rounds = 0;
  source::CsvDialect csv;
  std::optional<SearchPlan> search;
  int workers = 0;  ///< processes that search; 0: threads of this one

  [[nodiscard]] bool early_stopping() const;
};

/// Threads to use for a config's `threads` (0 or absent: every usable core).
int thread_count(int wanted);

/// How the text files of `data.source` are written.
source::CsvDialect csv_dialect(const config::Config& config);

/// Reads a config for a verb that trains. Throws Error(bad_config) with all mistakes that need no data.
Plan make_plan(const config::Config& config);

/// A request that knows nothing but what to expect of the rows: enough to ask a dataset that is there.
dataset::ShardRequest check_request(const config::Config& config);
/// The request that the config's `data` section makes of the dataset stage.
dataset::ShardRequest shard_request(const config::Config& config);

}  // namespace trainyard::pipeline
