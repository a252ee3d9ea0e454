#include "host/dataset/profile.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using nlohmann::ordered_json;

constexpr const char* profile_format = "trainyard-profile-1";

ordered_json numbers_json(const NumberProfile& numbers) {
  ordered_json quantiles = ordered_json::array();
  for (const auto& [q, value] : numbers.quantiles) quantiles.push_back({{"q", q}, {"value", value}});
  return {{"min", numbers.min},
          {"max", numbers.max},
          {"mean", numbers.mean},
          {"std", numbers.std},
          {"quantiles", std::move(quantiles)},
          {"histogram", {{"edges", numbers.edges}, {"counts", numbers.counts}}}};
}

ordered_json column_json(const ColumnProfile& column) {
  ordered_json entry = {
      {"name", column.name},       {"type", type_name(column.type)}, {"role", role_name(column.role)},         {"present", column.present},
      {"missing", column.missing}, {"distinct", column.distinct},    {"distinct_exact", column.distinct_exact}};
  if (column.numbers) entry["numbers"] = numbers_json(*column.numbers);
  entry["top"] = ordered_json::array();
  for (const auto& [value, count] : column.top) entry["top"].push_back({{"value", value}, {"count", count}});
  return entry;
}

// What is wrong, within a column or the whole; Profile::from_json says where.
void require(bool holds, const std::string& problem) {
  if (!holds) throw Error(ExitCode::bad_data, problem);
}

std::uint64_t count_in(const ordered_json& value, const char* what) {
  const bool counts = value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0);
  require(counts, std::string(what) + " is " + value.dump() + ", not a count");
  return value.get<std::uint64_t>();
}

double number_in(const ordered_json& value, const char* what) {
  require(value.is_number() && std::isfinite(value.get<double>()), std::string(what) + " is " + value.dump() + ", not a finite number");
  return value.get<double>();
}

// Each entry of a list; an object would pass for one.
const ordered_json& list_in(const ordered_json& object, const char* key) {
  const ordered_json& list = object.at(key);
  require(list.is_array(), std::string(key) + " is no list");
  return list;
}

NumberProfile read_numbers(const ordered_json& entry, std::uint64_t present) {
  NumberProfile numbers{number_in(entry.at("min"), "min"), number_in(entry.at("max"), "max"), number_in(entry.at("mean"), "mean"),
                        number_in(entry.at("std"), "std")};
  require(numbers.min <= numbers.max, "min is above max");
  require(numbers.std >= 0, "std is negative");
  for (const ordered_json& quantile : list_in(entry, "quantiles")) {
    numbers.quantiles.push_back({number_in(quantile.at("q"), "q"), number_in(quantile.at("value"), "value")});
    const double q = numbers.quantiles.back().q;
    const bool ascends = numbers.quantiles.size() == 1 || numbers.quantiles[numbers.quantiles.size() - 2].q < q;
    require(q >= 0 && q <= 1 && ascends, "quantiles do not ascend from 0 to 1");
  }
  const ordered_json& histogram = entry.at("histogram");
  for (const ordered_json& edge : list_in(histogram, "edges")) numbers.edges.push_back(number_in(edge, "edges"));
  std::uint64_t counted = 0;
  for (const ordered_json& count : list_in(histogram, "counts")) counted += numbers.counts.emplace_back(count_in(count, "counts"));
  require(numbers.edges.size() == numbers.counts.size() + 1,
          "the histogram has " + std::to_string(numbers.edges.size()) + " edges for " + std::to_string(numbers.counts.size()) + " counts");
  require(std::is_sorted(numbers.edges.begin(), numbers.edges.end()), "edges do not ascend");
  require(counted == present, "the histogram counts " + std::to_string(counted) + " values, not " + std::to_string(present));
  return numbers;
}

void read_top(const ordered_json& list, ColumnProfile& column) {
  std::uint64_t left = column.present;
  for (const ordered_json& entry : list) {
    const std::uint64_t count = count_in(entry.at("count"), "count");
    require(count > 0 && count <= left && (column.top.empty() || count <= column.top.back().count), "the counts of top cannot be");
    left -= count;
    column.top.push_back({entry.at("value").get<std::string>(), count});
  }
  require(column.top.size() <= column.distinct, "top has more values than there are");
}

ColumnProfile read_column(const ordered_json& entry, std::uint64_t rows) {
  ColumnProfile column;
  column.name = entry.at("name").get<std::string>();
  try {
    column.type = type_from_name(entry.at("type").get<std::string>());
    column.role = role_from_name(entry.at("role").get<std::string>());
    column.present = count_in(entry.at("present"), "present");
    column.missing = count_in(entry.at("missing"), "missing");
    require(column.present <= rows && column.missing == rows - column.present, "present and missing do not add up to the rows");
    column.distinct = count_in(entry.at("distinct"), "distinct");
    require(column.distinct <= column.present && (column.distinct > 0) == (column.present > 0), "as many distinct values cannot be");
    column.distinct_exact = entry.at("distinct_exact").get<bool>();
    if (entry.contains("numbers")) {
      require(column.type != ColumnType::category && column.type != ColumnType::text && column.present > 0, "there are no numbers");
      column.numbers = read_numbers(entry.at("numbers"), column.present);
    }
    read_top(list_in(entry, "top"), column);
  } catch (const std::runtime_error& error) {
    throw Error(ExitCode::bad_data, "column '" + column.name + "': " + error.what());
  }
  return column;
}

Profile read_profile(const ordered_json& document) {
  require(document.at("format") == profile_format, "not a profile of this format");
  Profile profile;
  profile.rows = count_in(document.at("rows"), "rows");
  std::set<std::string, std::less<>> names;
  for (const ordered_json& entry : list_in(document, "columns")) {
    profile.columns.push_back(read_column(entry, profile.rows));
    require(names.insert(profile.columns.back().name).second, "column '" + profile.columns.back().name + "' comes twice");
  }
  return profile;
}

}  // namespace

const ColumnProfile* Profile::find(std::string_view name) const noexcept {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const ColumnProfile& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

ordered_json Profile::to_json() const {
  ordered_json document = {{"format", profile_format}, {"rows", rows}};
  document["columns"] = ordered_json::array();
  for (const ColumnProfile& column : columns) document["columns"].push_back(column_json(column));
  return document;
}

Profile Profile::from_json(const ordered_json& document, const std::string& where) {
  try {
    return read_profile(document);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ExitCode::bad_data, where + ": " + error.what());
  } catch (const Error& error) {
    throw Error(ExitCode::bad_data, where + ": " + error.what());
  }
}

}  // namespace trainyard::dataset
