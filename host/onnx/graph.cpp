#include "host/onnx/graph.hpp"

#include <onnx/onnx_pb.h>

#include "host/error/error.hpp"

namespace trainyard::onnx {
namespace {

int data_type(Element element) {
  switch (element) {
    case Element::float32:
      return ::onnx::TensorProto::FLOAT;
    case Element::float64:
      return ::onnx::TensorProto::DOUBLE;
    case Element::int64:
      return ::onnx::TensorProto::INT64;
    case Element::text:
      return ::onnx::TensorProto::STRING;
  }
  return 0;
}

void set_type(::onnx::ValueInfoProto& value, const std::string& name, Element element, std::int64_t width) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(data_type(element));
  tensor.mutable_shape()->add_dim()->set_dim_param("rows");
  tensor.mutable_shape()->add_dim()->set_dim_value(width);
}

void set_attribute(::onnx::AttributeProto& to, std::int64_t value) {
  to.set_type(::onnx::AttributeProto::INT);
  to.set_i(value);
}

void set_attribute(::onnx::AttributeProto& to, const std::string& value) {
  to.set_type(::onnx::AttributeProto::STRING);
  to.set_s(value);
}

void set_attribute(::onnx::AttributeProto& to, const std::vector<std::int64_t>& values) {
  to.set_type(::onnx::AttributeProto::INTS);
  to.mutable_ints()->Add(values.begin(), values.end());
}

void set_attribute(::onnx::AttributeProto& to, const std::vector<float>& values) {
  to.set_type(::onnx::AttributeProto::FLOATS);
  to.mutable_floats()->Add(values.begin(), values.end());
}

void set_attribute(::onnx::AttributeProto& to, const std::vector<std::string>& values) {
  to.set_type(::onnx::AttributeProto::STRINGS);
  for (const std::string& value : values) to.add_strings(value);
}

template <class T>
std::string bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

Graph::Graph() : model_(std::make_unique<::onnx::ModelProto>()) {
  model_->set_ir_version(ir_version);
  model_->set_producer_name("trainyard");
  model_->set_producer_version(TRAINYARD_VERSION);
  auto* const operators = model_->add_opset_import();
  operators->set_domain("");
  operators->set_version(opset);
  auto* const ml_operators = model_->add_opset_import();
  ml_operators->set_domain("ai.onnx.ml");
  ml_operators->set_version(ml_opset);
  model_->mutable_graph()->set_name("trainyard");
}

Graph::~Graph() = default;

Tensor Graph::input(const std::string& name, Element element, const std::string& doc) {
  auto& value = *model_->mutable_graph()->add_input();
  set_type(value, name, element, 1);
  value.set_doc_string(doc);
  return {this, name};
}

void Graph::output(const std::string& name, Element element, std::int64_t width, const Tensor& value) {
  auto& node = *model_->mutable_graph()->add_node();
  node.set_op_type("Identity");
  node.add_input(value.name);
  node.add_output(name);
  node.set_name(next_name());
  set_type(*model_->mutable_graph()->add_output(), name, element, width);
}

Tensor Graph::added(const char* domain, const std::string& op, const std::vector<Tensor>& inputs,
                    const std::vector<Attribute>& attributes) {
  auto& node = *model_->mutable_graph()->add_node();
  node.set_op_type(op);
  node.set_domain(domain);
  for (const Tensor& input : inputs) node.add_input(input.name);
  for (const Attribute& attribute : attributes) {
    auto& to = *node.add_attribute();
    to.set_name(attribute.name);
    std::visit([&](const auto& value) { set_attribute(to, value); }, attribute.value);
  }
  const std::string name = next_name();
  node.set_name(name);
  node.add_output(name);
  return {this, name};
}

Tensor Graph::node(const std::string& op, const std::vector<Tensor>& inputs, const std::vector<Attribute>& attributes) {
  return added("", op, inputs, attributes);
}

Tensor Graph::ml_node(const std::string& op, const std::vector<Tensor>& inputs, const std::vector<Attribute>& attributes) {
  return added("ai.onnx.ml", op, inputs, attributes);
}

// Names of columns are inputs and may be anything; two blanks and a number they are hardly, and export.cpp refuses those that are.
std::string Graph::next_name() { return "  " + std::to_string(named_++); }

template <class Fill>
Tensor Graph::constant(int type, const Shape& shape, const std::string& bytes, const Fill& fill) {
  const std::string key = std::to_string(type) + ":" + bytes_of(std::span<const std::int64_t>(shape)) + ":" + bytes;
  if (const auto found = constants_.find(key); found != constants_.end()) return {this, found->second};
  auto& tensor = *model_->mutable_graph()->add_initializer();
  tensor.set_name(next_name());
  tensor.set_data_type(type);
  tensor.mutable_dims()->Add(shape.begin(), shape.end());
  fill(tensor);
  constants_.emplace(key, tensor.name());
  return {this, tensor.name()};
}

Tensor Graph::number(double value) { return numbers(std::span(&value, 1), {}); }

Tensor Graph::float_number(float value) { return floats(std::span(&value, 1), {}); }

Tensor Graph::numbers(std::span<const double> values, const Shape& shape) {
  return constant(::onnx::TensorProto::DOUBLE, shape, bytes_of(values), [&](auto& tensor) { tensor.set_raw_data(bytes_of(values)); });
}

Tensor Graph::floats(std::span<const float> values, const Shape& shape) {
  return constant(::onnx::TensorProto::FLOAT, shape, bytes_of(values), [&](auto& tensor) { tensor.set_raw_data(bytes_of(values)); });
}

Tensor Graph::integers(std::span<const std::int64_t> values, const Shape& shape) {
  return constant(::onnx::TensorProto::INT64, shape, bytes_of(values), [&](auto& tensor) { tensor.set_raw_data(bytes_of(values)); });
}

Tensor Graph::texts(std::span<const std::string> values, const Shape& shape) {
  std::string bytes;
  for (const std::string& value : values) bytes += std::to_string(value.size()) + ":" + value;
  return constant(::onnx::TensorProto::STRING, shape, bytes, [&](auto& tensor) {
    for (const std::string& value : values) tensor.add_string_data(value);
  });
}

void Graph::describe(const std::string& key, const std::string& value) {
  auto& entry = *model_->add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

std::string Graph::to_bytes() const {
  std::string bytes;
  if (model_->ByteSizeLong() > std::size_t{0x7fffffff} || !model_->SerializeToString(&bytes)) {
    throw Error(ExitCode::bad_data, "the model is larger than the 2 GB that an ONNX file can have; train fewer or smaller trees");
  }
  return bytes;
}

}  // namespace trainyard::onnx
