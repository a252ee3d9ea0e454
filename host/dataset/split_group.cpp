// Rows with the same value in a column are never parted.
#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>
#include <xxhash.h>

#include "host/dataset/split_methods.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

struct Group {
  std::string key;  ///< the value's bytes: its text, or the bits of the number, little endian
  std::vector<std::uint32_t> rows;
  std::uint64_t rank = 0;
};

std::string key_of(const Column& column, std::uint32_t row) {
  if (column.is_category()) return column.dictionary->at(static_cast<std::size_t>(column.codes[row]));
  const auto bits = std::bit_cast<std::uint64_t>(column.numbers[row] + 0.0);  // -0 counts as 0
  std::string key;
  for (int shift = 0; shift < 64; shift += 8) key += static_cast<char>(bits >> shift & 255);
  return key;
}

std::vector<Group> groups_of(const SplitTask& task) {
  const Column& column = split_column(task);
  check_all_present(task, column, "group");
  std::unordered_map<std::uint64_t, std::size_t> index_of;  // by code, or by the bits of the number
  std::vector<Group> groups;
  for (std::uint32_t row = 0; row < task.table.rows(); ++row) {
    const auto value =
        column.is_category() ? static_cast<std::uint64_t>(column.codes[row]) : std::bit_cast<std::uint64_t>(column.numbers[row] + 0.0);
    const auto [known, fresh] = index_of.emplace(value, groups.size());
    if (fresh) groups.push_back({key_of(column, row), {}, 0});
    groups[known->second].rows.push_back(row);
  }
  return groups;
}

void sort_by_rank(std::vector<Group>& groups, std::uint64_t seed) {
  for (Group& group : groups) group.rank = XXH3_64bits_withSeed(group.key.data(), group.key.size(), seed);
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.rank != b.rank ? a.rank < b.rank : a.key < b.key; });
}

// How many groups come nearest to `wanted` rows: at least one of them unless none is wanted, and not all.
std::size_t nearest_count(const std::vector<Group>& groups, std::size_t wanted) {
  if (wanted == 0) return 0;
  std::size_t count = 1, rows = groups[0].rows.size();
  while (count + 1 < groups.size()) {
    const std::size_t next = rows + groups[count].rows.size();
    if (rows >= wanted || (next > wanted && next - wanted >= wanted - rows)) break;
    rows = next;
    ++count;
  }
  return count;
}

void check_count(const SplitTask& task, std::size_t groups, std::size_t needed, const std::string& why) {
  if (groups >= needed) return;
  throw Error(ExitCode::bad_data, "column '" + task.options.column + "' has " + std::to_string(groups) +
                                      (groups == 1 ? " value " : " different values ") + why);
}

}  // namespace

Split split_by_group(const SplitTask& task) {
  std::vector<Group> groups = groups_of(task);
  const auto wanted = static_cast<std::size_t>(std::llround(task.options.test * static_cast<double>(task.table.rows())));
  check_count(task, groups.size(), wanted == 0 ? 1 : 2, "in all: too few to train on some and test on others");
  sort_by_rank(groups, task.seed ^ test_stream);
  Split split;
  const auto tested = groups.begin() + static_cast<std::ptrdiff_t>(nearest_count(groups, wanted));
  for (auto group = groups.begin(); group != groups.end(); ++group) {
    auto& part = group < tested ? split.test : split.train;
    part.insert(part.end(), group->rows.begin(), group->rows.end());
  }
  groups.erase(groups.begin(), tested);
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.test.begin(), split.test.end());
  if (task.options.folds < 2) return split;

  const auto folds = static_cast<std::size_t>(task.options.folds);
  check_count(task, groups.size(), folds, "among the training rows, fewer than the " + std::to_string(folds) + " folds; lower split.folds");
  sort_by_rank(groups, task.seed ^ fold_stream);
  std::vector<std::size_t> rows(folds);
  std::vector<std::int32_t> fold_of(task.table.rows());
  for (const Group& group : groups) {
    const auto fold = std::min_element(rows.begin(), rows.end()) - rows.begin();
    rows[static_cast<std::size_t>(fold)] += group.rows.size();
    for (const std::uint32_t row : group.rows) fold_of[row] = static_cast<std::int32_t>(fold);
  }
  std::vector<std::int32_t> validates;
  for (const std::uint32_t row : split.train) validates.push_back(fold_of[row]);
  split.set_folds(folds, std::move(validates));
  return split;
}

}  // namespace trainyard::dataset
