// A run's folder with files made for a test, and what a page holds.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>

#include "host/report/run_files.hpp"

namespace trainyard::report {

class MadeRun {
 public:
  explicit MadeRun(Json metrics) {
    std::string pattern = (std::filesystem::temp_directory_path() / "trainyard-report-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    write("run.json", Json{{"name", "made"}, {"experiment", "shown"}, {"verb", "run"}}.dump());
    write("metrics.json", metrics.dump());
    write("data.json", R"({"sources": [{"sha256": "5a"}]})");
  }
  ~MadeRun() { std::filesystem::remove_all(folder_); }
  MadeRun(const MadeRun&) = delete;
  MadeRun& operator=(const MadeRun&) = delete;

  MadeRun& write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return *this;
  }
  [[nodiscard]] RunFiles read() const { return read_run_files(folder_); }

 private:
  std::filesystem::path folder_;
};

/// metrics.json of a classification with these labels, whose confusion matrix is all ones.
inline Json class_metrics(const std::vector<std::string>& labels) {
  const std::vector<int> row(labels.size(), 1);
  return {{"task", labels.size() == 2 ? "binary" : "multiclass"},
          {"metric", "log_loss"},
          {"test", {{"log_loss", 0.5}}},
          {"report", {{"confusion_matrix", {{"labels", labels}, {"matrix", std::vector(labels.size(), row)}}}}}};
}
inline Json number_metrics() { return {{"task", "regression"}, {"metric", "rmse"}, {"test", {{"rmse", 2.5}}}}; }

inline std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace trainyard::report
