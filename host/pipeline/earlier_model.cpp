#include "host/pipeline/earlier_model.hpp"

#include <algorithm>
#include <array>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/checkpoint.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;

/// What a run says of itself.
bool is_record(const std::string& path) {
  constexpr std::array<std::string_view, 7> own = {"run.json", "system.json",  "config.yaml", "log.jsonl",
                                                   "split.h5", "metrics.json", "report.html"};
  return path.starts_with("cluster/") || std::ranges::find(own, path) != own.end();
}

std::optional<results::RunEntry> find_model(const results::Results& results, const std::string& experiment, const std::string& key) {
  try {
    return results.find_published(experiment, key);
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    log::warning(std::string("its model is not taken: ") + error.what());
    return std::nullopt;
  }
}

/// "tpe24-depth7-lr0.062" of "20261130T051923Z-tpe24-depth7-lr0.062-837a21".
std::string what_of(const std::string& name) {
  const auto begin = name.find('-'), end = name.rfind('-');
  return begin < end && end != std::string::npos ? name.substr(begin + 1, end - begin - 1) : name;
}

}  // namespace

std::optional<TakenModel> take_model(const results::Results& results, const std::string& experiment, const std::string& key,
                                     const fs::path& run_folder) {
  const auto trained = find_model(results, experiment, key);
  if (!trained) return std::nullopt;
  fs::remove_all(run_folder / "trials");  // what was begun here: claims of trials that are all finished there
  const auto manifest = storage::read_json(trained->folder / storage::manifest_name);
  for (const auto& file : manifest.at("files")) {
    const std::string path = file.at("path");
    if (is_record(path)) continue;
    storage::make_folder((run_folder / path).parent_path());
    storage::link_or_copy(trained->folder / path, run_folder / path);
  }
  CheckpointFile(run_folder).remove();
  log::info("took the model of " + trained->name);
  return TakenModel{.metrics = trained->metrics,
                    .summary = trained->run.value("summary", nlohmann::ordered_json::object()),
                    .run = trained->name,
                    .what = what_of(trained->name)};
}

}  // namespace trainyard::pipeline
