#include "host/report/run_files.hpp"

#include <sstream>

#include "host/error/error.hpp"
#include "host/plot/scale.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::report {
namespace {

namespace fs = std::filesystem;

using storage::read_json;

/// Where the run says that its dataset is, else where it is when the whole results directory has moved.
Json read_quality(const fs::path& folder, const Json& run) {
  const Json& path = member(run, {"summary", "dataset", "path"});
  if (!path.is_string()) return nullptr;
  const fs::path named = path.get<std::string>();
  if (fs::exists(named / "quality.json")) return read_json(named / "quality.json");
  const fs::path below = fs::path("datasets") / named.parent_path().filename() / named.filename() / "quality.json";
  for (fs::path above = fs::absolute(folder); above.has_relative_path(); above = above.parent_path()) {
    if (fs::exists(above / "layout.json")) return read_json(above / below);
  }
  return nullptr;
}

std::vector<double> read_history(const fs::path& file) {
  std::vector<double> training;
  if (!fs::exists(file)) return training;
  std::istringstream lines(storage::read_file(file));
  for (std::string line; std::getline(lines, line);) {
    const Json round = storage::parse_json(line, file);
    if (const Json& value = member(round, {"train"}); value.is_number()) training.push_back(value.get<double>());
  }
  return training;
}

std::vector<std::string> labels_of(const Json& metrics) {
  std::vector<std::string> labels;
  for (const Json& label : member(metrics, {"report", "confusion_matrix", "labels"})) labels.push_back(value_text(label));
  return labels;
}

}  // namespace

const Json& member(const Json& document, std::initializer_list<std::string_view> keys) {
  static const Json null;
  const Json* at = &document;
  for (const std::string_view key : keys) {
    if (!at->is_object()) return null;
    const auto found = at->find(key);
    if (found == at->end()) return null;
    at = &*found;
  }
  return *at;
}

std::string value_text(const Json& value) {
  if (value.is_null()) return "–";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) return plot::number_text(value.get<double>());
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string shortened(const std::string& text) {
  constexpr std::size_t most = 60;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;  // UTF-8: the others go on with a character
    if (begins && characters++ == most) return text.substr(0, i) + "…";
  }
  return text;
}

std::string RunFiles::name() const {
  const Json& name = member(run, {"name"});
  return name.is_string() ? name.get<std::string>() : folder.filename().string();
}

std::string RunFiles::task() const {
  const Json& task = member(metrics, {"task"});
  return task.is_string() ? task.get<std::string>() : "";
}

std::string RunFiles::metric() const {
  const Json& metric = member(metrics, {"metric"});
  return metric.is_string() ? metric.get<std::string>() : "";
}

bool RunFiles::is_weighted() const { return member(data, {"weight"}).is_string(); }

const Json& RunFiles::measured(const std::string& part, const std::string& metric) const { return member(metrics, {part, metric}); }

RunFiles read_run_files(const fs::path& folder) {
  RunFiles files;
  files.folder = folder;
  files.run = read_json(folder / "run.json");
  if (!files.run.is_object()) throw Error(ExitCode::no_input, folder.string() + " is not a run: there is no run.json in it");
  files.metrics = read_json(folder / "metrics.json");
  files.params = read_json(folder / "params.json");
  files.data = read_json(folder / "data.json");
  files.system = read_json(folder / "system.json");
  files.study = read_json(folder / "study.json");
  files.evaluation = read_json(folder / "evaluation.json");
  files.gates = read_json(folder / "gates.json");
  files.monitor = read_json(folder / "monitor.json");
  files.quality = read_quality(folder, files.run);
  files.training = read_history(folder / "history.jsonl");
  files.learning_curve = read_json(folder / "learning_curve.json");
  files.test = read_test_rows(folder / "predictions.csv", labels_of(files.metrics));
  return files;
}

}  // namespace trainyard::report
