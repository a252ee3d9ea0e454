#include "host/dataset/suggest.hpp"

#include <algorithm>
#include <cmath>

#include "host/dataset/csv_text.hpp"
#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::uint64_t most_allowed = 20;

bool is_number(ColumnType type) { return type == ColumnType::integer || type == ColumnType::floating; }

// All values of a category, or none when there are many, or some that YAML cannot hold.
std::vector<std::string> values_of(const ColumnProfile& column) {
  std::vector<std::string> values;
  if (!column.distinct_exact || column.distinct > most_allowed || column.top.size() != column.distinct) return values;
  for (const auto& top : column.top) values.push_back(top.value);
  const bool text =
      std::ranges::all_of(values, [](const std::string& value) { return source::first_bad_utf8(value) == std::string::npos; });
  if (!text) values.clear();
  std::ranges::sort(values);
  return values;
}

void tighten(Field& field, const ColumnProfile& column) {
  if (column.present > 0 && column.missing == 0) field.required = true;
  if (field.personal || column.present == 0) return;
  if (is_number(field.type) && column.numbers) {
    // A value kept in 32 bits may have been nearer to the middle before it was rounded.
    const auto outward = [&](double value, double end) {
      return field.single ? std::nextafterf(static_cast<float>(value), static_cast<float>(end)) : value;
    };
    if (!field.min) field.min = outward(column.numbers->min, -HUGE_VAL);
    if (!field.max) field.max = outward(column.numbers->max, HUGE_VAL);
  }
  if (field.type == ColumnType::category && field.allowed.empty()) field.allowed = values_of(column);
}

std::string item(const std::string& name, const std::string& check) {
  return "#     - {column: " + nlohmann::json(name).dump() + ", " + check + "}\n";
}

// Twice the share that is missing now, in whole percent, so that more rows of the kind pass.
std::string roomy_share(const ColumnProfile& column) {
  const double share = static_cast<double>(column.missing) / static_cast<double>(column.missing + column.present);
  return csv_number(std::min(1.0, std::ceil(200 * share) / 100));
}

std::string items_of(const Field& field, const ColumnProfile& column) {
  const bool learned = field.role == Role::feature || field.role == Role::target;
  std::string items;
  if (column.missing > 0) items += item(field.name, "max_missing: " + roomy_share(column));
  if (field.role == Role::id && !field.unique && column.distinct_exact && column.distinct == column.present) {
    items += item(field.name, "unique: true");
  }
  if (learned && column.distinct > 1) items += item(field.name, "not_constant: true, level: warn");
  if (is_time(field.type) && !field.personal) items += item(field.name, "max_age: 30d, level: warn");
  if (field.role == Role::target && field.type == ColumnType::category && column.distinct > 1) {
    items += item(field.name, "min_share: " + csv_number(0.1 / static_cast<double>(column.distinct)));
  }
  return items;
}

}  // namespace

std::string suggest_yaml(const Schema& schema, const Profile& profile) {
  Schema suggested = schema;
  std::string items = "#     - {rows: {min: " + std::to_string((profile.rows + 1) / 2) + "}}\n";
  for (Field& field : suggested.fields) {
    const ColumnProfile* column = profile.find(field.name);
    if (field.role == Role::ignore || column == nullptr) continue;
    tighten(field, *column);
    items += items_of(field, *column);
  }
  return suggested.to_yaml() +
         "\n# Checks of the table as a whole; take what you want into the config, with limits that your data may reach:\n"
         "# data:\n#   expect:\n" +
         items;
}

}  // namespace trainyard::dataset
