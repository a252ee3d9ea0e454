// A stand-in for missing numbers per group: the category of another column in the same row.
#pragma once

#include <string>
#include <vector>

#include "host/dataset/table.hpp"
#include "kernels/impute/impute.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::features {

/// The column that groups the rows of some numbers.
struct Grouping {
  kernels::CodesView codes;  ///< on the device, one per row
  const dataset::Dictionary& dictionary;
  /// How many numbers to keep at a time, but for a group that has more. Changes no result.
  std::size_t most_kept = static_cast<std::size_t>(-1);
};

/// The numbers' groups, and a map fill_by_code whose table has a stand-in for each. A missing or unknown group, or one without numbers,
/// gets `overall`.
struct GroupFill {
  std::vector<std::string> groups;  ///< that have numbers, sorted by bytes
  kernels::map::Map map;
};

/// Takes 8 bytes per number that it keeps and 4 per row while it learns; reads all numbers as often as `most_kept` makes it. The imputer is
/// one with of_group.
GroupFill fit_groups(const Exec& exec, const kernels::impute::Imputer& imputer, const kernels::reduce::Numbers& numbers,
                     const Grouping& grouping, double overall);

/// The map for rows whose codes mean `dictionary`.
kernels::map::Map for_dictionary(const kernels::map::Map& map, const std::vector<std::string>& groups,
                                 const dataset::Dictionary& dictionary);

}  // namespace trainyard::features
