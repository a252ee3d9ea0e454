// One CSV field as text (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace trainyard::dataset {

/// Quotes a field only where it has to be.
std::string csv_field(std::string_view text);
/// The shortest text that reads back to the same bits; empty for NaN (missing).
std::string csv_number(float value);
std::string csv_number(double value);

}  // namespace trainyard::dataset
