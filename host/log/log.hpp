// Logging: lines on standard error for people, JSON lines into the run. Library code calls these and never prints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace trainyard::log {

/// Sets what standard error shows: `quiet` errors and warnings only, `verbose` debug too; without it, info and above. Lines read
/// `HH:MM:SS stage message`, local time. No colour when it is not a terminal, TERM is dumb or NO_COLOR is set.
void to_standard_error(bool quiet, bool verbose);
/// Adds JSON lines {"time","level","stage","message"} to a file (a run's log.jsonl), until the object dies. A full disk for the
/// log alone never stops the work.
class ToFile {
 public:
  explicit ToFile(const std::filesystem::path& file);
  ~ToFile();
  ToFile(const ToFile&) = delete;
  ToFile& operator=(const ToFile&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The stage named in every line from now on ("shard", "features", "search", …).
void set_stage(const std::string& stage);

void debug(const std::string& message);
void info(const std::string& message);
void warning(const std::string& message);
void error(const std::string& message);

/// Passes each text on to `to` once, however often and from however many threads it comes.
std::function<void(const std::string&)> once(void (*to)(const std::string&));

/// Progress of one stage, from any thread: a live line with rate and time left on a terminal, else a plain line every five seconds;
/// nothing when quiet. `total` 0: unknown. The unit "bytes" is shown as KiB, MiB, ….
class Progress {
 public:
  Progress(std::string what, std::uint64_t total, std::string unit);
  ~Progress();
  void update(std::uint64_t done, const std::string& note = "");

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::log
