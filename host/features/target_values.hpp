// The numbers of categories that are learned from the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "host/features/category_step.hpp"
#include "host/features/training_columns.hpp"
#include "host/features/transform.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::features {

/// The target of the training rows on the device. Values are kept as differences from the middle of their range, so that sums of them are
/// exact wherever that lies.
class TrainingTarget {
 public:
  TrainingTarget(const Exec& exec, const Training& training);

  [[nodiscard]] kernels::ColumnView y() const { return y_.view(); }
  [[nodiscard]] kernels::ColumnView weight() const { return weight_.view(); }  ///< empty: every row counts as 1
  [[nodiscard]] std::size_t classes() const { return classes_; }               ///< 0: y is a value
  [[nodiscard]] double middle() const { return middle_; }                      ///< to be added to means of y
  /// Of the classes that have a feature each: all where there are more than two, else none.
  [[nodiscard]] std::vector<std::string> labels() const;

 private:
  kernels::Buffer<double> y_, weight_;
  std::size_t classes_;
  double middle_ = 0.0;
  std::vector<std::string> labels_;
};

/// What the training rows tell of the target for the categories of one step, group of rows by group of rows.
class CategoryTarget {
 public:
  /// The group of each row of a block, from 0 below group_count; empty: all are of group 0.
  using Groups = std::function<std::vector<std::int32_t>(const InputColumns& block)>;

  /// Throws Error(bad_config) when
  /// the encoder needs two classes and the target has others, Error(bad_data) when the target's values are too far apart to be squared.
  CategoryTarget(const Exec& exec, const CategoryStep& step, const TrainingColumns& columns, const TrainingTarget& target,
                 const Groups& groups, std::size_t group_count);

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  /// CategoryStep::values as all rows teach them but those of one group. Where these are all rows, every category is as one without a row.
  [[nodiscard]] std::vector<double> values_without(std::size_t group) const;

 private:
  const CategoryStep& step_;
  double middle_;
  std::size_t places_, group_count_;
  std::vector<std::vector<kernels::encode::TargetSums>> cells_;  // per feature; [group * (places + 1) + category + 1]
};

/// Fills `values` and `classes` of a step that learns from the target.
void learn_from_target(const Exec& exec, CategoryStep& step, const TrainingColumns& columns, const TrainingTarget& target);

}  // namespace trainyard::features
