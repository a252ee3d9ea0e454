#include "host/dataset/hash_partitions.hpp"

#include <algorithm>

namespace trainyard::dataset {
namespace {

constexpr std::size_t partition_bits = 6, levels_per_word = 10;
constexpr std::size_t rows_read_at_once = 512;

}  // namespace

static_assert(std::size_t{1} << partition_bits == HashPartitions::count);

// A growing vector takes up to twice the bytes of its rows.
HashPartitions::HashPartitions(std::size_t level, std::uint64_t memory_bytes, storage::ScratchFolder& scratch)
    : use_low_(level >= levels_per_word),
      shift_(static_cast<unsigned>(64 - partition_bits * (level % levels_per_word + 1))),
      most_held_(std::max<std::uint64_t>(memory_bytes / (2 * sizeof(HashedRow)), 1)),
      scratch_(scratch) {}

void HashPartitions::spill() {
  for (Part& part : parts_) {
    if (part.held.empty()) continue;
    if (!part.file.open()) part.file = scratch_.make_file();
    part.file.append(std::as_bytes(std::span(part.held)));
    part.held = {};
  }
  held_ = 0;
}

void HashPartitions::close() {
  if (std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.file.open(); })) spill();
}

std::uint64_t HashPartitions::rows(std::size_t partition) const noexcept {
  return parts_[partition].file.bytes() / sizeof(HashedRow) + parts_[partition].held.size();
}

void HashPartitions::read(std::size_t partition, const std::function<bool(std::span<const HashedRow>)>& visit) const {
  const Part& part = parts_[partition];
  std::array<HashedRow, rows_read_at_once> block;
  for (std::uint64_t at = 0; at < part.file.bytes(); at += sizeof block) {
    const std::uint64_t left = (part.file.bytes() - at) / sizeof(HashedRow);
    const auto some = std::span(block).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size())));
    part.file.read(at, std::as_writable_bytes(some));
    if (!visit(some)) return;
  }
  if (!part.held.empty()) visit(part.held);
}

}  // namespace trainyard::dataset
