// The results directory: experiments, runs pending and published, found, listed and published whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/storage/lease.hpp"
#include "host/storage/verify_report.hpp"

namespace trainyard::results {

/// One run as the listing shows it.
struct RunEntry {
  std::filesystem::path folder;
  std::string experiment, name;
  /// "finished", "running" (pending, a living process holds it), "interrupted" (pending, nobody holds it), "damaged" (published, but
  /// run.json or metrics.json cannot be read: `verify` says more).
  std::string status;
  nlohmann::ordered_json run;      ///< run.json
  nlohmann::ordered_json metrics;  ///< metrics.json, null when not yet there
};

/// A run being made in experiments/<experiment>/runs/.pending/<name>/, held by a lease.
class PendingRun {
 public:
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool resumed() const noexcept { return resumed_; }
  /// The run of the same key that another process was at work on when this one was started; "": none.
  [[nodiscard]] const std::string& beside() const noexcept { return beside_; }
  /// Writes one JSON file of the run through the careful writer, pretty-printed with a final newline.
  void write_json(const std::filesystem::path& relative, const nlohmann::ordered_json& document) const;
  /// Whether this process still holds the run.
  [[nodiscard]] bool still_ours() const { return lease_ && lease_->still_ours(); }
  /// Sets run.json's "name", writes the manifest last, renames runs/.pending/<name> to runs/<final_name>. Error(interrupted) when the
  /// lease was lost; Error(cannot_create) when a run of that name exists.
  std::filesystem::path publish(const std::string& final_name);
  /// Removes the run, where this process still holds it: what no input can finish is not left as interrupted.
  void discard();

 private:
  friend class Results;
  /// After the lease of a run that is there was taken. Where its last holder may still write, unheard, the run gets another name, under
  /// which that one does not find it: what it writes fails, and cannot end up in what is published.
  void go_on();

  std::filesystem::path folder_;
  std::string name_, beside_;
  bool resumed_ = false;
  std::optional<storage::Lease> lease_;
};

class Results {
 public:
  /// Makes the directory and layout.json when absent (Error(cannot_create) when that fails); refuses a newer layout with bad_data.
  static Results open_or_create(const std::filesystem::path& root);
  /// Error(no_input) when it is not a results directory.
  static Results open(const std::filesystem::path& root);

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

  /// Goes on with a pending run of the same `key`, or one that `fits`, that nobody holds, unless `fresh`; else starts a new one.
  /// experiment.json is created when missing, with its own digest; of `experiment_info` it keeps "description" and "tags". `name` is used
  /// for a new one only, with a number appended when it is taken. Two programs at once get two runs. A new run.json holds "key", "name",
  /// "created" and "order", by which runs are listed: microseconds since 1970, but always above every earlier run of the experiment, so
  /// that a clock that steps back does not reorder them.
  PendingRun start(const std::string& experiment, const std::string& key, const std::string& name, bool fresh,
                   const nlohmann::ordered_json& experiment_info, const std::function<bool(const RunEntry&)>& fits = {});
  /// Where runs of the experiment are made; as start() makes it.
  std::filesystem::path pending_folder(const std::string& experiment, const nlohmann::ordered_json& experiment_info);
  /// Claims one pending run by folder, for `resume`; Error(unavailable) when a living process holds it.
  PendingRun claim(const std::filesystem::path& pending_folder);

  /// Newest published run of the experiment whose run.json has this `key`, checked against its manifest: Error(bad_data) when it was
  /// changed since.
  [[nodiscard]] std::optional<RunEntry> find_published(const std::string& experiment, const std::string& key) const;
  /// The folder of one experiment, or those of all when empty, in no order. Error(no_input) for one that is not there.
  [[nodiscard]] std::vector<std::filesystem::path> experiments(const std::string& experiment = "") const;
  /// All runs, published and pending, newest first; of one experiment, or of all when empty.
  [[nodiscard]] std::vector<RunEntry> list(const std::string& experiment = "") const;
  /// A run by path, by full name, by the name of an experiment with one run, or by an unambiguous part of its name, in this
  /// order; Error(no_input) naming near ones otherwise.
  [[nodiscard]] RunEntry find(const std::string& wanted) const;

 private:
  std::filesystem::path root_;
};

/// Holds a published run against its manifest before it is relied on. Throws Error(bad_data) naming the first file that is not as it was.
void check_unchanged(const RunEntry& run);

/// Where what was read of a run's trials may be kept, so that it need not be read again: a file in the results directory's .index/, which
/// may be removed at any time. It stays the same when the run is published. Empty where the run does not lie in a results directory.
std::filesystem::path trial_index_of(const RunEntry& run);

/// `20261123T021500Z-<what>-3f9a1c`; the tail is random, the time is UTC now.
std::string run_name(const std::string& what);

using storage::VerifyReport;
/// Checks a dataset, a run, a model, or a whole results directory: every manifest, every digest, missing and stray files. A problem is
/// reported, never thrown; Error(no_input) when `path` is none of these.
VerifyReport verify(const std::filesystem::path& path);

}  // namespace trainyard::results
