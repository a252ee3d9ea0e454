// What a run was made with, as it is on record, for whoever goes on with it or does it again.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "host/config/config.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

/// The config that the run was begun with, as it was, whatever became of the file; with `overrides` over those of then, where these may
/// change. Throws Error(bad_data) when the run has none yet, Error(bad_config) for a change that is not allowed.
config::Config config_of(const results::RunEntry& entry, const std::filesystem::path& results_folder, const config::Overrides& overrides);

/// `settings` with the dataset that the run was told to use, if it was.
Settings settings_of(const results::RunEntry& entry, Settings settings);

bool reads_standard_input(const config::Config& config);

/// Calls the verb that made the run of this run.json.
Outcome do_again(const config::Config& config, const Settings& settings, const nlohmann::ordered_json& record);

}  // namespace trainyard::pipeline
