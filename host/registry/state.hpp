// The registry as its files say: stages.json of every model, held against audit.jsonl. Private to registry.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/registry/audit.hpp"
#include "host/registry/models.hpp"

namespace trainyard::registry {

inline constexpr const char* models_name = "models";
inline constexpr const char* stages_name = "stages.json";
inline constexpr const char* versions_name = "versions";
inline constexpr const char* pending_name = ".pending";
inline constexpr const char* lease_name = ".registry.lease";

/// models/<name>/versions/<number>
std::filesystem::path version_folder(const std::filesystem::path& root, const std::string& name, std::uint64_t number);

/// Texts of all stages.json, by model. Read before audit.jsonl, which only grows, they can be behind it but never ahead.
using StagesTexts = std::map<std::string, std::string>;
StagesTexts read_stages(const std::filesystem::path& root);

/// How a stages.json stands to the audit.
struct Standing {
  std::string problem;  ///< why the two do not go together, with the remedy; "" when they do
  bool behind = false;  ///< absent, or from before the model's last line
};
/// `text` is nullptr where there is no file.
Standing standing(const std::filesystem::path& file, const std::string* text, const Model& model, const Audit& audit);

struct State {
  Audit audit;
  Models models;
  std::vector<std::string> behind;  ///< models whose stages.json has to be written again: a process was killed before it could
};
/// Error(bad_data) when the chain is broken, or a stages.json was changed or follows from lines that are no longer there.
State read_state(const std::filesystem::path& root);

}  // namespace trainyard::registry
