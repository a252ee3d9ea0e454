#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

/// Names of columns, also of such as are no features.
Option columns() { return Option::list(Option::text().range(1, 1000)).range(0, 100).distinct(); }

}  // namespace

Section evaluate_section() {
  Option metrics =
      Option::list(Option::choice(metric_names()))
          .range(1, 1000)
          .distinct()
          .absent_means(
              "regression: rmse, mae, r2, mape; binary: roc_auc, log_loss, accuracy, precision, recall, f1, pr_auc; multiclass: "
              "log_loss, accuracy, f1_macro, f1_weighted, precision_macro, recall_macro, roc_auc")
          .doc("Metrics of the training rows, the folds, the test rows and the baseline; the first decides");
  Option bootstrap = Option::integer()
                         .range(0, 100000)
                         .fallback(1000)
                         .unit("replicates")
                         .doc(
                             "Resampled test sets from which the 95 % intervals of the test metrics come, and of their differences to the "
                             "baseline's; at least 100, or 0: none")
                         .check([](const nlohmann::ordered_json& value, const std::string& path, const Report& report) {
                           const auto replicates = value.get<std::int64_t>();
                           if (replicates > 0 && replicates < 100)
                             report(path, "must be 0, for no intervals, or at least 100, as fewer replicates have no 95 % interval; is " +
                                              std::to_string(replicates));
                         });
  Option slices = columns()
                      .absent_means("none but the worst slices, which are found in all features")
                      .doc("Columns by whose values, or bins of a number, the test rows are measured apart, in `evaluation.json`");
  Option groups = columns().absent_means("none").doc(
      "Columns whose values are groups that the model should treat alike: selection, true and false positive rates, calibration, "
      "demographic parity and equalised odds as Fairlearn defines them; of numbers, means and errors per group");
  Option fairness = Option::object({{"groups", std::move(groups)}}).doc("How groups of rows are treated; for two classes or a number");
  return {.title = "Evaluate",
          .doc =
              "What is measured, on the test rows and for the baseline beside the model. `evaluation.json` of the run has, asked or not, "
              "the slices on which the model is worst, the rows it is most wrong about, what each feature contributes, and warnings.",
          .keys = {{"evaluate", Option::object({{"metrics", std::move(metrics)},
                                                {"bootstrap", std::move(bootstrap)},
                                                {"slices", std::move(slices)},
                                                {"fairness", std::move(fairness)}})
                                    .doc("The evaluation")}},
          .relate = {}};
}

}  // namespace trainyard::config
