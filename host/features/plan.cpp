#include "host/features/plan.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "host/error/error.hpp"

namespace trainyard::features {
namespace {

using dataset::ColumnType;
using dataset::Role;
using dataset::Schema;

// Why a column that is there is no feature; "" when it is one.
std::string why_no_feature(const dataset::Field& field) {
  const std::string key(dataset::role_key(field.role));
  switch (field.role) {
    case Role::feature:
      return "";
    case Role::ignore:
      return "'" + field.name + "' is not read: its role is ignore";
    case Role::target:
      return "'" + field.name + "' is the target; a feature cannot use it";
    case Role::weight:
    case Role::timestamp:
    case Role::group:
    case Role::split:
    case Role::id:
      break;
  }
  return "'" + field.name + "' is named by " + key + " (role " + std::string(dataset::role_name(field.role)) +
         "), so no feature can use it: predict does without that column. Put a copy of it into the table under another name";
}

class Planner {
 public:
  Planner(const FeatureOptions& options, const Schema& schema, const Report& report) : options_(options), schema_(schema), report_(report) {
    for (const auto& field : schema.fields) {
      if (field.role != Role::feature) continue;
      names_.push_back(field.name);
      types_[field.name] = dataset::is_time(field.type)         ? ValueType::time
                           : field.type == ColumnType::category ? ValueType::category
                                                                : ValueType::number;
    }
  }

  Plan plan() {
    for (const auto& column : options_.derive) derive(column);
    for (const auto& [name, overrides] : options_.columns) {
      if (known(name)) continue;
      const auto* field = schema_.find(name);
      report_("features.columns." + name,
              field == nullptr ? "there is no such feature column" + suggest(name, names_) : why_no_feature(*field));
    }
    check_group("features.numeric", options_.numeric);
    for (const auto& name : names_) column(name, types_.at(name) == ValueType::category);
    return std::move(plan_);
  }

 private:
  void derive(const DerivedColumn& column) {
    const std::string key = "features.derive." + column.name;
    if (column.name.empty()) return report_(key, "a derived column needs a name");
    if (schema_.find(column.name) != nullptr || known(column.name)) return report_(key, "there is a column of that name already");
    auto expression = checked(column.expression, key);
    // The name is known even if its expression is wrong, so that one mistake is reported once.
    names_.push_back(column.name);
    types_[column.name] = expression ? expression->type : ValueType::number;
    if (expression) plan_.derive.push_back({column.name, column.expression, std::move(*expression)});
  }

  std::optional<Expression> checked(const std::string& text, const std::string& key) const {
    try {
      return compile_expression(parse_expression(text), [this](const std::string& name) { return type_of(name); });
    } catch (const Error& error) {
      report_(key, error.what());
      return std::nullopt;
    }
  }

  std::variant<ValueType, std::string> type_of(const std::string& name) const {
    if (const auto found = types_.find(name); found != types_.end()) return found->second;
    const auto later = [&](const DerivedColumn& d) { return d.name == name; };
    if (const auto* field = schema_.find(name)) return why_no_feature(*field);
    if (std::any_of(options_.derive.begin(), options_.derive.end(), later)) {
      return "'" + name + "' is derived further down; put it before this column";
    }
    return "there is no column '" + name + "'" + suggest(name, names_);
  }

  void column(const std::string& name, bool category) {
    const std::string key = "features.columns." + name;
    const auto found = std::find_if(options_.columns.begin(), options_.columns.end(), [&](const auto& c) { return c.first == name; });
    ColumnPlan made{name, NumericOptions(options_.numeric)};
    if (category) made.options = options_.categorical;
    if (found != options_.columns.end()) {
      if (category) {
        read_category(found->second, key, std::get<CategoryOptions>(made.options), report_);
      } else {
        auto& numeric = std::get<NumericOptions>(made.options);
        read_numeric(found->second, key, numeric, report_);
        if (found->second.contains("by")) check_group(key, numeric);
      }
    }
    plan_.columns.push_back(std::move(made));
  }

  // The column that groups the rows must be one that every table has: a category feature.
  void check_group(const std::string& key, const NumericOptions& numeric) const {
    if (numeric.by.empty()) return;
    const auto* field = schema_.find(numeric.by);
    if (field == nullptr) return report_(key + ".by", "there is no column '" + numeric.by + "'" + suggest(numeric.by, names_));
    if (const std::string why = why_no_feature(*field); !why.empty()) return report_(key + ".by", why);
    if (field->type != ColumnType::category) report_(key + ".by", "'" + numeric.by + "' is numeric; groups are those of a category column");
  }

  bool known(const std::string& name) const { return std::find(names_.begin(), names_.end(), name) != names_.end(); }

  const FeatureOptions& options_;
  const Schema& schema_;
  const Report& report_;
  std::vector<std::string> names_;  // of the feature columns so far
  std::map<std::string, ValueType> types_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const FeatureOptions& options, const Schema& schema, const Report& report) {
  return Planner(options, schema, report).plan();
}

}  // namespace trainyard::features
