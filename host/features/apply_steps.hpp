// Fitted steps over the rows of a source, block by block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/bound_step.hpp"
#include "host/features/steps.hpp"

namespace trainyard::features {

/// Fitted steps with the dictionaries of one source of rows. The arguments must outlive it.
class AppliedSteps {
 public:
  /// Throws Error(bad_data) when `layout` lacks a column that the steps read, or has another kind of values there.
  AppliedSteps(const Exec& exec, const Transform::Steps& steps, const dataset::Table& layout);

  /// Writes the features of these rows of a block to rows first, first + 1, … of the matrix.
  void run(const dataset::Table& block, std::span<const std::uint32_t> rows, Matrix& matrix, std::size_t first);
  /// What each step met so far.
  [[nodiscard]] const std::vector<Met>& met() const noexcept { return met_; }

 private:
  const Exec& exec_;
  const Transform::Steps& steps_;
  std::vector<std::unique_ptr<BoundStep>> shared_;  // null where the dictionary is of the rows
  std::vector<std::vector<std::ptrdiff_t>> kept_;
  std::vector<Met> met_;
};

}  // namespace trainyard::features
