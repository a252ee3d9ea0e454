#include "host/tracking/model_directory.hpp"

#include <algorithm>

#include "host/dataset/schema.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/manifest.hpp"
#include "host/tracking/contents.hpp"

namespace trainyard::tracking {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t uuid_digits = 32;
constexpr const char* python = "3.11.2";

/// A text in quotes, as YAML and JSON have it alike.
std::string in_quotes(const std::string& text) { return ordered_json(text).dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

/// Whole numbers that may be missing come as floats from pandas, which "long" does not let through: they are left to the program.
std::string mlflow_type(const std::string& type, const dataset::Field* field) {
  if (type == "float") return "double";
  if (type == "integer") return field != nullptr && field->required ? "long" : "any";
  if (type == "boolean") return "boolean";
  return type == "timestamp" || type == "date" ? "datetime" : "string";
}

std::string inputs_json(const ordered_json& bundle, const dataset::Schema& schema) {
  ordered_json columns = ordered_json::array();
  for (const ordered_json& input : bundle.at("signature").at("inputs")) {
    const std::string name = input.at("name");
    columns.push_back({{"type", mlflow_type(input.at("type"), schema.find(name))}, {"name", name}, {"required", true}});
  }
  return columns.dump();
}

std::string outputs_json(const ordered_json& bundle) {
  const bool classes = !bundle.at("classes").empty();
  ordered_json columns = {{{"type", classes ? "any" : "double"}, {"name", "prediction"}, {"required", true}}};
  for (const ordered_json& label : bundle.at("classes")) {
    columns.push_back({{"type", "double"}, {"name", "probability_" + label.get<std::string>()}, {"required", true}});
  }
  return columns.dump();
}

std::string mlmodel(const results::RunEntry& run, const std::string& id, const ordered_json& bundle) {
  const std::string digest = storage::sha256_file(run.folder / storage::manifest_name);
  const std::string finished = run.run.value("finished", "1970-01-01T00:00:00Z");
  const std::size_t middle = std::min(finished.find('T'), finished.size());
  const std::string time = finished.substr(0, middle) + " " + finished.substr(std::min(middle + 1, finished.size()), 8) + ".000000";
  std::string text = "artifact_path: " + std::string(model_folder) + "\n";
  text += "flavors:\n  python_function:\n    loader_module: trainyard_model\n    code: code\n    data: bundle\n";
  text += "    env: {virtualenv: python_env.yaml}\n    python_version: " + std::string(python) + "\n";
  text += "metadata: {trainyard_run: " + in_quotes(run.name) + ", trainyard_version: " + in_quotes(run.run.value("trainyard", "")) + "}\n";
  text += "model_uuid: " + in_quotes(digest.substr(0, uuid_digits)) + "\nrun_id: " + in_quotes(id) +
          "\nutc_time_created: " + in_quotes(time) + "\n";
  if (fs::exists(run.folder / "transform" / "history.json")) return text;  // what has to come in is then more than what the model reads
  text += "signature:\n  inputs: " + in_quotes(inputs_json(bundle, dataset::Schema::load(run.folder / "model" / "schema.yaml"))) + "\n";
  return text + "  outputs: " + in_quotes(outputs_json(bundle)) + "\n";
}

}  // namespace

Artifact Artifact::of_file(std::string path, const fs::path& file) {
  return {.path = std::move(path), .file = file, .text = "", .size = fs::file_size(file)};
}

Artifact Artifact::of_text(std::string path, std::string text) {
  const std::uint64_t size = text.size();
  return {.path = std::move(path), .file = {}, .text = std::move(text), .size = size};
}

std::vector<Artifact> model_directory(const results::RunEntry& run, const std::string& id) {
  const ordered_json bundle = document_of(run.folder, "model/bundle.json");
  if (!bundle.is_object()) return {};
  const std::string folder = std::string(model_folder) + "/";
  std::vector<Artifact> files;
  for (const char* part : {"transform", "model"}) {
    for (const auto& entry : fs::recursive_directory_iterator(run.folder / part)) {
      if (!entry.is_regular_file()) continue;
      files.push_back(Artifact::of_file(folder + "bundle/" + entry.path().lexically_relative(run.folder).generic_string(), entry.path()));
    }
  }
  files.push_back(Artifact::of_text(folder + "code/trainyard_model.py", loader_module));
  files.push_back(Artifact::of_text(folder + "requirements.txt", "mlflow\npandas\npyarrow\n"));
  files.push_back(Artifact::of_text(
      folder + "python_env.yaml", "python: " + std::string(python) + "\nbuild_dependencies: [pip]\ndependencies: [-r requirements.txt]\n"));
  files.push_back(Artifact::of_text(folder + "MLmodel", mlmodel(run, id, bundle)));  // last: without it the folder is no model
  return files;
}

}  // namespace trainyard::tracking
