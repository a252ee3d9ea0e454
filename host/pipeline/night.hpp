// One night at work, step by step. Private to nightly().
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"
#include "host/error/error.hpp"
#include "host/nightly/decision.hpp"
#include "host/nightly/nights.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::pipeline {

class Night {
 public:
  /// All but the config is referred to.
  Night(const config::Config& config, const Settings& settings, const nightly::Nights& nights, nightly::Date date,
        const storage::Lease& lease);

  /// Does what is left of it and writes its record, which it returns; see nightly().
  nlohmann::ordered_json work();

 private:
  void begin();
  void decide(const dataset::Dataset& dataset);
  void note() const;
  /// Error(interrupted) when another process has taken the lease.
  void check_held() const;
  [[nodiscard]] Error taken(const std::string& how) const;
  [[nodiscard]] nightly::Situation situation() const;
  [[nodiscard]] std::vector<std::string> new_files(const dataset::Dataset& dataset) const;
  [[nodiscard]] nlohmann::ordered_json monitor_new(const dataset::Dataset& dataset, const std::vector<std::string>& files) const;
  void train(nlohmann::ordered_json& record) const;
  [[nodiscard]] std::string relative(const std::filesystem::path& path) const { return path.lexically_relative(root_).string(); }

  config::Config config_;
  const Settings& settings_;
  const nightly::Nights& nights_;
  nightly::Date date_;
  const storage::Lease& lease_;
  std::filesystem::path root_;
  nlohmann::ordered_json begun_;
};

/// A night's record with whole paths, for summaries.
nlohmann::ordered_json night_paths(nlohmann::ordered_json record, const std::filesystem::path& root);

}  // namespace trainyard::pipeline
