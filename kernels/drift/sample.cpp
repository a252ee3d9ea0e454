#include "kernels/drift/sample.hpp"

#include <bit>
#include <cstdint>
#include <numeric>

#include "kernels/quantise/radix_sort_cpu.cuh"

namespace trainyard::kernels::drift {
namespace {

using quantise::cpu::DigitCounts;
using quantise::cpu::radix_sort;
using quantise::cpu::sort_key;

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

/// Larger for the larger value.
std::uint64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

double number_of(std::uint64_t ordered) { return std::bit_cast<double>((ordered & sign_bit) != 0 ? ordered & ~sign_bit : ~ordered); }

/// Room to sort one column at a time.
class DoubleSorter {
 public:
  /// The numbers that are not missing, as ordered_bits(), ascending. The sort takes 32 bits at a time: first the lower ones, which are
  /// turned to the top for it.
  std::span<const std::uint64_t> sort(ColumnView column) {
    items_.resize(column.size);
    spare_.resize(column.size);
    counts_ = {};
    std::size_t size = 0;
    for (std::size_t row = 0; row < column.size; ++row) {
      const double value = column.data[row];
      if (value != value) continue;
      const std::uint64_t item = std::rotl(ordered_bits(value), 32);
      items_[size++] = item;
      counts_.add(sort_key(item));
    }
    std::uint64_t* const lower = radix_sort(items_.data(), spare_.data(), size, counts_);
    counts_ = {};
    for (std::size_t i = 0; i < size; ++i) {
      lower[i] = std::rotl(lower[i], 32);
      counts_.add(sort_key(lower[i]));
    }
    return {radix_sort(lower, lower == items_.data() ? spare_.data() : items_.data(), size, counts_), size};
  }

 private:
  std::vector<std::uint64_t> items_, spare_;
  DigitCounts counts_;
};

Distinct runs_of(std::span<const std::uint64_t> sorted) {
  std::size_t runs = sorted.empty() ? 0 : 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) runs += sorted[i] != sorted[i - 1] ? 1 : 0;
  Distinct out{std::vector<double>(runs), std::vector<double>(runs)};
  std::size_t begin = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    out.values[run] = number_of(sorted[begin]);
    out.counts[run] = static_cast<double>(end - begin);
    begin = end;
  }
  return out;
}

}  // namespace

double NumberSample::total() const { return std::accumulate(counts.begin(), counts.end(), 0.0); }

Distinct distinct(ColumnView column) { return runs_of(DoubleSorter().sort(column)); }

}  // namespace trainyard::kernels::drift
