#include "kernels/encode/encode.hpp"

#include <cmath>

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {

// The column's numbers as codes of 7 values, which stand for 5 categories, with one code that stands for none.
std::vector<Entry> encode() {
  std::vector<Entry> entries;
  for (const auto& encoder : kernels::encode::encoders()) {
    entries.push_back({"encode_" + std::string(encoder.name), [&encoder](const Exec& exec, const std::vector<double>& column) {
                         std::vector<std::int32_t> codes;
                         for (const double x : column)
                           codes.push_back(std::isfinite(x) ? static_cast<std::int32_t>(std::fmod(std::fabs(x), 7.0)) : -1);
                         const std::vector<std::int32_t> categories = {-1, 3, 0, 4, 1, -1, 2, 0};
                         const kernels::Buffer<std::int32_t> codes_there(exec, codes), positions(exec, categories);
                         const std::size_t width = encoder.column_per_category ? 5 : 1;
                         kernels::Buffer<float> features(exec, column.size() * width);
                         encoder.apply(exec, codes_there.view(), positions.view(), {features.data(), column.size(), width, column.size()});
                         return reference::bytes_of(features.download());
                       }});
  }
  return entries;
}

}  // namespace trainyard::parity
