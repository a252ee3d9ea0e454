#include "host/pipeline/feature_table.hpp"

#include <algorithm>
#include <array>

namespace trainyard::pipeline {
namespace {

constexpr std::array<const char*, 4> part_names = {"gap", "train", "test", "calibration"};

/// Classes are texts, numbers numbers.
output::Field target_field(const dataset::Column& target) {
  output::Field field{target.name, output::Kind::number};
  if (target.is_category()) {
    field.kind = output::Kind::text;
    for (const std::string& text : *target.dictionary) field.width = std::max(field.width, text.size());
  } else if (target.type == dataset::ColumnType::boolean) {
    field.kind = output::Kind::text;
    field.width = std::string("false").size();
  }
  return field;
}

}  // namespace

FeatureTable::FeatureTable(const Plan& plan, const Data& data, const features::Transform& transform)
    : target_(*data.table.find(plan.target)), parts_(data.table.rows(), Part::gap) {
  for (const std::string& name : transform.feature_names()) fields_.push_back({name});
  fields_.push_back({"split", output::Kind::text, std::string(data.split.calibration.empty() ? "train" : "calibration").size()});
  fields_.push_back(target_field(target_));
  for (const std::uint32_t row : data.split.train) parts_[row] = Part::train;
  for (const std::uint32_t row : data.split.test) parts_[row] = Part::test;
  for (const std::uint32_t row : data.split.calibration) parts_[row] = Part::calibration;
}

std::vector<output::Values> FeatureTable::columns(const features::Matrix& block, std::size_t first_row) const {
  std::vector<output::Values> columns;
  for (std::size_t c = 0; c < block.columns; ++c) columns.emplace_back(block.column(c));
  std::vector<std::string> parts, labels;
  for (std::size_t row = first_row; row < first_row + block.rows; ++row)
    parts.emplace_back(part_names[static_cast<std::size_t>(parts_[row])]);
  columns.emplace_back(std::move(parts));
  if (fields_.back().kind == output::Kind::number) {
    columns.emplace_back(std::span(target_.numbers).subspan(first_row, block.rows));
    return columns;
  }
  for (std::size_t row = first_row; row < first_row + block.rows; ++row) labels.push_back(label_text(target_, row));
  columns.emplace_back(std::move(labels));
  return columns;
}

}  // namespace trainyard::pipeline
