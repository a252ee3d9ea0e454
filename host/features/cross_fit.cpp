#include "host/features/cross_fit.hpp"

#include <optional>
#include <span>
#include <vector>

#include "host/features/target_values.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {
namespace {

using kernels::Buffer;

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return x ^ x >> 31;
}

std::vector<std::int32_t> inner_folds(const Training& training, std::int64_t folds) {
  std::vector<std::int32_t> found;
  found.reserve(training.rows.size());
  for (const std::uint32_t row : training.rows) found.push_back(inner_fold(training.table.ids[row], folds));
  return found;
}

// The step's features begin at `first_column`.
void cross_fit_step(const Exec& exec, const CategoryStep& step, InputColumns& inputs, const Training& training,
                    const TrainingTarget& target, Matrix& matrix, std::size_t first_column) {
  const auto folds = static_cast<std::size_t>(step.options.cv);
  const Buffer<std::int32_t> groups(exec, inner_folds(training, step.options.cv));
  const CategoryTarget taught(exec, step, inputs, target, groups.view(), folds);
  const auto codes = inputs.codes(step.name);
  const auto lookup = step.look_up(inputs.dictionary(step.name));
  const std::size_t size = lookup.positions.size(), width = step.features().size();

  std::vector<std::vector<float>> tables(width);  // per feature, those of all folds
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const std::vector<float> all = step.tables(lookup, taught.values_without(fold));
    for (std::size_t k = 0; k < width; ++k) {
      const std::span own = std::span(all).subspan(k * size, size);
      tables[k].insert(tables[k].end(), own.begin(), own.end());
    }
  }
  Buffer<float> feature(exec, matrix.rows);
  for (std::size_t k = 0; k < width; ++k) {
    const Buffer<float> there(exec, tables[k]);
    kernels::encode::look_up_by_group(exec, codes.view(), groups.view(), there.view(), size, feature.view());
    feature.download(std::span(matrix.values).subspan((first_column + k) * matrix.rows, matrix.rows));
  }
}

}  // namespace

std::int32_t inner_fold(const dataset::RowId& row, std::int64_t folds) {
  return static_cast<std::int32_t>(mix(mix(row.source) + row.number) % static_cast<std::uint64_t>(folds));
}

void cross_fit(const Exec& exec, const Transform::Steps& steps, const Training& training, Matrix& matrix) {
  InputColumns inputs(exec, training.table, training.rows, steps.derive);
  std::optional<TrainingTarget> target;
  std::size_t first_column = 0;
  for (const auto& step : steps.columns) {
    const auto* category = std::get_if<CategoryStep>(&step);
    if (category != nullptr && category->encoder().target_values != nullptr) {
      if (!target) target.emplace(exec, training);
      cross_fit_step(exec, *category, inputs, training, *target, matrix, first_column);
    }
    first_column += Transform::Steps::features(step).size();
  }
}

}  // namespace trainyard::features
