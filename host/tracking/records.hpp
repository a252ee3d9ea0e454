// What was sent to which server, outside the runs, which never change:
//
//   .tracking/<server>/server.json                     its address, and whether a config named it
//   .tracking/<server>/runs/<experiment>/<run>.json    a run that is there whole, and under which id
//   .tracking/<server>/registry.json                   the state of the registry that is mirrored
//
// A record is written when all of it was sent. Without one, or with one that is damaged, the server is asked what it has: nothing is sent
// twice. Private to tracking.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/results/results.hpp"
#include "host/storage/lease.hpp"
#include "host/tracking/server.hpp"

namespace trainyard::tracking {

/// The run's name at every server: stays the same from its beginning to its publication, and in copies of the results directory.
std::string identity_of(const results::RunEntry& run);

class Records {
 public:
  Records(const std::filesystem::path& root, const Server& server);

  /// The id of the run on the server, where all of it was sent.
  [[nodiscard]] std::optional<std::string> sent(const results::RunEntry& run) const;
  void set_sent(const results::RunEntry& run, const std::string& id) const;
  /// Held while a run, or the registry (nullptr), is sent, so that two programs do not both create it. Nothing while another one holds it.
  [[nodiscard]] std::optional<storage::Lease> lease(const results::RunEntry* run) const;

  /// The digest of the registry's state that the server has; "" when none.
  [[nodiscard]] std::string registry() const;
  void set_registry(const std::string& state) const;

  /// Removes what killed programs left.
  void clean() const;

  /// Notes the server down, so that changes of the registry are sent there too.
  void follow() const;

 private:
  [[nodiscard]] std::filesystem::path file_of(const results::RunEntry& run) const;
  void write(const std::filesystem::path& file, const nlohmann::ordered_json& document) const;

  std::filesystem::path root_, folder_;
  Server server_;
};

/// The servers that configs of this results directory named.
std::vector<Server> followed(const std::filesystem::path& root);

}  // namespace trainyard::tracking
