// Any text as a schema: refused as such, or the same again after YAML and after JSON. Its patterns match texts.
#include <string>

#include "host/dataset/pattern.hpp"
#include "host/dataset/schema_document.hpp"
#include "host/error/error.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::dataset {
namespace {

std::optional<Schema> schema_or_refusal(const std::string& text) {
  try {
    return parse_schema(text, "schema.yaml");
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_config) throw;
    return std::nullopt;
  }
}

void try_text(const std::string& text) {
  const auto schema = schema_or_refusal(text);
  if (!schema) return;
  const auto json = schema->to_json();
  const std::string yaml = schema->to_yaml();
  fuzz::require(parse_schema(yaml, "again").to_json() == json, "another schema after YAML:\n" + yaml);
  fuzz::require(Schema::from_json(json, "json").to_json() == json, "another schema after JSON:\n" + yaml);
  fuzz::require(Schema::from_json(nlohmann::ordered_json::parse(json.dump()), "json").to_yaml() == yaml,
                "another YAML after JSON:\n" + yaml);
  for (const Field& field : schema->fields) {
    if (field.pattern.size() < 40) static_cast<void>(Pattern(field.pattern).match(field.name));
  }
}

}  // namespace
}  // namespace trainyard::dataset

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::dataset::try_text(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
