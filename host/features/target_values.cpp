#include "host/features/target_values.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"
#include "host/features/plan.hpp"
#include "kernels/encode/target_sums.hpp"

namespace trainyard::features {
namespace {

namespace encode = kernels::encode;
using encode::TargetSums;

void check_classes(const CategoryStep& step, std::size_t classes) {
  const std::string problem = encoder_problem(step.options, classes);
  if (!problem.empty()) throw Error(ExitCode::bad_config, "features: column '" + step.name + "': " + problem);
}

// One vector per feature; the one of two classes is that of the second.
std::vector<std::vector<TargetSums>> sums_of(const Exec& exec, const encode::CellBlocks& rows, const TrainingTarget& target) {
  if (target.classes() == 0) return {encode::sums_of_values(exec, rows, target.y(), target.weight())};
  const std::size_t classes = std::max<std::size_t>(target.classes(), 2);
  const auto weights = encode::class_weights(exec, rows, target.y(), classes, target.weight());
  std::vector<std::vector<TargetSums>> sums;
  for (std::size_t k = classes == 2 ? 1 : 0; k < classes; ++k) {
    auto& feature = sums.emplace_back();
    for (std::size_t cell = 0; cell < rows.cells(); ++cell) {
      double all = 0.0;
      for (std::size_t c = 0; c < classes; ++c) all += weights[cell * classes + c];
      feature.push_back(encode::sums_of_class(all, weights[cell * classes + k]));
    }
  }
  return sums;
}

/// The cells of a block's rows, with what their views show.
class BlockCells {
 public:
  /// `positions`: of the codes of the column's dictionary.
  BlockCells(const Exec& exec, const std::string& name, InputColumns& block, std::span<const std::int32_t> positions,
             std::span<const std::int32_t> groups)
      : codes_(block.codes(name)), positions_(exec, positions), groups_(exec, groups) {}

  [[nodiscard]] encode::TargetCells view(std::size_t categories, std::size_t group_count) const {
    return {codes_.view(), positions_.view(), groups_.view(), categories, group_count};
  }

 private:
  kernels::Buffer<std::int32_t> codes_, positions_, groups_;
};

}  // namespace

TrainingTarget::TrainingTarget(const Exec& exec, const Training& training)
    : weight_(exec, dataset::pick<double>(training.weight, training.rows)),
      classes_(training.classes),
      labels_(training.labels.begin(), training.labels.end()) {
  if (training.y.empty()) throw std::invalid_argument("features: an encoding learns from the target, and there is none");
  std::vector<double> y = dataset::pick<double>(training.y, training.rows);
  if (classes_ == 0 && !y.empty()) {
    const auto [low, high] = std::ranges::minmax(y);
    middle_ = low / 2.0 + high / 2.0;
    for (double& value : y) value -= middle_;
  }
  y_ = kernels::Buffer<double>(exec, y);
}

std::vector<std::string> TrainingTarget::labels() const {
  std::vector<std::string> names;
  for (std::size_t k = 0; classes_ > 2 && k < classes_; ++k) names.push_back(labels_.empty() ? std::to_string(k) : labels_[k]);
  return names;
}

CategoryTarget::CategoryTarget(const Exec& exec, const CategoryStep& step, const TrainingColumns& columns, const TrainingTarget& target,
                               const Groups& groups, std::size_t group_count)
    : step_(step), middle_(step.encoder().needs_two_classes ? 0.0 : target.middle()), places_(step.places()), group_count_(group_count) {
  check_classes(step, target.classes());
  const bool of_block = columns.derived(step.name);  // the dictionary, and so what codes mean
  const auto positions = of_block ? std::vector<std::int32_t>() : step.look_up(columns.dictionary(step.name)).positions;
  const auto made = [&](InputColumns& block) {
    const auto own = of_block ? step.look_up(block.dictionary(step.name)).positions : std::vector<std::int32_t>();
    return std::make_unique<const BlockCells>(exec, step.name, block, of_block ? own : positions, groups(block));
  };
  std::unique_ptr<const BlockCells> kept;  // of all rows, where they are one block in memory
  const encode::CellBlocks rows(group_count * (places_ + 1), [&](const encode::CellBlocks::Sink& sink) {
    columns.each_block({step.name}, [&](InputColumns& block, std::size_t first) {
      const auto fresh = kept == nullptr ? made(block) : nullptr;
      sink((kept == nullptr ? *fresh : *kept).view(places_, group_count), first);
    });
  });
  if (columns.in_memory()) columns.each_block({step.name}, [&](InputColumns& block, std::size_t) { kept = made(block); });
  try {
    cells_ = sums_of(exec, rows, target);
  } catch (const std::overflow_error&) {
    throw Error(ExitCode::bad_data, "column '" + step.name + "': encode: " + step.options.encode +
                                        " squares differences of the target, and its values are too far apart for that; scale them down");
  }
}

std::vector<double> CategoryTarget::values_without(std::size_t group) const {
  std::vector<double> values;
  const encode::TargetOptions options{step_.options.smooth, step_.options.regularization};
  for (const auto& cells : cells_) {
    encode::TargetStats stats;
    TargetSums everything;
    for (std::size_t place = 0; place <= places_; ++place) {
      TargetSums taught;
      for (std::size_t g = 0; g < group_count_; ++g) {
        const TargetSums& cell = cells[g * (places_ + 1) + place];
        everything = everything.with(cell);
        if (g != group) taught = taught.with(cell);
      }
      stats.all = stats.all.with(taught);
      if (place > 0) stats.categories.push_back(taught);
    }
    if (stats.all.weight <= 0.0) stats.all = everything;
    for (const double value : step_.encoder().target_values(stats, options)) values.push_back(middle_ + value);
  }
  return values;
}

void learn_from_target(const Exec& exec, CategoryStep& step, const TrainingColumns& columns, const TrainingTarget& target) {
  if (step.encoder().columns == encode::Columns::per_class) step.classes = target.labels();
  const auto one_group = [](const InputColumns&) { return std::vector<std::int32_t>(); };
  step.values = CategoryTarget(exec, step, columns, target, one_group, 1).values_without(CategoryTarget::none);
}

}  // namespace trainyard::features
