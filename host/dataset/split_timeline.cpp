#include "host/dataset/split_timeline.hpp"

#include <algorithm>

#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {

Timeline::Timeline(const SplitTask& task, const Column& column, std::vector<std::uint32_t> of_rows) : rows(std::move(of_rows)) {
  if (!is_time(column.type)) {
    throw Error(ExitCode::bad_data, "column '" + column.name + "' is " + std::string(type_name(column.type)) + ", not timestamp");
  }
  check_all_present(task, column, rows, "time");
  if (rows.empty()) throw Error(ExitCode::bad_data, "there is no row to split");
  std::ranges::stable_sort(rows, [&](std::uint32_t a, std::uint32_t b) { return column.numbers[a] < column.numbers[b]; });
  times.reserve(rows.size());
  for (const std::uint32_t row : rows) times.push_back(static_cast<std::int64_t>(column.numbers[row]));
}

std::string Timeline::range() const { return format_timestamp(times.front()) + " to " + format_timestamp(times.back()); }

std::size_t Timeline::first_at(std::int64_t time) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(times, time) - times.begin());
}

std::size_t Timeline::first_after(std::int64_t time) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(times, time) - times.begin());
}

std::vector<std::size_t> Timeline::edges() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] != times[i - 1]) found.push_back(i);
  }
  return found;
}

std::vector<std::size_t> nearest_edges(const std::vector<std::size_t>& edges, const std::vector<std::size_t>& wanted) {
  std::vector<std::size_t> chosen;
  std::size_t first = 0;
  for (std::size_t j = 0; j < wanted.size(); ++j) {
    const std::size_t last = edges.size() - (wanted.size() - j);
    std::size_t at = first;
    const auto distance = [&](std::size_t i) { return edges[i] > wanted[j] ? edges[i] - wanted[j] : wanted[j] - edges[i]; };
    while (at < last && distance(at + 1) <= distance(at)) ++at;
    chosen.push_back(edges[at]);
    first = at + 1;
  }
  return chosen;
}

}  // namespace trainyard::dataset
