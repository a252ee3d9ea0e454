#include "kernels/map/map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace trainyard::kernels::map {
namespace {

#define TRAINYARD_MAP_NAME(kind, functor) std::pair{std::string_view(#kind), Kind::kind},
constexpr std::array names = {TRAINYARD_MAPS(TRAINYARD_MAP_NAME)};
#undef TRAINYARD_MAP_NAME

}  // namespace

std::string_view kind_name(Kind kind) { return names[static_cast<std::size_t>(kind)].first; }

const Kind* find_kind(std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == name; });
  return found == names.end() ? nullptr : &found->second;
}

int numbers_taken(Kind kind) {
  switch (kind) {
    case Kind::affine:
    case Kind::clip:
    case Kind::discard_outside:
      return 2;
    case Kind::fill:
    case Kind::fill_by_code:
    case Kind::distance:
    case Kind::power_of_log:
    case Kind::yeo_johnson:
      return 1;
    case Kind::is_missing:
    case Kind::log1p:
    case Kind::signed_log1p:
    case Kind::quantile_uniform:
    case Kind::quantile_normal:
      return 0;
  }
  return 0;
}

std::string problem_of(const Map& map) {
  const auto finite = [](double x) { return std::isfinite(x); };
  if (!finite(map.a) || !finite(map.b) || !std::ranges::all_of(map.table, finite)) return "a number that is not finite";
  switch (map.kind) {
    case Kind::affine:
      return map.b == 0.0 ? "a divisor of 0" : "";
    case Kind::clip:
    case Kind::discard_outside:
      return map.a > map.b ? "bounds in the wrong order" : "";
    case Kind::quantile_uniform:
    case Kind::quantile_normal:
      return map.table.empty() || !std::ranges::is_sorted(map.table) ? "quantiles that do not ascend, or none" : "";
    case Kind::fill:
    case Kind::fill_by_code:
    case Kind::distance:
    case Kind::is_missing:
    case Kind::log1p:
    case Kind::signed_log1p:
    case Kind::power_of_log:
    case Kind::yeo_johnson:
      return "";
  }
  return "";
}

Chain::Chain(const Exec& exec, std::span<const Map> maps) {
  for (const Map& map : maps) {
    tables_.emplace_back(exec, map.table);
    maps_.push_back({map.kind, map.a, map.b, std::as_const(tables_.back()).view(), {}});
  }
}

std::vector<DeviceMap> Chain::over(CodesView codes) const {
  std::vector<DeviceMap> maps = maps_;
  for (DeviceMap& map : maps) map.codes = codes;
  return maps;
}

}  // namespace trainyard::kernels::map
