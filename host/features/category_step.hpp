// What was learned about one category column: which categories there are, and what becomes of the rest.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/table.hpp"
#include "host/features/json_fields.hpp"
#include "host/features/options.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/base/exec.hpp"
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

  /// Learns from the counts of the training rows.
  static CategoryStep fit(const std::string& name, const CategoryOptions& options, const kernels::reduce::CodeCounts& counts,
                          const dataset::Dictionary& dictionary);

  /// "column=category" for each (onehot), or the column's own name (ordinal).
  [[nodiscard]] std::vector<std::string> features() const;
  /// Whether the last number stands for "other": when there are rare categories, or unseen ones go there.
  [[nodiscard]] bool pools_others() const { return !rare.empty() || options.unseen == "other"; }

  /// What a table's dictionary means to this step.
  struct Lookup {
    std::vector<std::int32_t> positions;  ///< [0] missing, [c + 1] code c: the category's number, or -1 for none
    std::vector<bool> unseen;             ///< likewise: a value that training did not have
  };
  [[nodiscard]] Lookup look_up(const dataset::Dictionary& dictionary) const;
  /// Writes features().size() columns of codes.size() floats, one after another.
  void apply(const Exec& exec, kernels::CodesView codes, const Lookup& lookup, std::span<float> matrix) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  static CategoryStep from_json(JsonFields& fields);
};

}  // namespace trainyard::features
