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

struct LookUpByGroup {
  const std::int32_t* codes;
  const std::int32_t* groups;
  const float* tables;
  std::size_t table_size;
  float* result;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    result[row] = tables[static_cast<std::size_t>(groups[row]) * table_size + static_cast<std::size_t>(codes[row] + 1)];
  }
};

}  // namespace

void look_up(const Exec& exec, CodesView codes, View<const float> table, View<float> result) {
  for_each_index(exec, codes.size, LookUp{codes.data, table.data, result.data});
}

void look_up_by_group(const Exec& exec, CodesView codes, CodesView groups, View<const float> tables, std::size_t table_size,
                      View<float> result) {
  for_each_index(exec, codes.size, LookUpByGroup{codes.data, groups.data, tables.data, table_size, result.data});
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
