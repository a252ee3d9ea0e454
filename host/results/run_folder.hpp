// One run's folder, published or pending, as the listing reads it. Private to results.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "host/results/results.hpp"

namespace trainyard::results {

/// The lease of a pending run lies beside its folder, so that no published run holds one.
std::filesystem::path lease_of(const std::filesystem::path& pending_folder);

/// Reads one run; nothing when the folder is not a run: no manifest.json in a published one, no run.json yet in a pending one, or gone by
/// now. Experiment and status come from where it lies.
std::optional<RunEntry> read_run(const std::filesystem::path& folder, bool pending);

/// A run's params.json; null when there is none, or it cannot be read.
nlohmann::ordered_json read_params(const std::filesystem::path& folder);

/// Published and pending runs of an experiment's folder, in no order; with a `part`, those whose `<experiment>/<name>` holds it, and no
/// other is read.
std::vector<RunEntry> runs_of(const std::filesystem::path& experiment_folder, bool published, bool pending, const std::string& part = "");

/// Where a run stands in the listing (see Results::start); 0 when run.json does not say.
std::int64_t order_of(const RunEntry& run);
/// Newest first.
void sort_runs(std::vector<RunEntry>& runs);

}  // namespace trainyard::results
