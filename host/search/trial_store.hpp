// The trials of a study as files in one folder: claimed by an atomic create, published by a rename, each once. No lock and no server, so
// threads, processes and machines that share the folder work side by side.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "host/search/crash_note.hpp"
#include "host/search/study.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::search {

/// The right to try one trial, until it is destroyed or its process dies.
struct Claim {
  std::uint64_t number = 0;
  storage::Lease lease;
  CrashNote note;        ///< for the thread that claimed it
  std::string given_up;  ///< not empty: why nobody is to try it any more
};

/// Numbers of the trials that are published in `folder`, ascending. Throws Error(no_input) when it is not there.
std::vector<std::uint64_t> trial_numbers(const std::filesystem::path& folder);
/// Where a published trial lies.
std::filesystem::path trial_file(const std::filesystem::path& folder, std::uint64_t number);
/// A trial published in `folder`; nothing when there is none. Throws Error(bad_data) when the file is not that
/// trial's.
std::optional<Trial> read_trial(const std::filesystem::path& folder, std::uint64_t number);

class TrialStore {
 public:
  /// Makes the folder when absent, but not the one that it is in: a run that is no longer there is not to come back.
  explicit TrialStore(std::filesystem::path folder);

  [[nodiscard]] std::optional<Trial> read(std::uint64_t number) const { return read_trial(folder_, number); }
  /// Nothing when it is published, or a living process has it. One that a process died in before is counted: after two crashes, or ten
  /// processes killed in it, it is given up.
  std::optional<Claim> claim(std::uint64_t number) const;
  /// For another thread that works at a trial this process has claimed.
  [[nodiscard]] CrashNote crash_note(std::uint64_t number) const { return CrashNote(file(number, "crashes")); }
  /// From close() until open() no trial is claimed. Who is not busy after close() has nothing more to expect.
  void open() const;
  void close() const;
  [[nodiscard]] bool is_closed() const;
  /// Whether any living process has a trial.
  [[nodiscard]] bool is_busy() const;
  /// False when another process was faster, as may happen to one that was not heard of for long.
  bool publish(const Trial& trial) const;
  /// Removes all but the trials, once nobody works on the study any more.
  void remove_claims() const;

 private:
  [[nodiscard]] std::filesystem::path file(std::uint64_t number, const char* extension) const;
  [[nodiscard]] std::vector<std::filesystem::path> files_with(std::initializer_list<const char*> extensions) const;
  [[nodiscard]] int count_deaths(std::uint64_t number, bool one_more) const;

  std::filesystem::path folder_;
};

}  // namespace trainyard::search
