// What the rows of a model were like when it was trained: model/reference.json beside its bundle, so that rows which come later can be
// compared without the data. It depends on the rows alone, and has no values of personal columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/dataset/table.hpp"
#include "kernels/drift/sample.hpp"

namespace trainyard::monitor {

inline constexpr const char* reference_file = "model/reference.json";
/// Of a column of numbers up to so many different values are kept with their counts, and so many categories.
inline constexpr std::size_t most_values = 1000, most_categories = 1000;
/// Of more different values so many quantiles are kept, each standing for an equal share of the rows. A distribution function made of them
/// is off by less than 1/1000 and one row.
inline constexpr std::size_t quantile_count = 1001;

struct ColumnReference {
  std::string name;
  dataset::ColumnType type = dataset::ColumnType::floating;
  bool personal = false;  ///< then only its missing values are counted
  std::uint64_t present = 0, missing = 0;
  kernels::drift::Distinct values = {};  ///< of numbers, booleans (0 and 1) and times (microseconds since 1970)
  std::vector<double> quantiles = {};    ///< instead, ascending: number i is the value at place i (n - 1) / 1000, rounded down, in order
  std::vector<std::pair<std::string, std::uint64_t>> categories = {};  ///< the most frequent first, of equals the first by bytes
  std::uint64_t other = 0;                                             ///< values of other categories

  [[nodiscard]] bool is_category() const { return type == dataset::ColumnType::category; }
  [[nodiscard]] double missing_share() const;
  /// The numbers, a quantile with its share of the present ones.
  [[nodiscard]] kernels::drift::Distinct numbers() const;
};

struct PredictionReference {
  std::string of;  ///< which rows: "test", "out_of_fold", "training" or "dataset"
  std::uint64_t rows = 0;
  ColumnReference column;
};

struct Reference {
  std::uint64_t rows = 0;
  std::vector<ColumnReference> columns = {};  ///< that the bundle's transform reads
  std::optional<PredictionReference> predictions = {};
  std::string metrics_of = {};               ///< "test", "cv", "train", or empty: no metrics
  nlohmann::ordered_json metrics = nullptr;  ///< {metric: value}

  [[nodiscard]] const ColumnReference* find(const std::string& name) const;
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws nlohmann's exceptions for what is no such document.
  static Reference from_json(const nlohmann::ordered_json& document);
};

/// How much is kept of a column: what a reference keeps, or all its values and categories.
enum class Detail { in_short, whole };

/// Of these rows.
ColumnReference describe(const dataset::Column& column, std::span<const std::uint32_t> rows, Detail detail);
/// One for each of `names`, in short, of these rows of the table.
std::vector<ColumnReference> describe_columns(const Exec& exec, const dataset::Table& table, const std::vector<std::string>& names,
                                              std::span<const std::uint32_t> rows);
/// "prediction": the value of a regression, the probability of the positive one of two classes, the class decided on of more.
dataset::Column prediction_column(const bundle::Bundle& bundle, const models::Predictions& predictions);
/// Of prediction_column().
ColumnReference describe_predictions(const bundle::Bundle& bundle, const models::Predictions& predictions, Detail detail);

/// Writes the file below a bundle's folder, sealed and bound to the bundle.
void write_reference(const std::filesystem::path& bundle_folder, const Reference& reference);
/// None where the bundle has none. Throws Error(bad_data) for one that was changed, or is another bundle's.
std::optional<Reference> read_reference(const std::filesystem::path& bundle_folder);

}  // namespace trainyard::monitor
