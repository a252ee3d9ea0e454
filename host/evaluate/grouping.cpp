#include "host/evaluate/grouping.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace trainyard::evaluate {
namespace {

constexpr const char* kMissing = "missing";
constexpr const char* kOther = "other";

/// A label that none of the others is.
std::string free_label(const std::vector<std::string>& labels, std::string wanted) {
  while (std::ranges::find(labels, wanted) != labels.end()) wanted = "(" + wanted + ")";
  return wanted;
}

/// Puts the rows that are in no group into one of their own, named `label`.
void pool_rest(Grouping& grouping, const std::string& label) {
  if (std::ranges::find(grouping.group, -1) == grouping.group.end()) return;
  const auto last = static_cast<std::int32_t>(grouping.labels.size());
  grouping.labels.push_back(free_label(grouping.labels, label));
  std::ranges::replace(grouping.group, -1, last);
}

/// Categories that get a group of their own, by the order of their names.
std::vector<std::size_t> own_groups(std::span<const std::int32_t> codes, std::span<const std::string> names) {
  std::vector<std::size_t> count(names.size()), kept;
  for (const std::int32_t code : codes) {
    if (code >= 0) ++count[static_cast<std::size_t>(code)];
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (count[k] > 0) kept.push_back(k);
  }
  std::ranges::sort(kept, [&](std::size_t a, std::size_t b) { return count[a] != count[b] ? count[a] > count[b] : names[a] < names[b]; });
  if (kept.size() > kMostGroups) kept.resize(kMostGroups);
  std::ranges::sort(kept, {}, [&](std::size_t k) { return names[k]; });
  return kept;
}

/// The lowest value of each group, ascending.
std::vector<double> group_starts(std::vector<double> values, std::size_t bins) {
  std::ranges::sort(values);
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() <= 2 * bins) return distinct;
  std::vector<double> starts;
  for (std::size_t b = 0; b < bins; ++b) {
    const double start = values[b * values.size() / bins];
    if (starts.empty() || start > starts.back()) starts.push_back(start);
  }
  return starts;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> Grouping::rows() const {
  std::vector<std::vector<std::uint32_t>> out(labels.size());
  for (std::uint32_t row = 0; row < group.size(); ++row) out[static_cast<std::size_t>(group[row])].push_back(row);
  return out;
}

Grouping group_categories(std::string column, std::span<const std::int32_t> codes, std::span<const std::string> names) {
  Grouping out{.column = std::move(column), .labels = {}, .group = std::vector<std::int32_t>(codes.size(), -1)};
  std::vector<std::int32_t> group_of(names.size(), -1);
  for (const std::size_t k : own_groups(codes, names)) {
    group_of[k] = static_cast<std::int32_t>(out.labels.size());
    out.labels.push_back(names[k]);
  }
  const auto missing = static_cast<std::int32_t>(out.labels.size());
  bool any_missing = false;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    any_missing = any_missing || codes[row] < 0;
    out.group[row] = codes[row] < 0 ? missing : group_of[static_cast<std::size_t>(codes[row])];
  }
  if (any_missing) out.labels.push_back(free_label(out.labels, kMissing));
  pool_rest(out, kOther);
  return out;
}

Grouping group_numbers(std::string column, std::span<const double> values, std::size_t bins,
                       const std::function<std::string(double)>& text) {
  std::vector<double> present;
  std::ranges::copy_if(values, std::back_inserter(present), [](double value) { return !std::isnan(value); });
  Grouping out{.column = std::move(column), .labels = {}, .group = std::vector<std::int32_t>(values.size(), -1)};
  const std::vector<double> starts = group_starts(present, bins);
  std::vector<double> last = starts;  // the greatest value of each group
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) continue;
    const auto at = static_cast<std::size_t>(std::ranges::upper_bound(starts, values[row]) - starts.begin()) - 1;
    out.group[row] = static_cast<std::int32_t>(at);
    last[at] = std::max(last[at], values[row]);
  }
  for (std::size_t g = 0; g < starts.size(); ++g) {
    const std::string low = text(starts[g]), high = text(last[g]);
    out.labels.push_back(free_label(out.labels, low == high ? low : low + " … " + high));
  }
  pool_rest(out, kMissing);
  return out;
}

}  // namespace trainyard::evaluate
