// Whether two runs were measured on the same rows.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/report/comparison.hpp"

namespace trainyard::report {
namespace {

/// What a run knows of its sources: their checksums, in their order.
std::vector<std::string> checksums(const RunFiles& run) {
  std::vector<std::string> out;
  for (const Json& source : member(run.data, {"sources"})) out.push_back(value_text(member(source, {"sha256"})));
  return out;
}

/// Positions of the rows, by the rank of their source's checksum and their number in it.
class Ordered {
 public:
  Ordered(const RunFiles& run, const std::vector<std::string>& sums) : rows_(run.test), order_(rows_.size()) {
    auto sorted = sums;
    std::ranges::sort(sorted);
    for (const auto& sum : sums) rank_.push_back(static_cast<std::size_t>(std::ranges::lower_bound(sorted, sum) - sorted.begin()));
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, {}, [&](std::size_t row) { return identity(row); });
  }
  [[nodiscard]] std::size_t at(std::size_t i) const { return order_[i]; }
  [[nodiscard]] std::pair<std::size_t, std::uint64_t> identity(std::size_t row) const {
    const std::size_t source = rows_.source.empty() ? 0 : rows_.source[row];
    return {source < rank_.size() ? rank_[source] : source, rows_.number[row]};
  }

 private:
  const TestRows& rows_;
  std::vector<std::size_t> rank_, order_;
};

}  // namespace

std::string rows_differ(const RunFiles& a, const RunFiles& b, std::vector<std::size_t>& order) {
  for (const RunFiles* run : {&a, &b}) {
    if (run->test.empty()) return run->name() + " has no predictions of test rows";
  }
  if (a.task() != b.task()) return "one is " + a.task() + ", the other " + b.task();
  if (a.test.labels != b.test.labels) return "their classes differ";
  const auto sums = checksums(a), others = checksums(b);
  if (sums.empty() || others.empty()) return "data.json does not say which files their rows are from";
  auto sorted = sums, others_sorted = others;
  std::ranges::sort(sorted);
  std::ranges::sort(others_sorted);
  if (sorted != others_sorted) return "their data is of different files";
  if (a.test.size() != b.test.size())
    return "their test rows differ: " + std::to_string(a.test.size()) + " and " + std::to_string(b.test.size());
  const Ordered left(a, sums), right(b, others);
  order.assign(a.test.size(), 0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t row = left.at(i), other = right.at(i);
    if (left.identity(row) != right.identity(other)) return "their test rows differ, such as row " + std::to_string(a.test.number[row]);
    const double x = a.test.actual[row], y = b.test.actual[other];
    if (x != y && !(std::isnan(x) && std::isnan(y))) return "their target differs, such as in row " + std::to_string(a.test.number[row]);
    order[row] = other;
  }
  return "";
}

}  // namespace trainyard::report
