#include "host/config/sections/section.hpp"

namespace trainyard::config {

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
                             "baseline's; 0: none");
  return {
      .title = "Evaluate",
      .doc = "What is measured, on the test rows and for the baseline beside the model.",
      .keys = {{"evaluate", Option::object({{"metrics", std::move(metrics)}, {"bootstrap", std::move(bootstrap)}}).doc("The evaluation")}},
      .relate = {}};
}

}  // namespace trainyard::config
