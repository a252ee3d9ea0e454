#include "host/bundle/bundle.hpp"

#include <algorithm>
#include <numeric>

#include "host/bundle/examples.hpp"
#include "host/bundle/signature.hpp"
#include "host/dataset/schema_document.hpp"
#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::bundle {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int format = 3;
constexpr const char* transform_file = "transform/transform.json";
constexpr const char* history_file = "transform/history.json";
constexpr const char* schema_file = "model/schema.yaml";
constexpr const char* calibration_file = "model/calibration.json";
constexpr const char* examples_file = "model/examples.json";
constexpr const char* index_file = "model/bundle.json";

[[noreturn]] void refuse(const fs::path& folder, const std::string& why) {
  throw Error(ExitCode::bad_data, folder.string() + ": " + why + "; restore the bundle from its run or train again");
}

std::string pretty(const ordered_json& document) { return document.dump(2) + "\n"; }

ordered_json parse(const fs::path& folder, const std::string& name, const std::string& bytes) {
  try {
    return ordered_json::parse(bytes);
  } catch (const nlohmann::json::exception& e) {
    refuse(folder, name + " is not JSON: " + e.what());
  }
}

ordered_json read_index(const fs::path& folder) {
  const fs::path path = folder / index_file;
  if (!fs::exists(path)) {
    throw Error(ExitCode::no_input,
                folder.string() + ": holds no bundle (" + index_file + " is absent); name a finished run or its folder");
  }
  ordered_json index = storage::unseal(storage::read_file(path), path);
  if (!index.contains("format")) refuse(folder, std::string(index_file) + " is incomplete");
  if (index["format"] != format) refuse(folder, "bundle format " + index["format"].dump() + " is not " + std::to_string(format));
  return index;
}

ordered_json dialect_json(const source::CsvDialect& csv) {
  return {{"delimiter", std::string(1, csv.delimiter)},
          {"quote", csv.quote == 0 ? "" : std::string(1, csv.quote)},
          {"header", csv.header},
          {"names", csv.names}};
}

source::CsvDialect read_dialect(const ordered_json& index) {
  if (!index.contains("csv")) return {};
  const ordered_json& csv = index["csv"];
  const auto quote = csv.at("quote").get<std::string>();
  return {.delimiter = csv.at("delimiter").get<std::string>().at(0),
          .quote = quote.empty() ? '\0' : quote[0],
          .header = csv.at("header"),
          .names = csv.at("names").get<std::vector<std::string>>()};
}

std::string read_present(const fs::path& folder, const std::string& name) {
  const fs::path path = folder / name;
  if (!fs::exists(path)) refuse(folder, name + " is missing");
  return storage::read_file(path);
}

[[noreturn]] void refuse_changed(const fs::path& folder, const std::string& name) {
  refuse(folder, name + " was changed after it was written (SHA-256 differs)");
}

/// Bytes of one bundle file, checked against the index before anything parses them.
std::string read_checked(const fs::path& folder, const ordered_json& index, const std::string& name) {
  if (!index["files"].contains(name)) refuse(folder, name + " is not listed in " + index_file);
  std::string bytes = read_present(folder, name);
  if (storage::sha256(bytes) != index["files"][name]) refuse_changed(folder, name);
  return bytes;
}

dataset::Schema table_schema(const Bundle& bundle) {
  dataset::Schema schema = bundle.schema;
  bundle.history.extend(schema);
  return schema;
}

/// The transform, if it is the one that the model was trained with. Another one is parsed too, to say what differs.
features::Transform read_transform(const fs::path& folder, const ordered_json& index, const dataset::Schema& schema) {
  const std::string bytes = read_present(folder, transform_file);
  const ordered_json& was = index.at("signature");
  const bool same_bytes = storage::sha256(bytes) == was.at("transform").at("sha256");
  features::Transform transform;
  try {
    transform = features::Transform::from_json(storage::parse_json(bytes, transform_file));
  } catch (const Error& error) {
    refuse(folder, std::string(transform_file) + (same_bytes ? "" : " was changed after it was written") + ": " + error.what());
  }
  const ordered_json is = signature(transform, schema);
  if (same_bytes && was == is) return transform;
  const std::string differs = change(was, is);
  if (differs.empty()) refuse_changed(folder, transform_file);
  refuse(folder, std::string(transform_file) + " is not the transform that the model was trained with: " + differs);
}

models::Predictions predict_examples(const Bundle& bundle, const Exec& exec, const ordered_json& examples) {
  const dataset::Table table = examples_table(examples, table_schema(bundle), bundle.transform.inputs());
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return bundle.predict(exec, table, rows);
}

/// Predictions are of the rows as they are kept. A model that takes no missing value in the place of a personal one gets no example.
ordered_json make_examples(const Bundle& bundle, const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows) {
  const auto inputs = bundle.transform.inputs();
  const dataset::Schema schema = table_schema(bundle);
  ordered_json examples = examples_json(table, schema, inputs, rows);
  const bool hidden = std::ranges::any_of(inputs, [&](const std::string& name) { return schema.find(name)->personal; });
  try {
    const models::Predictions predicted = predict_examples(bundle, exec, examples);
    examples["predictions"] = predictions_json(predicted);
    if (bundle.interval) examples["bounds"] = bounds_json(bundle.interval->bounds(predicted));
  } catch (const Error& error) {
    if (!hidden || error.code() != ExitCode::bad_data) throw;
    examples = {{"rows", ordered_json::array()}, {"predictions", ordered_json::array()}};
  }
  return examples;
}

/// Null where nothing is calibrated.
ordered_json calibration_json(const Bundle& bundle) {
  ordered_json document;
  if (!bundle.calibrator.is_none()) document["probabilities"] = bundle.calibrator.to_json();
  if (bundle.interval) document["prediction_interval"] = bundle.interval->to_json();
  return document;
}

void read_calibration(const fs::path& folder, const ordered_json& document, Bundle& bundle) {
  try {
    if (document.contains("probabilities")) {
      bundle.calibrator = calibration::Calibrator::from_json(document["probabilities"], bundle.kind);
    }
    if (!document.contains("prediction_interval")) return;
    bundle.interval = calibration::PredictionInterval::from_json(document["prediction_interval"]);
  } catch (const Error& error) {
    refuse(folder, std::string(calibration_file) + ": " + error.what());
  }
  if (bundle.kind.classifies()) refuse(folder, std::string(calibration_file) + ": prediction intervals are of numbers, not of classes");
}

void replay(const Bundle& bundle, const fs::path& folder, const ordered_json& examples, const Exec& exec) {
  if (examples.at("rows").empty() && examples.at("predictions").empty()) return;
  const models::Predictions now = predict_examples(bundle, exec, examples);
  const auto then = examples.at("predictions").get<std::vector<std::vector<float>>>();
  if (bundle.interval && bounds_json(bundle.interval->bounds(now)) != examples.value("bounds", ordered_json())) {
    refuse(folder, "the examples' prediction intervals are others here than where it was trained");
  }
  if (then.size() != now.rows) refuse(folder, "examples and predictions differ in number");
  for (std::size_t i = 0; i < now.rows; ++i) {
    if (std::ranges::equal(now.row(i), then[i])) continue;
    refuse(folder, "example " + std::to_string(i) + " predicts " + ordered_json(now.row(i)).dump() + " here, " +
                       ordered_json(then[i]).dump() + " where it was trained (another library version or machine kind)");
  }
}

}  // namespace

models::Predictions Bundle::predict(const Exec& exec, const dataset::Table& table, std::span<const std::uint32_t> rows,
                                    features::ApplyCounts* counts) const {
  models::Predictions predictions = model->predict(exec, transform.apply(exec, table, rows, counts));
  calibrator.apply(predictions);
  return predictions;
}

void save(const Bundle& bundle, const fs::path& folder, const Exec& exec, const dataset::Table& table,
          std::span<const std::uint32_t> examples) {
  storage::make_folder(folder / "transform");
  storage::make_folder(folder / "model");
  const std::string model_file = "model/" + bundle.model->file_name();
  ordered_json files = ordered_json::object();
  const auto write = [&](const std::string& name, const std::string& bytes) {
    storage::write_file(folder / name, bytes);
    files[name] = storage::sha256(bytes);
  };
  storage::write_file(folder / transform_file, transform_text(bundle.transform));
  if (!bundle.history.empty()) write(history_file, pretty(bundle.history.to_json()));
  write(model_file, bundle.model->to_bytes());
  write(schema_file, bundle.schema.to_yaml());
  if (const ordered_json calibrated = calibration_json(bundle); !calibrated.is_null()) write(calibration_file, pretty(calibrated));
  write(examples_file, pretty(make_examples(bundle, exec, table, examples)));
  ordered_json index = {{"format", format},
                        {"family", bundle.family},
                        {"task", models::task_name(bundle.kind.task)},
                        {"target", bundle.target},
                        {"classes", bundle.labels},
                        {"threshold", bundle.threshold},
                        {"signature", signature(bundle.transform, table_schema(bundle))},
                        {"model", model_file},
                        {"versions", {{"trainyard", TRAINYARD_VERSION}, {"model_library", bundle.model->library()}}},
                        {"files", files}};
  if (!(bundle.csv == source::CsvDialect())) index["csv"] = dialect_json(bundle.csv);
  storage::write_file(folder / index_file, storage::seal(index));
}

Bundle load(const fs::path& folder, const Exec& exec) {
  const ordered_json index = read_index(folder);
  Bundle bundle;
  bundle.family = index.at("family");
  bundle.target = index.at("target");
  bundle.labels = index.at("classes").get<std::vector<std::string>>();
  bundle.kind = {.task = models::task_from_name(index.at("task")), .classes = static_cast<int>(bundle.labels.size())};
  bundle.threshold = index.at("threshold");
  bundle.csv = read_dialect(index);
  bundle.schema = dataset::parse_schema(read_checked(folder, index, schema_file), (folder / schema_file).string());
  if (index["files"].contains(history_file)) {
    bundle.history = features::History::from_json(parse(folder, history_file, read_checked(folder, index, history_file)));
  }
  bundle.transform = read_transform(folder, index, table_schema(bundle));
  bundle.model = models::family(bundle.family).from_bytes(read_checked(folder, index, index.at("model")));
  if (index["files"].contains(calibration_file)) {
    read_calibration(folder, parse(folder, calibration_file, read_checked(folder, index, calibration_file)), bundle);
  }
  replay(bundle, folder, parse(folder, examples_file, read_checked(folder, index, examples_file)), exec);
  return bundle;
}

Examples read_examples(const Bundle& bundle, const fs::path& folder) {
  const ordered_json document = parse(folder, examples_file, read_checked(folder, read_index(folder), examples_file));
  return {examples_table(document, table_schema(bundle), bundle.transform.inputs()),
          document.at("predictions").get<std::vector<std::vector<float>>>()};
}

ordered_json versions_of(const fs::path& folder) { return read_index(folder).at("versions"); }

}  // namespace trainyard::bundle
