// Rows that must not be parted.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/split_methods.hpp"

namespace trainyard::dataset {

struct Group {
  std::string key;  ///< the value's bytes: its text, or the bits of the number, little endian
  std::vector<std::uint32_t> rows;
  double size = 0;  ///< the number of rows, or the sum of their weights
  std::uint64_t rank = 0;
};

/// The groups of some rows, in the order of a hash of their key (equal hashes: of the key). Throws Error(bad_data) on a row without one.
std::vector<Group> ranked_groups(const SplitTask& task, const Column& column, std::span<const std::uint32_t> rows, std::uint64_t stream);

/// Throws Error(bad_data), "column 'shop' has 3 different values <why>", when there are fewer groups than needed.
void check_group_count(const Column& column, std::size_t groups, std::size_t needed, const std::string& why);

/// The groups of the training rows, of which there must be as many as folds.
std::vector<Group> groups_to_fold(const SplitTask& task, const Split& split);

}  // namespace trainyard::dataset
