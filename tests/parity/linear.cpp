#include <cmath>

#include "kernels/base/buffer.hpp"
#include "kernels/linear/residuals.hpp"
#include "kernels/linear/softmax.hpp"
#include "kernels/linear/times.hpp"
#include "kernels/linear/transposed_times.hpp"
#include "kernels/linear/weighted_gram.hpp"
#include "tests/parity/parity.hpp"

// The Gram matrix is BLAS's, whose bits differ between devices: tests/kernels/linear/gram_test.cpp.
namespace trainyard::parity {
namespace {

using kernels::Buffer;
using kernels::MatrixView;
using reference::Bytes;

constexpr std::size_t outputs = 3;

/// Finite numbers out of the column's, as features and labels are: others count as 0.25, and sizes stay in what a float holds.
std::vector<double> finite(const std::vector<double>& column, double most) {
  std::vector<double> out;
  for (const double x : column) out.push_back(std::isfinite(x) ? std::fmod(x, most) : 0.25);
  return out;
}

/// A table of two columns, the second one the first backwards, and per-row numbers for three outputs.
struct Rows {
  Rows(const Exec& exec, const std::vector<double>& column) : count(column.size()), center(exec, std::vector<double>{0.1, -0.7}) {
    const auto values = finite(column, 1e9);
    std::vector<float> table(values.begin(), values.end());
    table.insert(table.end(), values.rbegin(), values.rend());
    x = Buffer<float>(exec, table);
    std::vector<double> three;
    std::vector<std::int32_t> labels;
    for (std::size_t k = 0; k < outputs; ++k) {
      for (const double v : finite(column, 30.0 + 300.0 * static_cast<double>(k))) three.push_back(v);
    }
    for (const double v : values) labels.push_back(static_cast<std::int32_t>(std::fmod(std::fabs(v), 2.0)));
    right = Buffer<double>(exec, three);
    probability = Buffer<double>(exec, three.size());
    work = Buffer<double>(exec, three.size());
    label = Buffer<std::int32_t>(exec, labels);
    weight = Buffer<double>(exec, finite(column, 3.0));
  }

  [[nodiscard]] kernels::linear::Design design() const { return {{x.data(), count, 2, count}, center.data()}; }
  [[nodiscard]] MatrixView<const double> read(const Buffer<double>& values, std::size_t columns) const {
    return {values.data(), count, columns, count};
  }
  [[nodiscard]] MatrixView<double> write(Buffer<double>& values, std::size_t columns) const {
    return {values.data(), count, columns, count};
  }

  std::size_t count;
  Buffer<float> x;
  Buffer<double> center, right, probability, work, weight;
  Buffer<std::int32_t> label;
};

Bytes times(const Exec& exec, const std::vector<double>& column) {
  Rows rows(exec, column);
  const Buffer<double> coefficients(exec, std::vector<double>{0.3, -1.7, 2e-9, 0.1, 5.0, -3.3}),
      offsets(exec, std::vector<double>{1, 2, 3});
  kernels::linear::times(exec, rows.design(), coefficients.view(), offsets.view(), rows.write(rows.work, outputs));
  return reference::bytes_of(rows.work.download());
}

Bytes transposed_times(const Exec& exec, const std::vector<double>& column) {
  const Rows rows(exec, column);
  return reference::bytes_of(kernels::linear::transposed_times(exec, rows.design(), rows.read(rows.right, outputs)));
}

Bytes transposed_squares(const Exec& exec, const std::vector<double>& column) {
  const Rows rows(exec, column);
  return reference::bytes_of(kernels::linear::transposed_squares(exec, rows.design(), rows.read(rows.right, outputs)));
}

Bytes weighted_gram(const Exec& exec, const std::vector<double>& column) {
  const Rows rows(exec, column);
  return reference::bytes_of(kernels::linear::weighted_gram(exec, rows.design(), rows.weight.view()));
}

Bytes column_sums(const Exec& exec, const std::vector<double>& column) {
  const Rows rows(exec, column);
  return reference::bytes_of(kernels::linear::column_sums(exec, rows.read(rows.right, outputs)));
}

Bytes residuals(const Exec& exec, const std::vector<double>& column) {
  Rows rows(exec, column);
  Buffer<double> result(exec, rows.count);
  kernels::linear::residuals(exec, {rows.right.data(), rows.count}, 0.3, rows.weight.view(), rows.weight.view(), result.view());
  auto bytes = reference::bytes_of(result.download());
  reference::append_bytes(bytes, kernels::linear::squared_residuals(exec, {rows.right.data(), rows.count}, 0.3, rows.weight.view()));
  return bytes;
}

/// Loss, slopes, curvature and probabilities of the first `columns` scores.
Bytes logistic(const Exec& exec, const std::vector<double>& column, std::size_t columns) {
  namespace linear = kernels::linear;
  Rows rows(exec, column);
  const linear::ClassRows classes{rows.label.view(), rows.weight.view()};
  rows.probability.zero();
  rows.work.zero();
  linear::loss_slopes(exec, classes, rows.read(rows.right, columns), rows.write(rows.probability, columns), rows.write(rows.work, columns));
  auto bytes = reference::bytes_of(rows.work.download());
  reference::append_bytes(bytes, linear::log_loss(exec, classes, rows.read(rows.right, columns), rows.read(rows.work, columns), 0.37));
  linear::curvature_times(exec, rows.weight.view(), rows.read(rows.probability, columns), rows.write(rows.work, columns));
  for (const double value : rows.work.download()) reference::append_bytes(bytes, value);
  linear::curvature_diagonals(exec, rows.weight.view(), rows.read(rows.probability, columns), rows.write(rows.work, columns));
  for (const double value : rows.work.download()) reference::append_bytes(bytes, value);
  for (std::size_t k = 0; k < columns; ++k) {
    Buffer<double> entries(exec, rows.count);
    linear::curvature_of_pair(exec, rows.weight.view(), rows.read(rows.probability, columns), 0, k, entries.view());
    for (const double value : entries.download()) reference::append_bytes(bytes, value);
  }
  const Buffer<std::int32_t> place(exec, std::vector<std::int32_t>{2, 0, 1});
  Buffer<float> probabilities(exec, std::vector<float>(rows.count * 3));
  linear::class_probabilities(exec, rows.write(rows.right, columns), place.view(), 3, probabilities.view());
  for (const float value : probabilities.download()) reference::append_bytes(bytes, value);
  return bytes;
}

}  // namespace

std::vector<Entry> linear() {
  return {{"linear_times", times},
          {"linear_transposed_times", transposed_times},
          {"linear_transposed_squares", transposed_squares},
          {"linear_weighted_gram", weighted_gram},
          {"linear_column_sums", column_sums},
          {"linear_residuals", residuals},
          {"linear_binary", [](const Exec& exec, const std::vector<double>& column) { return logistic(exec, column, 1); }},
          {"linear_softmax", [](const Exec& exec, const std::vector<double>& column) { return logistic(exec, column, outputs); }}};
}

}  // namespace trainyard::parity
