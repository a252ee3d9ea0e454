#include "host/models/xgboost/importance.hpp"

#include "host/models/families.hpp"
#include "host/models/xgboost/fitted.hpp"

namespace trainyard::models {
namespace {

features::Matrix copy_columns(kernels::MatrixView<const float> x, std::span<const std::uint32_t> columns) {
  features::Matrix out{.rows = x.rows, .columns = columns.size(), .values = {}};
  out.values.reserve(x.rows * columns.size());
  for (const std::uint32_t c : columns) out.values.insert(out.values.end(), x.column(c).data, x.column(c).data + x.rows);
  return out;
}

}  // namespace

std::vector<double> total_gain(const Exec& exec, kernels::MatrixView<const float> x, std::span<const std::uint32_t> columns,
                               std::span<const float> y, const Target& target, std::span<const float> weight, std::uint64_t seed) {
  const features::Matrix matrix = copy_columns(x, columns);
  const Params params = {{"n_estimators", 50}, {"max_depth", 6}};
  FitSettings settings;
  settings.exec = Exec{.threads = exec.threads};
  settings.seed = seed;
  const Family& family = xgboost_family();
  const auto data = family.prepare(settings.exec, {.x = &matrix, .y = y, .target = target, .weight = weight}, params, nullptr);
  const auto model = family.fit(*data, nullptr, params, settings);
  return dynamic_cast<const xgboost::FittedModel&>(*model).split_importance("total_gain");
}

}  // namespace trainyard::models
