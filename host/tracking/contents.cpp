#include "host/tracking/contents.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <set>
#include <utility>

#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"
#include "host/tracking/records.hpp"

namespace trainyard::tracking {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t longest_key = 250, longest_param = 6000, longest_tag = 5000, digest_digits = 32, most_sources = 50;

const ordered_json& member(const ordered_json& object, const char* key) {
  static const ordered_json null;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? null : *found;
}

std::string text_of(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// "2026-11-23T02:15:00Z" in milliseconds; `otherwise` when it is no such time.
std::int64_t time_of(const ordered_json& text, std::int64_t otherwise) {
  std::tm parts{};
  if (!text.is_string() || ::strptime(text.get<std::string>().c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr) return otherwise;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000;
}

/// Every leaf by its dotted path; nulls and empty lists and maps say nothing. The first of two that become the same key stays.
class Params {
 public:
  void add(const std::string& path, const ordered_json& value) {
    if (value.is_null() || (value.is_structured() && value.empty())) return;
    if (value.is_object()) {
      for (const auto& [key, part] : value.items()) add(path.empty() ? key : path + "." + key, part);
      return;
    }
    const std::string key = safe_key(path);
    if (taken_.insert(key).second) all.push_back({key, cut(text_of(value), longest_param)});
  }
  std::vector<Param> all;

 private:
  std::set<std::string> taken_;
};

void add_metric(std::vector<Metric>& metrics, const std::string& key, const ordered_json& value, std::int64_t time, std::int64_t step = 0) {
  if (value.is_number() && std::isfinite(value.get<double>())) metrics.push_back({safe_key(key), value.get<double>(), time, step});
}

/// test.rmse, cv.rmse, …; test.rmse.low and .high of its interval; history.train by round.
std::vector<Metric> metrics_of(const results::RunEntry& run, std::int64_t time) {
  std::vector<Metric> metrics;
  for (const char* part : {"test", "cv", "train", "baseline"}) {
    const ordered_json& values = member(run.metrics, part);
    if (!values.is_object()) continue;
    for (const auto& [name, value] : values.items()) add_metric(metrics, std::string(part) + "." + name, value, time);
  }
  if (const ordered_json& intervals = member(member(run.metrics, "intervals"), "test"); intervals.is_object()) {
    for (const auto& [name, interval] : intervals.items()) {
      for (const char* end : {"low", "high"}) add_metric(metrics, "test." + name + "." + end, member(interval, end), time);
    }
  }
  const fs::path history = run.folder / "history.jsonl";
  const std::string text = fs::exists(history) ? storage::read_file(history) : "";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const ordered_json line = storage::parse_json(text.substr(begin, end - begin), history);
    begin = end + 1;
    const ordered_json& round = member(line, "round");
    if (!round.is_number_integer()) continue;
    for (const auto& [name, value] : line.items()) {
      if (name != "round") add_metric(metrics, "history." + name, value, time, round.get<std::int64_t>());
    }
  }
  return metrics;
}

Tags tags_of(const results::RunEntry& run) {
  Tags tags;
  const auto set = [&](const std::string& key, const ordered_json& value) {
    if (!value.is_null() && value != "") tags[safe_key(key)] = cut(text_of(value), longest_tag);
  };
  if (const ordered_json& own = member(run.run, "tags"); own.is_object()) {
    for (const auto& [key, value] : own.items()) set(key, value);
  }
  set("mlflow.user", member(run.run, "user"));
  set("mlflow.source.type", "LOCAL");
  set("mlflow.source.name", member(run.run, "config_file"));
  set("mlflow.source.git.commit", member(member(run.run, "git"), "commit"));
  set("mlflow.note.content", member(run.run, "description"));
  set(run_tag, identity_of(run));
  set("trainyard.name", run.name);
  set("trainyard.verb", member(run.run, "verb"));
  set("trainyard.parent", member(run.run, "parent"));
  set("trainyard.version", member(run.run, "trainyard"));
  set("trainyard.git.dirty", member(member(run.run, "git"), "dirty"));
  set("trainyard.best_trial", member(member(member(run.run, "summary"), "best"), "trial"));
  set("trainyard.verdict", member(member(run.run, "summary"), "verdict"));
  return tags;
}

}  // namespace

std::string safe_key(const std::string& key) {
  std::string safe = key.substr(0, longest_key);
  for (char& c : safe) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && std::string_view("_-. /:").find(c) == std::string_view::npos) c = '_';
  }
  return safe.empty() ? "_" : safe;
}

std::string cut(const std::string& text, std::size_t most) {
  constexpr std::string_view dots = "…";
  if (text.size() <= most) return text;
  std::size_t end = most - dots.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + std::string(dots);
}

ordered_json document_of(const fs::path& run, const std::string& name) { return storage::read_json(run / name); }

Contents contents_of(const results::RunEntry& run) {
  Contents contents{.name = run.name, .status = "FINISHED", .tags = tags_of(run)};
  const ordered_json& order = member(run.run, "order");
  const std::int64_t created = time_of(member(run.run, "created"), 0);
  contents.start = order.is_number_integer() ? order.get<std::int64_t>() / 1000 : created;
  contents.end = std::max(contents.start, time_of(member(run.run, "finished"), contents.start));
  if (run.status != "finished") {
    contents.status = run.status == "failed" ? "FAILED" : "KILLED";
    return contents;
  }
  contents.tags["trainyard.manifest"] = storage::sha256_file(run.folder / storage::manifest_name);
  const ordered_json params = document_of(run.folder, "params.json");
  Params all;
  all.add("type", member(member(params, "model"), "type"));
  all.add("", member(member(params, "model"), "params"));
  for (const char* key : {"seed", "split", "features", "search"}) all.add(key, member(params, key));
  contents.params = std::move(all.all);
  contents.metrics = metrics_of(run, contents.end);
  return contents;
}

Contents contents_of_trial(const ordered_json& trial, const std::string& metric) {
  char name[32];
  std::snprintf(name, sizeof name, "trial-%06lld", static_cast<long long>(member(trial, "number").get<std::int64_t>()));
  const std::string state = member(trial, "state").get<std::string>();
  Contents contents{.name = name, .status = state == "complete" ? "FINISHED" : state == "pruned" ? "KILLED" : "FAILED"};
  contents.start = trial.value("start_time", std::int64_t{0});
  contents.end = std::max(contents.start, trial.value("end_time", std::int64_t{0}));
  contents.tags = {{trial_tag, member(trial, "number").dump()}, {"trainyard.state", state}, {"mlflow.source.type", "LOCAL"}};
  if (trial.contains("reason")) contents.tags["trainyard.reason"] = cut(text_of(trial["reason"]), longest_tag);
  Params params;
  params.add("", member(trial, "params"));
  contents.params = std::move(params.all);
  add_metric(contents.metrics, "cv." + metric, member(trial, "value"), contents.end);
  std::int64_t fold = 0;
  for (const ordered_json& one : member(trial, "folds")) {
    if (const ordered_json& scores = member(one, "scores"); scores.is_object()) {
      for (const auto& [key, value] : scores.items()) add_metric(contents.metrics, "fold." + key, value, contents.end, fold);
    }
    ++fold;
  }
  for (const ordered_json& rung : member(trial, "rungs")) {
    const std::int64_t round = member(rung, "round").is_number_integer() ? member(rung, "round").get<std::int64_t>() : 0;
    add_metric(contents.metrics, "rung." + metric, member(rung, "value"), contents.end, round);
  }
  return contents;
}

std::vector<Input> inputs_of(const results::RunEntry& run) {
  const ordered_json data = document_of(run.folder, "data.json");
  const ordered_json& dataset = member(data, "dataset");
  if (!dataset.is_object()) return {};
  const fs::path folder = dataset.value("path", "");
  ordered_json source = {{"uri", folder.string()}, {"sources", ordered_json::array()}};
  for (const ordered_json& one : member(data, "sources")) {
    if (source["sources"].size() < most_sources)
      source["sources"].push_back({{"path", member(one, "path")}, {"sha256", member(one, "sha256")}});
  }
  const std::string name = folder.parent_path().filename();
  std::vector<Input> inputs;
  for (const auto& [part, context] : {std::pair("train", "training"), std::pair("test", "testing")}) {
    const ordered_json& rows = member(member(data, "split"), part);
    if (!rows.is_number_unsigned() || rows == 0U) continue;
    const ordered_json profile = {{"num_rows", rows}};
    inputs.push_back({.dataset = {{"name", (name.empty() ? run.experiment : name) + "-" + part},
                                  {"digest", dataset.value("version", "").substr(0, digest_digits)},
                                  {"source_type", "local"},
                                  {"source", source.dump(-1, ' ', false, ordered_json::error_handler_t::replace)},
                                  {"profile", profile.dump()}},
                      .context = context});
  }
  return inputs;
}

}  // namespace trainyard::tracking
