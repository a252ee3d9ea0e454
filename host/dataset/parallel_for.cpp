#include "host/dataset/parallel_for.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <vector>

namespace trainyard::dataset {

void parallel_for(std::size_t count, std::uint64_t values, int threads, const std::function<void(std::size_t)>& work) {
  constexpr std::uint64_t values_worth_a_thread = 16384;
  const auto workers = std::min<std::uint64_t>({count, values / values_worth_a_thread, static_cast<std::uint64_t>(std::max(threads, 1))});
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t index = next++; index < count; index = next++) work(index);
  };
  std::vector<std::future<void>> others;  // destroyed first, and waits: what they refer to outlives them even when take() throws
  for (std::uint64_t i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, take));
  take();
  for (auto& other : others) other.get();
}

}  // namespace trainyard::dataset
