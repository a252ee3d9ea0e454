#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/bootstrap/counts.cuh"
#include "kernels/bootstrap/counts.hpp"

namespace trainyard::kernels::bootstrap::TRAINYARD_BACKEND {

namespace {

struct DrawCount {
  std::uint64_t seed;
  std::uint32_t block;
  std::uint32_t word;
  std::uint8_t* counts;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    counts[row] = static_cast<std::uint8_t>(poisson_count(counts_block(seed, row, block).words[word]));
  }
};

}  // namespace

std::vector<std::uint8_t> poisson_counts(const Exec& exec, std::uint64_t seed, std::size_t replicate, std::size_t rows) {
  const std::size_t batch = replicate / batch_replicates, place = replicate % batch_replicates;
  Buffer<std::uint8_t> counts(exec, rows);
  for_each_index(exec, rows,
                 DrawCount{seed, static_cast<std::uint32_t>(batch * batch_blocks + place % batch_blocks),
                           static_cast<std::uint32_t>(place / batch_blocks), counts.data()});
  return counts.download();
}

}  // namespace trainyard::kernels::bootstrap::TRAINYARD_BACKEND
