// Crosses of category columns: one category for every combination of theirs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::features {

/// A category column of some rows. Codes index the dictionary; -1 is missing.
struct Categories {
  std::vector<std::int32_t> codes;
  std::shared_ptr<const dataset::Dictionary> dictionary;  ///< never null
  bool personal = false;                                  ///< values are not to be shown
};

/// Joins two columns of as many rows each: "a×b", missing where either is; personal where either is. `left` is a cross itself, or has been
/// escaped. The dictionary holds the combinations that occur, in the order of their first rows.
Categories cross(const Categories& left, const Categories& right);

/// With × and \ after a \ in every text, so that "×" alone separates.
Categories escaped(Categories column);

}  // namespace trainyard::features
