// One row through several coded trees at once: each way waits for its next split, and the processor works on the others.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/trees/coded_forest.hpp"

namespace trainyard::kernels::trees {

/// The place below a split: 2 * at, and one more where the code is less than the split's word.
[[gnu::always_inline]] inline std::size_t below(std::size_t at, std::uint32_t split, const std::uint32_t& code) {
#ifdef __x86_64__
  asm("cmpl %[split], %[code]\n\tadcq %[at], %[at]" : [at] "+r"(at) : [split] "r"(split), [code] "m"(code) : "cc");
  return at;  // told in C++, the compiler makes three instructions of these two
#else
  return 2 * at + (code < split ? 1 : 0);
#endif
}

/// out[trees[k].output] += the leaf that a row reaches in tree k of `some`, whose splits and leaves lie one after the other.
template <int depth, std::size_t some>
[[gnu::noinline]] void add_ways(const ValueCodes::Split* splits, const float* leaves, const std::uint32_t* codes, const Tree* trees,
                                std::size_t outputs, float* out) {
  constexpr std::size_t size = std::size_t{1} << depth;
  std::size_t at[some];
  for (std::size_t& one : at) one = 1;
  for (int level = 0; level < depth; ++level) {
    for (std::size_t k = 0; k < some; ++k) {
      const std::uint32_t split = splits[k * size + at[k]].word();
      at[k] = below(at[k], split, codes[split % ValueCodes::most_places]);
    }
  }
  if (outputs > 1) {
    for (std::size_t k = 0; k < some; ++k) out[trees[k].output] += leaves[k * size + at[k] - size];
    return;
  }
  float sum = *out;
  for (std::size_t k = 0; k < some; ++k) sum += leaves[k * size + at[k] - size];
  *out = sum;
}

}  // namespace trainyard::kernels::trees
