#include "tests/reference/trees.hpp"

#include "kernels/trees/margins.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::trees::Link;

// The column's finite values, and NaN, are those of two of three columns.
std::vector<float> rows_of(const std::vector<double>& column) {
  std::vector<float> values;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t r = 0; r < column.size(); ++r) {
      const auto value = static_cast<float>(column[(r + c) % column.size()]);
      values.push_back(std::isinf(value) ? 1.0F : c == 2 ? static_cast<float>(r % 97) : value);
    }
  }
  return values;
}

reference::Bytes of_forest(const Exec& exec, const std::vector<double>& column, bool categories, Link link) {
  std::mt19937 random(11);
  const auto forest = reference::forest_of(reference::some_trees(random, 19, 3, 9, 3, categories), {0.5F, 0, -1});
  const kernels::trees::DeviceForest there(exec, forest);
  const auto values = rows_of(column);
  const kernels::Buffer<float> rows(exec, std::span(values));
  kernels::Buffer<float> result(exec, column.size() * forest.base.size());
  kernels::trees::margins(exec, there.view(), {rows.data(), column.size(), 3, column.size()}, result.view());
  kernels::trees::apply_link(exec, link, forest.base.size(), result.view());
  return reference::bytes_of(result.download());
}

Entry entry(const std::string& name, bool categories, Link link) {
  return {"trees_" + name, [=](const Exec& exec, const std::vector<double>& column) { return of_forest(exec, column, categories, link); }};
}

}  // namespace

std::vector<Entry> trees() {
  return {entry("margins", false, Link::identity), entry("categories", true, Link::identity), entry("logistic", false, Link::logistic),
          entry("exponential", false, Link::exponential), entry("softmax", false, Link::softmax)};
}

}  // namespace trainyard::parity
