#include "host/dataset/name_columns.hpp"

#include <algorithm>

namespace trainyard::dataset {
namespace {

constexpr std::size_t columns_named = 5;

}  // namespace

std::string name_columns(const std::vector<std::string>& names, const std::string& one, const std::string& many) {
  if (names.size() == 1) return "column '" + names[0] + "' " + one;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), columns_named); ++i) list += (i > 0 ? ", '" : "'") + names[i] + "'";
  return std::to_string(names.size()) + " columns (" + list + (names.size() > columns_named ? ", …) " : ") ") + many;
}

}  // namespace trainyard::dataset
