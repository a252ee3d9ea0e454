#include <cmath>
#include <nlohmann/json.hpp>

#include "host/dataset/rows_json.hpp"
#include "host/serve/openapi.hpp"
#include "host/serve/routes.hpp"
#include "host/serve/rows_reader.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::ordered_json;

std::string status_of(const Call& call) {
  if (call.draining) return "draining";
  return call.slot.problem().empty() ? "ok" : "degraded";
}

}  // namespace

http::Response json_response(const ordered_json& document, int status) {
  return {.status = status, .body = document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n"};
}

http::Response health(const Call& call) {
  const auto model = call.slot.loaded();
  ordered_json document = {{"status", status_of(call)}, {"model_loaded", model != nullptr}};
  if (model != nullptr) {
    document["model_name"] = model->id().name;
    document["model_version"] = model->id().version;
    if (!model->id().stage.empty()) document["model_stage"] = model->id().stage;
  }
  document["version"] = TRAINYARD_VERSION;
  document["uptime_seconds"] = std::floor(call.uptime_seconds);
  if (const std::string problem = call.slot.problem(); !problem.empty()) document["problem"] = problem;
  return json_response(document);
}

http::Response live(const Call& /*call*/) { return json_response({{"status", "live"}}); }

http::Response ready(const Call& call) {
  if (call.draining) return json_response({{"status", "draining"}}, 503);
  const bool failed = call.slot.loaded() == nullptr && !call.slot.problem().empty();
  return failed ? json_response({{"status", "no model"}}, 503) : json_response({{"status", "ready"}});
}

http::Response metrics(const Call& call) {
  const auto model = call.slot.loaded();
  return {.type = "text/plain; version=0.0.4; charset=utf-8",
          .body = call.metrics.text(call.load, model == nullptr ? nullptr : &model->id())};
}

http::Response openapi(const Call& call) {
  return {.body = openapi_text(*call.slot.get(), call.options.most_rows, !call.options.token_file.empty())};
}

std::string log_note(const ServedModel& model, const dataset::Table& table, const std::string& predictions) {
  return ",\"model_name\":" + http::json_string(model.id().name) + ",\"model_version\":" + model.id().version.dump() +
         ",\"rows\":" + std::to_string(table.rows()) +
         ",\"inputs\":" + dataset::rows_json(table).dump(-1, ' ', false, ordered_json::error_handler_t::replace) +
         ",\"predictions\":" + predictions;
}

http::Response predict(const Call& call) {
  const auto model = call.slot.get();
  Rejection rejection;
  const dataset::Table table = read_rows(call.request.body, model->inputs(), call.options.most_rows, rejection);
  if (rejection) return response_to(rejection, call.request.id);
  const auto predicted = model->predict(
      table, [](std::size_t row) { return "/rows/" + std::to_string(row); }, rejection);
  if (rejection) return response_to(rejection, call.request.id);
  call.metrics.count_predictions(table.rows(), predicted.counts);

  std::string predictions = "[";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (row > 0) predictions += ',';
    model->append_prediction(predictions, predicted, row);
  }
  predictions += ']';
  http::Response response;
  response.body = "{\"predictions\":" + predictions + ",\"model_name\":" + http::json_string(model->id().name) +
                  ",\"model_version\":" + model->id().version.dump() + ",\"request_id\":\"" + call.request.id + "\"}\n";
  if (call.log_rows) response.note = log_note(*model, table, predictions);
  return response;
}

}  // namespace trainyard::serve
