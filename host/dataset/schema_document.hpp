// The schema as a document: what is allowed in it, and where a mistake lies.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/dataset/schema.hpp"

namespace trainyard::dataset {

/// One mistake; `pointer` is a JSON pointer ("/fields/3/min").
struct SchemaProblem {
  std::string pointer, message;
};

/// Reads the document, adding every mistake to `problems`. Numbers and booleans may be spelt as strings, for YAML gives all scalars so.
Schema read_schema(const nlohmann::ordered_json& document, std::vector<SchemaProblem>& problems);

/// Throws Error(bad_config) with one line per problem; `place` turns a pointer into "file:line:column" or the like.
void report_problems(const std::vector<SchemaProblem>& problems, const std::function<std::string(const std::string&)>& place);

/// YAML text to a schema; `where` is the file's name. Throws Error(bad_config).
Schema parse_schema(const std::string& text, const std::string& where);

}  // namespace trainyard::dataset
