#include "host/error/error.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace trainyard {
namespace {

constexpr std::size_t longest_compared = 100;

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// Damerau-Levenshtein distance in its "optimal string alignment" form: insert, delete, replace, swap of neighbours.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view name, std::span<const std::string> known) {
  if (name.size() < 2 || name.size() > longest_compared) return "";
  const std::string wanted = lower(name);
  std::size_t best = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::string result;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest_compared) continue;
    const std::size_t d = distance(wanted, lower(candidate));
    if (d < best) {
      best = d;
      result = candidate;
    }
  }
  return result;
}

std::string suggest(std::string_view name, std::span<const std::string> known) {
  const std::string near = nearest_name(name, known);
  if (!near.empty()) return ", did you mean '" + near + "'?";
  std::string list;
  for (const std::string& candidate : known) list += (list.empty() ? "" : ", ") + candidate;
  return list.empty() ? "" : "; known: " + list;
}

}  // namespace trainyard
