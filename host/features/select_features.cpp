// Feature selection as the last thing that a transform learns.
#include <algorithm>

#include "host/dataset/pick.hpp"
#include "host/features/selection.hpp"
#include "host/features/steps.hpp"
#include "host/models/task.hpp"
#include "host/models/xgboost/importance.hpp"

namespace trainyard::features {
namespace {

constexpr std::uint64_t importance_seed = 0;

// Columns move towards the front, in place.
void keep_columns(Matrix& x, std::span<const std::uint32_t> kept) {
  for (std::size_t to = 0; to < kept.size(); ++to) {
    if (to == kept[to]) continue;
    std::copy_n(x.values.data() + kept[to] * x.rows, x.rows, x.values.data() + to * x.rows);
    if (!x.is_category.empty()) x.is_category[to] = x.is_category[kept[to]];
  }
  x.columns = kept.size();
  x.values.resize(x.rows * x.columns);
  if (!x.is_category.empty()) x.is_category.resize(x.columns);
}

models::Target target_of(std::size_t classes) {
  const auto task = classes == 0 ? models::Task::regression : classes == 2 ? models::Task::binary : models::Task::multiclass;
  return {task, static_cast<int>(classes)};
}

}  // namespace

void Transform::select_features(const Exec& exec, const SelectOptions& options, const Training& training, FittedRows& fitted) {
  Matrix& x = fitted.x;
  const auto& names = fitted.transform.names_;
  const kernels::MatrixView<const float> view{x.values.data(), x.rows, x.columns, x.rows};
  const auto y = dataset::pick(training.y, fitted.rows);
  const Importance importance = [&](std::span<const std::uint32_t> columns) {
    const auto labels = dataset::pick<float>(training.y, fitted.rows), weight = dataset::pick<float>(training.weight, fitted.rows);
    return models::total_gain(exec, view, columns, labels, target_of(training.classes), weight, importance_seed);
  };
  std::vector<SelectionReport> why;
  const auto kept = select(exec, options, view, names, y, static_cast<int>(training.classes), importance, &why);
  for (const SelectionReport& report : why) fitted.deselected.emplace_back(names[report.feature], report.reason);

  auto steps = std::make_shared<Steps>(*fitted.transform.steps_);
  for (std::uint32_t feature = 0; feature < names.size(); ++feature) {
    if (!std::ranges::binary_search(kept, feature)) steps->dropped.push_back(names[feature]);
  }
  fitted.transform = Transform(std::move(steps));
  keep_columns(x, kept);
}

}  // namespace trainyard::features
