// Some of many rows, the same ones on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trainyard::evaluate {

/// At most `most` of the rows, which differ: those whose number has the least hash (SplitMix64's mix), in the order of the hash, so that
/// neither a period of the rows nor their order is in the sample.
std::vector<std::uint32_t> sample_rows(std::span<const std::uint32_t> rows, std::size_t most);

}  // namespace trainyard::evaluate
