// Arithmetic on tensors of a graph, so that formulas read as they do elsewhere. Numbers are doubles unless a name says otherwise; shapes
// broadcast.
#pragma once

#include <initializer_list>
#include <limits>
#include <vector>

#include "host/onnx/graph.hpp"

namespace trainyard::onnx {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A tensor or a number beside one.
struct Operand {
  Operand(Tensor value) : tensor(std::move(value)) {}  // NOLINT(google-explicit-constructor): formulas mix both
  Operand(double value) : number(value) {}             // NOLINT(google-explicit-constructor)
  Tensor tensor;
  double number = 0;

  [[nodiscard]] Tensor in(Graph& graph) const { return tensor.graph == nullptr ? graph.number(number) : tensor; }
};

Tensor operator+(const Operand& a, const Operand& b);
Tensor operator-(const Operand& a, const Operand& b);
Tensor operator*(const Operand& a, const Operand& b);
Tensor operator/(const Operand& a, const Operand& b);
Tensor operator-(const Tensor& a);

/// Truth values; false where a side is missing.
Tensor operator<(const Operand& a, const Operand& b);
Tensor operator>(const Operand& a, const Operand& b);
Tensor operator<=(const Operand& a, const Operand& b);
Tensor operator>=(const Operand& a, const Operand& b);
Tensor equal(const Operand& a, const Operand& b);
Tensor is_missing(const Tensor& a);
Tensor any(const Tensor& a, const Tensor& b);  ///< of truth values
Tensor all(const Tensor& a, const Tensor& b);
Tensor opposite(const Tensor& truth);

/// a where `truth`, else b.
Tensor choose(const Tensor& truth, const Operand& a, const Operand& b);

Tensor absolute(const Tensor& a);
/// With the sign of a, exact.
Tensor remainder(const Operand& a, const Operand& b);
/// Sum over the columns, [rows, 1].
Tensor row_sum(const Tensor& a);
Tensor row_max(const Tensor& a);

Tensor to_double(const Tensor& a);
Tensor to_float(const Tensor& a);
Tensor to_integer(const Tensor& a);

/// table[index]: of a table of one axis a value per row.
Tensor gather(const Tensor& table, const Tensor& index);
/// Columns of a tensor, by their places.
Tensor columns(const Tensor& a, const std::vector<std::int64_t>& places);
/// Tensors side by side; one at least.
Tensor beside(const std::vector<Tensor>& parts);

}  // namespace trainyard::onnx
