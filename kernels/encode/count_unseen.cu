#include <stdexcept>
#include <string>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

enum Cell : std::size_t { missing, unseen, stray, cells };

struct Look {
  const std::int32_t* codes;
  View<const std::uint8_t> is_unseen;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const std::int64_t place = std::int64_t{codes[row]} + 1;
    if (place < 0 || place >= static_cast<std::int64_t>(is_unseen.size)) return add(Cell::stray);
    if (place == 0) add(Cell::missing);
    if (is_unseen.data[place] != 0) add(Cell::unseen);
  }
};

}  // namespace

UnseenCounts count_unseen(const Exec& exec, CodesView codes, View<const std::uint8_t> is_unseen) {
  Buffer<std::int64_t> counts(exec, Cell::cells);
  counts.zero();
  tally(exec, codes.size, counts.view(), Look{codes.data, is_unseen});
  const auto found = counts.download();
  if (found[Cell::stray] != 0) {
    throw std::out_of_range("count_unseen: " + std::to_string(found[Cell::stray]) + " codes lie outside [-1, " +
                            std::to_string(is_unseen.size - 1) + ")");
  }
  return {.missing = static_cast<std::uint64_t>(found[Cell::missing]), .unseen = static_cast<std::uint64_t>(found[Cell::unseen])};
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
