// The Open Inference Protocol, version 2, over JSON: /v2/…, for clients of KServe, Triton and the like. A column is a tensor of one value
// per row.
#include <algorithm>
#include <array>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"
#include "host/serve/documents.hpp"
#include "host/serve/routes.hpp"
#include "host/serve/rows_reader.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 13> datatypes{"BOOL",  "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16",
                                                     "INT32", "INT64", "FP16",   "FP32",   "FP64",   "BYTES"};

const char* datatype_of(source::ValueType type) {
  switch (type) {
    case source::ValueType::integer:
      return "INT64";
    case source::ValueType::floating:
      return "FP64";
    case source::ValueType::boolean:
      return "BOOL";
    default:
      return "BYTES";
  }
}

struct Output {
  const char* name;
  const char* datatype;
  std::vector<std::int64_t> shape;  // after the rows
};

std::vector<Output> outputs_of(const bundle::Bundle& bundle) {
  const bool classifies = bundle.kind.classifies();
  std::vector<Output> outputs = {{"prediction", classifies ? "BYTES" : "FP32", {}}};
  if (classifies) outputs.push_back({"probabilities", "FP32", {static_cast<std::int64_t>(bundle.labels.size())}});
  if (!bundle.interval) return outputs;
  outputs.push_back({"lower", "FP32", {}});
  outputs.push_back({"upper", "FP32", {}});
  return outputs;
}

/// The refusal of a path that names another model or version than the one that is served.
std::optional<http::Response> other_model(const Call& call, const ModelId& id) {
  const auto names =
      pieces(std::string_view(call.request.path).substr(1), std::string_view(routes()[find_route(call.request.path)].path).substr(1));
  if (names[0] != id.name) return http::refusal(404, "the model served here is '" + id.name + "'", call.request.id);
  if (names.size() < 2 || names[1] == id.version_text()) return std::nullopt;
  return http::refusal(404, "the version served here is " + id.version_text(), call.request.id);
}

struct Tensor {
  std::string name;
  std::vector<const json*> values;
};

// Data may come flat or nested by rows.
void flatten(const json& data, std::vector<const json*>& values) {
  for (const json& value : data) {
    if (value.is_array() && value.size() == 1) {
      values.push_back(&value[0]);
    } else {
      values.push_back(&value);
    }
  }
}

std::string wrong_with(const json& tensor) {
  if (!tensor.is_object()) return "is no object";
  for (const char* const key : {"name", "shape", "datatype", "data"}) {
    if (!tensor.contains(key)) return std::string("has no key '") + key + "'";
  }
  if (!tensor["name"].is_string() || !tensor["data"].is_array()) return "has a name that is no text, or data that are no list";
  const json& shape = tensor["shape"];
  const auto is_size = [](const json& size) { return size.is_number_unsigned(); };
  if (!shape.is_array() || shape.empty() || shape.size() > 2 || !std::ranges::all_of(shape, is_size) ||
      (shape.size() == 2 && shape[1] != 1)) {
    return "has a shape that is neither [rows] nor [rows, 1]";
  }
  if (!tensor["datatype"].is_string() || std::ranges::find(datatypes, tensor["datatype"].get<std::string>()) == datatypes.end()) {
    return "has a datatype that the protocol does not know";
  }
  return tensor["data"].size() == shape[0] ? "" : "has another number of values than its shape says";
}

std::vector<Tensor> read_tensors(const json& body, Rejection& rejection) {
  std::vector<Tensor> tensors;
  const auto refuse = [&](const std::string& error) { rejection = {.status = 400, .error = error}; };
  if (!body.is_object() || !body.contains("inputs") || !body["inputs"].is_array() || body["inputs"].empty()) {
    refuse("the body has no list 'inputs'; send {\"inputs\": [{\"name\", \"shape\", \"datatype\", \"data\"}, …]}");
    return tensors;
  }
  for (const json& input : body["inputs"]) {
    const std::string place = "/inputs/" + std::to_string(tensors.size());
    if (const std::string wrong = wrong_with(input); !wrong.empty()) {
      refuse(place + " " + wrong);
      return tensors;
    }
    Tensor tensor{input["name"], {}};
    flatten(input["data"], tensor.values);
    if (!tensors.empty() && tensor.values.size() != tensors.front().values.size())
      refuse(place + " has another number of rows than the first");
    tensors.push_back(std::move(tensor));
    if (rejection) return tensors;
  }
  return tensors;
}

dataset::Table read_table(const json& body, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  const std::vector<Tensor> tensors = read_tensors(body, rejection);
  if (rejection) return {};
  std::vector<std::string> names;
  names.reserve(tensors.size());
  for (const Tensor& tensor : tensors) names.push_back(tensor.name);
  const auto columns = find_columns(
      inputs, names, [](std::size_t i) { return "/inputs/" + std::to_string(i) + "/name"; }, rejection);
  const std::size_t rows = tensors.front().values.size();
  if (!rejection && rows == 0) rejection = {.status = 400, .error = "/inputs/0 is empty; send at least one row"};
  if (rows > most_rows) rejection = too_many_rows(most_rows);
  if (rejection) return {};
  RowBuilder builder(inputs, [&names](std::size_t row, const std::string& column) {
    const auto at = std::ranges::find(names, column);
    return at == names.end() ? "/inputs" : "/inputs/" + std::to_string(at - names.begin()) + "/data/" + std::to_string(row);
  });
  for (std::size_t row = 0; row < rows; ++row) {
    builder.begin_row();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != Inputs::not_used) builder.set(columns[i], value_of(*tensors[i].values[row]));
    }
  }
  return builder.finish(rejection);
}

/// Names of the outputs that were asked for, or all; a rejection where one is none of ours.
std::vector<std::string> wanted_outputs(const json& body, const bundle::Bundle& bundle, Rejection& rejection) {
  std::vector<std::string> known, wanted;
  for (const Output& output : outputs_of(bundle)) known.emplace_back(output.name);
  if (!body.contains("outputs")) return known;
  for (const json& output : body["outputs"]) {
    const std::string name =
        output.is_object() && output.contains("name") && output["name"].is_string() ? output["name"].get<std::string>() : "";
    if (std::ranges::find(known, name) == known.end()) {
      rejection = {.status = 400, .error = "/outputs: there is no output '" + dataset::printable(name) + "'" + suggest(name, known)};
      return {};
    }
    wanted.push_back(name);
  }
  return wanted.empty() ? known : wanted;
}

void append_data(std::string& text, const std::string& output, const ServedModel& model, const Predicted& predicted, std::size_t row) {
  if (output == "prediction") return model.append_value(text, predicted, row);
  if (output == "lower") return append_number(text, predicted.bounds.lower[row]);
  if (output == "upper") return append_number(text, predicted.bounds.upper[row]);
  for (std::size_t k = 0; k < predicted.values.width; ++k) {
    if (k > 0) text += ',';
    append_number(text, predicted.values.row(row)[k]);
  }
}

std::string output_text(const Output& output, const ServedModel& model, const Predicted& predicted) {
  std::string text = "{\"name\":\"" + std::string(output.name) + "\",\"datatype\":\"" + output.datatype + "\",\"shape\":[" +
                     std::to_string(predicted.values.rows);
  for (const std::int64_t size : output.shape) text += "," + std::to_string(size);
  text += "]";
  if (!output.shape.empty()) {  // a list is no value of a parameter, so that the classes are one text
    std::string classes;
    for (const std::string& label : model.bundle().labels) classes += (classes.empty() ? "" : ",") + http::json_string(label);
    text += ",\"parameters\":{\"classes\":" + http::json_string("[" + classes + "]") + "}";
  }
  text += ",\"data\":[";
  for (std::size_t row = 0; row < predicted.values.rows; ++row) {
    if (row > 0) text += ',';
    append_data(text, output.name, model, predicted, row);
  }
  return text + "]}";
}

std::string id_of(const json& body, const std::string& request_id) {
  return body.contains("id") && body["id"].is_string() ? body["id"].get<std::string>() : request_id;
}

}  // namespace

http::Response protocol(const Call& /*call*/) {
  return json_response({{"name", "trainyard"}, {"version", TRAINYARD_VERSION}, {"extensions", ordered_json::array()}});
}

http::Response protocol_live(const Call& /*call*/) { return json_response({{"live", true}}); }

http::Response protocol_ready(const Call& call) {
  http::Response response = ready(call);
  response.body = response.status == 200 ? "{\"ready\":true}\n" : "{\"ready\":false}\n";
  return response;
}

http::Response model_metadata(const Call& call) {
  const auto model = call.slot.get();
  if (auto other = other_model(call, model->id())) return *other;
  ordered_json inputs = ordered_json::array(), outputs = ordered_json::array();
  for (const Input& input : model->inputs().columns()) {
    inputs.push_back({{"name", input.field.name}, {"datatype", datatype_of(input.type)}, {"shape", {-1}}});
  }
  for (const Output& output : outputs_of(model->bundle())) {
    ordered_json shape = ordered_json::array({-1});
    for (const std::int64_t size : output.shape) shape.push_back(size);
    outputs.push_back({{"name", output.name}, {"datatype", output.datatype}, {"shape", shape}});
  }
  return json_response({{"name", model->id().name},
                        {"versions", ordered_json::array({model->id().version_text()})},
                        {"platform", "trainyard"},
                        {"inputs", inputs},
                        {"outputs", outputs}});
}

http::Response model_ready(const Call& call) {
  const auto model = call.slot.get();
  if (auto other = other_model(call, model->id())) return *other;
  http::Response response = ready(call);
  response.body = ordered_json{{"name", model->id().name}, {"ready", response.status == 200}}.dump() + "\n";
  return response;
}

http::Response infer(const Call& call) {
  const auto model = call.slot.get();
  if (auto other = other_model(call, model->id())) return *other;
  Rejection rejection;
  const auto body = read_document(call.request.body, rejection);
  const auto table = body ? read_table(*body, model->inputs(), call.options.most_rows, rejection) : dataset::Table{};
  const auto wanted = rejection ? std::vector<std::string>() : wanted_outputs(*body, model->bundle(), rejection);
  if (rejection) return response_to(rejection, call.request.id);
  const auto predicted = model->predict(
      table, [](std::size_t row) { return "/inputs (row " + std::to_string(row) + ")"; }, rejection);
  if (rejection) return response_to(rejection, call.request.id);
  call.metrics.count_predictions(table.rows(), predicted.counts);

  std::string outputs = "[";
  for (const Output& output : outputs_of(model->bundle())) {
    if (std::ranges::find(wanted, output.name) == wanted.end()) continue;
    outputs += (outputs.size() > 1 ? "," : "") + output_text(output, *model, predicted);
  }
  outputs += "]";
  http::Response response;
  response.body = "{\"model_name\":" + http::json_string(model->id().name) +
                  ",\"model_version\":" + http::json_string(model->id().version_text()) +
                  ",\"id\":" + http::json_string(id_of(*body, call.request.id)) + ",\"outputs\":" + outputs + "}\n";
  if (call.log_rows) response.note = log_note(*model, table, outputs);
  return response;
}

}  // namespace trainyard::serve
