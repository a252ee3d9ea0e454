// The part and the fold of every row, as a file beside a run's other files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/dataset/split.hpp"
#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// Writes an HDF5 file with one value per row of the table, in its order, in each of
///   /source, /number          who the row is: the number of its file among the dataset's, and its data row there from 0
///   /part                     int8: 0 train, 1 test, 2 gap (in no part), 3 calibration
///   /fold                     int16: the fold that the row validates, -1 none
/// and, when folds have to do with time, in
///   /trains_from, /trains_until    forward: a training row trains the folds from … until - 1 alone
///   /omitted_from, /omitted_until  blocks: those are the folds that it does not train
/// Otherwise a training row trains all folds but its own. Attributes of the root: format, folds, rows. The same split gives the same bytes.
/// Throws Error(cannot_create or io).
void write_split_record(const std::filesystem::path& path, const Table& table, const Split& split);

/// The training rows of such a file, in its order. Throws Error(bad_data) when it is damaged.
std::vector<RowId> read_training_rows(const std::filesystem::path& path);

}  // namespace trainyard::dataset
