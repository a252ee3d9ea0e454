#include "host/onnx/category_splits.hpp"

#include <algorithm>
#include <limits>

namespace trainyard::onnx {
namespace {

using kernels::trees::Forest;
using kernels::trees::Node;

std::int64_t column_of(const Node& node) { return static_cast<std::int64_t>(node.place / kernels::trees::group_rows / 2); }

/// Columns of the sets that look at one column of the features. A row of the table for each category, one for those beyond, and one for a
/// missing value.
Tensor members(const Tensor& features, std::int64_t column, const std::vector<std::vector<std::uint32_t>>& sets) {
  std::size_t categories = 0;
  for (const auto& set : sets) categories = std::max(categories, 32 * set.size());
  std::vector<float> table((categories + 1) * sets.size());
  for (std::size_t s = 0; s < sets.size(); ++s) {
    for (std::size_t c = 0; c < 32 * sets[s].size(); ++c) table[c * sets.size() + s] = static_cast<float>(sets[s][c / 32] >> c % 32 & 1U);
  }
  table.resize(table.size() + sets.size(), std::numeric_limits<float>::quiet_NaN());
  Graph& graph = *features.graph;
  const auto width = static_cast<std::int64_t>(sets.size());
  const auto beyond = static_cast<double>(categories);
  const Tensor value = to_double(columns(features, {column}));
  const Tensor row = to_integer(choose(is_missing(value), beyond + 1.0, choose(value >= beyond, beyond, value)));
  const Tensor found = gather(graph.floats(table, {static_cast<std::int64_t>(categories + 2), width}), row);  // [rows, 1, width]
  return graph.node("Reshape", {found, graph.integers(std::vector<std::int64_t>{-1, width}, {2})});
}

}  // namespace

CategorySplits::CategorySplits(const Forest& forest, std::size_t columns) : forest_(forest) {
  for (std::size_t node = 0; node < forest.nodes.size(); ++node) {
    if (is_one(forest, node)) places_.try_emplace({column_of(forest.nodes[node]), set_of(forest.nodes[node])});
  }
  auto next = static_cast<std::int64_t>(columns);
  for (auto& [set, place] : places_) place = next++;
}

bool CategorySplits::is_one(const Forest& forest, std::size_t node) {
  return forest.nodes[node].extra != 0 && forest.nodes[node].children != node * sizeof(Node);
}

CategorySplits::Set CategorySplits::set_of(const Node& node) const {
  const auto words = forest_.words.begin() + static_cast<std::ptrdiff_t>(node.extra);
  return {words + 1, words + 1 + static_cast<std::ptrdiff_t>(*words)};
}

std::int64_t CategorySplits::place_of(const Node& node) const { return places_.at({column_of(node), set_of(node)}); }

Tensor CategorySplits::beside_features(const Tensor& features) const {
  std::map<std::int64_t, std::vector<Set>> by_column;
  for (const auto& [set, place] : places_) by_column[set.first].push_back(set.second);
  std::vector<Tensor> parts{features};
  for (const auto& [column, sets] : by_column) parts.push_back(members(features, column, sets));
  return beside(parts);
}

}  // namespace trainyard::onnx
