// A bundle: schema, fitted transform and model in one folder that loads on its own and gives the same bits everywhere.
//
//   transform/transform.json   the fitted transform
//   transform/history.json     windows and as-of joins, where there are any
//   model/model.ubj            the model, in its library's own format
//   model/schema.yaml          types and ranges of the input columns
//   model/calibration.json     what corrects the model's probabilities, or how wide its prediction intervals are; where there is either
//   model/examples.json        rows with the predictions they must give; values of personal columns are missing there
//   model/bundle.json          family, task, target, classes, threshold, CSV dialect, versions; the signature of the features, which has
//                              the transform's SHA-256; SHA-256 of the other files above, and of itself
//
// No file holds a time, a path, an id, or a shard or thread count: the same training gives the same bytes. Only history.json has the paths
// of joined tables, which are read again to predict.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/calibration/calibrator.hpp"
#include "host/calibration/prediction_interval.hpp"
#include "host/dataset/schema.hpp"
#include "host/dataset/table.hpp"
#include "host/evaluate/decision.hpp"
#include "host/features/history.hpp"
#include "host/features/transform.hpp"
#include "host/models/model.hpp"
#include "host/source/reader.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::bundle {

struct Bundle {
  dataset::Schema schema;     ///< of the rows as they come, without the columns that `history` adds
  features::History history;  ///< to be applied to a whole table before its rows are predicted
  features::Transform transform;
  std::shared_ptr<const models::Model> model;
  std::string family;
  std::string target;                       ///< name of the column
  models::Target kind;                      ///< what it holds
  std::vector<std::string> labels;          ///< of the classes, in the order of the probabilities; empty for a regression
  double threshold = 0.5;                   ///< of a binary classification
  calibration::Calibrator calibrator = {};  ///< of a classification
  std::optional<calibration::PredictionInterval> interval = {};  ///< of a regression
  source::CsvDialect csv;                                        ///< of the text files that it was trained on, and of those to predict

  /// For each row in `rows`, in that order, calibrated: the one evaluator of evaluation, batch prediction and the replay on loading.
  /// The table has the columns of `history`.
  [[nodiscard]] models::Predictions predict(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows,
                                            features::ApplyCounts* counts = nullptr) const;
  /// The class number of every row; empty for a regression.
  [[nodiscard]] std::vector<std::int32_t> decide(const models::Predictions& predictions) const {
    return evaluate::decide(predictions, kind, threshold);
  }
};

/// Writes the files above below `folder`; `examples` are rows of `table` to replay on loading (a handful, training rows).
void save(const Bundle& bundle, const std::filesystem::path& folder, const Exec& exec, const dataset::Table& table,
          std::span<const std::uint32_t> examples);

/// Checks every checksum, and that the features are those of the signature, then replays the examples. Throws Error(no_input) when `folder`
/// holds no bundle, Error(bad_data) with the reason when a file or feature differs, the format is another, or an example predicts something
/// else.
Bundle load(const std::filesystem::path& folder, const Exec& exec);

/// The example rows of a bundle, as its transform takes them, and the answers that they must give; none where they would tell personal
/// values that the model cannot do without.
struct Examples {
  dataset::Table table;
  std::vector<std::vector<float>> answers;
};
Examples read_examples(const Bundle& bundle, const std::filesystem::path& folder);

/// What the bundle was made with: {trainyard, model_library}.
nlohmann::ordered_json versions_of(const std::filesystem::path& folder);

}  // namespace trainyard::bundle
