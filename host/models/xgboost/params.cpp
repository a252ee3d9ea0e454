#include "host/models/xgboost/params.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>

#include "host/error/error.hpp"

namespace trainyard::models::xgboost {
namespace {

using Names = std::vector<std::string>;

/// A parameter that only some boosters or objectives read.
struct Use {
  std::string selector;  ///< "booster" or "objective"
  Names values;
};

const std::map<std::string, Use>& uses() {
  static const Use dart{"booster", {"dart"}};
  static const std::map<std::string, Use> all{
      {"sample_type", dart},
      {"normalize_type", dart},
      {"rate_drop", dart},
      {"one_drop", dart},
      {"skip_drop", dart},
      {"tweedie_variance_power", {"objective", {"reg:tweedie"}}},
      {"huber_slope", {"objective", {"reg:pseudohubererror"}}},
      {"quantile_alpha", {"objective", {"reg:quantileerror"}}},
      {"scale_pos_weight", {"objective", {"reg:squarederror", "reg:logistic", "reg:gamma", "binary:logistic"}}},
  };
  return all;
}

/// Why `name` would be left unused under what `params` chooses, or "".
std::string unused(const std::string& name, const Params& params) {
  const auto use = uses().find(name);
  if (use == uses().end() || !params.contains(use->second.selector) || params.at(use->second.selector).is_null()) return "";
  const auto& [selector, values] = use->second;
  const auto chosen = params.at(selector).get<std::string>();
  if (std::ranges::find(values, chosen) != values.end()) return "";
  std::string needed;
  for (const auto& value : values) needed += (needed.empty() ? "" : " or ") + value;
  return "is used with " + selector + ": " + needed + ", not with " + chosen + ": remove it or change " + selector;
}

std::string objective_of(const Target& target) {
  if (target.task == Task::regression) return "reg:squarederror";
  return target.task == Task::binary ? "binary:logistic" : "multi:softprob";
}

std::string to_text(const Params& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  return value.dump();
}

/// A parameter's value out of XGBoost's text; floats as the shortest decimal of the float that XGBoost holds.
Params from_text(const ParamSpec& spec, const std::string& text) {
  const char* begin = text.data() + (text.starts_with('[') ? 1 : 0);  // base_score and quantile_alpha are arrays of one
  const char* end = text.data() + text.size();
  if (spec.type == "bool") return text == "1" || text == "true";
  if (spec.type == "int") {
    std::int64_t out = 0;
    return std::from_chars(begin, end, out).ec == std::errc() ? Params(out) : Params(text);
  }
  if (spec.type == "float") {
    float parsed = 0;
    if (std::from_chars(begin, end, parsed).ec != std::errc()) return text;
    char shortest[32];
    const auto last = std::to_chars(shortest, shortest + sizeof shortest, parsed).ptr;
    double out = 0;
    std::from_chars(shortest, last, out);
    return out;
  }
  return text;
}

/// All "…_param" objects of the configuration in one.
void collect(const nlohmann::json& node, std::map<std::string, std::string>& out) {
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) {
    if (key.ends_with("_param") && value.is_object()) {
      for (const auto& [name, text] : value.items()) {
        if (text.is_string()) out.emplace(name, text.get<std::string>());
      }
    }
    collect(value, out);
  }
}

}  // namespace

const Reasons& reasons() {
  static const Reasons all{
      {{"eval_metric", "disable_default_eval_metric"}, "is set by the config's evaluate.metrics and search.metric"},
      {{"validate_parameters", "fail_on_invalid_gpu_id"}, "is always on: trainyard checks parameters and devices itself"},
      {{"num_feature", "num_target", "num_trees"}, "follows from the data and n_estimators"},
      {{"enable_categorical", "max_cat_to_onehot", "max_cat_threshold"}, "is for raw categories; here features.categorical encodes them"},
      {{"missing"}, "is always NaN: features.numeric.impute says what becomes of missing values"},
      {{"num_class"}, "follows from the target's classes"},
      {{"multi_strategy"}, "is for several targets per row, which are not trained"},
      {{"sample_weight", "class_weight"}, "is set by the config's data.weight and data.class_weight"},
      {{"aft_loss_distribution", "aft_loss_distribution_scale"}, "is for survival objectives, which are not trained"},
      {{"lambdarank_pair_method", "lambdarank_num_pair_per_sample", "lambdarank_unbiased", "lambdarank_normalization",
        "lambdarank_score_normalization", "lambdarank_bias_norm", "ndcg_exp_gain"},
       "is for ranking objectives, which are not trained"},
      {{"feature_selector", "top_k", "tolerance"}, "is for the linear booster, which is not offered"},
      {{"updater", "process_type", "refresh_leaf"}, "is for changing the trees of an existing model, which trainyard does not do"},
      {{"sketch_eps", "sketch_ratio", "sparse_threshold", "default_direction", "opt_dense_col"}, "is not read by tree_method: hist"},
      {{"use_rmm", "use_cuda_async_pool"}, "is for XGBoost builds that trainyard does not use"},
  };
  return all;
}

void check_used(const Params& params, const std::function<void(const std::string&, const std::string&)>& problem) {
  for (const auto& [name, value] : params.items()) {
    const std::string message = unused(name, params);
    if (!message.empty()) problem(name, message);
  }
}

void check_objective(const Params& params, const Target& target,
                     const std::function<void(const std::string&, const std::string&)>& problem) {
  if (!params.contains("objective") || params.at("objective").is_null()) return;
  const auto chosen = params.at("objective").get<std::string>();
  const std::string fitting = objective_of(target);
  const Task task = chosen == "binary:logistic" ? Task::binary : chosen == "multi:softprob" ? Task::multiclass : Task::regression;
  if (task == target.task) return;
  problem("objective", "is " + chosen + ", which is for task: " + std::string(task_name(task)) + ", while the target's task is " +
                           std::string(task_name(target.task)) + ": use " + fitting + ", or leave it out");
}

Params with_objective(Params complete, const Target& target) {
  if (complete.at("objective").is_null()) complete["objective"] = objective_of(target);
  return complete;
}

std::vector<std::pair<std::string, std::string>> library_params(const Params& complete) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const ParamSpec& spec : param_specs()) {
    const Params& value = complete.at(spec.name);
    if (spec.name == "n_estimators" || spec.name == "early_stopping_rounds" || value.is_null() || value == "") continue;
    const std::string message = unused(spec.name, complete);
    if (message.empty()) {
      out.emplace_back(spec.name, to_text(value));
    } else if (value != spec.fallback) {
      throw Error(ExitCode::bad_config, spec.name + " (" + value.dump() + ") " + message);
    }
  }
  return out;
}

Params used_params(const nlohmann::json& config) {
  std::map<std::string, std::string> reported;
  collect(config, reported);
  Params out = Params::object();
  for (const ParamSpec& spec : param_specs()) {
    Names names{spec.name};
    names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
    const auto known = std::ranges::find_if(names, [&](const auto& name) { return reported.contains(name); });
    if (known != names.end()) out[spec.name] = from_text(spec, reported.at(*known));
  }
  return out;
}

}  // namespace trainyard::models::xgboost
