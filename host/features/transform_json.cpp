// The transform as a document, and back.
#include <algorithm>
#include <map>
#include <set>

#include "host/error/error.hpp"
#include "host/features/steps.hpp"

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "trainyard transform";
constexpr std::int64_t format_version = 2;

ValueType read_value_type(JsonFields& fields, const std::string& key) {
  const std::string word = fields.text(key);
  for (const ValueType type : {ValueType::number, ValueType::time, ValueType::category}) {
    if (word == value_type_name(type)) return type;
  }
  fields.refuse(key, "unknown type '" + word + "'");
}

// The types of the columns used are part of the document, for times and numbers look alike in the rest of it.
Derivation read_derivation(const Json& document, const std::string& path) {
  JsonFields fields(document, path);
  Derivation made{fields.text("name"), fields.text("expression"), {}};
  JsonFields types(fields.object("columns"), fields.path("columns"));
  fields.end();
  try {
    made.expression =
        compile_expression(parse_expression(made.text), [&](const std::string& name) { return read_value_type(types, name); });
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_config) throw;
    fields.refuse("expression", error.what());
  }
  types.end();
  return made;
}

Json written(const Derivation& made) {
  Json types = Json::object();
  for (const UsedColumn& column : made.expression.columns) types[column.name] = value_type_name(column.type);
  return {{"name", made.name}, {"expression", made.text}, {"columns", std::move(types)}};
}

}  // namespace

Json Transform::to_json() const {
  Json document = {{"format", format_name}, {"version", format_version}, {"derive", Json::array()}, {"columns", Json::array()}};
  if (steps_ != nullptr) {
    for (const auto& made : steps_->derive) document["derive"].push_back(written(made));
    for (const auto& step : steps_->columns) {
      document["columns"].push_back(std::visit([](const auto& s) { return s.to_json(); }, step));
    }
  }
  if (steps_ != nullptr && !steps_->dropped.empty()) document["dropped"] = steps_->dropped;
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
  if (document.contains("dropped")) steps->dropped = fields.texts("dropped");
  steps->check(fields);
  const auto features = fields.texts("features");
  fields.end();
  Transform transform(std::move(steps));
  if (transform.names_ != features) fields.refuse("features", "are not those that the columns make");
  return transform;
}

void Transform::Steps::check(const JsonFields& fields) const {
  std::map<std::string, bool> is_category;  // of the columns so far
  std::set<std::string> names;
  for (const Step& step : columns) {
    if (!names.insert(name(step)).second) fields.refuse("columns", "'" + name(step) + "' is there twice");
    if (!derived(name(step))) is_category[name(step)] = std::holds_alternative<CategoryStep>(step);
  }
  for (const auto& made : derive) {
    for (const auto& used : made.expression.columns) {
      const auto known = is_category.find(used.name);
      const bool category = used.type == ValueType::category;
      if (known != is_category.end() && known->second == category) continue;
      fields.refuse("derive", "'" + made.name + "' uses '" + used.name + "', which is no " + (category ? "category" : "numeric") +
                                  " column before it");
    }
    const bool category = made.expression.type == ValueType::category;
    if (!is_category.emplace(made.name, category).second) fields.refuse("derive", "'" + made.name + "' is there twice");
    const auto is_it = [&](const Step& step) { return name(step) == made.name && std::holds_alternative<CategoryStep>(step) == category; };
    if (std::none_of(columns.begin(), columns.end(), is_it)) {
      fields.refuse("derive", "'" + made.name + "' is no " + (category ? "category" : "numeric") + " column");
    }
  }
  if (dropped.size() + features().size() != all_features().size()) fields.refuse("dropped", "are not features, or not in their order");
}

}  // namespace trainyard::features
