// Logging: lines on standard error for people, JSON lines into the run. Library code calls these and never prints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace trainyard::log {

/// Sets what standard error shows: `quiet` errors and warnings only, `verbose` debug too. Colour off when not a terminal or NO_COLOR is
/// set.
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

/// Progress of one stage: a live line with rate and time left on a terminal, else a plain line every few seconds.
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
