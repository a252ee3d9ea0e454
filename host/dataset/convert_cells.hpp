// The cells of one field to values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/dataset/converter.hpp"
#include "host/dataset/pattern.hpp"

namespace trainyard::dataset {

/// What is to be done with the cells of one field.
struct FieldPlan {
  /// `spellings` of "no value": the table's; the field has its own.
  FieldPlan(const Field& field, const std::vector<std::string>& spellings, bool target_optional, bool learning);

  Field field;
  MissingSpellings missing;
  bool required;            ///< a missing value is a problem
  bool limited;             ///< there is a range to keep
  bool learning;            ///< count kinds of values
  bool plain_numbers;       ///< a plain decimal number is a value and no spelling of "missing"
  std::int64_t offset = 0;  ///< microseconds east of UTC of times that state no zone
  std::optional<Pattern> pattern;

  /// Ignored fields are read while learning alone, to see whether they have values.
  [[nodiscard]] bool is_read() const { return field.role != Role::ignore || learning; }
};

/// Fills `column` with what the block's column at `position` becomes. `file` is for the places in counts.
void convert_column(const FieldPlan& plan, const source::Block& block, std::size_t position, const std::string& file,
                    ConvertedColumn& column);

}  // namespace trainyard::dataset
