// Encoding categories as numbers: the list of ways, and the kernels that do it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::encode {

/// What the training rows tell of each category. Categories that are pooled are one, the last.
struct CategoryStats {
  std::vector<std::int64_t> counts;  ///< rows, per category
  std::int64_t rows = 0;             ///< all training rows, those of no category included
};

/// One way to encode.
struct Encoder {
  std::string_view name;
  std::string_view doc;
  bool column_per_category;  ///< a column of 0 and 1 for each; else `values` says what stands for a category
  /// The number of each category. Null with column_per_category.
  std::vector<double> (*values)(const CategoryStats& stats);
};

/// All of them, in the order of the reference: one file each, one line each in encode.cpp.
std::span<const Encoder> encoders();
/// Returns nullptr when there is none of that name.
const Encoder* find_encoder(std::string_view name);

extern const Encoder onehot, ordinal, frequency;

/// Column k is 1 in the rows of category k and 0 elsewhere; a row of no category is 0 in all of them. positions[0] is the category of a
/// missing value (code -1), positions[c + 1] that of code c: each from 0 below result.columns, or -1 for none. All on the device.
TRAINYARD_KERNEL(indicate, void(const Exec&, CodesView codes, CodesView positions, MatrixView<float> result));
/// result[row] = table[codes[row] + 1]; the table has a number for missing values, then one for each code.
TRAINYARD_KERNEL(look_up, void(const Exec&, CodesView codes, View<const float> table, View<float> result));

/// Rows without a value, and rows of a value that `is_unseen` marks; is_unseen[0] is for a missing value, [c + 1] for code c. Throws
/// std::out_of_range for a code that it has no place for, so that the kernels above can trust the codes afterwards.
struct UnseenCounts {
  std::uint64_t missing = 0, unseen = 0;
};
TRAINYARD_KERNEL(count_unseen, UnseenCounts(const Exec&, CodesView codes, View<const std::uint8_t> is_unseen));

}  // namespace trainyard::kernels::encode
