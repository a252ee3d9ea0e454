// What a fitted transform does to each number of a column: a chain of maps, all of them in one pass.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::map {

/// Every kind: TRAINYARD_MAPS(X) is a list of X(kind, Functor); the functor is in kind.cuh, which map.cu includes.
#define TRAINYARD_MAPS(X) X(affine, Affine) X(fill, Fill)

#define TRAINYARD_MAP_KIND(kind, functor) kind,
enum class Kind : std::int32_t { TRAINYARD_MAPS(TRAINYARD_MAP_KIND) };
#undef TRAINYARD_MAP_KIND

std::string_view kind_name(Kind kind);
/// Returns nullptr when there is none of that name.
const Kind* find_kind(std::string_view name);

/// One map with what was learned for it. A missing number (NaN) stays missing unless the kind says otherwise.
///   affine   (x - a) / b, b not 0
///   fill     a where x is missing
struct Map {
  Kind kind = Kind::affine;
  double a = 0.0, b = 1.0;
  std::vector<double> table = {};  ///< for kinds that need more than two numbers
  bool operator==(const Map&) const = default;
};

/// Why a map cannot be: its numbers are not finite, or not what its kind takes; empty when it can.
std::string problem_of(const Map& map);

/// In the order in which they are done; empty: numbers stay as they are.
using Maps = std::vector<Map>;

/// A map as the kernel takes it. `table` is on the device.
struct DeviceMap {
  Kind kind = Kind::affine;
  double a = 0.0, b = 1.0;
  View<const double> table;
  CodesView codes;  ///< for kinds that look at a category too: one per number of the column
};

/// Maps on the device of an Exec.
class Chain {
 public:
  Chain(const Exec& exec, std::span<const Map> maps);
  [[nodiscard]] std::span<const DeviceMap> maps() const noexcept { return maps_; }

 private:
  std::vector<Buffer<double>> tables_;
  std::vector<DeviceMap> maps_;
};

/// result[i] = column[i] after all maps. Any NaN that results is the quiet NaN of std::numeric_limits. Rows are independent and every
/// operation is rounded once, in a fixed order: the same bits on every device. `result` may be `column`'s own memory.
TRAINYARD_KERNEL(to_numbers, void(const Exec&, ColumnView column, std::span<const DeviceMap> maps, View<double> result));
/// The same, rounded to float at the end; a number too large for float becomes infinite, for the caller to find.
TRAINYARD_KERNEL(to_features, void(const Exec&, ColumnView column, std::span<const DeviceMap> maps, View<float> result));

}  // namespace trainyard::kernels::map
