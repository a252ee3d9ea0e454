// MLflow's scoring protocol, for clients of `mlflow models serve`: /ping, /version, /invocations.
#include <algorithm>
#include <array>
#include <charconv>

#include "host/serve/documents.hpp"
#include "host/serve/routes.hpp"
#include "host/serve/rows_reader.hpp"

namespace trainyard::serve {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 4> formats{"dataframe_split", "dataframe_records", "instances", "inputs"};

void refuse(Rejection& rejection, std::string error) { rejection = {.status = 400, .error = std::move(error)}; }

/// {"columns": [name, …], "data": [[value, …], …]}
dataset::Table read_split(const json& split, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  const auto is_text = [](const json& name) { return name.is_string(); };
  if (!split.is_object() || !split.contains("columns") || !split.contains("data") || !split["columns"].is_array() ||
      !split["data"].is_array() || !std::ranges::all_of(split["columns"], is_text)) {
    refuse(rejection, "/dataframe_split is {\"columns\": [name, …], \"data\": [[value, …], …]}");
    return {};
  }
  const auto names = split["columns"].get<std::vector<std::string>>();
  const auto columns = find_columns(
      inputs, names, [](std::size_t i) { return "/dataframe_split/columns/" + std::to_string(i); }, rejection);
  if (rejection) return {};
  if (split["data"].size() > most_rows) {
    rejection = too_many_rows(most_rows);
    return {};
  }
  RowBuilder builder(inputs, [&names](std::size_t row, const std::string& column) {
    const auto at = std::ranges::find(names, column);
    const std::string place = "/dataframe_split/data/" + std::to_string(row);
    return at == names.end() ? place : place + "/" + std::to_string(at - names.begin());
  });
  for (const json& row : split["data"]) {
    if (!row.is_array() || row.size() != names.size()) {
      refuse(rejection, "/dataframe_split/data/" + std::to_string(builder.rows()) + " is no list of " + std::to_string(names.size()) + " values");
      return {};
    }
    builder.begin_row();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != Inputs::not_used) builder.set(columns[i], value_of(row[i]));
    }
  }
  return builder.finish(rejection);
}

/// {name: [value, …], …}
dataset::Table read_columns(const json& given, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  std::vector<std::string> names;
  for (const auto& [name, values] : given.items()) {
    names.push_back(name);
    if (!values.is_array() || values.size() != given.begin()->size()) {
      refuse(rejection, "/inputs" + pointer_piece(name) + " is no list as long as the others");
      return {};
    }
  }
  const auto columns = find_columns(inputs, names, [&](std::size_t i) { return "/inputs" + pointer_piece(names[i]); }, rejection);
  const std::size_t rows = given.empty() ? 0 : given.begin()->size();
  if (rows > most_rows) rejection = too_many_rows(most_rows);
  if (rejection) return {};
  RowBuilder builder(inputs, [](std::size_t row, const std::string& column) {
    return "/inputs" + pointer_piece(column) + "/" + std::to_string(row);
  });
  for (std::size_t row = 0; row < rows; ++row) {
    builder.begin_row();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != Inputs::not_used) builder.set(columns[i], value_of(given[names[i]][row]));
    }
  }
  return builder.finish(rejection);
}

dataset::Table read_records(const json& records, const std::string& place, const Inputs& inputs, std::size_t most_rows,
                            Rejection& rejection) {
  if (!records.is_array()) {
    refuse(rejection, place + " is no list of objects with the features by name");
    return {};
  }
  RowBuilder builder(inputs, record_path(place));
  if (!add_records(builder, inputs, records, place, most_rows, rejection)) return {};
  return builder.finish(rejection);
}

dataset::Table read_body(const json& body, const Inputs& inputs, std::size_t most_rows, Rejection& rejection) {
  std::string format;
  const bool is_object = body.is_object();
  for (const char* const name : formats) {
    if (!is_object || !body.contains(name)) continue;
    if (!format.empty()) refuse(rejection, "the body has both '" + format + "' and '" + name + "'; send one of them");
    format = name;
  }
  if (format.empty()) refuse(rejection, "the body has none of dataframe_split, dataframe_records, instances and inputs; send one of them");
  if (rejection) return {};
  const json& given = body[format];
  dataset::Table table = format == "dataframe_split"                       ? read_split(given, inputs, most_rows, rejection)
                         : format == "inputs" && given.is_object() ? read_columns(given, inputs, most_rows, rejection)
                                                                   : read_records(given, "/" + format, inputs, most_rows, rejection);
  if (!rejection && table.rows() == 0) refuse(rejection, "/" + format + " is empty; send at least one row");
  return table;
}

/// As MLflow's own server refuses, with our form beside it.
http::Response refused(const Rejection& rejection, const std::string& id) {
  http::Response response = response_to(rejection, id);
  std::string message = rejection.error;
  for (const Problem& problem : rejection.problems) message += (message.empty() ? "" : "; ") + problem.path + ": " + problem.problem;
  response.body.insert(1, "\"error_code\":\"BAD_REQUEST\",\"message\":" + http::json_string(message) + ",");
  return response;
}

bool is_integer(const std::string& label) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(label.data(), label.data() + label.size(), value);
  return code == std::errc() && end == label.data() + label.size() && std::to_string(value) == label;
}

}  // namespace

http::Response ping(const Call& call) {
  const http::Response answer = ready(call);
  return {.status = answer.status, .type = "", .body = ""};
}

http::Response program_version(const Call& /*call*/) { return {.type = "text/plain", .body = TRAINYARD_VERSION}; }

// A record per row with the columns that mlflow.pyfunc gives for this model.
http::Response invocations(const Call& call) {
  const auto model = call.slot.get();
  Rejection rejection;
  const auto body = read_document(call.request.body, rejection);
  const auto table = body ? read_body(*body, model->inputs(), call.options.most_rows, rejection) : dataset::Table{};
  if (rejection) return refused(rejection, call.request.id);
  const auto predicted = model->predict(table, [](std::size_t row) { return "/rows/" + std::to_string(row); }, rejection);
  if (rejection) return refused(rejection, call.request.id);
  call.metrics.count_predictions(table.rows(), predicted.counts);

  const std::vector<std::string>& labels = model->bundle().labels;
  const bool as_numbers = !labels.empty() && std::ranges::all_of(labels, is_integer);
  std::string predictions = "[";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    predictions += row > 0 ? ",{\"prediction\":" : "{\"prediction\":";
    if (as_numbers) {
      predictions += labels[static_cast<std::size_t>(predicted.classes[row])];
    } else {
      model->append_value(predictions, predicted, row);
    }
    for (std::size_t k = 0; k < labels.size(); ++k) {
      predictions += "," + http::json_string("probability_" + labels[k]) + ":";
      append_number(predictions, predicted.values.row(row)[k]);
    }
    if (!predicted.bounds.lower.empty()) {
      predictions += ",\"prediction_lower\":";
      append_number(predictions, predicted.bounds.lower[row]);
      predictions += ",\"prediction_upper\":";
      append_number(predictions, predicted.bounds.upper[row]);
    }
    predictions += '}';
  }
  predictions += ']';
  http::Response response{.body = "{\"predictions\":" + predictions + "}\n"};
  if (call.log_rows) response.note = log_note(*model, table, predictions);
  return response;
}

}  // namespace trainyard::serve
