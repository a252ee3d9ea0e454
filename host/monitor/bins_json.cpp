#include "host/monitor/bins_json.hpp"

#include <map>
#include <string_view>

#include "host/dataset/top_values.hpp"
#include "host/evaluate/digits.hpp"
#include "kernels/drift/bins.hpp"

namespace trainyard::monitor {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_shown = 10;  // categories

/// Decimals that a reader takes in, but for times.
std::string edge_text(dataset::ColumnType type, double value) {
  if (dataset::is_time(type) || type == dataset::ColumnType::boolean) return dataset::top_value_text(type, value);
  return evaluate::six_digits(value);
}

ordered_json shares_json(const std::vector<std::string>& labels, const std::vector<double>& reference, const std::vector<double>& current) {
  return {{"labels", labels}, {"reference", kernels::drift::shares_of(reference)}, {"current", kernels::drift::shares_of(current)}};
}

ordered_json of_categories(const ColumnReference& reference, const ColumnReference& current) {
  AlignedCounts counts = aligned(reference, current);
  std::vector<std::string> labels;
  for (const auto& [category, count] : reference.categories) labels.push_back(category);
  labels.emplace_back("other");
  for (; labels.size() > most_shown + 1; labels.erase(labels.end() - 2)) {
    for (auto* side : {&counts.reference, &counts.current}) {
      side->back() += (*side)[side->size() - 2];
      side->erase(side->end() - 2);
    }
  }
  return shares_json(labels, counts.reference, counts.current);
}

ordered_json of_numbers(const ColumnReference& reference, const ColumnReference& current) {
  const auto was = reference.numbers(), now = current.numbers();
  const auto bins = kernels::drift::bins_of(was.sample());
  std::vector<std::string> labels;
  for (const double edge : bins.edges) labels.push_back((bins.of_values ? "" : "≤ ") + edge_text(reference.type, edge));
  labels.push_back(bins.of_values ? "other" : "> " + edge_text(reference.type, bins.edges.back()));
  return shares_json(labels, counts_in(bins, was.sample()), counts_in(bins, now.sample()));
}

}  // namespace

AlignedCounts aligned(const ColumnReference& reference, const ColumnReference& current) {
  std::map<std::string_view, std::size_t> place;
  AlignedCounts counts;
  for (const auto& [category, count] : reference.categories) {
    place.emplace(category, counts.reference.size());
    counts.reference.push_back(static_cast<double>(count));
  }
  counts.reference.push_back(static_cast<double>(reference.other));
  counts.current.assign(counts.reference.size(), 0.0);
  counts.current.back() = static_cast<double>(current.other);
  for (const auto& [category, count] : current.categories) {
    const auto found = place.find(category);
    counts.current[found == place.end() ? counts.current.size() - 1 : found->second] += static_cast<double>(count);
  }
  return counts;
}

ordered_json bins_json(const ColumnReference& reference, const ColumnReference& current) {
  if (reference.present == 0 || current.present == 0) return nullptr;
  return reference.is_category() ? of_categories(reference, current) : of_numbers(reference, current);
}

}  // namespace trainyard::monitor
