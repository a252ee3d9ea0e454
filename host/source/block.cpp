#include "host/source/block.hpp"

namespace trainyard::source {
namespace {

template <class T>
void drop_first(std::vector<T>& values, std::size_t count) {
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(count, values.size())));
}

}  // namespace

void Block::drop_before(std::uint64_t kept) {
  std::erase_if(broken_, [&](const BrokenRow& row) { return row.number < kept; });
  if (!is_typed()) return text_.drop_before(kept);
  if (kept <= typed_number_) return;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kept - typed_number_, typed_rows_));
  for (TypedColumn& column : typed_) {
    drop_first(column.integers, count);
    drop_first(column.floats, count);
    drop_first(column.texts, count);
    drop_first(column.null, count);
  }
  typed_number_ += count;
  typed_rows_ -= count;
}

}  // namespace trainyard::source
