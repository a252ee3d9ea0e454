#include "host/pipeline/production.hpp"

#include <cmath>

#include "host/bundle/bundle.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/bootstrap.hpp"
#include "host/registry/registry.hpp"

namespace trainyard::pipeline {

std::optional<Production> find_production(const Plan& plan) {
  const auto& wanted = plan.config.at("register");
  if (!wanted.is_object()) return std::nullopt;
  const std::string name = wanted.at("name");
  const auto registry = registry::Registry::open(plan.results);
  const auto model = registry.models().find(name);
  if (model == registry.models().end() || model->second.in_production() == nullptr) return std::nullopt;
  const auto found = registry.resolve(name + "@Production");
  return Production{.bundle = found.folder, .run = plan.results / found.version.run};
}

OtherModel predict_with(const std::filesystem::path& bundle_folder, const Plan& plan, const Data& data) {
  const auto bundle = bundle::load(bundle_folder, plan.device.exec);
  if (bundle.target != plan.target || bundle.labels != data.goal.labels || bundle.kind.task != data.goal.target.task) {
    throw Error(ExitCode::bad_data, bundle_folder.string() + ": it predicts '" + bundle.target + "', or other classes of it");
  }
  return {bundle.predict(plan.device.exec, data.table, data.split.test), bundle.threshold};
}

std::optional<Range> paired_interval(const Plan& plan, const std::string& metric, const evaluate::Sample& ours,
                                     const evaluate::Sample& other) {
  constexpr double level = 0.95;
  if (plan.replicates == 0) return std::nullopt;
  const evaluate::Resampling resampling{.replicates = plan.replicates, .seed = plan.seed};
  const auto found = evaluate::bootstrap_difference(plan.device.exec, std::span(&metric, 1), ours, other, resampling, level).front();
  if (std::isnan(found.low) || std::isnan(found.high)) return std::nullopt;
  return Range{found.low, found.high};
}

}  // namespace trainyard::pipeline
