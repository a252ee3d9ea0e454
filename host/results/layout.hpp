// Where things lie in a results directory, and the two small documents that it holds besides runs and datasets. Private to
// results, but for names.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::results {

inline constexpr const char* layout_name = "layout.json";
inline constexpr const char* experiment_name = "experiment.json";
inline constexpr const char* pending_name = ".pending";
/// Holds what can be made again from everything else, and may be removed at any time.
inline constexpr const char* index_name = ".index";
/// Holds what was sent to which tracking server. Without it a server is asked.
inline constexpr const char* tracking_name = ".tracking";

/// Throws Error(bad_data) when layout.json was changed or is newer than this program.
void check_layout(const std::filesystem::path& file);
/// Creates layout.json when there is none; two programs at once write the same bytes.
void ensure_layout(const std::filesystem::path& root);

/// Creates experiments/<name>/experiment.json when there is none (of two programs at once, the first stays), checks it otherwise.
/// Returns the experiment's folder.
std::filesystem::path ensure_experiment(const std::filesystem::path& root, const std::string& name, const nlohmann::ordered_json& info);
/// Throws Error(bad_data) when experiment.json was changed or belongs to another folder.
void check_experiment(const std::filesystem::path& file);

}  // namespace trainyard::results
