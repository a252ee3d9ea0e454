#include "kernels/trees/column_draws.hpp"

#include <algorithm>
#include <numeric>

namespace trainyard::kernels::trees {
namespace {

std::vector<std::uint32_t> first_numbers(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

}  // namespace

ColumnDraws::ColumnDraws(const BinnedRows::Data& data, const BoostParams& params)
    : data_(data), params_(params), all_(first_numbers(data.features())), of_tree_(all_), layout_(data, of_tree_) {}

void ColumnDraws::begin(TreeDraws draws) {
  draws_ = draws;
  of_levels_.clear();
  if (params_.colsample_bytree >= 1.0F) return;
  of_tree_ = sample_columns(draws_, for_tree, params_.colsample_bytree, all_);
  layout_ = HistogramLayout(data_, of_tree_);
}

const std::vector<std::uint32_t>& ColumnDraws::of_level(int depth) {
  const auto level = static_cast<std::size_t>(depth);
  if (of_levels_.size() <= level) of_levels_.resize(level + 1);
  if (of_levels_[level].empty()) of_levels_[level] = sample_columns(draws_, for_level(depth), params_.colsample_bylevel, of_tree_);
  return of_levels_[level];
}

std::span<const std::uint8_t> ColumnDraws::of_node(int depth, std::uint64_t heap_number) {
  if (params_.colsample_bylevel >= 1.0F && params_.colsample_bynode >= 1.0F) return {};
  is_drawn_.assign(data_.features(), 0);
  for (const std::uint32_t feature : sample_columns(draws_, for_node(heap_number), params_.colsample_bynode, of_level(depth))) {
    is_drawn_[feature] = 1;
  }
  mask_.clear();
  mask_.reserve(layout_.columns().size());
  for (const auto& column : layout_.columns()) mask_.push_back(is_drawn_[column.feature]);
  return mask_;
}

}  // namespace trainyard::kernels::trees
