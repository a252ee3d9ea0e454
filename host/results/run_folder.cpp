#include "host/results/run_folder.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/results/layout.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::results {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

using storage::read_json;

}  // namespace

fs::path lease_of(const fs::path& pending_folder) {
  fs::path file = pending_folder;
  return file += ".lease";
}

std::optional<RunEntry> read_run(const fs::path& folder, bool pending) {
  if (!pending && !fs::exists(folder / storage::manifest_name)) return std::nullopt;
  RunEntry run;
  run.folder = folder;
  run.name = folder.filename();
  const fs::path runs = pending ? folder.parent_path().parent_path() : folder.parent_path();
  run.experiment = runs.parent_path().filename();
  try {
    run.run = read_json(folder / "run.json");
    run.metrics = read_json(folder / "metrics.json");
    if (!run.run.is_object()) {
      if (pending) return std::nullopt;
      run.status = "damaged";
    } else if (pending) {
      run.status = storage::Lease::held(lease_of(folder)) ? "running" : "interrupted";
    } else {
      run.status = "finished";
    }
  } catch (const Error&) {
    run.status = "damaged";
  }
  return run;
}

Json read_params(const fs::path& folder) {
  try {
    return read_json(folder / "params.json");
  } catch (const Error&) {
    return nullptr;
  }
}

std::vector<RunEntry> runs_of(const fs::path& experiment_folder, bool published, bool pending, const std::string& part) {
  std::vector<RunEntry> runs;
  const std::string experiment = experiment_folder.filename().string() + "/";
  const auto add = [&](const fs::path& folder, bool is_pending) {
    for (const fs::path& path : storage::folders_in(folder)) {
      if ((experiment + path.filename().string()).find(part) == std::string::npos) continue;
      if (auto run = read_run(path, is_pending)) runs.push_back(std::move(*run));
    }
  };
  // Pending ones first: a run that is published in between is then seen twice rather than not at all.
  if (pending) add(experiment_folder / "runs" / pending_name, true);
  if (published) add(experiment_folder / "runs", false);
  std::erase_if(runs, [](const RunEntry& run) { return run.status != "finished" && !fs::exists(run.folder); });
  return runs;
}

std::int64_t order_of(const RunEntry& run) {
  if (!run.run.is_object()) return 0;
  const auto order = run.run.find("order");
  return order != run.run.end() && order->is_number_integer() ? order->get<std::int64_t>() : 0;
}

fs::path trial_index_of(const RunEntry& run) {
  fs::path runs = run.folder.parent_path();
  if (runs.filename() == pending_name) runs = runs.parent_path();
  const fs::path root = runs.parent_path().parent_path().parent_path();
  if (order_of(run) == 0 || !fs::exists(root / layout_name)) return {};
  return root / index_name / run.experiment / (std::to_string(order_of(run)) + ".trials");
}

void sort_runs(std::vector<RunEntry>& runs) {
  std::sort(runs.begin(), runs.end(), [](const RunEntry& a, const RunEntry& b) {
    const auto left = order_of(a), right = order_of(b);
    return left != right ? left > right : a.name > b.name;
  });
}

}  // namespace trainyard::results
