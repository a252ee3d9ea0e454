// The methods of splitting, one file each, and what they share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/split.hpp"

namespace trainyard::dataset {

/// What is to be split; checked.
struct SplitTask {
  const Table& table;
  std::span<const SourceFile> sources;
  const SplitOptions& options;
  std::uint64_t seed;
  std::span<const std::int32_t> strata;
};

Split split_random(const SplitTask& task);
Split split_stratified(const SplitTask& task);
Split split_by_time(const SplitTask& task);
Split split_by_group(const SplitTask& task);
Split split_by_column(const SplitTask& task);
Split split_by_file(const SplitTask& task);

// Test rows and folds are drawn from different hashes, so that knowing one says nothing about the other.
inline constexpr std::uint64_t test_stream = 0x7465737400000000;  // "test"
inline constexpr std::uint64_t fold_stream = 0x666f6c6400000000;  // "fold"

/// A rank for every row: XXH3 over the source's digest and the row's number (8 bytes, little endian).
std::vector<std::uint64_t> row_ranks(const SplitTask& task, std::uint64_t stream);
/// Splits by a flag per row and deals the training rows into random folds, stratum by stratum when there are strata.
Split split_where(const SplitTask& task, const std::vector<bool>& is_test);
/// The column that the options name. Throws Error(bad_data) when there is none.
const Column& split_column(const SplitTask& task);
/// Throws Error(bad_data) naming the first row without a value. `what` is what the value would have been: "time".
void check_all_present(const SplitTask& task, const Column& column, const std::string& what);

}  // namespace trainyard::dataset
