#include "host/dataset/split_check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <xxhash.h>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using RowList = std::span<const std::uint32_t>;

/// For every row a number that it shares with its equals, below the number of rows.
using Keys = std::vector<std::uint32_t>;

/// Numbers equal values alike. `values` are one per row, and ordered.
template <class T>
Keys keys_of(std::vector<std::pair<T, std::uint32_t>> values) {
  Keys keys(values.size());
  std::ranges::sort(values);
  std::uint32_t key = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0 && values[i].first != values[i - 1].first) ++key;
    keys[values[i].second] = key;
  }
  return keys;
}

/// `value(row)` for every row, numbered.
template <class Value>
Keys keys_by(const Table& table, Value value) {
  std::vector<std::pair<decltype(value(0U)), std::uint32_t>> values;
  values.reserve(table.rows());
  for (std::uint32_t row = 0; row < table.rows(); ++row) values.emplace_back(value(row), row);
  return keys_of(std::move(values));
}

Keys identities(const Table& table) {
  return keys_by(table, [&](std::uint32_t row) { return std::pair(table.ids[row].source, table.ids[row].number); });
}

const Column& column_of(const Table& table, const std::string& name) {
  if (const Column* column = table.find(name)) return *column;
  throw Error(ExitCode::bug, "the split went by column '" + name + "', which the table lacks");
}

// As bits: -0 counts as 0, and every value that is missing as the same one.
std::uint64_t bits_of(const Column& column, std::uint32_t row) {
  if (column.is_category()) return static_cast<std::uint64_t>(column.codes[row]);
  return std::bit_cast<std::uint64_t>(column.numbers[row] + 0.0);
}

Keys groups(const Table& table, const std::string& name) {
  const Column& column = column_of(table, name);
  return keys_by(table, [&](std::uint32_t row) { return bits_of(column, row); });
}

/// Training rows found on two sides, each counted once, and the first pair.
class Tally {
 public:
  Tally(const Table& table, std::span<const SourceFile> sources) : table_(table), sources_(sources), counted_(table.rows()) {}

  void add(std::uint32_t train, std::uint32_t other) {
    if (counted_[train]) return;
    counted_[train] = true;
    if (++rows_ == 1) first_ = place(train) + " and " + place(other);
  }

  /// "training rows that <what>: 2, the first with its counterpart data row 3 of a.csv and data row 5 of a.csv"
  void report(Overlap overlap, const std::string& what, std::vector<SplitFinding>& findings) const {
    if (rows_ == 0) return;
    const std::string text = "training rows that " + what + ": " + std::to_string(rows_) + ", the first with its counterpart " + first_;
    findings.push_back({overlap, rows_, text});
  }

 private:
  [[nodiscard]] std::string place(std::uint32_t row) const {
    const RowId& id = table_.ids[row];
    return "data row " + std::to_string(id.number + 1) + " of " + sources_[id.source].path;
  }

  const Table& table_;
  std::span<const SourceFile> sources_;
  std::vector<bool> counted_;
  std::uint64_t rows_ = 0;
  std::string first_;
};

void compare_keys(const Keys& keys, RowList train, RowList other, Tally& tally) {
  constexpr std::uint32_t none = 0xffffffff;
  std::vector<std::uint32_t> holder(keys.size(), none);
  for (const std::uint32_t row : other) {
    if (holder[keys[row]] == none) holder[keys[row]] = row;
  }
  for (const std::uint32_t row : train) {
    if (const std::uint32_t found = holder[keys[row]]; found != none) tally.add(row, found);
  }
}

/// Training rows may lie after the others only in folds by blocks.
void compare_times(const std::vector<double>& times, std::int64_t gap, bool only_before, RowList train, RowList other, Tally& tally) {
  if (other.empty()) return;
  const auto time = [&](std::uint32_t row) { return static_cast<std::int64_t>(times[row]); };
  const auto [first, last] = std::ranges::minmax(other, {}, time);
  for (const std::uint32_t row : train) {
    const bool before = time(row) < time(first) && time(row) + gap <= time(first);
    const bool after = !only_before && time(row) > time(last) && time(last) + gap <= time(row);
    if (!before && !after) tally.add(row, time(row) < time(last) ? first : last);
  }
}

class Checker {
 public:
  Checker(const Table& table, const std::vector<Content>& contents, std::span<const SourceFile> sources, const SplitOptions& options,
          const Split& split)
      : table_(table),
        sources_(sources),
        options_(options),
        split_(split),
        identities_(identities(table)),
        contents_(keys_by(table, [&](std::uint32_t row) { return contents[row]; })) {}

  std::vector<SplitFinding> run() {
    check_rows();
    if (options_.method == SplitMethod::group) {
      compare_with_test(Overlap::group, groups(table_, options_.column), "are of a group that test rows are of");
    }
    if (folds_by_group(options_))
      compare_in_folds(Overlap::group, groups(table_, fold_column()), "are of a group that their fold's validation rows are of");
    check_times();
    compare_with_test(Overlap::content, contents_, "equal a test row in every feature and the target");
    compare_in_folds(Overlap::content, contents_, "equal a validation row of their fold in every feature and the target");
    return std::move(findings_);
  }

 private:
  [[nodiscard]] const std::string& fold_column() const { return options_.fold_column.empty() ? options_.column : options_.fold_column; }

  template <class Compare>
  void in_folds(Overlap overlap, const std::string& what, Compare compare) {
    Tally tally(table_, sources_);
    for (std::size_t k = 0; k < split_.folds(); ++k) {
      const FoldRows rows = split_.fold_rows(k);
      compare(rows.train, rows.validation, tally);
    }
    const std::size_t before = findings_.size();
    tally.report(overlap, what, findings_);
    if (findings_.size() > before) findings_.back().in_folds = true;
  }

  void compare_in_folds(Overlap overlap, const Keys& keys, const std::string& what) {
    in_folds(overlap, what, [&](RowList train, RowList other, Tally& tally) { compare_keys(keys, train, other, tally); });
  }

  void compare_with_test(Overlap overlap, const Keys& keys, const std::string& what) {
    Tally tally(table_, sources_);
    compare_keys(keys, split_.train, split_.test, tally);
    tally.report(overlap, what, findings_);
  }

  void check_rows() {
    compare_with_test(Overlap::row, identities_, "are test rows too");
    compare_in_folds(Overlap::row, identities_, "are validation rows of their fold too");
  }

  void check_times() {
    if (options_.method == SplitMethod::time) {
      Tally tally(table_, sources_);
      compare_times(column_of(table_, options_.column).numbers, options_.gap, true, split_.train, split_.test, tally);
      tally.report(Overlap::time, "are not before the test rows by split.gap", findings_);
    }
    if (!folds_by_time(options_)) return;
    const auto& times = column_of(table_, fold_column()).numbers;
    const bool only_before = fold_method(options_) == FoldMethod::time;
    in_folds(Overlap::time, "are too near to, or later than, their fold's validation rows",
             [&](RowList train, RowList other, Tally& tally) { compare_times(times, options_.gap, only_before, train, other, tally); });
  }

  const Table& table_;
  std::span<const SourceFile> sources_;
  const SplitOptions& options_;
  const Split& split_;
  Keys identities_, contents_;
  std::vector<SplitFinding> findings_;
};

}  // namespace

std::vector<Content> contents_of(const Table& block, const Schema& schema) {
  std::vector<const Column*> columns;
  for (const Column& column : block.columns) {
    const Field* field = schema.find(column.name);
    if (field != nullptr && (field->role == Role::feature || field->role == Role::target)) columns.push_back(&column);
  }
  std::vector<std::uint64_t> values(columns.size());
  std::vector<Content> contents;
  contents.reserve(block.rows());
  for (std::uint32_t row = 0; row < block.rows(); ++row) {
    std::ranges::transform(columns, values.begin(), [&](const Column* column) { return bits_of(*column, row); });
    const XXH128_hash_t hash = XXH3_128bits(values.data(), values.size() * sizeof(std::uint64_t));
    contents.emplace_back(hash.high64, hash.low64);
  }
  return contents;
}

std::vector<SplitFinding> check_split(const Table& table, const std::vector<Content>& contents, std::span<const SourceFile> sources,
                                      const SplitOptions& options, const Split& split) {
  if (contents.size() != table.rows()) throw Error(ExitCode::bug, "contents and rows differ in number");
  return Checker(table, contents, sources, options, split).run();
}

std::vector<SplitFinding> check_split(const Table& table, const Schema& schema, std::span<const SourceFile> sources,
                                      const SplitOptions& options, const Split& split) {
  return check_split(table, contents_of(table, schema), sources, options, split);
}

}  // namespace trainyard::dataset
