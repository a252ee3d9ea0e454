#include "host/cluster/graph.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::cluster {
namespace {

using nlohmann::ordered_json;

/// A value of the stage, or of all stages; null when neither has it.
const ordered_json& value_of(const config::Config& config, const std::string& stage, const std::string& key) {
  const ordered_json& own = config.at("cluster." + stage + "." + key);
  return own.is_null() ? config.at("cluster." + key) : own;
}

std::string text_of(const config::Config& config, const std::string& stage, const std::string& key) {
  const ordered_json& value = value_of(config, stage, key);
  return value.is_string() ? value.get<std::string>() : "";
}

std::uint64_t number_of(const config::Config& config, const std::string& stage, const std::string& key, std::uint64_t otherwise) {
  const ordered_json& value = value_of(config, stage, key);
  return value.is_number() ? static_cast<std::uint64_t>(value.get<double>()) : otherwise;
}

Resources resources_of(const config::Config& config, const std::string& stage) {
  Resources out{.partition = text_of(config, stage, "partition"),
                .account = text_of(config, stage, "account"),
                .qos = text_of(config, stage, "qos"),
                .gres = text_of(config, stage, "gres"),
                .exclude = text_of(config, stage, "exclude"),
                .cpus = number_of(config, stage, "cpus", 0),
                .memory = number_of(config, stage, "memory", 0),
                .time = number_of(config, stage, "time", 0),
                .nodes = number_of(config, stage, "nodes", 1),
                .signal = number_of(config, stage, "signal", 120),
                .container = text_of(config, stage, "container"),
                .prologue = {}};
  if (!out.container.empty()) out.container = config.resolve(out.container).string();
  const ordered_json& lines = value_of(config, stage, "prologue");
  if (lines.is_array()) out.prologue = lines.get<std::vector<std::string>>();
  return out;
}

/// How many tasks, and workers in each, for so many workers.
void pack(Job& job, std::uint64_t workers, std::uint64_t max_array_size) {
  const std::uint64_t most = std::max<std::uint64_t>(1, max_array_size);
  const std::uint64_t each = (workers + most - 1) / most;
  job.array = (workers + each - 1) / each;
  job.workers = each > 1 ? each : 0;
  if (each > 1) {
    log::info("cluster.array: " + std::to_string(workers) + " workers are packed into " + std::to_string(job.array) + " tasks of " +
              std::to_string(each) + ", for Slurm's MaxArraySize is " + std::to_string(max_array_size));
  }
}

/// Says what workers wait for that a study never has enough of.
void check_workers(const config::Config& config, std::uint64_t workers) {
  const ordered_json& search = config.at("search");
  const bool ordered = search.at("sampler") == "tpe" || search.at("pruner") != "none";
  const std::uint64_t lag = search.value("lag", std::uint64_t{1});
  if (ordered && workers > lag) {
    log::warning(config.where("search.lag") + ": of " + std::to_string(workers) + " workers (cluster.array) no more than " +
                 std::to_string(lag) + " are busy at once, for trial n waits for trials 0 … n - lag; raise it to " +
                 std::to_string(workers) + ", which makes another study");
  }
}

std::string device_of(const config::Config& config, const std::vector<Job>& jobs) {
  std::string device = config.at("device");
  if (device != "auto") return device;
  const auto computes = [](const Job& job) { return job.stage != "shard"; };
  const auto first = std::ranges::find_if(jobs, computes);
  for (const Job& job : jobs) {
    if (!computes(job) || job.resources.has_gpu() == first->resources.has_gpu()) continue;
    config.problem("cluster", "stage " + job.stage + (job.resources.has_gpu() ? " asks" : " does not ask") +
                                  " for a GPU in its gres, and stage " + first->stage + " does otherwise; all that compute on one study " +
                                  "need the same kind of device: give them all gpu, or set device: cpu");
    break;
  }
  return first->resources.has_gpu() ? "cuda" : "cpu";
}

}  // namespace

bool Resources::has_gpu() const { return gres.starts_with("gpu") || gres.find(",gpu") != std::string::npos; }

Graph make_graph(const config::Config& config, std::uint64_t max_array_size) {
  Graph graph;
  const auto add = [&](const std::string& stage, const std::string& as, std::vector<std::string> words, const std::string& condition) {
    graph.jobs.push_back({.stage = stage,
                          .resources = resources_of(config, as),
                          .words = std::move(words),
                          .after = graph.jobs.empty() ? "" : graph.jobs.back().stage,
                          .condition = graph.jobs.empty() ? "" : condition});
  };
  add("shard", "shard", {"shard"}, "");
  if (config.at("search").is_object()) {
    const ordered_json& array = config.at("cluster.array");
    const std::uint64_t workers = array.is_number() ? array.get<std::uint64_t>() : 1;
    check_workers(config, workers);
    add("sweep", "sweep", {"sweep", "--worker"}, "afterok");
    pack(graph.jobs.back(), workers, max_array_size);
    graph.jobs.back().throttle = number_of(config, "sweep", "throttle", 0);
    // afterok would wait for ever for an array of which one task failed, though others may have done its trials.
    add("collect", "sweep", {"sweep", "--collect"}, "afterany");
    graph.jobs.back().resources.nodes = 1;
  }
  add("train", "train", {"train"}, "afterok");
  add("evaluate", "evaluate", {"evaluate"}, "afterok");
  if (config.at("register").is_object()) add("register", "register", {"run"}, "afterok");
  graph.device = device_of(config, graph.jobs);
  config.check();
  return graph;
}

ordered_json Graph::to_json() const {
  ordered_json all = ordered_json::array();
  for (const Job& job : jobs) {
    ordered_json one = {{"stage", job.stage}, {"script", job.stage + ".sh"}};
    if (!job.after.empty()) one["after"] = {{"stage", job.after}, {"condition", job.condition}};
    if (job.array > 0) one["array"] = {{"tasks", job.array}, {"throttle", job.throttle}, {"workers", job.workers}};
    one["nodes"] = job.resources.nodes;
    one["partition"] = job.resources.partition;
    one["gres"] = job.resources.gres;
    all.push_back(std::move(one));
  }
  return {{"device", device}, {"jobs", all}};
}

}  // namespace trainyard::cluster
