#include "host/features/history_check.hpp"

#include <algorithm>
#include <vector>

#include "host/error/error.hpp"
#include "host/features/window_function.hpp"

namespace trainyard::features {
namespace {

using dataset::ColumnType;
using dataset::Field;
using dataset::Role;
using dataset::Schema;

std::string type_of(const Field& field) { return "'" + field.name + "' is of type " + std::string(dataset::type_name(field.type)); }

/// Checks one window or join; what is wrong is reported once per key.
class Check {
 public:
  Check(const Schema& schema, std::string key, const Report& report) : schema_(schema), key_(std::move(key)), report_(report) {}

  void refuse(const std::string& key, const std::string& message) {
    report_(key_ + key, message);
    fine_ = false;
  }

  const Field* column(const std::string& key, const std::string& name) {
    const Field* field = schema_.find(name);
    if (field == nullptr) {
      std::vector<std::string> known;
      for (const Field& one : schema_.fields) known.push_back(one.name);
      refuse(key, "there is no column '" + name + "'" + suggest(name, known));
    } else if (field->role == Role::ignore) {
      refuse(key, "'" + name + "' is not read: it is dropped, or its role is ignore");
      return nullptr;
    }
    return field;
  }

  void group(const std::string& key, const std::string& name) {
    const Field* field = known_of_each_row(key, name);
    if (field == nullptr) return;
    const bool fits = field->type == ColumnType::category || field->type == ColumnType::integer || field->type == ColumnType::boolean ||
                      field->type == ColumnType::text;
    if (!fits) refuse(key, type_of(*field) + "; groups go by categories, texts, integers or booleans");
  }

  void time(const std::string& key, const std::string& name, bool with_span, const std::string& span) {
    const Field* field = known_of_each_row(key, name);
    if (field == nullptr) return;
    const bool number = field->type == ColumnType::integer || field->type == ColumnType::floating;
    if (!dataset::is_time(field->type) && !number) {
      refuse(key, type_of(*field) + "; rows are ordered by a time or a number");
    } else if (with_span && number) {
      refuse(span, "is a span of time, and " + type_of(*field) + "; name a timestamp or date as `" + key.substr(1) + "`");
    }
  }

  void new_name(const std::string& key, const std::string& name) {
    if (schema_.find(name) != nullptr) refuse(key, "there is a column '" + name + "' already");
  }

  [[nodiscard]] bool fine() const { return fine_; }

 private:
  /// A column that groups or orders: the row's own value counts, and the target's is not known of a row to predict.
  const Field* known_of_each_row(const std::string& key, const std::string& name) {
    const Field* field = column(key, name);
    if (field == nullptr || field->role != Role::target) return field;
    refuse(key, "'" + name + "' is the target, which is not known of the row itself");
    return nullptr;
  }

  const Schema& schema_;
  std::string key_;
  const Report& report_;
  bool fine_ = true;
};

void check_groups(Check& check, const std::vector<std::string>& by) {
  for (const std::string& name : by) check.group(".by", name);
}

bool takes(const WindowFunction& function, ColumnType type) {
  const bool number = type == ColumnType::integer || type == ColumnType::floating || type == ColumnType::boolean;
  switch (function.takes) {
    case Takes::numbers:
      return number;
    case Takes::numbers_and_times:
      return number || dataset::is_time(type);
    case Takes::any:
      return type != ColumnType::text;
  }
  return false;
}

bool comparable(const Field& left, const Field& right) {
  const auto kind = [](ColumnType type) {
    if (dataset::is_time(type)) return ColumnType::timestamp;
    return type == ColumnType::integer ? ColumnType::floating : type;
  };
  return kind(left.type) == kind(right.type);
}

}  // namespace

std::optional<Field> check_window(const WindowOptions& window, const Schema& schema, const std::string& key, const Report& report) {
  Check check(schema, key, report);
  check.new_name("", window.name);
  const WindowFunction& function = window_function(window.function);
  const Field* field = check.column(".column", window.column);
  if (field != nullptr && !takes(function, field->type))
    check.refuse(".column", type_of(*field) + ", of which there is no " + window.function);
  if (field != nullptr && field->role == Role::target && window.include_current) {
    check.refuse(".include_current", "'" + window.column + "' is the target: the row's own value would give away what is to be predicted");
  }
  check_groups(check, window.by);
  if (!window.order.empty()) check.time(".order", window.order, window.time.has_value(), ".time");
  if (!check.fine() || field == nullptr || window.order.empty()) return std::nullopt;
  Field made{.name = window.name, .type = function.result.value_or(field->type)};
  made.personal = field->personal;
  return made;
}

bool check_join(const JoinOptions& join, const Schema& schema, const std::string& key, const Report& report) {
  Check check(schema, key, report);
  check_groups(check, join.by);
  if (!join.on.empty()) check.time(".on", join.on, join.tolerance.has_value(), ".tolerance");
  for (const std::string& name : join.columns) check.new_name(".columns", join.prefix + name);
  return check.fine() && !join.on.empty();
}

bool check_joined(const JoinOptions& join, const Schema& schema, const Schema& second, const std::string& key, const Report& report) {
  Check check(schema, key, report);
  const Field &on = *schema.find(join.on), &right_on = *second.find(join.right_on);
  if (!comparable(on, right_on)) check.refuse(".right_on", type_of(right_on) + " in the second table, and " + type_of(on));
  for (const std::string& name : join.columns) {
    if (second.find(name)->type == ColumnType::text) check.refuse(".columns", type_of(*second.find(name)) + ", which is no feature");
  }
  return check.fine();
}

}  // namespace trainyard::features
