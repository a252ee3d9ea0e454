#include "host/dataset/hyperloglog.hpp"

#include <array>
#include <cmath>

namespace trainyard::dataset {
namespace {

// x + Σ x^(2^k) · 2^(k-1): what empty registers say.
double sigma(double x) {
  double sum = x, weight = 1, before = -1;
  while (sum != before) {
    x *= x;
    before = sum;
    sum += x * weight;
    weight *= 2;
  }
  return sum;
}

// (1 - x - Σ (1 - x^(2^-k))² · 2^-k) / 3: what full registers say.
double tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x, weight = 1, before = -1;
  while (sum != before) {
    x = std::sqrt(x);
    before = sum;
    weight /= 2;
    sum -= (1 - x) * (1 - x) * weight;
  }
  return sum / 3;
}

}  // namespace

void HyperLogLog::merge(const HyperLogLog& other) {
  for (std::size_t i = 0; i < registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
}

double HyperLogLog::estimate() const {
  constexpr std::size_t highest = 64 - precision;
  std::array<std::uint64_t, highest + 2> with_rank{};
  for (const std::uint8_t rank : registers_) ++with_rank[rank];
  const auto registers = static_cast<double>(registers_.size());
  if (with_rank[0] == registers_.size()) return 0;
  double z = registers * tau(1 - static_cast<double>(with_rank[highest + 1]) / registers);
  for (std::size_t rank = highest; rank > 0; --rank) z = (z + static_cast<double>(with_rank[rank])) / 2;
  z += registers * sigma(static_cast<double>(with_rank[0]) / registers);
  return registers * registers / (2 * std::log(2.0) * z);
}

std::uint64_t HyperLogLog::count_between(std::uint64_t least, std::uint64_t most) const {
  return std::clamp(static_cast<std::uint64_t>(std::llround(estimate())), least, most);
}

}  // namespace trainyard::dataset
