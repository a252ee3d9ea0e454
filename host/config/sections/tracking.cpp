#include "host/config/sections/section.hpp"
#include "host/config/tracking_url.hpp"

namespace trainyard::config {

Section tracking_section() {
  return {
      .title = "Tracking",
      .doc =
          "Servers that runs are shown on. The results directory stays the source of truth: a server that cannot be reached delays "
          "nothing, and `runs export --mlflow` sends later what it has not got.",
      .keys = {{"tracking",
                Option::object(
                    {{"mlflow", Option::text()
                                    .matching(tracking_url_pattern, tracking_url_meaning)
                                    .absent_means("no server")
                                    .may_change()
                                    .doc("Address of an MLflow server, which every run is mirrored to, and the registry. User, password "
                                         "or token are taken from `MLFLOW_TRACKING_USERNAME`, `MLFLOW_TRACKING_PASSWORD` or "
                                         "`MLFLOW_TRACKING_TOKEN`")}})
                    .may_change()
                    .doc("Where runs are mirrored to")}},
      .relate = {}};
}

}  // namespace trainyard::config
