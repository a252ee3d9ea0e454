#include "kernels/encode/encode.hpp"

#include <cmath>

#include "kernels/base/buffer.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;

// The column's numbers as codes of 7 values, and -1.
std::vector<std::int32_t> codes_of(const std::vector<double>& column) {
  std::vector<std::int32_t> codes;
  for (const double x : column) codes.push_back(std::isfinite(x) ? static_cast<std::int32_t>(std::fmod(std::fabs(x), 7.0)) : -1);
  return codes;
}

// Five categories; one code stands for none.
reference::Bytes indicate(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column)), positions(exec, std::vector<std::int32_t>{-1, 3, 0, 4, 1, -1, 2, 0});
  Buffer<float> features(exec, column.size() * 5);
  kernels::encode::indicate(exec, codes.view(), positions.view(), {features.data(), column.size(), 5, column.size()});
  return reference::bytes_of(features.download());
}

reference::Bytes look_up(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column));
  const Buffer<float> table(exec, std::vector<float>{std::nanf(""), 0.5F, -1.0F, 3.25F, 0.0F, 7.0F, 1e-30F, 2.0F});
  Buffer<float> feature(exec, column.size());
  kernels::encode::look_up(exec, codes.view(), table.view(), feature.view());
  return reference::bytes_of(feature.download());
}

reference::Bytes count_unseen(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column));
  const Buffer<std::uint8_t> is_unseen(exec, std::vector<std::uint8_t>{1, 0, 0, 1, 0, 1, 0, 0});
  const auto found = kernels::encode::count_unseen(exec, codes.view(), is_unseen.view());
  return reference::bytes_of(std::vector{found.missing, found.unseen});
}

}  // namespace

std::vector<Entry> encode() { return {{"encode_indicate", indicate}, {"encode_look_up", look_up}, {"encode_count_unseen", count_unseen}}; }

}  // namespace trainyard::parity
