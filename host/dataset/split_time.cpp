// The latest rows are tested, and every fold is validated on rows later than those it trains on.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/dataset/split_methods.hpp"
#include "host/dataset/value.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

/// Rows in order of time (of equal time: of row).
struct Timeline {
  std::vector<std::uint32_t> rows;
  std::vector<std::int64_t> times;  ///< of rows[i], microseconds

  [[nodiscard]] std::string range() const { return format_timestamp(times.front()) + " to " + format_timestamp(times.back()); }
  /// The first row at or after a time, and the first after it.
  [[nodiscard]] std::size_t first_at(std::int64_t time) const {
    return static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), time) - times.begin());
  }
  [[nodiscard]] std::size_t first_after(std::int64_t time) const {
    return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), time) - times.begin());
  }
  /// Among the first `count` rows, where a new time begins, the first row excepted: the places at which they can be cut.
  [[nodiscard]] std::vector<std::size_t> edges(std::size_t count) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i < count; ++i) {
      if (times[i] != times[i - 1]) found.push_back(i);
    }
    return found;
  }
};

Timeline timeline_of(const SplitTask& task) {
  const Column& column = split_column(task);
  if (!is_time(column.type)) {
    throw Error(ExitCode::bad_data, "column '" + column.name + "' is " + std::string(type_name(column.type)) + ", not timestamp");
  }
  check_all_present(task, column, "time");
  if (task.table.rows() == 0) throw Error(ExitCode::bad_data, "there is no row to split");
  Timeline line;
  line.rows.resize(task.table.rows());
  std::iota(line.rows.begin(), line.rows.end(), 0U);
  std::stable_sort(line.rows.begin(), line.rows.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return column.numbers[a] < column.numbers[b]; });
  for (const std::uint32_t row : line.rows) line.times.push_back(static_cast<std::int64_t>(column.numbers[row]));
  return line;
}

// One of `edges` for each of `wanted`, both ascending, the nearest that leaves an edge to each of the others; needs as many edges.
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

// The first test row of the timeline; its size when there is none.
std::size_t first_test(const Timeline& line, const SplitOptions& options) {
  const std::size_t all = line.rows.size();
  if (options.cutoff) {
    const std::size_t first = line.first_at(*options.cutoff);
    if (first > 0 && first < all) return first;
    throw Error(ExitCode::bad_data, "no row lies " + std::string(first == 0 ? "before" : "at or after") + " the cutoff " +
                                        format_timestamp(*options.cutoff) + ": the rows are from " + line.range());
  }
  const auto count = static_cast<std::size_t>(std::llround(options.test * static_cast<double>(all)));
  if (count == 0) return all;
  const auto edges = line.edges(all);
  if (edges.empty()) throw Error(ExitCode::bad_data, "all rows are of one time, " + format_timestamp(line.times.front()));
  return nearest_edges(edges, {all - count}).front();
}

// Where the training rows are cut into folds + 1 blocks; as scikit-learn does it, the first takes what does not divide.
std::vector<std::size_t> cuts(const Timeline& line, std::size_t rows, std::size_t folds) {
  const auto edges = line.edges(rows);
  if (edges.size() < folds) {
    throw Error(ExitCode::bad_data, "the " + std::to_string(rows) + " training rows are of " + std::to_string(edges.size() + 1) +
                                        " different times, and " + std::to_string(folds) + " folds need " + std::to_string(folds + 1) +
                                        "; lower split.folds");
  }
  std::vector<std::size_t> wanted;
  const std::size_t size = rows / (folds + 1);
  for (std::size_t left = folds; left > 0; --left) wanted.push_back(rows - left * size);
  return nearest_edges(edges, wanted);
}

void set_forward_folds(const SplitTask& task, const Timeline& line, Split& split) {
  const auto folds = static_cast<std::size_t>(task.options.folds);
  const std::size_t rows = split.train.size();  // the first ones of the timeline
  auto starts = cuts(line, rows, folds);
  std::vector<std::int32_t> validates(task.table.rows()), from(task.table.rows());
  for (std::size_t i = 0; i < rows; ++i) {
    const auto block = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), i) - starts.begin());
    std::size_t fold = block;
    while (fold < folds && line.times[i] + task.options.gap > line.times[starts[fold]]) ++fold;
    validates[line.rows[i]] = static_cast<std::int32_t>(block) - 1;
    from[line.rows[i]] = static_cast<std::int32_t>(fold);
  }
  if (from[line.rows[0]] > 0) {
    throw Error(ExitCode::bad_data, "split.gap leaves no row to train the first fold, which has " + std::to_string(starts[0]) +
                                        " rows from " + format_timestamp(line.times[0]) + " and is validated from " +
                                        format_timestamp(line.times[starts[0]]) + "; lower split.gap or split.folds");
  }
  std::vector<std::int32_t> train_validates, train_from;
  for (const std::uint32_t row : split.train) {
    train_validates.push_back(validates[row]);
    train_from.push_back(from[row]);
  }
  split.set_folds(folds, std::move(train_validates), std::move(train_from));
}

}  // namespace

Split split_by_time(const SplitTask& task) {
  const Timeline line = timeline_of(task);
  const std::size_t first = first_test(line, task.options);
  const std::size_t trained = first == line.rows.size() ? first : std::min(first, line.first_after(line.times[first] - task.options.gap));
  if (trained == 0) {
    throw Error(ExitCode::bad_data, "split.gap leaves no training row: the rows are from " + line.range() + ", the test rows from " +
                                        format_timestamp(line.times[first]) + " on");
  }
  Split split;
  const auto at = [&](std::size_t i) { return line.rows.begin() + static_cast<std::ptrdiff_t>(i); };
  split.train.assign(at(0), at(trained));
  split.test.assign(at(first), line.rows.end());
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.test.begin(), split.test.end());
  split.gap_rows = first - trained;
  if (task.options.folds > 1) set_forward_folds(task, line, split);
  return split;
}

}  // namespace trainyard::dataset
