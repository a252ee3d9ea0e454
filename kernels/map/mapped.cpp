#include "kernels/map/mapped.hpp"

#include <algorithm>

namespace trainyard::kernels::map {
namespace {

// On the CPU a block stays in the cache of a core; a GPU is busy only with large ones.
constexpr std::size_t rows_on_cpu = std::size_t{1} << 16, rows_on_gpu = std::size_t{1} << 24;

}  // namespace

void Mapped::each(const Sink& sink) const {
  if (chain_.maps().empty()) return numbers_.each(sink);
  const std::size_t most = exec_.on_gpu() ? rows_on_gpu : rows_on_cpu;
  Buffer<double> room;
  numbers_.each([&](ColumnView block, std::size_t first_row) {
    if (room.size() < std::min(block.size, most)) room = Buffer<double>(exec_, std::min(block.size, most));
    for (std::size_t first = 0; first < block.size; first += most) {
      const std::size_t rows = std::min(most, block.size - first);
      const View<double> part(room.data(), rows);
      const CodesView codes = codes_.size == 0 ? codes_ : CodesView(codes_.data + first_row + first, rows);
      to_numbers(exec_, {block.data + first, rows}, chain_.over(codes), part);
      sink(part, first_row + first);
    }
  });
}

}  // namespace trainyard::kernels::map
