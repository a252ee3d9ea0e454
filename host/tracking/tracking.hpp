// Runs and registered models shown on an MLflow server. The results directory is the source of truth; a server gets what it has not got,
// once.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/results/results.hpp"
#include "host/tracking/server.hpp"

namespace trainyard::tracking {

/// What became of one run.
struct Mirrored {
  enum class Outcome { sent, already, held };  ///< held: another program is sending it
  Outcome outcome = Outcome::sent;
  std::string id;  ///< on the server; "" when held
};

/// How long all requests together may take: as long as the server answers; half a minute, because somebody waits; five seconds, because the
/// process is about to be killed.
enum class Haste { none, some, great };

/// Sends to one server, over one connection. Errors: unavailable (69) when the server cannot be reached, is too slow, or refuses;
/// not_permitted (77); bad_data (65) when a run was changed since it was published. What was sent until then is found again.
class Mirror {
 public:
  Mirror(const std::filesystem::path& root, const Server& server, Haste haste);
  ~Mirror();

  /// Whether all of the run is on the server, as far as is on record here: asks nobody.
  [[nodiscard]] bool has(const results::RunEntry& run) const;
  /// A finished run with its trials, artifacts and model; of an "interrupted" or "failed" one that it was begun, which its end replaces.
  Mirrored run(const results::RunEntry& run);
  /// Registered models: versions, stages and aliases, with the runs that they came from. False when there was nothing new.
  bool registry();
  /// Sends changes of the registry here from now on, too.
  void follow();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Sends the registry to every server that a config of this results directory named. Never throws for a server's sake: what cannot be sent
/// is a warning that says how it is sent later.
void mirror_registry(const std::filesystem::path& root);

/// The same for a run that has just ended, and the registry, to the server of its config. Returns the run's id there, "" when it is not
/// there yet.
std::string mirror_run(const std::filesystem::path& root, const Server& server, const std::filesystem::path& run);

/// The same for one that has just been "interrupted" or has "failed", and which this process still holds.
void mirror_unfinished(const std::filesystem::path& root, const Server& server, const std::filesystem::path& run,
                       const std::string& status);

}  // namespace trainyard::tracking
