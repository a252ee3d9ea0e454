// What a run's folder holds, as far as a report shows it. What is not there is null or empty: no verb writes all of it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/report/test_rows.hpp"

namespace trainyard::report {

using Json = nlohmann::ordered_json;

struct RunFiles {
  std::filesystem::path folder;
  Json run, metrics, params, data, system, study, evaluation, gates, monitor;
  Json quality;                  ///< of the dataset, which lies outside of the run and may be gone
  std::vector<double> training;  ///< loss on the training rows, round by round
  Json learning_curve;           ///< of the best trial's folds
  TestRows test;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string task() const;
  [[nodiscard]] std::string metric() const;  ///< the deciding one
  [[nodiscard]] bool is_weighted() const;
  /// A metric's value in "test", "cv", …; null where it is not there.
  [[nodiscard]] const Json& measured(const std::string& part, const std::string& metric) const;
};

/// Reads a run's folder, pending or published. Throws Error(bad_data) on a file that is damaged, Error(no_input) where it is no run.
RunFiles read_run_files(const std::filesystem::path& folder);

/// What lies under the keys, one inside the other; null where there is nothing.
const Json& member(const Json& document, std::initializer_list<std::string_view> keys);
/// In one line: numbers with six digits, text without quotes, null as "–", true and false as yes and no.
std::string value_text(const Json& value);
/// The text, or its first 60 characters and "…": a category may be as long as a page.
std::string shortened(const std::string& text);

}  // namespace trainyard::report
