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

/// How the other rows fall into folds:
///   kfold             by a hash of the row's identity
///   stratified        likewise, in every stratum
///   group             whole groups
///   stratified_group  whole groups, strata as evenly as groups allow
///   time              forward in time: every fold is trained on rows before those that validate it
///   blocks            blocks of time: every fold is trained on the rows before and after its block
enum class FoldMethod { kfold, stratified, group, stratified_group, time, blocks };

std::string_view fold_method_name(FoldMethod method);
/// Throws Error(bad_config) on an unknown word, with the nearest known one.
FoldMethod fold_method_from_name(std::string_view name);

struct SplitOptions {
  SplitMethod method = SplitMethod::random;
  double test = 0.2;                   ///< random, stratified, time without a cutoff, group: fraction of the rows, 0 ≤ test < 1
  int folds = 5;                       ///< 0 or 1: none
  std::string column;                  ///< time: the column of the times; group: of the groups; column: of the marks
  std::optional<std::int64_t> cutoff;  ///< time: rows from here on are test rows; microseconds since 1970-01-01T00:00:00Z
  std::int64_t gap = 0;                ///< time: microseconds; training rows nearer than this to the rows they are tested on are left out
  std::vector<std::string> marks;      ///< column: the values of the test rows, as text
  std::optional<FoldMethod> cv;        ///< absent: fold_method() says
  std::string fold_column;             ///< the column of the folds' groups or times; empty: `column`
  std::int64_t window = 0;             ///< folds forward in time: microseconds of time that a fold is trained on; 0: all there is
  std::string weight;                  ///< the column whose sum shares and folds even out; empty: every row counts as 1
  std::string stratify;                ///< what the strata are made of; empty: the target
  int bins = 10;                       ///< strata of a number
  double calibration = 0;              ///< share of the training rows that are held out of them; not with times or groups
};

/// `cv`, or what goes with the method: kfold with random, stratified with stratified, column and file, and time and group with theirs.
FoldMethod fold_method(const SplitOptions& options) noexcept;
/// Whether the split goes by time or by groups: where it does, no training row may be too late or of a group that is tested.
bool folds_by_time(const SplitOptions& options) noexcept;
bool folds_by_group(const SplitOptions& options) noexcept;

/// Row numbers into the table, ascending.
struct FoldRows {
  std::vector<std::uint32_t> train, validation;
};

/// Folds from … until - 1.
struct FoldRange {
  std::int32_t from = 0, until = 0;

  [[nodiscard]] bool contains(std::int32_t fold) const noexcept { return from <= fold && fold < until; }
};

/// Row numbers into the table, ascending, and how the training rows fall into folds.
class Split {
 public:
  /// What a training row's FoldRange says: nothing (it trains all folds but the one that it validates), those that it trains, or those
  /// that it does not.
  enum class Ranges { none, trained, omitted };

  std::vector<std::uint32_t> train, test;
  std::vector<std::uint32_t> calibration;  ///< rows that nothing is learned from but how far a model is off
  std::uint64_t gap_rows = 0;              ///< rows in neither, for the gap before the test rows

  [[nodiscard]] std::size_t folds() const noexcept { return folds_; }
  /// Throws std::out_of_range unless k < folds().
  [[nodiscard]] FoldRows fold_rows(std::size_t k) const;

  /// train[i] validates fold validates[i] (-1: none) and trains in every other one …
  void set_folds(std::size_t folds, std::vector<std::int32_t> validates);
  /// … or in those that ranges[i] leaves to it.
  void set_folds(std::size_t folds, std::vector<std::int32_t> validates, Ranges kind, std::vector<FoldRange> ranges);

  // As set; empty without folds, and ranges() without ranges.
  [[nodiscard]] const std::vector<std::int32_t>& validates() const noexcept { return validates_; }
  [[nodiscard]] const std::vector<FoldRange>& ranges() const noexcept { return ranges_; }
  [[nodiscard]] Ranges range_kind() const noexcept { return range_kind_; }

 private:
  std::size_t folds_ = 0;
  std::vector<std::int32_t> validates_;
  std::vector<FoldRange> ranges_;
  Ranges range_kind_ = Ranges::none;
};

/// Goes by the rows' identities (XXH3 of source checksum, row number and seed) and values alone: no dependence on shards, threads or the
/// order in which rows were read.
///
/// Test rows. random, stratified: their number is the nearest integer to the share (per stratum when stratified). time: rows of equal
/// time stay together. group: groups in order of their hash, up to the number of rows nearest to the share (at least one group when that
/// is not 0).
///
/// Calibration rows. The nearest integer to the share of the training rows, by a hash of their identity, taken out before folds are made.
///
/// Folds. kfold, stratified: they differ by at most one row, and so does each stratum's share. `strata` (equal length or empty) count
/// where the name says so alone. group: each fold in turn gets the next group when it has the fewest rows. stratified_group: as
/// scikit-learn's StratifiedGroupKFold, equals in order of their hash. time: as its TimeSeriesSplit; the training rows in order of time
/// are cut into folds + 1 blocks, fold k trains on blocks 0 … k and validates block k + 1; with a window on the rows of that time before
/// the gap alone, as with max_train_size. blocks: as its KFold of the rows in order of time, without the rows nearer than the gap.
/// With weights, sums of them take the place of numbers of rows; folds forward in time and in blocks stay as they are.
///
/// Throws Error(bad_data) when a part would be empty, there are fewer training rows, times or groups than the folds need, or a mark is on
/// no row.
Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata = {});

}  // namespace trainyard::dataset
