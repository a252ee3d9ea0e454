#include "host/tracking/run_mirror.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "host/storage/atomic_file.hpp"
#include "host/storage/folders.hpp"
#include "host/storage/sealed.hpp"
#include "host/tracking/contents.hpp"
#include "host/tracking/model_directory.hpp"
#include "host/tracking/records.hpp"

namespace trainyard::tracking {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

/// Of several that answers which never came have made, the first; the others go.
ServerRun only_one(Mlflow& mlflow, const std::vector<ServerRun>& found) {
  for (std::size_t i = 1; i < found.size(); ++i) mlflow.delete_run(found[i].id);
  return found.front();
}

std::string experiment_of(Mlflow& mlflow, const results::RunEntry& run) {
  return mlflow.experiment(run.experiment, {{"trainyard.experiment", run.experiment}});
}

/// Names and sizes of what belongs to the run's page. Rows are not sent: predictions.csv and split.h5 may be as long as the data.
std::vector<Artifact> files_of(const results::RunEntry& run) {
  static const std::set<std::string> left_out = {"trials", "transform", "model", "checkpoint", "predictions.csv", "split.h5"};
  std::vector<Artifact> files;
  for (fs::recursive_directory_iterator all(run.folder), end; all != end; ++all) {
    const std::string relative = all->path().lexically_relative(run.folder).generic_string();
    if (left_out.contains(relative)) {
      if (all->is_directory()) all.disable_recursion_pending();
    } else if (all->is_regular_file()) {
      files.push_back(Artifact::of_file(relative, all->path()));
    }
  }
  std::ranges::sort(files, {}, &Artifact::path);
  return files;
}

std::string folder_of(const std::string& path) { return path.find('/') == std::string::npos ? "" : path.substr(0, path.rfind('/')); }

using Sizes = std::map<std::string, std::uint64_t>;

Sizes sizes_on_server(Mlflow& mlflow, const std::string& run, const std::vector<Artifact>& files) {
  std::set<std::string> folders;
  for (const Artifact& file : files) folders.insert(folder_of(file.path));
  Sizes sizes;
  for (const std::string& folder : folders) sizes.merge(mlflow.artifact_sizes(run, folder));
  return sizes;
}

}  // namespace

ServerRun find_or_create_run(Mlflow& mlflow, const results::RunEntry& run) {
  const std::string experiment = experiment_of(mlflow, run), identity = identity_of(run);
  std::vector<ServerRun> found = mlflow.runs_with(experiment, run_tag, identity);
  if (found.empty()) {
    const Contents contents = contents_of(run);
    mlflow.create_run(experiment, contents.name, contents.start, contents.tags);
    found = mlflow.runs_with(experiment, run_tag, identity);
  }
  if (found.empty()) throw Error(ExitCode::unavailable, "a run that was just made is not found at " + mlflow.server().url);
  return only_one(mlflow, found);
}

void send_run(Mlflow& mlflow, const results::RunEntry& run, const ServerRun& there) {
  const Contents contents = contents_of(run);
  mlflow.log(there.id, contents.metrics, contents.params, contents.tags);
  if (run.status == "finished") {
    for (const Input& input : inputs_of(run)) mlflow.log_input(there.id, input.dataset, input.context);
    send_trials(mlflow, run, experiment_of(mlflow, run), there.id);
    send_artifacts(mlflow, run, there);
  }
  mlflow.end_run(there.id, contents.name, contents.status, contents.end);
}

void send_trials(Mlflow& mlflow, const results::RunEntry& run, const std::string& experiment, const std::string& parent) {
  const fs::path folder = run.folder / "trials";
  if (!fs::exists(folder)) return;
  std::map<std::string, std::vector<ServerRun>> there;
  for (ServerRun& one : mlflow.runs_with(experiment, parent_tag, parent)) there[one.tags[trial_tag]].push_back(std::move(one));
  std::vector<std::string> names = storage::names_in(folder);
  std::ranges::sort(names);
  const std::string metric = run.run.value("metric", "value");
  for (const std::string& name : names) {
    if (!name.ends_with(".json")) continue;
    Contents contents = contents_of_trial(storage::parse_json(storage::read_file(folder / name), folder / name), metric);
    contents.tags[parent_tag] = parent;
    contents.tags["mlflow.user"] = run.run.value("user", "");
    auto& found = there[contents.tags[trial_tag]];
    if (found.empty()) found.push_back(mlflow.create_run(experiment, contents.name, contents.start, contents.tags));
    const ServerRun trial = only_one(mlflow, found);
    if (trial.status != "RUNNING") continue;
    mlflow.log(trial.id, contents.metrics, contents.params, {});
    mlflow.end_run(trial.id, contents.name, contents.status, contents.end);
  }
}

void send_artifacts(Mlflow& mlflow, const results::RunEntry& run, const ServerRun& there) {
  std::vector<Artifact> files = files_of(run);
  for (Artifact& file : model_directory(run, there.id)) files.push_back(std::move(file));
  Sizes sizes = sizes_on_server(mlflow, there.id, files);
  const auto is_there = [&](const Artifact& file) {
    const auto found = sizes.find(file.path);
    return found != sizes.end() && found->second == file.size;
  };
  bool any = false;
  for (const Artifact& file : files) {
    if (is_there(file)) continue;
    any = true;
    if (file.file.empty()) {
      mlflow.put_bytes(there.artifacts, file.path, file.text);
    } else {
      mlflow.put_file(there.artifacts, file.path, file.file, file.size);
    }
  }
  if (!any) return;
  sizes = sizes_on_server(mlflow, there.id, files);
  for (const Artifact& file : files) {
    if (is_there(file)) continue;
    const auto found = sizes.find(file.path);
    throw Error(ExitCode::unavailable, mlflow.server().url + " has " + (found == sizes.end() ? "no" : std::to_string(found->second)) +
                                           " bytes of " + file.path + ", which has " + std::to_string(file.size));
  }
}

}  // namespace trainyard::tracking
