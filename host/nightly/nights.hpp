// The nights of an experiment as the results directory keeps them:
//
//   nightly/<experiment>/<date>.json            a finished night, written last; never changed
//   nightly/<experiment>/.pending-<date>.json   what an unfinished one has decided, so that it decides the same when it is called again;
//                                               of no use once that night or a later one is finished
//   nightly/<experiment>/running.lease          held while one is at work
//
// All documents carry their own digest. Their order is that of their dates; no time of a file counts.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/nightly/date.hpp"

namespace trainyard::nightly {

/// Below the results directory.
inline constexpr const char* folder_name = "nightly";

/// A finished night; Error(bad_data) when the file was changed, or is that of another date.
nlohmann::ordered_json read_night(const std::filesystem::path& file);

class Nights {
 public:
  Nights(const std::filesystem::path& results, const std::string& experiment) : folder_(results / folder_name / experiment) {}

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  [[nodiscard]] std::filesystem::path lease() const { return folder_ / "running.lease"; }

  /// The finished ones, oldest first, from their names; a folder that is not there has none.
  [[nodiscard]] std::vector<Date> dates() const;
  /// Those that have begun and can still be finished, oldest first.
  [[nodiscard]] std::vector<Date> unfinished() const;
  /// The night's record, null when it is not finished. Throws as read_night().
  [[nodiscard]] nlohmann::ordered_json find(Date date) const;
  /// The last that trained, of all that are finished.
  [[nodiscard]] std::optional<Date> last_training() const;
  /// Writes the night down as finished, and forgets what it and those before it had begun; false, writing nothing, when there is one.
  [[nodiscard]] bool publish(Date date, const nlohmann::ordered_json& record) const;

  /// What an unfinished night has noted; an empty object when there is nothing, or nothing that can be read.
  [[nodiscard]] nlohmann::ordered_json begun(Date date) const;
  void note(Date date, const nlohmann::ordered_json& begun) const;
  /// Notes that nobody looks at again: their nights, or later ones, are finished. A process that was killed, or slept meanwhile, left them.
  [[nodiscard]] std::vector<std::filesystem::path> outdated() const;

 private:
  [[nodiscard]] std::filesystem::path file_of(Date date) const { return folder_ / (date_text(date) + ".json"); }
  /// Dates of notes, oldest first: of those that nobody looks at again, or of the others.
  [[nodiscard]] std::vector<Date> noted(bool outdated) const;
  [[nodiscard]] std::filesystem::path begun_file(Date date) const { return folder_ / (".pending-" + date_text(date) + ".json"); }

  std::filesystem::path folder_;
};

}  // namespace trainyard::nightly
