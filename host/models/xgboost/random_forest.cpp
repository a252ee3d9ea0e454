// Random forests through XGBoost: all trees in one round, each on its own sample, averaged. Names and defaults are those of
// xgboost.XGBRFRegressor and XGBRFClassifier (https://xgboost.readthedocs.io/en/release_3.2.0/tutorials/rf.html).
#include <algorithm>
#include <limits>
#include <map>

#include "host/models/families.hpp"
#include "host/models/xgboost/params.hpp"
#include "host/models/xgboost/train.hpp"

namespace trainyard::models {
namespace {

using xgboost::DataMatrix;
using Problem = std::function<void(const std::string&, const std::string&)>;

/// XGBoost's parameters that a forest has, and what they are when not set; null: as for boosting.
const std::vector<std::pair<std::string, Params>>& shared_params() {
  static const std::vector<std::pair<std::string, Params>> all{{"objective", nullptr},
                                                               {"base_score", nullptr},
                                                               {"scale_pos_weight", nullptr},
                                                               {"tweedie_variance_power", nullptr},
                                                               {"huber_slope", nullptr},
                                                               {"quantile_alpha", nullptr},
                                                               {"max_depth", nullptr},
                                                               {"max_leaves", nullptr},
                                                               {"grow_policy", nullptr},
                                                               {"max_bin", nullptr},
                                                               {"min_child_weight", nullptr},
                                                               {"gamma", nullptr},
                                                               {"max_delta_step", nullptr},
                                                               {"reg_lambda", 1e-5},
                                                               {"reg_alpha", nullptr},
                                                               {"subsample", 0.8},
                                                               {"sampling_method", nullptr},
                                                               {"colsample_bytree", nullptr},
                                                               {"colsample_bylevel", nullptr},
                                                               {"colsample_bynode", 0.8},
                                                               {"monotone_constraints", nullptr},
                                                               {"interaction_constraints", nullptr},
                                                               {"max_cached_hist_node", nullptr}};
  return all;
}

std::vector<ParamSpec> make_specs() {
  std::vector<ParamSpec> specs{{"n_estimators",
                                {"num_parallel_tree", "n_trees"},
                                100,
                                "int",
                                1,
                                std::numeric_limits<double>::infinity(),
                                "Trees; more give a steadier forest and cost time."}};
  for (const auto& [name, fallback] : shared_params()) {
    const auto at = std::ranges::find(xgboost::param_specs(), name, &ParamSpec::name);
    specs.push_back(*at);
    if (!fallback.is_null()) specs.back().fallback = fallback;
  }
  const auto also_called = [&](const std::string& name, const std::string& alias) {
    std::ranges::find(specs, name, &ParamSpec::name)->aliases.push_back(alias);
  };
  also_called("subsample", "max_samples");  // scikit-learn's names, where a share is meant there too
  also_called("colsample_bynode", "max_features");
  return specs;
}

/// What boosting has to be told to grow this forest.
Params boosting_params(const Family& boosting, const Params& complete) {
  Params out = boosting.complete(complete);
  out["num_parallel_tree"] = complete.at("n_estimators");
  out["n_estimators"] = 1;
  out["learning_rate"] = 1.0;
  return out;
}

/// XGBoost's model, which counts its one round as rounds and its trees as parallel ones.
class Forest final : public Model {
 public:
  explicit Forest(std::unique_ptr<Model> model) : model_(std::move(model)) {}

  Predictions predict(const Exec& exec, const features::Matrix& x) const override { return model_->predict(exec, x); }
  Contributions contributions(const Exec& exec, const features::Matrix& x) const override { return model_->contributions(exec, x); }
  std::vector<SplitImportance> split_importance() const override { return model_->split_importance(); }
  std::string file_name() const override { return model_->file_name(); }
  std::string to_bytes() const override { return model_->to_bytes(); }
  std::string library() const override { return model_->library(); }
  Params effective_params() const override {
    const Params all = model_->effective_params();
    Params out = Params::object();
    if (all.contains("num_parallel_tree")) out["n_estimators"] = all["num_parallel_tree"];
    for (const auto& [name, fallback] : shared_params()) {
      if (all.contains(name)) out[name] = all[name];
    }
    return out;
  }

 private:
  std::unique_ptr<Model> model_;
};

class RandomForestFamily final : public Family {
 public:
  RandomForestFamily(std::string name, const Family& boosting) : name_(std::move(name)), boosting_(boosting) {}

  std::string name() const override { return name_; }
  std::string doc() const override { return "Random forests by XGBoost 3.2"; }
  const std::vector<ParamSpec>& params() const override {
    static const std::vector<ParamSpec> specs = make_specs();
    return specs;
  }
  std::vector<std::string> data_params() const override { return boosting_.data_params(); }
  bool fits_side_by_side() const override { return boosting_.fits_side_by_side(); }
  void check_target(const Params& params, const Target& target, const Problem& problem) const override {
    boosting_.check_target(params, target, problem);
  }
  std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                    const Prepared* reference) const override {
    return boosting_.prepare(exec, data, boosting_params(boosting_, complete(params)), reference);
  }
  const Family& for_search(const Exec& exec, const Params& params, const features::Matrix& train, std::string& why) const override {
    static const RandomForestFamily batched("random_forest (batched)", batched_family());
    return &boosting_.for_search(exec, boosting_params(boosting_, complete(params)), train, why) == &boosting_ ? *this : batched;
  }
  std::unique_ptr<Model> fit(const Prepared& train, const Prepared* validation, const Params& params,
                             const FitSettings& settings) const override {
    FitSettings whole = settings;
    whole.checkpoint_rounds = 0;  // one round has nowhere to be cut
    whole.start = {};
    return std::make_unique<Forest>(boosting_.fit(train, validation, boosting_params(boosting_, complete(params)), whole));
  }
  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    return std::make_unique<Forest>(boosting_.from_bytes(bytes));
  }

 private:
  const Reasons& reasons() const override {
    static const Reasons all = joined(
        {
            {{"early_stopping_rounds", "learning_rate", "eta"},
             "is for boosting: a random forest grows all its trees at once; use model.type: xgboost"},
            {{"min_samples_leaf", "min_samples_split"}, "is scikit-learn's; here min_child_weight bounds a leaf"},
            {{"bootstrap", "oob_score"}, "is scikit-learn's; here subsample draws rows without replacement"},
        },
        xgboost::reasons());
    return all;
  }
  void check_together(const Params& params, const Problem& problem) const override { xgboost::check_used(params, problem); }

  std::string name_;
  const Family& boosting_;
};

}  // namespace

const Family& random_forest_family() {
  static const RandomForestFamily family("random_forest", xgboost_family());
  return family;
}

}  // namespace trainyard::models
