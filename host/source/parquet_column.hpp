// One Arrow array to one typed column.
#pragma once

#include <arrow/type_fwd.h>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "host/source/block.hpp"

namespace trainyard::source {

/// A value that a typed column cannot hold.
struct UnfitValue : std::runtime_error {
  UnfitValue(std::int64_t at, const std::string& problem) : std::runtime_error(problem), row(at) {}
  std::int64_t row;  ///< 0-based in its array
};

/// What values of this type become; nothing when they cannot be read.
std::optional<ValueType> value_type(const arrow::DataType& type);

/// Texts point into the array. Throws UnfitValue.
TypedColumn typed_column(const arrow::Array& array, std::size_t longest_text);

}  // namespace trainyard::source
