// A dataset in the making: a hidden folder beside the published ones, claimed by a lease while its maker lives.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/storage/lease.hpp"

namespace trainyard::dataset {

/// `<parent>/.pending-<version>`, or `<parent>/.pending-<version>-<unique>` while somebody else is making the same, with its lease beside
/// it. Destroyed unpublished, both are removed, unless keep() was called; what a killed maker left is gone on with.
class Pending {
 public:
  /// Removes first what dead makers left in `parent` that nobody can go on with, or has not for a week. `parent` is made when absent.
  Pending(const std::filesystem::path& parent, const std::string& version);
  ~Pending();
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  /// Leaves the folder for whoever makes the same version next, when there is progress in it to go on from.
  void keep() noexcept { kept_ = true; }
  /// Renames the folder, without the progress noted in it, into place. False when somebody else published there meanwhile; Error(io) when
  /// the claim was lost.
  bool publish(const std::filesystem::path& final_path);

 private:
  std::filesystem::path folder_;
  std::optional<storage::Lease> lease_;
  bool kept_ = false;
};

}  // namespace trainyard::dataset
