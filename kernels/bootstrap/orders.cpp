#include "kernels/bootstrap/orders.hpp"

#include <algorithm>

#include "kernels/quantise/ordered_key.hpp"
#include "kernels/quantise/radix_sort_cpu.cuh"

namespace trainyard::kernels::bootstrap {
namespace {

void take_weights(const metric::Rows& rows, Walk& walk) {
  if (rows.weight != nullptr) walk.weight = in_order(walk, std::span(rows.weight, rows.count));
}

}  // namespace

Walk natural_walk(const metric::Rows& rows) {
  Walk walk{.rows = rows.count};
  take_weights(rows, walk);
  return walk;
}

Walk walk_by_score(const metric::Rows& rows, std::size_t of_class) {
  Walk walk{.rows = rows.count};
  const auto width = static_cast<std::size_t>(rows.classes);
  std::vector<std::uint64_t> items(rows.count), spare(rows.count);
  quantise::cpu::DigitCounts counts;
  for (std::size_t row = 0; row < rows.count; ++row) {
    const std::uint32_t key = ~quantise::ordered_key(rows.predicted[row * width + of_class]);
    counts.add(key);
    items[row] = std::uint64_t{key} << 32 | row;
  }
  const std::uint64_t* sorted = quantise::cpu::radix_sort(items.data(), spare.data(), rows.count, counts);
  walk.positions.resize(rows.count);
  walk.marks.resize(rows.count);
  for (std::size_t i = 0; i < rows.count; ++i) {
    walk.positions[i] = static_cast<std::uint32_t>(sorted[i]);
    const bool first = i == 0 || sorted[i] >> 32 != sorted[i - 1] >> 32;
    const bool own = rows.actual[walk.positions[i]] == static_cast<double>(of_class);
    walk.marks[i] = static_cast<std::uint8_t>((own ? of_the_class : 0) | (first ? first_of_score : 0));
  }
  take_weights(rows, walk);
  return walk;
}

Walk walk_by_term(const metric::Rows& rows, std::span<const double> terms) {
  Walk walk{.rows = rows.count};
  struct Item {
    double term;
    std::uint32_t row;
  };
  std::vector<Item> items;
  items.reserve(rows.count);
  for (std::size_t row = 0; row < rows.count; ++row) items.push_back({terms[row], static_cast<std::uint32_t>(row)});
  std::ranges::sort(items, [](const Item& a, const Item& b) { return a.term < b.term || (a.term == b.term && a.row < b.row); });
  for (const Item& item : items) {
    walk.positions.push_back(item.row);
    walk.rising.push_back(item.term);
  }
  take_weights(rows, walk);
  return walk;
}

}  // namespace trainyard::kernels::bootstrap
