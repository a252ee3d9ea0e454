#include "host/dataset/top_values.hpp"

#include <algorithm>
#include <cmath>

#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

// How often a value must occur at least to be among the first.
std::uint64_t least_count(std::vector<std::uint64_t> counts) {
  std::erase(counts, 0);
  if (counts.size() <= most_top_values) return 1;
  const auto last = counts.begin() + most_top_values - 1;
  std::nth_element(counts.begin(), last, counts.end(), std::greater<>());
  return *last;
}

}  // namespace

std::vector<ColumnProfile::TopValue> top_values(const std::vector<std::uint64_t>& counts,
                                                const std::function<std::string(std::size_t)>& text) {
  const std::uint64_t least = least_count(counts);
  std::vector<ColumnProfile::TopValue> top;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] >= least) top.push_back({text(i), counts[i]});
  }
  std::sort(top.begin(), top.end(),
            [](const auto& a, const auto& b) { return a.count != b.count ? a.count > b.count : a.value < b.value; });
  if (top.size() > most_top_values) top.resize(most_top_values);
  return top;
}

std::string top_value_text(ColumnType type, double value) {
  if (type == ColumnType::boolean) return value == 0 ? "false" : "true";
  if (type == ColumnType::integer) return std::to_string(std::llround(value));
  if (!is_time(type)) return nlohmann::json(value).dump();
  const std::string time = format_timestamp(std::llround(value));
  return type == ColumnType::date ? time.substr(0, time.find('T')) : time;
}

}  // namespace trainyard::dataset
