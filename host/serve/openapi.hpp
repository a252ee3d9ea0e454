// The service's description for machines: OpenAPI 3.1, with the model's columns, ranges and allowed values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::serve {

class ServedModel;

/// JSON text. `most_rows`: per request.
std::string openapi_text(const ServedModel& model, std::size_t most_rows, bool with_tokens);

/// JSON Schema of one row, as read_rows() takes it.
nlohmann::ordered_json row_schema(const ServedModel& model);

}  // namespace trainyard::serve
