// Rows in the order of a hash of their identity: `random`, `stratified`, and the folds of every method that has no order of its own.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <xxhash.h>

#include "host/dataset/split_methods.hpp"
#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

using Digest = std::array<unsigned char, 32>;

Digest digest_bytes(const SourceFile& source) {
  Digest digest{};
  const std::string& hex = source.sha256;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const char* at = hex.data() + 2 * i;
    if (hex.size() != 64 || std::from_chars(at, at + 2, digest[i], 16).ptr != at + 2) {
      throw Error(ExitCode::bad_data, source.path + ": '" + hex + "' is not a SHA-256; the dataset's record is damaged");
    }
  }
  return digest;
}

// Sorts rows by rank; equal ranks (the same file given twice) by row, which is the order of the sources.
void sort_by_rank(std::vector<std::uint32_t>& rows, const std::vector<std::uint64_t>& rank) {
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return rank[a] != rank[b] ? rank[a] < rank[b] : a < b; });
}

// Rows by stratum, strata ascending; one stratum when there are none.
std::map<std::int32_t, std::vector<std::uint32_t>> by_stratum(const std::vector<std::uint32_t>& rows,
                                                              std::span<const std::int32_t> strata) {
  std::map<std::int32_t, std::vector<std::uint32_t>> groups;
  for (const std::uint32_t row : rows) groups[strata.empty() ? 0 : strata[row]].push_back(row);
  return groups;
}

}  // namespace

std::vector<std::uint64_t> row_ranks(const SplitTask& task, std::uint64_t stream) {
  std::vector<Digest> digests;
  for (const SourceFile& source : task.sources) digests.push_back(digest_bytes(source));
  std::vector<std::uint64_t> result(task.table.rows());
  std::array<unsigned char, 40> identity{};
  for (std::size_t row = 0; row < task.table.rows(); ++row) {
    const RowId& id = task.table.ids[row];
    std::copy(digests.at(id.source).begin(), digests.at(id.source).end(), identity.begin());
    for (std::size_t i = 0; i < 8; ++i) identity[32 + i] = static_cast<unsigned char>(id.number >> (8 * i));
    result[row] = XXH3_64bits_withSeed(identity.data(), identity.size(), task.seed ^ stream);
  }
  return result;
}

Split split_where(const SplitTask& task, const std::vector<bool>& is_test) {
  Split split;
  for (std::uint32_t row = 0; row < task.table.rows(); ++row) (is_test[row] ? split.test : split.train).push_back(row);
  const auto folds = static_cast<std::size_t>(std::max(task.options.folds, 1));
  if (split.train.size() < folds) {
    throw Error(ExitCode::bad_data, std::to_string(split.train.size()) + " training rows of " + std::to_string(task.table.rows()) +
                                        " are fewer than the " + std::to_string(folds) + " folds; lower split.folds or split.test");
  }
  if (folds < 2) return split;
  // Dealing rows out one by one, on through the strata, keeps folds and each stratum's share in them within one row of even.
  std::vector<std::int32_t> fold_of(task.table.rows());
  const auto rank = row_ranks(task, fold_stream);
  std::size_t dealt = 0;
  for (auto& [stratum, rows] : by_stratum(split.train, task.strata)) {
    sort_by_rank(rows, rank);
    for (const std::uint32_t row : rows) fold_of[row] = static_cast<std::int32_t>(dealt++ % folds);
  }
  std::vector<std::int32_t> validates;
  validates.reserve(split.train.size());
  for (const std::uint32_t row : split.train) validates.push_back(fold_of[row]);
  split.set_folds(folds, std::move(validates));
  return split;
}

Split split_stratified(const SplitTask& task) {
  std::vector<std::uint32_t> all(task.table.rows());
  std::iota(all.begin(), all.end(), 0U);
  const auto rank = row_ranks(task, test_stream);
  std::vector<bool> is_test(all.size());
  for (auto& [stratum, rows] : by_stratum(all, task.strata)) {
    sort_by_rank(rows, rank);
    const auto count = static_cast<std::size_t>(std::llround(task.options.test * static_cast<double>(rows.size())));
    for (std::size_t i = 0; i < count; ++i) is_test[rows[i]] = true;
  }
  return split_where(task, is_test);
}

Split split_random(const SplitTask& task) { return split_stratified({task.table, task.sources, task.options, task.seed, {}}); }

}  // namespace trainyard::dataset
