// Old runs removed, but none that something else rests on.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/results/results.hpp"

namespace trainyard::results {

struct Retention {
  std::string experiment;               ///< empty: of each, by itself
  std::optional<std::uint64_t> newest;  ///< so many of them in an experiment stay
  std::optional<double> seconds;        ///< runs that were begun less long ago stay
  bool interrupted = false;             ///< of the interrupted runs, instead of the finished ones
  bool dry_run = false;                 ///< say only what would go
};

struct Cleaned {
  struct Run {
    std::filesystem::path folder;
    std::uint64_t bytes = 0;
    /// Why it stays although it is old: "model NAME version N", "run NAME", "the process that has gone on with it"; empty: it goes.
    std::string kept_for;
  };
  std::vector<Run> runs;  ///< old ones, newest first
};

/// Of the finished runs, or of the interrupted ones that nobody holds: those that neither rule of `retention` keeps, of which one at least
/// is given. A run that a version of a model came from, or that a run which stays was made from (its parent), stays all the same; so do
/// runs that a process is at, or that are damaged. A run that was gone on with meanwhile stays. A run goes by a rename out of sight, then
/// its files: a kill between the two leaves files that the next call removes. Throws Error(bad_data) when the registry was changed, so that
/// it cannot be told what it needs, and Error(io) when a folder cannot be removed.
Cleaned clean(const Results& results, const Retention& retention, std::chrono::system_clock::time_point now);

}  // namespace trainyard::results
