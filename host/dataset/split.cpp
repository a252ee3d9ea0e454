#include "host/dataset/split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "host/dataset/split_methods.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using Make = Split (*)(const SplitTask&);

// Both in the order of SplitMethod.
const std::array<std::string, 6> names{"random", "stratified", "time", "group", "column", "file"};
constexpr std::array<Make, 6> makers{split_random, split_stratified, split_by_time, split_by_group, split_by_column, split_by_file};

void check(const Table& table, const SplitOptions& options, std::span<const std::int32_t> strata) {
  if (!(options.test >= 0 && options.test < 1)) {
    throw Error(ExitCode::bad_config, "split.test is " + std::to_string(options.test) + ", expected a fraction from 0 to below 1");
  }
  if (options.folds < 0) throw Error(ExitCode::bad_config, "split.folds is " + std::to_string(options.folds) + ", expected 0 or more");
  if (options.gap < 0) throw Error(ExitCode::bad_config, "split.gap is negative");
  if (!strata.empty() && strata.size() != table.rows()) throw Error(ExitCode::bug, "strata and rows differ in number");
  if (table.rows() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ExitCode::bad_data, std::to_string(table.rows()) + " rows are more than a table can have (2^32)");
  }
}

}  // namespace

std::string_view split_method_name(SplitMethod method) { return names.at(static_cast<std::size_t>(method)); }

SplitMethod split_method_from_name(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw Error(ExitCode::bad_config, "unknown split method '" + std::string(name) + "'" + suggest(name, names));
  return static_cast<SplitMethod>(found - names.begin());
}

FoldRows Split::fold_rows(std::size_t k) const {
  if (k >= folds_) throw std::out_of_range("split: there is no such fold");
  const auto fold = static_cast<std::int32_t>(k);
  FoldRows rows;
  for (std::size_t i = 0; i < train.size(); ++i) {
    if (validates_[i] == fold) {
      rows.validation.push_back(train[i]);
    } else if (trains_from_.empty() || trains_from_[i] <= fold) {
      rows.train.push_back(train[i]);
    }
  }
  return rows;
}

void Split::set_folds(std::size_t folds, std::vector<std::int32_t> validates) { set_folds(folds, std::move(validates), {}); }

void Split::set_folds(std::size_t folds, std::vector<std::int32_t> validates, std::vector<std::int32_t> trains_from) {
  folds_ = folds;
  validates_ = std::move(validates);
  trains_from_ = std::move(trains_from);
}

Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata) {
  check(table, options, strata);
  return makers.at(static_cast<std::size_t>(options.method))({table, sources, options, seed, strata});
}

const Column& split_column(const SplitTask& task) {
  const std::string& name = task.options.column;
  if (const Column* column = task.table.find(name)) return *column;
  std::vector<std::string> known;
  for (const Column& column : task.table.columns) known.push_back(column.name);
  throw Error(ExitCode::bad_data, "there is no column '" + name + "'" + suggest(name, known));
}

void check_all_present(const SplitTask& task, const Column& column, const std::string& what) {
  for (std::size_t row = 0; row < task.table.rows(); ++row) {
    if (column.is_category() ? column.codes[row] >= 0 : !std::isnan(column.numbers[row])) continue;
    const RowId& id = task.table.ids[row];
    throw Error(ExitCode::bad_data, "column '" + column.name + "' has no " + what + " in data row " + std::to_string(id.number + 1) +
                                        " of " + task.sources[id.source].path +
                                        "; make the dataset with this config, which sets such rows aside");
  }
}

}  // namespace trainyard::dataset
