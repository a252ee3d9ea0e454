// The columns of a row as tensors: raw ones are inputs of the graph, derived ones are computed from them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/features/plan.hpp"
#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

/// Throws Error(bad_config): what ONNX cannot express, and what to do instead.
[[noreturn]] void refuse(const std::string& what, const std::string& remedy);

class Columns {
 public:
  /// `read` are the columns that become inputs, at least one; the arguments must outlive this.
  Columns(Graph& graph, const dataset::Schema& schema, const std::vector<std::string>& read,
          const std::vector<features::Derivation>& derive);

  /// Numbers of a raw or derived column, [rows, 1].
  Tensor numbers(const std::string& name);
  /// Texts of a raw column, [rows, 1].
  Tensor texts(const std::string& name);
  /// A text's number, [rows, 1] of int64.
  Tensor positions(const std::string& name, const std::map<std::string, std::int64_t>& known, std::int64_t otherwise);
  /// Makes a constant a value of every row.
  Tensor for_every_row(const Tensor& constant);

  [[nodiscard]] Graph& graph() noexcept { return graph_; }

 private:
  Graph& graph_;
  const std::vector<features::Derivation>& derive_;
  std::map<std::string, Tensor> numbers_, texts_;
  Tensor shape_;  ///< {rows, 1}
};

}  // namespace trainyard::onnx
