#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/reduce/count.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// Cell 0 is for -1, cell 1 + code for a code, the last one for everything else.
struct CodeCell {
  const std::int32_t* codes;
  std::size_t categories;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const std::int64_t code = codes[row];
    const bool known = code >= -1 && code < static_cast<std::int64_t>(categories);
    add(known ? static_cast<std::size_t>(code + 1) : categories + 1);
  }
};

}  // namespace

CodeCounts code_counts(const Exec& exec, std::span<const CodesView> chunks, std::size_t categories) {
  Buffer<std::int64_t> cells(exec, categories + 2);
  cells.zero();
  for (const CodesView& chunk : chunks) tally(exec, chunk.size, cells.view(), CodeCell{chunk.data, categories});
  const std::vector<std::int64_t> found = cells.download();
  if (found.back() != 0) {
    throw std::out_of_range("code_counts: " + std::to_string(found.back()) + " codes lie outside [-1, " + std::to_string(categories) + ")");
  }
  return {.counts = {found.begin() + 1, found.end() - 1}, .missing = found.front()};
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
