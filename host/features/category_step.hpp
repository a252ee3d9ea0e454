// What was learned about one category column: which categories there are, and what becomes of the rest.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/json_fields.hpp"
#include "host/features/options.hpp"
#include "kernels/encode/encode.hpp"
#include "kernels/reduce/count.hpp"

namespace trainyard::features {

/// The words that imputation and pooling give to values. A category of that very spelling joins them, as it does with scikit-learn's
/// SimpleImputer(strategy="constant", fill_value="missing").
inline constexpr const char* missing_category = "missing";
inline constexpr const char* other_category = "other";

struct CategoryStep {
  std::string name;
  CategoryOptions options;
  std::vector<std::string> categories;  ///< with a number of their own, sorted by bytes
  std::vector<std::string> rare;        ///< seen in training, pooled under "other"; sorted by bytes
  /// Of each category, then of "other" where others are pooled: this for each feature. Empty where a feature is 0, 1 or -1.
  std::vector<double> values;
  std::vector<std::string> classes;  ///< where there is a feature for each class of the target: their labels

  /// Learns from the counts of the training rows; `values` that the target decides are left empty (target_values.hpp).
  static CategoryStep fit(const std::string& name, const CategoryOptions& options, const kernels::reduce::CodeCounts& counts,
                          const dataset::Dictionary& dictionary);

  /// "column=category" for each category (onehot), "column#0", "column#1" … (hashing), "column:class" for each class of more than two
  /// (target), or the column's own name.
  [[nodiscard]] std::vector<std::string> features() const;
  /// Whether the last number stands for "other": when there are rare categories, or unseen ones go there. Where the model is told that
  /// numbers are categories, one that no training row has means nothing to it: unseen ones are missing when none is rare.
  [[nodiscard]] bool pools_others() const { return pools_beside(!rare.empty()); }
  /// The same, when it is told whether a category is rare.
  [[nodiscard]] bool pools_beside(bool any_rare) const { return any_rare || (options.unseen == "other" && !encoder().stays_category); }
  /// The numbers that each feature has in `values`.
  [[nodiscard]] std::size_t places() const { return categories.size() + (pools_others() ? 1 : 0); }
  [[nodiscard]] const kernels::encode::Encoder& encoder() const;

  /// What a table's dictionary means to this step; [0] is a missing value, [c + 1] code c.
  struct Lookup {
    std::vector<std::int32_t> positions;  ///< the category's number, or -1 for none
    std::vector<std::uint8_t> unseen;     ///< 1: a value that training did not have
  };
  [[nodiscard]] Lookup look_up(const dataset::Dictionary& dictionary) const;
  /// The same for hashed columns, where nothing is unseen; positions are those of kernels::encode::indicate_signed.
  [[nodiscard]] Lookup hashed(const dataset::Dictionary& dictionary) const;
  /// A table per feature, one after another: the number of a missing value, then of each code; NaN for one of no category. `numbers` are
  /// as `values`.
  [[nodiscard]] std::vector<float> tables(const Lookup& lookup, std::span<const double> numbers) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static CategoryStep from_json(JsonFields& fields);
};

}  // namespace trainyard::features
