// A claim on a folder or a trial by one living process, on a file system that may have no locks.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace trainyard::storage {

/// Made by an atomic create; holds host, boot id, process id and its start time, and the job's life where there is one (see tenure.hpp). A
/// claim whose process is gone (same host and boot), whose heartbeat is older than `stale_seconds` (another host), or that an earlier life
/// of our job made, is taken over.
class Lease {
 public:
  /// Returns nothing when a living process holds it.
  static std::optional<Lease> acquire(const std::filesystem::path& file, double stale_seconds = 120);
  /// Whether a living process holds it now.
  static bool held(const std::filesystem::path& file, double stale_seconds = 120);
  /// Who made the claim, alive or not, for messages: "process 4711 on node3"; "" where there is none or it cannot be read.
  static std::string holder(const std::filesystem::path& file);

  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) noexcept;
  ~Lease();  ///< removes the file while it is still ours

  /// Whether another process left it.
  [[nodiscard]] bool taken_over() const;
  /// Whether the process that it was taken from may still be at work, unheard: what is done from here on must lie where it does not write.
  [[nodiscard]] bool fences() const;
  /// Whether the file still names us; a writer asks before it publishes.
  [[nodiscard]] bool still_ours() const;

 private:
  struct State;  // file, identity, heartbeat thread
  explicit Lease(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::storage
