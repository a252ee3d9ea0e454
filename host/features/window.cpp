#include "host/features/window.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "host/features/window_function.hpp"

namespace trainyard::features {
namespace {

/// Calls action(earlier, ties) for each run of rows of one group and time, in order: the rows of the group before it, and the run itself.
template <class Action>
void for_each_time(std::span<const TimedRow> order, Action&& action) {
  std::size_t group = 0;
  for (std::size_t first = 0; first < order.size();) {
    if (order[first].group != order[group].group) group = first;
    std::size_t end = first + 1;
    while (end < order.size() && order[end].group == order[first].group && order[end].time == order[first].time) ++end;
    action(order.subspan(group, first - group), order.subspan(first, end - first));
    first = end;
  }
}

/// What a function is handed of a column: its numbers, or of categories, which are only counted, whether there is one.
std::vector<double> values_of(const dataset::Column& column) {
  if (!column.is_category()) return column.numbers;
  std::vector<double> values;
  values.reserve(column.rows());
  for (const std::int32_t code : column.codes) values.push_back(code < 0 ? std::numeric_limits<double>::quiet_NaN() : 0.0);
  return values;
}

dataset::Column lag_column(const WindowOptions& options, const dataset::Column& from, std::span<const TimedRow> order) {
  const auto distance = static_cast<std::size_t>(options.rows.value_or(1));
  std::vector<std::int64_t> sources(from.rows(), no_row);
  for_each_time(order, [&](std::span<const TimedRow> earlier, std::span<const TimedRow> ties) {
    if (earlier.size() < distance) return;
    for (const TimedRow& row : ties) sources[row.row] = earlier[earlier.size() - distance].row;
  });
  return pick_rows(from, sources, options.name);
}

/// One window that slides over all groups.
class Slide {
 public:
  Slide(const WindowOptions& options, const WindowFunction& function, std::vector<double> values)
      : options_(options), function_(function), values_(std::move(values)), results_(values_.size(), nothing) {}

  void operator()(std::span<const TimedRow> earlier, std::span<const TimedRow> ties) {
    if (earlier.empty()) start();
    for (; seen_ < earlier.size(); ++seen_) {
      if (const double value = values_[earlier[seen_].row]; !std::isnan(value)) window_->push(value);
    }
    for (; first_ < earlier.size() && left(earlier, ties.front().time); ++first_) {
      if (const double value = values_[earlier[first_].row]; !std::isnan(value)) window_->pop(value);
    }
    const double before = window_->value();
    for (const TimedRow& row : ties) {
      const double own = values_[row.row];
      results_[row.row] = options_.include_current && !std::isnan(own) ? window_->value_with(own) : before;
    }
  }

  std::vector<double> take() { return std::move(results_); }

 private:
  static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

  void start() {
    window_ = function_.make();
    first_ = seen_ = 0;
  }

  /// Whether the window's oldest row is out of it at this time.
  [[nodiscard]] bool left(std::span<const TimedRow> earlier, double time) const {
    if (options_.rows) return earlier.size() - first_ > static_cast<std::size_t>(*options_.rows) - (options_.include_current ? 1 : 0);
    if (!options_.time) return false;
    const double limit = time - static_cast<double>(*options_.time);
    return options_.include_current ? earlier[first_].time <= limit : earlier[first_].time < limit;
  }

  const WindowOptions& options_;
  const WindowFunction& function_;
  std::vector<double> values_, results_;
  std::unique_ptr<RunningWindow> window_;
  std::size_t first_ = 0, seen_ = 0;  // the window is rows [first_, seen_) of its group
};

}  // namespace

dataset::Column window_column(const WindowOptions& options, const dataset::Table& table, std::span<const TimedRow> order) {
  const dataset::Column& from = *table.find(options.column);
  const WindowFunction& function = window_function(options.function);
  if (function.make == nullptr) return lag_column(options, from, order);
  Slide slide(options, function, values_of(from));
  for_each_time(order, slide);
  dataset::Column column{.name = options.name,
                         .type = function.result.value_or(from.type),
                         .numbers = slide.take(),
                         .codes = {},
                         .dictionary = nullptr,
                         .texts = {}};
  column.personal = from.personal;
  return column;
}

}  // namespace trainyard::features
