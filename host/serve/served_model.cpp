#include "host/serve/served_model.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

#include "host/error/error.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::serve {
namespace {

constexpr std::size_t digits_of_version = 12;

const Exec& one_thread() {
  static const Exec exec{.kind = DeviceKind::cpu, .ordinal = 0, .threads = 1};
  return exec;
}

bundle::Bundle without_history(bundle::Bundle bundle) {
  if (bundle.history.empty()) return bundle;
  throw Error(ExitCode::bad_config,
              "the model has features that look back on earlier rows (features.window or features.join), which a request or a message does "
              "not hold; predict in batch with `trainyard predict --input`, or train a model without them");
}

}  // namespace

void append_number(std::string& text, float value) {
  if (!std::isfinite(value)) {
    text += "null";
    return;
  }
  std::array<char, 32> digits{};
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

ServedModel::ServedModel(bundle::Bundle bundle, ModelId id)
    : id_(std::move(id)), bundle_(without_history(std::move(bundle))), inputs_(bundle_) {
  for (const std::string& label : bundle_.labels) labels_.push_back(http::json_string(label));
}

Predicted ServedModel::predict(const Exec& exec, const dataset::Table& table) const {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  Predicted predicted;
  predicted.values = bundle_.predict(exec, table, rows, &predicted.counts);
  predicted.classes = bundle_.decide(predicted.values);
  if (bundle_.interval) predicted.bounds = bundle_.interval->bounds(predicted.values);
  return predicted;
}

Predicted ServedModel::predict(const dataset::Table& table, const std::function<std::string(std::size_t)>& path,
                               Rejection& rejection) const {
  try {
    return predict(one_thread(), table);
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_data) throw;
    for (std::uint32_t row = 0; row < table.rows(); ++row) {
      try {
        static_cast<void>(bundle_.predict(one_thread(), table, {&row, 1}));
      } catch (const Error& of_row) {
        if (of_row.code() != ExitCode::bad_data) throw;
        add_problem(rejection, {path(row), "", of_row.what(), ""});
      }
    }
    if (!rejection) throw;
    return {};
  }
}

void ServedModel::append_value(std::string& text, const Predicted& predicted, std::size_t row) const {
  if (predicted.classes.empty()) return append_number(text, predicted.values.row(row)[0]);
  text += labels_[static_cast<std::size_t>(predicted.classes[row])];
}

void ServedModel::append_prediction(std::string& text, const Predicted& predicted, std::size_t row) const {
  text += "{\"prediction\":";
  append_value(text, predicted, row);
  if (!predicted.classes.empty()) {
    text += ",\"probabilities\":{";
    for (std::size_t k = 0; k < labels_.size(); ++k) {
      text.append(k > 0 ? "," : "").append(labels_[k]).append(":");
      append_number(text, predicted.values.row(row)[k]);
    }
    text += '}';
  }
  if (!predicted.bounds.lower.empty()) {
    text += ",\"lower\":";
    append_number(text, predicted.bounds.lower[row]);
    text += ",\"upper\":";
    append_number(text, predicted.bounds.upper[row]);
  }
  text += '}';
}

ModelId id_of_folder(const std::filesystem::path& folder) {
  const auto named = folder.filename().empty() ? folder.parent_path() : folder;
  return {.name = std::filesystem::absolute(named).lexically_normal().filename().string(),
          .version = storage::sha256_file(folder / "model" / "bundle.json").substr(0, digits_of_version),
          .stage = "",
          .folder = folder};
}

}  // namespace trainyard::serve
