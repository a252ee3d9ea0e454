#include "host/dataset/split_groups.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>
#include <xxhash.h>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// The value in 64 bits: a code, or the bits of a number; -0 counts as 0.
std::uint64_t value_bits(const Column& column, std::uint32_t row) {
  return column.is_category() ? static_cast<std::uint64_t>(column.codes[row]) : std::bit_cast<std::uint64_t>(column.numbers[row] + 0.0);
}

std::string key_of(const Column& column, std::uint32_t row) {
  if (column.is_category()) return column.dictionary->at(static_cast<std::size_t>(column.codes[row]));
  const std::uint64_t bits = value_bits(column, row);
  std::string key;
  for (int shift = 0; shift < 64; shift += 8) key += static_cast<char>(bits >> shift & 255);
  return key;
}

// Weights are added by size: the order of the rows does not matter.
double size_of(const SplitTask& task, const std::vector<std::uint32_t>& rows) {
  if (task.weights.empty()) return static_cast<double>(rows.size());
  std::vector<double> weights;
  weights.reserve(rows.size());
  for (const std::uint32_t row : rows) weights.push_back(task.weight(row));
  std::ranges::sort(weights);
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

}  // namespace

std::vector<Group> ranked_groups(const SplitTask& task, const Column& column, std::span<const std::uint32_t> rows, std::uint64_t stream) {
  check_all_present(task, column, rows, "group");
  std::unordered_map<std::uint64_t, std::size_t> index_of;
  std::vector<Group> groups;
  for (const std::uint32_t row : rows) {
    const auto [known, fresh] = index_of.emplace(value_bits(column, row), groups.size());
    if (fresh) groups.push_back({key_of(column, row), {}, 0, 0});
    groups[known->second].rows.push_back(row);
  }
  for (Group& group : groups) {
    group.size = size_of(task, group.rows);
    group.rank = XXH3_64bits_withSeed(group.key.data(), group.key.size(), task.seed ^ stream);
  }
  std::ranges::sort(groups, [](const Group& a, const Group& b) { return a.rank != b.rank ? a.rank < b.rank : a.key < b.key; });
  return groups;
}

void check_group_count(const Column& column, std::size_t groups, std::size_t needed, const std::string& why) {
  if (groups >= needed) return;
  throw Error(ExitCode::bad_data,
              "column '" + column.name + "' has " + std::to_string(groups) + (groups == 1 ? " value " : " different values ") + why);
}

std::vector<Group> groups_to_fold(const SplitTask& task, const Split& split) {
  const Column& column = fold_column(task);
  std::vector<Group> groups = ranked_groups(task, column, split.train, fold_stream);
  const std::string folds = std::to_string(task.options.folds);
  check_group_count(column, groups.size(), static_cast<std::size_t>(task.options.folds),
                    "among the training rows, fewer than the " + folds + " folds; lower split.folds");
  return groups;
}

}  // namespace trainyard::dataset
