// Whether a split keeps apart what it promised to: checked on the rows themselves, not on how they were dealt out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/split.hpp"

namespace trainyard::dataset {

/// What is on two sides that should be on one:
///   row      the same row (its source and number)
///   group    rows of one group, where the split or its folds go by groups
///   time     a training row not before the rows it is tested or validated on by the gap, where they go by time
///   content  rows that are equal in all features and the target: no fault of the split
enum class Overlap { row, group, time, content };

struct SplitFinding {
  Overlap overlap = Overlap::row;
  std::uint64_t rows = 0;  ///< training rows concerned
  std::string text;        ///< with their number and the first pair of rows
  bool in_folds = false;   ///< between parts of a fold; else between training and test rows
};

/// A row's features and target in one number of 128 bits: its parts. Rows of equal content have equal ones.
using Content = std::pair<std::uint64_t, std::uint64_t>;
/// Of each row of a table, or of a block of it.
std::vector<Content> contents_of(const Table& block, const Schema& schema);

/// Compares training with test rows and, for every fold, training with validation rows. Content is compared once for training and test
/// rows and once among the training rows of different folds, by a 128-bit hash of the values. Time and memory grow with the rows (and,
/// except for content, with the folds). Findings of one kind stand together, in the order of Overlap.
/// Of the table, the columns that the split went by are read; `contents` has one entry for each row.
std::vector<SplitFinding> check_split(const Table& table, const std::vector<Content>& contents, std::span<const SourceFile> sources,
                                      const SplitOptions& options, const Split& split);
/// The same for a table that has all columns.
std::vector<SplitFinding> check_split(const Table& table, const Schema& schema, std::span<const SourceFile> sources,
                                      const SplitOptions& options, const Split& split);

}  // namespace trainyard::dataset
