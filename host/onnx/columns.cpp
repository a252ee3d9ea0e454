#include "host/onnx/columns.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/onnx/derive.hpp"

namespace trainyard::onnx {
namespace {

using dataset::ColumnType;

std::string doc_of(const dataset::Field& field) {
  const std::string type(dataset::type_name(field.type));
  switch (field.type) {
    case ColumnType::category:
    case ColumnType::text:
      return type + "; the empty text is missing";
    case ColumnType::boolean:
      return type + "; 1 is true, 0 is false, NaN is missing";
    case ColumnType::timestamp:
    case ColumnType::date:
      return type + "; microseconds since 1970-01-01T00:00:00Z, NaN is missing";
    case ColumnType::integer:
    case ColumnType::floating:
      return type + "; NaN is missing";
  }
  return type;
}

}  // namespace

void refuse(const std::string& what, const std::string& remedy) {
  throw Error(ExitCode::bad_config, "export onnx: " + what + "; " + remedy);
}

Columns::Columns(Graph& graph, const dataset::Schema& schema, const std::vector<std::string>& read,
                 const std::vector<features::Derivation>& derive)
    : graph_(graph), derive_(derive) {
  for (const dataset::Field& field : schema.fields) {
    if (std::ranges::find(read, field.name) == read.end()) continue;
    const bool is_text = field.type == ColumnType::category;
    const Tensor value = graph.input(field.name, is_text ? Element::text : Element::float64, doc_of(field));
    if (shape_.graph == nullptr) shape_ = graph.node("Shape", {value});
    if (is_text) {
      texts_[field.name] = value;
    } else {
      numbers_[field.name] = field.single ? to_double(to_float(value)) : value;
    }
  }
  if (shape_.graph == nullptr) refuse("the model reads no column", "there is nothing to export; use its one prediction");
}

Tensor Columns::numbers(const std::string& name) {
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  const auto made = std::ranges::find(derive_, name, &features::Derivation::name);
  if (made == derive_.end()) throw Error(ExitCode::bad_data, "export onnx: the transform reads '" + name + "', which the schema lacks");
  return numbers_[name] = evaluate(*made, *this);
}

Tensor Columns::texts(const std::string& name) {
  if (const auto found = texts_.find(name); found != texts_.end()) return found->second;
  const bool crossed = std::ranges::find(derive_, name, &features::Derivation::name) != derive_.end();
  if (!crossed) throw Error(ExitCode::bad_data, "export onnx: the transform reads '" + name + "', which the schema lacks");
  refuse("the derived column '" + name + "' joins categories, for which ONNX has no operator",
         "leave it out, or give the joined category as a column of the data");
}

Tensor Columns::positions(const std::string& name, const std::map<std::string, std::int64_t>& known, std::int64_t otherwise) {
  const Tensor text = texts(name);
  std::vector<std::string> keys;
  std::vector<std::int64_t> values;
  for (const auto& [key, value] : known) {
    keys.push_back(key);
    values.push_back(value);
  }
  return graph_.ml_node("LabelEncoder", {text}, {{"keys_strings", keys}, {"values_int64s", values}, {"default_int64", otherwise}});
}

Tensor Columns::for_every_row(const Tensor& constant) { return graph_.node("Expand", {constant, shape_}); }

}  // namespace trainyard::onnx
