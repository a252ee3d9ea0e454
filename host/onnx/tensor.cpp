#include "host/onnx/tensor.hpp"

#include <onnx/onnx_pb.h>

namespace trainyard::onnx {
namespace {

Tensor binary(const char* op, const Operand& a, const Operand& b) {
  Graph& graph = *(a.tensor.graph != nullptr ? a : b).tensor.graph;
  return graph.node(op, {a.in(graph), b.in(graph)});
}

Tensor unary(const char* op, const Tensor& a) { return a.graph->node(op, {a}); }

Tensor cast(const Tensor& a, std::int64_t type) { return a.graph->node("Cast", {a}, {{"to", type}}); }

}  // namespace

Tensor operator+(const Operand& a, const Operand& b) { return binary("Add", a, b); }
Tensor operator-(const Operand& a, const Operand& b) { return binary("Sub", a, b); }
Tensor operator*(const Operand& a, const Operand& b) { return binary("Mul", a, b); }
Tensor operator/(const Operand& a, const Operand& b) { return binary("Div", a, b); }
Tensor operator-(const Tensor& a) { return unary("Neg", a); }

Tensor operator<(const Operand& a, const Operand& b) { return binary("Less", a, b); }
Tensor operator>(const Operand& a, const Operand& b) { return binary("Greater", a, b); }
Tensor operator<=(const Operand& a, const Operand& b) { return binary("LessOrEqual", a, b); }
Tensor operator>=(const Operand& a, const Operand& b) { return binary("GreaterOrEqual", a, b); }
Tensor equal(const Operand& a, const Operand& b) { return binary("Equal", a, b); }
Tensor is_missing(const Tensor& a) { return unary("IsNaN", a); }
Tensor any(const Tensor& a, const Tensor& b) { return binary("Or", a, b); }
Tensor all(const Tensor& a, const Tensor& b) { return binary("And", a, b); }
Tensor opposite(const Tensor& truth) { return unary("Not", truth); }

Tensor choose(const Tensor& truth, const Operand& a, const Operand& b) {
  Graph& graph = *truth.graph;
  return graph.node("Where", {truth, a.in(graph), b.in(graph)});
}

Tensor absolute(const Tensor& a) { return unary("Abs", a); }

Tensor remainder(const Operand& a, const Operand& b) {
  Graph& graph = *(a.tensor.graph != nullptr ? a : b).tensor.graph;
  return graph.node("Mod", {a.in(graph), b.in(graph)}, {{"fmod", std::int64_t{1}}});
}

Tensor row_sum(const Tensor& a) {
  const std::int64_t axis = 1;
  return a.graph->node("ReduceSum", {a, a.graph->integers(std::span(&axis, 1), {1})}, {{"keepdims", std::int64_t{1}}});
}

Tensor row_max(const Tensor& a) {
  return a.graph->node("ReduceMax", {a}, {{"axes", std::vector<std::int64_t>{1}}, {"keepdims", std::int64_t{1}}});
}

Tensor to_double(const Tensor& a) { return cast(a, ::onnx::TensorProto::DOUBLE); }
Tensor to_float(const Tensor& a) { return cast(a, ::onnx::TensorProto::FLOAT); }
Tensor to_integer(const Tensor& a) { return cast(a, ::onnx::TensorProto::INT64); }

Tensor gather(const Tensor& table, const Tensor& index) { return table.graph->node("Gather", {table, index}); }

Tensor columns(const Tensor& a, const std::vector<std::int64_t>& places) {
  const Tensor index = a.graph->integers(places, {static_cast<std::int64_t>(places.size())});
  return a.graph->node("Gather", {a, index}, {{"axis", std::int64_t{1}}});
}

Tensor beside(const std::vector<Tensor>& parts) {
  if (parts.size() == 1) return parts.front();
  return parts.front().graph->node("Concat", parts, {{"axis", std::int64_t{1}}});
}

}  // namespace trainyard::onnx
