// The metrics: one file each, one line each in list.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels::metric {

/// What is compared, on the device of the Exec: row i was actual[i] and is predicted to be predicted[i].
struct Rows {
  const double* actual = nullptr;
  const float* predicted = nullptr;
  std::size_t count = 0;
};

/// One metric as its file describes it; the file is built once per backend.
struct Entry {
  std::string_view name;
  std::vector<std::string_view> aliases;  ///< scikit-learn's and MLflow's names
  std::string_view doc;
  bool greater_is_better = false;
  double (*function)(const Exec&, Rows) = nullptr;
};

/// One metric. Its value is the same to the bit for any thread count and on both backends.
struct Metric : Entry {
  double (*gpu_function)(const Exec&, Rows) = nullptr;  ///< null where not built with CUDA

  /// Predictions are widened to double first. A NaN on either side gives NaN; so do no rows. Moves the rows to the device itself.
  /// Throws std::invalid_argument when the lengths differ.
  [[nodiscard]] double value(const Exec& exec, std::span<const double> actual, std::span<const float> predicted) const;
};

/// All of them, in the order of the reference.
std::span<const Metric> metrics();
/// By name or alias; nullptr when there is none.
const Metric* find_metric(std::string_view name);

}  // namespace trainyard::kernels::metric
