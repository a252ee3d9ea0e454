// The transformed table as `features` gives it: feature columns, then `split` (train, test, calibration, or gap: in none) and the target.
#pragma once

#include <string>
#include <vector>

#include "host/features/transform.hpp"
#include "host/output/table_file.hpp"
#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// The arguments must outlive it.
class FeatureTable {
 public:
  FeatureTable(const Plan& plan, const Data& data, const features::Transform& transform);

  [[nodiscard]] const std::vector<output::Field>& fields() const noexcept { return fields_; }
  /// Of the rows first_row, first_row + 1, …, whose features these are; valid as long as the block.
  [[nodiscard]] std::vector<output::Values> columns(const features::Matrix& block, std::size_t first_row) const;

 private:
  enum class Part : std::uint8_t { gap, train, test, calibration };

  const dataset::Column& target_;
  std::vector<output::Field> fields_;
  std::vector<Part> parts_;  // per row
};

}  // namespace trainyard::pipeline
