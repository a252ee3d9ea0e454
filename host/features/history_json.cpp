// The history as a document, and back.
#include "host/error/error.hpp"
#include "host/features/history.hpp"
#include "host/features/json_fields.hpp"
#include "host/features/window_function.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* history_format = "trainyard history";
constexpr std::int64_t history_version = 1;

// An absent number is 0, which no option takes.
std::int64_t number_or_zero(const std::optional<std::int64_t>& number) { return number.value_or(0); }
std::optional<std::int64_t> read_number(JsonFields& fields, const char* key) {
  const std::int64_t number = fields.whole_number(key);
  return number == 0 ? std::nullopt : std::optional(number);
}

WindowOptions read_window(JsonFields& fields) {
  WindowOptions window{.name = fields.text("name"), .column = fields.text("column"), .function = fields.text("function")};
  window.rows = read_number(fields, "rows");
  window.time = read_number(fields, "microseconds");
  window.by = fields.texts("by");
  window.order = fields.text("order");
  window.include_current = fields.boolean("include_current");
  try {
    (void)window_function(window.function);
  } catch (const Error& error) {
    fields.refuse("function", error.what());
  }
  return window;
}

JoinOptions read_join(JsonFields& fields) {
  JoinOptions join{.source = fields.text("source"), .by = fields.texts("by"), .on = fields.text("on"), .right_on = fields.text("right_on")};
  join.columns = fields.texts("columns");
  if (const std::int64_t tolerance = fields.whole_number("tolerance_microseconds"); !fields.boolean("any_age")) join.tolerance = tolerance;
  join.prefix = fields.text("prefix");
  join.strict = fields.boolean("strict");
  return join;
}

}  // namespace

Json History::to_json() const {
  Json document = {{"format", history_format}, {"version", history_version}, {"join", Json::array()}, {"window", Json::array()}};
  for (const auto& [join, schema] : joins_) {
    document["join"].push_back({{"source", join.source.string()},
                                {"by", join.by},
                                {"on", join.on},
                                {"right_on", join.right_on},
                                {"columns", join.columns},
                                {"tolerance_microseconds", number_or_zero(join.tolerance)},
                                {"any_age", !join.tolerance.has_value()},
                                {"prefix", join.prefix},
                                {"strict", join.strict},
                                {"schema", schema.to_json()}});
  }
  for (const auto& [window, field] : windows_) {
    document["window"].push_back({{"name", window.name},
                                  {"type", dataset::type_name(field.type)},
                                  {"personal", field.personal},
                                  {"column", window.column},
                                  {"function", window.function},
                                  {"rows", number_or_zero(window.rows)},
                                  {"microseconds", number_or_zero(window.time)},
                                  {"by", window.by},
                                  {"order", window.order},
                                  {"include_current", window.include_current}});
  }
  return document;
}

History History::from_json(const Json& document) {
  JsonFields fields(document, "");
  if (fields.text("format") != history_format) fields.refuse("format", "is no history of features");
  if (const auto version = fields.whole_number("version"); version != history_version) {
    fields.refuse("version", std::to_string(version) + " is not known to this program; use the one that wrote it");
  }
  History history;
  for (const Json& entry : fields.list("join")) {
    JsonFields join(entry, "join[" + std::to_string(history.joins_.size()) + "]");
    Join made{read_join(join), dataset::Schema::from_json(join.object("schema"), join.path("schema"))};
    join.end();
    for (const std::string& name : made.options.columns) {
      if (made.schema.find(name) == nullptr) join.refuse("schema", "has no column '" + name + "'");
    }
    history.joins_.push_back(std::move(made));
  }
  for (const Json& entry : fields.list("window")) {
    JsonFields window(entry, "window[" + std::to_string(history.windows_.size()) + "]");
    const auto type = dataset::type_from_name(window.text("type"));
    const bool personal = window.boolean("personal");
    Window made{read_window(window), {}};
    window.end();
    made.field = {.name = made.options.name, .type = type, .personal = personal};
    history.windows_.push_back(std::move(made));
  }
  fields.end();
  return history;
}

}  // namespace trainyard::features
