// The list of XGBoost 3.2's parameters (https://xgboost.readthedocs.io/en/release_3.2.0/parameter.html) for trees.
#include <limits>

#include "host/models/xgboost/params.hpp"

namespace trainyard::models::xgboost {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kAboveZero = 1e-6;  // bounds are inclusive; XGBoost's own is "above 0"

const char* const kObjectives =
    "reg:squarederror|reg:squaredlogerror|reg:absoluteerror|reg:pseudohubererror|reg:quantileerror|reg:logistic|reg:gamma|reg:tweedie|"
    "count:poisson|binary:logistic|multi:softprob";

}  // namespace

const std::vector<ParamSpec>& param_specs() {
  static const std::vector<ParamSpec> specs{
      // The loop over the rounds.
      {"n_estimators",
       {"num_boost_round", "num_round", "n_rounds"},
       100,
       "int",
       1,
       kInf,
       "Boosting rounds; with early stopping the most there may be."},
      {"early_stopping_rounds",
       {},
       nullptr,
       "int",
       1,
       kInf,
       "Stops once the validation metric has not improved for so many rounds, and keeps the best round's model; not set: never."},

      // What is learned.
      {"objective",
       {},
       nullptr,
       kObjectives,
       -kInf,
       kInf,
       "The loss; not set: reg:squarederror, binary:logistic or multi:softprob, by the task. squaredlogerror needs targets above -1, "
       "logistic targets from 0 to 1, gamma targets above 0, tweedie and poisson "
       "targets of at least 0."},
      {"base_score",
       {},
       nullptr,
       "float",
       -kInf,
       kInf,
       "The prediction before the first tree, in the target's unit; not set: XGBoost estimates it from the training targets."},
      {"scale_pos_weight",
       {},
       1.0,
       "float",
       0,
       kInf,
       "Weight of rows whose target is exactly 1, for a binary classification the positive class."},
      {"tweedie_variance_power",
       {},
       1.5,
       "float",
       1,
       1.999999,
       "For reg:tweedie: the variance grows with the mean to this power; near 1 is Poisson, near 2 is gamma."},
      {"huber_slope",
       {},
       1.0,
       "float",
       kAboveZero,
       kInf,
       "For reg:pseudohubererror: the error at which the loss turns from squared to linear."},
      {"quantile_alpha", {}, 0.5, "float", kAboveZero, 0.999999, "For reg:quantileerror: the quantile to predict."},

      // How trees are boosted.
      {"booster", {}, "gbtree", "gbtree|dart", -kInf, kInf, "gbtree: plain boosting; dart: drops earlier trees at random while it trains."},
      {"tree_method", {}, "hist", "hist", -kInf, kInf, "Splits are searched on histograms: the one method that trains on quantised data."},
      {"learning_rate", {"eta"}, 0.3, "float", 0, 1, "Each tree counts with this factor; less needs more rounds and overfits later."},
      {"num_parallel_tree", {}, 1, "int", 1, kInf, "Trees per round; above 1, with subsample below 1, boosts random forests."},
      {"seed_per_iteration", {}, false, "bool", -kInf, kInf, "Seeds the random generator anew in every round, from the round's number."},

      // The shape of a tree.
      {"max_depth", {}, 6, "int", 0, kInf, "Most levels of a tree; 0 is no limit, for grow_policy: lossguide alone."},
      {"max_leaves", {}, 0, "int", 0, kInf, "Most leaves of a tree; 0 is no limit."},
      {"grow_policy", {}, "depthwise", "depthwise|lossguide", -kInf, kInf, "Splits level by level, or always where the loss falls most."},
      {"max_bin", {}, 256, "int", 2, kInf, "Bins per feature; more find finer splits and cost time and memory."},
      {"min_child_weight",
       {},
       1.0,
       "float",
       0,
       kInf,
       "Least sum of second derivatives in a leaf; for squarederror the least number of rows."},
      {"gamma", {"min_split_loss"}, 0.0, "float", 0, kInf, "Least fall of the loss that a split has to bring."},
      {"max_delta_step", {}, nullptr, "float", 0, kInf, "Largest output of a leaf, 0 is no limit; not set: 0, for count:poisson 0.7."},
      {"reg_lambda", {"lambda"}, 1.0, "float", 0, kInf, "L2 penalty on leaf outputs."},
      {"reg_alpha", {"alpha"}, 0.0, "float", 0, kInf, "L1 penalty on leaf outputs."},

      // Sampling.
      {"subsample", {}, 1.0, "float", kAboveZero, 1, "Share of the rows drawn for every round."},
      {"sampling_method",
       {},
       "uniform",
       "uniform|gradient_based",
       -kInf,
       kInf,
       "Draws rows alike, or by their gradients, which allows a subsample of 0.1; gradient_based runs on one thread on the CPU."},
      {"colsample_bytree", {}, 1.0, "float", kAboveZero, 1, "Share of the columns drawn for every tree."},
      {"colsample_bylevel", {}, 1.0, "float", kAboveZero, 1, "Share of the tree's columns drawn for every level."},
      {"colsample_bynode", {}, 1.0, "float", kAboveZero, 1, "Share of the level's columns drawn for every split."},

      // Constraints, by the position of the feature column (data.json lists them in order).
      {"monotone_constraints",
       {},
       "",
       "text",
       -kInf,
       kInf,
       "One of 1 (rising), -1 (falling) or 0 per feature column, as in \"(1,0,-1)\"; empty: none."},
      {"interaction_constraints",
       {},
       "",
       "text",
       -kInf,
       kInf,
       "Groups of feature columns that may meet in one branch, as in \"[[0, 1], [2, 3, 4]]\"; empty: any may."},

      // dart.
      {"sample_type", {}, "uniform", "uniform|weighted", -kInf, kInf, "For dart: drops trees alike, or by their weight."},
      {"normalize_type",
       {},
       "tree",
       "tree|forest",
       -kInf,
       kInf,
       "For dart: a new tree weighs as each dropped one, or as all of them together."},
      {"rate_drop", {}, 0.0, "float", 0, 1, "For dart: share of the earlier trees dropped in a round."},
      {"one_drop", {}, false, "bool", -kInf, kInf, "For dart: drops one tree at least."},
      {"skip_drop", {}, 0.0, "float", 0, 1, "For dart: probability that a round drops none."},

      // Cost alone.
      {"max_cached_hist_node",
       {},
       nullptr,
       "int",
       1,
       kInf,
       "Histograms kept in memory; changes time and memory alone; not set: XGBoost decides."},
  };
  return specs;
}

}  // namespace trainyard::models::xgboost
