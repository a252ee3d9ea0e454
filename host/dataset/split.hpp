// Which rows are test rows, and which fold each training row validates: decided by a hash of the row's identity.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

enum class SplitMethod { random, stratified };

struct SplitOptions {
  SplitMethod method = SplitMethod::random;
  double test = 0.2;  ///< fraction, 0 ≤ test < 1; the number of test rows is the nearest integer (per stratum when stratified)
  int folds = 5;      ///< 0 or 1: none, `fold` is 0 throughout
};

/// Row numbers (ascending) into the table. `fold[i]` belongs to `train[i]`.
struct Split {
  std::vector<std::uint32_t> train, test;
  std::vector<std::int32_t> fold;
};

/// Ranks rows by XXH3(source checksum, row number, seed): exact sizes, folds differing by at most one row, and no
/// dependence on shards, threads or the order in which rows were read. `strata` (equal length or empty) keeps class shares.
/// Throws Error(bad_data) when there are fewer training rows than folds or no training row.
Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata = {});

}  // namespace trainyard::dataset
