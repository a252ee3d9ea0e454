// The functor that replaces missing numbers, for every kernel that does it on the way.
#pragma once

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::impute::TRAINYARD_BACKEND {
namespace {

struct Fill {
  double value;
  TRAINYARD_HOST_DEVICE double operator()(double x) const { return x != x ? value : x; }
};

}  // namespace
}  // namespace trainyard::kernels::impute::TRAINYARD_BACKEND
