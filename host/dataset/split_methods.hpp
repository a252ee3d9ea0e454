// The methods of splitting and of making folds, and what they share.
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
  std::span<const double> weights;  ///< one per row, or empty

  [[nodiscard]] double weight(std::uint32_t row) const { return weights.empty() ? 1.0 : weights[row]; }
};

// Training and test rows, without folds.
Split split_random(const SplitTask& task);
Split split_stratified(const SplitTask& task);
Split split_by_time(const SplitTask& task);
Split split_by_group(const SplitTask& task);
Split split_by_column(const SplitTask& task);
Split split_by_file(const SplitTask& task);

/// Takes options.calibration of the training rows out of them.
void hold_out(const SplitTask& task, Split& split);

// Folds of the training rows, of which there are as many as folds at least; options.folds > 1.
void fold_at_random(const SplitTask& task, Split& split);
void fold_stratified(const SplitTask& task, Split& split);
void fold_by_group(const SplitTask& task, Split& split);
void fold_by_stratified_group(const SplitTask& task, Split& split);
void fold_forward(const SplitTask& task, Split& split);
void fold_in_blocks(const SplitTask& task, Split& split);

// Test rows, calibration rows and folds are drawn from different hashes, so that knowing one says nothing about the other.
inline constexpr std::uint64_t test_stream = 0x7465737400000000;         // "test"
inline constexpr std::uint64_t calibration_stream = 0x63616c6900000000;  // "cali"
inline constexpr std::uint64_t fold_stream = 0x666f6c6400000000;         // "fold"

/// Rows by stratum, strata ascending, each in the order of a hash: XXH3 over the source's digest and the row's number (8 bytes, little
/// endian). One stratum when there are no strata.
std::vector<std::vector<std::uint32_t>> ranked_strata(const SplitTask& task, std::span<const std::uint32_t> rows,
                                                      std::span<const std::int32_t> strata, std::uint64_t stream);
/// Splits by a flag per row.
Split split_where(const SplitTask& task, const std::vector<bool>& is_test);
/// The share of `total` that is to be tested: whole rows, or a sum of weights.
double test_share(const SplitTask& task, double total);
/// How many of the first `sizes` come nearest to `wanted` in sum; of two equally near, the fewer.
std::size_t nearest_count(std::span<const double> sizes, double wanted);
/// Gives the training rows the folds that fold_of (one per row of the table) says.
void set_folds(Split& split, std::size_t folds, const std::vector<std::int32_t>& fold_of);

/// Throws Error(bad_data) when there is no such column.
const Column& named_column(const SplitTask& task, const std::string& name);
/// The column that the folds go by.
const Column& fold_column(const SplitTask& task);
/// Throws Error(bad_data) naming the first of `rows` without a value. `what` is what the value would have been: "time".
void check_all_present(const SplitTask& task, const Column& column, std::span<const std::uint32_t> rows, const std::string& what);
/// 0 … rows - 1.
std::vector<std::uint32_t> all_rows(const Table& table);

}  // namespace trainyard::dataset
