// Test rows that a model has learned from.
#pragma once

#include <filesystem>
#include <vector>

#include "host/evaluate/warning.hpp"
#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// The test rows that the model of a run was trained on: those with the same number in a file of the same checksum. 0 when the run is not
/// there. Throws Error(bad_data) when its files are damaged.
std::size_t rows_it_knows(const std::filesystem::path& run, const Data& data);

/// Of kind "known_rows", when there are any.
std::vector<evaluate::Warning> known_rows_warning(const std::filesystem::path& run, const Data& data);

}  // namespace trainyard::pipeline
