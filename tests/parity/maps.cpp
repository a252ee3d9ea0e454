#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// The kinds of maps that no scaler or imputer of a single column gives.
std::vector<Entry> maps() {
  using kernels::map::Kind;
  using kernels::map::Map;
  const std::vector<Map> list = {{.kind = Kind::clip, .a = -0.5, .b = 0.25},
                                 {.kind = Kind::discard_outside, .a = -0.5, .b = 0.25},
                                 {.kind = Kind::distance, .a = 0.1},
                                 {.kind = Kind::is_missing},
                                 {.kind = Kind::power_of_log, .a = -1.5}};
  std::vector<Entry> entries;
  for (const Map& map : list) {
    entries.push_back({"map_" + std::string(kind_name(map.kind)), [map](const Exec& exec, const std::vector<double>& column) {
                         const kernels::Buffer<double> values(exec, column);
                         return mapped_bytes(exec, values.view(), {map});
                       }});
  }
  entries.push_back({"map_fill_by_code", [](const Exec& exec, const std::vector<double>& column) {
                       std::vector<std::int32_t> rows(column.size());
                       for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int32_t>(i % 5) - 1;
                       const std::vector<Map> fill = {{.kind = Kind::fill_by_code, .a = 0.1, .b = 0.0, .table = {0.2, 0.3, 0.4}}};
                       const kernels::Buffer<double> values(exec, column);
                       const kernels::Buffer<std::int32_t> codes(exec, rows);
                       kernels::Buffer<float> features(exec, column.size());
                       kernels::map::to_features(exec, values.view(), kernels::map::Chain(exec, fill).over(codes.view()), features.view());
                       return reference::bytes_of(features.download());
                     }});
  return entries;
}

}  // namespace trainyard::parity
