// One check of a table: what every kind of it is made from, sees and answers.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/profile.hpp"

namespace trainyard::dataset {

namespace checks {
struct Reference;
}

/// The texts of a category field by code.
using Texts = std::function<const std::deque<std::string>&(std::size_t field)>;

struct CheckOptions {
  std::uint64_t memory_bytes = 1ULL << 30;  ///< of all checks together; what exceeds it goes to `scratch`
  std::filesystem::path scratch;            ///< an existing folder
  std::int64_t now = 0;                     ///< microseconds since 1970; ages are counted from here
  /// Where a dotted path stands in the config, for messages ("c.yaml:3:5: data.expect[0].min"); empty: the path itself.
  std::function<std::string(const std::string&)> where;
};

/// What a check is made from: an item of `data.expect`, and the column it is about.
struct CheckItem {
  std::string path;
  const nlohmann::ordered_json& keys;
  const std::vector<Field>& fields;
  const CheckOptions& options;
  std::optional<std::size_t> column;             ///< index into fields
  bool column_given = true;                      ///< false: one of all columns, and a check that does not suit it is left out
  const checks::Reference* reference = nullptr;  ///< of the key `reference`

  [[nodiscard]] const Field& field() const { return fields.at(column.value()); }
  [[nodiscard]] bool has(std::string_view key) const { return keys.contains(key); }
  /// Throws Error(bad_config) that begins with the place of `key`.
  [[noreturn]] void refuse(const std::string& key, const std::string& message) const;
  /// Throws with "KEY is for WHAT, 'column' is TYPE" unless `suits`.
  void require(bool suits, const std::string& key, const std::string& what) const;
  /// The index of a column by name; refuses an unknown one, with the nearest.
  [[nodiscard]] std::size_t find(const std::string& name, const std::string& key) const;
};

struct Verdict {
  bool passed = false;
  std::uint64_t evaluated = 0;  ///< rows or values looked at; what passed over none is not evaluated
  std::string observed, expected;
  bool observed_is_value = false;  ///< `observed` holds values of the column, which a personal one does not show
  std::uint64_t rows_failing = 0;
  std::vector<RowId> rows;  ///< of the first violation
  std::string value;        ///< what stands there
};

class Check {
 public:
  Check() = default;
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;
  virtual ~Check() = default;

  /// Good rows, in order. Those that need only the profile do nothing.
  virtual void add(const Batch& /*batch*/, const Texts& /*texts*/) {}
  [[nodiscard]] virtual Verdict finish(const Profile& profile) = 0;
};

/// One that sees nothing and answers this; over nothing evaluated, it does not count as passed.
std::unique_ptr<Check> fixed_verdict(Verdict verdict);

struct CheckKind {
  std::string name;
  std::vector<std::string> keys;  ///< of the item; any of them asks for this check
  /// nullptr: does not suit the column, which was not asked for by name. Throws as CheckItem::refuse.
  std::unique_ptr<Check> (*make)(const CheckItem& item) = nullptr;
};

/// Counts the rows that violate an expectation, and keeps the first.
class Violations {
 public:
  void add(const RowId& row, const std::function<std::string()>& value) {
    if (rows_++ > 0) return;
    first_ = row;
    value_ = value();
  }
  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  /// The verdict over `evaluated` values.
  [[nodiscard]] Verdict verdict(std::uint64_t evaluated, std::string observed, std::string expected) const;

 private:
  std::uint64_t rows_ = 0;
  RowId first_;
  std::string value_;
};

/// Integers, floats and times.
bool is_ordered(ColumnType type);
/// A value as its column writes it: "3", "0.5", "true", "2012-10-01T05:00:00Z".
std::string number_text(ColumnType type, double value);
/// "0 to 20", "at least 0", "at most 20".
std::string limits_text(const std::optional<std::string>& min, const std::optional<std::string>& max);
/// "1 row", "2 rows".
std::string count_text(std::uint64_t count, const std::string& noun);

/// Calls see(row, value) for every present value of a column that is not text.
template <typename See>
void for_each_present(const Values& values, const See& see) {
  std::visit(
      [&](const auto& typed) {
        for (std::size_t row = 0; row < typed.size(); ++row) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(typed[row])>, std::string>) {
            if (!is_missing(typed[row])) see(row, static_cast<double>(typed[row]));
          }
        }
      },
      values);
}

}  // namespace trainyard::dataset
