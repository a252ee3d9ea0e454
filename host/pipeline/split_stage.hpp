// The split of a config: its options, the columns that it and `data` take out of the features, and the split of a dataset.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/dataset/dataset.hpp"
#include "host/dataset/split.hpp"
#include "host/dataset/split_check.hpp"
#include "host/pipeline/goal.hpp"

namespace trainyard::pipeline {

/// Reads the section `split`, and data.timestamp for the method time. Adds to the config's problems what the config cannot check itself.
dataset::SplitOptions read_split(const config::Config& config);

/// The columns of data.weight, data.timestamp, split.column and split.group with their roles; a column once.
std::vector<dataset::ColumnRole> column_roles(const config::Config& config);

/// One stratum per row: of split.stratify where that is given; else classes, so that no part lacks one where the method can help it, and
/// the bins of a number where strata are asked for; else none. Throws Error(bad_data) when there is no such column.
std::vector<std::int32_t> split_strata(const config::Config& config, const dataset::SplitOptions& options, const Goal& goal,
                                       const dataset::Table& table);

/// Splits the rows of `table`, read from `dataset`. `contents`: one per row. `strata`: one per row, or empty. Cautions of split_caution().
/// Throws Error(bad_data), placed at the config's key, when the dataset was made for other roles or test files than the config names
/// (only --dataset can bring that about), or cannot be split so. Checks what came out (split_check.hpp): Error(bug) when a row, a group or
/// the future is on two sides; a warning when rows of the same content are, and `shared_rows` is how many training rows equal a test row.
dataset::Split make_split(const config::Config& config, const dataset::SplitOptions& options, std::uint64_t seed,
                          const dataset::Dataset& dataset, const dataset::Table& table, const std::vector<dataset::Content>& contents,
                          std::span<const std::int32_t> strata, std::uint64_t* shared_rows = nullptr);

/// Why the score of this split may be too good: it deals out at random rows that have times. Empty when there is no reason.
std::string split_caution(const dataset::SplitOptions& options, const dataset::Schema& schema);

/// {train, test, folds} and, with method time, gap_rows, with calibration rows, calibration: numbers of rows, for data.json.
nlohmann::ordered_json split_record(const dataset::SplitOptions& options, const dataset::Split& split);
/// What of the section decides a run's outcome: all but the paths of test files, whose content the dataset's version covers.
nlohmann::ordered_json split_key(const config::Config& config);

}  // namespace trainyard::pipeline
