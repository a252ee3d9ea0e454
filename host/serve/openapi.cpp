#include "host/serve/openapi.hpp"

#include "host/http/message.hpp"
#include "host/serve/served_model.hpp"

namespace trainyard::serve {
namespace {

using dataset::ColumnType;
using nlohmann::ordered_json;

ordered_json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

std::string json_type(const dataset::Field& field) {
  if (!field.unit.empty()) return "integer";
  switch (field.type) {
    case ColumnType::floating:
      return "number";
    case ColumnType::integer:
      return "integer";
    case ColumnType::boolean:
      return "boolean";
    default:
      return "string";
  }
}

ordered_json value_schema(const Input& input) {
  const dataset::Field& field = input.field;
  ordered_json schema;
  schema["type"] = json_type(field);
  if (!field.required) schema["type"] = {json_type(field), "null"};
  schema["description"] = input.expected;
  if (field.type == ColumnType::integer) {
    schema["minimum"] = -dataset::largest_integer;
    schema["maximum"] = dataset::largest_integer;
  }
  if (field.min) schema["minimum"] = *field.min;
  if (field.max) schema["maximum"] = *field.max;
  if (field.type == ColumnType::timestamp && field.unit.empty()) schema["format"] = "date-time";
  if (field.type == ColumnType::date) schema["format"] = "date";
  if (!field.pattern.empty()) schema["pattern"] = "^(?:" + field.pattern + ")$";
  if (!field.allowed.empty()) {
    schema["enum"] = field.allowed;
    if (!field.required) schema["enum"].push_back(nullptr);
  }
  return schema;
}

ordered_json prediction_schema(const bundle::Bundle& bundle) {
  ordered_json properties;
  ordered_json required = {"prediction"};
  if (!bundle.kind.classifies()) {
    properties["prediction"] = {{"type", {"number", "null"}}};
  } else {
    properties["prediction"] = {{"type", "string"}, {"enum", bundle.labels}};
    ordered_json classes = ordered_json::object();
    for (const std::string& label : bundle.labels) classes[label] = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    properties["probabilities"] = {{"type", "object"}, {"properties", classes}, {"required", bundle.labels}};
    required.push_back("probabilities");
  }
  if (bundle.interval) {
    for (const char* const end : {"lower", "upper"}) {
      properties[end] = {{"type", {"number", "null"}}, {"description", "end of the prediction interval; null where it has none"}};
      required.push_back(end);
    }
  }
  return {{"type", "object"}, {"properties", properties}, {"required", required}};
}

ordered_json answer_schema(const ServedModel& model) {
  return {{"type", "object"},
          {"properties",
           {{"predictions", {{"type", "array"}, {"items", reference("Prediction")}}},
            {"model_name", {{"type", "string"}}},
            {"model_version", {{"type", model.id().version.is_string() ? "string" : "integer"}}},
            {"request_id", {{"type", "string"}}}}},
          {"required", {"predictions", "model_name", "model_version", "request_id"}}};
}

ordered_json error_schema() {
  const ordered_json text = {{"type", "string"}};
  const ordered_json problem = {{"type", "object"},
                                {"properties",
                                 {{"path", {{"type", "string"}, {"description", "JSON pointer into the body"}}},
                                  {"value", ordered_json::object()},
                                  {"problem", text},
                                  {"expected", text}}},
                                {"required", {"path", "problem"}}};
  return {{"type", "object"},
          {"properties", {{"error", text}, {"problems", {{"type", "array"}, {"items", problem}}}, {"request_id", text}}},
          {"required", {"error", "request_id"}}};
}

ordered_json refusals(std::initializer_list<int> statuses) {
  ordered_json responses = ordered_json::object();
  for (const int status : statuses) {
    responses[std::to_string(status)] = {{"description", http::reason_phrase(status)},
                                         {"content", {{"application/json", {{"schema", reference("Error")}}}}}};
  }
  return responses;
}

ordered_json answered(const std::string& description, const std::string& type, const ordered_json& schema) {
  return {{"200", {{"description", description}, {"content", {{type, {{"schema", schema}}}}}}}};
}

ordered_json operation(const std::string& id, const std::string& summary, ordered_json responses, const ordered_json& more) {
  responses.update(more);
  return {{"operationId", id}, {"summary", summary}, {"responses", responses}};
}

ordered_json paths(std::size_t most_rows, bool with_tokens) {
  const ordered_json object = {{"type", "object"}}, text = {{"type", "string"}};
  const ordered_json denied = with_tokens ? refusals({401}) : ordered_json::object();
  ordered_json predict = operation("predict", "predictions of up to " + std::to_string(most_rows) + " rows, in their order",
                                   answered("a prediction per row", "application/json", reference("Answer")),
                                   refusals({400, 408, 411, 413, 415, 429, 431, 500, 503}));
  predict["responses"].update(denied);
  predict["requestBody"] = {{"required", true}, {"content", {{"application/json", {{"schema", reference("Request")}}}}}};
  const auto get = [&](const char* id, const char* summary, const char* type, const ordered_json& schema, const ordered_json& more) {
    return ordered_json{{"get", operation(id, summary, answered(summary, type, schema), more)}};
  };
  const ordered_json not_ready = {{"503", {{"description", "not ready"}, {"content", {{"application/json", {{"schema", object}}}}}}}};
  return {{"/v1/predict", {{"post", predict}}},
          {"/health", get("health", "status, model and versions", "application/json", object, denied)},
          {"/livez", get("live", "whether the process answers", "application/json", object, ordered_json::object())},
          {"/readyz", get("ready", "whether requests should be sent here", "application/json", object, not_ready)},
          {"/metrics", get("metrics", "figures for Prometheus", "text/plain", text, denied)},
          {"/openapi.json", get("openapi", "this document", "application/json", object, denied)}};
}

}  // namespace

ordered_json row_schema(const ServedModel& model) {
  ordered_json properties = ordered_json::object();
  ordered_json required = ordered_json::array();
  for (const Input& input : model.inputs().columns()) {
    properties[input.field.name] = value_schema(input);
    required.push_back(input.field.name);
  }
  for (const std::string& name : model.inputs().others()) properties[name] = {{"description", "accepted and not looked at"}};
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

std::string openapi_text(const ServedModel& model, std::size_t most_rows, bool with_tokens) {
  const ordered_json rows = {{"type", "array"}, {"items", reference("Row")}, {"minItems", 1}, {"maxItems", most_rows}};
  const ordered_json request = {{"type", "object"}, {"properties", {{"rows", rows}}}, {"required", {"rows"}}, {"additionalProperties", false}};
  ordered_json document = {{"openapi", "3.1.0"},
                           {"info",
                            {{"title", model.id().name},
                             {"version", model.id().version_text()},
                             {"description", "Predictions of " + model.bundle().target + " by trainyard " TRAINYARD_VERSION}}},
                           {"paths", paths(most_rows, with_tokens)},
                           {"components",
                            {{"schemas",
                              {{"Row", row_schema(model)},
                               {"Request", request},
                               {"Prediction", prediction_schema(model.bundle())},
                               {"Answer", answer_schema(model)},
                               {"Error", error_schema()}}}}}};
  if (with_tokens) {
    document["components"]["securitySchemes"] = {{"token", {{"type", "http"}, {"scheme", "bearer"}}}};
    document["security"] = {{{"token", ordered_json::array()}}};
  }
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace trainyard::serve
