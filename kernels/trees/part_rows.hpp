// The rows of a node, divided between its children.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/trees/side.hpp"

namespace trainyard::kernels::trees {

/// Puts the rows that go left before the others, and both in their order. `slots`: of the column, by row. `others` has room for `count`
/// numbers, which are overwritten. Returns how many go left.
std::size_t part_rows(const std::uint8_t* slots, Side right, std::uint32_t* rows, std::size_t count, std::uint32_t* others);

}  // namespace trainyard::kernels::trees
