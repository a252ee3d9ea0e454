// Which rows are test rows, and which rows train and validate each fold: decided by the rows themselves and the seed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

/// How test rows are chosen:
///   random      by a hash of the row's identity
///   stratified  likewise, in every stratum
///   time        the latest rows
///   group       whole groups of rows with one value in a column, by a hash of the value
///   column      rows with certain values in a column
///   file        rows of the sources that are test files
enum class SplitMethod { random, stratified, time, group, column, file };

std::string_view split_method_name(SplitMethod method);
/// Throws Error(bad_config) on an unknown word, with the nearest known one.
SplitMethod split_method_from_name(std::string_view name);

struct SplitOptions {
  SplitMethod method = SplitMethod::random;
  double test = 0.2;                   ///< random, stratified, time without a cutoff, group: fraction of the rows, 0 ≤ test < 1
  int folds = 5;                       ///< 0 or 1: none
  std::string column;                  ///< time: the column of the times; group: of the groups; column: of the marks
  std::optional<std::int64_t> cutoff;  ///< time: rows from here on are test rows; microseconds since 1970-01-01T00:00:00Z
  std::int64_t gap = 0;                ///< time: microseconds; training rows nearer than this to the rows they are tested on are left out
  std::vector<std::string> marks;      ///< column: the values of the test rows, as text
};

/// Row numbers into the table, ascending.
struct FoldRows {
  std::vector<std::uint32_t> train, validation;
};

/// Row numbers into the table, ascending, and how the training rows fall into folds.
class Split {
 public:
  std::vector<std::uint32_t> train, test;
  std::uint64_t gap_rows = 0;  ///< rows in neither, for the gap before the test rows

  [[nodiscard]] std::size_t folds() const noexcept { return folds_; }
  /// Throws std::out_of_range unless k < folds().
  [[nodiscard]] FoldRows fold_rows(std::size_t k) const;

  /// train[i] validates fold validates[i] (-1: none) and trains in every other one …
  void set_folds(std::size_t folds, std::vector<std::int32_t> validates);
  /// … or, forward in time, in those from trains_from[i] on.
  void set_folds(std::size_t folds, std::vector<std::int32_t> validates, std::vector<std::int32_t> trains_from);

 private:
  std::size_t folds_ = 0;
  std::vector<std::int32_t> validates_, trains_from_;
};

/// Goes by the rows' identities (XXH3 of source checksum, row number and seed) and values alone: no dependence on shards, threads or the
/// order in which rows were read.
///
/// random, stratified: the number of test rows is the nearest integer (per stratum when stratified), folds differ by at most one row.
/// `strata` (equal length or empty) keeps class shares; column and file use them for their folds, which are random otherwise.
/// time: rows of equal time stay together. Folds go forward as scikit-learn's TimeSeriesSplit does: the training rows in order of time are
/// cut into folds + 1 blocks; fold k trains on blocks 0 … k and validates block k + 1.
/// group: groups in order of their hash, up to the number of rows nearest to the share (at least one group when that is not 0); each fold
/// in turn gets the next group when it has the fewest rows.
///
/// Throws Error(bad_data) when a part would be empty, there are fewer training rows, times or groups than the folds need, or a mark is on
/// no row.
Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata = {});

}  // namespace trainyard::dataset
