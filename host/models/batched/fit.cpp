#include "host/models/batched/fit.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "host/error/error.hpp"
#include "host/models/batched/base_scores.hpp"
#include "host/models/batched/fitted.hpp"
#include "host/models/xgboost/library.hpp"
#include "kernels/trees/margins.hpp"

namespace trainyard::models::batched {
namespace {

namespace trees = kernels::trees;

Boosted without_trees(const BinnedData& data, const Params& complete) {
  const Labelled labelled = data.labelled();
  return {.objective = complete.at("objective"),
          .target = labelled.target,
          .columns = data.rows().cuts().columns(),
          .num_parallel_tree = complete.at("num_parallel_tree"),
          .scale_pos_weight = complete.at("scale_pos_weight"),
          .base_score = base_scores(complete, labelled),
          .trees = {}};
}

trees::BoostParams boost_params(const Target& target, const Params& complete, std::uint64_t seed) {
  trees::BoostParams out;
  if (target.task == Task::binary) out.objective = trees::Objective::logistic;
  if (target.task == Task::multiclass) out.objective = trees::Objective::softmax;
  out.outputs = target.task == Task::multiclass ? target.width() : 1;
  out.seed = seed;
  out.learning_rate = complete.at("learning_rate");
  out.max_depth = complete.at("max_depth");
  out.min_child_weight = complete.at("min_child_weight");
  out.lambda = complete.at("reg_lambda");
  out.alpha = complete.at("reg_alpha");
  out.gamma = complete.at("gamma");
  if (!complete.at("max_delta_step").is_null()) out.max_delta_step = complete.at("max_delta_step");
  out.subsample = complete.at("subsample");
  out.colsample_bytree = complete.at("colsample_bytree");
  out.colsample_bylevel = complete.at("colsample_bylevel");
  out.colsample_bynode = complete.at("colsample_bynode");
  out.num_parallel_tree = complete.at("num_parallel_tree");
  if (target.task != Task::multiclass) out.scale_pos_weight = complete.at("scale_pos_weight");
  return out;
}

class Boosting {
 public:
  Boosting(const BinnedData& data, const BinnedData* validation, const Params& complete, const FitSettings& settings)
      : validation_(validation),
        settings_(settings),
        model_(without_trees(data, complete)),
        rounds_(complete.at("n_estimators")),
        patience_(validation && complete.at("early_stopping_rounds").is_number() ? complete.at("early_stopping_rounds").get<int>() : 0),
        booster_(settings.exec, boost_params(model_.target, complete, settings.seed), data.rows(), view(data.labelled().y),
                 view(data.labelled().weight), base_margins(model_)) {
    if (validation) booster_.add_validation(validation->rows());
    if (patience_ > 0 && !settings.early_stopping_score) throw Error(ExitCode::bug, "early stopping has nothing to go by");
  }

  std::unique_ptr<Model> run() {
    int round = 0;
    for (bool goes_on = true; goes_on && round < rounds_; ++round) {
      if (settings_.stop && settings_.stop()) {
        throw Error(ExitCode::interrupted,
                    "training was stopped after " + std::to_string(round) + " of " + std::to_string(rounds_) + " rounds");
      }
      booster_.update();
      goes_on = after(round + 1);
    }
    const int kept = patience_ > 0 ? best_rounds_ : round;
    if (validation_ && settings_.on_validation) settings_.on_validation(patience_ > 0 ? std::move(best_said_) : said_of_validation());
    const auto& grown = booster_.trees();
    model_.trees.assign(grown.begin(), std::next(grown.begin(), static_cast<std::ptrdiff_t>(model_.trees_per_round()) * kept));
    return std::make_unique<FittedTrees>(std::move(model_));
  }

 private:
  static kernels::View<const float> view(std::span<const float> values) { return {values.data(), values.size()}; }

  static std::vector<float> base_margins(const Boosted& model) {
    std::vector<float> out;
    out.reserve(model.base_score.size());
    for (const float score : model.base_score) out.push_back(xgboost::margin_of(xgboost::link_of(model.objective), score));
    return out;
  }

  /// Whether there is to be another round.
  bool after(int rounds) {
    if (!validation_) return true;
    if (patience_ > 0) remember_best(rounds);
    const bool out_of_patience = patience_ > 0 && rounds - best_rounds_ >= patience_;
    draw_curve(rounds, out_of_patience || rounds == rounds_);
    if (out_of_patience) return false;
    return !settings_.on_rung || !std::ranges::binary_search(settings_.rungs, rounds) || settings_.on_rung(rounds, said_of_validation());
  }

  void remember_best(int rounds) {
    Predictions said = said_of_validation();
    const double score = settings_.early_stopping_score(said);
    if (best_ && !(score > *best_)) return;
    best_ = score;
    best_rounds_ = rounds;
    best_said_ = std::move(said);
  }

  void draw_curve(int rounds, bool is_last) const {
    if (!settings_.on_curve || (!is_last && !std::ranges::binary_search(settings_.curve_rounds, rounds))) return;
    settings_.on_curve(rounds, said(booster_.margins()), said_of_validation());
  }

  [[nodiscard]] Predictions said_of_validation() const { return said(booster_.validation_margins()); }

  [[nodiscard]] Predictions said(kernels::View<const float> margins) const {
    const std::size_t outputs = model_.base_score.size();
    std::vector<float> values(margins.data, margins.data + margins.size);
    trees::apply_link(Exec{.threads = settings_.exec.threads}, xgboost::link_of(model_.objective), outputs, {values.data(), values.size()});
    const xgboost::Length shape[] = {values.size() / outputs, outputs};
    return xgboost::predictions(model_.target, shape, std::size(shape), values.data());
  }

  const BinnedData* validation_;
  const FitSettings& settings_;
  Boosted model_;
  const int rounds_;
  const int patience_;  ///< 0: no early stopping
  trees::Booster booster_;
  std::optional<double> best_;
  int best_rounds_ = 0;
  Predictions best_said_;
};

}  // namespace

std::unique_ptr<Model> fit(const BinnedData& data, const BinnedData* validation, const Params& complete, const FitSettings& settings) {
  try {
    return Boosting(data, validation, complete, settings).run();
  } catch (const std::overflow_error& e) {
    throw Error(ExitCode::bad_data, std::string("training failed: ") + e.what());
  }
}

}  // namespace trainyard::models::batched
