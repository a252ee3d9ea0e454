// The latest rows are tested.
#include <algorithm>
#include <cmath>

#include "host/dataset/split_timeline.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// The first test row of the timeline; its size when there is none.
std::size_t first_test(const SplitTask& task, const Timeline& line) {
  const std::size_t all = line.rows.size();
  if (const auto& cutoff = task.options.cutoff) {
    const std::size_t first = line.first_at(*cutoff);
    if (first > 0 && first < all) return first;
    throw Error(ExitCode::bad_data, "no row lies " + std::string(first == 0 ? "before" : "at or after") + " the cutoff " +
                                        format_timestamp(*cutoff) + ": the rows are from " + line.range());
  }
  const auto count = static_cast<std::size_t>(std::llround(task.options.test * static_cast<double>(all)));
  if (count == 0) return all;
  const auto edges = line.edges();
  if (edges.empty()) throw Error(ExitCode::bad_data, "all rows are of one time, " + format_timestamp(line.times.front()));
  return nearest_edges(edges, {all - count}).front();
}

}  // namespace

Split split_by_time(const SplitTask& task) {
  const Timeline line(task, named_column(task, task.options.column), all_rows(task.table));
  const std::size_t first = first_test(task, line);
  const std::size_t trained = first == line.rows.size() ? first : std::min(first, line.first_after(line.times[first] - task.options.gap));
  if (trained == 0) {
    throw Error(ExitCode::bad_data, "split.gap leaves no training row: the rows are from " + line.range() + ", the test rows from " +
                                        format_timestamp(line.times[first]) + " on");
  }
  Split split;
  const auto at = [&](std::size_t i) { return line.rows.begin() + static_cast<std::ptrdiff_t>(i); };
  split.train.assign(at(0), at(trained));
  split.test.assign(at(first), line.rows.end());
  std::ranges::sort(split.train);
  std::ranges::sort(split.test);
  split.gap_rows = first - trained;
  return split;
}

}  // namespace trainyard::dataset
