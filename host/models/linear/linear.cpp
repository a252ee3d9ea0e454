// The family `linear`: ridge regression, as scikit-learn's Ridge.
#include <limits>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/models/linear/family.hpp"
#include "host/models/linear/fitted.hpp"
#include "host/models/linear/ridge.hpp"

namespace trainyard::models {
namespace {

using linear::FittedModel;
using linear::RidgeRows;

class LinearFamily final : public Family {
 public:
  std::string name() const override { return "linear"; }
  std::string doc() const override { return "Ridge regression, solved exactly"; }

  const std::vector<ParamSpec>& params() const override {
    constexpr double inf = std::numeric_limits<double>::infinity();
    static const std::vector<ParamSpec> specs{
        {"alpha",
         {"reg_lambda", "lambda", "l2"},
         1.0,
         "float",
         0,
         inf,
         "Weight of the sum of squared coefficients beside the sum of squared errors; 0 is least squares, of equal solutions the one with "
         "the smallest coefficients."},
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
    auto fitted = linear::fit_ridge(rows, all.at("alpha").get<double>(), settings.exec);
    all["solver"] = fitted.by_cholesky ? "cholesky" : "eigenvalues";
    all["rank"] = fitted.rank;
    return std::make_unique<FittedModel>(
        linear::Coefficients{
            .family = name(), .columns = rows.design().columns(), .coef = std::move(fitted.coef), .intercept = {fitted.intercept}},
        std::move(all));
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    return std::make_unique<FittedModel>(linear::from_json(bytes, name()));
  }

 private:
  const Reasons& reasons() const override {
    static const Reasons all = joined(
        {
            {{"solver"}, "follows from the data: Cholesky, or eigenvalues for collinear columns and for alpha 0"},
            {{"tol", "max_iter"}, "is for iterative solvers; this one is exact"},
            {{"positive"}, "is not offered: coefficients are not bounded"},
            {{"normalize"}, "is set by features.numeric.scale"},
            {{"l1_ratio", "reg_alpha", "l1", "lasso"}, "is not offered: the penalty is of squares alone"},
            {{"copy_X"}, "is not needed: the data is never written to"},
            {{"objective", "loss"}, "is always the squared error"},
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
