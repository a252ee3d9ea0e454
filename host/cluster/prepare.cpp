#include <algorithm>
#include <cctype>

#include "host/cluster/notes.hpp"
#include "host/cluster/submission.hpp"
#include "host/results/results.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::cluster {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// What was put over the config's file, as options; the device and the results directory are on their own.
std::vector<std::string> settings_of(const config::Config& config) {
  std::vector<std::string> words;
  for (const std::string& one : config.overrides().set) words.insert(words.end(), {"--set", one});
  const ordered_json& flags = config.overrides().flags;
  if (flags.is_object() && flags.contains("threads")) words.insert(words.end(), {"--threads", flags["threads"].dump()});
  if (flags.is_object() && flags.value("strict", false)) words.emplace_back("--strict");
  return words;
}

/// Slurm puts its own words for '%' and what follows, and drops '\\', in the folder that logs are named in too; its job would not start.
void check_paths(const config::Config& config, const Graph& graph, const fs::path& folder, const fs::path& base) {
  const std::string path = folder.string();
  for (std::size_t at = path.find('%'); at != std::string::npos; at = path.find('%', at + 1)) {
    const char next = at + 1 < path.size() ? path[at + 1] : ' ';
    if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '%') continue;
    config.problem("results", "'" + path.substr(at, 2) + "' in " + path + " is a pattern to Slurm; use a folder without it, or --results");
    break;
  }
  if (path.find('\\') != std::string::npos) {
    config.problem("results", path + " holds a backslash, which Slurm drops; use a folder without it, or --results");
  }
  const bool contained = std::ranges::any_of(graph.jobs, [](const Job& job) { return !job.resources.container.empty(); });
  for (const std::string& bound : {base.string(), path}) {
    if (!contained || bound.find_first_of(":,") == std::string::npos) continue;
    config.problem("cluster.container", bound + " holds ':' or ',', which Apptainer takes for the end of a path; use a folder without it");
  }
  config.check();
}

}  // namespace

Prepared prepare(const config::Config& config, const fs::path& program) {
  Prepared out;
  out.graph = make_graph(config, max_array_size());
  const fs::path results = config.resolve(config.at("results").get<std::string>());
  const std::string experiment = config.at("experiment");
  out.name = results::run_name(experiment);
  out.experiment = experiment;
  out.folder = results / submissions_name / out.name;
  const ScriptPlace place{.folder = out.folder,
                          .experiment = experiment,
                          .program = program,
                          .base = (config.resolve(".") / "").parent_path(),
                          .results = results,
                          .settings = settings_of(config),
                          .excluded = nodes_failed_lately(results / submissions_name)};
  ordered_json what = {config.text(), place.base.string(), results.string(), place.settings, out.graph.to_json()};
  out.key = storage::sha256(what.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
  out.files.emplace_back("config.yaml", config.text());
  check_paths(config, out.graph, out.folder, place.base);
  for (const Job& job : out.graph.jobs) out.files.emplace_back(job.stage + ".sh", script_text(job, out.graph.device, place));
  return out;
}

}  // namespace trainyard::cluster
