#include "kernels/select/select.hpp"

#include <cmath>
#include <limits>

#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

/// The column as floats, backwards, and its numbers as few whole ones. Infinite values, which features do not have, are missing.
std::vector<float> table(const std::vector<double>& column, bool non_negative) {
  std::vector<float> first;
  for (const double x : column) {
    const double number = std::isfinite(x) ? std::fmod(x, 1e9) : std::numeric_limits<double>::quiet_NaN();
    first.push_back(static_cast<float>(non_negative ? std::fabs(number) : number));
  }
  std::vector<float> all = first;
  all.insert(all.end(), first.rbegin(), first.rend());
  for (const float x : first) all.push_back(std::fmod(std::trunc(std::fabs(x) * 4.0F), 5.0F));
  return all;
}

std::vector<double> targets(const std::vector<double>& column, int classes) {
  std::vector<double> y;
  for (std::size_t row = 0; row < column.size(); ++row) {
    const double number = std::isfinite(column[row]) ? std::fmod(column[row], 1e9) : 0.25;
    y.push_back(classes > 0 ? static_cast<double>((row * 2654435761u >> 7) % static_cast<unsigned>(classes)) : number);
  }
  return y;
}

void append_scores(reference::Bytes& bytes, const kernels::select::Selector& selector, const Exec& exec, const std::vector<double>& column,
                   int classes) {
  const std::vector<float> x = table(column, selector.non_negative);
  const std::vector<double> y = targets(column, classes);
  const kernels::select::Sample sample(exec, {x.data(), column.size(), 3, column.size()}, y, classes);
  const std::vector<std::uint32_t> columns = {0, 1, 2};
  for (const auto& score : selector.scores(sample, columns, 0.3)) {
    reference::append_bytes(bytes, score.value);
    reference::append_bytes(bytes, score.partner);
  }
}

}  // namespace

// The scores of each way that has some of its own, for a classification and a regression.
std::vector<Entry> select() {
  std::vector<Entry> entries;
  for (const auto& selector : kernels::select::selectors()) {
    if (selector.scores == nullptr) continue;
    entries.push_back({"select_" + std::string(selector.name), [&selector](const Exec& exec, const std::vector<double>& column) {
                         reference::Bytes bytes;
                         append_scores(bytes, selector, exec, column, 3);
                         if (!selector.classification_only) append_scores(bytes, selector, exec, column, 0);
                         return bytes;
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
