// Experiments, runs and artifacts.
#include "host/tracking/mlflow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/tracking/json_answer.hpp"

namespace trainyard::tracking {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t most_in_batch = 1000, most_params = 100, most_tags = 100, page = 200;
constexpr const char* api = "/api/2.0/mlflow/";
constexpr const char* artifacts_api = "/api/2.0/mlflow-artifacts/artifacts/";

ServerRun run_of(const ordered_json& run) {
  const ordered_json& info = object_in(run, "info");
  ServerRun found{.id = text_in(info, "run_id"), .status = text_in(info, "status"), .artifacts = text_in(info, "artifact_uri")};
  found.start = number_in(info, "start_time");
  for (const ordered_json& tag : list_in(object_in(run, "data"), "tags")) found.tags[text_in(tag, "key")] = text_in(tag, "value");
  if (found.id.empty()) throw Error(ExitCode::unavailable, "the server's answer names no run; is it an MLflow server?");
  return found;
}

ordered_json metric_json(const Metric& metric) {
  return {{"key", metric.key}, {"value", metric.value}, {"timestamp", metric.time}, {"step", metric.step}};
}

/// "mlflow-artifacts:/1/RUN/artifacts" or the same with a host: the path that the server's proxy takes.
std::string proxied_path(const std::string& uri) {
  const std::string scheme = "mlflow-artifacts:";
  if (!uri.starts_with(scheme)) {
    throw Refusal(ExitCode::unavailable,
                  "the server keeps artifacts at " + uri.substr(0, uri.find(':')) +
                      ":, where it passes nothing on; start it with --serve-artifacts and --artifacts-destination",
                  "NOT_PROXIED");
  }
  std::string path = uri.substr(scheme.size());
  if (path.starts_with("//")) path.erase(0, std::min(path.find('/', 2), path.size()));
  while (path.starts_with('/')) path.erase(0, 1);
  return path;
}

}  // namespace

ordered_json tags_json(const Tags& tags) {
  ordered_json list = ordered_json::array();
  for (const auto& [key, value] : tags) list.push_back({{"key", key}, {"value", value}});
  return list;
}

ordered_json Mlflow::get(const std::string& call, const std::vector<Param>& query) {
  std::string path = api + call;
  for (const Param& one : query) path += (path.find('?') == std::string::npos ? "?" : "&") + one.key + "=" + http_.escaped(one.value);
  return parse_answer(http_.get(path), http_.server().url + api + call);
}

ordered_json Mlflow::post(const std::string& call, const ordered_json& body, Repeat repeat) {
  return parse_answer(http_.send("POST", api + call, body.dump(-1, ' ', false, ordered_json::error_handler_t::replace), repeat),
                      http_.server().url + api + call);
}

std::string Mlflow::experiment(const std::string& name, const Tags& tags) {
  std::string& id = experiments_[name];
  const auto find = [&] {
    try {
      id = text_in(object_in(get("experiments/get-by-name", {{"experiment_name", name}}), "experiment"), "experiment_id");
    } catch (const Refusal& refusal) {
      if (refusal.reason() != "RESOURCE_DOES_NOT_EXIST") throw;
    }
  };
  if (id.empty()) find();
  if (!id.empty()) return id;
  try {
    id = text_in(post("experiments/create", {{"name", name}, {"tags", tags_json(tags)}}, Repeat::safe), "experiment_id");
  } catch (const Refusal& refusal) {
    if (refusal.reason() != "RESOURCE_ALREADY_EXISTS") throw;
    find();
  }
  if (!id.empty()) return id;
  throw Error(ExitCode::unavailable, "the experiment '" + name + "' can be neither found nor made at " + server().url);
}

std::vector<ServerRun> Mlflow::runs_with(const std::string& experiment, const std::string& tag, const std::string& value) {
  std::vector<ServerRun> runs;
  std::string token;
  do {
    ordered_json body = {{"experiment_ids", {experiment}},
                         {"filter", "tags.`" + tag + "` = '" + value + "'"},
                         {"run_view_type", "ACTIVE_ONLY"},
                         {"max_results", page}};
    if (!token.empty()) body["page_token"] = token;
    const ordered_json answer = post("runs/search", body, Repeat::safe);
    for (const ordered_json& run : list_in(answer, "runs")) runs.push_back(run_of(run));
    token = text_in(answer, "next_page_token");
  } while (!token.empty());
  std::ranges::sort(runs, [](const ServerRun& a, const ServerRun& b) { return a.start != b.start ? a.start < b.start : a.id < b.id; });
  return runs;
}

ServerRun Mlflow::create_run(const std::string& experiment, const std::string& name, std::int64_t start, const Tags& tags) {
  return run_of(
      object_in(post("runs/create", {{"experiment_id", experiment}, {"run_name", name}, {"start_time", start}, {"tags", tags_json(tags)}},
                     Repeat::unsafe),
                "run"));
}

void Mlflow::delete_run(const std::string& run) { post("runs/delete", {{"run_id", run}}, Repeat::safe); }

void Mlflow::log(const std::string& run, const std::vector<Metric>& metrics, const std::vector<Param>& params, const Tags& tags) {
  ordered_json batch = {
      {"run_id", run}, {"metrics", ordered_json::array()}, {"params", ordered_json::array()}, {"tags", ordered_json::array()}};
  const ordered_json empty = batch;
  const auto send = [&] {
    if (batch != empty) post("runs/log-batch", batch, Repeat::safe);
    batch = empty;
  };
  const auto add = [&](const char* kind, ordered_json entry, std::size_t most) {
    const std::size_t all = batch["metrics"].size() + batch["params"].size() + batch["tags"].size();
    if (batch[kind].size() >= most || all >= most_in_batch) send();
    batch[kind].push_back(std::move(entry));
  };
  for (const auto& [key, value] : tags) add("tags", {{"key", key}, {"value", value}}, most_tags);
  for (const Param& param : params) add("params", {{"key", param.key}, {"value", param.value}}, most_params);
  for (const Metric& metric : metrics) add("metrics", metric_json(metric), most_in_batch);
  send();
}

void Mlflow::log_input(const std::string& run, const ordered_json& dataset, const std::string& context) {
  const ordered_json input = {{"tags", tags_json({{"mlflow.data.context", context}})}, {"dataset", dataset}};
  post("runs/log-inputs", {{"run_id", run}, {"datasets", ordered_json::array({input})}}, Repeat::safe);
}

void Mlflow::end_run(const std::string& run, const std::string& name, const std::string& status, std::int64_t end) {
  post("runs/update", {{"run_id", run}, {"run_name", name}, {"status", status}, {"end_time", end}}, Repeat::safe);
}

std::string Mlflow::artifacts_of(const std::string& run) { return run_of(object_in(get("runs/get", {{"run_id", run}}), "run")).artifacts; }

std::map<std::string, std::uint64_t> Mlflow::artifact_sizes(const std::string& run, const std::string& folder) {
  std::map<std::string, std::uint64_t> sizes;
  std::string token;
  do {
    std::vector<Param> query = {{"run_id", run}};
    if (!folder.empty()) query.push_back({"path", folder});
    if (!token.empty()) query.push_back({"page_token", token});
    const ordered_json answer = get("artifacts/list", query);
    for (const ordered_json& file : list_in(answer, "files")) {
      if (file.value("is_dir", false)) continue;
      sizes[text_in(file, "path")] = static_cast<std::uint64_t>(number_in(file, "file_size"));
    }
    token = text_in(answer, "next_page_token");
  } while (!token.empty());
  return sizes;
}

void Mlflow::put_file(const std::string& artifacts, const std::string& path, const std::filesystem::path& file, std::uint64_t size) {
  http_.put_file(artifacts_api + http_.escaped(proxied_path(artifacts) + "/" + path), file, size);
}

void Mlflow::put_bytes(const std::string& artifacts, const std::string& path, std::string_view bytes) {
  http_.put_bytes(artifacts_api + http_.escaped(proxied_path(artifacts) + "/" + path), bytes);
}

}  // namespace trainyard::tracking
