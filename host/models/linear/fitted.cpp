#include "host/models/linear/fitted.hpp"

#include <cstdint>
#include <span>

#include "host/error/error.hpp"
#include "host/models/rows.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/linear/softmax.hpp"
#include "kernels/linear/times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;
using kernels::MatrixView;

FittedModel::FittedModel(Coefficients learned, Params effective)
    : learned_(std::move(learned)), by_column_(learned_.coef.size()), effective_(std::move(effective)) {
  const std::size_t outputs = learned_.outputs();
  for (std::size_t i = 0; i < by_column_.size(); ++i) by_column_[i % learned_.columns * outputs + i / learned_.columns] = learned_.coef[i];
}

Predictions FittedModel::predict(const Exec& exec, const features::Matrix& x) const {
  check_columns(x, learned_.columns);
  const std::size_t width = learned_.classes == 0 ? 1 : static_cast<std::size_t>(learned_.classes);
  Predictions out{x.rows, width, std::vector<float>(x.rows * width)};
  const Buffer<float> copied = exec.on_gpu() ? Buffer<float>(exec, x.values) : Buffer<float>();
  const kernels::linear::Design design{{exec.on_gpu() ? copied.data() : x.values.data(), x.rows, x.columns, x.rows}};
  if (learned_.classes == 0) {
    predict_numbers(exec, design, out);
  } else {
    predict_classes(exec, design, out);
  }
  // No score is finite that a missing or an infinite value is part of, whatever its coefficient; a probability may be.
  if (!all_finite(learned_.classes == 0 ? std::span<const float>(out.values) : std::span<const float>(x.values))) {
    check_no_infinity(x);
    check_no_missing(x, learned_.family);
  }
  return out;
}

Contributions FittedModel::contributions(const Exec&, const features::Matrix& x) const {
  check_columns(x, learned_.columns);
  check_no_infinity(x);
  check_no_missing(x, learned_.family);
  const std::vector<double>& mean = learned_.mean;
  if (mean.empty() && learned_.columns > 0) {
    throw Error(ExitCode::bad_data, "this " + learned_.family + " model has no mean of its training rows, which contributions are " +
                                        "measured from; train it again");
  }
  const std::size_t outputs = learned_.outputs(), width = learned_.columns + 1;
  Contributions out{.rows = x.rows, .outputs = outputs, .columns = learned_.columns, .values = {}};
  out.values.resize(x.rows * outputs * width);
  for (std::size_t k = 0; k < outputs; ++k) {
    double bias = learned_.intercept[k];
    for (std::size_t c = 0; c < learned_.columns; ++c) {
      const double coef = learned_.coef[k * learned_.columns + c];
      bias += coef * mean[c];
      const auto values = x.column(c);
      for (std::size_t r = 0; r < x.rows; ++r) {
        out.values[(r * outputs + k) * width + c] = static_cast<float>(coef * (static_cast<double>(values[r]) - mean[c]));
      }
    }
    for (std::size_t r = 0; r < x.rows; ++r) out.values[(r * outputs + k) * width + learned_.columns] = static_cast<float>(bias);
  }
  return out;
}

void FittedModel::predict_numbers(const Exec& exec, kernels::linear::Design design, Predictions& out) const {
  const Buffer<double> coefficients(exec, by_column_), offset(exec, learned_.intercept);
  Buffer<float> there = exec.on_gpu() ? Buffer<float>(exec, out.rows) : Buffer<float>();
  const MatrixView<float> result{exec.on_gpu() ? there.data() : out.values.data(), out.rows, 1, out.rows};
  kernels::linear::rounded_times(exec, design, coefficients.view(), offset.view(), result);
  if (exec.on_gpu()) there.download(out.values);
}

void FittedModel::predict_classes(const Exec& exec, kernels::linear::Design design, Predictions& out) const {
  const std::size_t outputs = learned_.outputs();
  const Buffer<double> coefficients(exec, by_column_), offsets(exec, learned_.intercept);
  Buffer<double> scores(exec, out.rows * outputs);
  const MatrixView<double> rows{scores.data(), out.rows, outputs, out.rows};
  kernels::linear::times(exec, design, coefficients.view(), offsets.view(), rows);
  const Buffer<std::int32_t> place(exec, learned_.present);
  Buffer<float> probabilities(exec, out.values);
  kernels::linear::class_probabilities(exec, rows, place.view(), out.width, probabilities.view());
  probabilities.download(out.values);
}

}  // namespace trainyard::models::linear
