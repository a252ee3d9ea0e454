#include "host/dataset/split.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <xxhash.h>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// Test rows and folds are drawn from different hashes, so that knowing one says nothing about the other.
constexpr std::uint64_t test_stream = 0x7465737400000000;  // "test"
constexpr std::uint64_t fold_stream = 0x666f6c6400000000;  // "fold"

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

/// A rank for every row: XXH3 over the source's digest and the row's number (8 bytes, little endian).
std::vector<std::uint64_t> ranks(const Table& table, std::span<const SourceFile> sources, std::uint64_t seed) {
  std::vector<Digest> digests;
  for (const SourceFile& source : sources) digests.push_back(digest_bytes(source));
  std::vector<std::uint64_t> result(table.rows());
  std::array<unsigned char, 40> identity{};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const RowId& id = table.ids[row];
    std::copy(digests.at(id.source).begin(), digests.at(id.source).end(), identity.begin());
    for (std::size_t i = 0; i < 8; ++i) identity[32 + i] = static_cast<unsigned char>(id.number >> (8 * i));
    result[row] = XXH3_64bits_withSeed(identity.data(), identity.size(), seed);
  }
  return result;
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

void check(const Table& table, const SplitOptions& options, std::span<const std::int32_t> strata) {
  if (!(options.test >= 0 && options.test < 1)) {
    throw Error(ExitCode::bad_config, "split.test is " + std::to_string(options.test) + ", expected a fraction from 0 to below 1");
  }
  if (options.folds < 0) throw Error(ExitCode::bad_config, "split.folds is " + std::to_string(options.folds) + ", expected 0 or more");
  if (!strata.empty() && strata.size() != table.rows()) throw Error(ExitCode::bug, "strata and rows differ in number");
  if (table.rows() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ExitCode::bad_data, std::to_string(table.rows()) + " rows are more than a table can have (2^32)");
  }
}

}  // namespace

Split split_rows(const Table& table, std::span<const SourceFile> sources, const SplitOptions& options, std::uint64_t seed,
                 std::span<const std::int32_t> strata) {
  check(table, options, strata);
  if (options.method == SplitMethod::random) strata = {};
  std::vector<std::uint32_t> all(table.rows());
  std::iota(all.begin(), all.end(), 0U);

  Split split;
  const auto test_rank = ranks(table, sources, seed ^ test_stream);
  for (auto& [stratum, rows] : by_stratum(all, strata)) {
    sort_by_rank(rows, test_rank);
    const auto count = static_cast<std::ptrdiff_t>(std::llround(options.test * static_cast<double>(rows.size())));
    split.test.insert(split.test.end(), rows.begin(), rows.begin() + count);
    split.train.insert(split.train.end(), rows.begin() + count, rows.end());
  }
  std::sort(split.test.begin(), split.test.end());
  std::sort(split.train.begin(), split.train.end());
  const auto folds = static_cast<std::size_t>(std::max(options.folds, 1));
  if (split.train.size() < folds) {
    throw Error(ExitCode::bad_data, std::to_string(split.train.size()) + " training rows of " + std::to_string(table.rows()) +
                                        " are fewer than the " + std::to_string(folds) + " folds; lower split.folds or split.test");
  }

  // Dealing rows out one by one, on through the strata, keeps folds and each stratum's share in them within one row of even.
  std::vector<std::int32_t> fold_of(table.rows());
  const auto fold_rank = ranks(table, sources, seed ^ fold_stream);
  std::size_t dealt = 0;
  for (auto& [stratum, rows] : by_stratum(split.train, strata)) {
    sort_by_rank(rows, fold_rank);
    for (const std::uint32_t row : rows) fold_of[row] = static_cast<std::int32_t>(dealt++ % folds);
  }
  for (const std::uint32_t row : split.train) split.fold.push_back(fold_of[row]);
  return split;
}

}  // namespace trainyard::dataset
