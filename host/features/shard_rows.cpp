#include "host/features/shard_rows.hpp"

#include <algorithm>
#include <future>
#include <optional>

#include "host/dataset/block_reader.hpp"

namespace trainyard::features {
namespace {

constexpr std::size_t rows_per_chunk = std::size_t{1} << 16, most_rows_of_block = std::size_t{1} << 18;
// As stored and as numbers, of two blocks, and their features.
constexpr std::size_t bytes_per_value = 2 * (8 + 8) + 8;

}  // namespace

ShardRows::ShardRows(const dataset::Dataset& dataset, const Settings& settings)
    : dataset_(dataset), layout_(dataset.layout()), settings_(settings) {}

std::size_t ShardRows::block_rows(std::size_t columns) const {
  if (settings_.block_rows > 0) return settings_.block_rows;
  const std::size_t fitting = settings_.memory_bytes / 2 / (bytes_per_value * (columns + 2));
  return std::clamp(fitting / rows_per_chunk * rows_per_chunk, rows_per_chunk, most_rows_of_block);
}

void ShardRows::each(const std::vector<std::string>& columns, const Sink& sink) const {
  dataset::BlockReader reader = dataset_.blocks(layout_, columns, block_rows(columns.size()));
  const bool reads_ahead = settings_.threads > 1;
  std::size_t first_row = 0;
  std::optional<dataset::Table> block = reader.next();
  while (block) {
    std::future<std::optional<dataset::Table>> next;  // waits for its thread where the sink throws
    if (reads_ahead) next = std::async(std::launch::async, [&reader] { return reader.next(); });
    sink(*block, first_row);
    first_row += block->rows();
    block.reset();
    block = reads_ahead ? next.get() : reader.next();
  }
}

}  // namespace trainyard::features
