// What the rows of a dataset are like, good and bad: quality.json, profile.json and the report of `validate`.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/checks/checks.hpp"
#include "host/dataset/profile_builder.hpp"

namespace trainyard::dataset {

class Quality {
 public:
  /// Bad rows listed one by one.
  static constexpr std::size_t most_bad_rows = 100;

  /// `checks`: of the same fields; they see the good rows too.
  Quality(std::vector<Field> fields, std::uint64_t memory_bytes, std::function<Checks()> checks);

  /// Good rows, in order.
  void add(const Batch& batch, const Texts& texts);
  void add(const BadRow& row);
  /// Bad rows counted by an earlier reading, of which the first are listed.
  void restore(std::uint64_t bad, std::vector<BadRow> first);
  /// Forgets the good rows: those of them that are kept are added once more, without `dropped` ones that repeat others.
  void begin_anew(std::uint64_t dropped);
  void warn(const std::string& message) { warnings_.push_back(message); }

  /// Ends adding good rows; see ProfileBuilder::finish. Columns are finished side by side by `threads`.
  void finish(const Texts& texts, const ProfileBuilder::Again& again, int threads, const std::vector<std::string>& files);
  [[nodiscard]] const std::vector<CheckResult>& results() const noexcept { return results_; }
  [[nodiscard]] const Profile& profile() const noexcept { return profile_; }

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t bad_rows() const noexcept { return bad_; }
  [[nodiscard]] const std::vector<BadRow>& first_bad_rows() const noexcept { return first_bad_; }

  /// `rows` (kept), `bad`, `duplicates` (dropped, when some were), `columns`: per column name, type, role, missing, distinct (with
  /// `estimated` when it is), and for numbers min, max, mean; `checks`; `bad_rows`: the first 100; `warnings`. `files`: names of the
  /// sources.
  [[nodiscard]] nlohmann::ordered_json report(const std::vector<std::string>& files) const;

 private:
  std::vector<Field> fields_;
  ProfileBuilder builder_;
  Profile profile_;
  std::uint64_t memory_bytes_;
  std::function<Checks()> make_checks_;
  Checks checks_;
  std::vector<CheckResult> results_;
  std::uint64_t rows_ = 0, bad_ = 0, dropped_ = 0;
  std::vector<BadRow> first_bad_;
  std::vector<std::string> warnings_;
};

/// Bad rows as they are listed in quality.json, and back.
nlohmann::ordered_json bad_rows_json(const std::vector<BadRow>& rows, const std::vector<std::string>& files);
std::vector<BadRow> bad_rows_from(const nlohmann::ordered_json& list, const std::vector<std::string>& files);

}  // namespace trainyard::dataset
