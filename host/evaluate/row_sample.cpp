#include "host/evaluate/row_sample.hpp"

#include <algorithm>
#include <utility>

namespace trainyard::evaluate {
namespace {

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return x ^ x >> 31;
}

}  // namespace

std::vector<std::uint32_t> sample_rows(std::span<const std::uint32_t> rows, std::size_t most) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> least;  // a heap, the greatest first
  for (const std::uint32_t row : rows) {
    const std::pair candidate(mix(row), row);
    if (least.size() == most && (most == 0 || candidate > least.front())) continue;
    if (least.size() == most) {
      std::ranges::pop_heap(least);
      least.pop_back();
    }
    least.push_back(candidate);
    std::ranges::push_heap(least);
  }
  std::ranges::sort(least);
  std::vector<std::uint32_t> out;
  out.reserve(least.size());
  for (const auto& [hash, row] : least) out.push_back(row);
  return out;
}

}  // namespace trainyard::evaluate
