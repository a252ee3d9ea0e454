#include "host/features/row_blocks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <vector>

namespace trainyard::features {
namespace {

constexpr std::size_t rows_on_cpu = std::size_t{1} << 15, rows_on_gpu = std::size_t{1} << 22;
constexpr std::size_t most_beside = std::size_t{1} << 24;  // floats

}  // namespace

void for_each_block(const Exec& exec, std::size_t rows, std::size_t beside,
                    const std::function<void(const Exec& exec, std::size_t first, std::size_t count)>& work) {
  const std::size_t rows_that_fit = std::max<std::size_t>(most_beside / std::max<std::size_t>(beside, 1), 256);
  const std::size_t size = std::min(exec.on_gpu() ? rows_on_gpu : rows_on_cpu, rows_that_fit);
  const std::size_t blocks = (rows + size - 1) / size;
  const std::size_t workers = exec.on_gpu() ? 1 : std::min(blocks, static_cast<std::size_t>(std::max(exec.threads, 1)));
  Exec own = exec;
  if (workers > 1) own.threads = 1;
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(blocks);
  std::atomic<bool> failed{false};
  const auto take = [&] {
    for (std::size_t block = next++; block < blocks && !failed; block = next++) {
      try {
        work(own, block * size, std::min(size, rows - block * size));
      } catch (...) {
        failures[block] = std::current_exception();
        failed = true;
      }
    }
  };
  std::vector<std::future<void>> others;  // destroyed before what they refer to
  for (std::size_t i = 1; i < workers; ++i) others.push_back(std::async(std::launch::async, take));
  take();
  for (auto& other : others) other.get();
  const auto first = std::ranges::find_if(failures, [](const std::exception_ptr& failure) { return failure != nullptr; });
  if (first != failures.end()) std::rethrow_exception(*first);
}

}  // namespace trainyard::features
