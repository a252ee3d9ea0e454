#include "host/features/history_options.hpp"

#include <cmath>

namespace trainyard::features {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& item, const char* key) { return item.contains(key) ? item[key].get<std::string>() : std::string(); }

std::vector<std::string> texts_of(const Json& item, const char* key) {
  if (!item.contains(key)) return {};
  if (item[key].is_string()) return {item[key].get<std::string>()};
  return item[key].get<std::vector<std::string>>();
}

std::optional<std::int64_t> microseconds_of(const Json& item, const char* key) {
  if (!item.contains(key)) return std::nullopt;
  return std::llround(item[key].get<double>() * 1e6);
}

// The column named by `key`, or the one that data.timestamp names.
std::string time_of(const config::Config& config, const Json& item, const char* key, const std::string& path) {
  if (const std::string given = text_of(item, key); !given.empty()) return given;
  const Json& timestamp = config.at("data.timestamp");
  if (timestamp.is_string()) return timestamp.get<std::string>();
  config.problem(path, std::string("has no time to go by: name the column with `") + key + "`, or data.timestamp for all");
  return {};
}

}  // namespace

HistoryOptions HistoryOptions::from_config(const config::Config& config) {
  HistoryOptions options;
  for (const auto& [name, item] : config.at("features.window").items()) {
    WindowOptions window{.name = name, .column = item.at("column"), .function = item.at("function"), .by = texts_of(item, "by")};
    if (item.contains("rows")) window.rows = item["rows"].get<std::int64_t>();
    window.time = microseconds_of(item, "time");
    window.order = time_of(config, item, "order", "features.window." + name);
    window.include_current = item.at("include_current");
    options.windows.push_back(std::move(window));
  }
  for (const auto& item : config.at("features.join")) {
    const std::string path = "features.join[" + std::to_string(options.joins.size()) + "]";
    JoinOptions join{.source = config.resolve(item.at("source").get<std::string>()), .by = texts_of(item, "by")};
    join.on = time_of(config, item, "on", path);
    join.right_on = item.contains("right_on") ? text_of(item, "right_on") : join.on;
    join.columns = texts_of(item, "columns");
    join.tolerance = microseconds_of(item, "tolerance");
    join.prefix = text_of(item, "prefix");
    join.strict = item.at("strict");
    options.joins.push_back(std::move(join));
  }
  return options;
}

}  // namespace trainyard::features
