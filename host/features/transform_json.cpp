// The transform as a document, and back.
#include <algorithm>
#include <set>

#include "host/error/error.hpp"
#include "host/features/steps.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "trainyard transform";
constexpr std::int64_t format_version = 2;

Derivation read_derivation(const Json& document, const std::string& path) {
  JsonFields fields(document, path);
  Derivation made{fields.text("name"), fields.text("expression"), {}};
  fields.end();
  try {
    made.expression = parse_expression(made.text);
  } catch (const Error& error) {
    fields.refuse("expression", error.what());
  }
  return made;
}

}  // namespace

Json Transform::to_json() const {
  Json document = {{"format", format_name}, {"version", format_version}, {"derive", Json::array()}, {"columns", Json::array()}};
  if (steps_ != nullptr) {
    for (const auto& made : steps_->derive) document["derive"].push_back({{"name", made.name}, {"expression", made.text}});
    for (const auto& step : steps_->columns) {
      document["columns"].push_back(std::visit([](const auto& s) { return s.to_json(); }, step));
    }
  }
  document["features"] = names_;
  return document;
}

Transform Transform::from_json(const Json& document) {
  JsonFields fields(document, "");
  if (fields.text("format") != format_name) fields.refuse("format", "is not a fitted transform");
  if (const auto version = fields.whole_number("version"); version != format_version) {
    fields.refuse("version", std::to_string(version) + " is not known to this program; use the one that wrote it");
  }
  auto steps = std::make_shared<Steps>();
  for (const Json& entry : fields.list("derive")) {
    steps->derive.push_back(read_derivation(entry, "derive[" + std::to_string(steps->derive.size()) + "]"));
  }
  for (const Json& entry : fields.list("columns")) {
    JsonFields column(entry, "columns[" + std::to_string(steps->columns.size()) + "]");
    const std::string kind = column.text("kind");
    if (kind == "numeric") {
      steps->columns.emplace_back(NumericStep::from_json(column));
    } else if (kind == "category") {
      steps->columns.emplace_back(CategoryStep::from_json(column));
    } else {
      column.refuse("kind", "unknown kind '" + kind + "'");
    }
    column.end();
  }
  steps->check(fields);
  const auto features = fields.texts("features");
  fields.end();
  Transform transform(std::move(steps));
  if (transform.names_ != features) fields.refuse("features", "are not those that the columns make");
  return transform;
}

void Transform::Steps::check(const JsonFields& fields) const {
  std::set<std::string> names, numeric;
  for (const Step& step : columns) {
    if (!names.insert(name(step)).second) fields.refuse("columns", "'" + name(step) + "' is there twice");
    if (std::holds_alternative<NumericStep>(step) && !derived(name(step))) numeric.insert(name(step));
  }
  for (const auto& made : derive) {
    for (const auto& operand : made.expression.operands) {
      if (numeric.contains(operand.name)) continue;
      fields.refuse("derive", "'" + made.name + "' uses '" + operand.name + "', which is no numeric column before it");
    }
    if (!numeric.insert(made.name).second) fields.refuse("derive", "'" + made.name + "' is there twice");
    const auto is_it = [&](const Step& step) { return std::holds_alternative<NumericStep>(step) && name(step) == made.name; };
    if (std::none_of(columns.begin(), columns.end(), is_it)) fields.refuse("derive", "'" + made.name + "' is no numeric column");
  }
}

}  // namespace trainyard::features
