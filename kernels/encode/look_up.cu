#include "kernels/base/launch.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct LookUp {
  const std::int32_t* codes;
  const float* table;
  float* result;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const { result[row] = table[codes[row] + 1]; }
};

}  // namespace

void look_up(const Exec& exec, CodesView codes, View<const float> table, View<float> result) {
  for_each_index(exec, codes.size, LookUp{codes.data, table.data, result.data});
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
