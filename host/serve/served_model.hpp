// A loaded bundle, ready to answer requests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/calibration/prediction_interval.hpp"
#include "host/serve/inputs.hpp"
#include "host/serve/problem.hpp"

namespace trainyard::serve {

/// Which model it is: of the registry its name, number and stage; else the folder's name and the first digits of the bundle's SHA-256.
struct ModelId {
  std::string name;
  nlohmann::ordered_json version;  ///< a number, or digits as text
  std::string stage;               ///< "" where it is not of the registry
  std::filesystem::path folder;

  [[nodiscard]] std::string version_text() const { return version.is_string() ? version.get<std::string>() : version.dump(); }
  bool operator==(const ModelId&) const = default;
};

/// What the model says of the rows of one request.
struct Predicted {
  models::Predictions values;
  std::vector<std::int32_t> classes;  ///< numbers of the decided classes; empty for a regression
  calibration::Bounds bounds;         ///< empty without a prediction interval
  features::ApplyCounts counts;
};

/// Never changes, and may be used from several threads.
class ServedModel {
 public:
  /// Throws Error(bad_config) for a model that looks back in time: one request does not hold the rows before it.
  ServedModel(bundle::Bundle bundle, ModelId id);

  [[nodiscard]] const ModelId& id() const noexcept { return id_; }
  [[nodiscard]] const bundle::Bundle& bundle() const noexcept { return bundle_; }
  [[nodiscard]] const Inputs& inputs() const noexcept { return inputs_; }

  /// The bits of `trainyard predict` on the same rows. Throws Error(bad_data) where the transform refuses one.
  [[nodiscard]] Predicted predict(const Exec& exec, const dataset::Table& table) const;
  /// The same, computed by one thread. Rows that the transform refuses go to `rejection`, each
  /// with what is wrong with it and the place that `path` gives its row.
  [[nodiscard]] Predicted predict(const dataset::Table& table, const std::function<std::string(std::size_t)>& path,
                                  Rejection& rejection) const;

  /// {"prediction": …, "probabilities": {…}, "lower": …, "upper": …} of one row, as text.
  void append_prediction(std::string& text, const Predicted& predicted, std::size_t row) const;
  /// The prediction of one row alone: a number, or a class as text.
  void append_value(std::string& text, const Predicted& predicted, std::size_t row) const;

 private:
  ModelId id_;
  bundle::Bundle bundle_;
  Inputs inputs_;
  std::vector<std::string> labels_;  // as JSON
};

/// The shortest digits that read back to the same bits, as `predict` writes them; null for what is not finite, which JSON does not have.
void append_number(std::string& text, float value);

/// The id of a bundle that was given by its folder.
ModelId id_of_folder(const std::filesystem::path& folder);

}  // namespace trainyard::serve
