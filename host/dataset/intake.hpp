// Raw files in, typed rows out: what shard() and inspect() share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"
#include "host/dataset/pass.hpp"
#include "host/dataset/quality.hpp"
#include "host/source/standard_input.hpp"

namespace trainyard::dataset {

/// One request's source files.
class Intake {
 public:
  /// Where an earlier reading got to, for going on with it.
  struct Earlier {
    Schema schema;  ///< the one it had
    Seen seen;
    RowId done;  ///< rows up to this one were handed on
    std::vector<std::vector<std::string>> dictionaries;
  };
  /// Makes who hears of the rows. `earlier`: whether they go on from the earlier reading, or begin anew.
  using MakeSink = std::function<std::unique_ptr<RowSink>(const Schema& schema, bool earlier)>;
  struct Result {
    Schema schema;
    std::unique_ptr<RowSink> sink;
    std::vector<std::vector<std::string>> dictionaries;  ///< per stored field
    Seen seen;                                           ///< all of the files
  };

  /// Checks the request. Throws Error(bad_config) on what can never work.
  explicit Intake(const ShardRequest& request);

  /// Reads every file once for its checksum.
  void fingerprint();
  [[nodiscard]] std::vector<SourceFile> sources() const;
  [[nodiscard]] std::vector<std::string> files() const;  ///< their names, for people

  /// Reads all rows under the request's schema, or under one that is guessed from the first rows and held against every row on the way:
  /// where the guess was wrong, everything is read once more under the right one, with another sink. The types do not depend on the
  /// guess. `fail_on_bad`: the first bad row is an error. `scratch`: an existing folder for what exceeds the memory.
  Result read(const MakeSink& make_sink, bool fail_on_bad, const std::filesystem::path& scratch, const Earlier* earlier = nullptr);
  [[nodiscard]] Quality& quality() noexcept { return quality_; }
  /// Ends counting, and warns of columns that say nothing.
  void finish_quality(const Texts& texts, const ProfileBuilder::Again& again);
  void warn(const std::string& message);
  /// "file:line: data row n".
  [[nodiscard]] std::string place_of(const RowId& row) const;

  /// Throws Error(bad_data) when there are more bad rows than allowed, or no good one.
  void check_bad_rows() const;
  void warn_of_bad_rows() const;

 private:
  class Listener;
  void add_source(const std::filesystem::path& path, bool test);
  /// Runs `action`; what it throws names standard input and not the place where that is kept.
  template <class Action>
  auto naming_sources(const Action& action) const;
  void take_fingerprints();
  Result read_all(const MakeSink& make_sink, bool fail_on_bad, const std::filesystem::path& scratch, const Earlier* earlier);
  void check_test_files() const;
  [[nodiscard]] source::ReaderOptions reader_options() const;
  Schema first_schema(const Earlier* earlier);
  void begin_quality(const Schema& schema, const std::filesystem::path& scratch);
  Schema given_schema(const std::vector<std::string>& columns) const;
  Schema guessed_schema(source::Reader& reader) const;
  Schema decided_schema(const Pass& pass, const Schema& guess);
  [[nodiscard]] std::string first_places(const std::vector<BadRow>& rows) const;

  const ShardRequest& request_;
  std::unique_ptr<source::StandardInput> standard_input_;  // when it is one of the sources
  std::vector<KnownSource> sources_;
  Quality quality_;
  std::vector<std::string> warnings_;
  std::uint64_t bytes_total_ = 0, bytes_fingerprinted_ = 0;
};

}  // namespace trainyard::dataset
