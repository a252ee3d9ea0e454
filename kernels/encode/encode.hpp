// Encoding categories as numbers: the list of ways, with the kernel of each.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::encode {

/// One way to encode. `positions` (device memory) says which category a code stands for: positions[0] for a missing value (code -1),
/// positions[c + 1] for code c; each is a number from 0 below `categories`, or -1 for none of them.
struct Encoder {
  std::string_view name;
  std::string_view doc;
  bool column_per_category;  ///< how many columns `result` has: one per category, or one
  void (*apply)(const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result);
};

/// All of them, in the order of the reference: one line each in encode.cpp, one kernel file each.
std::span<const Encoder> encoders();
/// Returns nullptr when there is none of that name.
const Encoder* find_encoder(std::string_view name);

/// Column k is 1 in the rows of category k and 0 elsewhere; a row of no category is 0 in all of them.
TRAINYARD_KERNEL(onehot, void(const Exec&, CodesView codes, CodesView positions, MatrixView<float> result));
/// The category's number, NaN for none. Exact below 2^24 categories.
TRAINYARD_KERNEL(ordinal, void(const Exec&, CodesView codes, CodesView positions, MatrixView<float> result));

}  // namespace trainyard::kernels::encode
