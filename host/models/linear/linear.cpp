// The family `linear`: ridge regression, as scikit-learn's Ridge, and the elastic net, as its ElasticNet.
#include <limits>
#include <sstream>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/models/linear/elastic_net.hpp"
#include "host/models/linear/family.hpp"
#include "host/models/linear/fitted.hpp"
#include "host/models/linear/ridge.hpp"
#include "host/models/linear/squared_errors.hpp"

namespace trainyard::models {
namespace {

using linear::FittedModel;
using linear::RidgeRows;

/// Half the sum of squared errors is the mean loss times the sum of weights, and so are the penalties beside it.
linear::Penalties penalties(const RidgeRows& rows, double alpha, double l1_ratio) {
  const double whole = alpha * rows.design().total_weight();
  return {whole * l1_ratio, whole * (1 - l1_ratio)};
}

void warn(const linear::ElasticNetFit& fit, const FitSettings& settings) {
  if (fit.exact || !settings.on_warning) return;
  std::ostringstream text;
  text.precision(2);
  text << "linear: no exact solution: after " << fit.sweeps << " sweeps of coordinate descent the duality gap is " << fit.gap
       << " of half the sum of squares of y. Raise alpha, lower l1_ratio or drop collinear columns (features.select)";
  settings.on_warning(text.str());
}

class LinearFamily final : public Family {
 public:
  std::string name() const override { return "linear"; }
  std::string doc() const override { return "Ridge regression, solved exactly, lasso and elastic net"; }

  const std::vector<ParamSpec>& params() const override {
    constexpr double inf = std::numeric_limits<double>::infinity();
    static const std::vector<ParamSpec> specs{
        {"alpha",
         {"reg_lambda", "lambda", "l2"},
         1.0,
         "float",
         0,
         inf,
         "Weight of the penalty. Without l1_ratio as Ridge's alpha: of the sum of squared coefficients beside the sum of squared errors. "
         "With "
         "l1_ratio as ElasticNet's, which is beside half the mean squared error. 0 is least squares, of equal solutions the one with the "
         "smallest coefficients."},
        {"l1_ratio",
         {},
         nullptr,
         "float",
         0,
         1,
         "Share of the sum of absolute coefficients in the penalty, as ElasticNet's: alpha * (l1_ratio * sum |w| + (1 - l1_ratio) / 2 * "
         "sum w^2); 1 is the lasso. Not set: ridge, and alpha is Ridge's. Set to 0 it is ridge, too, but alpha is ElasticNet's: Ridge's "
         "over the number of rows (the sum of their weights)."},
        {"fit_intercept", {}, true, "bool", -inf, inf, "Learns a constant, which is not penalised; without it the fit goes through 0."}};
    return specs;
  }

  bool offers(Task task) const override { return task == Task::regression; }
  std::vector<std::string> data_params() const override { return {"fit_intercept"}; }

  std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                    const Prepared* reference) const override {
    if (data.target.classifies()) throw Error(ExitCode::bad_config, "linear learns a number, not classes: use model.type logistic");
    return linear::prepare<RidgeRows>(exec, data, complete(params), reference);
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared*, const Params& params, const FitSettings& settings) const override {
    if (settings.stop && settings.stop()) throw Error(ExitCode::interrupted, "training was stopped before it began");
    const auto& rows = dynamic_cast<const RidgeRows&>(train);
    Params all = complete(params);
    linear::check_prepared(rows.design(), all);
    const auto alpha = all.at("alpha").get<double>();
    const linear::Penalties both = all.at("l1_ratio").is_null() ? linear::Penalties{0, alpha} : penalties(rows, alpha, all.at("l1_ratio"));
    if (both.absolute > 0) return elastic_net(rows, both, std::move(all), settings);
    auto fitted = linear::fit_ridge(rows, both.squared, settings.exec);
    all["solver"] = fitted.by_cholesky ? "cholesky" : "eigenvalues";
    all["rank"] = fitted.rank;
    return model(rows, std::move(fitted.coef), fitted.intercept, std::move(all));
  }

  std::unique_ptr<SquaredErrors> squared_errors(const Exec& exec, const features::Matrix& x, std::span<const double> y,
                                                std::span<const double> weight) const override {
    return linear::squared_errors(exec, x, y, weight);
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    return std::make_unique<FittedModel>(linear::from_json(bytes, name()));
  }

 private:
  std::unique_ptr<Model> elastic_net(const RidgeRows& rows, linear::Penalties both, Params all, const FitSettings& settings) const {
    auto fitted = linear::fit_elastic_net(rows, both, settings.exec, settings.stop);
    warn(fitted, settings);
    all["solver"] = "coordinate_descent";
    all["n_iter"] = fitted.sweeps;
    return model(rows, std::move(fitted.coef), fitted.intercept, std::move(all));
  }

  std::unique_ptr<Model> model(const RidgeRows& rows, std::vector<double> coef, double intercept, Params all) const {
    return std::make_unique<FittedModel>(linear::Coefficients{.family = name(),
                                                              .columns = rows.design().columns(),
                                                              .coef = std::move(coef),
                                                              .intercept = {intercept},
                                                              .mean = rows.design().mean()},
                                         std::move(all));
  }

  const Reasons& reasons() const override {
    static const Reasons all = joined(
        {
            {{"solver"},
             "follows from the data: Cholesky, or eigenvalues for collinear columns and for alpha 0; coordinate descent with l1_ratio"},
            {{"tol", "max_iter"}, "is not needed: the solution is exact"},
            {{"positive"}, "is not offered: coefficients are not bounded"},
            {{"normalize"}, "is set by features.numeric.scale"},
            {{"reg_alpha", "l1", "lasso"}, "is alpha with l1_ratio 1 here"},
            {{"copy_X"}, "is not needed: the data is never written to"},
            {{"objective", "loss"}, "is always the squared error"},
            {{"warm_start", "precompute", "selection"},
             "is not needed: every fit starts at 0 from the Gram matrix and takes the columns in turn"},
        },
        linear::shared_reasons());
    return all;
  }
};

}  // namespace

const Family& linear_family() {
  static const LinearFamily family;
  return family;
}

}  // namespace trainyard::models
