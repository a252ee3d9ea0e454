// A dataset in the making: a hidden folder beside the published ones, claimed by a lease while its maker lives.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/storage/lease.hpp"

namespace trainyard::dataset {

/// `<parent>/.pending-<version>-<unique>`, with its lease beside it. Destroyed unpublished, both are removed.
class Pending {
 public:
  /// Removes first what dead makers left in `parent`, which is made when absent.
  Pending(const std::filesystem::path& parent, const std::string& version);
  ~Pending();
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  /// Renames the folder into place. False when somebody else published there meanwhile; Error(io) when the claim was lost.
  bool publish(const std::filesystem::path& final_path);

 private:
  std::filesystem::path folder_;
  std::optional<storage::Lease> lease_;
};

}  // namespace trainyard::dataset
