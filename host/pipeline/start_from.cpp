#include "host/pipeline/start_from.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "host/config/conditions.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/earlier_trials.hpp"
#include "host/search/rank.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* start_from_key = "search.start_from";

struct Asked {
  std::string run;
  std::uint64_t best = config::usual_start_trials;
};

Asked asked_of(const config::Config& config) {
  const auto& given = config.at(start_from_key);
  if (given.is_string()) return {.run = given.get<std::string>()};
  return {.run = given.at("run").get<std::string>(), .best = given.at("best").get<std::uint64_t>()};
}

std::vector<results::RunEntry> runs_of(const results::Results& results, const std::string& experiment) {
  return fs::exists(results.root() / "experiments" / experiment) ? results.list(experiment) : std::vector<results::RunEntry>{};
}

/// The best trials first; empty when the run did not search, or no trial succeeded.
std::vector<search::Trial> ranked_trials(const results::RunEntry& run) {
  const auto summary = run.run.is_object() ? run.run.value("summary", ordered_json::object()) : ordered_json::object();
  if (!summary.contains("best") || !run.metrics.is_object()) return {};
  const bool greater = evaluate::greater_is_better(run.metrics.at("metric"));
  std::vector<search::Trial> trials = trials_of(run.folder);
  std::erase_if(trials, [](const search::Trial& trial) { return !search::is_ranked(trial); });
  std::ranges::sort(trials, [&](const auto& a, const auto& b) { return search::ranks_before(a, b, greater); });
  return trials;
}

/// The run that is asked for; nothing when the latest is and there is none.
std::optional<results::RunEntry> earlier_run(const Plan& plan, const results::Results& results, const std::string& wanted) {
  const std::string where = plan.config.where(start_from_key) + ": ";
  if (wanted == "latest") {
    for (auto& run : runs_of(results, plan.experiment)) {
      if (run.status == "finished" && !ranked_trials(run).empty()) return std::move(run);
    }
    log::info(std::string(start_from_key) + ": the experiment has no earlier search; starts cold");
    return std::nullopt;
  }
  const fs::path path = plan.config.resolve(wanted);
  try {
    auto run = results.find(fs::is_directory(path) ? path.string() : wanted);
    if (run.status != "finished") throw Error(ExitCode::no_input, run.name + " is " + run.status + ", not finished; finish or wait for it");
    if (ranked_trials(run).empty()) {
      throw Error(ExitCode::bad_config, run.name + " has no trial to start from; name a run with a search, or `latest`");
    }
    return run;
  } catch (const Error& e) {
    throw Error(e.code(), where + e.what());
  }
}

/// What of the parameters the space holds; the rest goes into `left_out`.
models::Params within(const std::vector<search::Dimension>& space, const models::Params& params, std::vector<std::string>& left_out) {
  models::Params point = models::Params::object();
  for (const auto& [name, value] : params.items()) {
    const auto dimension = std::ranges::find(space, name, &search::Dimension::name);
    if (dimension != space.end() && dimension->holds(value)) {
      point[name] = value;
      continue;
    }
    const std::string text = dimension == space.end() ? name + " (not searched)" : name + " " + value.dump() + " (outside of the space)";
    if (std::ranges::find(left_out, text) == left_out.end()) left_out.push_back(text);
  }
  return point;
}

ordered_json take(const Plan& plan, const results::Results& results) {
  const Asked asked = asked_of(plan.config);
  ordered_json taken = {{"run", nullptr}, {"points", ordered_json::array()}, {"left_out", ordered_json::array()}};
  const auto run = earlier_run(plan, results, asked.run);
  if (!run) return taken;
  try {
    results::check_unchanged(*run);
  } catch (const Error& error) {
    throw Error(error.code(), plan.config.where(start_from_key) + ": " + error.what() + "; name another run");
  }
  taken["run"] = run->name;
  std::vector<std::string> left_out;
  auto& points = taken["points"];
  for (const auto& trial : ranked_trials(*run)) {
    if (points.size() == asked.best) break;
    const auto point = within(plan.search->space, trial.params, left_out);
    if (!point.empty() && std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
  }
  taken["left_out"] = left_out;
  std::string rest;
  for (const auto& text : left_out) rest += (rest.empty() ? "; left out: " : ", ") + text;
  log::info(std::string(start_from_key) + ": tries the best " + std::to_string(points.size()) + " of " + run->name + " first" + rest);
  return taken;
}

}  // namespace

ordered_json points_of(const ordered_json& taken) { return taken.is_object() ? taken.at("points") : ordered_json::array(); }

void find_starting_points(Plan& plan, const results::Results& results, const std::string& study, const Settings& settings) {
  if (!plan.search || plan.config.at(start_from_key).is_null()) return;
  ordered_json taken;
  if (settings.repeated) {
    taken = settings.repeated->value("start_from", ordered_json());
  } else if (settings.resumed) {
    taken = settings.resumed->run.value("start_from", ordered_json());
  } else if (!settings.fresh) {
    for (const auto& run : runs_of(results, plan.experiment)) {
      if (run.run.is_object() && run.run.value("study", "") == study) taken = run.run.value("start_from", ordered_json());
      if (taken.is_object()) break;
    }
  }
  if (!taken.is_object()) taken = take(plan, results);
  for (const auto& point : taken.at("points")) plan.search->start.push_back(point);
  plan.search->taken = std::move(taken);
}

}  // namespace trainyard::pipeline
