// Rows in the order of a hash of their identity: `random`, `stratified`, and the folds of every method that has no order of its own.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <xxhash.h>

#include "host/dataset/csv_text.hpp"
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

/// The rank of every row.
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

Split split_strata(const SplitTask& task, std::span<const std::int32_t> strata) {
  std::vector<bool> is_test(task.table.rows());
  for (const auto& rows : ranked_strata(task, all_rows(task.table), strata, test_stream)) {
    std::vector<double> weights;
    weights.reserve(rows.size());
    for (const std::uint32_t row : rows) weights.push_back(task.weight(row));
    const double share = test_share(task, std::accumulate(weights.begin(), weights.end(), 0.0));
    const std::size_t count = nearest_count(weights, share);
    for (std::size_t i = 0; i < count; ++i) is_test[rows[i]] = true;
  }
  return split_where(task, is_test);
}

/// A fold that rows are dealt into. Compares by what comes first where the next row goes: the least of the stratum, the least of all,
/// the fewest rows, the first fold.
struct Hand {
  double stratum = 0, all = 0;
  std::size_t rows = 0;
  std::int32_t fold = 0;

  friend auto operator<=>(const Hand&, const Hand&) = default;
};

// Every row goes to the least hand: without weights one after the other, on through the strata, so that folds and each stratum's share in
// them stay within one row of even. No fold stays empty, for an empty one is the least.
void deal(const SplitTask& task, Split& split, std::span<const std::int32_t> strata) {
  const auto folds = static_cast<std::size_t>(task.options.folds);
  std::vector<Hand> hands(folds);
  for (std::size_t k = 0; k < folds; ++k) hands[k].fold = static_cast<std::int32_t>(k);
  std::vector<std::int32_t> fold_of(task.table.rows());
  for (const auto& rows : ranked_strata(task, split.train, strata, fold_stream)) {
    for (Hand& hand : hands) hand.stratum = 0;
    std::ranges::make_heap(hands, std::greater{});
    for (const std::uint32_t row : rows) {
      std::ranges::pop_heap(hands, std::greater{});
      Hand& least = hands.back();
      least.stratum += task.weight(row);
      least.all += task.weight(row);
      ++least.rows;
      fold_of[row] = least.fold;
      std::ranges::push_heap(hands, std::greater{});
    }
  }
  set_folds(split, folds, fold_of);
}

}  // namespace

std::vector<std::vector<std::uint32_t>> ranked_strata(const SplitTask& task, std::span<const std::uint32_t> rows,
                                                      std::span<const std::int32_t> strata, std::uint64_t stream) {
  std::map<std::int32_t, std::vector<std::uint32_t>> by_stratum;
  for (const std::uint32_t row : rows) by_stratum[strata.empty() ? 0 : strata[row]].push_back(row);
  const auto rank = row_ranks(task, stream);
  std::vector<std::vector<std::uint32_t>> result;
  for (auto& [stratum, members] : by_stratum) {
    // Equal ranks (the same file given twice) by row, which is the order of the sources.
    std::ranges::sort(members, [&](std::uint32_t a, std::uint32_t b) { return rank[a] != rank[b] ? rank[a] < rank[b] : a < b; });
    result.push_back(std::move(members));
  }
  return result;
}

Split split_where(const SplitTask& task, const std::vector<bool>& is_test) {
  Split split;
  for (std::uint32_t row = 0; row < task.table.rows(); ++row) (is_test[row] ? split.test : split.train).push_back(row);
  return split;
}

double test_share(const SplitTask& task, double total) {
  const double share = task.options.test * total;
  return task.weights.empty() ? std::round(share) : share;
}

std::size_t nearest_count(std::span<const double> sizes, double wanted) {
  double sum = 0;
  for (std::size_t count = 0; count < sizes.size(); ++count) {
    const double next = sum + sizes[count];
    if (sum >= wanted || (next > wanted && next - wanted >= wanted - sum)) return count;
    sum = next;
  }
  return sizes.size();
}

Split split_random(const SplitTask& task) { return split_strata(task, {}); }
Split split_stratified(const SplitTask& task) {
  Split split = split_strata(task, task.strata);
  const double rows = static_cast<double>(task.table.rows());
  if (!split.test.empty() || std::round(task.options.test * rows) == 0) return split;
  throw Error(ExitCode::bad_data, "no stratum has enough rows for a test row at split.test " + csv_number(task.options.test) +
                                      "; raise it, lower split.bins, or use method random");
}

void hold_out(const SplitTask& task, Split& split) {
  if (split.train.empty()) return;
  std::vector<std::uint32_t> ranked = std::move(ranked_strata(task, split.train, {}, calibration_stream).front());
  const auto count = static_cast<std::ptrdiff_t>(std::llround(task.options.calibration * static_cast<double>(ranked.size())));
  split.calibration.assign(ranked.begin(), ranked.begin() + count);
  split.train.assign(ranked.begin() + count, ranked.end());
  std::ranges::sort(split.calibration);
  std::ranges::sort(split.train);
}

void fold_at_random(const SplitTask& task, Split& split) { deal(task, split, {}); }
void fold_stratified(const SplitTask& task, Split& split) { deal(task, split, task.strata); }

}  // namespace trainyard::dataset
