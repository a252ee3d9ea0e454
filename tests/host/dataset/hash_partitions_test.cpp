// Partitions of hashes: what is in one, in which order, and that every hash is parted from every other at some level.
#include "host/dataset/hash_partitions.hpp"

#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

using Partitions = Workspace;

std::size_t partition_with_rows(const HashPartitions& partitions) {
  for (std::size_t i = 0; i < HashPartitions::count; ++i) {
    if (partitions.rows(i) > 0) return i;
  }
  return HashPartitions::count;
}

TEST_F(Partitions, OfEveryLevelGoBySixOtherBits) {
  storage::ScratchFolder scratch(folder_ / "scratch");
  for (std::size_t level = 0; level < 20; ++level) {
    for (std::size_t bit = 0; bit < 120; ++bit) {
      HashPartitions partitions(level, 1 << 20, scratch);
      RowHash hash;
      (bit < 60 ? hash.high : hash.low) = std::uint64_t{1} << (63 - bit % 60);
      partitions.add({hash, 0});
      EXPECT_EQ(partition_with_rows(partitions) != 0, bit / 6 == level) << "level " << level << ", bit " << bit;
    }
  }
}

TEST_F(Partitions, KeepTheOrderOfRowsInMemoryAndInFiles) {
  storage::ScratchFolder scratch(folder_ / "scratch");
  for (const std::uint64_t memory : {1000, 100'000'000}) {
    HashPartitions partitions(0, memory, scratch);
    for (std::uint64_t row = 0; row < 20'000; ++row) partitions.add({{row << 61, row}, row});
    partitions.close();
    for (std::uint64_t part = 0; part < 8; ++part) {
      EXPECT_EQ(partitions.rows(part * 8), 2500U);
      std::uint64_t expected = part;
      partitions.read(part * 8, [&](std::span<const HashedRow> rows) {
        for (const HashedRow& row : rows) {
          EXPECT_EQ(row.position, expected);
          EXPECT_EQ(row.hash, (RowHash{expected << 61, expected}));
          expected += 8;
        }
        return true;
      });
      EXPECT_EQ(expected, 20'000 + part);
      partitions.release(part * 8);
      EXPECT_EQ(partitions.rows(part * 8), 0U);
    }
  }
}

}  // namespace
}  // namespace trainyard::dataset
