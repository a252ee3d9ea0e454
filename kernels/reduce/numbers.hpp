// A column as statistics read it: in blocks, which may come from memory or from a file, as often as they need it.
#pragma once

#include <cstddef>
#include <functional>

#include "kernels/base/view.hpp"

namespace trainyard::kernels::reduce {

/// Every call of each() gives the same numbers in the same order. The cut into blocks changes no result.
class Numbers {
 public:
  /// The rows of `block`, which is on the device of the Exec that the statistic runs on, are first_row, first_row + 1, … of the column.
  using Sink = std::function<void(ColumnView block, std::size_t first_row)>;

  virtual ~Numbers() = default;
  virtual void each(const Sink& sink) const = 0;
};

/// A column that is in memory as a whole; the view must outlive it.
class WholeColumn : public Numbers {
 public:
  explicit WholeColumn(ColumnView column) : column_(column) {}
  void each(const Sink& sink) const override { sink(column_, 0); }

 private:
  ColumnView column_;
};

}  // namespace trainyard::kernels::reduce
