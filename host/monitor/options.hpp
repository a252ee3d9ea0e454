// What the config's `monitor` section asks for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "host/config/config.hpp"
#include "host/dataset/schema.hpp"
#include "kernels/drift/list.hpp"

namespace trainyard::monitor {

/// Drift is a statistic above `max` and a p-value below `alpha`, as far as either is there.
struct Limits {
  const kernels::drift::DriftTest* test = nullptr;
  std::optional<double> max = {}, alpha = {};
};

enum class Correction { none, bonferroni, benjamini_hochberg };
std::string correction_name(Correction correction);

struct DriftOptions {
  Limits all;  ///< as they are given, like the next two; what is not is up to others
  std::map<std::string, Limits> columns;
  Limits predictions;
  Correction correction = Correction::none;

  /// What a column is held against, with a test that suits it. A limit goes from `all` to a column where the test is the same.
  [[nodiscard]] Limits of_column(const std::string& column, bool categories) const;
  [[nodiscard]] Limits of_predictions(bool categories) const;
};

struct QualityOptions {
  double max_missing_increase = 0.1, max_unseen = 0.05, max_bad_rows = 0.01;
  std::uint64_t min_rows = 1;
};

struct ScoreLimit {
  std::string metric;  ///< canonical
  std::optional<double> max, min, max_loss;
};

struct Options {
  std::string reference;  ///< empty: the model in Production, or the newest run
  DriftOptions drift;
  QualityOptions quality;
  std::filesystem::path labels;  ///< empty: none
  std::string key;
  std::optional<ScoreLimit> score;
  std::string alert;
  std::filesystem::path textfile;

  static Options from_config(const config::Config& config);
};

/// Reports to the config columns of `monitor.drift.columns` that are none of the model's inputs, are personal, or are not for their test.
void check_columns(const config::Config& config, const Options& options, const std::vector<dataset::Field>& inputs);

}  // namespace trainyard::monitor
