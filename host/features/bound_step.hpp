// A fitted step with what it needs on a device to be applied to the rows of one table.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "host/features/category_step.hpp"
#include "host/features/input_columns.hpp"
#include "host/features/numeric_step.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::features {

/// What apply() met in one column.
struct Met {
  std::uint64_t missing = 0, unseen = 0;
};

class BoundStep {
 public:
  virtual ~BoundStep() = default;
  /// Writes width() columns of features for the rows of `inputs`; from any number of threads, each with its own inputs. Throws
  /// Error(bad_data) for an unseen category under `unseen: error`.
  virtual Met run(const Exec& exec, InputColumns& inputs, kernels::MatrixView<float> features) const = 0;
  [[nodiscard]] virtual std::size_t width() const = 0;
};

/// The steps and their names must outlive what is returned. `exec` may differ from run()'s in its threads alone.
/// `columns` gives the dictionary of the column itself, or of the one that groups the rows.
std::unique_ptr<BoundStep> bind(const Exec& exec, const NumericStep& step, InputColumns& columns);
std::unique_ptr<BoundStep> bind(const Exec& exec, const CategoryStep& step, InputColumns& columns);

}  // namespace trainyard::features
