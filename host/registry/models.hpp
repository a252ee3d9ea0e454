// What the registry holds: models, their versions and stages, as the lines of audit.jsonl say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/registry/audit.hpp"

namespace trainyard::registry {

enum class Stage { none, staging, production, archived };
const char* stage_name(Stage stage);
/// Upper and lower case alike; Error(usage) with the nearest name otherwise.
Stage stage_from_name(const std::string& name);

struct Approval {
  std::string user, time, reason;
};

struct Version {
  std::uint64_t number = 0;
  Stage stage = Stage::none;
  std::string checksum;                   ///< SHA-256 of its manifest.json, which has the digests of all its files
  std::string run;                        ///< the run's folder, below the results directory where it lies there
  std::string registered_by, registered;  ///< user, time
  bool forced = false;                    ///< although its gates failed or were not evaluated
  std::vector<Approval> approvals;        ///< of this checksum, each by another user; void when it was withdrawn from Production
  nlohmann::ordered_json check;           ///< what the last `models check` found; null when there was none
};

struct Model {
  std::string name;
  std::vector<Version> versions;          ///< by number
  std::vector<std::uint64_t> production;  ///< those that were put into Production and not taken back, oldest first
  std::uint64_t line = 0;                 ///< of the audit: the last change

  [[nodiscard]] const Version* find(std::uint64_t number) const;
  /// The version in Production, or nullptr.
  [[nodiscard]] const Version* in_production() const;
};

using Models = std::map<std::string, Model>;

/// Does to the models what a line says. Error(bad_data), naming the line, when it does not fit what was before it.
void apply(Models& models, const AuditLine& line);

/// stages.json of a model: versions with stage, approvals and check, and the audit up to the model's last line: {lines, hash}.
std::string stages_text(const Model& model, const Audit& audit);

/// The version as a document: {version, stage, checksum, run, registered_by, registered, forced, approvals, check}.
nlohmann::ordered_json version_json(const Version& version);

}  // namespace trainyard::registry
