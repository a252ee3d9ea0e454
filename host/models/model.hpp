// Model families behind one interface: prepare data once, fit many times, predict, save.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/features/matrix.hpp"
#include "host/models/contributions.hpp"
#include "host/models/predictions.hpp"
#include "host/models/reasons.hpp"
#include "host/models/task.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::models {

using Params = nlohmann::ordered_json;  ///< flat object, canonical names, checked values

/// One hyperparameter of a family, as --help, the reference, params.json and the checks see it.
struct ParamSpec {
  std::string name;
  std::vector<std::string> aliases;
  nlohmann::ordered_json fallback;  ///< default; null: the library decides, and says so in `doc`
  std::string type;                 ///< "int" (32 bits), "float", "bool", "text", or "a|b|c"
  double min, max;                  ///< inclusive bounds for numbers, infinities when open
  std::string doc;
};

/// Rows with their labels: the value for a regression, else the class number. `prepare` copies what it keeps.
struct Labelled {
  const features::Matrix* x = nullptr;
  std::span<const float> y;
  Target target = {};
  std::span<const float> weight = {};  ///< one per row, at least 0 and not all 0; empty: every row counts as 1
};

/// A family's own form of the training data (for XGBoost a quantile matrix), made once per fold and shared by trials.
class Prepared {
 public:
  virtual ~Prepared() = default;
};

/// A fit that was cut: the model after `rounds` rounds.
struct Checkpoint {
  int rounds = 0;
  std::string bytes;
};

struct FitSettings {
  Exec exec;
  std::uint64_t seed = 0;
  std::string early_stopping_metric;  ///< a metric that Family::measures() says yes to; empty: the objective's own
  std::function<void(int round, double train, double validation)>
      on_round;                                             ///< may be empty; NaN where not measured; must not fit or predict
  std::function<bool()> stop;                               ///< may be empty; true ends the fit with Error(interrupted)
  std::function<void(const std::string&)> on_warning = {};  ///< may be empty; what the library warns of
  /// Rounds of a segment of the fit, 0: one segment. Random draws begin anew with each, so that it is part of what decides the model.
  int checkpoint_rounds = 0;
  /// May be empty; called between two segments. A fit that starts from what it gave ends with the same bytes as the one that gave it.
  std::function<void(const Checkpoint&)> on_checkpoint = {};
  Checkpoint start = {};  ///< where to go on, from a fit with the same settings; 0 rounds: from the beginning
  /// Ascending numbers of rounds after which boosting predicts the validation rows. The model is the same with and without.
  std::vector<int> rungs = {};
  /// May be empty; false ends the fit with the model so far. Must not fit.
  std::function<bool(int rounds, const Predictions& validation)> on_rung = {};
  /// Ascending numbers of rounds after which, and after the last, boosting predicts training and validation rows for `on_curve`. The model
  /// is the same with and without.
  std::vector<int> curve_rounds = {};
  std::function<void(int rounds, const Predictions& train, const Predictions& validation)> on_curve = {};  ///< may be empty; must not fit
  /// What early stopping goes by, more being better, for a family that measures nothing itself. Must not fit.
  std::function<double(const Predictions& validation)> early_stopping_score = {};
  /// May be empty. A family that knows what the fitted model says of the validation rows tells it, the bits being those of predict().
  std::function<void(Predictions validation)> on_validation = {};
};

/// How much the splits of a model's trees on each column matter, by one of XGBoost's measures under its name.
struct SplitImportance {
  std::string type;            ///< "gain", "total_gain", "weight", "cover" or "total_cover"
  std::vector<double> values;  ///< one per column, 0 for one that no split uses
};

/// A fitted model.
class Model {
 public:
  virtual ~Model() = default;
  /// The same bits for any thread count, any batch the row comes in and any device. May be called from several threads at once.
  /// Throws Error(bad_data) when the columns are not as many as in training, or a value is infinite.
  [[nodiscard]] virtual Predictions predict(const Exec& exec, const features::Matrix& x) const = 0;
  /// What the features add to each row's margin, measured from what the model remembers of its training rows: linear models from their
  /// mean. For a model that looks at no feature all but the bias is 0, and the bias is the prediction. Throws as predict() does, and
  /// Error(bad_data) for a linear model whose file has no mean.
  [[nodiscard]] virtual Contributions contributions(const Exec& exec, const features::Matrix& x) const = 0;
  /// By every measure; nothing for a model without trees.
  [[nodiscard]] virtual std::vector<SplitImportance> split_importance() const { return {}; }
  /// File name ("model.ubj", "model.json") and bytes; no times, paths or ids.
  [[nodiscard]] virtual std::string file_name() const = 0;
  [[nodiscard]] virtual std::string to_bytes() const = 0;
  /// The library that made it, with its version ("xgboost 3.2.0"), for the bundle.
  [[nodiscard]] virtual std::string library() const { return "trainyard"; }
  /// Rounds in the model; 0 for families without rounds.
  [[nodiscard]] virtual int rounds() const { return 0; }
  /// The parameters as the library says it used them, those it decided itself included; empty for a model from bytes.
  [[nodiscard]] virtual Params effective_params() const { return Params::object(); }
};

/// Rows with their targets, as far as it takes them to know the squared errors of a family's models without predictions.
class SquaredErrors {
 public:
  virtual ~SquaredErrors() = default;
  /// Of a model of the family, whose predictions are not rounded here: so metrics of these differ from those of predict() by what rounding
  /// to float does, and by 1e-9 of their value. Nothing where it could be more. May be called from several threads at once.
  [[nodiscard]] virtual std::optional<kernels::metric::Squares> of(const Model& model) const = 0;
};

/// One family: xgboost, linear, baseline, …
class Family {
 public:
  virtual ~Family() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string doc() const = 0;
  [[nodiscard]] virtual const std::vector<ParamSpec>& params() const = 0;
  /// Whether it can learn such a target.
  [[nodiscard]] virtual bool offers(Task) const { return true; }

  /// Checks names, aliases, types, ranges and what contradicts each other; returns canonical names with the given values only,
  /// integers given for floats made floats. `problem(name, message)` is called once per mistake, with the name as it was given.
  [[nodiscard]] Params canonical(const Params& given, const std::function<void(const std::string&, const std::string&)>& problem) const;
  /// `given` (canonical) with every other parameter at its default, in the order of params().
  [[nodiscard]] Params complete(const Params& given) const;

  /// Reports canonical parameters that do not go with the target, which is known only once there is data.
  virtual void check_target(const Params&, const Target&, const std::function<void(const std::string&, const std::string&)>&) const {}

  /// Whether a metric of kernels/metric can be measured after every round, for early stopping.
  [[nodiscard]] virtual bool measures(const std::string& /*metric*/, const Target&) const { return false; }
  /// Names of the parameters that shape the prepared data: trials that differ in none of them share it.
  [[nodiscard]] virtual std::vector<std::string> data_params() const { return {}; }
  /// `params` matter as far as they shape the data (max_bin). `reference` shares the training data's cuts with validation rows.
  [[nodiscard]] virtual std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                                          const Prepared* reference) const = 0;
  /// Of rows that many models are to be scored on; `weight`, like `y`, has one number per row, or none where every row counts as 1. nullptr
  /// where models have to predict instead: as it is with most families, and with values that a model refuses.
  [[nodiscard]] virtual std::unique_ptr<SquaredErrors> squared_errors(const Exec& /*exec*/, const features::Matrix& /*x*/,
                                                                      std::span<const double> /*y*/,
                                                                      std::span<const double> /*weight*/) const {
    return nullptr;
  }
  /// Who fits this family's models in a search: the family itself, or one that takes the same parameters and gives models like its own
  /// sooner; with `why` it is the family itself that fits them, and another would have but for that. `train`: rows to fit on.
  [[nodiscard]] virtual const Family& for_search(const Exec& /*exec*/, const Params& /*params*/, const features::Matrix& /*train*/,
                                                 std::string& /*why*/) const {
    return *this;
  }
  /// Whether several fits at a time, each in a thread of its own, are worth it on one GPU too.
  [[nodiscard]] virtual bool fits_side_by_side() const { return false; }
  /// Fits; with `validation` and early_stopping_rounds in `params`, the returned model is cut at the best round. Without
  /// `validation` early_stopping_rounds has no effect. Throws Error(bad_data | bad_config | unavailable | interrupted | out_of_memory).
  [[nodiscard]] virtual std::unique_ptr<Model> fit(const Prepared& train, const Prepared* validation, const Params& params,
                                                   const FitSettings& settings) const = 0;
  /// Precondition: the caller has checked the bytes' hash. Throws Error(bad_data) for bytes that are no model of this family.
  [[nodiscard]] virtual std::unique_ptr<Model> from_bytes(const std::string& bytes) const = 0;

 private:
  /// Why parameters that users may know from elsewhere cannot be set here, and what to use instead.
  [[nodiscard]] virtual const Reasons& reasons() const {
    static const Reasons none;
    return none;
  }
  /// Reports canonical parameters that contradict each other.
  virtual void check_together(const Params&, const std::function<void(const std::string&, const std::string&)>&) const {}
};

/// All families, in the order of --help: one line per family in model.cpp.
std::span<const Family* const> families();
/// Throws Error(bad_config) with the nearest known name.
const Family& family(const std::string& name);

/// "3.2.0": the XGBoost library that would be used on the CPU; loads it. "" when there is none.
std::string xgboost_version();

}  // namespace trainyard::models
