// What the parameters of a trial make of the study's plan: another transform, another family, other parameters of the model.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/log/log.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/search/study.hpp"

namespace trainyard::pipeline {

struct TrialPlan {
  std::shared_ptr<const config::Config> config;  ///< what `plan` refers to; null: the study's own
  Plan plan;
};

/// `proposed` may name keys of the config and model.type beside parameters of the model. `model.params` are those of the type that the
/// config gives. Throws Error(bad_config) for what does not go together, or not with the data.
TrialPlan plan_for(const Plan& study, const Data& data, const models::Params& proposed);

/// The folds of trials, shared by those with the same transform; the last few transforms are kept, as memory allows. Folds forward in time
/// come from the last on, which is trained on the most rows, so that what a trial shows first says most about it. Arguments must outlive
/// it. May be used from several threads at once.
class TrialFolds {
 public:
  TrialFolds(const Plan& study, const Data& data);

  /// Throws as plan_for() does.
  search::Ground ground(const models::Params& proposed);

 private:
  /// Made by the first who asks while the others wait.
  struct Fitted {
    Fitted(std::string of, TrialPlan of_trial) : keys(std::move(of)), trial(std::move(of_trial)) {}
    const std::string keys;
    const TrialPlan trial;
    std::mutex mutex;
    std::unique_ptr<search::Folds> folds;
    std::uint64_t bytes = 0;  ///< that it takes, 0 until it is made; the owner's mutex guards it
  };

  std::shared_ptr<Fitted> fitted(const TrialPlan& trial, const models::Params& proposed);
  [[nodiscard]] std::unique_ptr<search::Folds> make_folds(const Plan& plan) const;
  /// Keeps no more of the others than fit into the config's `memory` beside the latest. Trials that use them hold them until they end.
  void make_room(const std::shared_ptr<Fitted>& latest);
  std::shared_ptr<search::Folds> folds(const TrialPlan& trial, const models::Params& proposed);
  const models::Family& engine(const Plan& plan, const features::Matrix& train);

  const Plan& study_;
  const Data& data_;
  std::vector<dataset::FoldRows> rows_;
  std::vector<double> y_;  // of the training rows; NaN for all others
  std::mutex mutex_;
  std::deque<std::shared_ptr<Fitted>> kept_;
  const std::function<void(const std::string&)> say_once_ = log::once(log::info);
};

}  // namespace trainyard::pipeline
