#include "host/config/sections/section.hpp"

namespace trainyard::config {

Section evaluate_section() {
  Option metrics = Option::list(Option::choice(metric_names()))
                       .range(1, 1000)
                       .distinct()
                       .fallback({"rmse", "mae", "r2", "mape"})
                       .doc("Metrics of the training rows, the folds, the test rows and the baseline");
  return {.title = "Evaluate",
          .doc = "What is measured, on the test rows and for the baseline beside the model.",
          .keys = {{"evaluate", Option::object({{"metrics", std::move(metrics)}}).doc("The evaluation")}},
          .relate = {}};
}

}  // namespace trainyard::config
