#include <limits>

#include "kernels/base/launch.cuh"
#include "kernels/map/affine.cuh"
#include "kernels/map/clip.cuh"
#include "kernels/map/discard_outside.cuh"
#include "kernels/map/distance.cuh"
#include "kernels/map/fill.cuh"
#include "kernels/map/fill_by_code.cuh"
#include "kernels/map/is_missing.cuh"
#include "kernels/map/log1p.cuh"
#include "kernels/map/map.hpp"
#include "kernels/map/quantile_normal.cuh"
#include "kernels/map/quantile_uniform.cuh"
#include "kernels/map/signed_log1p.cuh"
#include "kernels/map/yeo_johnson.cuh"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// One map over the run: a loop without a branch, which g++ makes vector code of. A functor is `of` one number, or goes `over` a run.
template <class Functor>
TRAINYARD_HOST_DEVICE void over(const DeviceMap& map, double* x, std::size_t first, std::size_t rows) {
  const DeviceMap here = map;
  if constexpr (requires { Functor::over(here, x, first, rows); }) {
    Functor::over(here, x, first, rows);
  } else {
    for (std::size_t i = 0; i < rows; ++i) x[i] = Functor::of(here, x[i], first + i);
  }
}

TRAINYARD_HOST_DEVICE inline void over_run(const DeviceMap& map, double* x, std::size_t first, std::size_t rows) {
  switch (map.kind) {
#define TRAINYARD_MAP_CASE(kind, functor) \
  case Kind::kind:                        \
    return over<functor>(map, x, first, rows);
    TRAINYARD_MAPS(TRAINYARD_MAP_CASE)
#undef TRAINYARD_MAP_CASE
  }
}

template <class Result>
struct MapRun {
  const double* column;
  View<const DeviceMap> maps;
  Result* result;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    double x[run_rows];
    for (std::size_t i = 0; i < rows; ++i) x[i] = column[first + i];
    for (std::size_t m = 0; m < maps.size; ++m) over_run(maps.data[m], x, first, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      result[first + i] = x[i] != x[i] ? std::numeric_limits<Result>::quiet_NaN() : static_cast<Result>(x[i]);
    }
  }
};

template <class Result>
void run(const Exec& exec, ColumnView column, std::span<const DeviceMap> maps, View<Result> result) {
  const Buffer<DeviceMap> there(exec, maps);
  for_each_run(exec, column.size, MapRun<Result>{column.data, there.view(), result.data});
}

}  // namespace

void to_numbers(const Exec& exec, ColumnView column, std::span<const DeviceMap> maps, View<double> result) {
  run(exec, column, maps, result);
}

void to_features(const Exec& exec, ColumnView column, std::span<const DeviceMap> maps, View<float> result) {
  run(exec, column, maps, result);
}

}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
