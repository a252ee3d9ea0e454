// MLflow's REST interface, as far as it is used: one method per call, and those that create find first what is there. Private to tracking.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/tracking/http.hpp"

namespace trainyard::tracking {

using Tags = std::map<std::string, std::string>;

struct Metric {
  std::string key;
  double value = 0;
  std::int64_t time = 0;  ///< milliseconds since 1970
  std::int64_t step = 0;
};

struct Param {
  std::string key, value;
};

/// A run as the server has it.
struct ServerRun {
  std::string id, status, artifacts;  ///< "RUNNING", "FINISHED", …; the artifact URI
  std::int64_t start = 0;
  Tags tags;
};

struct ServerVersion {
  std::string number, stage;
  Tags tags;
};

class Mlflow {
 public:
  explicit Mlflow(Http http) : http_(std::move(http)) {}

  [[nodiscard]] const Server& server() const { return http_.server(); }

  /// The experiment's id; of many that create it at once, one does and the others find it.
  std::string experiment(const std::string& name, const Tags& tags);

  /// All runs with this tag, oldest first.
  std::vector<ServerRun> runs_with(const std::string& experiment, const std::string& tag, const std::string& value);
  /// `tags` with what tells the run from every other: a request that was worked on although no answer came makes one that runs_with()
  /// finds.
  ServerRun create_run(const std::string& experiment, const std::string& name, std::int64_t start, const Tags& tags);
  void delete_run(const std::string& run);
  /// Batches within MLflow's limits; the same once more changes nothing.
  void log(const std::string& run, const std::vector<Metric>& metrics, const std::vector<Param>& params, const Tags& tags);
  void log_input(const std::string& run, const nlohmann::ordered_json& dataset, const std::string& context);
  void end_run(const std::string& run, const std::string& name, const std::string& status, std::int64_t end);
  /// Where its artifacts go.
  std::string artifacts_of(const std::string& run);

  /// Sizes of the files directly in a folder of the run's artifacts, by path.
  std::map<std::string, std::uint64_t> artifact_sizes(const std::string& run, const std::string& folder);
  void put_file(const std::string& artifacts, const std::string& path, const std::filesystem::path& file, std::uint64_t size);
  void put_bytes(const std::string& artifacts, const std::string& path, std::string_view bytes);

  void ensure_model(const std::string& name, const std::string& description);
  std::vector<ServerVersion> versions(const std::string& model);
  ServerVersion create_version(const std::string& model, const std::string& source, const std::string& run, const std::string& description,
                               const Tags& tags);
  void delete_version(const std::string& model, const std::string& version);
  /// Does nothing on a server that knows no stages any more.
  void set_stage(const std::string& model, const std::string& version, const std::string& stage);
  /// {alias: version}
  Tags aliases(const std::string& model);
  void set_alias(const std::string& model, const std::string& alias, const std::string& version);
  void delete_alias(const std::string& model, const std::string& alias);

 private:
  nlohmann::ordered_json get(const std::string& call, const std::vector<Param>& query);
  nlohmann::ordered_json post(const std::string& call, const nlohmann::ordered_json& body, Repeat repeat);

  Http http_;
  std::map<std::string, std::string> experiments_;  ///< ids by name
};

}  // namespace trainyard::tracking
