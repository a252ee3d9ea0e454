#include "host/dataset/for_each_column.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

namespace trainyard::dataset {

void for_each_column(std::size_t columns, std::size_t cells, int threads, const std::function<void(std::size_t)>& work) {
  constexpr std::size_t cells_worth_a_thread = 16384;
  const std::size_t workers = std::min({columns, cells / cells_worth_a_thread, static_cast<std::size_t>(std::max(threads, 1))});
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t column = next++; column < columns; column = next++) work(column);
  };
  std::vector<std::future<void>> others;  // destroyed first, and waits: what they refer to outlives them even when take() throws
  for (std::size_t i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, take));
  take();
  for (auto& other : others) other.get();
}

}  // namespace trainyard::dataset
