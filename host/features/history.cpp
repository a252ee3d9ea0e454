#include "host/features/history.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "host/error/error.hpp"
#include "host/features/asof_join.hpp"
#include "host/features/history_check.hpp"
#include "host/features/window.hpp"

namespace trainyard::features {
namespace {

using dataset::Field;
using dataset::Role;
using dataset::Schema;

std::vector<std::string> used_columns(const JoinOptions& join) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  std::ranges::for_each(join.by, add);
  add(join.right_on);
  std::ranges::for_each(join.columns, add);
  return names;
}

/// Keys and times are of the types that they have in the first table; whole and broken numbers go for each other.
std::vector<Field> key_fields(const JoinOptions& join, const Schema& schema) {
  std::vector<Field> known;
  const auto add = [&](const std::string& name, const std::string& right_name) {
    const Field& left = *schema.find(name);
    known.push_back({.name = right_name,
                     .type = left.type,
                     .personal = left.personal,
                     .decimal_comma = left.decimal_comma,
                     .unit = left.unit,
                     .zone = left.zone});
  };
  for (const std::string& name : join.by) add(name, name);
  if (dataset::is_time(schema.find(join.on)->type)) add(join.on, join.right_on);
  return known;
}

}  // namespace

History History::make(const HistoryOptions& options, const Schema& schema, const dataset::ReadSettings& settings,
                      const std::function<std::string(const std::string&)>& where, const Report& report,
                      std::vector<dataset::TypedTable>& joined) {
  History history;
  Schema extended = schema;
  joined.clear();
  for (std::size_t i = 0; i < options.joins.size(); ++i) {
    const JoinOptions& join = options.joins[i];
    const std::string key = "features.join[" + std::to_string(i) + "]";
    if (!check_join(join, extended, key, report)) continue;
    dataset::TypedTable second;
    try {
      second = dataset::read_columns(join.source, used_columns(join), key_fields(join, extended), settings);
    } catch (const Error& error) {
      throw Error(error.code(), where(key + ".source") + ": " + error.what());
    }
    if (!check_joined(join, extended, second.schema, key, report)) continue;
    history.joins_.push_back({join, second.schema});
    for (Field& field : history.join_fields(history.joins_.back())) extended.fields.push_back(std::move(field));
    joined.push_back(std::move(second));
  }
  for (const WindowOptions& window : options.windows) {
    auto field = check_window(window, extended, "features.window." + window.name, report);
    if (!field) continue;
    extended.fields.push_back(*field);
    history.windows_.push_back({window, *std::move(field)});
  }
  return history;
}

std::vector<Field> History::join_fields(const Join& join) const {
  std::vector<Field> fields;
  for (const std::string& name : join.options.columns) {
    fields.push_back({.name = join.options.prefix + name, .type = join.schema.find(name)->type});
  }
  return fields;
}

void History::extend(Schema& schema) const {
  for (const Join& join : joins_) {
    for (Field& field : join_fields(join)) schema.fields.push_back(std::move(field));
  }
  for (const Window& window : windows_) schema.fields.push_back(window.field);
}

Schema History::required(Schema schema) const {
  std::set<std::string> needed;
  for (const Join& join : joins_) {
    needed.insert(join.options.by.begin(), join.options.by.end());
    needed.insert(join.options.on);
  }
  for (const Window& window : windows_) {
    needed.insert(window.options.by.begin(), window.options.by.end());
    needed.insert({window.options.column, window.options.order});
  }
  for (Field& field : schema.fields) {
    if (needed.contains(field.name) && field.role != Role::feature) {
      field.role = Role::feature;
      field.required = false;
    }
  }
  return schema;
}

std::vector<dataset::Table> History::read_joined(const dataset::ReadSettings& settings) const {
  std::vector<dataset::Table> tables;
  for (const Join& join : joins_) {
    try {
      tables.push_back(dataset::read_raw(join.options.source, join.schema, settings.memory_bytes, settings.csv).table);
    } catch (const Error& error) {
      if (error.code() != ExitCode::no_input) throw;
      throw Error(ExitCode::no_input,
                  std::string(error.what()) + "; the model's features.join reads this table anew for every prediction: put it back there");
    }
  }
  return tables;
}

void History::apply(dataset::Table& table, std::span<const dataset::Table> joined) const {
  for (std::size_t i = 0; i < joins_.size(); ++i) {
    const JoinOptions& join = joins_[i].options;
    const auto rows = asof_rows(join, table, joined[i]);
    for (const std::string& name : join.columns) table.columns.push_back(pick_rows(*joined[i].find(name), rows, join.prefix + name));
  }
  std::map<std::pair<std::vector<std::string>, std::string>, std::vector<TimedRow>> orders;
  for (const Window& window : windows_) {
    const auto [order, is_new] = orders.try_emplace({window.options.by, window.options.order});
    if (is_new) order->second = time_order(table, GroupNumbers().of(table, window.options.by), window.options.order);
    table.columns.push_back(window_column(window.options, table, order->second));
  }
}

}  // namespace trainyard::features
