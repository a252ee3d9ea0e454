// Raw files in, typed rows out: what shard(), inspect() and read_raw() share.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/converter.hpp"
#include "host/dataset/dataset.hpp"
#include "host/dataset/quality.hpp"

namespace trainyard::dataset {

/// Bytes of a file read at a time, for a memory bound.
std::size_t block_bytes(std::uint64_t memory_bytes);

/// One request's source files. Every pass reads all of them from start to end, with progress.
class Intake {
 public:
  /// Checks the request. Throws Error(bad_config) on what can never work.
  explicit Intake(const ShardRequest& request);

  /// Reads every file once for its checksum.
  void fingerprint();
  [[nodiscard]] const std::vector<SourceFile>& sources() const noexcept { return sources_; }
  [[nodiscard]] std::vector<std::string> files() const;  ///< their names, for people

  /// The schema to hold the rows to: the request's, or one learned from all rows. Roles include the request's target and dropped columns.
  Schema settle_schema();

  /// Converts all rows under `schema`; `rows` sees good rows and `bad` bad ones in file order, and quality() counts them. Throws
  /// Error(bad_data) when a file is no longer the one that was fingerprinted.
  Converter convert(const Schema& schema, const std::function<void(const Converter&, const Batch&)>& rows,
                    const std::function<void(const BadRow&)>& bad);
  [[nodiscard]] const Quality& quality() const noexcept { return quality_; }

  /// Throws Error(bad_data) when there are more bad rows than allowed, or no good one; warns when there are some.
  void check_bad_rows() const;

 private:
  void warn(const std::string& message);
  void progress(std::uint64_t bytes_in_file);
  void check_names(const std::vector<std::string>& known, const std::string& where) const;
  Schema given_schema(const std::vector<std::string>& columns);
  Schema learned_schema(const std::vector<std::string>& columns);
  [[nodiscard]] std::string first_places(const std::vector<BadRow>& rows) const;
  void assign_roles(Schema& schema) const;
  void warn_about_columns(const Schema& schema);

  const ShardRequest& request_;
  std::vector<SourceFile> sources_;
  Quality quality_;
  std::vector<std::string> warnings_;
  std::uint64_t bytes_total_ = 0, bytes_done_ = 0;
};

}  // namespace trainyard::dataset
