#include "host/monitor/labels.hpp"

#include <cmath>
#include <string_view>
#include <unordered_map>

#include "host/dataset/printable.hpp"
#include "host/error/error.hpp"

namespace trainyard::monitor {
namespace {

using Places = std::unordered_map<std::string_view, std::size_t>;

/// Keys with their places; those that are empty are none.
Places places_of(const std::vector<std::string>& keys, const std::string& file) {
  Places places;
  places.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].empty()) continue;
    const auto [at, is_new] = places.try_emplace(keys[i], i);
    if (is_new) continue;
    throw Error(ExitCode::bad_data, file + ": the key '" + dataset::printable(keys[i]) + "' is there twice (data rows " +
                                        std::to_string(at->second + 1) + " and " + std::to_string(i + 1) +
                                        "), so that nobody can tell which label is whose; keep one, or use another monitor.key");
  }
  return places;
}

}  // namespace

Joined join_labels(const std::vector<std::string>& keys, const std::string& rows_file, const Labels& labels,
                   const std::string& labels_file) {
  static_cast<void>(places_of(keys, rows_file));
  const Places places = places_of(labels.keys, labels_file);
  Joined joined;
  std::size_t found_rows = 0;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    const auto found = keys[row].empty() ? places.end() : places.find(keys[row]);
    if (found != places.end()) ++found_rows;
    if (found == places.end() || std::isnan(labels.values[found->second])) {
      ++joined.rows_without_label;
      continue;
    }
    joined.rows.push_back(static_cast<std::uint32_t>(row));
    joined.actual.push_back(labels.values[found->second]);
  }
  joined.labels_without_row = places.size() - found_rows;
  return joined;
}

}  // namespace trainyard::monitor
