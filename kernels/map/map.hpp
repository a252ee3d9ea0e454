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

/// Every kind: TRAINYARD_MAPS(X) is a list of X(kind, Functor); the functor is in a .cuh that map.cu includes.
// clang-format off
#define TRAINYARD_MAPS(X)                 \
  X(affine, Affine)                       \
  X(fill, Fill)                           \
  X(fill_by_code, FillByCode)             \
  X(clip, Clip)                           \
  X(discard_outside, DiscardOutside)      \
  X(distance, Distance)                   \
  X(is_missing, IsMissing)                \
  X(log1p, Log1p)                         \
  X(signed_log1p, SignedLog1p)            \
  X(power_of_log, PowerOfLog)             \
  X(yeo_johnson, YeoJohnson)              \
  X(quantile_uniform, QuantileUniform)    \
  X(quantile_normal, QuantileNormal)
// clang-format on

#define TRAINYARD_MAP_KIND(kind, functor) kind,
enum class Kind : std::int32_t { TRAINYARD_MAPS(TRAINYARD_MAP_KIND) };
#undef TRAINYARD_MAP_KIND

std::string_view kind_name(Kind kind);
/// Returns nullptr when there is none of that name.
const Kind* find_kind(std::string_view name);

/// One map with what was learned for it. A missing number (NaN) stays missing unless the kind says otherwise.
///   affine            (x - a) / b, b not 0
///   fill              a where x is missing
///   fill_by_code      where x is missing, table[code], or a when the code is not in [0, size of table)
///   clip              a below a, b above b; a <= b
///   discard_outside   missing below a and above b; a <= b
///   distance          |x - a|
///   is_missing        1 where x is missing, else 0
///   log1p             log(1 + x), within 2 units in the last place; missing for x <= -1
///   signed_log1p      log(1 + |x|) with the sign of x
///   power_of_log      yeo_johnson of the number whose signed_log1p is x
///   yeo_johnson       Yeo and Johnson's (2000) power transform with lambda a, within 1e-12 relative while (2 + |a|) log(1 + |x|) < 700
///   quantile_uniform  the share of the training numbers below x, from table, their quantiles at equal steps (ascending, one at least):
///                     linear between them, in the middle of equal ones, 0 and 1 at and beyond the ends
///   quantile_normal   the normal quantile of that share, within 1e-12 relative; 0 and 1 count as 1e-7 and 1 - 1e-7, and so does
///                     everything within 1e-7 of the ends of table, as in scikit-learn's QuantileTransformer; a number so large that
///                     1e-7 is lost in it is in the middle of equal ones at the ends too
struct Map {
  Kind kind = Kind::affine;
  double a = 0.0, b = 1.0;
  std::vector<double> table = {};  ///< for kinds that need more than two numbers
  bool operator==(const Map&) const = default;
};

/// How many of a and b, in this order, a kind takes.
int numbers_taken(Kind kind);

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
  /// The maps for rows with these codes.
  [[nodiscard]] std::vector<DeviceMap> over(CodesView codes) const;

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
