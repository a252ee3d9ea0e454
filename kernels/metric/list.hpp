// The metrics: one file each, or one for a score and its means, and one line each in list.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::kernels::metric {

/// What is compared, on the device of the Exec. Row i of a regression was actual[i] and is predicted to be predicted[i]. Row i of a
/// classification is of class actual[i] (0 to classes - 1), has the probabilities predicted[i * classes + k], and was decided to be of
/// class decided[i].
struct Rows {
  const double* actual = nullptr;
  const float* predicted = nullptr;
  const std::int32_t* decided = nullptr;  ///< null for a regression
  const double* weight = nullptr;         ///< null: every row counts as 1
  std::size_t count = 0;
  int classes = 0;  ///< 0 for a regression
};

/// The same in host memory. What the metric does not look at may be empty.
struct Sample {
  std::span<const double> actual;
  std::span<const float> predicted = {};
  std::span<const std::int32_t> decided = {};
  std::span<const double> weight = {};  ///< empty: every row counts as 1
  int classes = 0;
};

/// A sample on the device of an Exec, moved there once for all metrics. On the CPU it points into the sample's memory, which must live on.
class DeviceSample {
 public:
  /// Throws std::invalid_argument when lengths differ, or a weight is negative, infinite or NaN.
  DeviceSample(const Exec& exec, const Sample& sample);

  [[nodiscard]] const Exec& exec() const noexcept { return exec_; }
  [[nodiscard]] const Rows& rows() const noexcept { return rows_; }
  /// Whether nothing can be measured: no rows, or weights that are all 0.
  [[nodiscard]] bool weightless() const noexcept { return weightless_; }

 private:
  Exec exec_;
  Rows rows_;
  bool weightless_ = false;
  Buffer<double> actual_, weight_;
  Buffer<float> predicted_;
  Buffer<std::int32_t> decided_;
};

/// What a metric looks at.
enum class Kind {
  values,         ///< the numbers of a regression
  decisions,      ///< the classes decided on
  probabilities,  ///< the probabilities of the classes
};

/// What a value is made of, for those who weigh the same rows many times over (kernels/bootstrap).
enum class Form {
  whole,              ///< what `function` alone knows
  sums,               ///< Terms::of_sums of the weighted sums of the terms
  largest_term,       ///< of the rows that have a weight; one term per row
  median_term,        ///< their weighted median; one term per row
  class_totals,       ///< `of_totals` of them
  area_under_roc,     ///< as over_classes (ranking.cuh) of that curve
  average_precision,  ///< the same
};

/// `count` numbers of each row that its weight does not change.
struct Terms {
  std::size_t count = 0;
  /// Term k of row r to out[k * rows.count + r], on the device.
  void (*write)(const Exec&, const Rows& rows, double* out) = nullptr;
  /// The metric from the weighted sum of each term and the sum of the weights, which is above 0; NaN where these cannot tell.
  double (*of_sums)(std::span<const double> sums, double weight) = nullptr;
};

/// What squared errors add up to over the rows of a regression.
struct Squares {
  double errors = 0;  ///< weight * (actual - predicted)^2
  double spread = 0;  ///< weight * (actual - mean)^2, of the weighted mean
  double weight = 0;
};

struct ClassTotals;

/// One metric as its file describes it; the file is built once per backend.
struct Entry {
  std::string_view name;
  std::vector<std::string_view> aliases;  ///< scikit-learn's and MLflow's names
  std::string_view doc;
  bool greater_is_better = false;
  Kind kind = Kind::values;
  Form form = Form::whole;
  double (*function)(const Exec&, const Rows&) = nullptr;               ///< null where `of_totals` is given
  double (*of_totals)(std::span<const ClassTotals> classes) = nullptr;  ///< of one that is made of the confusion matrix
  Terms terms = {};
  double (*of_squares)(const Squares& squares) = nullptr;  ///< of one that needs nothing else; spread and weight are above 0
};

/// One metric. Its value is the same to the bit for any thread count and on both backends.
struct Metric : Entry {
  double (*gpu_function)(const Exec&, const Rows&) = nullptr;  ///< null where not built with CUDA

  /// Predictions are widened to double first. A NaN that the metric looks at gives NaN, and so does an actual class that is none of 0 to
  /// classes - 1; so do no rows and weights that are all 0. Throws std::invalid_argument when the sample is not of the metric's kind.
  [[nodiscard]] double value(const DeviceSample& sample) const;
  /// The same of a sample that is for this metric alone. Throws as DeviceSample does, too.
  [[nodiscard]] double value(const Exec& exec, const Sample& sample) const { return value(DeviceSample(exec, sample)); }
};

/// All of them, in the order of the reference.
std::span<const Metric> metrics();
/// By name or alias; nullptr when there is none.
const Metric* find_metric(std::string_view name);

}  // namespace trainyard::kernels::metric
