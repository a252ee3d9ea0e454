// Bytes of unknown origin, made fit to be shown to people and written as UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trainyard::dataset {

/// Control characters and bytes that are not UTF-8 become \xNN, a backslash \\; cut after `most` bytes of input, with "…".
std::string printable(std::string_view text, std::size_t most = 60);

}  // namespace trainyard::dataset
