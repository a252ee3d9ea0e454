#include "host/dataset/split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "host/dataset/split_methods.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using Make = Split (*)(const SplitTask&);
using Fold = void (*)(const SplitTask&, Split&);

// Both in the order of SplitMethod.
const std::array<std::string, 6> method_names{"random", "stratified", "time", "group", "column", "file"};
constexpr std::array<Make, 6> makers{split_random, split_stratified, split_by_time, split_by_group, split_by_column, split_by_file};

// Both in the order of FoldMethod.
const std::array<std::string, 6> fold_names{"kfold", "stratified", "group", "stratified_group", "time", "blocks"};
constexpr std::array<Fold, 6> folders{fold_at_random,           fold_stratified, fold_by_group,
                                      fold_by_stratified_group, fold_forward,    fold_in_blocks};

std::size_t index_of(std::string_view name, std::span<const std::string> known, const std::string& what) {
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) throw Error(ExitCode::bad_config, "unknown " + what + " '" + std::string(name) + "'" + suggest(name, known));
  return static_cast<std::size_t>(found - known.begin());
}

void check(const Table& table, const SplitOptions& options, std::span<const std::int32_t> strata) {
  if (!(options.test >= 0 && options.test < 1)) {
    throw Error(ExitCode::bad_config, "split.test is " + std::to_string(options.test) + ", expected a fraction from 0 to below 1");
  }
  if (options.folds < 0) throw Error(ExitCode::bad_config, "split.folds is " + std::to_string(options.folds) + ", expected 0 or more");
  if (options.gap < 0) throw Error(ExitCode::bad_config, "split.gap is negative");
  if (options.window < 0) throw Error(ExitCode::bad_config, "split.window_size is negative");
  if (options.calibration > 0 &&
      (options.method == SplitMethod::time || options.method == SplitMethod::group || folds_by_time(options) || folds_by_group(options))) {
    throw Error(ExitCode::bug, "calibration rows are held out of a split by time or groups");
  }
  if (!strata.empty() && strata.size() != table.rows()) throw Error(ExitCode::bug, "strata and rows differ in number");
  if (table.rows() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ExitCode::bad_data, std::to_string(table.rows()) + " rows are more than a table can have (2^32)");
  }
}

// The weights to go by; none when rows are counted.
std::span<const double> weights_of(const SplitTask& task) {
  if (task.options.weight.empty()) return {};
  const Column& column = named_column(task, task.options.weight);
  if (column.type != ColumnType::integer && column.type != ColumnType::floating) {
    throw Error(ExitCode::bad_data, "column '" + column.name + "' is " + std::string(type_name(column.type)) + "; a weight is a number");
  }
  check_all_present(task, column, all_rows(task.table), "weight");
  if (std::none_of(column.numbers.begin(), column.numbers.end(), [](double weight) { return weight > 0; })) {
    throw Error(ExitCode::bad_data, "no row has a weight above 0 in column '" + column.name + "'; leave out split.weighted");
  }
  return column.numbers;
}

}  // namespace

std::string_view split_method_name(SplitMethod method) { return method_names.at(static_cast<std::size_t>(method)); }

SplitMethod split_method_from_name(std::string_view name) { return static_cast<SplitMethod>(index_of(name, method_names, "split method")); }

std::string_view fold_method_name(FoldMethod method) { return fold_names.at(static_cast<std::size_t>(method)); }

FoldMethod fold_method_from_name(std::string_view name) {
  return static_cast<FoldMethod>(index_of(name, fold_names, "kind of cross-validation"));
}

FoldMethod fold_method(const SplitOptions& options) noexcept {
  if (options.cv) return *options.cv;
  switch (options.method) {
    case SplitMethod::random:
      return FoldMethod::kfold;
    case SplitMethod::time:
      return FoldMethod::time;
    case SplitMethod::group:
      return FoldMethod::group;
    case SplitMethod::stratified:
    case SplitMethod::column:
    case SplitMethod::file:
      break;
  }
  return FoldMethod::stratified;
}

bool folds_by_time(const SplitOptions& options) noexcept {
  const FoldMethod method = fold_method(options);
  return options.folds > 1 && (method == FoldMethod::time || method == FoldMethod::blocks);
}

bool folds_by_group(const SplitOptions& options) noexcept {
  const FoldMethod method = fold_method(options);
  return options.folds > 1 && (method == FoldMethod::group || method == FoldMethod::stratified_group);
}

FoldRows Split::fold_rows(std::size_t k) const {
  if (k >= folds_) throw std::out_of_range("split: there is no such fold");
  const auto fold = static_cast<std::int32_t>(k);
  FoldRows rows;
  for (std::size_t i = 0; i < train.size(); ++i) {
    if (validates_[i] == fold) {
      rows.validation.push_back(train[i]);
    } else if (range_kind_ == Ranges::none || ranges_[i].contains(fold) == (range_kind_ == Ranges::trained)) {
      rows.train.push_back(train[i]);
    }
  }
  return rows;
}

void Split::set_folds(std::size_t folds, std::vector<std::int32_t> validates) { set_folds(folds, std::move(validates), Ranges::none, {}); }

void Split::set_folds(std::size_t folds, std::vector<std::int32_t> validates, Ranges kind, std::vector<FoldRange> ranges) {
  folds_ = folds;
  validates_ = std::move(validates);
  range_kind_ = kind;
  ranges_ = std::move(ranges);
}

Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata) {
  check(table, options, strata);
  SplitTask task{table, sources, options, seed, strata, {}};
  task.weights = weights_of(task);
  Split split = makers.at(static_cast<std::size_t>(options.method))(task);
  if (options.calibration > 0) hold_out(task, split);
  const auto folds = static_cast<std::size_t>(std::max(options.folds, 1));
  if (split.train.size() < folds) {
    throw Error(ExitCode::bad_data, std::to_string(split.train.size()) + " training rows of " + std::to_string(table.rows()) +
                                        " are fewer than the " + std::to_string(folds) + " folds; lower split.folds or split.test");
  }
  if (folds > 1) folders.at(static_cast<std::size_t>(fold_method(options)))(task, split);
  return split;
}

const Column& named_column(const SplitTask& task, const std::string& name) {
  if (const Column* column = task.table.find(name)) return *column;
  std::vector<std::string> known;
  for (const Column& column : task.table.columns) known.push_back(column.name);
  throw Error(ExitCode::bad_data, "there is no column '" + name + "'" + suggest(name, known));
}

const Column& fold_column(const SplitTask& task) {
  return named_column(task, task.options.fold_column.empty() ? task.options.column : task.options.fold_column);
}

void check_all_present(const SplitTask& task, const Column& column, std::span<const std::uint32_t> rows, const std::string& what) {
  for (const std::uint32_t row : rows) {
    if (column.is_category() ? column.codes[row] >= 0 : !std::isnan(column.numbers[row])) continue;
    const RowId& id = task.table.ids[row];
    throw Error(ExitCode::bad_data, "column '" + column.name + "' has no " + what + " in data row " + std::to_string(id.number + 1) +
                                        " of " + task.sources[id.source].path +
                                        "; make the dataset with this config, which sets such rows aside");
  }
}

std::vector<std::uint32_t> all_rows(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

void set_folds(Split& split, std::size_t folds, const std::vector<std::int32_t>& fold_of) {
  std::vector<std::int32_t> validates;
  validates.reserve(split.train.size());
  for (const std::uint32_t row : split.train) validates.push_back(fold_of[row]);
  split.set_folds(folds, std::move(validates));
}

}  // namespace trainyard::dataset
