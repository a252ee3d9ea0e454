// Model families behind one interface: prepare data once, fit many times, predict, save.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/features/matrix.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::models {

using Params = nlohmann::ordered_json;  ///< flat object, canonical names, checked values

/// One hyperparameter of a family, as --help, the reference, params.json and the checks see it.
struct ParamSpec {
  std::string name;
  std::vector<std::string> aliases;
  nlohmann::ordered_json fallback;  ///< default; null: the library decides, and says so in `doc`
  std::string type;                 ///< "int", "float", "bool", "text", or "a|b|c"
  double min, max;                  ///< inclusive bounds for numbers, infinities when open
  std::string doc;
};

/// Rows with their labels (regression: the value). Spans must outlive what is made of them.
struct Labelled {
  const features::Matrix* x = nullptr;
  std::span<const float> y;
};

/// A family's own form of the training data (for XGBoost a quantile matrix), made once per fold and shared by trials.
class Prepared {
 public:
  virtual ~Prepared() = default;
};

struct FitSettings {
  Exec exec;
  std::uint64_t seed = 0;
  std::string early_stopping_metric;                                         ///< XGBoost's name; empty: the objective's own
  std::function<void(int round, double train, double validation)> on_round;  ///< may be empty; NaN where not measured
  std::function<bool()> stop;                                                ///< may be empty; true ends the fit with Error(interrupted)
};

/// A fitted model.
class Model {
 public:
  virtual ~Model() = default;
  /// One prediction per row. The same bits for any thread count and any batch the row comes in.
  [[nodiscard]] virtual std::vector<float> predict(const Exec& exec, const features::Matrix& x) const = 0;
  /// File name ("model.ubj", "model.json") and bytes; no times, paths or ids.
  [[nodiscard]] virtual std::string file_name() const = 0;
  [[nodiscard]] virtual std::string to_bytes() const = 0;
  /// Rounds in the model; 0 for families without rounds.
  [[nodiscard]] virtual int rounds() const { return 0; }
};

/// One family: xgboost, baseline.
class Family {
 public:
  virtual ~Family() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string doc() const = 0;
  [[nodiscard]] virtual const std::vector<ParamSpec>& params() const = 0;

  /// Checks names, aliases, types and ranges; returns canonical names with the given values only.
  /// `problem(name, message)` is called once per mistake.
  [[nodiscard]] Params canonical(const Params& given, const std::function<void(const std::string&, const std::string&)>& problem) const;
  /// `given` with every other parameter at its default.
  [[nodiscard]] Params complete(const Params& given) const;

  /// `params` matter as far as they shape the data (max_bin). `reference` shares the training data's cuts with validation rows.
  [[nodiscard]] virtual std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                                          const Prepared* reference) const = 0;
  /// Fits; with `validation` and early_stopping_rounds in `params`, the returned model is cut at the best round.
  [[nodiscard]] virtual std::unique_ptr<Model> fit(const Prepared& train, const Prepared* validation, const Params& params,
                                                   const FitSettings& settings) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Model> from_bytes(const std::string& bytes) const = 0;
};

/// All families, in the order of --help: one line per family in model.cpp.
std::span<const Family* const> families();
/// Throws Error(bad_config) with the nearest known name.
const Family& family(const std::string& name);

}  // namespace trainyard::models
