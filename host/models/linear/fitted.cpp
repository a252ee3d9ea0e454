#include "host/models/linear/fitted.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

#include "host/models/rows.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/linear/softmax.hpp"
#include "kernels/linear/times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;
using kernels::MatrixView;

namespace {

bool finite(std::span<const double> values) {
  constexpr std::size_t run = 64;  // of a fixed length, for vector code
  constexpr std::uint64_t exponent = 0x7ff0000000000000;
  const auto is_not = [](double v) { return static_cast<std::uint64_t>((std::bit_cast<std::uint64_t>(v) & exponent) == exponent); };
  std::uint64_t found = 0;
  const std::size_t whole = values.size() / run * run;
  for (std::size_t first = 0; first < whole; first += run) {
    for (std::size_t i = 0; i < run; ++i) found |= is_not(values[first + i]);
  }
  return found == 0 && std::none_of(values.begin() + static_cast<std::ptrdiff_t>(whole), values.end(), is_not);
}

}  // namespace

FittedModel::FittedModel(Coefficients learned, Params effective)
    : learned_(std::move(learned)), by_column_(learned_.coef.size()), effective_(std::move(effective)) {
  const std::size_t outputs = learned_.outputs();
  for (std::size_t i = 0; i < by_column_.size(); ++i) by_column_[i % learned_.columns * outputs + i / learned_.columns] = learned_.coef[i];
}

void FittedModel::refuse_not_finite(const features::Matrix& x) const {
  check_no_infinity(x);
  check_no_missing(x, learned_.family);
}

Predictions FittedModel::predict(const Exec& exec, const features::Matrix& x) const {
  check_columns(x, learned_.columns);
  // Elsewhere the scores tell: none is finite that a missing or an infinite value is part of, whatever the coefficient.
  if (exec.on_gpu() && !all_finite(x)) refuse_not_finite(x);
  const std::size_t outputs = learned_.outputs();
  const std::size_t width = learned_.classes == 0 ? 1 : static_cast<std::size_t>(learned_.classes);
  Predictions out{x.rows, width, std::vector<float>(x.rows * width)};
  const Buffer<float> copied = exec.on_gpu() ? Buffer<float>(exec, x.values) : Buffer<float>();
  const float* const values = exec.on_gpu() ? copied.data() : x.values.data();
  const Buffer<double> center(exec, std::vector<double>(x.columns)), coefficients(exec, by_column_), offsets(exec, learned_.intercept);
  Buffer<double> scores(exec, x.rows * outputs);
  const MatrixView<double> rows{scores.data(), x.rows, outputs, x.rows};
  kernels::linear::times(exec, {{values, x.rows, x.columns, x.rows}, center.data()}, coefficients.view(), offsets.view(), rows);
  if (!exec.on_gpu() && !finite({scores.data(), scores.size()})) refuse_not_finite(x);
  if (learned_.classes == 0) {
    const std::vector<double> there = exec.on_gpu() ? scores.download() : std::vector<double>();
    const double* const found = exec.on_gpu() ? there.data() : scores.data();
    std::transform(found, found + x.rows, out.values.begin(), [](double score) { return static_cast<float>(score); });
    return out;
  }
  const Buffer<std::int32_t> place(exec, learned_.present);
  Buffer<float> probabilities(exec, out.values);
  kernels::linear::class_probabilities(exec, rows, place.view(), width, probabilities.view());
  probabilities.download(out.values);
  return out;
}

}  // namespace trainyard::models::linear
