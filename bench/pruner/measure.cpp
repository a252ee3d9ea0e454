// bench_pruner curves CONFIG METRICS TRIALS RESULTS [KEY=VALUE …]: fits random trials of the config's space on every fold, and prints as
// JSON {metric: {maximise, trials: […]}}, the metric after every round on the first fold and after the last on each. bench_pruner studies
// RESAMPLES TRIALS LAG: reads that of one metric; prints what every pruner saves and misses in studies of so many of these trials.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/dataset/pick.hpp"
#include "host/evaluate/score.hpp"
#include "host/pipeline/trial_plans.hpp"
#include "host/search/pruner.hpp"
#include "host/search/sampler.hpp"

namespace {

using namespace trainyard;
using nlohmann::ordered_json;

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> out;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) out.push_back(word);
  return out;
}

ordered_json scores(const Exec& exec, std::span<const std::string> metrics, const search::TrainingData& data, const search::Fold& fold,
                    const models::Predictions& predicted) {
  const auto actual = dataset::pick(data.y, fold.validation_rows), weight = dataset::pick(data.weight, fold.validation_rows);
  const auto decided = evaluate::decide(predicted, data.target, 0.5);
  return evaluate::score(
      exec, metrics,
      {.actual = actual, .predicted = predicted.values, .decided = decided, .weight = weight, .classes = data.target.classes});
}

/// Fits one trial on all folds; `add` gets the scores after every round of the first ("rounds") and after the last of each ("folds").
template <class Add>
void fit_trial(const Exec& exec, std::span<const std::string> metrics, const search::Ground& ground, std::uint64_t seed, const Add& add) {
  const search::TrainingData& data = ground.folds->data();
  models::FitSettings fit{.exec = exec, .early_stopping_metric = "", .on_round = {}, .stop = {}};
  fit.rungs.resize(ground.family.complete(ground.params).at("n_estimators").get<std::size_t>());
  std::iota(fit.rungs.begin(), fit.rungs.end(), 1);
  fit.on_rung = [&](int, const models::Predictions& predicted) {
    add("rounds", scores(exec, metrics, data, (*ground.folds)[0], predicted));
    return true;
  };
  for (std::size_t k = 0; k < ground.folds->size(); ++k) {
    const auto prepared = ground.folds->prepared(ground.family, ground.params, k);
    fit.seed = search::fold_seed(seed, k);
    const auto model = ground.family.fit(*prepared->train, prepared->validation.get(), ground.params, fit);
    add("folds", scores(exec, metrics, data, (*ground.folds)[k], model->predict(exec, (*ground.folds)[k].validation)));
    fit.rungs.clear();
  }
}

ordered_json curves(const std::vector<std::string>& arguments) {
  const std::vector<std::string> metrics = split(arguments[3]);
  config::Overrides overrides;
  overrides.set.assign(arguments.begin() + 6, arguments.end());
  overrides.flags = {{"results", arguments[5]}, {"device", "cpu"}};
  const auto config = config::Config::load(arguments[2], overrides);
  const pipeline::Plan plan = pipeline::make_plan(config);
  const pipeline::Data data = pipeline::load_data(plan, {});
  pipeline::TrialFolds folds(plan, data);
  ordered_json out;
  for (const auto& metric : metrics) out[metric] = {{"maximise", evaluate::greater_is_better(metric)}, {"trials", ordered_json::array()}};
  for (std::uint64_t n = 0; n < std::stoull(arguments[4]); ++n) {
    const auto params = search::propose_random({.space = plan.search->space, .seed = plan.seed, .trial = n});
    const search::Ground ground = folds.ground(params);
    for (const auto& metric : metrics) {
      out[metric]["trials"].push_back({{"learning_rate", ground.family.complete(ground.params).at("learning_rate")}});
    }
    fit_trial(plan.device.exec, metrics, ground, plan.seed, [&](const char* list, const ordered_json& all) {
      for (const auto& metric : metrics) out[metric]["trials"].back()[list].push_back(all.at(metric));
    });
    std::fprintf(stderr, "\r%s: %llu of %s trials", arguments[2].c_str(), static_cast<unsigned long long>(n + 1), arguments[4].c_str());
  }
  std::fprintf(stderr, "\n");
  return out;
}

struct Curve {
  double learning_rate;
  std::vector<double> rounds, folds;
};

struct Study {
  std::vector<search::Course> courses;
  double spent = 0;  ///< rounds of boosting on one fold
};

/// Lets a trial run as far as the pruner does; returns the rounds that it took.
double run_trial(const search::Pruner& pruner, const Curve& curve, search::Standing standing, search::Course& trial) {
  const int last = static_cast<int>(curve.rounds.size());
  if (pruner.rungs != nullptr) {
    for (const int round : pruner.rungs(curve.learning_rate, last)) {
      trial.rungs.push_back({round, curve.rounds[static_cast<std::size_t>(round - 1)]});
      if (pruner.verdict(standing)) return round;
    }
  }
  for (const double value : curve.folds) {
    trial.folds.push_back(value);
    const bool all = trial.folds.size() == curve.folds.size();
    if (!all && pruner.verdict != nullptr && pruner.verdict(standing)) return static_cast<double>(trial.folds.size()) * last;
  }
  trial.complete = true;
  return static_cast<double>(curve.folds.size()) * last;
}

Study run_study(const search::Pruner& pruner, std::span<const Curve* const> trials, std::uint64_t lag, std::uint64_t seed, bool maximise) {
  Study study;
  for (const Curve* curve : trials) {
    const std::uint64_t n = study.courses.size();
    search::Course trial{.number = n};
    const auto known = std::span(study.courses).first(search::known_trials(n, lag));
    study.spent += run_trial(pruner, *curve,
                             {.trial = trial, .history = known, .folds = curve->folds.size(), .seed = seed, .maximise = maximise}, trial);
    study.courses.push_back(std::move(trial));
  }
  return study;
}

double best_of(const Study& study, bool maximise) {
  double best = std::nan("");
  for (const auto& course : study.courses) {
    if (!course.complete) continue;
    const double value = course.mean(course.folds.size());
    if (std::isnan(best) || (maximise ? value > best : value < best)) best = value;
  }
  return best;
}

ordered_json studies(const std::vector<std::string>& arguments) {
  const auto document = ordered_json::parse(std::cin);
  const std::uint64_t resamples = std::stoull(arguments[2]), trials = std::stoull(arguments[3]), lag = std::stoull(arguments[4]);
  const bool maximise = document.at("maximise");
  std::vector<Curve> all;
  for (const auto& one : document.at("trials")) all.push_back({one.at("learning_rate"), one.at("rounds"), one.at("folds")});
  if (all.size() < trials) throw std::runtime_error("there are fewer curves than trials in a study");
  ordered_json out;
  for (std::uint64_t resample = 0; resample < resamples; ++resample) {
    std::vector<std::pair<double, const Curve*>> drawn;
    for (std::size_t i = 0; i < all.size(); ++i) drawn.emplace_back(search::uniform(resample, i, "resample"), &all[i]);
    std::ranges::sort(drawn);
    std::vector<const Curve*> chosen;
    for (std::size_t i = 0; i < trials; ++i) chosen.push_back(drawn[i].second);
    const Study whole = run_study(search::pruner("none"), chosen, lag, resample, maximise);
    for (const auto& pruner : search::pruners()) {
      const Study study = run_study(pruner, chosen, lag, resample, maximise);
      const double best = best_of(whole, maximise);
      out[pruner.name]["saving"].push_back(whole.spent / study.spent);
      out[pruner.name]["regret"].push_back(std::abs((best_of(study, maximise) - best) / best));
    }
  }
  return out;
}

}  // namespace

int main(int count, char** words) {
  try {
    const std::vector<std::string> arguments(words, words + count);
    const std::string what = count > 1 ? arguments[1] : "";
    if (!(what == "curves" && count >= 6) && !(what == "studies" && count == 5)) {
      throw std::runtime_error("usage: bench_pruner curves CONFIG METRICS TRIALS RESULTS [KEY=VALUE …] | studies RESAMPLES TRIALS LAG");
    }
    std::printf("%s\n", (what == "curves" ? curves(arguments) : studies(arguments)).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_pruner: %s\n", error.what());
    return 1;
  }
}
