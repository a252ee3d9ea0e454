// policy.yaml of a results directory: what a promotion to Production needs. Without the file: one approval, by another user than the one
// who registered.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trainyard::registry {

inline constexpr const char* policy_name = "policy.yaml";

struct Policy {
  int approvals = 1;                   ///< by so many different users
  std::vector<std::string> approvers;  ///< who may approve; empty: everybody
  bool self_approval = false;          ///< whether the approval of the user who registered counts
  bool check_required = false;         ///< whether `models check` must have passed
  std::string digest;                  ///< SHA-256 of the file, "" without one

  /// Why this user may not approve what `registrant` registered; "" when they may.
  [[nodiscard]] std::string objection(const std::string& user, const std::string& registrant) const;
};

/// Error(bad_config) naming the line when the file says what it may not.
Policy read_policy(const std::filesystem::path& root);

}  // namespace trainyard::registry
