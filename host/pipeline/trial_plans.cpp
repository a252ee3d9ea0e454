#include "host/pipeline/trial_plans.hpp"

#include <algorithm>
#include <limits>

#include "host/error/error.hpp"

namespace trainyard::pipeline {
namespace {

constexpr std::size_t transforms_kept = 4;  // a matrix per fold each

void take_params(Plan& plan, const search::Proposal& proposal) {
  if (!proposal.family.empty() && proposal.family != plan.family->name()) {
    plan.family = &models::family(proposal.family);
    plan.params = models::Params::object();
  }
  plan.params.update(plan.family->canonical(proposal.model, [](const std::string& name, const std::string& message) {
    throw Error(ExitCode::bad_config, name + ": " + message);
  }));
}

}  // namespace

TrialPlan plan_for(const Plan& study, const Data& data, const models::Params& proposed) {
  const search::Proposal proposal = search::read_proposal(proposed);
  if (proposal.keys.empty() && proposal.family.empty()) {
    TrialPlan same{nullptr, study};
    take_params(same.plan, proposal);
    return same;
  }
  const auto config = std::make_shared<const config::Config>(study.config.with(proposal.keys));
  TrialPlan made{config, make_plan(*config)};
  take_params(made.plan, proposal);
  features::check_against(made.plan.features, data.schema, *config);
  features::check_against_target(made.plan.features, data.schema, static_cast<std::size_t>(data.goal.target.classes), *config);
  check_family(made.plan, data.goal);
  config->check();
  return made;
}

TrialFolds::TrialFolds(const Plan& study, const Data& data)
    : study_(study), data_(data), y_(data.goal.y.size(), std::numeric_limits<double>::quiet_NaN()) {
  for (std::size_t k = 0; k < data.split.folds(); ++k) rows_.push_back(data.split.fold_rows(k));
  if (dataset::fold_method(study.split) == dataset::FoldMethod::time) std::ranges::reverse(rows_);
  for (const std::uint32_t row : data.split.train) y_[row] = data.goal.y[row];
}

std::unique_ptr<search::Folds> TrialFolds::make_folds(const Plan& plan) const {
  const search::TrainingData rows{.table = data_.table,
                                  .schema = data_.schema,
                                  .folds = rows_,
                                  .options = plan.features,
                                  .y = y_,
                                  .target = data_.goal.target,
                                  .weight = data_.goal.weight,
                                  .class_weight = data_.goal.class_weight,
                                  .labels = data_.goal.labels,
                                  .memory = study_.config.at("memory")};
  return std::make_unique<search::Folds>(plan.device.exec, rows);
}

std::shared_ptr<TrialFolds::Fitted> TrialFolds::fitted(const TrialPlan& trial, const models::Params& proposed) {
  const std::string keys = search::read_proposal(proposed).keys.dump();
  const std::scoped_lock lock(mutex_);
  const auto at = std::ranges::find(kept_, keys, [](const auto& one) { return one->keys; });
  if (at != kept_.end()) return *at;
  if (kept_.size() == transforms_kept) kept_.pop_front();
  return kept_.emplace_back(std::make_shared<Fitted>(keys, trial));
}

void TrialFolds::make_room(const std::shared_ptr<Fitted>& latest) {
  constexpr std::uint64_t with_a_form = 2;
  const std::uint64_t memory = study_.config.at("memory");
  const std::scoped_lock lock(mutex_);
  latest->bytes = with_a_form * latest->folds->bytes();
  std::uint64_t used = latest->bytes;
  for (const auto& one : kept_) used += one == latest ? 0 : one->bytes;
  for (auto at = kept_.begin(); used > memory && at != kept_.end();) {
    if (*at == latest || (*at)->bytes == 0) {
      ++at;
    } else {
      used -= (*at)->bytes;
      at = kept_.erase(at);
    }
  }
}

std::shared_ptr<search::Folds> TrialFolds::folds(const TrialPlan& trial, const models::Params& proposed) {
  const auto one = fitted(trial, proposed);
  const std::scoped_lock lock(one->mutex);
  if (one->folds == nullptr) {
    one->folds = make_folds(one->trial.plan);
    make_room(one);
  }
  // The plan that the folds refer to lives as long as they do.
  return {one, one->folds.get()};
}

search::Ground TrialFolds::ground(const models::Params& proposed) {
  const TrialPlan trial = plan_for(study_, data_, proposed);
  const auto shared = folds(trial, proposed);
  return {engine(trial.plan, (*shared)[0].train), shared, trial.plan.params};
}

const models::Family& TrialFolds::engine(const Plan& plan, const features::Matrix& train) {
  if (!study_.search || study_.search->engine != "batched") return *plan.family;
  std::string why;
  const models::Family& engine = plan.family->for_search(plan.device.exec, plan.params, train, why);
  if (!why.empty()) say_once_("search.engine: batched does not cover " + why + "; such trials go to XGBoost");
  return engine;
}

}  // namespace trainyard::pipeline
