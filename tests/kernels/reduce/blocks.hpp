// A column in memory that is read in blocks of a given size.
#pragma once

#include <algorithm>

#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::reduce {

class Blocks : public Numbers {
 public:
  Blocks(ColumnView column, std::size_t size) : column_(column), size_(size) {}
  void each(const Sink& sink) const override {
    for (std::size_t first = 0; first < column_.size; first += size_) {
      sink({column_.data + first, std::min(size_, column_.size - first)}, first);
    }
  }

 private:
  ColumnView column_;
  std::size_t size_;
};

}  // namespace trainyard::kernels::reduce
