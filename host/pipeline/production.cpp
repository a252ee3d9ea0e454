#include "host/pipeline/production.hpp"

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"

namespace trainyard::pipeline {

std::optional<std::filesystem::path> production_bundle(const Plan&) { return std::nullopt; }

OtherModel predict_with(const std::filesystem::path& bundle_folder, const Plan& plan, const Data& data) {
  const auto bundle = bundle::load(bundle_folder, plan.device.exec);
  if (bundle.target != plan.target || bundle.labels != data.goal.labels || bundle.kind.task != data.goal.target.task) {
    throw Error(ExitCode::bad_data, bundle_folder.string() + ": it predicts '" + bundle.target + "', or other classes of it");
  }
  return {bundle.predict(plan.device.exec, data.table, data.split.test), bundle.threshold};
}

std::optional<Range> paired_interval(const Plan&, const std::string&, const evaluate::Sample&, const evaluate::Sample&) {
  return std::nullopt;
}

}  // namespace trainyard::pipeline
