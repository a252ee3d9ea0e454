#include "kernels/trees/part_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

using EightRows = std::uint32_t __attribute__((vector_size(32), aligned(4), may_alias));
using EightSlots = std::uint8_t __attribute__((vector_size(8)));

constexpr std::size_t rows_in_one = 8;
constexpr std::size_t sets = std::size_t{1} << rows_in_one;
using Order = std::array<std::uint32_t, rows_in_one>;

/// A set's members in order, then anything.
constexpr auto order_of = [] {
  std::array<Order, sets> all{};
  for (std::size_t set = 0; set < sets; ++set) {
    std::size_t size = 0;
    for (std::uint32_t i = 0; i < rows_in_one; ++i) {
      if ((set >> i & 1U) != 0) all[set][size++] = i;
    }
  }
  return all;
}();

/// The rows of such numbers, in that order.
[[gnu::always_inline]] inline void put(const EightRows& rows, const Order& order, std::uint32_t* to) {
#if __has_builtin(__builtin_shuffle)
  reinterpret_cast<EightRows&>(*to) = __builtin_shuffle(rows, reinterpret_cast<const EightRows&>(order));
#else
  for (std::size_t i = 0; i < rows_in_one; ++i) to[i] = rows[order[i]];
#endif
}

/// Bit i: whether row i goes right.
[[gnu::always_inline]] inline std::size_t right_of(const std::uint8_t* slots, Side right, const std::uint32_t* eight) {
  EightSlots own = {};
  for (std::size_t i = 0; i < rows_in_one; ++i) own[i] = slots[eight[i]];
  const auto is_right = own - right.first < EightSlots{} + right.width;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, &is_right, sizeof bytes);
  // Of byte i only bit i is kept, and the product's highest byte is the sum of them all.
  return (bytes & 0x8040201008040201U) * 0x0101010101010101U >> 56;
}

struct PartRows {
  const std::uint8_t* slots;
  Side right;
  std::uint32_t* rows;
  std::uint32_t* others;
  std::size_t* on_left;

  void operator()(std::size_t, std::size_t count) const {
    const auto [own_slots, own_right, in, out, left] = *this;  // what is written to cannot change it
    std::size_t i = 0, on_right = 0;
    for (; i + rows_in_one <= count; i += rows_in_one) {
      const EightRows eight = reinterpret_cast<const EightRows&>(in[i]);
      const std::size_t set = right_of(own_slots, own_right, in + i);
      put(eight, order_of[sets - 1 - set], in + (i - on_right));  // over what is read already
      put(eight, order_of[set], out + on_right);
      on_right += static_cast<std::size_t>(std::popcount(set));
    }
    for (; i < count; ++i) {
      const std::uint32_t row = in[i];
      in[i - on_right] = out[on_right] = row;
      on_right += static_cast<std::size_t>(own_right.has(own_slots[row]));
    }
    *left = count - on_right;
    std::copy_n(out, on_right, in + *left);
  }
};

}  // namespace

std::size_t part_rows(const std::uint8_t* slots, Side right, std::uint32_t* rows, std::size_t count, std::uint32_t* others) {
  std::size_t on_left = 0;
  run(PartRows{slots, right, rows, others, &on_left}, count);
  return on_left;
}

}  // namespace trainyard::kernels::trees
