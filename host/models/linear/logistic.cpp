// The family `logistic`: penalised logistic regression, as scikit-learn's LogisticRegression.
#include <limits>
#include <sstream>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/models/linear/family.hpp"
#include "host/models/linear/fitted.hpp"
#include "host/models/linear/proximal.hpp"

namespace trainyard::models {
namespace {

using linear::Coefficients;
using linear::FittedModel;
using linear::LogisticRows;

/// Tells of classes that no row has and of an end before tol.
void warn(const LogisticRows& rows, const linear::NewtonEnd& end, double steepness, double tol, const FitSettings& settings) {
  if (!settings.on_warning) return;
  const auto absent = static_cast<std::size_t>(rows.classes()) - rows.present().size();
  if (absent > 0) {
    settings.on_warning("logistic: " + std::to_string(absent) + " of " + std::to_string(rows.classes()) +
                        " classes have no training rows; their probability is 0");
  }
  if (end.converged) return;
  std::ostringstream text;
  text.precision(2);
  text << "logistic: no convergence: after " << end.iterations << " iterations the largest component of the gradient is " << steepness
       << ", tol is " << tol << ". ";
  text << (end.at_rounding ? "Rounding lets it fall no further: scale the features (features.numeric.scale: standard), lower C or raise tol"
                           : "Scale the features (features.numeric.scale: standard) or raise max_iter");
  settings.on_warning(text.str());
}

/// The point that was found, in the features' own units. Adding one number to all intercepts of a softmax changes nothing: they are given
/// with a mean of 0, as scikit-learn's solvers leave them.
Coefficients coefficients(const LogisticRows& rows, const std::vector<double>& point) {
  const std::size_t columns = rows.design().columns(), outputs = rows.outputs();
  Coefficients out{.family = "logistic",
                   .columns = columns,
                   .classes = rows.classes(),
                   .present = rows.present(),
                   .coef = std::vector<double>(columns * outputs),
                   .intercept = std::vector<double>(outputs),
                   .mean = rows.design().mean()};
  for (std::size_t i = 0; i < out.coef.size(); ++i) out.coef[i % outputs * columns + i / outputs] = point[i];
  if (!rows.design().centered()) return out;
  double mean = 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    out.intercept[k] = rows.design().intercept(point[columns * outputs + k], point, outputs, k);
    mean += out.intercept[k] / static_cast<double>(outputs);
  }
  for (double& intercept : out.intercept) intercept -= outputs > 1 ? mean : 0.0;
  return out;
}

// A matrix of so many unknowns takes 128 MiB.
constexpr std::size_t most_with_l1 = 4096;

/// Starts at the nearest anchor where a matrix is kept, else at 0.
linear::NewtonEnd minimized(linear::Objective& objective, const LogisticRows& rows, const Params& all,
                            const linear::NewtonSettings& settings, const Exec& exec) {
  const auto c = all.at("C").get<double>();
  const double l1 = rows.penalty(c) * all.at("l1_ratio").get<double>();
  if (l1 > 0 && objective.size() > most_with_l1) {
    throw Error(ExitCode::bad_config, "l1_ratio above 0 is for " + std::to_string(most_with_l1) + " coefficients at most, and these are " +
                                          std::to_string(objective.size()) +
                                          ": set l1_ratio to 0, or select fewer features (features.select)");
  }
  if (!objective.keeps_matrix()) {
    objective.move_to(std::vector<double>(objective.size()));
    return l1 > 0 ? linear::minimize(objective, l1, settings) : linear::minimize(objective, settings);
  }
  const linear::Anchor& from = rows.anchors().nearest(rows, c, exec, settings.stop);
  objective.start_at(from.point, from.slopes);
  return l1 > 0 ? linear::minimize(objective, l1, settings) : linear::minimize(objective, settings, from.curvature);
}

class LogisticFamily final : public Family {
 public:
  std::string name() const override { return "logistic"; }
  std::string doc() const override { return "Logistic regression, for two or more classes"; }

  const std::vector<ParamSpec>& params() const override {
    constexpr double inf = std::numeric_limits<double>::infinity();
    static const std::vector<ParamSpec> specs{
        {"C",
         {},
         1.0,
         "float",
         1e-10,
         inf,
         "Inverse weight of the penalty beside the sum of log losses: half the sum of squared coefficients, unless l1_ratio says "
         "otherwise."},
        {"l1_ratio",
         {},
         0.0,
         "float",
         0,
         1,
         "Share of the sum of absolute coefficients in the penalty, l1_ratio * sum |w| + (1 - l1_ratio) / 2 * sum w^2; 1 is the lasso's."},
        {"fit_intercept", {}, true, "bool", -inf, inf, "Learns a constant per output, which is not penalised."},
        {"tol",
         {},
         1e-8,
         "float",
         0,
         inf,
         "The fit ends when no component of the mean loss's gradient is larger, taken as if every feature had a spread of 1."},
        {"max_iter",
         {},
         100,
         "int",
         1,
         inf,
         "Most Newton iterations from where the fit starts, an optimum with a like C; ends with a warning when they do not reach tol."}};
    return specs;
  }

  bool offers(Task task) const override { return task != Task::regression; }
  std::vector<std::string> data_params() const override { return {"fit_intercept"}; }

  std::unique_ptr<Prepared> prepare(const Exec& exec, const Labelled& data, const Params& params,
                                    const Prepared* reference) const override {
    if (!data.target.classifies()) throw Error(ExitCode::bad_config, "logistic learns classes, not a number: use model.type linear");
    return linear::prepare<LogisticRows>(exec, data, complete(params), reference);
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared*, const Params& params, const FitSettings& settings) const override {
    const auto& rows = dynamic_cast<const LogisticRows&>(train);
    Params all = complete(params);
    linear::check_prepared(rows.design(), all);
    const auto tol = all.at("tol").get<double>();
    const auto l1_ratio = all.at("l1_ratio").get<double>(), penalty = rows.penalty(all.at("C").get<double>());
    linear::Objective objective(rows, penalty * (1 - l1_ratio), settings.exec);
    const auto end = minimized(objective, rows, all, {tol, all.at("max_iter").get<int>(), settings.stop}, settings.exec);
    warn(rows, end, linear::steepness(objective, penalty * l1_ratio), tol, settings);
    all["n_iter"] = end.iterations;
    return std::make_unique<FittedModel>(coefficients(rows, objective.point()), std::move(all));
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    return std::make_unique<FittedModel>(linear::from_json(bytes, name()));
  }

 private:
  const Reasons& reasons() const override {
    static const Reasons all = joined(
        {
            {{"penalty", "reg_alpha", "l1"}, "follows from l1_ratio: 0 is l2, 1 is l1, between them elasticnet; C is its inverse weight"},
            {{"alpha", "reg_lambda", "lambda", "l2"}, "is 1 / C here: set C"},
            {{"solver"}, "is always Newton's method, run to scikit-learn's optimum"},
            {{"class_weight", "scale_pos_weight"}, "is set by data.class_weight"},
            {{"multi_class"}, "follows from the target: two classes have one score, more have a softmax"},
            {{"dual"}, "is not offered: it is another way to the same optimum"},
            {{"intercept_scaling"}, "is not needed: the intercept is not penalised"},
            {{"warm_start"}, "is not needed: a fit begins at an optimum with a like C, the same whatever was fitted before"},
            {{"objective", "loss"}, "is always the log loss"},
        },
        linear::shared_reasons());
    return all;
  }
};

}  // namespace

const Family& logistic_family() {
  static const LogisticFamily family;
  return family;
}

}  // namespace trainyard::models
