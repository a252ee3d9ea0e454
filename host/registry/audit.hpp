// audit.jsonl: one line per change of the registry, each with the SHA-256 of the line before. It is the truth; stages.json follows from it.
// Private to registry, but for the listing of a model's history.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace trainyard::registry {

inline constexpr const char* audit_name = "audit.jsonl";

struct AuditLine {
  /// {line, time, user, host, command, action, model, version, reason, before, after, policy, previous}
  nlohmann::ordered_json fields;
  std::string hash;  ///< SHA-256 of its text, without the newline
};

struct Audit {
  std::vector<AuditLine> lines;
  std::uint64_t bytes = 0;  ///< of whole lines
  bool torn = false;        ///< bytes follow that end in no newline: a writer was killed, and its change was not made

  /// Of the first `count` lines: the hash of the last of them, 64 zeros for none.
  [[nodiscard]] std::string hash_after(std::uint64_t count) const;
};

/// No lines when the file is not there. Error(bad_data) naming the line when the chain is broken: a line edited, removed or out of place.
Audit read_audit(const std::filesystem::path& root);

/// Cuts off what is torn, then adds a line with `fields`, to which "line" and "previous" are given, and syncs. The caller holds the lease.
void append(Audit& audit, const std::filesystem::path& root, const nlohmann::ordered_json& fields);

}  // namespace trainyard::registry
