// Encoding categories as numbers: the list of ways, and the kernels that do it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
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

/// Sums over some rows; y is the target's value, or 1 for the rows of one class and 0 for the others.
struct TargetSums {
  double weight = 0.0;   ///< a row without a weight counts as 1
  double sum = 0.0;      ///< of weight · y
  double squares = 0.0;  ///< of weight · (y − their mean)²

  /// 0 for no rows.
  [[nodiscard]] double mean() const { return weight > 0.0 ? sum / weight : 0.0; }
  /// Of both sets of rows together (Chan, Golub and LeVeque, 1979).
  [[nodiscard]] TargetSums with(const TargetSums& other) const;
};

/// What the training rows tell of the target.
struct TargetStats {
  std::vector<TargetSums> categories;  ///< pooled ones are one, the last
  TargetSums all;                      ///< of all training rows, those of no category included
};

struct TargetOptions {
  std::optional<double> smooth;  ///< rows that the overall mean counts as; none: empirical Bayes
  double regularization = 1.0;   ///< rows of either class that are added
};

/// The columns that a way makes of one.
enum class Columns {
  one,           ///< a number for each category
  per_category,  ///< 0 and 1
  per_class,     ///< a number for each category, for each class of a target of more than two; else one
  hashed         ///< a fixed number of them; no category is kept
};

/// One way to encode.
struct Encoder {
  std::string_view name;
  std::string_view doc;
  Columns columns = Columns::one;
  /// The number of each category, where it is learned from the category column alone.
  std::vector<double> (*values)(const CategoryStats& stats) = nullptr;
  /// The number of each category, where it is learned from the target: such a column is cross-fitted.
  std::vector<double> (*target_values)(const TargetStats& stats, const TargetOptions& options) = nullptr;
  bool needs_two_classes = false;
  bool stays_category = false;                ///< the number is no quantity: for models that know categories as such
  std::array<std::string_view, 2> keys = {};  ///< of the config, that this way alone or with few others reads
};

/// All of them, in the order of the reference: one file each, one line each in encode.cpp.
std::span<const Encoder> encoders();
/// Returns nullptr when there is none of that name.
const Encoder* find_encoder(std::string_view name);

extern const Encoder onehot, ordinal, frequency, target, woe, hashing, native;

/// The column of a hashed text, from 0 below `columns`, and its sign: as scikit-learn's FeatureHasher, by MurmurHash3 (32 bits, seed 0).
struct HashedColumn {
  std::int32_t column = 0;
  bool negative = false;
};
HashedColumn hashed_column(std::string_view text, std::int32_t columns);

/// Column k is 1 in the rows of category k and 0 elsewhere; a row of no category is 0 in all of them. positions[0] is the category of a
/// missing value (code -1), positions[c + 1] that of code c: each from 0 below result.columns, or -1 for none. All on the device.
TRAINYARD_KERNEL(indicate, void(const Exec&, CodesView codes, CodesView positions, MatrixView<float> result));
/// The same with a sign: a position is 2 · column for 1 there, 2 · column + 1 for -1 there, or -1.
TRAINYARD_KERNEL(indicate_signed, void(const Exec&, CodesView codes, CodesView positions, MatrixView<float> result));
/// result[row] = table[codes[row] + 1]; the table has a number for missing values, then one for each code.
TRAINYARD_KERNEL(look_up, void(const Exec&, CodesView codes, View<const float> table, View<float> result));
/// The same with a table of `table_size` for each group, one after another; groups[row] is the group of a row.
TRAINYARD_KERNEL(look_up_by_group, void(const Exec&, CodesView codes, CodesView groups, View<const float> tables, std::size_t table_size,
                                        View<float> result));

/// Rows without a value, and rows of a value that `is_unseen` marks; is_unseen[0] is for a missing value, [c + 1] for code c. Throws
/// std::out_of_range for a code that it has no place for, so that the kernels above can trust the codes afterwards.
struct UnseenCounts {
  std::uint64_t missing = 0, unseen = 0;
};
TRAINYARD_KERNEL(count_unseen, UnseenCounts(const Exec&, CodesView codes, View<const std::uint8_t> is_unseen));

}  // namespace trainyard::kernels::encode
