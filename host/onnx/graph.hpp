// An ONNX graph under construction: every node gives one tensor, which the graph names. Constants that are asked for twice are one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace onnx {
class ModelProto;
}

namespace trainyard::onnx {

class Graph;

/// A tensor of a graph, which outlives it. Rows lie along the first axis.
struct Tensor {
  Graph* graph = nullptr;
  std::string name;
};

/// Types of inputs and outputs.
enum class Element { float32, float64, int64, text };

struct Attribute {
  std::string name;
  std::variant<std::int64_t, std::string, std::vector<std::int64_t>, std::vector<float>, std::vector<std::string>> value;
};

using Shape = std::vector<std::int64_t>;

class Graph {
 public:
  static constexpr int ir_version = 8, opset = 17, ml_opset = 3;  ///< of ONNX 1.12, the operators that most runtimes know

  Graph();
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// One value per row, [rows, 1].
  Tensor input(const std::string& name, Element element, const std::string& doc);
  /// [rows, width].
  void output(const std::string& name, Element element, std::int64_t width, const Tensor& value);

  /// An operator of ai.onnx.
  Tensor node(const std::string& op, const std::vector<Tensor>& inputs, const std::vector<Attribute>& attributes = {});
  /// An operator of ai.onnx.ml.
  Tensor ml_node(const std::string& op, const std::vector<Tensor>& inputs, const std::vector<Attribute>& attributes);

  /// A number, which goes with tensors of any shape.
  Tensor number(double value);
  Tensor float_number(float value);
  Tensor numbers(std::span<const double> values, const Shape& shape);
  Tensor floats(std::span<const float> values, const Shape& shape);
  Tensor integers(std::span<const std::int64_t> values, const Shape& shape);
  Tensor texts(std::span<const std::string> values, const Shape& shape);

  void describe(const std::string& key, const std::string& value);
  /// The file; the same for the same calls. Throws Error(bad_data) beyond 2 GB, the limit of the format.
  [[nodiscard]] std::string to_bytes() const;

 private:
  Tensor added(const char* domain, const std::string& op, const std::vector<Tensor>& inputs, const std::vector<Attribute>& attributes);
  [[nodiscard]] std::string next_name();
  /// A constant by its type, shape and bytes.
  template <class Fill>
  Tensor constant(int type, const Shape& shape, const std::string& bytes, const Fill& fill);

  std::unique_ptr<::onnx::ModelProto> model_;
  std::map<std::string, std::string> constants_;
  std::uint64_t named_ = 0;
};

}  // namespace trainyard::onnx
