#include "host/report/finished_study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/evaluate/finite.hpp"
#include "host/evaluate/score.hpp"
#include "host/plot/scale.hpp"
#include "host/report/study_plots.hpp"
#include "host/search/rank.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::report {
namespace {

using nlohmann::ordered_json;

ordered_json best_document(const FinishedStudy& study) {
  if (study.best == nullptr) return nullptr;
  return {{"number", study.best->number}, {"value", study.best->value}, {"params", study.best->params}};
}

ordered_json importance_document(const FinishedStudy& study) {
  if (!study.importance) return nullptr;
  return {{"method", "ped-anova"},
          {"complete_trials", study.importance->trials},
          {"best_trials", study.importance->best},
          {"parameters", study.importance_by_parameter()}};
}

ordered_json history_document(const FinishedStudy& study) {
  ordered_json history = ordered_json::array();
  double best = std::numeric_limits<double>::quiet_NaN();
  for (const auto& trial : study.trials) {
    if (search::is_ranked(trial) && !(study.greater_is_better ? trial.value <= best : trial.value >= best)) best = trial.value;
    history.push_back({{"number", trial.number},
                       {"state", trial.state},
                       {"value", evaluate::finite_or_null(trial.value)},
                       {"best", evaluate::finite_or_null(best)}});
  }
  return history;
}

ordered_json slices_document(const FinishedStudy& study) {
  ordered_json slices = ordered_json::object();
  for (const auto& dimension : study.space) {
    ordered_json slice = {{"number", ordered_json::array()}, {"x", ordered_json::array()}, {"value", ordered_json::array()}};
    for (const auto& trial : study.trials) {
      if (!search::is_ranked(trial) || !trial.params.contains(dimension.name)) continue;
      slice["number"].push_back(trial.number);
      slice["x"].push_back(trial.params[dimension.name]);
      slice["value"].push_back(trial.value);
    }
    slices[dimension.name] = std::move(slice);
  }
  return slices;
}

ordered_json intermediate_document(const FinishedStudy& study) {
  ordered_json out = ordered_json::array();
  for (const auto& trial : study.trials) {
    ordered_json values = ordered_json::array();
    for (const double value : fold_values(trial, study.metric)) values.push_back(evaluate::finite_or_null(value));
    if (!values.empty()) out.push_back({{"number", trial.number}, {"state", trial.state}, {"values", std::move(values)}});
  }
  return out;
}

}  // namespace

FinishedStudy::FinishedStudy(const search::StudySettings& settings, const search::StudyResult& result)
    : space(settings.space),
      trials(result.trials),
      best(result.best),
      metric(settings.metric),
      greater_is_better(evaluate::greater_is_better(settings.metric)),
      importance(search::importance(space, trials, greater_is_better)) {}

std::vector<const search::Trial*> FinishedStudy::ranked() const {
  std::vector<const search::Trial*> out;
  for (const auto& trial : trials) {
    if (search::is_ranked(trial)) out.push_back(&trial);
  }
  std::ranges::reverse(out);
  std::ranges::stable_sort(out,
                           [&](const auto* a, const auto* b) { return greater_is_better ? a->value < b->value : a->value > b->value; });
  return out;
}

std::size_t FinishedStudy::count(const std::string& state) const {
  return static_cast<std::size_t>(std::ranges::count(trials, state, &search::Trial::state));
}

ordered_json FinishedStudy::importance_by_parameter() const {
  if (!importance) return nullptr;
  std::vector<std::size_t> order(space.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return importance->values[a] > importance->values[b]; });
  ordered_json out = ordered_json::object();
  for (const std::size_t i : order) out[space[i].name] = importance->values[i];
  return out;
}

std::string FinishedStudy::in_words() const {
  std::string text = std::to_string(trials.size()) + (trials.size() == 1 ? " trial" : " trials");
  std::string states;
  for (const char* state : {"complete", "pruned", "failed"}) {
    if (const auto some = count(state); some > 0) states += (states.empty() ? ": " : ", ") + std::to_string(some) + " " + state;
  }
  text += states + ".";
  if (best == nullptr) return text;
  return text + " The best is number " + std::to_string(best->number) + " with " + metric + " " + plot::number_text(best->value) + ".";
}

std::vector<double> fold_values(const search::Trial& trial, const std::string& metric) {
  std::vector<double> values;
  for (const auto& fold : trial.folds) {
    const auto& score = fold.at("scores").at(metric);
    values.push_back(score.is_number() ? score.get<double>() : std::numeric_limits<double>::quiet_NaN());
  }
  return values;
}

ordered_json study_document(const FinishedStudy& study) {
  ordered_json trials = ordered_json::object();
  for (const char* state : {"complete", "pruned", "failed"}) trials[state] = study.count(state);
  return {{"format", 1},
          {"metric", study.metric},
          {"direction", study.greater_is_better ? "maximize" : "minimize"},
          {"trials", trials},
          {"best", best_document(study)},
          {"importance", importance_document(study)},
          {"history", history_document(study)},
          {"slices", slices_document(study)},
          {"intermediate_values", intermediate_document(study)}};
}

ordered_json write_study(const std::filesystem::path& folder, const search::StudySettings& settings, const search::StudyResult& result) {
  const FinishedStudy study(settings, result);
  storage::write_file(folder / "study.json", study_document(study).dump(2) + "\n");
  storage::make_folder(folder / "plots");
  for (const auto& [name, draw] : study_plots()) storage::write_file(folder / "plots" / (std::string(name) + ".svg"), draw(study));
  return study.importance_by_parameter();
}

}  // namespace trainyard::report
